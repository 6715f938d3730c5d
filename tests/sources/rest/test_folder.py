"""A folder of REST answers."""

import json
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.site import NOTHING_KNOWN, Change, Entry, Gone, Hidden, RevisionsById
from rootzpub.sources import Excluding, Source, SourceOptions, open_source

from .server import medium, page, post

MEMBERS = [*post(1), *medium(1), "code", "message", "rest_base", "rendered", "protected", "name", "home", "post"]
Write = Callable[[str, Any], Path]


def opened(folder: Path) -> Source:
    """The folder as a source."""
    return open_source(f"rest:{folder}", SourceOptions())


def changes(source: Source, known: dict[int, str] | None = None) -> list[Change]:
    """Everything in it."""
    with source.snapshot() as snapshot:
        return list(snapshot.changes(None, RevisionsById(known or {})))


def ids(found: list[Change]) -> list[int]:
    """Of the visible entries."""
    return sorted(change.id for change in found if isinstance(change, Entry))


def test_every_way_to_save_a_collection(tmp_path: Path, write_json: Write) -> None:
    """One array, pages, one file for each, all together; the newest version of an id counts."""
    write_json("posts.json", [post(1), post(2)])
    write_json("posts-1.json", [post(3), post(2, modified_gmt="2026-05-05T00:00:00", title={"rendered": "Newer"})])
    write_json("posts-2.json", [post(4)])
    write_json("posts/5.json", post(5))
    write_json("posts/more.json", [post(6)])
    write_json("pages.json", {"10": page(10)})
    found = changes(opened(tmp_path))
    assert ids(found) == [1, 2, 3, 4, 5, 6, 10]
    assert next(change.title for change in found if change.id == 2 and isinstance(change, Entry)) == "Newer"


def test_facts(tmp_path: Path, write_json: Write) -> None:
    """`index.json` is the API's index; the front page is known by its link."""
    write_json("index.json", {"name": "A &amp; B", "home": "HOME", "timezone_string": "Asia/Tokyo", "site_logo": 20})
    write_json("pages.json", [page(10, link="HOME/")])
    write_json("media.json", [medium(20)])
    with opened(tmp_path).snapshot() as snapshot:
        facts = snapshot.site_facts()
    assert (facts.name, facts.url, facts.timezone, facts.front_page_id) == (
        "A & B",
        "https://example.test",
        "Asia/Tokyo",
        10,
    )
    assert facts.logo_url == "https://example.test/uploads/20.jpg"


def test_without_an_index(tmp_path: Path, write_json: Write) -> None:
    """Home is guessed from the first link; plain links tell of plain permalinks."""
    write_json("posts.json", [post(1, link="HOME/?p=1")])
    with opened(tmp_path).snapshot() as snapshot:
        facts = snapshot.site_facts()
        entry = next(iter(snapshot.changes(None, NOTHING_KNOWN)))
    assert (facts.url, facts.feed_url) == ("https://example.test", "https://example.test/?feed=rss2")
    assert isinstance(entry, Entry)
    assert entry.path == "/?p=1"


def test_custom_types_and_taxonomies(tmp_path: Path, write_json: Write) -> None:
    """What `types.json` and `taxonomies.json` name is read too, internal types left out."""
    write_json("types.json", {"event": {"name": "Events", "rest_base": "events"}, "wp_block": {"rest_base": "blocks"}})
    write_json(
        "taxonomies.json", {"place": {"name": "Places", "rest_base": "places"}, "nav_menu": {"rest_base": "menus"}}
    )
    write_json("events.json", [post(1, type="event", places=[7])])
    write_json("blocks.json", [post(2, type="wp_block")])
    write_json("places.json", [{"id": 7, "name": "Bern", "slug": "bern", "taxonomy": "place"}])
    with opened(tmp_path).snapshot() as snapshot:
        found = list(snapshot.changes(None, NOTHING_KNOWN))
        assert [term.name for term in snapshot.terms()] == ["Bern"]
    assert [(change.id, change.term_ids) for change in found if isinstance(change, Entry)] == [(1, (7,))]


