"""What shortcodes of plugins give without their plugins: fail closed [visibility §9.3].

A shortcode that guards gives nothing of its inside; one of layout its inside; one that stands for a film, a note or a
table that thing; every other nothing at all. Arguments are never text. What is left out is a loss whose example is the
name alone.

Invariants: linear but for notes inside notes, which are bounded; no word of what is guarded is in the result, in a loss
or in a mark.
"""

import html
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rootzpub.wordpress.rendering import core_shortcodes, media_shortcodes
from rootzpub.wordpress.rendering.context import DataTable
from rootzpub.wordpress.rendering.foreign_grammar import Names, Place, Tag, find_tags
from rootzpub.wordpress.rendering.guard_shortcodes import GUARDS, VISITORS, guards, guards_the_rest, is_for_visitors
from rootzpub.wordpress.rendering.layout_shortcodes import LAYOUT, Layout
from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.markup import escape, escape_url, strip_tags
from rootzpub.wordpress.rendering.page import KEPT
from rootzpub.wordpress.rendering.shortcode_grammar import attributes

TABLES: tuple[Mapping[str, Layout], ...] = (LAYOUT,)
"""Tables of layout; the first that has a name counts."""
NOTES = frozenset({"footnote", "footnotes_note", "efn_note", "ref", "mfn", "fn", "sidenote", "endnote", "note_ref"})
"""What encloses the text of a footnote."""
_FORMULAS = frozenset({"latex", "katex", "math", "tex"})
_TABLES_OF_DATA = frozenset({"table", "tablepress"})
_SINGLE = frozenset({"toc", "sitemap", "divider", "clear", "contact_form", "wpforms", "products", "hr", "latexpage"})
_DEEPEST = 8
_PARENTHESES = re.compile(r"\(\((?=\S)((?:[^()]|\((?!\()[^()]*\))+)\)\)")
_TAGS = re.compile(r"<[^<>]*>")
_ELEMENTS = re.compile(r"</?(?:p|br|span|em|strong|i|b|div)\b[^<>]*>", re.IGNORECASE)
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2033": '"', "\u00a0": " "})
_HARMLESS = re.compile(r"(?:https?://|/|#|\?)", re.IGNORECASE)

Keep = Callable[[str], str]
"""Gives what stands in the text for finished HTML."""


def _nothing_known(table_id: str) -> DataTable | None:
    del table_id
    return None


@dataclass(slots=True, kw_only=True)
class Resolver:
    """Replaces shortcodes of plugins in the texts of one entry."""

    log: LossLog
    keep: Keep
    table: Callable[[str], DataTable | None] = _nothing_known
    """A table of a plugin by its id."""
    number: Callable[[], int] = field(default_factory=lambda: itertools.count(1).__next__)
    """The number of the next footnote."""
    parentheses: bool = False
    """Whether `((…))` is a footnote."""
    _notes: list[tuple[int, str]] = field(default_factory=list)
    _depth: int = 0

    def resolve(self, text: str, *, in_tag: bool = False) -> str:
        """The text without any shortcode of a plugin."""
        if not in_tag:
            text = media_shortcodes.dollar_formulas(text, self.keep)
        tags = find_tags(text, _NAMES, html=not in_tag)
        text = _Pass(self, text, tags, in_tag=in_tag).run() if tags else text
        if self.parentheses and not in_tag and not self._depth and "((" in text:
            # What is closed is gone by now, and names no note.
            text = _PARENTHESES.sub(lambda match: self.note(match[1]), text)
        return text

    def footnotes(self) -> str:
        """The notes met so far, as a list for the end of the text; they are given once."""
        notes, self._notes = sorted(self._notes), []
        rows = "".join(
            f'<li id="plugin-note-{at}">{text} <a href="#plugin-note-{at}-link">↩︎</a></li>' for at, text in notes
        )
        return f'\n\n<ol class="wp-block-footnotes">{rows}</ol>' if rows else ""

    def note(self, text: str) -> str:
        """The reference to a footnote whose text is kept for the end."""
        if self._depth >= _DEEPEST:
            self.log.add("recursion", "footnote")
            return ""
        number = self.number()
        self._depth += 1
        self._notes.append((number, self.resolve(text)))
        self._depth -= 1
        name = f"plugin-note-{number}"
        return f'<sup class="fn"><a href="#{name}" id="{name}-link">{number}</a></sup>'

    def cell(self, text: str) -> str:
        """A cell of a table: its shortcodes resolved in place, its line ends shown."""
        inner = Resolver(log=self.log, keep=str, number=self.number)
        return inner.resolve(text).replace("\n", "<br />")

    def closed(self, kind: str, name: str) -> None:
        """Nothing is shown of it; only the name is said."""
        self.log.add(kind, f"[{name}]")
        if kind != "hidden-block":
            self.log.mark("unknown-shortcode")


