"""Rules of elements inside a block: emphasis, line breaks, code, notes, quotations, abbreviations, highlights, ruby.

Invariants: what must be known whole before it is written remembers where it begins (`Span`); everything else is a token
at its start and one at its end, and is written when its block ends (`inline`).
"""

import re
from typing import Final

from rootzpub.markdown import notes
from rootzpub.markdown.escape import code_span, without_controls
from rootzpub.markdown.inline import InlineWriter
from rootzpub.markdown.tokens import (
    BREAK,
    EMPHASIS,
    PARAGRAPH,
    STRIKE,
    STRONG,
    Atom,
    Link,
    Mark,
    Signal,
    Token,
    text_of,
)
from rootzpub.markdown.walker import Attributes, Closer, Frame, Opener, Rule, Walker

_OPEN: Final = {mark: Mark(mark, opens=True) for mark in (STRONG, EMPHASIS, STRIKE)}
_CLOSE: Final = {mark: Mark(mark, opens=False) for mark in (STRONG, EMPHASIS, STRIKE)}
MOST_FORMATS: Final = 100
"""Emphasis and links open at once beyond this are let through as text: each block writes all that are open again, so
the work would grow with depth times blocks."""

_LINE_FEEDS: Final = re.compile(r"(?<![ \t])[ \t]*+[\n\r\f\u2028\u2029]\s*+")
_LINE_FEED_EDGES: Final = re.compile(r"\A[ \t]*+[\r\n]++[ \t]*+|(?<![ \t\r\n])[ \t\r\n]++\Z")
_NOTE_NUMBER: Final = re.compile(r"\^?[\[(]?\d{1,4}[\])]?")
_NORMAL_WEIGHT: Final = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)\b", re.IGNORECASE)


def _emphasis(delimiter: str) -> tuple[Opener, Closer]:
    opening, closing = _OPEN[delimiter], _CLOSE[delimiter]

    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        inline = walker.inline
        inline.formats += 1
        if inline.formats < MOST_FORMATS:
            inline.tokens.append(opening)
            inline.rich = True

    def finish(walker: Walker) -> None:
        inline = walker.inline
        inline.formats -= 1
        if inline.formats < MOST_FORMATS - 1:
            inline.tokens.append(closing)
            inline.rich = True

    return begin, finish


_open_strong, _close_strong = _emphasis(STRONG)


class _Bold(Frame):
    """`<b>` that is bold."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """`</b>`."""
        _close_strong(walker)


_BOLD: Final = _Bold()
_NOT_BOLD: Final = Frame()


def _open_bold(walker: Walker, attributes: Attributes) -> None:
    """`<b>`, but not the one Google Docs wraps round everything it exports (`font-weight:normal`)."""
    if attributes and _NORMAL_WEIGHT.search(attributes.get("style", "")):
        walker.frames.append(_NOT_BOLD)
        return
    walker.frames.append(_BOLD)
    _open_strong(walker, attributes)


def open_break(walker: Walker, attributes: Attributes) -> None:
    """`<br>`."""
    del attributes
    inline = walker.inline
    inline.tokens.append(BREAK)
    inline.rich = True


class Span(Frame):
    """An element that must be known whole before it is written: where it begins among the tokens."""

    __slots__ = ("at",)

    def __init__(self, at: int) -> None:
        self.at = at

    def start(self, walker: Walker) -> int:
        """Where its content begins among the tokens left: a block may have ended in between."""
        return min(self.at, len(walker.inline.tokens))


class _NoteText(Span):
    """The text of a note right behind its reference, as some plugins write it."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """The note becomes one of the document's, and its number the reference."""
        markdown, text = InlineWriter([], PARAGRAPH).write(_taken(walker, self.start(walker)))
        if not markdown:
            return
        name = f"\N{ZERO WIDTH SPACE}{len(walker.notes.numbers)}"
        number = ""
        tokens = walker.inline.tokens
        last = tokens[-1] if tokens else None
        if isinstance(last, str) and _NOTE_NUMBER.fullmatch(last.strip()):
            number = last.strip()
            tokens.pop()
        walker.push(notes.joined(walker, name, number))
        walker.notes.bodies[name] = [markdown]
        walker.texts.append(text)


