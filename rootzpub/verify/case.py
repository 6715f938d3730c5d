"""One verification while it runs: what was given, what the steps so far established, and how a step says what it found.

Invariants: a step writes only what it proved; a later step that needs what was not proved is SKIPPED, never passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from rootzpub.errors import MalformedInput
from rootzpub.proof import Address
from rootzpub.verify.json_stats import JsonStats
from rootzpub.verify.lookups import Lookups
from rootzpub.verify.pins import Pin, Pins
from rootzpub.verify.policy import Policy
from rootzpub.verify.report import Outcome, Unproven
from rootzpub.wire import blocks
from rootzpub.wire.dialects import Dialect, Received

OUR_DIALECTS: Final = frozenset({"rootzpub", "llms-txt"})
"""What our publisher writes; here more is demanded, because it always gives more."""


class Finding(NamedTuple):
    """What one step found: a Check without its number and name."""

    # A named tuple: twelve are made for each document, and a frozen dataclass takes three times as long.

    outcome: Outcome
    code: str
    sentence: str
    evidence: Mapping[str, Any]
    warning: bool


def passed(code: str, sentence: str, *, warning: bool = False, **evidence: Any) -> Finding:
    """The step holds (with `warning`: but a reader must know something)."""
    return Finding(Outcome.PASS, code, sentence, evidence, warning)


def failed(code: str, sentence: str, **evidence: Any) -> Finding:
    """The step does not hold."""
    return Finding(Outcome.FAIL, code, sentence, evidence, warning=False)


def skipped(code: str, sentence: str, *, warning: bool = False, **evidence: Any) -> Finding:
    """The step could not be made, or does not apply; with `warning`, a signature should have covered it."""
    return Finding(Outcome.SKIPPED, code, sentence, evidence, warning)


@dataclass(slots=True, kw_only=True)
class Case:
    """What is known so far."""

    data: bytes
    url: str | None
    policy: Policy
    moment: datetime
    pins: Pins | None
    lookups: Lookups
    kept: bool = False
    """Whether the bytes lay somewhere (a file, pasted text) and are judged now: nobody serves them (decision 0026)."""
    received: Received | None = None
    """Set when the bytes could be read strictly."""
    block: dict[str, Any] = field(default_factory=dict)
    """The `_signature` block (or a stamp's lines under the same names), unchecked."""
    dialect: Dialect | None = None
    """Set when a dialect was recognised."""
    stats: JsonStats | None = None
    """What one walk through the JSON outside `_signature` showed; None for text."""
    is_canonical: bool = False
    """Whether the bytes are canonical JSON to the last, so that shortcuts hold."""
    usable: set[str] = field(default_factory=set)
    """Signatures, as text, that were found well-formed."""
    is_detached: bool = False
    """Whether the document is a signature block that stands alone."""
    signed: bytes | None = None
    """The bytes that the content hash covers; set when it is the one claimed."""
    digest: bytes | None = None
    """Set when the claimed hash was recomputed from the bytes."""
    signer: Address | None = None
    """Set when a well-formed signature over `digest` recovered to the claimed signer."""
    message: dict[str, Any] | None = None
    """The envelope's message; set when it is signed by `signer` and is about this document."""
    anchors: list[str] = field(default_factory=list)
    """What besides the document vouches for the signer: `pin`, `rotation`, `delegation`, `contract`."""
    unproven: list[Unproven] = field(default_factory=list)
    is_earlier: bool = False
    """Whether it was proved to come before what is known of its origin, so that there is nothing to learn from it."""
    still_valid: bool | None = None
    """Whether the signed validity covers `moment`; None where nothing signed says."""

    @property
    def value(self) -> dict[str, Any]:
        """The members of a JSON document; empty for text."""
        return (self.received.value if self.received else None) or {}

    @property
    def is_ours(self) -> bool:
        """Whether the dialect is rootzpub's own, or the block stands alone as ours can."""
        return self.is_detached or (self.dialect is not None and self.dialect.name in OUR_DIALECTS)

    @property
    def origin(self) -> str:
        """The origin that the document is judged for: the envelope's, else the one it was fetched from."""
        # Before the envelope is judged nothing signed names an origin; where it was fetched is the next best answer.
        return str(self.message["origin"]) if self.message else origin_or_none(self.url) or ""

    @property
    def as_of(self) -> datetime:
        """When the document's own claims are judged: a kept one whose validity is over, as of its signing."""
        if self.kept and self.still_valid is False and self.message is not None:
            return min(self.moment, datetime.fromtimestamp(self.message["signedAt"], UTC))
        return self.moment

    @property
    def pin(self) -> Pin | None:
        """What is known from before of that origin."""
        return self.pins.get(self.origin) if self.pins is not None and self.origin else None

    def add_unproven(self, what: str, why: str) -> None:
        """List something that stays unproven: beside the verdict, no warning, or every honest document would have one.

        Decision 0006.
        """
        self.unproven.append(Unproven(what=what, why=why))


def origin_or_none(url: str | None) -> str | None:
    """The origin of `url`; None for no URL, or one that has none."""
    if url is None:
        return None
    try:
        return blocks.origin_of(url)
    except MalformedInput:
        return None


def text_of(members: Mapping[str, Any], name: str) -> str:
    """The member `name` when it is text, else ""."""
    value = members.get(name)
    return value if isinstance(value, str) else ""


def object_of(members: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The member `name` when it is an object, else {}."""
    value = members.get(name)
    return value if isinstance(value, dict) else {}
