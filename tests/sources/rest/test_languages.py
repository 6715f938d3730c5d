"""Languages over REST: members that plugins add, and addresses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rootzpub.site import NOTHING_KNOWN, Entry
from rootzpub.sources import SourceOptions, open_source
from rootzpub.sources.rest.languages import language_of, translations_of

from .server import post

Write = Callable[[str, Any], Path]
HOME = "https://example.test"


@pytest.mark.parametrize(
    ("item", "path", "site", "told", "expected"),
    [
        ({"lang": "fr"}, "/x/", "", False, "fr"),
        ({"lang": "pt-br"}, "/x/", "", False, "pt-BR"),
        ({"wpml_current_locale": "de_DE_formal"}, "/x/", "", False, "de-DE"),
        ({"yoast_head_json": {"og_locale": "fr_FR"}}, "/x/", "en-US", False, "fr-FR"),
        ({"yoast_head_json": {"og_locale": "en_GB"}}, "/x/", "en-US", False, ""),
        ({"yoast_head_json": {"og_locale": "fr_FR"}}, "/x/", "", False, ""),
        ({}, "/fr/x/", "en", True, "fr"),
        ({}, "/x/?lang=fr", "en", True, "fr"),
        ({}, "/it/", "en", False, ""),
        ({}, "/about/", "en", True, ""),
        ({"lang": '"><script>'}, "/x/", "", False, ""),
        ({"lang": ["fr"]}, "/x/", "", False, ""),
    ],
)
def test_the_language(item: dict[str, Any], path: str, site: str, expected: str, *, told: bool) -> None:
    """A member that says so, a locale other than the site's, or the address where a plugin is there."""
    assert language_of(item, HOME + path, home=HOME, site_language=site, told_by_address=told) == expected


@pytest.mark.parametrize(
    "item",
    [
        {"translations": {"en": 1, "fr": 2, "de": 3}},
        {
            "wpml_translations": [
                {"locale": "fr", "id": 2, "href": f"{HOME}/fr/2/"},
                {"locale": "de", "id": 3, "href": f"{HOME}/de/3/"},
            ]
        },
    ],
)
def test_the_translations(item: dict[str, Any]) -> None:
    """Published ones alone, none to itself."""
    found = translations_of(item, "en", is_visible=lambda number: number != 3, address=lambda n: f"{HOME}/fr/{n}/")
    assert found == {"fr": f"{HOME}/fr/2/"}


@pytest.mark.parametrize("broken", [{"translations": [1]}, {"wpml_translations": {"a": 1}}, {"translations": None}])
def test_other_shapes_say_nothing(broken: dict[str, Any]) -> None:
    """WordPress writes an empty object as an empty list."""
    assert translations_of(broken, "en", is_visible=lambda _: True, address=lambda _: "") == {}


def test_a_folder_knows_the_addresses(tmp_path: Path, write_json: Write) -> None:
    """And an entry comes again when its translation moved."""
    write_json("posts.json", [post(1, lang="en", translations={"en": 1, "fr": 2}), post(2, lang="fr")])

    def first() -> Entry:
        with open_source(f"rest:{tmp_path}", SourceOptions()).snapshot() as snapshot:
            found = {change.id: change for change in snapshot.changes(None, NOTHING_KNOWN)}
        entry = found[1]
        assert isinstance(entry, Entry)
        return entry

    before = first()
    assert (before.language, list(before.translations)) == ("en", ["fr"])
    moved = post(2, lang="fr", link=before.url.replace(before.path, "/fr/moved/"))
    write_json("posts.json", [post(1, lang="en", translations={"en": 1, "fr": 2}), moved])
    after = first()
    assert after.translations["fr"].endswith("/fr/moved/")
    assert after.revision != before.revision
