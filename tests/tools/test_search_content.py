"""searchContent."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rootzpub.errors import BadParameter
from rootzpub.site import TypeInfo
from tests.documents.making import BLUE, WIDGETS, site
from tests.site_making import make_entry
from tests.tools.asking import call

DAYS = [datetime(2026, 3, day, tzinfo=UTC) for day in range(1, 13)]
SITE = site(
    *(
        make_entry(n, text=f"widget {n}", published=day, terms=(WIDGETS,) if n % 2 else (BLUE,))
        for n, day in enumerate(DAYS)
    ),
    make_entry(50, "page", text="widget page", published=DAYS[0]),
    facts={"types": (TypeInfo(name="event", label="Events"),)},
)


def test_every_member_of_the_wire_and_of_the_plugin_is_there(shared: Path) -> None:
    """[wire §3b]; the plugin's members of answer and results."""
    theirs = json.loads((shared / "vectors/plugin/served/rest-search-widget.json").read_text("utf-8"))
    answer = call(SITE, "/search", q="widget")
    assert answer.body.keys() >= {"query", "results", "returned", "totalFound", "offset", "hasMore", "nextOffset"}
    assert theirs.keys() - {"_signature"} <= answer.body.keys()
    assert {key for result in theirs["results"] for key in result} <= answer.body["results"][0].keys()
    assert answer.body["results"][0].keys() >= {"published", "contentHash"}
    assert (answer.kind, answer.provenance) == ("searchContent", True)


def test_results_come_in_pages_that_end() -> None:
    """Ten by default; nextOffset leads on; the last page has none."""
    first = call(SITE, "/search", q="widget").body
    assert (first["returned"], first["totalFound"], first["hasMore"], first["nextOffset"]) == (10, 13, True, 10)
    last = call(SITE, "/search", q="widget", offset="10").body
    assert (last["returned"], last["hasMore"], "nextOffset" in last) == (3, False, False)
    assert [result["rank"] for result in last["results"]] == [11, 12, 13]
    behind = call(SITE, "/search", q="widget", offset="500").body
    assert (behind["results"], behind["hasMore"]) == ([], False)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        pytest.param({"type": "page"}, 1, id="type"),
        pytest.param({"type": "event"}, 0, id="declared-type-without-entries"),
        pytest.param({"category": "widgets"}, 6, id="category-by-slug"),
        pytest.param({"category": "Widgets"}, 6, id="category-by-name"),
        pytest.param({"category": "unknown"}, 0, id="unknown-category"),
        pytest.param({"tag": "blue"}, 6, id="tag"),
        pytest.param({"after": "2026-03-10"}, 3, id="after-a-date"),
        pytest.param({"after": "2026-03-10T00:00:00"}, 3, id="a-time-without-an-offset-is-utc"),
        pytest.param({"before": "2026-03-02"}, 2, id="before-a-date"),
        pytest.param({"after": "2026-03-10T00:00:00Z", "before": "2026-03-11T01:00:00+01:00"}, 1, id="between-moments"),
    ],
)
def test_filters_narrow_the_results(asked: dict[str, str], count: int) -> None:
    """Type, category, tag, dates."""
    assert call(SITE, "/search", q="widget", **asked).body["totalFound"] == count


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param({}, "q is missing", id="no-q"),
        pytest.param({"q": " "}, "q is missing", id="blank-q"),
        pytest.param({"q": "x" * 201}, "q must have at most 200 characters, got 201", id="long-q"),
        pytest.param({"q": "x", "limit": "0"}, "limit must be a whole number from 1 to 50", id="limit-zero"),
        pytest.param(
            {"q": "x", "limit": "abc"}, "limit must be a whole number from 1 to 50, got 'abc'", id="limit-text"
        ),
        pytest.param({"q": "x", "offset": "-1"}, "offset must be a whole number", id="offset"),
        pytest.param({"q": "x", "after": "yesterday"}, "after must be a date", id="after"),
        pytest.param({"q": "x", "after": "2026-02-30"}, "after must be a date", id="impossible-date"),
        pytest.param({"q": "x", "before": "0001-01-01T00:00:00+23:00"}, "before must be a date", id="before-time"),
    ],
)
def test_what_cannot_be_is_refused_by_name(asked: dict[str, str], message: str) -> None:
    """400 with the parameter's name."""
    with pytest.raises(BadParameter, match=message):
        call(SITE, "/search", **asked)


def test_an_unknown_type_finds_nothing_and_names_the_types() -> None:
    """Like an unknown category; with a known one that finds nothing there is nothing to say."""
    body = call(SITE, "/search", q="widget", type="nonsense").body
    assert (body["results"], body["totalFound"], body["hasMore"]) == ([], 0, False)
    assert {"attachment", "page", "post"} <= set(body["types"])
    assert "types" not in call(SITE, "/search", q="widget", type="attachment").body


@pytest.mark.parametrize("limit", ["51", "100", "9" * 40])
def test_a_limit_above_the_maximum_is_the_maximum_and_said(limit: str) -> None:
    """As with the plugin."""
    assert call(SITE, "/search", q="widget", limit=limit).body["limit"] == 50


def test_an_empty_parameter_is_not_given() -> None:
    """An agent that fills in the defaults that the plugin's manifest has asks with `type=`."""
    filled = call(SITE, "/search", q="widget", type="", limit="", offset="", category=" ")
    assert filled.body == call(SITE, "/search", q="widget").body


def test_a_search_says_how_long_it_is_fresh() -> None:
    """Like every dynamic answer."""
    assert call(SITE, "/search", q="widget").freshness


def test_two_hundred_characters_are_a_question() -> None:
    """Characters, not bytes."""
    assert call(SITE, "/search", q="日" * 200).body["totalFound"] == 0


def test_the_question_stands_in_the_resource_as_asked() -> None:
    """Nothing added, nothing that is not understood; kind says that it is a search."""
    answer = call(SITE, "/search", q="Größe & mehr", limit="5", utm="x")
    assert answer.resource == "/wp-json/rootz/v1/search?limit=5&q=Gr%C3%B6%C3%9Fe%20%26%20mehr"


def test_no_mail_address_stands_in_an_excerpt() -> None:
    """[wire §7.2]."""
    of = site(make_entry(1, text="widget: ask ann@example.com"))
    assert call(of, "/search", q="widget").body["results"][0]["excerpt"] == "widget: ask [mail address]"


def test_the_text_of_an_entry_keeps_its_mail_address() -> None:
    """It is what visitors read, and what its hash covers; only short texts made of it are masked [wire §7.2]."""
    of = site(make_entry(1, path="/ask/", text="widget: ask ann@example.com", markdown="widget: ask ann@example.com"))
    assert "ann@example.com" in call(of, "/page", path="/ask/").body["content"]
