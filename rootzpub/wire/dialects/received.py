"""Received: a body as it came, read as far as strict reading goes.

Invariants: reading happens once; the bytes are kept, because some dialects sign what a parser forgets (number tokens,
order).
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from rootzpub.wire import text_stamp
from rootzpub.wire.names import HASH_PREFIX, SIGNATURE
from rootzpub.wire.strict import parse
from rootzpub.wire.text_stamp import TextStamp

_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Received:
    """One body: `value` if it is a JSON object, `stamp` if it is text that ends in one; neither for anything else."""

    data: bytes
    value: dict[str, Any] | None = None
    stamp: TextStamp | None = None

    @classmethod
    def read(cls, data: bytes) -> "Received":
        """JSON where the first character says so, else text. Raises MalformedInput for JSON that is not strict."""
        # A byte order mark and white space are skipped only to choose the reader: strict.py must be the one to refuse a
        # mark.
        if data.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] == b"{":
            return cls(data, value=parse(data))
        return cls(data, stamp=text_stamp.read(data))

    @cached_property
    def block(self) -> dict[str, Any]:
        """The `_signature` block, or the lines of the stamp under the same names; empty if there is none."""
        if self.stamp is not None:
            return dict(self.stamp.block)
        block = self.value.get(SIGNATURE) if self.value is not None else None
        return block if isinstance(block, dict) else {}

    @cached_property
    def unsigned(self) -> dict[str, Any]:
        """The JSON object without `_signature`, in its own order."""
        return {key: member for key, member in (self.value or {}).items() if key != SIGNATURE}

    @cached_property
    def is_ascii(self) -> bool:
        """Whether the JSON holds nothing but ASCII, escaped or not."""
        # An escape may stand for a character outside ASCII, and there ensure_ascii makes a difference.
        return self.data.isascii() and b"\\u" not in self.data

    @property
    def claimed_hash(self) -> bytes | None:
        """The 32 bytes that `contentHash` claims; None where it is missing or not `sha256:` + 64 lower-case hex."""
        text = self.block.get("contentHash")
        if not isinstance(text, str) or not text.startswith(HASH_PREFIX):
            return None
        digits = text.removeprefix(HASH_PREFIX)
        return bytes.fromhex(digits) if _SHA256.fullmatch(digits) else None
