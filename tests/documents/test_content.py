"""`/.well-known/ai/content` and its segments."""

from unittest.mock import ANY

import pytest

from rootzpub.errors import BadParameter, NotFound
from rootzpub.site import Term, TypeInfo
from rootzpub.store import MemorySite
from tests.documents.making import ask, ordinary, page, settings, site
from tests.site_making import make_entry

PATH = "/.well-known/ai/content"


def mixed() -> MemorySite:
    """Pages, posts, a custom type with a label, one without, media: 50 entries."""
    return site(
        *(page(n, f"p{n}", f"P{n}") for n in range(1, 11)),
        *(make_entry(n) for n in range(11, 31)),
        *(make_entry(n, "event") for n in range(31, 36)),
        *(make_entry(n, "book") for n in range(36, 41)),
        *(make_entry(n, "attachment") for n in range(41, 51)),
        facts={"types": (TypeInfo(name="event", label="Events"), TypeInfo(name="page", label="Pages"))},
    )


def test_one_page_groups_all_segments() -> None:
    """Pages, posts, custom with type and label, media [wire §3c]."""
    body = ask(mixed(), PATH, ("per_page", "100")).body
    content = body["content"]
    assert [len(content[name]) for name in ("pages", "posts", "media")] == [10, 20, 10]
    assert [(kind["type"], kind["label"], len(kind["items"])) for kind in content["custom"]] == [
        ("book", "book", 5),
        ("event", "Events", 5),
    ]
    assert (body["standard"], body["organization"]) == ("ai-content", {"name": "Example Ltd", "domain": "example.com"})


@pytest.mark.parametrize("per_page", ["7", "20", "49", "50"])
def test_following_next_url_reaches_every_entry_once(per_page: str) -> None:
    """Across the segments, in either style."""
    seen: list[int] = []
    pairs = [("per_page", per_page)]
    while pairs:
        body = ask(mixed(), PATH, *pairs).body
        seen += [item["id"] for name in ("pages", "posts", "media") for item in body["content"].get(name, [])]
        seen += [item["id"] for kind in body["content"].get("custom", []) for item in kind["items"]]
        query = str(body.get("nextUrl", "")).partition("?")[2]
        pairs = [tuple(pair.split("=")) for pair in query.split("&") if pair]
    assert sorted(seen) == list(range(1, 51))


@pytest.mark.parametrize(
    ("segment", "ids"),
    [
        pytest.param("pages", range(1, 11), id="pages"),
        pytest.param("posts", range(11, 31), id="posts"),
        pytest.param("event", range(31, 36), id="custom"),
        pytest.param("media", range(41, 51), id="media"),
    ],
)
def test_a_segment_is_an_array_of_its_own(segment: str, ids: range) -> None:
    """With segment, total and page."""
    body = ask(mixed(), f"{PATH}/{segment}").body
    assert sorted(item["id"] for item in body["content"]) == list(ids)
    assert (body["segment"], body["total"], body["page"], body["per_page"]) == (segment, len(ids), 1, 20)


def test_a_custom_type_called_like_a_segment_is_reached_too() -> None:
    """It gets a name of its own."""
    of = site(make_entry(1, "media", title="Press cutting"))
    assert ask(of, f"{PATH}/media-type").body["content"][0]["title"] == "Press cutting"
    assert ask(of, f"{PATH}/media").body["content"] == []


def test_a_declared_type_without_entries_is_an_empty_segment() -> None:
    """It is public; nothing is in it yet."""
    of = site(facts={"types": (TypeInfo(name="event", label="Events"),)})
    assert ask(of, f"{PATH}/event").body["content"] == []


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param(f"{PATH}/unknown", {}, id="unknown"),
        pytest.param(f"{PATH}/page", {}, id="singular"),
        pytest.param(f"{PATH}/posts", {"posts": False}, id="posts-off"),
        pytest.param("/wp-json/rootz/v1/content/pages", {"pages": False}, id="pages-off-at-the-alias"),
        pytest.param(f"{PATH}/media", {"media": False}, id="media-off"),
        pytest.param(f"{PATH}/event", {"custom_types": False}, id="custom-off"),
        pytest.param(f"{PATH}/posts", {"enabled": False}, id="content-off"),
        pytest.param(PATH, {"enabled": False}, id="all-off"),
        pytest.param(f"{PATH}/posts/page/2", {}, id="behind-the-last"),
        pytest.param(f"{PATH}/a/b", {}, id="too-deep"),
    ],
)
def test_what_is_not_published_is_not_there(path: str, content: dict) -> None:
    """Unknown, switched off and behind the last look alike."""
    with pytest.raises(NotFound):
        ask(mixed(), path, given=settings(content=content))


