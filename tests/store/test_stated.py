"""What pages state over the whole site: equal statements once, with the first entry; in both stores alike."""

from collections.abc import Mapping
from typing import Any

import pytest

from rootzpub.store import Store
from tests.store.making import NOON, an_entry, converted, publish, state

SHOP = {"name": "Oven", "phone": "+43 1", "visible": ["name"]}


def put(store: Store, *facts: Mapping[str, Any]) -> None:
    publish(store, [converted(an_entry(number, facts=found)) for number, found in enumerate(facts, 1)])


def test_facts_come_out_as_they_went_in(store: Store) -> None:
    put(store, {"article": {"headline": "H\ud800\0", "visible": []}, "faq": [{"question": "Q"}]})
    with store.site() as site:
        found = site.by_id(1)
        assert found is not None
        assert found.facts == {"article": {"headline": "H\ufffd", "visible": []}, "faq": [{"question": "Q"}]}


def test_equal_statements_of_many_pages_are_one(store: Store) -> None:
    put(store, {"organization": SHOP}, {"organization": {**SHOP, "visible": []}}, {"organization": {"name": "Other"}})
    with store.site() as site:
        found = site.stated("organization", limit=10)
        assert [(row.path, row.url, row.statement["name"]) for row in found] == [
            ("/entry-1/", "https://example.org/entry-1/", "Oven"),
            ("/entry-3/", "https://example.org/entry-3/", "Other"),
        ]
        assert found[0].statement["visible"] == ["name"]


def test_events_come_latest_first_in_parts(store: Store) -> None:
    def event(day: int) -> dict[str, Any]:
        return {"name": day, "startDate": f"2026-01-0{day}"}

    days = [{"events": [event(day), event(day + 5)]} for day in (1, 3, 2)]
    put(store, *days)
    with store.site() as site:
        names = [
            row.statement["name"] for start in (0, 2, 4, 6) for row in site.stated("events", limit=2, offset=start)
        ]
        assert names == [8, 7, 6, 3, 2, 1]


def test_what_is_withdrawn_states_nothing(store: Store) -> None:
    put(store, {"locations": [SHOP]})
    with store.update() as update:
        update.remove(1)
        update.commit(NOON, state("f2"))
    with store.site() as site:
        assert site.stated("locations", limit=10) == ()


@pytest.mark.parametrize("name", ["article", "breadcrumb", "nothing"])
def test_what_concerns_one_page_is_not_gathered(store: Store, name: str) -> None:
    put(store, {"breadcrumb": [{"name": "Start"}], "article": {"headline": "H"}})
    with store.site() as site:
        assert site.stated(name, limit=10) == ()
