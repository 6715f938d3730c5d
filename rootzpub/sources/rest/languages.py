"""The language of an object of the REST API, and its translations, as far as plugins add them to answers.

Polylang Pro adds `lang` and `translations` (ids by code), WPML's own extension `wpml_current_locale` and
`wpml_translations`, Yoast the locale of each page. Elsewhere the address tells, where the API's index names a plugin
of languages. Invariants: only translations that are published themselves are named.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from rootzpub.sources.rest.answers import Json, integer, member, text
from rootzpub.sources.url import parts_of
from rootzpub.wordpress.languages import language_tag

NAMESPACES = ("pll/v1", "wpml/v1", "wpml/tm/v1")
"""What Polylang and WPML are called in the list of an API's parts."""
_CODE = re.compile(r"[a-z]{2}(?:-[a-z]{2,4})?")
_ASKED = re.compile(r"(?:^|&)lang=([a-z-]{2,7})(?:&|$)")


def language_of(item: Json, url: str, *, home: str, site_language: str, told_by_address: bool) -> str:
    """BCP 47, or empty where an object has no language of its own."""
    given = text(item, "wpml_current_locale") or text(item, "lang")
    if given:
        return language_tag(given)
    # Every page of every site with Yoast has a locale: only another than the site's tells of a language of its own.
    locale = language_tag(text(item, "yoast_head_json", "og_locale"))
    if locale and site_language and _first(locale) != _first(site_language):
        return locale
    return _of_address(url, home) if told_by_address else ""


def translations_of(
    item: Json, own: str, *, is_visible: Callable[[int], bool], address: Callable[[int], str]
) -> dict[str, str]:
    """The addresses of its published translations by BCP 47 tag."""
    found = {language_tag(code): url or address(number) for code, number, url in _named(item) if is_visible(number)}
    return {tag: url for tag, url in found.items() if url.startswith(("http://", "https://")) and tag != own}


def _named(item: Json) -> Iterator[tuple[str, int, str]]:
    """Code or locale, id and address of each."""
    others = member(item, "translations")
    if isinstance(others, Mapping):
        for code in others:
            yield str(code), integer(others, str(code)), ""
    listed = member(item, "wpml_translations")
    for other in listed if isinstance(listed, list) else ():
        yield text(other, "locale"), integer(other, "id"), text(other, "href")


def _of_address(url: str, home: str) -> str:
    parts = parts_of(url)
    asked = _ASKED.search(parts.query)
    if asked:
        return language_tag(asked[1])
    below = parts.path.removeprefix(parts_of(home).path.rstrip("/")).lstrip("/")
    code = below.partition("/")[0]
    return language_tag(code) if _CODE.fullmatch(code) else ""


def _first(tag: str) -> str:
    return tag.partition("-")[0].lower()