class _Pass:
    """One text from its first tag to its last."""

    def __init__(self, resolver: Resolver, text: str, tags: Sequence[Tag], *, in_tag: bool) -> None:
        self._resolver = resolver
        self._text = text
        self._tags = tags
        self._in_tag = in_tag
        self._keep: Keep = _unkept if in_tag else resolver.keep
        self._parts: list[str] = []
        self._at = 0
        self._closing: dict[int, str] = {}
        """What stands for the closing tags of layout, by index."""

    def run(self) -> str:
        for at, tag in enumerate(self._tags):
            if tag.start < self._at:
                continue
            if tag.place is Place.TAG:
                self._put(tag.start, self._resolver.resolve(self._text[tag.start : tag.end], in_tag=True), tag.end)
            elif tag.closing:
                self._close(at, tag)
            elif not self._escaped(tag):
                self._open(tag)
        self._parts.append(self._text[self._at :])
        return "".join(self._parts)

    def _put(self, start: int, shown: str, end: int) -> None:
        self._parts += self._text[self._at : start], shown
        self._at = end

    def _escaped(self, tag: Tag) -> bool:
        """`[[x]]` and `[[x]…[/x]]` are text with single brackets; true when this was one."""
        if not tag.doubled:
            return False
        last = self._tags[tag.partner] if tag.partner >= 0 else tag
        if not self._text.startswith("]", last.end):
            return False
        self._put(tag.start - 1, self._text[tag.start : last.end], last.end + 1)
        return True

    def _close(self, at: int, tag: Tag) -> None:
        """A closing tag: the end of what layout opened, or a stray one."""
        if at in self._closing:
            self._put(tag.start, self._closing[at], tag.end)
        elif tag.partner >= 0 or tag.name in _KNOWN or "_" in tag.name or guards(tag.name):
            self._put(tag.start, self._keep(""), tag.end)

    def _open(self, tag: Tag) -> None:
        partner = self._tags[tag.partner] if tag.partner >= 0 else None
        given = _given(tag, self._text[tag.end : partner.start] if partner else "")
        row = _layout(tag.name)
        if is_for_visitors(tag.name, given.named) and partner:
            self._layout(tag, Layout(inline=True), given)
        elif row is not None and not guards(tag.name):
            self._of_layout(tag, row, given)
        elif (shown := self._thing(tag, given)) is not None:
            self._put(tag.start, shown, partner.end if partner else tag.end)
        else:
            self._drop(tag, partner)

    def _of_layout(self, tag: Tag, row: Layout, given: media_shortcodes.Arguments) -> None:
        if any(given.named.get(name, "").strip().casefold() == value for name, value in row.off.items()):
            self._resolver.closed("hidden-block", tag.name)
            self._put(tag.start, self._keep(""), self._tags[tag.partner].end if tag.partner >= 0 else tag.end)
            return
        if tag.name in _TABLES_OF_DATA and (shown := self._thing(tag, given)) is not None:
            self._put(tag.start, shown, tag.end)
            return
        self._resolver.log.add("layout-shortcode", f"[{tag.name}]")
        self._layout(tag, row, given)

    def _layout(self, tag: Tag, row: Layout, given: media_shortcodes.Arguments) -> None:
        before, after = ("", "") if self._in_tag else _around(row, given, encloses=tag.partner >= 0)
        if tag.partner >= 0:
            self._closing.setdefault(tag.partner, self._keep(after))
            self._put(tag.start, self._keep(before), tag.end)
        else:
            # Alone in its paragraph it keeps that, unlike what is kept.
            self._put(tag.start, before + after if row.inline else self._keep(before + after), tag.end)

    def _thing(self, tag: Tag, given: media_shortcodes.Arguments) -> str | None:
        """What a shortcode stands for, where that is known, as it goes into the text."""
        inside = self._inside(tag)
        if self._in_tag:
            return None
        if tag.name in NOTES and inside.strip():
            return self._resolver.note(inside)
        if tag.name in _FORMULAS and inside.strip():
            return media_shortcodes.formula(_ELEMENTS.sub(" ", inside), self._keep)
        if tag.name in _TABLES_OF_DATA:
            named = given.named.get("id") or next(iter(given.positional), "")
            found = self._resolver.table(named) if named else None
            return self._keep(media_shortcodes.table(found, self._resolver.cell)) if found else None
        if tag.name in media_shortcodes.PROVIDERS and (address := media_shortcodes.address_of(tag.name, given)):
            self._resolver.log.add("embed-as-link", address)
            return media_shortcodes.link(address, self._keep)
        return None

    def _inside(self, tag: Tag) -> str:
        return self._text[tag.end : self._tags[tag.partner].start] if tag.partner >= 0 else ""

    def _drop(self, tag: Tag, partner: Tag | None) -> None:
        closes = guards(tag.name)
        end = partner.end if partner else tag.end
        if (
            partner is None
            and not self._in_tag
            and tag.place is Place.TEXT
            and not tag.single
            and guards_the_rest(tag.name)
        ):
            end = len(self._text)
        self._resolver.closed("restricted" if closes else "unknown-shortcode", tag.name)
        self._put(tag.start, self._keep(""), end)


