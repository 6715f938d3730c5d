"""What a driver gives, as what we mean."""

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
        return int(str(value or 0).partition(".")[0])
    except ValueError:
        return 0
