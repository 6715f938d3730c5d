"""What a driver gives, as what we mean."""

from typing import Any

from sqlalchemy import ColumnElement, func

from rootzpub.wordpress.mojibake import repaired


def as_text(value: object) -> str:
    """A column as text, wrongly stored character sets set right; NULL is empty."""
    if value is None:
        return ""
    if isinstance(value, bytes | bytearray):
        return repaired(bytes(value).decode("utf-8", "replace"))
    return repaired(value) if isinstance(value, str) else str(value)


def as_number(value: object) -> int:
    """A column as an integer; NULL and anything else is 0."""
    try:
        # MySQL's SUM() gives decimals, an export gives text.
        return int(str(value or 0).partition(".")[0])
    except ValueError:
        return 0


def has_password(posts: Any) -> ColumnElement[bool]:
    """Whether a row of wp_posts is behind a password; `posts` are the table's columns. NULL where the column is.

    By length: MySQL pads when it compares (`'  ' = ''` is true), and PHP asks a visitor for a password of blanks too.
    """
    return func.length(posts.post_password) > 0
