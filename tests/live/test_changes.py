"""What is changed in WordPress is changed in what is served: soon, everywhere, and without a restart.

A real WordPress, its database read with the read-only account or its REST API asked as a visitor would, and the
production server that follows it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.waiting import LIMIT, eventually

from .processes import Server, free_port
from .wordpress import WordPress

ROOTZPUB = Path(sys.executable).with_name("rootzpub")
PASSWORD = "CHANGES_DATABASE_PASSWORD"
REFRESH_SECONDS = 1
"""One refresh, one sync, and a machine that has other things to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A running rootzpub and the WordPress that it follows."""

    site: WordPress
    url: str

    def ask(self, path: str, /, **parameters: str) -> Any:
        """The JSON of one answer, an error document included."""
        return requests.get(self.url + path, params=parameters, timeout=LIMIT).json()

    def page(self, path: str) -> Any:
        """The getPage answer."""
        return self.ask("/wp-json/rootz/v1/page", path=path)

    def found(self, word: str) -> list[str]:
        """Paths that a search for a word finds."""
        return [hit["path"] for hit in self.ask("/wp-json/rootz/v1/search", q=word).get("results", [])]

    def fed(self) -> list[str]:
        """Addresses in the feed."""
        return [item["url"] for item in self.ask("/.well-known/ai/feed")["items"]]

    def recorded(self, path: str) -> str:
        """The hash that the current publication records for a page, or nothing."""
        return str(self.ask("/wp-json/rootz/v1/verify", page=path).get("currentHash", ""))

    def becomes(self, happened: Callable[[], bool]) -> bool:
        """Whether something comes true."""
        return eventually(happened)


def options_for(way: str, site: WordPress) -> list[str]:
    """Options of `rootzpub init`."""
    if way == "rest":
        return ["--source", site.url]
    os.environ[PASSWORD] = site.database.reader_password
    return ["--source", site.database.source_url(), "--password", f"env:{PASSWORD}"]


@pytest.fixture(scope="module", params=["mysql", "rest"])
def follower(
    request: pytest.FixtureRequest,
    new_wordpress: Callable[..., WordPress],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Follower]:
    """The demo site in a WordPress of its own, and a server that looks every second whether it changed."""
    site = new_wordpress()
    site.import_demo(home=site.url)
    folder = tmp_path_factory.mktemp("follower")
    subprocess.run([ROOTZPUB, "init", folder, *options_for(request.param, site)], check=True, capture_output=True)
    settings = folder / "rootzpub.toml"
    text, count = re.subn(r"(?m)^# refresh_seconds = .*$", f"refresh_seconds = {REFRESH_SECONDS}", settings.read_text())
    assert count == 1
    settings.write_text(text)
    port = free_port()
    server = Server(
        [str(ROOTZPUB), "-C", str(folder), "serve", "--bind", f"127.0.0.1:{port}"],
        log=folder / "serve.log",
    )
    follower = Follower(site=site, url=f"http://127.0.0.1:{port}")
    try:
        server.wait_until(lambda: is_ready(follower))
        yield follower
    finally:
        server.stop()


def is_ready(follower: Follower) -> bool:
    """Whether the first sync is done and served."""
    try:
        return "content" in follower.page("/about/")
    except (requests.ConnectionError, requests.JSONDecodeError):
        return False


def test_an_edit(follower: Follower) -> None:
    """New words of a post are in its page, found by a search, and recorded with the page's new hash."""
    path = "/2023/04/we-open-the-tool-library/"
    before = follower.recorded(path)
    content = "<!-- wp:paragraph --><p>Now with a zirbenholz shelf.</p><!-- /wp:paragraph -->"
    follower.site.php("wp_update_post( array( 'ID' => 100, 'post_content' => $input ) );", content)
    assert follower.becomes(lambda: "zirbenholz" in follower.page(path)["content"])
    assert follower.becomes(lambda: follower.found("zirbenholz") == [path])
    assert before != follower.recorded(path) == follower.page(path)["contentHash"]


