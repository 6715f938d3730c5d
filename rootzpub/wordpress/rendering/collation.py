"""The order of names: as a WordPress database sorts them, and as PHP sorts a tag cloud."""

import re
import unicodedata

_DIGITS = re.compile(r"(\d+)")


def collated(name: str) -> tuple[str, ...]:
    """A sort key near to the collations WordPress uses: no difference of case or accents."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return ("".join(ch for ch in decomposed if not unicodedata.combining(ch)),)


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that takes digits for numbers, so that `note 2` comes before `note 10`; case makes no difference."""
    # Python refuses to convert more than 4,300 digits; fifteen tell numbers apart that people write.
    parts = _DIGITS.split(name.casefold())
    return [(0, int(part[:15]), "") if part.isdecimal() else (1, 0, part) for part in parts if part]
