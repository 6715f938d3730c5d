"""What a translation of WordPress changes in the text itself: quotation marks, month and day names.

WordPress takes these from its translation files. They are facts about a language, kept here as a table; a locale that is not
listed falls back to its language, then to English.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """The strings `wptexturize` inserts, as HTML."""

    double_open: str = "&#8220;"
    double_close: str = "&#8221;"
    single_open: str = "&#8216;"
    single_close: str = "&#8217;"
    apostrophe: str = "&#8217;"
    prime: str = "&#8242;"
    double_prime: str = "&#8243;"
    en_dash: str = "&#8211;"
    em_dash: str = "&#8212;"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """One language as WordPress writes it."""

    quotes: Quotes = field(default_factory=Quotes)
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    """Sunday first, as WordPress counts."""
    thousands: str = ","
    decimal: str = "."


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ENGLISH = Locale(
    months=_names("January February March April May June July August September October November December"),
    weekdays=_names("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"),
)
_GERMAN_QUOTES = Quotes(
    double_open="&#8222;", double_close="&#8220;", single_open="&#8218;", single_close="&#8216;"
)  # fmt: skip
_GERMAN = Locale(
    quotes=_GERMAN_QUOTES,
    months=_names("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    weekdays=_names("Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag"),
    thousands=".",
    decimal=",",
)
_FRENCH = Locale(
    quotes=Quotes(
        double_open="&laquo;&nbsp;",
        double_close="&nbsp;&raquo;",
        single_open="&lsquo;",
        single_close="&rsquo;",
        apostrophe="&rsquo;",
        prime="&prime;",
        double_prime="&Prime;",
    ),
    months=_names("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    weekdays=_names("dimanche lundi mardi mercredi jeudi vendredi samedi"),
    thousands=" ",
    decimal=",",
)