def test_a_new_post(follower: Follower) -> None:
    """A post that is published now is a page, is found, is the newest in the feed, and is recorded."""
    address = follower.site.php(
        "echo get_permalink( wp_insert_post( array( 'post_title' => 'Brand new', 'post_status' => 'publish',"
        " 'post_content' => 'A paragraph about quittenbrot.' ) ) );"
    )
    path = address.removeprefix(follower.site.home)
    assert follower.becomes(lambda: path in follower.found("quittenbrot"))  # the site map shows it too
    assert follower.page(path)["title"] == "Brand new"
    assert address in follower.fed()
    assert follower.recorded(path) == follower.page(path)["contentHash"]


@pytest.mark.parametrize(
    ("number", "path", "word", "code"),
    [
        (101, "/2023/05/first-hundred-loans/", "carpet", "'post_status' => 'draft'"),
        (104, "/2023/07/fahrradtag-am-muehlbach/", "Sechskantschlüssel", "'post_password' => 'secret'"),
        (121, "/2024/08/we-look-for-volunteers/", "sledge", "'post_status' => 'private'"),
        (115, "/2024/04/a-guide-to-glue/", "urushi", "'post_status' => 'trash'"),
        (128, "/2025/03/new-opening-hours/", "opening hours from April", "'post_status' => 'pending'"),
    ],
    ids=["unpublished", "password set", "private", "trashed", "pending"],
)
def test_withdrawn(follower: Follower, number: int, path: str, word: str, code: str) -> None:
    """A post that is hidden now is no page, is not found, is not in the feed, and not in the publication."""
    assert follower.page(path)["path"] == path
    follower.site.php(f"wp_update_post( array( 'ID' => {number}, {code} ) );")
    assert follower.becomes(lambda: "error" in follower.page(path))
    assert path not in follower.found(word)
    assert follower.site.home + path not in follower.fed()
    assert follower.recorded(path) == ""


def test_deleted(follower: Follower) -> None:
    """A post that is deleted for good is gone everywhere."""
    path = "/2023/08/summer-hours/"
    assert follower.found("lake") == [path]
    follower.site.php("wp_delete_post( 105, true );")
    assert follower.becomes(lambda: "error" in follower.page(path))
    # A page that has the letters inside a word may still be found.
    assert path not in follower.found("lake")
    assert follower.recorded(path) == ""


def test_a_new_address(follower: Follower) -> None:
    """A post whose slug changes is served under the new address."""
    new = "/2023/08/oil-it-twice-a-year/"
    follower.site.php("wp_update_post( array( 'ID' => 106, 'post_name' => 'oil-it-twice-a-year' ) );")
    assert follower.becomes(lambda: "contentHash" in follower.page(new))
    assert new in follower.found("lint")
    assert follower.recorded(new) == follower.page(new)["contentHash"]
    former = follower.page("/2023/08/oil-your-sewing-machine/")
    assert "error" in former or former["path"] == new


def test_a_renamed_category(follower: Follower) -> None:
    """The new name of a category stands in the pages that carry it."""
    follower.site.php("wp_update_term( 6, 'category', array( 'name' => 'Stuff and scraps' ) );")
    assert follower.becomes(lambda: "Stuff and scraps" in follower.page("/2024/05/build-a-work-stool/")["categories"])


def test_a_new_name_of_the_site(follower: Follower) -> None:
    """The new name of the site stands in the discovery document and in llms.txt."""
    follower.site.php("update_option( 'blogname', 'Werkhof Neuquell' );")
    assert follower.becomes(lambda: follower.ask("/.well-known/ai")["organization"]["name"] == "Werkhof Neuquell")
    assert requests.get(follower.url + "/llms.txt", timeout=LIMIT).text.startswith("# Werkhof Neuquell")
