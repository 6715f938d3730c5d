"""What a logged-out browser gets is what is published: a real WordPress whose plugins decide while pages are printed.

The plugins are our own (php/visitors.php). Words that begin with `shown` stand on the pages, words that begin with
`gated` do not: the site itself is asked first whether that is so, then every public answer is searched for both.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
from lxml import html

from rootzpub.assembly import open_publisher, run_sync
from rootzpub.clock import Clock, fixed_clock, system_clock
from rootzpub.config import Config, load_config
from rootzpub.errors import RequestError
from rootzpub.owner.confirming import confirm
from rootzpub.publisher import PLAIN_GET, question
from tests.waiting import LIMIT

from .wordpress import WordPress

PLUGINS = Path(__file__).parent / "php" / "visitors.php"
MARKER = re.compile(r"\b(?:shown|gated|robots)[a-z]+")
TYPES = "?types=guide"
BEGUN = system_clock() - timedelta(days=30)
"""Before now, for nothing is answered that bears a date to come."""


def paragraph(word: str, *, attributes: str = "") -> str:
    """A block of one paragraph, long enough to stand on its own."""
    text = f"This paragraph of the site was written with more than twelve quite ordinary words: {word}."
    return f"<!-- wp:paragraph {attributes} --><p>{text}</p><!-- /wp:paragraph -->"


MEMBERS_BLOCK = paragraph("gatedblock", attributes='{"className":"for-members"}')
ENTRIES: Mapping[str, Mapping[str, Any]] = {
    "plain": {"content": paragraph("shownplain")},
    "members": {"content": paragraph("gatedmembers"), "gate": "members", "excerpt": "By hand: gatedexcerpt."},
    "members-page": {"content": paragraph("gatedpage"), "gate": "members", "type": "page"},
    "teaser": {"content": paragraph("shownteaser") + paragraph("gatedrest"), "gate": "teaser"},
    "login": {"content": paragraph("gatedlogin"), "gate": "login"},
    "login-parent": {"content": paragraph("gatedparent"), "gate": "login", "type": "page"},
    "child": {"content": paragraph("shownchild"), "type": "page", "parent": "login-parent"},
    "private-parent": {"content": paragraph("gatedprivate"), "type": "page", "status": "private"},
    "private-child": {"content": paragraph("shownbelowprivate"), "type": "page", "parent": "private-parent"},
    "home": {"content": paragraph("gatedhome"), "gate": "home"},
    "forbidden": {"content": paragraph("gatedforbidden"), "gate": "forbidden"},
    "lost": {"content": paragraph("gatedlost"), "gate": "lost"},
    "robots": {"content": paragraph("robotsonly"), "gate": "robots"},
    "block": {"content": MEMBERS_BLOCK + paragraph("shownbeside")},
    "pattern": {"content": '<!-- wp:block {"ref":REF} /-->' + paragraph("shownpattern")},
    "codes": {
        "content": paragraph('It costs [price key="gatedargument"]')
        + paragraph("[framed]shownframed[/framed]")
        + paragraph("shownaround [insiders]gatedinside[/insiders]")
    },
    "printed": {"content": '<!-- wp:visitors/notice {"key":"gatedkey"} /-->' + paragraph("shownbelow")},
    "only-printed": {"content": '<!-- wp:visitors/notice {"key":"gatedother"} /-->'},
    "appended": {"content": paragraph("shownabove"), "gate": "appended"},
    "moved": {"content": paragraph("shownmoved"), "address": "/a/place/of/its-own/"},
    "moved-page": {"content": paragraph("shownelsewhere"), "type": "page", "address": "/another-place/"},
    "guide-open": {"content": paragraph("shownguide"), "type": "guide"},
    "guide-closed": {"content": paragraph("gatedguide"), "type": "guide", "gate": "members"},
    "latest": {
        "content": '<!-- wp:latest-posts {"postsToShow":50,"displayPostContent":true} /-->' + paragraph("shownlatest"),
        "type": "page",
    },
}
MAKE = """
$ref = wp_insert_post( array( 'post_type' => 'wp_block', 'post_status' => 'publish', 'post_title' => 'Reused',
	'post_content' => $input['pattern'] ) );
