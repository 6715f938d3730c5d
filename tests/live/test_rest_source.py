"""`http:` against a real WordPress: what its REST API shows is what its database holds for visitors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from rootzpub.errors import SourceUnavailable
from rootzpub.fetch import Response
from rootzpub.sources import LongRead, Source, SourceOptions
from rootzpub.sources.rest import open_live
from rootzpub.sources.rest.client import Session
from rootzpub.sources.rest.kept import lists_others
from rootzpub.state import FileScratch
from tests.sources.reading import LATER, Seen, look
from tests.sources.reading import opened as opened_at
from tests.sources.reading import read as read_at

from .wordpress import WordPress

CONTENT = """
$new = fn($values) => wp_insert_post($values + ['post_status' => 'publish', 'post_content' => 'Some -- "text".']);
$page = $new(['post_title' => 'Über uns', 'post_type' => 'page']);
$new(['post_title' => 'Team', 'post_type' => 'page', 'post_parent' => $page, 'menu_order' => 3]);
$hidden = $new(['post_title' => 'Locked', 'post_password' => 'x', 'post_content' => 'LEAKME']);
$new(['post_title' => 'A "quoted" title', 'post_excerpt' => 'Written by hand.']);
$new(['post_title' => 'Draft', 'post_status' => 'draft', 'post_content' => 'LEAKME']);
$below = $new(['post_title' => 'Below a draft', 'post_type' => 'page', 'post_parent' =>
    $new(['post_title' => 'Secret', 'post_type' => 'page', 'post_status' => 'draft'])]);
for ($i = 0; $i < 130; $i++) { $new(['post_title' => "Many $i"]); }
$lake = ['post_title' => 'Lake', 'post_mime_type' => 'image/jpeg', 'post_status' => 'inherit'];
wp_insert_attachment($lake, 'a.jpg', $page);
"""


@dataclass(frozen=True, slots=True)
class Overheard:
    """A session whose addresses are noted, in the order they are asked."""

    session: Session
    asked: list[str]

    def get(self, url: str, *, headers: Mapping[str, str], largest: int) -> Response:
        """As the session itself."""
        response = self.session.get(url, headers=headers, largest=largest)
        self.asked.append(unquote(response.url))
        return response


def opened(url: str) -> Source:
    """A source whose clock is past everything published today."""
    return opened_at(url, now=LATER)


def read(url: str) -> Seen:
    """The same, read once."""
    return read_at(url, now=LATER)


@pytest.fixture(scope="module")
def site(new_wordpress: Callable[..., WordPress]) -> WordPress:
    """A site with a bit of everything, believing in the address at which it is asked."""
    made: WordPress = new_wordpress()
    made.install()
    made.php(CONTENT)
    return made


def test_rest_and_database_agree(site: WordPress) -> None:
    """Entries, addresses, titles, dates, excerpts and terms are the same, read from outside and from inside."""
    outside, inside = read(site.url), read(f"wordpress:{site.path}")
    assert outside.entries.keys() == inside.entries.keys()
    for number, entry in outside.entries.items():
        other = inside.entries[number]
        assert (entry.url, entry.title, entry.excerpt, entry.slug) == (
            other.url,
            other.title,
            other.excerpt,
            other.slug,
        )
        assert (entry.published, entry.modified, entry.parent_id) == (other.published, other.modified, other.parent_id)
        assert sorted(entry.term_ids) == sorted(other.term_ids)
    assert {term.id: term for term in outside.terms} == {term.id: term for term in inside.terms}
    assert outside.authors == inside.authors
    assert (outside.facts.name, outside.facts.language) == (inside.facts.name, inside.facts.language)
    assert "LEAKME" not in repr(outside)


def test_what_changed_since(site: WordPress) -> None:
    """An edit and a deletion come, and nothing else; then all is quiet."""
    source = opened(site.url)
    first = look(source)
    edited = next(number for number, entry in first.entries.items() if entry.title == "Many 7")
    deleted = next(number for number, entry in first.entries.items() if entry.title == "Many 8")
    site.php(
        "wp_update_post(['ID' => $input[0], 'post_content' => 'New']); wp_delete_post($input[1], true);",
        [edited, deleted],
    )
    assert source.fingerprint() != first.fingerprint
    second = look(source, first.fingerprint, first.revisions)
    assert ([*second.entries], second.gone) == ([edited], [deleted])


def test_plain_permalinks(new_wordpress: Callable[..., WordPress]) -> None:
    """A site without pretty addresses is found by `?rest_route=`."""
    made: WordPress = new_wordpress()
    made.install(permalinks="")
    seen = read(made.url)
    assert seen.entries[1].path == "/?p=1"
    assert seen.facts.feed_url == f"{made.url}/?feed=rss2"


def test_a_read_that_broke_off_goes_on(themeunit_wordpress: WordPress, tmp_path: Path) -> None:
    """What WordPress gives in a sweep fits what it gave in whole pages: only lists of other entries are read again."""
    api = f"{themeunit_wordpress.url}/wp-json/"  # the site itself calls another address its home
    whole = read_at(api, now=LATER)

    def leave(fetched: int) -> None:
        if fetched > 70:  # the posts and the pages are done
            raise SourceUnavailable("the site went away")

    long_read = LongRead(journal=FileScratch(tmp_path / "journal"), on_fetched=leave)
    with pytest.raises(SourceUnavailable, match="went away"):
        look(open_live(api, SourceOptions(long_read=long_read)))
    source = open_live(api, SourceOptions(long_read=replace(long_read, on_fetched=lambda _: None)))
    asked: list[str] = []
    source.client.session = Overheard(source.client.session, asked)
    seen = look(source)

    lists = sorted(number for number, entry in whole.entries.items() if lists_others(entry.html))
    assert seen.entries.keys() == whole.entries.keys()
    assert seen.hidden == whole.hidden
    kept = seen.entries.keys() - set(lists)
    assert {number: seen.revisions[number] for number in kept} == {number: whole.revisions[number] for number in kept}
    again = [url for url in asked if "content,excerpt" in url]
    assert len(again) == 2
    assert "/media?page=1" in again[0]
    assert again[1].partition("include=")[2].partition("&")[0] == ",".join(map(str, lists))