def test_changes_against_what_is_known(tmp_path: Path, write_json: Write) -> None:
    """What is known and equal does not come again; what is known and not there is gone."""
    write_json("posts.json", [post(1), post(2)])
    source = opened(tmp_path)
    first = changes(source)
    known = {change.id: change.revision for change in first if isinstance(change, Entry)}
    before = source.fingerprint()
    write_json("posts.json", [post(1, title={"rendered": "New"}), post(3)])
    assert source.fingerprint() != before
    second = changes(source, known)
    assert ids(second) == [1, 3]
    assert Gone(id=2) in second


def test_statuses_that_slipped_in(tmp_path: Path, write_json: Write) -> None:
    """An export made by a logged-in editor holds drafts: they stay hidden."""
    write_json(
        "posts.json", [post(1, status="draft"), post(2, status="private"), post(3, date_gmt="2999-01-01T00:00:00")]
    )
    source = opened(tmp_path)
    assert [change.reason for change in changes(source) if isinstance(change, Hidden)] == ["draft", "private", "future"]
    upcoming = source.next_change_at()
    assert upcoming is not None
    assert upcoming.year == 2999


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b'[{"id": 1, "ti', "posts.json: expected whole JSON, it breaks off", id="truncated"),
        pytest.param(b"<!DOCTYPE html><html>log in</html>", "posts.json: expected JSON .* got HTML", id="html"),
        pytest.param(b"", "posts.json: expected whole JSON, got nothing", id="empty"),
        pytest.param(b'{"code": "rest_no_route", "message": "x"}', r"an error answer \(rest_no_route\)", id="error"),
        pytest.param(b"[1, 2]", "expected a list of objects, got a list with a number in it", id="numbers"),
        pytest.param(b"[null]", "got a list with null in it", id="null"),
        pytest.param(b'{"posts": [{"id": 1}]}', "got a list with a list in it", id="wrapped"),
        pytest.param(b'"posts"', "expected a list of objects, got text", id="text"),
        pytest.param(b'[{"title": "no id"}]', "an object of posts has no id", id="no-id"),
    ],
)
def test_damaged_files(tmp_path: Path, content: bytes, message: str) -> None:
    """A damaged file is named, with what was got instead; nothing of its content is in the message."""
    (tmp_path / "posts.json").write_bytes(content)
    with pytest.raises(MalformedInput, match=message) as caught:
        changes(opened(tmp_path))
    assert "log in" not in caught.value.message


def test_a_folder_without_entries(tmp_path: Path, write_json: Write) -> None:
    """JSON of something else is told apart from no JSON."""
    with pytest.raises(SourceUnavailable, match=r"no \.json file"):
        opened(tmp_path)
    write_json("index.json", {})
    with pytest.raises(SourceUnavailable, match=r"holds none of posts\.json"):
        changes(opened(tmp_path))


def test_a_site_without_entries(tmp_path: Path, write_json: Write) -> None:
    """Empty lists are a site that has published nothing yet, or nothing any more."""
    write_json("index.json", {"name": "New", "home": "https://new.example", "url": "https://new.example"})
    write_json("posts.json", [])
    write_json("pages.json", [])
    source = opened(tmp_path)
    assert changes(source) == []
    with source.snapshot() as snapshot:
        assert snapshot.site_facts().name == "New"
    assert changes(source, {7: "r"}) == [Gone(id=7)]


