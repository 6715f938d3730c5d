"""The tokens of inline content, which rules append and `simple` and `inline` write, and the styles of line breaks.

Text is a token as it is (`str`), because the parser appends it without a call (decision 0003).
Invariants: plain values; what they mean in markdown is for the writers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from rootzpub.markdown.escape import one_line, title
from rootzpub.markdown.urls import destination

STRONG: Final = "**"
EMPHASIS: Final = "*"
STRIKE: Final = "~~"


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Emphasis begins or ends here."""

    delimiter: str
    opens: bool


class Atom:
    """A piece that is markdown already, with its plain text."""

    __slots__ = ("markdown", "text")

    def __init__(self, markdown: str, text: str) -> None:
        self.markdown = markdown
        self.text = text


class Link:
    """A link begins here: one object for each `<a>`, because a link over several blocks is written only once."""

    name = ""
    title = ""
    """The title in its quotes, left out when it only repeats the text."""
    label = ""
    """What to write when the link has no content of its own (its aria-label or title)."""
    before = "["
    used = False
    """Whether it is written already, so that it must not be opened again."""
    written = False
    """Whether anything of it is written: a picture without words leaves the link to the words that follow."""
    is_permalink = False
    """Whether its class says that it leads to its own heading."""
    is_note = False
    """Whether it says itself that it is a footnote reference."""
    start = 0
    """Where the link's text begins among the block's texts."""

    def __init__(self, address: str, at: int = -1) -> None:
        self.address = address
        self.after = f"]({destination(address)}"
        self.at = at
        """Where the link's token stands in the block in which it opened."""

    def set_title(self, name: str, label: str) -> None:
        """Give the link its title and the label that stands in for missing content."""
        if name:
            self.name = one_line(name)
            self.title = title(name)
        self.label = one_line(label or name)

    def unwritten(self) -> "Link":
        """The same link, not yet written."""
        link = Link(self.address)
        link.name, link.title, link.label = self.name, self.title, self.label
        link.before, link.after = self.before, self.after
        return link

    def end(self, text: str, content: Sequence[str] = ()) -> str:
        """What closes the link, with its title unless that only repeats the link's text.

        `content` is the markdown before it: code in it that holds `]:` would make the link a definition, but for a
        title.
        """
        if self.after[0] != "]":  # a link into the page, written when its headings are known
            return self.after
        if not self.title or one_line(text) == self.name:
            if "]:" in text and any(piece[:1] == "`" and "]:" in piece for piece in content):
                return f'{self.after} "")'
            return f"{self.after})"
        return f"{self.after}{'' if self.address else '<>'}{self.title})"


class Signal(Enum):
    """Tokens without content."""

    LINK_END = auto()
    BREAK = auto()
    """A line break."""
    EDGE = auto()
    """The edge of a block where blocks cannot be: a line break, but never two in a row."""


LINK_END: Final = Signal.LINK_END
BREAK: Final = Signal.BREAK
EDGE: Final = Signal.EDGE

Token = str | Mark | Atom | Link | Signal
Open = str | Link


def text_of(tokens: Iterable[Token]) -> str:
    """The words among the tokens, as they are."""
    return "".join([token for token in tokens if isinstance(token, str)])


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakStyle:
    """How a line break is written where the block stands, and how many may follow each other."""

    line_break: str
    text: str = "\n"
    most: int = 2


PARAGRAPH: Final = BreakStyle(line_break="\\\n")
CELL: Final = BreakStyle(line_break="<br>", text=" ")
ONE_LINE: Final = BreakStyle(line_break=" ", text=" ", most=1)
