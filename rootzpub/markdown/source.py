"""Decodes what a caller has (text or bytes) into the UTF-8 bytes the parser reads.

Invariants: never raises, whatever the bytes; an encoding is trusted only if it is declared or UTF-8 itself.
"""

import codecs
import re
from typing import Final

_CHARSET: Final = re.compile(rb"<meta[^>]{1,512}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_SEPARATOR_REFERENCE: Final = re.compile(rb"&#(?:0*823[23]|[xX]0*202[89])")
_BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NOT_TRUSTED: Final = frozenset({"utf-8", "iso8859-1", "ascii"})
"""Declared encodings that are read as Windows-1252: UTF-8 cannot be (the bytes are none), and browsers read the others
so (WHATWG Encoding)."""


def utf8(html: str | bytes) -> bytes:
    """The document in UTF-8. Other bytes are read as declared (byte order mark, meta) or as Windows-1252."""
    if isinstance(html, str):
        return html.removeprefix("\ufeff").encode("utf-8", "replace")
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return html.decode(_encoding(html), "replace").removeprefix("\ufeff").encode("utf-8", "replace")
    return html.removeprefix(b"\xef\xbb\xbf")


def _encoding(html: bytes) -> str:
    for mark, name in _BYTE_ORDER_MARKS:
        if html.startswith(mark):
            return name
    declared = _CHARSET.search(html[:4096])
    if not declared:
        return "cp1252"
    try:
        name = codecs.lookup(declared.group(1).decode("ascii")).name
        b"x".decode(name, "replace")
    except (LookupError, ValueError):  # unknown, or no encoding of text
        return "cp1252"
    return "cp1252" if name in _NOT_TRUSTED else name


def has_separators(html: str | bytes, source: bytes) -> bool:
    """Whether U+2028 or U+2029 is anywhere in the document (`source` is its UTF-8), plain or as a reference."""
    if isinstance(html, str):
        plain = "\u2028" in html or "\u2029" in html
    else:
        plain = b"\xe2\x80\xa8" in source or b"\xe2\x80\xa9" in source
    return plain or (b"&#" in source and _SEPARATOR_REFERENCE.search(source) is not None)
