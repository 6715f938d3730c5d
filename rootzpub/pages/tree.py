"""HTML to an lxml tree, and a tree to runs of text, most of it in C.

Invariants: any bytes give a tree or None (no element at all); encodings are settled here, in the order that browsers
have (header, byte order mark, `meta`), and what cannot be decoded is replaced.
"""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

Element = Any
"""lxml's element; the stubs do not know what its C classes return."""

UNPRINTED = ("script", "style", "template", "noscript", "svg", "title")
"""Elements whose inside is no text of the page. `title` stands for `head`, which holds no other text: libxml2 takes the
first elements of a page that leaves out `body` for the head's."""
INLINE = (
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
    *("ins", "kbd", "label", "mark", "nobr", "output", "q", "rb", "ruby", "s", "samp", "small", "span", "strike"),
    *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "slot"),
)
"""Elements that put nothing between the letters before and behind them."""
REPLACED = ("br", "img", "input", "audio", "video", "picture", "source", "embed", "track", "progress", "meter", "area")
"""Elements within a line that part words and end no block."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_META_CHARSET = re.compile(rb"""<meta[^>]{0,400}?charset\s*+=\s*+["']?\s*+([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"""charset\s*+=\s*+["']?\s*+([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 4096
"""Bytes in which a `meta` with the encoding must stand; browsers look at 1024."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WIDER = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
"""Encodings that browsers read as the wider one (WHATWG Encoding)."""


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page's bytes; what cannot be decoded is U+FFFD."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    named = _HEADER_CHARSET.search(content_type)
    name = named.group(1) if named else ""
    if not name:
        inside = _META_CHARSET.search(body[:_META_WITHIN])
        name = inside.group(1).decode("ascii") if inside else ""
    name = _WIDER.get(name.lower(), name) or "utf-8"
    try:
        return body.decode(name, "replace")
    # Unknown, or a codec that gives no text; UTF-16 in a `meta` is a lie, or it could not have been read.
    except (LookupError, ValueError, UnicodeError):
        return body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, and whether it holds the whole document."""

    root: Element | None
    """None where there is no element."""
    whole: bool
    """False where libxml2 gave up on the way (elements more than 2,048 deep)."""


def parse(text: str) -> Parsed:
    """The tree of a page or fragment."""
    # libxml2 ends a document at NUL, and bytes of one known encoding need no guess.
    source = text.replace("\x00", "\ufffd").encode("utf-8", "replace")
    if not source or source.isspace():
        return Parsed(None, whole=True)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(source, parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return Parsed(None, whole=len(parser.error_log.filter_from_fatals()) == 0)
    return Parsed(root, whole=len(parser.error_log.filter_from_fatals()) == 0)


def parse_fragment(html: str) -> Parsed:
    """The tree of a fragment, all of it in `body`."""
    return parse(f"<html><body>{html}")


def body_of(root: Element | None) -> Element | None:
    """The `body` of a tree; None where it has none (frames)."""
    if root is None or root.tag == "body":
        return root
    return next((child for child in root if child.tag == "body"), None)


def put_tail(element: Element, text: str | None) -> None:
    """Set the text behind an element."""
    try:
        element.tail = text
    except ValueError:
        element.tail = storable(text or "")


def storable(text: str) -> str:
    """A text with blanks for the characters that libxml2 reads in HTML, and lxml takes in no XML."""
    return _NO_XML.sub(" ", text)


def text_runs(element: Element | None) -> list[str]:
    """The text of an element, a run for each block that has any; the tree is used up by it."""
    if element is None:
        return []
    etree.strip_elements(element, *UNPRINTED, with_tail=False)
    for replaced in element.iter(*REPLACED):
        put_tail(replaced, f" {replaced.tail or ''}")
    etree.strip_tags(element, *INLINE, *REPLACED)
    # `text` and `tail` join the text nodes that dissolved elements leave, which no search in C does.
    runs: list[str] = []
    add = runs.append
    for inner in element.iter():
        # Both are read once: each makes a new text.
        if (text := inner.text) and (text := text.strip()):
            add(text)
        if (text := inner.tail) and (text := text.strip()):
            add(text)
    return runs