def _around(row: Layout, given: media_shortcodes.Arguments, *, encloses: bool) -> tuple[str, str]:
    """What stands before and after the inside of a layout shortcode."""
    title, heading, image = (_first(given, names) for names in (row.title, row.heading, row.image))
    address = _first(given, row.link)
    before, after = ("", "") if row.inline else ("<div>", "</div>")
    if image and _HARMLESS.match(image):
        before += f'<img src="{escape_url(image)}" alt="{escape(_first(given, row.alt))}" />'
    if heading:
        before += f"<h3>{escape(heading)}</h3>"
    if title:
        before += f"<p><strong>{escape(title)}</strong></p>"
    if address and _HARMLESS.match(address):
        before, after = f'{before}<a href="{escape_url(address)}">', f"</a>{after}"
    if not encloses:
        before += escape(_first(given, row.text))
    return before, after


def _first(given: media_shortcodes.Arguments, names: tuple[str, ...]) -> str:
    """The first of these attributes that is there; the empty name is the first positional one."""
    found = (given.named.get(name) if name else next(iter(given.positional), "") for name in names)
    return next((html.unescape(value) for value in found if value), "")


def _given(tag: Tag, inside: str) -> media_shortcodes.Arguments:
    written = html.unescape(tag.arguments) if "&" in tag.arguments else tag.arguments
    if "<" in written and '"<' not in written:
        written = _TAGS.sub(" ", written)
    named, positional = attributes(written.translate(_QUOTES))
    return media_shortcodes.Arguments(
        named=named,
        positional=tuple(value.removeprefix("=") for value in positional),
        content=strip_tags(inside).strip() if len(inside) < _LONGEST_CONTENT else "",
    )


_LONGEST_CONTENT = 2_000


def _unkept(shown: str) -> str:
    """Inside an HTML tag there is no place for tags."""
    del shown
    return ""


def _layout(name: str) -> Layout | None:
    return next((table[name] for table in TABLES if name in table), None)


_KNOWN = frozenset(
    {*GUARDS, *VISITORS, *NOTES, *_FORMULAS, *_TABLES_OF_DATA, *_SINGLE, *media_shortcodes.PROVIDERS}
    | {name for table in TABLES for name in table}
)
_NAMES = Names(ignored=core_shortcodes.NAMES | {KEPT}, known=_KNOWN, single=_SINGLE)


def without_shortcodes(text: str) -> str:
    """A short text (an excerpt, a caption) without shortcodes of plugins; what it loses is not reported."""
    return Resolver(log=LossLog(), keep=str).resolve(text) if "[" in text else text
