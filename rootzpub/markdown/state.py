"""The state of a walk, grouped by the rules that share it: inline content, containers, tables, media, the document.

What one element keeps between its start and its end tag is in a `Frame` (`walker`), not here.
Invariants: plain values that no rule replaces as a whole; all but the token list are made anew for each walk, so
nothing of one document reaches the next.
"""

from rootzpub.markdown.findings import NOTHING_FOUND, Findings
from rootzpub.markdown.grid import Table
from rootzpub.markdown.tokens import PARAGRAPH, Atom, BreakStyle, Link, Open, Token


class InlineState:
    """The inline content of the leaf block being read."""

    __slots__ = (
        "break_style",
        "codes",
        "formats",
        "has_line_separators",
        "link",
        "open_marks",
        "quotes",
        "rich",
        "separator",
        "superscripts",
        "tokens",
    )

    def __init__(self, tokens: list[Token], *, has_line_separators: bool = False) -> None:
        self.tokens = tokens
        """The same list for every walk, because the parser holds its `append` (decision 0003)."""
        self.has_line_separators = has_line_separators
        """Whether the document holds U+2028 or U+2029 anywhere, which become line breaks."""
        self.rich = False
        """Whether `tokens` holds anything but text."""
        self.open_marks: list[Open] = []
        """Emphasis and links left open by the blocks before: they go on in this one."""
        self.separator: Token | None = None
        """What stands for the edge of a block where blocks cannot be (headings, cells, captions)."""
        self.break_style: BreakStyle = PARAGRAPH
        self.formats = 0
        """How many elements of emphasis and links are open."""
        self.codes = 0
        """How many inline elements of code are open."""
        self.link: Link | None = None
        """The link being read; links do not nest."""
        self.quotes = 0
        """How many `<q>` are open."""
        self.superscripts = 0
        """How many `<sup>` are open."""


class OpenList:
    """A list being read; `depth` is the number of containers around its items."""

    __slots__ = ("depth", "first", "items", "loose", "number", "ordered")

    def __init__(self, *, ordered: bool, number: int, depth: int) -> None:
        self.ordered = ordered
        self.number = number
        """The number of the next item."""
        self.depth = depth
        self.loose = False
        """Whether an item has a paragraph of its own: then markdown parts the items by blank lines (CommonMark 5.3)."""
        self.items: list[list[str]] = []
        self.first: int | None = None
        """The number of the first item."""


class Containers:
    """The container blocks around this place: quotations, lists, items."""

    __slots__ = ("level", "lists", "outer")

    def __init__(self) -> None:
        self.outer: list[list[str]] = []
        """The finished blocks of each container around the innermost one, the document's first."""
        self.level = 0
        """How deep the containers are as renderers count: a quotation is one level, a list with its item two."""
        self.lists: list[OpenList | None] = []
        """Lists now open; None for one too deep to be written as a list."""


class Tables:
    """Tables now open, and what only another walk can write (`Findings`)."""

    __slots__ = ("as_list", "count", "one_cell", "open")

    def __init__(self) -> None:
        self.open: list[Table] = []
        self.count = 0
        """Tables met so far: the number of the next."""
        self.one_cell: set[int] = set()
        """Numbers of tables with one cell."""
        self.as_list: set[int] = set()
        """Numbers of tables that no grid can hold."""


class Media:
    """Pictures and players of the entry so far."""

    __slots__ = ("placeholder", "players", "shown")

    def __init__(self) -> None:
        self.shown: set[str] = set()
        """Addresses of images and frames, so that `<noscript>` does not repeat them."""
        self.placeholder: Atom | None = None
        """What was written for the last image that was only a lazy-loading placeholder."""
        self.players = 0
        """Players with an instance counter."""


class Document:
    """What concerns the whole document."""

    __slots__ = (
        "abbreviations",
        "after_empty_heading",
        "autoclosed",
        "base_url",
        "closed",
        "code_language",
        "findings",
        "form_labels",
        "fragments",
        "heading_id",
        "last_id",
        "number",
        "page_url",
        "permalinks",
        "script",
        "tab_titles",
    )

    def __init__(self, *, base_url: str = "", findings: Findings = NOTHING_FOUND) -> None:
        self.base_url = base_url
        """What addresses are relative to; `<base>` may change it."""
        self.page_url = base_url
        """The page's own address."""
        self.findings = findings
        """What an earlier walk over the same document found."""
        self.closed: list[str] = []
        """What controls may name the hidden elements by that were left out (`panels.names_of`)."""
        self.tab_titles: set[str] = set()
        """Titles of tabs that are written: on small screens builders print each a second time."""
        self.number = ""
        """The number that a script will count up to, until it is written."""
        self.script: tuple[int, int] | None = None
        """How many blocks and tokens stood before the last script with an address."""
        self.heading_id: str | None = None
        """The id of the heading being read, None outside headings."""
        self.permalinks: list[tuple[int, int]] = []
        """Where in the heading being read links to itself stand among the tokens."""
        self.fragments: set[str] = set()
        """Addresses of links into the page."""
        self.last_id: tuple[str, int] = ("", -1)
        """The last id (or name) met, and how many blocks of its container stood before it: a heading's anchor."""
        self.abbreviations: set[str] = set()
        """Long forms that were given."""
        self.code_language = ""
        """The language a wrapper named for the code inside."""
        self.form_labels: list[str] | None = None
        """Labels of the form being read."""
        self.autoclosed = False
        """Whether the parser may have ended an element (emphasis, heading, link) where a browser would not."""
        self.after_empty_heading = False
        """Whether the last thing met was the end of a heading without text."""
