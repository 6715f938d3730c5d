"""Escapes text: what CommonMark and GFM would read as markup gets a backslash, and nothing else does.

Invariants: every function is linear in its input, holds at most a constant factor of it in memory, and leaves words
alone. `snake_case`, `5 * 3`, `AT&T`, `a < b` and bare URLs need no backslash and get none, because agents quote what
they read.
"""

import re
from collections.abc import Iterator
from typing import Final

_CHUNK: Final = 8192
"""Characters escaped at one go: a substitution keeps all its pieces, so long text is cut to bound the memory."""

SPECIAL: Final = re.compile(r"[\\`*_\[\]<&~]")
"""A text without any of these is markdown already, but for its first character (`LINE_STARTERS`)."""

_ESCAPE: Final = re.compile(
    r"""\\(?![^\W_])                    # a backslash that would escape what follows
    |`
    |\*(?:(?<!\S\s\*)|(?!\s\S))       # stars between words cannot open or close anything
    |_(?:(?<![^\W_]_)|(?![^\W_]))      # neither can an underscore inside a word
    |\[(?:(?<=\^\[)|(?=\^[0-9]{1,9}\]))  # an inline footnote of some dialects, and the name of one of our notes
    |\](?=[(:\[])                      # what turns brackets into a link or a definition
    |<(?=[A-Za-z/!?])
    |&(?=\#[0-9]{1,7};|\#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)
    |~(?!(?<![^\s(]~)[\d/])             # strikethrough; «~5» and «~/x» cannot close anything
    """,
    re.VERBOSE,
)
"""Every branch begins with the character itself, so that the search skips plain text at full speed."""

LINE_STARTERS: Final = frozenset("#+-=>|:0123456789")
"""First characters that may make a paragraph into something else."""

