"""Rules of preformatted text: fenced code blocks, byte for byte, and verse with its line breaks.

Invariants: what a fence holds is what the page showed, but for control characters (blank) and line separators (line
feeds); colours, links and images inside are reported, never mixed into the code. Inside code every element has other
rules (`elements`), none of which keeps a frame: the innermost frame is always the code's.
"""

import re
from collections.abc import Iterable
from typing import Final

from rootzpub.markdown.escape import SEPARATOR, code_span, longest_run, without_controls
from rootzpub.markdown.tables import give_up_grid
from rootzpub.markdown.tags import medium_of
from rootzpub.markdown.tokens import BREAK, EDGE, Atom, Token
from rootzpub.markdown.walker import Attributes, Frame, Mode, Rule, Walker

_CLASS_LANGUAGE: Final = re.compile(
    r"(?:^|\s)(?:language|lang|brush|highlight-source|highlight-text|sourceCode)[-:\s]\s*([A-Za-z][\w+#.-]*)",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[A-Za-z][\w+#.-]*\Z")
_DATA: Final = (
    "data-lang", "data-language", "data-enlighter-language", "data-code-lang", "data-code-language", "data-mode",
    "data-syntax", "data-highlight-language", "data-prismjs-language",
)  # fmt: skip
_MARKERS: Final = frozenset(
    "hljs highlight syntaxhighlighter prettyprint sourcecode crayon-plain chroma code rouge-code".split()  # noqa: SIM905
)
_LANGUAGES: Final = frozenset(
    """bash c cpp csharp c# css diff go haskell html java javascript js json jsx kotlin latex lua makefile markdown
    nginx objectivec perl php plaintext powershell python ruby rust scala scss sh shell sql swift text toml ts tsx
    typescript vb xml yaml yml""".split()  # noqa: SIM905 - a list of words reads best as words
)
_NOT_LANGUAGES: Final = frozenset({"none", "nohighlight", "no-highlight", "plain", "auto", "generic"})


class Preformatted(Frame):
    """A `<pre>`, or a highlighter's box, being read."""

    __slots__ = ("at", "code_first", "has_code", "in_lines", "language", "mode", "source")

    def __init__(self, at: int, language: str, mode: Mode) -> None:
        self.at = at
        self.language = language
        self.mode = mode
        self.has_code = False
        self.source = ""
        """The code as a highlighter keeps it beside its table of coloured lines."""
        self.in_lines = False
        """Whether each line is a block of its own, with the blanks of the page between and fixed blanks in it."""
        self.code_first = False
        """Whether `<code>` begins before any text: then the line feed HTML ignores behind `<pre>` is none of the
        code's."""

    def add_fence(self, walker: Walker, code: str) -> None:
        """Add the code as a fenced code block (CommonMark 4.5)."""
        fence = "`" * max(3, longest_run(code) + 1)
        walker.add_block(f"{fence}{self.language}\n{code}{fence}", code.rstrip("\n"))


def language_of(attributes: Attributes) -> str:
    """The programming language an element names, or an empty string."""
    for name in _DATA:
        value = attributes.get(name, "").strip()
        if value and _NAME.match(value):
            return _plain(value)
    classes = attributes.get("class", "")
    match = _CLASS_LANGUAGE.search(classes)
    if match:
        return _plain(match.group(1))
    names = classes.split()
    if not _MARKERS.isdisjoint(names) or len(names) == 1:
        for name in names:
            if name.lower() in _LANGUAGES:
                return name.lower()
    lang = attributes.get("lang", "").lower()
    return lang if lang in _LANGUAGES else ""


def _plain(name: str) -> str:
    name = name.lower().rstrip(".-;")
    return "" if name in _NOT_LANGUAGES else name


def _remember_language(walker: Walker, attributes: Attributes) -> None:
    """A wrapper that names the language of the `<pre>` inside."""
    walker.flush()
    walker.document.code_language = language_of(attributes)


class _Fence(Preformatted):
    """`<pre>` where blocks can be."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """`</pre>`: an empty one is written only if it says that it is code."""
        walker.mode = self.mode
        code = _code_of(_take_all(walker), keep_first=self.code_first)
        if self.has_code or code.strip():
            self.add_fence(walker, code)


def pre_rule(inside: Mode) -> Rule:
    """`<pre>` where blocks can be: a fence."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        walker.flush()
        language = language_of(attributes) or walker.document.code_language
        walker.document.code_language = ""
        walker.frames.append(_Fence(0, language, walker.mode))
        walker.mode = inside

    return Rule("code-block", begin, Walker.close_frame)


class _InnerCode(Preformatted):
    """`<pre>` in a cell or a heading."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """`</pre>`: a code span for each line; a grid cannot hold more than one."""
        walker.mode = self.mode
        tokens = walker.inline.tokens
        code = _code_of(tokens[self.at :], keep_first=self.code_first)
        del tokens[self.at :]
        lines = [line for line in code.split("\n") if line.strip()]
        if len(lines) > 1:
            give_up_grid(walker)
        for line in lines:
            walker.push(Atom(code_span(line), line.strip()))
            walker.push(EDGE)


def inner_pre_rule(inside: Mode) -> Rule:
    """`<pre>` in a cell or a heading: a code span if it is one line."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        walker.flush()
        walker.frames.append(_InnerCode(len(walker.inline.tokens), "", walker.mode))
        walker.mode = inside

    return Rule("code-block-in-leaf", begin, Walker.close_frame)


def _take_all(walker: Walker) -> list[Token]:
    """The tokens of the block, which are then forgotten."""
    inline = walker.inline
    tokens = inline.tokens[:]
    inline.tokens.clear()
    inline.rich = False
    return tokens


def _code_of(tokens: Iterable[Token], *, keep_first: bool) -> str:
    """The code that the tokens are, ending in a line feed unless it is empty.

    `keep_first` says whether a line feed at the beginning is the code's own; HTML ignores one right behind `<pre>`.
    """
    parts: list[str] = []
    for token in tokens:
        if isinstance(token, str):
            parts.append(token)
        elif token is BREAK:
            parts.append("\n")
    code = "".join(parts)
    if "\r" in code:
        code = code.replace("\r\n", "\n").replace("\r", "\n")
    if not code.isprintable():
        code = without_controls(SEPARATOR.sub("\n", code).replace("\f", " "))
    if not keep_first:
        code = code.removeprefix("\n")
    return code if not code or code.endswith("\n") else code + "\n"


def _open_code(walker: Walker, attributes: Attributes) -> None:
    """`<code>` inside `<pre>`: it may name the language."""
    frame = walker.frames[-1]
    if not isinstance(frame, Preformatted):
        return
    if not frame.has_code:
        frame.code_first = len(walker.inline.tokens) == frame.at
        frame.has_code = True
    if not frame.language:
        frame.language = language_of(attributes)


def _open_line(walker: Walker, attributes: Attributes) -> None:
    """A block for each line, as some highlighters write."""
    del attributes
    for token in reversed(walker.inline.tokens):
        if isinstance(token, str) and token:
            if not token.endswith("\n"):
                walker.inline.tokens.append("\n")
            return
        if token is BREAK:
            return


def _open_code_link(walker: Walker, attributes: Attributes) -> None:
    href = attributes.get("href", "")
    if href and not href.startswith("#"):
        walker.ledger.add("link-in-code", href)


def _open_code_image(walker: Walker, attributes: Attributes) -> None:
    shown = medium_of(attributes)
    if shown:
        walker.ledger.add("code-formatting", shown)


def _open_formatting(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.ledger.add("code-formatting", "")


# -- boxes of highlighters: a table of line numbers and coloured lines, often with the code itself beside it


class _Box(Preformatted):
    """The box of a highlighter."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """The box ends: the code as the highlighter kept it, else as its lines show it."""
        walker.mode = self.mode
        tokens = _take_all(walker)
        code = _code_of([self.source] if self.source else tokens, keep_first=False)
        if self.in_lines and not self.source:
            code = "\n".join(line.rstrip() for line in code.replace("\xa0", " ").split("\n")).strip("\n") + "\n"
        if code.strip():
            self.add_fence(walker, code)


def box_rule(inside: Mode) -> Rule:
    """The box as a fence."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        walker.flush()
        walker.frames.append(_Box(0, language_of(attributes), walker.mode))
        walker.mode = inside

    return Rule("code-box", begin, Walker.close_frame)


def _open_box_line(walker: Walker, attributes: Attributes) -> None:
    frame = walker.frames[-1]
    if isinstance(frame, Preformatted):
        frame.in_lines = True
    _open_line(walker, attributes)


def _open_box_source(walker: Walker, attributes: Attributes) -> None:
    """The code itself, in a text field to copy it from."""
    del attributes
    frame = walker.frames[-1]

    def keep(text: str) -> None:
        if isinstance(frame, Preformatted):
            frame.source = text

    walker.skip(keep)


def _open_box_title(walker: Walker, attributes: Attributes) -> None:
    """The bar above the code ends in the language's name."""
    del attributes
    frame = walker.frames[-1]

    def keep(text: str) -> None:
        name = text.split()[-1:]
        if isinstance(frame, Preformatted) and name and _NAME.match(name[0]) and not frame.language:
            frame.language = "" if name[0].lower() == "default" else _plain(name[0])

    walker.skip(keep)


# -- verse


class _Verse(Frame):
    """Poetry being read."""

    __slots__ = ("mode",)

    def __init__(self, mode: Mode) -> None:
        self.mode = mode

    def close(self, walker: Walker) -> None:
        """The verse ends: a paragraph whose lines and indents stay."""
        walker.mode = self.mode
        inline = walker.inline
        inline.tokens[:] = _verse_tokens(inline.tokens[:])
        inline.rich = True
        walker.flush()


def verse_rule(inside: Mode) -> Rule:
    """Poetry: lines with their breaks, indents (as fixed blanks) and formatting."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        walker.flush()
        walker.frames.append(_Verse(walker.mode))
        walker.mode = inside

    return Rule("verse", begin, Walker.close_frame)


def _verse_tokens(tokens: list[Token]) -> Iterable[Token]:
    """The tokens with line feeds as breaks, and indents as blanks that stay."""
    at_start = True
    for token in tokens:
        if not isinstance(token, str):
            at_start = at_start or token is BREAK
            yield token
            continue
        for number, line in enumerate(token.replace("\r\n", "\n").split("\n")):
            if number:
                at_start = True
                yield BREAK
            words = line.lstrip(" \t")
            if words:
                yield "\xa0" * (len(line) - len(words)) + words if at_start else line
                at_start = False


LANGUAGE_RULE: Final[Rule] = Rule("code-language-wrapper", _remember_language, Walker.flush)
BOX_SOURCE_RULE: Final[Rule] = Rule("code-box-source", _open_box_source)
BOX_LINE_RULE: Final[Rule] = Rule("code-box-line", _open_box_line)
BOX_TITLE_RULE: Final[Rule] = Rule("code-box-title", _open_box_title)
CODE_LANGUAGE_RULE: Final[Rule] = Rule("code-in-code", _open_code)
CODE_LINE_RULE: Final[Rule] = Rule("line-in-code", _open_line)
CODE_LINK_RULE: Final[Rule] = Rule("link-in-code", _open_code_link)
CODE_IMAGE_RULE: Final[Rule] = Rule("image-in-code", _open_code_image)
CODE_FORMATTING_RULE: Final[Rule] = Rule("formatting-in-code", _open_formatting)