def test_an_unreadable_file(tmp_path: Path, write_json: Write) -> None:
    """A file where a folder should be."""
    file = write_json("posts.json", [])
    with pytest.raises(SourceUnavailable, match=r"cannot read .*: not a directory"):
        opened(file)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=12)
    | st.just("http://[x/")
    | st.just("<b"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=6),
    max_leaves=20,
)


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@given(st.lists(st.dictionaries(st.sampled_from(MEMBERS), JSON), max_size=4), JSON)
def test_any_json(items: list[dict[str, Any]], other: Any) -> None:
    """Whatever the members hold, the folder gives changes or MalformedInput."""
    with tempfile.TemporaryDirectory() as folder:
        posts = [post(number) | item for number, item in enumerate(items, start=1)]
        media = [medium(number) | item for number, item in enumerate(items, start=10)]
        for name, value in (("posts", posts), ("media", media), ("index", other), ("types", other), ("users", items)):
            Path(folder, f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
        Path(folder, "pages.json").write_text('[{"id": 1}]', encoding="utf-8")
        try:
            with opened(Path(folder)).snapshot() as snapshot:
                found = [
                    *snapshot.changes(None, NOTHING_KNOWN),
                    snapshot.site_facts(),
                    *snapshot.terms(),
                    *snapshot.authors(),
                ]
        except (MalformedInput, SourceUnavailable) as error:
            found = [error]
    assert found


@pytest.mark.parametrize("address", ["http://[x/", "not an address", "", "javascript:alert(1)"])
def test_addresses_that_are_none(tmp_path: Path, write_json: Write, address: str) -> None:
    """A home or link that is no address is passed over for one that is."""
    write_json("index.json", {"home": address, "url": "HOME"})
    write_json("posts.json", [post(1, link=address), post(2)])
    write_json("pages.json", [page(3)])
    with opened(tmp_path).snapshot() as snapshot:
        assert snapshot.site_facts().url == "https://example.test"
    (tmp_path / "index.json").unlink()
    with opened(tmp_path).snapshot() as snapshot:
        assert snapshot.site_facts().url == "https://example.test"
        entry = next(iter(snapshot.changes(None, NOTHING_KNOWN)))
    assert isinstance(entry, Entry)
    assert entry.url == "https://example.test/?p=1"


class KeepsBack:
    """The rules of an owner who keeps one path back."""

    def keeps_back(self, *, entry_type: str, path: str, term_ids: Collection[int]) -> bool:
        """By its path alone."""
        del entry_type, term_ids
        return path == "/kept/"

    def keeps_back_term(self, term_id: int) -> bool:
        """None."""
        del term_id
        return False

    def depends_on_parent(self, entry_type: str) -> bool:
        """None."""
        del entry_type
        return False


def test_what_the_owner_excludes_leaves_lists(tmp_path: Path, write_json: Write) -> None:
    """WordPress has rendered them: items of an excluded entry are taken out, an author's own link stays."""
    link = "https://example.test/kept/"
    listed = f'<ul class="wp-block-latest-posts"><li><a class="wp-block-x" href="{link}">KEPT</a></li></ul>'
    loop = '<ul><li class="wp-block-post post-7">KEPT body</li></ul>'
    own = f'<p>See <a href="{link}">this</a>.</p>'
    body = {"rendered": listed + loop + own, "protected": False}
    write_json("posts.json", [post(7, link=link), post(8, content=body)])
    with opened(tmp_path).snapshot() as snapshot:
        assert isinstance(snapshot, Excluding)
        snapshot.exclude(KeepsBack())
        found = {change.id: change for change in snapshot.changes(None, NOTHING_KNOWN)}
    entry = found[8]
    assert isinstance(entry, Entry)
    assert ("KEPT" in entry.html, own in entry.html) == (False, True)


def test_shortcodes_that_plugins_left_are_closed(tmp_path: Path, write_json: Write) -> None:
    """In the body and in an excerpt, reported and marked."""
    body = {"rendered": "<p>a [my_map key=SECRET] [private]SECRET[/private]</p>", "protected": False}
    write_json("posts.json", [post(1, content=body, excerpt={"rendered": "<p>b [private]SECRET[/private]</p>"})])
    entry = changes(opened(tmp_path))[0]
    assert isinstance(entry, Entry)
    assert "SECRET" not in f"{entry}"
    assert [loss.kind for loss in entry.losses] == ["unknown-shortcode", "restricted"]
    assert entry.marks == {"unknown-shortcode"}


@pytest.mark.parametrize(
    ("members", "noindex"),
    [
        ({"yoast_head": '<meta name="robots" content="noindex, follow" />'}, True),
        ({"yoast_head": '<meta name="robots" content="index, follow" /><title>noindex</title>'}, False),
        ({"meta": {"rank_math_robots": ["noindex", "nofollow"]}}, True),
        ({"meta": {"rank_math_robots": ["index"]}}, False),
        ({"meta": {"_seopress_robots_index": "yes"}}, True),
        ({"meta": {"slim_seo": {"noindex": True}}}, True),
        ({"meta": {"slim_seo": {"noindex": False}, "_yoast_wpseo_meta-robots-noindex": "0"}}, False),
    ],
)
def test_marks_of_seo_plugins_that_an_answer_shows(
    tmp_path: Path, write_json: Write, members: dict[str, Any], noindex: bool
) -> None:
    write_json("posts.json", [post(1, **members)])
    assert [isinstance(change, Hidden) for change in changes(opened(tmp_path))] == [noindex]