_LINE_START: Final = re.compile(
    r"(?:\#{1,6}(?=\s|$)|[+-](?=\s|$)|>|-[- \t]*$|=+[ \t]*$|[|:][|: \t-]*$|[-:][|: \t-]*$)", re.MULTILINE
)
_ORDINAL: Final = re.compile(r"(\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_HEADING_TAIL: Final = re.compile(r"(?:^|(?<=[ \t]))#(?=#*[ \t]*$)")
_DELIMITED: Final = re.compile(
    # Groups are not possessive: before 3.11.5 (Debian 12 has 3.11.2) Python loses its place in one that holds a
    # lookahead (the changelog of CPython 3.11.5, under "Library", re).
    r"\\\((?P<inline>(?!\\\))[^\\$]*+(?:\\(?![()\[\]])[^\\$]*+)*)\\\)"
    r"|\\\[(?P<display>(?!\\\])[^\\$]*+(?:\\(?![()\[\]])[^\\$]*+)*)\\\]"
    r"|\$\$(?P<double>(?!\$)[^$\\]*+(?:\\.[^$\\]*+)*)\$\$",
    re.DOTALL,
)
"""Formulas as text: `\\(…\\)`, `\\[…\\]`, `$$…$$`; each begins where none is open, so that the search is linear."""

_TEX: Final = re.compile(r"[\\_^{}=+*/<>|]|\d")
"""What tells a formula from words that happen to stand between such signs."""
_CERTAIN_TEX: Final = re.compile(r"[\\_^{}=]")
"""The same between dollars, which are money as well."""

_FENCE_RUN: Final = re.compile(r"`+")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TAG: Final = re.compile("[\U000e0000-\U000e007f]")
_TAGGED: Final = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")
UNSEEN: Final = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""Bidirectional controls (UAX 9) and characters without width; the joiners U+200C and U+200D are part of words."""
SEPARATOR: Final = re.compile("[\u2028\u2029]")
"""Line and paragraph separators: line breaks that no renderer shows."""


def clean(text: str) -> str:
    """`text` on one line: blanks collapsed, control characters blank, invisible tag characters gone."""
    if not text.isprintable():
        text = text.replace("\n", " ")
        if not text.isprintable():
            text = without_controls(text.replace("\t", " ").replace("\r", " "))
    while "  " in text:  # each round halves the longest run, so the rounds together read the text about twice
        text = text.replace("  ", " ")
    return text


def without_controls(text: str) -> str:
    """`text` with control characters blank (but tabs and line feeds) and invisible tag characters gone."""
    text = _CONTROL.sub(" ", text)
    return _TAGGED.sub("", text) if _TAG.search(text) else text


def one_line(text: str) -> str:
    """An attribute's text on one line."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    text = " ".join(text.split())
    return text if text.isprintable() else without_controls(text).strip()


def escape(text: str) -> str:
    """`text` with a backslash before each character that would be markup inside a paragraph."""
    if not _ESCAPE.search(text):
        return text
    if ("\\" in text or "$$" in text) and _DELIMITED.search(text):
        return "".join(_around_formulas(text))
    return _ESCAPE.sub(_escaped, text) if len(text) <= _CHUNK else "".join(_escaped_chunks(text))


def _around_formulas(text: str) -> Iterator[str]:
    """Text in which a script draws formulas (MathJax, KaTeX): their TeX as it is, between the dialect's delimiters."""
    at = 0
    for match in _DELIMITED.finditer(text):
        tex = " ".join((match["inline"] or match["display"] or match["double"]).split())
        if len(tex) > 1 and not (_TEX if match["double"] is None else _CERTAIN_TEX).search(tex):
            continue
        if match.start() > at:
            yield _escape_text(text[at : match.start()])
        at = match.end()
        sign = "$" if match["inline"] else "$$"
        yield f"{sign}{without_tags(tex)}{sign}"
    if at < len(text):
        yield _escape_text(text[at:])


def without_tags(tex: str) -> str:
    """TeX in which no `<` begins a tag."""
    return tex.replace("<", "< ").replace("  ", " ") if "<" in tex else tex


def _escape_text(text: str) -> str:
    return "".join(_escaped_chunks(text)) if _ESCAPE.search(text) else text


def _escaped(match: re.Match[str]) -> str:
    return "\\" + match[0]


def _escaped_chunks(text: str) -> list[str]:
    chunks: list[str] = []
    parts: list[str] = []
    done = cut = 0
    for match in _ESCAPE.finditer(text):
        parts += (text[done : match.start()], "\\")
        done = match.start()
        if done - cut > _CHUNK:
            chunks.append("".join(parts))
            parts.clear()
            cut = done
    chunks.append("".join(parts))
    chunks.append(text[done:])
    return chunks


def escape_brackets(markdown: str) -> str:
    """Escaped text for a link's or image's label: every bracket escaped that `escape` left alone."""
    return _UNESCAPED_BRACKET.sub(r"\1\\\2", markdown) if "[" in markdown or "]" in markdown else markdown


_UNESCAPED_BRACKET: Final = re.compile(r"((?<!\\)(?:\\\\)*)([\[\]])")


def label(text: str) -> str:
    """Plain text of an attribute as the label of a link or an image."""
    return label_of(one_line(text))


def label_of(line: str) -> str:
    """One line of plain text as the label of a link or an image."""
    return escape_brackets(escape(line)) if SPECIAL.search(line) else line


def escape_line_starts(markdown: str) -> str:
    """A paragraph's markdown whose lines cannot be taken for headings, lists, quotes, rules or tables."""
    if "\n" not in markdown:
        return _escape_line(markdown)
    if len(markdown) <= _CHUNK:
        return "\n".join(map(_escape_line, markdown.split("\n")))
    chunks: list[str] = []
    start = 0
    while start < len(markdown):
        end = markdown.find("\n", start + _CHUNK) + 1 or len(markdown)
        chunks.append("\n".join(map(_escape_line, markdown[start:end].split("\n"))))
        start = end
    return "".join(chunks)


def _escape_line(line: str) -> str:
    if not line or line[0] not in LINE_STARTERS:
        return line
    if _LINE_START.match(line):
        return "\\" + line
    ordinal = _ORDINAL.match(line)
    if ordinal:
        at = ordinal.start(2)
        return f"{line[:at]}\\{line[at:]}"
    return line


def escape_heading_tail(markdown: str) -> str:
    """An ATX heading's content, its closing number signs kept as text."""
    return _HEADING_TAIL.sub(r"\\#", markdown) if markdown.endswith("#") else markdown


def code_span(code: str) -> str:
    """`code` (one line, not empty) as a CommonMark code span with a fence longer than any run inside."""
    first, last = code[0], code[-1]
    if "`" not in code:
        return f"` {code} `" if first == last == " " and code.strip(" ") else f"`{code}`"
    fence = "`" * (longest_run(code) + 1)
    pad = " " if first == "`" or last == "`" or first == last == " " else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def longest_run(code: str) -> int:
    """Length of the longest run of backticks."""
    return max((len(run.group()) for run in _FENCE_RUN.finditer(code)), default=0)


def title(text: str) -> str:
    """A link's title with its quotes and a blank before, or an empty string."""
    line = one_line(text)
    if not line:
        return ""
    line = line.replace("\\", "\\\\").replace('"', '\\"')
    line = _ENTITY.sub(r"\\&", line)
    return f' "{line}"'


_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
