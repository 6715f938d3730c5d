"""Cutting HTML into tags and text, and putting text into HTML, the way WordPress's text filters see it.

Invariants: one pass, no backtracking; the pieces joined are the input, whatever the input is.
"""

import re
from collections.abc import Iterator

_SPECIAL = re.compile(r"[&<>\"']")
_ENTITY = re.compile(r"&(?:#(?:0*\d{1,7}|[xX]0*[0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#039;"}
_TAG_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
_OPENS = re.compile(r"<(?![ \t\n\v\f\r])")
_MARKS = re.compile(r"""[>"']|<(?![ \t\n\v\f\r])""")
_BARE_AMPERSAND = re.compile(r"&(?!#?[A-Za-z0-9]+;)")
_SCHEME = re.compile(r"([^/?#:]*):")
_BARE_NAME = re.compile(r"(?![#/?\[])(?![A-Za-z0-9-]+?\.php)[^:]*\Z")
# The schemes that WordPress lets pass: `javascript:` and `data:` are not among them.
_SCHEMES = frozenset(
    {"http", "https", "ftp", "ftps", "mailto", "news", "irc", "irc6", "ircs", "gopher", "nntp", "feed", "telnet", "mms"}
    | {"rtsp", "sms", "svn", "tel", "fax", "xmpp", "webcal", "urn"}
)
_ASCII_SPACE = re.compile(r"[\t\n\v\f\r ]+")


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into `(piece, is_tag)`; a `<` opens a tag whatever follows, and an unclosed one runs to the end.

    Comments end at `-->`, CDATA sections at `]]>`; everything else at the next `>`.
    """
    at = 0
    size = len(text)
    while at < size:
        start = text.find("<", at)
        if start < 0:
            yield text[at:], False
            return
        if start > at:
            yield text[at:start], False
        at = tag_end(text, start)
        yield text[start:at], True


def tag_end(text: str, start: int) -> int:
    """Where the tag, comment or CDATA section that opens at `start` ends; the text's end when nothing closes it."""
    closing = ">"
    if text.startswith("<!--", start):
        closing = "-->"
    elif text.startswith("<![CDATA[", start):
        closing = "]]>"
    found = text.find(closing, start + (4 if closing == "-->" else 1))
    return len(text) if found < 0 else found + len(closing)


def tag_name(tag: str) -> str:
    """The lower-case element name of a tag piece, with a leading `/` for a closing tag; empty for a comment."""
    match = _TAG_NAME.match(tag)
    if match is None:
        return ""
    name = match.group(1).lower()
    return f"/{name}" if tag.startswith("</") else name


def escape(text: str) -> str:
    """Text for an element's content or a quoted attribute; entities that are already there stay."""
    parts: list[str] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        start = match.start()
        parts.append(text[at:start])
        keeps = match.group() == "&" and _ENTITY.match(text, start)
        parts.append("&" if keeps else _ESCAPES[match.group()])
        at = start + 1
    parts.append(text[at:])
    return "".join(parts)


def escape_url(url: str) -> str:
    """A URL for an attribute: no spaces, no schemes but harmless ones, a bare name as a host, `&` as an entity."""
    url = "".join(ch for ch in url.strip().replace(" ", "%20") if ch >= " " and ch not in '<>"')
    if not url:
        return ""
    if _BARE_NAME.match(url):
        url = f"http://{url}"
    scheme = _SCHEME.match(url)
    if scheme and scheme.group(1).lower() not in _SCHEMES:
        return ""
    return _BARE_AMPERSAND.sub("&#038;", url).replace("&amp;", "&#038;").replace("'", "&#039;")


def strip_tags(html: str) -> str:
    """The text without tags, comments, scripts and styles, as PHP's `strip_tags` leaves it.

    A `<` before a space stays; any other opens a tag, which ends at a `>` outside of quotes (after one for each `<` in
    between), or never: then all the rest is gone.
    """
    html = _without_element(html, "script")
    html = _without_element(html, "style")
    kept: list[str] = []
    at = 0
    while (start := _OPENS.search(html, at)) is not None:
        kept.append(html[at : start.start()])
        at = _end_of_tag(html, start.start())
    kept.append(html[at:])
    return "".join(kept)


def _end_of_tag(html: str, start: int) -> int:
    """Where what opens here ends for PHP."""
    if html.startswith("<!--", start):
        # For PHP `<!-->` is a whole comment; for WordPress's own filters (`tag_end`) it only opens one.
        end = html.find("-->", start + 2)
        return len(html) if end < 0 else end + 3
    quote, depth = "", 0
    for match in _MARKS.finditer(html, start + 1):
        mark = match[0]
        if mark in {'"', "'"}:
            quote = "" if quote == mark else quote or mark
        elif quote:
            continue
        elif mark == ">" and not depth:
            return match.end()
        else:
            depth += 1 if mark == "<" else -1
    return len(html)


def _without_element(html: str, name: str) -> str:
    """The HTML without the elements of this name that are closed."""
    lowered = html.lower()
    # Lower case can be longer (`İ` becomes two characters): places in one would be others in the other.
    if len(lowered) != len(html) or f"<{name}" not in lowered:
        return html
    kept: list[str] = []
    at = 0
    while (start := lowered.find(f"<{name}", at)) >= 0:
        inside = lowered.find(">", start)
        end = lowered.find(f"</{name}>", inside) if inside >= 0 else -1
        if end < 0:
            break
        kept.append(html[at:start])
        at = end + len(name) + 3
    kept.append(html[at:])
    return "".join(kept)


def collapse_ascii_space(text: str) -> str:
    """The text with every run of ASCII white space made one space, trimmed."""
    return _ASCII_SPACE.sub(" ", text).strip(" ")
