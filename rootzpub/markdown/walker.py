"""The walk: parser events in, markdown blocks, plain text, headings and losses out, in one pass.

lxml's parser calls `start`, `end` and `data` for each tag and text, so no tree is ever held; what an element means is
in the tables of `elements` (one rule per element) and `roles` (one rule per kind of class). Nesting lives on explicit
stacks, never in Python's: 100,000 nested elements are as good as three.
Invariants: each event costs a constant amount of work, except where a block ends, which costs its length once.
Decision 0003.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from rootzpub.markdown.escape import LINE_STARTERS, clean, escape, escape_line_starts
from rootzpub.markdown.findings import NOTHING_FOUND, Findings, Heading, Notes
from rootzpub.markdown.hidden import is_hidden
from rootzpub.markdown.inline import Inline
from rootzpub.markdown.losses import Ledger
from rootzpub.markdown.roles import LONGEST, role_of
from rootzpub.markdown.simple import simply
from rootzpub.markdown.tokens import EDGE, PARAGRAPH, Atom, Open, Setting, Token

Attributes = dict[str, str]
"""An element's attributes as the parser made them; rules only read them."""

Opener = Callable[["Walker", Attributes], None]
Closer = Callable[["Walker"], None]


class Rule(NamedTuple):
    """What an element does where it begins and where it ends; None does nothing (its content goes on in the block)."""

    open: Opener | None = None
    close: Closer | None = None


class Mode(NamedTuple):
    """The rules in force: by element, and by role of the class (`roles.role_of`)."""

    elements: dict[str, Rule]
    roles: dict[str, Rule]


_BLOCKS: Final = frozenset({"p", "div", "li", "section", "aside", "dd", "dt", "footer", "article"})
"""Elements with which a block begins, as far as notes are written in them."""

PLAIN: Final = Rule()
NO_ATTRIBUTES: Final[Attributes] = {}


