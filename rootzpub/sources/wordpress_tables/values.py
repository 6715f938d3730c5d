"""What a driver gives, as what we mean."""

from typing import Any, Final

from sqlalchemy import ColumnElement, func

from rootzpub.wordpress.mojibake import repaired

SIGNED_64_BIT: Final = range(-(1 << 63), 1 << 63)
"""The numbers that an id can be."""


def as_text(value: object) -> str:
    """A column as text, wrongly stored character sets set right; NULL is empty."""
    if value is None:
        return ""
    if isinstance(value, bytes | bytearray):
        return repaired(bytes(value).decode("utf-8", "replace"))
    return repaired(value) if isinstance(value, str) else str(value)


def as_number(value: object) -> int:
    """A column as an integer of 64 bits, signed; NULL and anything else is 0."""
    try:
        # MySQL's SUM() gives decimals, an export gives text.
        number = int(str(value or 0).partition(".")[0])
    except ValueError:
        return 0
    # What a text says beyond that is no id of anything, and no database of ours could be asked for it.
    return number if number in SIGNED_64_BIT else 0


def is_exactly(column: ColumnElement[Any], *texts: str) -> ColumnElement[bool]:
    """Whether a column holds one of these texts, byte by byte; NULL where the column is.

    By hexadecimal digits: MySQL compares without case and without the blanks at the end (`'PUBLISH ' = 'publish'`),
    and a status or type that is written otherwise is another one to PHP.
    """
    return func.hex(column).in_([text.encode().hex().upper() for text in texts])


def has_password(posts: Any) -> ColumnElement[bool]:
    """Whether a row of wp_posts is behind a password; `posts` are the table's columns. NULL where the column is.

    By length: MySQL pads when it compares (`'  ' = ''` is true), and PHP asks a visitor for a password of blanks too.
    """
    return func.length(posts.post_password) > 0
