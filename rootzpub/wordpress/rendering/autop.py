"""Paragraphs from blank lines and breaks from line ends: what `wpautop` does to posts written without blocks.

Documented in the WordPress handbook under `wpautop`; the order of the obligations below was settled by asking a running
WordPress:

1. `pre` keeps every byte: it is set aside and put back last.
2. Two breaks in a row, and the borders of block elements, part paragraphs.
3. Line ends inside tags, in `object`, `select`, media players and captions, are not line ends.
4. What lies between blank lines becomes a paragraph, except around block elements, which stand alone.
5. The line ends that are left become breaks, except in scripts, styles and drawings and beside block elements.

Linear: no expression scans past the next tag of its own kind, and searches that fail are not repeated.
"""

import re
from typing import NamedTuple

from rootzpub.wordpress.rendering.markup import pieces

_KEPT_PRE = re.compile(r"<pre wp-pre-tag-[0-9]+></pre>")
_LAST_LINE = re.compile(r"\n</p>\Z|\n</p>(?=\n\Z)")

_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|"
    "style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|"
    "menu|summary"
)
_WS = r"[ \t\n\v\f\r]"
_SPACE = " \t\n\v\f\r"
_TRIM = " \t\n\r\0\v"
# WordPress's own placeholders: a text that holds one already is turned into the same as there.
_KEPT_LINE_END = "<WPPreserveNewline />"
_LINE_END_MARK = " <!-- wpnl --> "
_DOUBLE_BREAK = re.compile(rf"<br{_WS}*+/?>{_WS}*+<br{_WS}*+/?>")
_RULE = re.compile(rf"<hr{_WS}*+/?>")
_MANY_LINE_ENDS = re.compile(r"\n\n+")
_BLANK = re.compile(rf"\n{_WS}*\n")
_EMPTY_PARAGRAPH = re.compile(rf"<p>{_WS}*+</p>")
_UNFINISHED = re.compile(r"<p>([^<]++)</(div|address|form)>")
_ITEM_IN_PARAGRAPH = re.compile(r"<p>(?=<li)")
_QUOTE_IN_PARAGRAPH = re.compile(r"<p><blockquote([^<>]*+)>", re.IGNORECASE)
_BREAK = re.compile(r"<br/?>")
_SPACE_RUN = re.compile(rf"{_WS}+")
_RAW_ELEMENT = re.compile(r"<(script|style|svg|math)")

# What swallows the white space beside it: (needed in the text, expression, space before it goes, space behind it goes).
_TIGHT = (
    ("<option", re.compile("<option"), True, False),
    ("<option", re.compile("</option>"), False, True),
    ("</object>", re.compile("<object[^<>]*+>"), False, True),
    ("</object>", re.compile("</object>"), True, False),
    ("</object>", re.compile("</?(?:param|embed)[^<>]*+>"), True, True),
    ("<source|<track", re.compile(r"[<\[](?:audio|video)[^<>\[\]]*+[>\]]"), False, True),
    ("<source|<track", re.compile(r"[<\[]/(?:audio|video)[>\]]"), True, False),
    ("<source|<track", re.compile("<(?:source|track)[^<>]*+>"), True, True),
    ("<figcaption", re.compile("<figcaption[^<>]*+>"), True, False),
    ("<figcaption", re.compile("</figcaption>"), False, True),
)


class _Blocks(NamedTuple):
    """The expressions that know which elements are blocks."""

    opens: re.Pattern[str]
    closes: re.Pattern[str]
    lone: re.Pattern[str]
    paragraph_before: re.Pattern[str]
    end_after: re.Pattern[str]
    break_after: re.Pattern[str]
    break_before: re.Pattern[str]


def _blocks(names: str) -> _Blocks:
    # Ends at the next block tag and gives nothing back: that keeps all expressions linear (decision 0004).
    inside = rf"(?:[^<>]|<(?!/?(?:{names})))*+"
    tag = rf"</?(?:{names}){inside}>"
    return _Blocks(
        opens=re.compile(rf"<(?:{names})[ \t\n\v\f\r/>]"),
        closes=re.compile(rf"</(?:{names})>"),
        lone=re.compile(rf"<p>{_WS}*+({tag}){_WS}*+</p>"),
        paragraph_before=re.compile(rf"<p>{_WS}*+({tag})"),
        end_after=re.compile(rf"({tag}){_WS}*+</p>"),
        break_after=re.compile(rf"({tag}){_WS}*+<br />"),
        break_before=re.compile(rf"<br />({_WS}*+</?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol){inside}>)"),
    )


_TODAY = _blocks(_BLOCKS)
_BEFORE_6_7 = _blocks(f"{_BLOCKS}|math")


def autop(text: str, *, math_is_block: bool = True) -> str:
    """The HTML of a post of the classic editor, with its paragraphs and breaks; white space alone gives nothing.

    `math_is_block` is what WordPress made of formulas before 6.7.
    """
    if not text.strip(_TRIM):
        return ""
    blocks = _BEFORE_6_7 if math_is_block else _TODAY
    # 1. No step below may see what a `pre` holds.
    text, kept = _set_aside_pre(text + "\n")
    # 2. Blank lines where paragraphs part.
    text = _borders(text, blocks)
    # 3. Line ends that are none: inside tags, and (`_tighten`) beside options, players and captions.
    text = _lines_within_tags(text.replace("\r\n", "\n").replace("\r", "\n"))
    # 4. Paragraphs.
    text = _wrap(_tighten(text), blocks)
    # 5. Breaks, of the line ends that are left.
    text = _breaks(text, blocks) if "\n" in text or "<br" in text else text
    return _put_back(text, kept)