$ids = array();
foreach ( $input['entries'] as $name => $entry ) {
	$ids[ $name ] = wp_insert_post( wp_slash( array( 'post_title' => "Title of $name", 'post_name' => $name,
		'post_status' => $entry['status'] ?? 'publish', 'post_type' => $entry['type'] ?? 'post',
		'post_date' => '2020-01-01 00:00:00',
		'post_parent' => $ids[ $entry['parent'] ?? '' ] ?? 0, 'post_excerpt' => $entry['excerpt'] ?? '',
		'post_content' => str_replace( 'REF', $ref, $entry['content'] ) ) ), true );
	foreach ( array( 'gate', 'address' ) as $key ) {
		if ( isset( $entry[ $key ] ) ) { update_post_meta( $ids[ $name ], $key, $entry[ $key ] ); }
	}
}
$GLOBALS['wpdb']->query( "UPDATE {$GLOBALS['wpdb']->posts} SET post_date = '2020-01-01 00:00:00',
	post_date_gmt = '2020-01-01 00:00:00', post_modified = '2020-01-01 00:00:00',
	post_modified_gmt = '2020-01-01 00:00:00'" );
wp_cache_flush();
flush_rewrite_rules();
echo json_encode( array_map( 'get_permalink', $ids ) );
"""
EXPORT = "require_once ABSPATH . 'wp-admin/includes/export.php'; export_wp();"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """A WordPress, and what an anonymous browser gets of its entries."""

    site: WordPress
    links: Mapping[str, str]
    """Name of an entry -> its permalink."""

    def words(self, name: str) -> set[str]:
        """Marker words that a person reads at an entry's permalink."""
        answer = requests.get(self.links[name], timeout=LIMIT)
        body = html.fromstring(answer.text).find("body") if answer.text.strip() else None
        return set(MARKER.findall(text_of(body))) if body is not None else set()

    def path(self, name: str) -> str:
        """The path of an entry's permalink."""
        return urlsplit(self.links[name]).path


def text_of(body: html.HtmlElement) -> str:
    """The words between the tags, without scripts."""
    return " ".join(body.xpath(".//text()[not(ancestor::script or ancestor::style)]"))


def written(name: str) -> set[str]:
    """Marker words that the editor wrote into an entry."""
    return set(MARKER.findall(str(ENTRIES[name])))


@pytest.fixture(scope="module")
def visited(new_wordpress: Callable[..., WordPress]) -> Visited:
    """The site with its plugins and its entries."""
    site = new_wordpress()
    site.install(sample_content=False, permalinks="/%postname%/")
    (site.path / "wp-content/mu-plugins/visitors.php").write_bytes(PLUGINS.read_bytes())
    links = json.loads(site.php(MAKE, {"entries": ENTRIES, "pattern": MEMBERS_BLOCK.replace("block", "pattern", 1)}))
    return Visited(site=site, links=links)


def config_for(source: str, visited: Visited, folder: Path, **changes: Any) -> Config:
    """The site read from a source, its pages looked at where it is served."""
    plain = {"source.url": source, "source.site_rate": 100.0, "signing.key": "none", "llms.full": True}
    web = {"source.site": visited.site.url}
    return load_config(folder, overrides=plain | web | changes)


def later(minutes: int) -> Clock:
    """A clock so many minutes after the first sync."""
    return fixed_clock(BEGUN + timedelta(minutes=minutes))


def look(config: Config, *minutes: int) -> None:
    """What a server that runs all the time does."""
    for passed in minutes:
        confirm(config, clock=later(passed), report=lambda looked: None)


def answers(config: Config, visited: Visited, *, minutes: int = 60) -> Iterator[tuple[str, str]]:
    """Every public answer: all documents, the page of every entry, a search for every marker word."""
    publisher = open_publisher(config, clock=later(minutes))

    def asked(path: str, query: str) -> str:
        try:
            return publisher.answer(path, question(path, query), PLAIN_GET).body.decode()
        except RequestError as error:
            return publisher.refuse(error, path).body.decode()

    for path in publisher.paths():
        yield path, asked(path, "")
    for name in ENTRIES:
        yield f"page {name}", asked("/wp-json/rootz/v1/page", f"path={quote(visited.path(name))}")
        for word in written(name):
            found = asked("/wp-json/rootz/v1/search", f"q={word}")
            # The question itself stands in the answer.
            yield f"search {word}", found.replace(f'"{word}"', '""')


def published(config: Config, visited: Visited, *, minutes: int = 60) -> set[str]:
    """Marker words in any public answer."""
    return {word for _, text in answers(config, visited, minutes=minutes) for word in MARKER.findall(text)}


@pytest.mark.parametrize("name", ENTRIES)
def test_the_site_shows_what_its_words_say(visited: Visited, name: str) -> None:
    """The words are right about the site: else nothing below would mean anything."""
    own = {word for word in written(name) if word.startswith("shown")}
    seen = visited.words(name)
    assert own <= seen
    assert not {word for word in seen if word.startswith("gated")}


ALL_SHOWN = {word for name in ENTRIES for word in written(name) if word.startswith("shown")} | {
    "shownprice",
    "shownnotice",
    "shownappended",
}


BELOW_A_PRIVATE_PAGE = {"shownbelowprivate"}
"""Not said where no page is asked, nor by an API that does not list what is above: WordPress shows such a page if what
stands above it has a name, and hides it if it has none."""
ADDED_BY_PLUGINS = {"shownappended"}
"""Not said where the web is not asked: words that a plugin adds to a plain entry."""
BY_CODE = {"shownprice", "shownframed", "shownnotice"}
"""Not said where the web is not asked: only the plugin's code knows what its shortcodes and blocks print."""
BEFORE_THE_TEMPLATE = {"gatedlogin", "gatedhome", "gatedforbidden", "gatedlost", "gatedparent", "robotsonly"}
"""Published where no page is looked at: code that is run before the template leaves no mark, and REST is open."""
BY_FILTERS = {"gatedmembers", "gatedpage", "gatedrest", "gatedexcerpt", "gatedguide", "gatedblock", "gatedpattern"}
"""Published from files alone: code that filters content leaves no mark in them either."""
WITHOUT_A_LOOK = {
    # Form -> (shown words that are missing, words that visitors do not get).
    "rest": (BELOW_A_PRIVATE_PAGE, BEFORE_THE_TEMPLATE),
    "sql": (BY_CODE | ADDED_BY_PLUGINS | BELOW_A_PRIVATE_PAGE, BEFORE_THE_TEMPLATE | BY_FILTERS),
    "wxr": (BY_CODE | ADDED_BY_PLUGINS | BELOW_A_PRIVATE_PAGE, BEFORE_THE_TEMPLATE | BY_FILTERS),
}
LOOKED_AT = {
    "wordpress": set(),
    "rest": BELOW_A_PRIVATE_PAGE,
    "sql": set(),
    "wxr": set(),
}
"""Form -> shown words that are missing when pages are looked at; nothing that visitors do not get is there."""


def source_of(form: str, visited: Visited, folder: Path) -> str:
    """The URL of the same site in one of its forms."""
    file = folder / "site"
    if form == "sql":
        file.write_bytes(visited.site.database.dump())
    if form == "wxr":
        file.write_text(visited.site.php(EXPORT), encoding="utf-8")
    places = {"wordpress": f"wordpress:{visited.site.path}", "rest": visited.site.url}
    return places.get(form, f"{form}:{file}") + TYPES


@pytest.mark.parametrize("form", LOOKED_AT)
def test_what_visitors_see_is_published(visited: Visited, form: str, tmp_path: Path) -> None:
    config = config_for(source_of(form, visited, tmp_path), visited, tmp_path)
    run_sync(config, clock=later(0))
    look(config, 0, 10, 20)
    assert published(config, visited) == ALL_SHOWN - LOOKED_AT[form]


def test_always_never_publishes_what_was_not_seen(visited: Visited, tmp_path: Path) -> None:
    """Not even between the sync and the second look."""
    config = config_for(source_of("wordpress", visited, tmp_path), visited, tmp_path, **{"content.confirm": "always"})
    run_sync(config, clock=later(0))
    assert published(config, visited) <= ALL_SHOWN
    look(config, 0, 10, 20)
    assert published(config, visited) == ALL_SHOWN - LOOKED_AT["wordpress"]


@pytest.mark.parametrize("form", WITHOUT_A_LOOK)
def test_what_a_form_alone_cannot_know(visited: Visited, form: str, tmp_path: Path) -> None:
    """Every difference, as data: gates that are code and leave no mark in what is read."""
    config = config_for(source_of(form, visited, tmp_path), visited, tmp_path, **{"source.site": "off"})
    run_sync(config, clock=later(0))
    missing, unseen = WITHOUT_A_LOOK[form]
    assert published(config, visited) == (ALL_SHOWN - missing) | unseen