def _open_note_text(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.frames.append(_NoteText(len(walker.inline.tokens)))


def _taken(walker: Walker, at: int) -> list[Token]:
    """The tokens since `at`, taken out of the block."""
    tokens = walker.inline.tokens[at:]
    del walker.inline.tokens[at:]
    return tokens


_DEEPEST_CODE: Final = 8
"""Code within code beyond which only the outer ones are read."""


class _CodeSpan(Span):
    """`<code>`, `<kbd>`, `<samp>`, `<tt>`: its text as code spans; links and line breaks in it stay."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """The end tag."""
        walker.inline.codes -= 1
        if walker.inline.codes >= _DEEPEST_CODE:
            # Left to the spans around it: each reads all that is within it once more.
            return
        words: list[str] = []
        taken = _taken(walker, self.start(walker))
        if BREAK in taken:
            taken = _without_edges(taken)
        for token in taken:
            if isinstance(token, str):
                words.append(token)
            elif isinstance(token, Link | Signal) or (
                # images and references to notes
                isinstance(token, Atom) and token.markdown.startswith(("!", notes.SIGN))
            ):
                _push_code(walker, "".join(words))
                words.clear()
                walker.push(token)
            elif isinstance(token, Atom):
                words.append(token.text)
            else:
                walker.ledger.add("code-formatting", "".join(words))
        _push_code(walker, "".join(words))


def _without_edges(tokens: list[Token]) -> list[Token]:
    """Code of several lines without the line feeds beside its breaks, which no browser shows."""
    return [
        _LINE_FEED_EDGES.sub("", token) if isinstance(token, str) and not token.isprintable() else token
        for token in tokens
    ]


def _open_code(walker: Walker, attributes: Attributes) -> None:
    del attributes
    inline = walker.inline
    inline.codes += 1
    walker.frames.append(_CodeSpan(len(inline.tokens)))


def _push_code(walker: Walker, raw: str) -> None:
    code = raw if raw.isprintable() else _LINE_FEEDS.sub(" ", without_controls(raw))
    if not code or (code.isspace() and code != raw):
        return
    previous = walker.inline.tokens[-1] if walker.inline.tokens else None
    if isinstance(previous, Atom) and previous.markdown.endswith("`"):  # two spans that touch would be one
        walker.inline.tokens.pop()
        code = previous.text + code
    walker.push(Atom(code_span(code), code))


def _quote(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.inline.tokens.append("‘" if walker.inline.quotes % 2 else "“")
    walker.inline.quotes += 1


def _unquote(walker: Walker) -> None:
    walker.inline.quotes -= 1
    walker.inline.tokens.append("’" if walker.inline.quotes % 2 else "”")


class _Abbreviation(Frame):
    """`<abbr>`, `<acronym>`: the long form behind it, the first time."""

    __slots__ = ("long_form",)

    def __init__(self, long_form: str) -> None:
        self.long_form = long_form

    def close(self, walker: Walker) -> None:
        """The end tag."""
        explained = walker.document.abbreviations
        if self.long_form.strip() and self.long_form not in explained:
            explained.add(self.long_form)
            walker.inline.tokens.append(f" ({self.long_form.strip()})")


def _open_abbreviation(walker: Walker, attributes: Attributes) -> None:
    walker.frames.append(_Abbreviation(attributes.get("title", "")))


class _Highlight(Span):
    """`<mark>`, `<u>`, `<ins>`: text without a mark, because CommonMark has none for it."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """The end tag."""
        known = walker.ledger.has_example("highlight")
        walker.ledger.add("highlight", "" if known else text_of(walker.inline.tokens[self.start(walker) :]))


def _open_highlight(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.frames.append(_Highlight(len(walker.inline.tokens)))


def _open_inserted(walker: Walker, attributes: Attributes) -> None:
    """`<ins>` right behind `<del>`: the two words must not be glued."""
    tokens = walker.inline.tokens
    if tokens and tokens[-1] is _CLOSE[STRIKE]:
        tokens.append(" ")
    _open_highlight(walker, attributes)


def _open_text(text: str) -> Opener:
    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        walker.inline.tokens.append(text)

    return begin


def _close_text(text: str) -> Closer:
    def finish(walker: Walker) -> None:
        walker.inline.tokens.append(text)

    return finish


STRONG_RULE: Final[Rule] = Rule("strong", _open_strong, _close_strong)
BOLD_RULE: Final[Rule] = Rule("bold", _open_bold, Walker.close_frame)
EMPHASIS_RULE: Final[Rule] = Rule("emphasis", *_emphasis(EMPHASIS))
STRIKE_RULE: Final[Rule] = Rule("strikethrough", *_emphasis(STRIKE))
NOTE_TEXT_RULE: Final[Rule] = Rule("note-text", _open_note_text, Walker.close_frame)
CODE_RULE: Final[Rule] = Rule("code-span", _open_code, Walker.close_frame)
BREAK_RULE: Final[Rule] = Rule("line-break", open_break)
QUOTE_RULE: Final[Rule] = Rule("quote", _quote, _unquote)
ABBREVIATION_RULE: Final[Rule] = Rule("abbreviation", _open_abbreviation, Walker.close_frame)
INSERTED_RULE: Final[Rule] = Rule("inserted", _open_inserted, Walker.close_frame)
HIGHLIGHT_RULE: Final[Rule] = Rule("highlight", _open_highlight, Walker.close_frame)
READING_RULE: Final[Rule] = Rule("ruby-reading", _open_text("("), _close_text(")"))


def mark_start(delimiter: str) -> Mark:
    """The token that begins this emphasis."""
    return _OPEN[delimiter]


def mark_end(delimiter: str) -> Mark:
    """The token that ends it."""
    return _CLOSE[delimiter]