def test_switched_off_segments_are_not_in_the_whole_either() -> None:
    """Neither as members nor in the total."""
    body = ask(mixed(), PATH, given=settings(content={"custom_types": False, "media": False})).body
    assert (body["content"].keys(), body["total"]) == ({"pages", "posts"}, 30)


def test_pages_are_named_by_path_too() -> None:
    """Same items as by parameter."""
    of = site(*(make_entry(n) for n in range(1, 46)))
    by_path = ask(of, f"{PATH}/page/2")
    assert by_path.body["content"] == ask(of, PATH, ("page", "2")).body["content"]
    assert (by_path.body["nextUrl"], by_path.resource) == (f"{PATH}/page/3", f"{PATH}/page/2")


def test_each_list_begins_on_the_first_page_and_says_where_it_goes_on() -> None:
    """An empty array means that there is none; a list that has ended is left out of further pages."""
    body = ask(mixed(), PATH, ("per_page", "7")).body
    assert [len(body["content"][name]) for name in ("pages", "posts", "media")] == [7, 7, 7]
    assert body["lists"]["pages"] == {
        "total": 10,
        "url": f"{PATH}/pages",
        "nextUrl": f"{PATH}/pages?page=2&per_page=7",
    }
    assert "nextUrl" not in body["lists"]["event"]
    assert set(ask(mixed(), PATH, ("per_page", "7"), ("page", "3")).body["content"]) == {"posts"}
    assert ask(site(make_entry(1)), PATH).body["content"] == {"pages": [], "posts": ANY, "media": []}


def test_the_way_on_of_a_list_is_a_path_where_no_parameter_was_asked() -> None:
    """A static host can serve it."""
    of = site(*(make_entry(n) for n in range(1, 46)))
    assert ask(of, f"{PATH}/page/2").body["lists"]["posts"]["nextUrl"] == f"{PATH}/posts/page/3"


@pytest.mark.parametrize(
    ("asked", "lists"),
    [
        pytest.param({"type": "post"}, {"posts": 20}, id="type"),
        pytest.param({"type": "event"}, {"event": 5}, id="custom-type"),
        pytest.param({"category": "news"}, {"pages": 0, "posts": 2, "book": 0, "event": 0, "media": 0}, id="category"),
        pytest.param({"category": "NEWS", "type": "post"}, {"posts": 2}, id="both"),
        pytest.param(
            {"type": "", "category": ""}, {"pages": 10, "posts": 22, "book": 5, "event": 5, "media": 10}, id="empty"
        ),
    ],
)
def test_type_and_category_narrow_the_lists(asked: dict[str, str], lists: dict[str, int]) -> None:
    """As the standard has it: `?type=post&category=news`."""
    news = (Term(id=1, taxonomy="category", name="News", slug="news"),)
    of = mixed()
    of.entries_ = [*of.entries_, *(make_entry(n, terms=news) for n in (51, 52))]
    if asked.get("type") == "post" and "category" not in asked:
        lists = {"posts": 22}
    body = ask(of, PATH, *asked.items()).body
    assert {name: told["total"] for name, told in body["lists"].items()} == lists
    assert body["total"] == sum(lists.values())


def test_an_unknown_type_finds_nothing_and_names_the_types() -> None:
    """Like an unknown category; every list is there, and empty."""
    body = ask(mixed(), PATH, ("type", "nonsense")).body
    assert (body["total"], body["content"]["posts"], body["content"]["custom"]) == (0, [], [])
    assert body["types"] == ["attachment", "book", "event", "page", "post"]


def test_a_page_is_at_most_a_hundred_items() -> None:
    """More means the most, and the answer says so; what is no number from 1 on is refused."""
    assert ask(ordinary(), PATH, ("per_page", "101")).body["per_page"] == 100
    with pytest.raises(BadParameter, match="per_page must be a whole number from 1 to 100"):
        ask(ordinary(), PATH, ("per_page", "0"))


def test_an_empty_page_by_parameter_is_an_answer() -> None:
    """With the total, and without nextUrl."""
    body = ask(mixed(), f"{PATH}/posts", ("page", "9")).body
    assert (body["content"], body["total"], "nextUrl" in body) == ([], 20, False)
