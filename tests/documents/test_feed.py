"""`/.well-known/ai/feed`."""

import json
from pathlib import Path

import pytest

from rootzpub.errors import BadParameter, NotFound
from tests.documents.making import ask, ordinary, page, settings, site
from tests.site_making import make_entry

PATH = "/.well-known/ai/feed"


def test_every_member_of_the_plugin_is_there(shared: Path) -> None:
    """Document and items have at least the plugin's members."""
    theirs = json.loads((shared / "vectors/plugin/served/rest-feed.json").read_text("utf-8"))
    ours = ask(ordinary(), PATH).body
    assert theirs.keys() - {"generated", "_signature"} <= ours.keys()
    assert {key for item in theirs["items"] for key in item} <= ours["items"][0].keys()


def test_only_posts_newest_first_twenty_at_a_time() -> None:
    """Pages and media are no news."""
    body = ask(ordinary(), PATH).body
    assert [item["id"] for item in body["items"]][:2] == ["entry-129-129", "entry-128-128"]
    assert (len(body["items"]), body["total"], body["limit"], body["offset"]) == (20, 30, 20, 0)
    assert body["nextUrl"] == f"{PATH}/page/2"


@pytest.mark.parametrize(
    ("asked", "ids", "following"),
    [
        pytest.param([("limit", "2")], [129, 128], f"{PATH}?limit=2&offset=2", id="limit"),
        pytest.param([("limit", "2"), ("offset", "28")], [101, 100], None, id="last"),
        pytest.param([("offset", "29")], [100], None, id="offset"),
        pytest.param([("offset", "30")], [], None, id="behind"),
    ],
)
def test_limit_and_offset_choose_a_part(asked: list, ids: list[int], following: str | None) -> None:
    """And nextUrl goes on in the same style."""
    body = ask(ordinary(), PATH, *asked).body
    assert [int(item["id"].rpartition("-")[2]) for item in body["items"]] == ids
    assert body.get("nextUrl") == following


def test_pages_by_path_hold_the_same_as_by_parameter() -> None:
    """Same items; and the owner's limit is the page."""
    given = settings(feed={"limit": 12})
    by_path = ask(ordinary(), f"{PATH}/page/2", given=given)
    assert by_path.body["items"] == ask(ordinary(), PATH, ("limit", "12"), ("offset", "12"), given=given).body["items"]
    assert by_path.resource == f"{PATH}/page/2"
    assert by_path.body["nextUrl"] == f"{PATH}/page/3"


@pytest.mark.parametrize(
    ("path", "pairs", "error", "message"),
    [
        pytest.param(PATH, [("limit", "0")], BadParameter, "limit must be a whole number from 1 to 100", id="zero"),
        pytest.param(PATH, [("offset", "-1")], BadParameter, "offset must be", id="negative"),
        pytest.param(f"{PATH}/page/2", [("limit", "5")], NotFound, "not by both", id="both-styles"),
        pytest.param(f"{PATH}/page/4", [], NotFound, "no such page", id="behind-the-last"),
        pytest.param(f"{PATH}/page/0", [], NotFound, "no such document", id="page-zero"),
    ],
)
def test_what_cannot_be_is_refused(path: str, pairs: list, error: type[Exception], message: str) -> None:
    """By name."""
    with pytest.raises(error, match=message):
        ask(ordinary(), path, *pairs)


def test_people_read_the_posts_at_the_posts_page_or_at_home() -> None:
    """htmlUrl; feedUrl is absolute."""
    assert ask(ordinary(), PATH).body["htmlUrl"] == "https://example.com/"
    blog = site(page(7, "blog", "Blog"), facts={"posts_page_id": 7})
    assert ask(blog, PATH).body["htmlUrl"] == "https://example.com/blog/"
    assert ask(blog, PATH).body["feedUrl"] == f"https://example.com{PATH}"


def test_items_name_the_concepts_they_speak_of() -> None:
    """Terms of settings or described categories."""
    of = site(make_entry(1, text="A note about blue widgets."))
    given = settings(identity={"concepts": ["Widgets: things", "Red: a colour"]})
    assert ask(of, PATH, given=given).body["items"][0]["relatedConcepts"] == ["Widgets"]


def test_switched_off_it_is_not_there() -> None:
    """At no address."""
    for path in (PATH, "/wp-json/rootz/v1/feed", f"{PATH}/page/1"):
        with pytest.raises(NotFound, match=r"no such (document|tool)"):
            ask(site(), path, given=settings(feed={"enabled": False}))
