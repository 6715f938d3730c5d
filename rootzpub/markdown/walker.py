"""The parser's target: one pass over start tags, end tags and text makes blocks, plain text, headings and losses.

lxml's parser calls `start`, `end` and `data`, so no tree is ever held (decision 0003). What an element means is in the
tables of `elements` (a rule for each element, by place) and `roles` (a rule for each kind of class). Nesting lives on
explicit stacks, never on Python's: 100,000 nested elements are as good as three.
Invariants: each event costs a constant amount of work, except where a block ends, which costs its length once; every
rule that keeps a frame ends it with `close_frame`, so frames and open elements stay in step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from rootzpub.markdown.dimmed import Dimmed
from rootzpub.markdown.embeds import is_tracker
from rootzpub.markdown.escape import LINE_STARTERS, clean, escape, escape_line_starts
from rootzpub.markdown.findings import NOTHING_FOUND, Findings, Heading, Notes
from rootzpub.markdown.hidden import HIDES_MEDIA, is_hidden, is_one_pixel, sight
from rootzpub.markdown.inline import InlineWriter
from rootzpub.markdown.losses import Ledger
from rootzpub.markdown.panels import names_of
from rootzpub.markdown.roles import LONGEST, TAGS, role_of
from rootzpub.markdown.simple import write_simple
from rootzpub.markdown.state import Containers, Document, InlineState, Media, Tables
from rootzpub.markdown.tags import MEDIA, PREFIX, QUOTING, SAYING, SPEAKING, medium_of
from rootzpub.markdown.tokens import EDGE, PARAGRAPH, Atom, BreakStyle, Token, text_of

Attributes = dict[str, str]
"""An element's attributes as the parser made them; rules only read them."""

Opener = Callable[["Walker", Attributes], None]
Closer = Callable[["Walker"], None]


class Frame:
    """What a rule keeps from an element's start tag to its end tag.

    Each rule that keeps anything has a subclass with typed fields, whose `close` is what the end tag does: so it finds
    what its own start tag kept, and needs to ask no frame what kind it is.
    """

    __slots__ = ()

    def close(self, walker: "Walker") -> None:
        """The end tag: nothing, unless a subclass says otherwise."""
        del walker


@dataclass(frozen=True, slots=True)
class Rule:
    """What an element does at its start tag and at its end tag; None does nothing (its content goes on in the block).

    `name` is what documentation, errors and tests call it by (`elements.RULES`).
    """

    name: str
    open: Opener | None = None
    close: Closer | None = None


class Mode(NamedTuple):
    """The rules in force: by element, and by role of the class (`roles.role_of`)."""

    elements: dict[str, Rule]
    roles: dict[str, Rule]


_NOTE_BLOCKS: Final = frozenset({"p", "div", "li", "section", "aside", "dd", "dt", "footer", "article"})
"""With these a block begins, as far as notes are written in them."""
CONTENT: Final = Rule("content")
"""The rule of an element that no table knows: its content stands for it."""

NO_ATTRIBUTES: Final[Attributes] = {}


