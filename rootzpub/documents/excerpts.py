"""Short texts out of long ones: cut at a sentence or a word, in scripts with and without spaces.

Invariants: a cut never falls inside a word, an entity, a shortcode or a composed character, and what is cut says so
with `…` unless a whole sentence ends there.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

# A full stop ends a sentence only before a blank (3.5, example.org); the marks of CJK scripts end one anywhere.
_SENTENCE_END: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"'»”’)\]]*+(?=\s)|[。！？．｡]+[」』”’）]*")
_PAUSE: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"'»”’)\]]*+(?=\s|$)|[。！？．｡]+[」』”’）]*|\n")
# No entity of HTML has a longer name, and the search stays short.
_OPEN_ENTITY: Final = re.compile(r"&#?\w{0,32}$")
_ENTITY_REST: Final = re.compile(r"#?\w{0,32};")
_SENTENCE_CLOSED: Final = re.compile(r"[.!?…。！？．｡][\"'»”’)\]」』）]*$")
# Each run of letters is matched, with the rest of an address or without: none is entered in its middle.
_MAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]++(@[\w-]++(?:\.[\w-]++)+)?")
_CJK: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
# Zero width joiner, word joiner, variation selectors: what stands right of a cut belongs to what stands left of it.
_GLUE: Final = "\u200d\u2060\ufe0e\ufe0f"
# No line of CJK text begins with one of these.
_CLOSERS: Final = "、。，．！？：；」』）】〉》ー…"
# Characters that a shortcode may have; further away a closing bracket belongs to something else.
_SHORTCODE_REACH: Final = 500
_NUMBERED: Final = re.compile(r"\d{1,3}(?:\.\d{1,3})*+[.)]?\s*+(?=\D)")
"""The number that a table of contents prints before a heading."""
_LABEL: Final = 40
"""Characters of the longest line that may stand as the title of a table of contents."""
_LABELS: Final = 2
"""Title and switch ("Contents", "Toggle"): so many lines stand over the list at most."""
_ENOUGH: Final = 40
"""So much prose speaks for a whole entry."""
_REACH: Final = 16
"""How many times the wanted length is looked at where headings and white space fall away."""


def shorten(text: str, limit: int) -> str:
    """One line of at most `limit` characters: whole, or ended at a sentence in its second half, else at a word."""
    line = _begin(text, limit)
    if len(line) <= limit:
        return line
    # 1. At a sentence, if that leaves half of what was asked for at least.
    ends = [match.end() for match in _SENTENCE_END.finditer(line, 0, limit + 1) if limit // 2 <= match.end() <= limit]
    for end in reversed(ends):
        if _outside(line, end) == end:
            return line[:end]
    # 2. Else at a word, one character before the limit: the ellipsis counts too.
    cut = _outside(line, _boundary(line, limit - 1))
    return line[:cut].rstrip(" ,;:–—-、，；：") + "…"


def sentences(text: str, reach: int) -> Iterator[str]:
    """The sentences of the first `reach` characters, each on one line; one that the reach cuts off is left out."""
    head = text[:reach]
    whole = len(head) == len(text)
    # An end at the edge of the reach may be the middle of something longer (`3.` of `3.5`).
    ends = [match.end() for match in _PAUSE.finditer(head) if whole or match.end() < len(head)]
    if whole:
        ends.append(len(text))
    for start, end in pairwise((0, *ends)):
        sentence = one_line(head[start:end])
        if sentence:
            yield sentence


def one_line(text: str) -> str:
    """Any white space, line separators included, as single blanks."""
    return " ".join(text.split())


def is_whole_sentence(text: str) -> bool:
    """Whether a text ends as sentences do, so that it is no heading, cell or list of names."""
    return _SENTENCE_CLOSED.search(text) is not None


def without_headings(text: str, titles: Iterable[str]) -> str:
    """A text, blocks apart by line feeds, without the blocks that are nothing but one of these headings.

    A table of contents names headings before they come, often numbered: its lines and its title are left out as well.
    """
    known = Counter(one_line(title) for title in titles)
    if not known:
        return text
    lines = text.split("\n")
    named = [_heading_of(line, known) for line in lines]
    listed = {line for line, count in Counter(filter(None, named)).items() if count > known[line]}
    first = next((place for place, line in enumerate(named) if line in listed), 0)
    start = _before_labels(lines, first)
    return "\n".join(line for place, line in enumerate(lines) if not named[place] and not start <= place < first)


def _heading_of(line: str, known: Mapping[str, int]) -> str:
    """The heading that a line is, with a number before it or without; empty where it is none."""
    words = one_line(line)
    if words in known:
        return words
    # Only a line with a digit first can be numbered, so that most lines cost one look.
    number = _NUMBERED.match(words) if words[:1].isdigit() else None
    bare = words[number.end() :] if number else ""
    return bare if bare in known else ""


def _before_labels(lines: Sequence[str], first: int) -> int:
    """Where the title of a table of contents begins whose list begins at `first`."""
    start = first
    while (
        start
        and first - start < _LABELS
        and len(lines[start - 1]) <= _LABEL
        and not is_whole_sentence(lines[start - 1])
    ):
        start -= 1
    return start


def opening(text: str, headings: Iterable[str], limit: int) -> str:
    """How a text begins, in at most `limit` characters; headings are left out where there is anything else.

    Where it begins with sentences enough, it ends before the first block that is none: a table, a list, code.
    """
    # A bounded part, so that a long text costs what a short one does.
    body = without_headings(text[: limit * _REACH], headings)
    prose = "\n".join(_leading_prose(body))
    if len(prose) >= _ENOUGH:
        return shorten(prose, limit)
    return shorten(body if body.strip() else text, limit)


def _leading_prose(text: str) -> Iterator[str]:
    """The blocks up to the first that does not end as sentences do; of that one the sentences that it begins with."""
    for line in filter(None, map(str.strip, text.split("\n"))):
        if not is_whole_sentence(line):
            ends = [match.end() for match in _SENTENCE_END.finditer(line)]
            yield line[: ends[-1]] if ends else ""
            return
        yield line


def without_mail(text: str, *allowed: str) -> str:
    """The text with mail addresses taken out, save those the owner gave [wire §7.2]."""
    if "@" not in text:
        return text
    return _MAIL.sub(lambda match: match[0] if not match[1] or match[0] in allowed else "[mail address]", text)


def looks_like_mail(text: str) -> bool:
    """Whether a name is really a mail address."""
    return "@" in text and any(match[1] for match in _MAIL.finditer(text))


def _begin(text: str, limit: int) -> str:
    """White space as single blanks; of a long text only as much as decides where `limit` falls."""
    # White space falls away, so more is read than is wanted; only where that was not enough is all of it.
    head = text[: limit * 8 + _SHORTCODE_REACH]
    line = one_line(head)
    return line if len(head) == len(text) or len(line) > limit + _SHORTCODE_REACH else one_line(text)


def _boundary(line: str, start: int) -> int:
    """The last place at or before `start` where a word ends; `start` itself where a single word is longer."""
    for index in range(start, 0, -1):
        if _may_break(line, index):
            return index
    return _whole_character(line, start)


def _may_break(line: str, index: int) -> bool:
    """Whether a line may end before `index`: at a blank, and beside a character of a script without blanks."""
    if line[index] == " ":
        return True
    beside = _CJK.match(line[index]) or _CJK.match(line[index - 1])
    return bool(beside) and line[index] not in _CLOSERS and not _composed(line, index)


def _whole_character(line: str, start: int) -> int:
    index = start
    while index > 1 and _composed(line, index):
        index -= 1
    return index


def _composed(line: str, index: int) -> bool:
    """Whether the characters left and right of `index` belong together."""
    right = line[index]
    return right in _GLUE or line[index - 1] == "\u200d" or unicodedata.combining(right) != 0


def _outside(line: str, cut: int) -> int:
    """`cut`, or a place before it where it would fall into an entity or a shortcode."""
    bracket = line.rfind("[", 0, cut)
    if bracket > line.rfind("]", 0, cut) and line.find("]", cut, cut + _SHORTCODE_REACH) > 0:
        return bracket or cut
    entity = _OPEN_ENTITY.search(line, 0, cut)
    if entity and entity.start() and _ENTITY_REST.match(line, cut):
        return entity.start()
    return cut
