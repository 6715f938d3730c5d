"""From a database in several languages to what is published: addresses, doubles, dates that are none."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rootzpub.assembly import open_store, run_sync
from rootzpub.config import Config, load_config
from rootzpub.publisher import Identity, Publisher
from tests.publisher.making import CLOCK
from tests.sources.wordpress_tables.tables import WordPressFile
from tests.sources.wordpress_tables.test_languages import EN, FR, MAKERS, PT


@pytest.fixture
def wordpress(tmp_path: Path) -> Iterator[WordPressFile]:
    """An empty site."""
    site = WordPressFile(tmp_path / "site.sqlite")
    yield site
    site.connection.close()


@pytest.fixture
def config(wordpress: WordPressFile, tmp_path: Path) -> Config:
    """Its configuration."""
    folder = tmp_path / "made"
    folder.mkdir()
    changes = {"source.url": wordpress.url, "source.site": "off", "signing.key": "none"}
    return load_config(folder, overrides=changes)


def answer(config: Config, address: str, **asked: str) -> Any:
    """What is published at an address."""
    with closing(open_store(config)) as store:
        given = Publisher(store, config, identity=Identity.of(config.identity, None, None), clock=CLOCK)
        return json.loads(given.answer(address, list(asked.items())).body)


@pytest.mark.parametrize("plugin", MAKERS)
def test_one_slug_in_two_languages_is_published_twice(wordpress: WordPressFile, config: Config, plugin: str) -> None:
    """Each at its own address, which says its language and where the others are."""
    MAKERS[plugin](wordpress)
    wordpress.update("posts", f"ID IN ({EN},{FR})", post_name="contact")
    assert run_sync(config, clock=CLOCK).size == len((EN, FR, PT))
    french = answer(config, "/wp-json/rootz/v1/page", path="/fr/contact/")
    english = answer(config, "/wp-json/rootz/v1/page", path="/contact/")
    assert (french["language"], english["language"]) == ("fr-FR", "en-US")
    assert (french["translations"]["en-US"], english["translations"]["fr-FR"]) == (english["url"], french["url"])
    rows = {row["path"]: row.get("language") for row in answer(config, "/.well-known/ai/pages")["pages"]}
    assert (rows["/fr/contact/"], rows["/contact/"]) == ("fr-FR", "en-US")
    items = answer(config, "/.well-known/ai/content/pages")["content"]
    assert {item["path"]: item["language"] for item in items}["/fr/contact/"] == "fr-FR"


@pytest.mark.parametrize(
    ("structure", "path", "winner"),
    [("/%postname%/", "/same/", "page"), ("/blog/%postname%/", "/blog/same/", "post")],
)
def test_a_page_and_a_post_of_one_path(
    wordpress: WordPressFile, config: Config, structure: str, path: str, winner: str
) -> None:
    """What WordPress would serve there is published; the other is left out by name."""
    wordpress.options(permalink_structure=structure)
    wordpress.post(5, post_name="same")
    wordpress.page(8, post_name="blog")
    wordpress.page(9, post_name="same", post_parent=8 if winner == "post" else 0)
    summary = run_sync(config, clock=CLOCK)
    assert answer(config, "/wp-json/rootz/v1/page", path=path)["type"] == winner
    assert [(one.reason, one.count) for one in summary.left_out] == [("double-path", 1)]


def test_a_date_that_is_none_is_not_1970(wordpress: WordPressFile, config: Config) -> None:
    """`0000-00-00`: no date is signed that nobody said."""
    none = "0000-00-00 00:00:00"
    wordpress.page(5, post_name="old", post_date=none, post_date_gmt=none)
    run_sync(config, clock=CLOCK)
    page = answer(config, "/wp-json/rootz/v1/page", path="/old/")
    assert page["published"] is None
    assert page["_origin"].keys() == {"domain", "modifiedAt", "servedAt", "signer"}
    assert "1970" not in json.dumps(page)
