"""PHP's date formats, written in the site's language."""

import calendar
from collections.abc import Callable
from datetime import datetime

from rootzpub.wordpress.rendering.locales import Locale

# WordPress translates names, but not what `S` writes.
_ENGLISH_ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def format_date(moment: datetime, pattern: str, locale: Locale) -> str:
    """A moment by a PHP date format such as `F j, Y`; a backslash keeps the next character as it is."""
    parts: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            parts.append(next(characters, ""))
        elif character in _FORMATS:
            parts.append(_FORMATS[character](moment, locale))
        else:
            parts.append(character)
    return "".join(parts)


def iso_date(moment: datetime) -> str:
    """A moment as WordPress writes it into `datetime` attributes: `2026-11-20T07:51:45-05:00`."""
    text = moment.replace(microsecond=0).isoformat()
    return text if moment.tzinfo else f"{text}+00:00"


def _offset(moment: datetime, separator: str) -> str:
    text = moment.strftime("%z") or "+0000"
    return f"{text[:3]}{separator}{text[3:5]}"


def _weekday(moment: datetime, locale: Locale) -> str:
    return locale.weekdays[moment.isoweekday() % 7]


def _twelve(moment: datetime) -> int:
    return moment.hour % 12 or 12


_FORMATS: dict[str, Callable[[datetime, Locale], str]] = {
    "d": lambda moment, _: f"{moment.day:02d}",
    "D": lambda moment, locale: _weekday(moment, locale)[:3],
    "j": lambda moment, _: str(moment.day),
    "l": _weekday,
    "N": lambda moment, _: str(moment.isoweekday()),
    "S": lambda moment, _: _ENGLISH_ORDINALS.get(moment.day, "th"),
    "w": lambda moment, _: str(moment.isoweekday() % 7),
    "z": lambda moment, _: str(moment.timetuple().tm_yday - 1),
    "W": lambda moment, _: f"{moment.isocalendar().week:02d}",
    "F": lambda moment, locale: locale.months[moment.month - 1],
    "m": lambda moment, _: f"{moment.month:02d}",
    "M": lambda moment, locale: locale.months[moment.month - 1][:3],
    "n": lambda moment, _: str(moment.month),
    "t": lambda moment, _: str(calendar.monthrange(moment.year, moment.month)[1]),
    "L": lambda moment, _: str(int(calendar.isleap(moment.year))),
    "o": lambda moment, _: str(moment.isocalendar().year),
    "Y": lambda moment, _: f"{moment.year:04d}",
    "y": lambda moment, _: f"{moment.year % 100:02d}",
    "a": lambda moment, _: "pm" if moment.hour // 12 else "am",
    "A": lambda moment, _: "PM" if moment.hour // 12 else "AM",
    "g": lambda moment, _: str(_twelve(moment)),
    "G": lambda moment, _: str(moment.hour),
    "h": lambda moment, _: f"{_twelve(moment):02d}",
    "H": lambda moment, _: f"{moment.hour:02d}",
    "i": lambda moment, _: f"{moment.minute:02d}",
    "s": lambda moment, _: f"{moment.second:02d}",
    # WordPress's dates have no fractions of a second.
    "u": lambda _moment, _: "000000",
    "v": lambda _moment, _: "000",
    "e": lambda moment, _: getattr(moment.tzinfo, "key", "") or _offset(moment, ":"),
    "I": lambda moment, _: str(int(bool(moment.dst()))),
    "O": lambda moment, _: _offset(moment, ""),
    "P": lambda moment, _: _offset(moment, ":"),
    "T": lambda moment, _: moment.tzname() or "UTC",
    "Z": lambda moment, _: str(int((moment.utcoffset() or moment - moment).total_seconds())),
    "c": lambda moment, _: iso_date(moment),
    "r": lambda moment, _: moment.strftime("%a, %d %b %Y %H:%M:%S ") + _offset(moment, ""),
    "U": lambda moment, _: str(int(moment.timestamp())),
}