def _set_aside_pre(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Every `pre` element replaced by an empty one with a number; a `</pre>` that closes nothing is dropped."""
    if "<pre" not in text:
        return text, []
    kept: list[tuple[str, str]] = []
    parts: list[str] = []
    *closed, rest = text.split("</pre>")
    for part in closed:
        start = part.find("<pre")
        if start < 0:
            parts.append(part)
            continue
        name = f"<pre wp-pre-tag-{len(parts)}></pre>"
        kept.append((name, f"{part[start:]}</pre>"))
        parts.append(part[:start] + name)
    return "".join(parts) + rest, kept


def _put_back(text: str, kept: list[tuple[str, str]]) -> str:
    for_name = dict(kept)
    if kept:
        text = _KEPT_PRE.sub(lambda match: for_name.get(match.group(), match.group()), text)
    if "<!-- wpnl -->" in text:
        text = text.replace(_LINE_END_MARK, "\n").replace(_LINE_END_MARK.strip(), "\n")
    return text


def _borders(text: str, blocks: _Blocks) -> str:
    """Blank lines for double breaks and at the borders of block elements."""
    text = _DOUBLE_BREAK.sub("\n\n", text)
    text = blocks.opens.sub(r"\n\n\g<0>", text)
    text = blocks.closes.sub(r"\g<0>\n\n", text)
    return _RULE.sub(r"\g<0>\n\n", text)


def _lines_within_tags(text: str) -> str:
    return "".join(piece.replace("\n", _LINE_END_MARK) if is_tag else piece for piece, is_tag in pieces(text))


def _tighten(text: str) -> str:
    for needed, expression, before, behind in _TIGHT:
        if any(sign in text for sign in needed.split("|")):
            text = _without_space_beside(text, expression, before=before, behind=behind)
    return text


def _without_space_beside(text: str, expression: re.Pattern[str], *, before: bool, behind: bool) -> str:
    parts: list[str] = []
    at = 0
    for match in expression.finditer(text):
        gap = text[at : match.start()]
        parts += gap.rstrip(_SPACE) if before else gap, match.group()
        at = match.end()
        space = _SPACE_RUN.match(text, at) if behind else None
        at = space.end() if space else at
    parts.append(text[at:])
    return "".join(parts)


def _wrap(text: str, blocks: _Blocks) -> str:
    """Paragraph tags around what stands between blank lines, and away again where a block element stands."""
    text = _MANY_LINE_ENDS.sub("\n\n", text)
    text = "".join(f"<p>{part.strip(chr(10))}</p>\n" for part in _BLANK.split(text) if part)
    # The order is WordPress's: each line takes away what wrapping did to one kind of neighbour.
    text = _EMPTY_PARAGRAPH.sub("", text)
    text = _UNFINISHED.sub(r"<p>\1</p></\2>", text)
    text = blocks.lone.sub(r"\1", text)
    text = _unwrap_items(text)
    text = _QUOTE_IN_PARAGRAPH.sub(r"<blockquote\1><p>", text)
    text = text.replace("</blockquote></p>", "</p></blockquote>")
    text = blocks.paragraph_before.sub(r"\1", text)
    return blocks.end_after.sub(r"\1", text)


def _unwrap_items(text: str) -> str:
    """A paragraph that begins with a list item and ends on the same line is none."""
    parts: list[str] = []
    at = end = line_end = 0
    for match in _ITEM_IN_PARAGRAPH.finditer(text):
        item = match.end() + len("<li") + 1
        if match.start() < at:
            continue
        # Both places are remembered between items, so that the text is searched once, also where nothing is found.
        end = end if end >= item else text.find("</p>", item)
        if end < 0:
            break
        line_end = line_end if line_end >= item or line_end < 0 else text.find("\n", item)
        if not 0 <= line_end < end:
            parts += text[at : match.start()], text[match.end() : end]
            at = end + len("</p>")
    parts.append(text[at:])
    return "".join(parts)


def _breaks(text: str, blocks: _Blocks) -> str:
    text = _BREAK.sub("<br />", _outside_raw_elements(text))
    text = _SPACE_RUN.sub(_break, text).replace(_KEPT_LINE_END, "\n")
    text = blocks.break_after.sub(r"\1", text)
    text = blocks.break_before.sub(r"\1", text)
    return _LAST_LINE.sub("</p>", text)


def _break(run: re.Match[str]) -> str:
    """White space up to its last line end becomes one break, unless a break stands right before it."""
    space = run.group()
    last = space.rfind("\n")
    kept = 1 if run.string.endswith("<br />", 0, run.start()) else 0
    return space if last < kept else f"{space[:kept]}<br />{space[last:]}"


def _outside_raw_elements(text: str) -> str:
    """The line ends of scripts, styles and drawings under another name."""
    parts: list[str] = []
    at = 0
    missing: set[str] = set()
    for match in _RAW_ELEMENT.finditer(text):
        name = match.group(1)
        if match.start() < at or name in missing:
            continue
        end = text.find(f"</{name}>", match.end())
        if end < 0:
            # One search for each kind that is never closed, not one for each of its openings.
            missing.add(name)
            continue
        parts += text[at : match.start()], text[match.start() : end].replace("\n", _KEPT_LINE_END)
        at = end
    parts.append(text[at:])
    return "".join(parts)
