"""What a translation of WordPress changes in the text itself: quotation marks, month and day names.

WordPress takes these from its translation files. They are facts about a language, kept here as a table; a locale that
is not listed falls back to its language, then to English.
"""

from dataclasses import dataclass, field, replace


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
)
_GERMAN_SWISS = replace(
    _GERMAN,
    quotes=Quotes(double_open="&laquo;", double_close="&raquo;", single_open="&lsaquo;", single_close="&rsaquo;"),
)
_SPANISH = Locale(
    months=_names("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    weekdays=_names("domingo lunes martes miércoles jueves viernes sábado"),
)
_ITALIAN = Locale(
    months=_names("Gennaio Febbraio Marzo Aprile Maggio Giugno Luglio Agosto Settembre Ottobre Novembre Dicembre"),
    weekdays=_names("domenica lunedì martedì mercoledì giovedì venerdì sabato"),
)
_DUTCH = Locale(
    months=_names("januari februari maart april mei juni juli augustus september oktober november december"),
    weekdays=_names("zondag maandag dinsdag woensdag donderdag vrijdag zaterdag"),
)
_PORTUGUESE = Locale(
    months=_names("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    weekdays=_names("domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado"),
)
_SWEDISH = Locale(
    quotes=Quotes(double_open="&#8221;", single_open="&#8217;"),
    months=_names("januari februari mars april maj juni juli augusti september oktober november december"),
    weekdays=_names("söndag måndag tisdag onsdag torsdag fredag lördag"),
)
_FINNISH = Locale(
    quotes=Quotes(double_open="&#8221;", single_open="&#8217;"),
    months=_names(
        "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu"
    ),
    weekdays=_names("sunnuntai maanantai tiistai keskiviikko torstai perjantai lauantai"),
)
_RUSSIAN = Locale(
    quotes=Quotes(double_open="&#171;", double_close="&#187;", en_dash="&#8212;"),
    months=_names("Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь"),
    weekdays=_names("Воскресенье Понедельник Вторник Среда Четверг Пятница Суббота"),
)
_LOCALES = {
    "en": _ENGLISH,
    "de": _GERMAN,
    "de_CH": _GERMAN_SWISS,
    "fr": _FRENCH,
    "es": _SPANISH,
    "it": _ITALIAN,
    "nl": _DUTCH,
    "pt": _PORTUGUESE,
    "sv": _SWEDISH,
    "fi": _FINNISH,
    "ru": _RUSSIAN,
}


def locale_of(name: str) -> Locale:
    """The language of a WordPress locale such as `de_CH_informal`; English when it is not listed."""
    country = "_".join(name.split("_")[:2])
    return _LOCALES.get(country) or _LOCALES.get(name.partition("_")[0]) or _ENGLISH


def is_listed(name: str) -> bool:
    """Whether the language of a locale is known here."""
    return not name or name.partition("_")[0] in _LOCALES
