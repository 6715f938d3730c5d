"""Typographic quotes, dashes and the rest: what `wptexturize` does to the text of a post.

Documented in the WordPress handbook under `wptexturize`; the finer rules were found by asking a running WordPress.
Every rule decides by what stands directly before and after a mark *within one run of text*: tags, comments and known
shortcodes cut runs, and each run begins anew. Nothing happens inside `pre code kbd style script tt`.
Linear: each pass scans its run once.
"""

import re
from collections.abc import Iterator

from rootzpub.wordpress.rendering.locales import Quotes
from rootzpub.wordpress.rendering.markup import tag_end
from rootzpub.wordpress.rendering.quotation import Mark
from rootzpub.wordpress.rendering.shortcode_grammar import token_end

_TAG_OR_SHORTCODE = re.compile(r"[<\[]")
_TAG = re.compile("<")
_ASCII_WORD = re.compile(r"\w", re.ASCII)

_VERBATIM = frozenset({"pre", "code", "kbd", "style", "script", "tt"})
_TAG_NAME = re.compile(r"</?([^ >]*)")
_COCKNEY = r"'tain't|'(?:twere|twas|tis|twill|til|bout|nuff|round|cause|em)"
_FIXED = re.compile(rf"\.\.\.|``|''| \(tm\)|{_COCKNEY}")
_SPACES = ("\r", "\n", "\t", " ", "\u00a0", "&nbsp;")
_SPACE_OR_END = re.compile(r"\Z|[\r\n\t \u00a0]|&nbsp;")
_DASHES = re.compile(r"---|--|-")
_TIMES = re.compile(r"(?<=[0-9.,])x[0-9][0-9.,]*\b", re.ASCII)
_BARE_AMPERSAND = re.compile(r"&(?!#(?:[0-9]+|x[a-f0-9]+);|[a-z1-4]{1,8};)", re.IGNORECASE)


def texturize(text: str, quotes: Quotes, *, shortcodes: frozenset[str] = frozenset()) -> str:
    """The HTML `text` with typographic marks in its text runs, as entities; tags and `shortcodes` untouched.

    Every `&` that begins no entity becomes `&#038;`, inside tags too.
    """
    writer = _Writer(quotes)
    verbatim: list[str] = []
    parts: list[str] = []
    for piece, kind in _runs(text, shortcodes):
        if kind == "tag":
            _follow(piece, verbatim)
            piece = _BARE_AMPERSAND.sub("&#038;", piece)  # noqa: PLW2901
        elif kind == "text" and not verbatim:
            piece = _BARE_AMPERSAND.sub("&#038;", writer.write(piece))  # noqa: PLW2901
        parts.append(piece)
    return "".join(parts)


def _runs(text: str, shortcodes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The text cut into `(piece, kind)`, kind one of `text`, `tag`, `comment`, `shortcode`."""
    opener = _TAG_OR_SHORTCODE if shortcodes else _TAG
    begun = at = 0
    while (match := opener.search(text, at)) is not None:
        start = match.start()
        if match.group() == "<":
            end, kind = tag_end(text, start), "comment" if text.startswith("<!--", start) else "tag"
        else:
            end, kind = token_end(text, start, shortcodes), "shortcode"
        if end < 0:
            at = start + 1
            continue
        if start > begun:
            yield text[begun:start], "text"
        yield text[start:end], kind
        begun = at = end
    if begun < len(text):
        yield text[begun:], "text"


def _follow(tag: str, verbatim: list[str]) -> None:
    """Keep the stack of verbatim elements we are inside of; an element that closes out of turn closes nothing."""
    match = _TAG_NAME.match(tag)
    name = match.group(1) if match else ""
    if name not in _VERBATIM:
        return
    if not tag.startswith("</"):
        verbatim.append(name)
    elif verbatim and verbatim[-1] == name:
        verbatim.pop()


class _Writer:
    """Applies the passes in WordPress's order to one run of text."""

    def __init__(self, quotes: Quotes) -> None:
        self._quotes = quotes
        self._fixed = {"...": "&#8230;", "``": quotes.double_open, "''": quotes.double_close, " (tm)": " &#8482;"}
        self._single = Mark.single(quotes)
        self._double = Mark.double(quotes)

    def write(self, run: str) -> str:
        """One run of text with every mark in place."""
        # Fixed marks first (`''` is one double mark, not two single ones), single before double.
        run = _FIXED.sub(self._fixed_mark, run)
        if "'" in run:
            run = self._single.write(run)
        if '"' in run:
            run = self._double.write(run)
        if "-" in run:
            run = _DASHES.sub(self._dash, run)
        return _multiply(run) if "x" in run else run

    def _fixed_mark(self, match: re.Match[str]) -> str:
        found = match.group()
        return self._fixed.get(found) or found.replace("'", "&#8217;")  # no translation reaches these words

    def _dash(self, match: re.Match[str]) -> str:
        """`---` anywhere; `--` alone is long, within words short; `-` only when alone."""
        found, run = match.group(), match.string
        if found == "---":
            return self._quotes.em_dash
        start, end = match.span()
        alone = (start == 0 or run.endswith(_SPACES, 0, start)) and _SPACE_OR_END.match(run, end)
        if found == "--":
            internationalised_domain = run.endswith("xn", 0, start)
            short = found if internationalised_domain else self._quotes.en_dash
            return self._quotes.em_dash if alone else short
        return self._quotes.en_dash if alone else found


def _multiply(run: str) -> str:
    """`9x9` with a multiplication sign; not `0x9`, which is a number in hexadecimal."""
    parts: list[str] = []
    begun = 0
    for match in _TIMES.finditer(run):
        at = match.start()
        if _ends_in_number(run, begun, at):
            parts += run[begun:at], "&#215;", run[at + 1 : match.end()]
            begun = match.end()
    parts.append(run[begun:])
    return "".join(parts)


def _ends_in_number(run: str, begun: int, end: int) -> bool:
    """Whether a number that stands by itself ends at `end`, counting back no further than `begun`."""
    start = end
    while start > begun and run[start - 1] in "0123456789.,":
        start -= 1
    number = run[start:end]
    if start > begun and _ASCII_WORD.match(run[start - 1]):
        # The first group of digits belongs to a word; one behind a separator may still stand alone.
        number = number.lstrip("0123456789")
    elif start == begun and start > 0 and _ASCII_WORD.match(run[start - 1]):
        number = number.lstrip("0123456789")
    number = number.lstrip(".,")
    return number not in {"", "0"}
