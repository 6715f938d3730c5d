"""The four rules of [wire §1] as one walk over a finished body.

Invariants: whatever a site's text holds, what comes out is equal under RFC 8785, sorted keys, document order and
`JSON.stringify(JSON.parse(…))`: strings, booleans, null, integers below 2^53, arrays, and objects that are not empty.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from rootzpub.site import Publication, Record
from rootzpub.wire.blocks import format_time

Members = dict[str, Any]
"""JSON members while they are put together; `shaped` holds them to the rules."""

_UNFIT: Final = re.compile("[\u2028\u2029\ud800-\udfff]")
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_SEPARATORS: Final = "\u2028\u2029"
_INTEGER_KEY: Final = re.compile(r"-?[0-9]+")
_EMPTY: Final = object()


def shaped(body: Mapping[str, Any]) -> Members:
    """A body that obeys [wire §1]: clean text, no object without members, no key that looks like an integer."""
    return {
        _key(name): value
        for name, value in ((name, _shape(value)) for name, value in body.items())
        if value is not _EMPTY
    }


def clean_text(text: str) -> str:
    """U+2028 and U+2029 become line feeds [wire §1.1]; halves of surrogate pairs, which UTF-8 cannot hold, U+FFFD."""
    if text.isascii():
        return text
    return _UNFIT.sub(lambda unfit: "\n" if unfit[0] in _SEPARATORS else "\ufffd", text)


def time_text(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SSZ` [wire §1.3]."""
    return format_time(moment)


def hash_text(digest: bytes) -> str:
    """`sha256:` + lower-case hex [wire §1.3]."""
    return f"sha256:{digest.hex()}"


def record_body(record: Record) -> Members:
    """A record of the publication as documents show it [wire §5]: exactly the members of its leaf."""
    return {
        "contentHash": record.content_hash,
        "modified": format_time(record.modified),
        "path": record.path,
        "title": record.title,
        "type": record.type,
    }


def publication_body(publication: Publication) -> Members:
    """The member `publication`: sequence, root, size, publishedAt [wire §3]."""
    return {
        "sequence": publication.sequence,
        "root": hash_text(publication.root),
        "size": publication.size,
        "publishedAt": format_time(publication.published_at),
    }


def _shape(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return shaped(value) or _EMPTY
    if isinstance(value, list | tuple):
        return [item for item in map(_shape, value) if item is not _EMPTY]
    return value


def _key(name: str) -> str:
    """A key that all four rules sort alike.

    JavaScript puts keys that look like integers first, so they get an underscore; code points and UTF-16 disagree about
    the place of characters beyond U+FFFF, so these are replaced.
    """
    clean = name if name.isascii() else _ASTRAL.sub("\ufffd", clean_text(name))
    return f"_{clean}" if _INTEGER_KEY.fullmatch(clean) else clean