class Walker:
    """The target of the parser. Rules read and write its public attributes; nothing else holds state."""

    __slots__ = (
        "_on_skipped",
        "_skipped_from",
        "_skipping",
        "_stack",
        "as_list",
        "base_url",
        "blocks",
        "code_language",
        "codes",
        "data",
        "drawing_title",
        "elements",
        "ended_heading",
        "explained",
        "findings",
        "flow",
        "formats",
        "fragments",
        "frames",
        "headings",
        "labels",
        "last_id",
        "ledger",
        "level",
        "links",
        "lists",
        "note_here",
        "notes",
        "outer",
        "placeholder",
        "player_names",
        "players",
        "quotes",
        "raised",
        "rich",
        "roles",
        "run",
        "separated",
        "separator",
        "setting",
        "shield",
        "shown",
        "table_count",
        "tables",
        "texts",
        "unwrap",
        "want",
    )

    def __init__(self, flow: Mode) -> None:
        self.flow = flow
        self.run: list[Token] = []
        """Inline tokens of the block being read; the same list always, because the parser holds its `append`."""
        self.data = self.run.append
        """Called by the parser for each text: straight into the block, no detour."""
        self.begin()

    def begin(self, *, base_url: str = "", findings: Findings = NOTHING_FOUND, separated: bool = False) -> None:
        """Forget everything, for the next document."""
        self.base_url = base_url
        self.findings = findings
        self.separated = separated
        """Whether the document holds line separators (U+2028, U+2029) anywhere, which become line breaks."""
        self._begin_block()
        self._begin_document()
        self._begin_counting()

    def _begin_block(self) -> None:
        """Nothing is read, and nothing is left out."""
        self.elements = self.flow.elements
        """The rules in force; `mode` sets both."""
        self.roles = self.flow.roles
        self.run.clear()
        self.want: list[Open] = []
        """Emphasis and links now open."""
        self.rich = False
        """Whether `run` holds anything but text."""
        self.separator: Token | None = None
        """What stands for the edge of a block where blocks cannot be (headings, cells, captions)."""
        self.setting: Setting = PARAGRAPH
        self.frames: list[object] = []
        """What rules keep from an element's start to its end."""
        self._stack: list[Closer | None] = []
        self._skipping = 0
        self._skipped_from = 0
        self._on_skipped: Callable[[str], None] | None = None

    def _begin_document(self) -> None:
        """Nothing is found."""
        self.ledger = Ledger()
        self.blocks: list[str] = []
        """Finished blocks of the innermost container."""
        self.outer: list[list[str]] = []
        """The blocks of the containers around it."""
        self.texts: list[str] = []
        self.headings: list[Heading] = []
        self.notes = Notes()
        self.lists: list[object] = []
        self.tables: list[object] = []
        self.unwrap: set[int] = set()
        self.as_list: set[int] = set()
        self.labels: list[str] | None = None
        """Labels of the form being read."""
        self.shown: set[str] = set()
        """Addresses of images in the entry so far."""
        self.placeholder: Atom | None = None
        """What stands for the last image that was only a placeholder."""
        self.explained: set[str] = set()
        """Abbreviations whose long form was given."""
        self.fragments: set[str] = set()
        """Addresses of links into the page."""
        self.last_id: tuple[str, int] = ("", -1)
        self.note_here = ""
        self.code_language = ""
        """The language a wrapper named for the code inside."""
        self.player_names: list[str] = []
        self.drawing_title: str | None = None

    def _begin_counting(self) -> None:
        """Nothing is open, and nothing was counted."""
        self.table_count = 0
        self.level = 0
        """How deep the containers are, as renderers count."""
        self.formats = 0
        """How many elements of emphasis and links are open."""
        self.codes = 0
        """How many inline elements of code are open."""
        self.links = 0
        """How many links are open."""
        self.quotes = 0
        """How many `<q>` are open."""
        self.raised = 0
        """How many `<sup>` are open."""
        self.players = 0
        """Players with an instance counter in the entry so far."""
        self.shield = False
        """Whether the parser may have ended a `<b>`, a heading or a link where a browser would not."""
        self.ended_heading = False
        """Whether the last thing met was the end of a heading without text."""

    # -- events of the parser

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: C901 - the hot path, for every element
        """A start tag. The parser hands over a dict, or another empty mapping if there are no attributes."""
        named = attributes if isinstance(attributes, dict) else NO_ATTRIBUTES
        if self._skipping:
            self._skipping += 1
            if named and self.labels is not None:
                self.note_label(named)
            return
        rule = self.elements.get(tag, PLAIN)
        if named:
            if ("style" in named or "aria-hidden" in named or "hidden" in named) and is_hidden(named, tag):
                self.hide(named)
                return
            if "class" in named:
                name = named["class"]
                role = role_of(name if len(name) < LONGEST else name[:LONGEST])
                if role:
                    rule = self.roles.get(role, rule)
            if "id" in named:
                self.identify(named["id"], tag)
        opener, closer = rule
        if opener is not None:
            opener(self, named)
            if self._skipping:
                return
        self._stack.append(closer)

    def end(self, tag: str) -> None:
        """An end tag, real or implied."""
        del tag
        if self._skipping:
            self._skipping -= 1
            if not self._skipping:
                self._end_skip()
            return
        close = self._stack.pop()
        if close is not None:
            close(self)

    def release(self) -> None:
        """Hold on to nothing of the document."""
        self.blocks, self.texts, self.headings = [], [], []
        self.notes = Notes()
        self.shown = set()

    def close(self) -> "Walker":
        """The end of the document."""
        self.flush()
        return self

    # -- for the rules

    @property
    def mode(self) -> Mode:
        """The rules in force."""
        return Mode(self.elements, self.roles)

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self.elements, self.roles = mode

    def skip(self, on_skipped: Callable[[str], None]) -> None:
        """Leave out the element whose start tag is being read; `on_skipped` gets the text it held."""
        self._skipping = 1
        self._skipped_from = len(self.run)
        self._on_skipped = on_skipped

    def _end_skip(self) -> None:
        texts = self.run[self._skipped_from :]
        del self.run[self._skipped_from :]
        on_skipped, self._on_skipped = self._on_skipped, None
        if on_skipped is not None:
            on_skipped("".join(text for text in texts if isinstance(text, str)))

    def hide(self, attributes: Attributes) -> None:
        """Leave out the element whose start tag is being read, because a visitor cannot see it, and say so."""
        shown = attributes.get("alt", "")

        def report(text: str) -> None:
            if text.strip() or shown:
                self.ledger.add("hidden-text", text if text.strip() else shown)

        self.skip(report)

    def identify(self, name: str, tag: str = "") -> None:
        """Something here has this id (or name): a heading's anchor, or a footnote that was referred to."""
        if self.notes.numbers and name in self.notes.numbers:
            if self.run and tag in _BLOCKS:  # what stands before the note is none of it
                self.flush()
            self.note_here = name
        self.last_id = (name, len(self.blocks))

    def note_label(self, attributes: Attributes) -> None:
        """Keep what names a control of a form."""
        for key in ("placeholder", "aria-label", "value", "alt", "title"):
            if attributes.get(key) and attributes.get("type") != "hidden" and self.labels is not None:
                self.labels.append(attributes[key])
                return

    def push(self, token: Token) -> None:
        """Add an inline token that is not text."""
        self.run.append(token)
        self.rich = True

    def flush(self, attributes: Attributes = NO_ATTRIBUTES) -> None:  # noqa: C901 - the hot path, without detours
        """The edge of a block: what was read since the last one is a paragraph, or a line where blocks cannot be.

        `attributes` is there so that this can be the opener of a rule.
        """
        del attributes
        run = self.run
        if not run:
            return
        if self.separator is not None:
            self.push(self.separator)
            return
        if self.rich or self.want or self.separated:
            markdown, text = self._rich()
        else:
            text = (run[0] if len(run) == 1 else "".join(run)).strip()  # type: ignore[union-attr,arg-type]  # text only
            run.clear()
            if not text:
                return
            if not text.isprintable():
                text = clean(text).strip()
            elif "  " in text:
                text = clean(text)
            markdown = escape(text)
        if not markdown:
            return
        if markdown[0] in LINE_STARTERS or "\n" in markdown:
            markdown = escape_line_starts(markdown)
        self.texts.append(text)
        if self.note_here and not self.lists:
            self.notes.bodies.setdefault(self.note_here, []).append(markdown)
            self.note_here = ""
        else:
            self.blocks.append(markdown)

    def inline(self) -> tuple[str, str]:
        """(markdown, text) of the inline tokens read so far, which are then forgotten."""
        if not self.run:
            return "", ""
        if self.rich or self.want or self.separated:
            return self._rich()
        text = self._only_text()
        return escape(text), text

    def _only_text(self) -> str:
        """The run's text on one line."""
        run = self.run
        text = (run[0] if len(run) == 1 else "".join(run)).strip()  # type: ignore[union-attr,arg-type]  # not rich: text
        if not text.isprintable():
            text = clean(text).strip()
        elif "  " in text:
            text = clean(text)
        run.clear()
        return text

    def _rich(self) -> tuple[str, str]:
        run = self.run
        content: tuple[str, str] | None = None
        if not self.want and not self.separated:
            only = run[0]
            content = (only.markdown, only.text) if len(run) == 1 and isinstance(only, Atom) else simply(run)
        if content is None:
            content = self._written()
        run.clear()
        self.rich = False
        return content

    def _written(self) -> tuple[str, str]:
        writer = Inline(self.want, self.setting)
        markdown, text = writer.write(self.run)
        for _ in range(writer.moved):
            self.ledger.add("emphasis", text)
        for link in writer.unfolded:
            self.ledger.add("link-unfolded", link.address)
        return markdown, text

    def add_block(self, markdown: str, text: str) -> None:
        """Add a finished block."""
        self.blocks.append(markdown)
        self.texts.append(text)

    def enter_leaf(self, leaf: Mode, *, setting: Setting, separator: Token = EDGE) -> None:
        """From here to `leave_leaf` blocks cannot be: their edges become `separator`."""
        if self.run:
            self.flush()
        self.elements, self.roles = leaf
        self.setting = setting
        self.separator = separator

    def leave_leaf(self) -> tuple[str, str]:
        """(markdown, text) since `enter_leaf`."""
        self.separator = None
        content = self.inline()
        self.setting = PARAGRAPH
        self.elements, self.roles = self.flow
        return content

    def enter_container(self) -> None:
        """From here blocks gather on their own, until `leave_container`."""
        if self.run:
            self.flush()
        self.outer.append(self.blocks)
        self.blocks = []

    def leave_container(self) -> list[str]:
        """The blocks gathered since `enter_container`."""
        if self.run:
            self.flush()
        blocks = self.blocks
        self.blocks = self.outer.pop()
        return blocks
