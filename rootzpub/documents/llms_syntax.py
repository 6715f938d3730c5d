"""How a title, a URL and a note are written in llms.txt so that both markdown and the reference parser read them right.

Invariants: a link's text rendered as CommonMark is the title again; the reference parser's pattern `[title](url): note`
finds each link; no line of ours but a section heading begins with `##`. Decision 0008.
"""

import re
from typing import Final

from rootzpub.documents.excerpts import one_line
from rootzpub.wordpress.plain_text import UNSEEN

_ENTITY_LIKE: Final = re.compile(r"&(?=#?\w+;)")
_MARKUP: Final = re.compile(r"[\\`*_<>~]")
# Parentheses too: the reference parser ends a URL at the first closing one.
_URL_UNSAFE: Final = re.compile('[\\s()<>"\\\\^`{|}\x00-\x20\x7f]')
_LINE_START: Final = re.compile(
    r"^(?:#{1,6}(?=\s|$)|#{2,}|[-+>](?=\s|$)|=+\s*$|-{2,}\s*$|~{3,}|`{3,}|\d{1,9}[.)](?=\s|$))"
)
_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?=\s|$)")
_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_DEEPEST: Final = 6
_PROSE_MARKUP: Final = re.compile(
    r"\\(?![^\W_])|`|<(?=[A-Za-z/!?])|\](?=[(\[:])|[*~](?=\S)|(?<=\S)[*~]|(?<![^\W_])_|_(?![^\W_])"
)


def link(title: str, url: str, note: str = "") -> str:
    """One list item: `- [title](url): note`, or without the note."""
    line = f"- [{link_text(title) or link_text(url)}]({link_url(url)})"
    text = prose(note)
    return f"{line}: {text}" if text else line


def prose(text: str) -> str:
    """Text of the site on one line: what markdown would read as a link, code, emphasis or HTML is escaped."""
    return _PROSE_MARKUP.sub(lambda match: "\\" + match[0], one_line(plain(text)))


def plain(text: str) -> str:
    """Text without the characters that nobody sees and that turn or hide what stands beside them."""
    return text if text.isprintable() else UNSEEN.sub("", text)


def link_text(title: str) -> str:
    r"""A title between brackets. `]` becomes `&#93;`: the reference parser ends a title at any `]`, even at `\]`."""
    # First the ampersands that a reader would take for entities, last the brackets, whose entities are ours.
    text = _ENTITY_LIKE.sub("&amp;", one_line(plain(title)))
    text = _MARKUP.sub(lambda match: "\\" + match[0], text)
    return text.replace("[", "&#91;").replace("]", "&#93;")


def link_url(url: str) -> str:
    """A URL between parentheses: parentheses, spaces and what markdown could stumble over percent-encoded."""
    return _URL_UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), url)


def paragraph(text: str) -> str:
    """Prose on one line that does not begin like a heading, a list item, a quote or a rule."""
    line = one_line(plain(text))
    # Of a numbered item its `.` or `)` is escaped and not the digit: a backslash before a digit is a backslash.
    match = _LINE_START.match(line)
    if not match:
        return line
    at = match.end() - 1 if match[0][0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def under(markdown: str, level: int) -> str:
    """Markdown as part of a longer text: its highest heading becomes `level`, the others follow, none deeper than 6.

    Every line that begins with `##` gets one blank before it, which CommonMark ignores and which keeps the reference
    parser, and whoever looks for our sections, from taking it for a section. In fenced code the fence moves along.
    """
    lines = markdown.split("\n")
    in_code = _code_lines(lines)
    depths = [
        len(match[1]) for line, code in zip(lines, in_code, strict=True) if not code and (match := _HEADING.match(line))
    ]
    # All headings move by the same number, so that their order among each other stays.
    shift = level - min(depths, default=level)
    moved = (line if code else _shifted(line, shift) for line, code in zip(lines, in_code, strict=True))
    return "\n".join(_indented(list(moved), in_code))


def _shifted(line: str, shift: int) -> str:
    match = _HEADING.match(line)
    if not match:
        return line
    depth = min(_DEEPEST, max(1, len(match[1]) + shift))
    return "#" * depth + line[match.end() :]


def _code_lines(lines: list[str]) -> list[int]:
    """For each line the number of the fenced block it belongs to, fences included; 0 = none."""
    numbers: list[int] = []
    fence, block = "", 0
    for line in lines:
        match = _FENCE.match(line)
        if not fence:
            if match:
                fence, block = match[1], block + 1
            numbers.append(block if match else 0)
            continue
        numbers.append(block)
        # A fence is closed by one of its own sign that is as long at least and stands alone (CommonMark 4.5).
        if match and match[1].startswith(fence) and not line[match.end() :].strip():
            fence = ""
    return numbers


def _indented(lines: list[str], blocks: list[int]) -> list[str]:
    """Lines that begin with `##` moved by one blank; a fenced block that holds one moves as a whole."""
    # Moved as a whole: CommonMark takes as many blanks off the content as the fence has, so the code stays the same.
    moving = {block for line, block in zip(lines, blocks, strict=True) if block and line.startswith("##")}
    return [
        f" {line}" if line.startswith("##") or (block in moving and line) else line
        for line, block in zip(lines, blocks, strict=True)
    ]
