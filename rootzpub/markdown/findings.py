"""Values a walk finds beside blocks and text: headings, footnotes, and what only another walk can write.

Invariants: plain values; the walk fills them, `conversion` and `notes` read them when it is over.
"""

from dataclasses import dataclass
from typing import Final

HEADING_SIGN: Final = "\x02"
"""Stands before each heading until the outline is made; text never holds control characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one walk learned that the next needs; empty if one walk was enough."""

    unwrapped: frozenset[int] = frozenset()
    """Tables (by order of their start tags) with one cell: layout, not data."""
    as_list: frozenset[int] = frozenset()
    """Tables whose cells hold what GFM cells cannot."""
    targets: frozenset[str] | None = None
    """What links into the page may lead to; None if that is not known."""
    opened: frozenset[str] = frozenset()
    """What names the hidden elements that a visible control shows (`panels.opened`)."""

    def leads_nowhere(self, address: str) -> bool:
        """Whether it is known that a link into the page (`#part`) leads nowhere."""
        return self.targets is not None and address[1:] not in self.targets


NOTHING_FOUND: Final = Findings()


@dataclass(slots=True, kw_only=True)
class Heading:
    """A heading as it was met."""

    level: int
    title: str
    anchor: str


class Notes:
    """Footnotes: which ids are referred to, in order of their first reference, and what stands there."""

    __slots__ = ("bodies", "here", "numbers", "returns")

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        """The ids that references lead to, each with how many came before it."""
        self.returns: set[str] = set()
        """Ids of the references, so that links back to them can be left out."""
        self.bodies: dict[str, list[str]] = {}
        """The blocks of each note."""
        self.here = ""
        """The id of the note whose first block comes next; empty if none does."""