class Walker:
    """The target of the parser. Rules read and write its public attributes; nothing else holds state."""

    __slots__ = (
        "_dimmed",
        "_on_skipped",
        "_open",
        "_skipped_from",
        "_skipping",
        "_watching",
        "blocks",
        "containers",
        "data",
        "document",
        "elements",
        "flow",
        "frames",
        "headings",
        "inline",
        "ledger",
        "media",
        "notes",
        "roles",
        "skipped_media",
        "tables",
        "texts",
    )

    def __init__(self, flow: Mode) -> None:
        self.flow = flow
        tokens: list[Token] = []
        self.inline = InlineState(tokens)
        self.data = tokens.append
        """Called by the parser for each text: straight into the block, without a call of Python's."""
        self.begin()

    def begin(self, *, base_url: str = "", findings: Findings = NOTHING_FOUND, separated: bool = False) -> None:
        """Start on a document; `separated` says whether it holds U+2028 or U+2029 anywhere."""
        tokens = self.inline.tokens
        tokens.clear()
        self.elements = self.flow.elements
        """The rules in force; `mode` sets both."""
        self.roles = self.flow.roles
        self.frames: list[Frame] = []
        """What the rules of open elements keep, innermost last."""
        self.blocks: list[str] = []
        """Finished blocks of the innermost container."""
        self.texts: list[str] = []
        """The plain text of each finished block of the document."""
        self.headings: list[Heading] = []
        self.ledger = Ledger()
        self.inline = InlineState(tokens, has_line_separators=separated)
        self.containers = Containers()
        self.tables = Tables()
        self.notes = Notes()
        self.media = Media()
        self.document = Document(base_url=base_url, findings=findings)
        self._open: list[Rule] = []
        """The rules of open elements, innermost last."""
        self._skipping = 0
        """How many elements are open in the one that is left out, itself included; 0: nothing is left out."""
        self._skipped_from = 0
        self._on_skipped: Callable[[str], None] | None = None
        self.skipped_media = ""
        """What the first picture, player, frame or link in the element that is left out is called, or its address."""
        self._dimmed = Dimmed(tokens)
        self._watching = False
        """Whether tags need more than their rule: an element is left out, or a style hides text."""

    # -- events of the parser

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: C901, PLR0912 - the hot path, for every element
        """A start tag; where there are no attributes the parser hands over another empty mapping than a dict."""
        named = attributes if isinstance(attributes, dict) else NO_ATTRIBUTES
        # 1. Inside an element that is left out, or whose text cannot be seen.
        if self._watching:
            self._start_watched(tag, named)
            return
        # 2. The element's rule. What a visitor cannot see goes first; a class says more than the element's name.
        rule = self.elements.get(tag, CONTENT)
        dim = None
        if named:
            if "style" in named or "aria-hidden" in named or "hidden" in named:
                if is_hidden(named, tag):
                    if not self.is_opened(named):
                        self.hide(named, tag)
                        return
                elif "style" in named:
                    dim = sight(named["style"])
            if "class" in named:
                name = named["class"]
                role = role_of(name if len(name) < LONGEST else name[:LONGEST])
                if role and tag in TAGS[role]:
                    rule = self.roles.get(role, rule)
            if "id" in named:
                self.identify(named["id"], tag)
        # 3. The rule's first half; the second waits for the end tag, unless the element is left out.
        opener = rule.open
        if opener is not None:
            try:
                opener(self, named)
            except Exception as error:
                error.add_note(self._place(rule, f"<{tag}>"))
                raise
            if self._skipping:
                return
        self._open.append(rule)
        if dim is not None and (dim.sets or dim.clears) and self._dimmed.begin(dim, len(self._open)):
            self._watching = True

    def end(self, tag: str) -> None:
        """An end tag, real or implied."""
        if self._watching:
            self._end_watched(tag)
            return
        rule = self._open.pop()
        closer = rule.close
        if closer is not None:
            try:
                closer(self)
            except Exception as error:
                error.add_note(self._place(rule, f"</{tag}>"))
                raise

    def _start_watched(self, tag: str, named: Attributes) -> None:
        if self._skipping:
            self._skipping += 1
            if named:
                if self.document.form_labels is not None:
                    self.note_label(named)
                if not self.skipped_media and (tag in MEDIA or "href" in named):
                    self.skipped_media = medium_of(named)
            return
        hidden = self._dimmed.take()
        if hidden and tag in MEDIA:
            hidden &= ~sight(named.get("style", "")).clears
        self._watching = False
        if hidden and (tag in SPEAKING or (hidden & HIDES_MEDIA and tag in MEDIA)):
            self.hide(named, tag)
        else:
            if hidden and tag not in MEDIA:
                named = {name: value for name, value in named.items() if name not in SAYING}
                tag = "span" if tag.removeprefix(PREFIX) in QUOTING else tag
            self.start(tag, named)
        self._watching = True
        self._dimmed.begin_text()

    def _end_watched(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            if not self._skipping:
                self._end_skip()
        else:
            self._dimmed.take()
            self._dimmed.end(len(self._open), self.ledger)
            self._watching = False
            self.end(tag)
        self._watching = self._skipping > 0 or self._dimmed.is_open
        self._dimmed.begin_text()

    def is_opened(self, attributes: Attributes) -> bool:
        """Whether an element that is hidden at first is shown by a control that a visitor sees (a tab, a button)."""
        if attributes.get("role") == "tabpanel":
            return True
        names = names_of(attributes)
        if not names or not self.document.findings.opened.isdisjoint(names):
            return names != []
        self.document.closed += names
        return False

    def _place(self, rule: Rule, tag: str) -> str:
        """Where in the document a rule failed, for the error's note: in which open rules."""
        inside = " > ".join(outer.name for outer in self._open[-5:])
        return f"markdown rule {rule.name} at {tag}" + (f" in {inside}" if inside else "")

    def release(self) -> None:
        """Hold on to nothing of the document."""
        self.blocks, self.texts, self.headings = [], [], []
        self.notes = Notes()
        self.media = Media()

    def close(self) -> "Walker":
        """The end of the document."""
        self.flush()
        return self

    # -- for the rules

    def close_frame(self) -> None:
        """The closer of every rule that keeps a frame: the innermost frame is this element's."""
        self.frames.pop().close(self)

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
        self._watching = True
        self.skipped_media = ""
        self._skipped_from = len(self.inline.tokens)
        self._on_skipped = on_skipped

    def _end_skip(self) -> None:
        tokens = self.inline.tokens
        texts = tokens[self._skipped_from :]
        del tokens[self._skipped_from :]
        on_skipped, self._on_skipped = self._on_skipped, None
        if on_skipped is not None:
            on_skipped(text_of(texts))

    def hide(self, attributes: Attributes, tag: str = "") -> None:
        """Leave out the element whose start tag is being read, because a visitor cannot see it, and say so."""
        own = medium_of(attributes) if tag in MEDIA else ""
        counts = tag == "img" and (is_one_pixel(attributes) or is_tracker(attributes.get("src", "")))

        def report(text: str) -> None:
            shown = text if text.strip() else own or self.skipped_media
            if shown:
                self.ledger.add("tracking-pixel" if counts else "hidden-text", shown)

        self.skip(report)

    def identify(self, name: str, tag: str = "") -> None:
        """Something here has this id (or name): a heading's anchor, or a footnote that was referred to."""
        if self.notes.numbers and name in self.notes.numbers:
            if self.inline.tokens and tag in _NOTE_BLOCKS:  # what stands before the note is none of it
                self.flush()
            self.notes.here = name
        self.document.last_id = (name, len(self.blocks))

    def note_label(self, attributes: Attributes) -> None:
        """Keep what names a control of a form."""
        labels = self.document.form_labels
        for key in ("placeholder", "aria-label", "value", "alt", "title"):
            if attributes.get(key) and attributes.get("type") != "hidden" and labels is not None:
                labels.append(attributes[key])
                return

    def push(self, token: Token) -> None:
        """Add an inline token that is not text."""
        inline = self.inline
        inline.tokens.append(token)
        inline.rich = True

    def flush(self, attributes: Attributes = NO_ATTRIBUTES) -> None:  # noqa: C901 - the hot path, without detours
        """The edge of a block: what was read since the last one is a paragraph, or a line where blocks cannot be.

        `attributes` is there so that this can be the opener of a rule.
        """
        del attributes
        inline = self.inline
        tokens = inline.tokens
        if not tokens:
            return
        if inline.separator is not None:
            tokens.append(inline.separator)
            inline.rich = True
            return
        if inline.rich or inline.open_marks or inline.has_line_separators:
            markdown, text = self._take_rich()
        else:  # nothing but text, as most paragraphs: `_take_text` and `escape` without the calls
            text = (tokens[0] if len(tokens) == 1 else "".join(tokens)).strip()  # type: ignore[union-attr,arg-type]
            tokens.clear()
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
        notes = self.notes
        if notes.here and not self.containers.lists:
            notes.bodies.setdefault(notes.here, []).append(markdown)
            notes.here = ""
        else:
            self.blocks.append(markdown)

    def take_inline(self) -> tuple[str, str]:
        """(markdown, text) of the inline tokens read so far, which are then forgotten."""
        inline = self.inline
        if not inline.tokens:
            return "", ""
        if inline.rich or inline.open_marks or inline.has_line_separators:
            return self._take_rich()
        text = self._take_text()
        return escape(text), text

    def _take_text(self) -> str:
        """The text of tokens that are nothing else, on one line."""
        tokens = self.inline.tokens
        text = (tokens[0] if len(tokens) == 1 else "".join(tokens)).strip()  # type: ignore[union-attr,arg-type]
        if not text.isprintable():
            text = clean(text).strip()
        elif "  " in text:
            text = clean(text)
        tokens.clear()
        return text

    def _take_rich(self) -> tuple[str, str]:
        """(markdown, text) of any tokens: by the fast path where it can, else by the full writer."""
        inline = self.inline
        tokens = inline.tokens
        content: tuple[str, str] | None = None
        if not inline.open_marks and not inline.has_line_separators:
            only = tokens[0]
            content = (
                (only.markdown, only.text) if len(tokens) == 1 and isinstance(only, Atom) else write_simple(tokens)
            )
        if content is None:
            content = self._written()
        tokens.clear()
        inline.rich = False
        return content

    def _written(self) -> tuple[str, str]:
        writer = InlineWriter(self.inline.open_marks, self.inline.break_style)
        markdown, text = writer.write(self.inline.tokens)
        for _ in range(writer.moved):
            self.ledger.add("emphasis", text)
        for address in writer.empty:
            self.ledger.add("empty-link", address)
        for link in writer.unfolded:
            self.ledger.add("link-unfolded", link.address)
        return markdown, text

    def add_block(self, markdown: str, text: str) -> None:
        """Add a finished block."""
        self.blocks.append(markdown)
        self.texts.append(text)

    def enter_leaf(self, leaf: Mode, *, break_style: BreakStyle, separator: Token = EDGE) -> None:
        """From here to `leave_leaf` blocks cannot be: their edges become `separator`."""
        inline = self.inline
        if inline.tokens:
            self.flush()
        self.elements, self.roles = leaf
        inline.break_style = break_style
        inline.separator = separator

    def leave_leaf(self) -> tuple[str, str]:
        """(markdown, text) since `enter_leaf`."""
        inline = self.inline
        inline.separator = None
        content = self.take_inline()
        inline.break_style = PARAGRAPH
        self.elements, self.roles = self.flow
        return content

    def enter_container(self) -> None:
        """From here blocks gather on their own, until `leave_container`."""
        if self.inline.tokens:
            self.flush()
        self.containers.outer.append(self.blocks)
        self.blocks = []

    def leave_container(self) -> list[str]:
        """The blocks gathered since `enter_container`."""
        if self.inline.tokens:
            self.flush()
        blocks = self.blocks
        self.blocks = self.containers.outer.pop()
        return blocks
