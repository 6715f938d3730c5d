"""What is signed: the envelope of a document that is shown whole, and nothing that only looks like one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rootzpub.clock import Clock, system_clock
from rootzpub.proof import TypedData
from rootzpub.wire import blocks, envelope, names, places

ENVELOPE: Final = TypedData.prepare(envelope.DOMAIN, envelope.TYPES, envelope.PRIMARY_TYPE)
"""The typed data of the envelope, prepared once: hashing a message costs five Keccaks."""

KINDS: Final = frozenset({*names.DOCUMENT_KINDS, *(kind for place in places.PLACES for kind in place.kinds)})
"""What we publish [wire §3.kinds]."""
_MEMBERS: Final = frozenset(name for name, _ in envelope.FIELDS)
_EARLY: Final = 300
"""Seconds that a document may be signed for the future: two looks at one clock lie less apart."""
_LATE: Final = 3600 + 300
"""Seconds that it may lie back: the longest step of the stamps, and the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Whether a message is one that we sign."""

    origin: str = ""
    """The site's; empty where the owner did not say it."""
    clock: Clock = system_clock

    def refusal(self, message: Mapping[str, Any], content: bytes) -> str:
        """Why it is not signed; empty where it is. Members are judged only as far as the typed data does not."""
        if message.keys() != _MEMBERS:
            return "expected the members of a document's envelope"
        if message["kind"] not in KINDS:
            return f"expected a kind of document that is published, got {str(message['kind'])[:60]!r}"
        # The bytes and not their hash: a hash may be the digest of a rotation, a delegation or a payment.
        if message["contentHash"] != "0x" + hashlib.sha256(content).hexdigest():
            return "expected the hash of the bytes that are shown"
        if self.origin and message["origin"] != self.origin:
            return f"expected the origin {self.origin}"
        return self._wrong_time(message["signedAt"], message["expiresAt"])

    def _wrong_time(self, signed: Any, expires: Any) -> str:
        now = self.clock().timestamp()
        if type(signed) is not int or type(expires) is not int:
            return "expected times in whole seconds"
        if not now - _LATE <= signed <= now + _EARLY:
            return "expected a document that is signed for now"
        if not 0 <= expires - signed <= blocks.MAX_LIFETIME:
            return "expected a document that is valid for 30 days at most"
        return ""
