"""What pages state, as documents show it: with the entry that says it, behind what the owner set."""

from typing import Any

import pytest

from rootzpub.store import MemorySite
from tests.documents.making import ask, page, settings, site
from tests.site_making import make_entry

KNOWLEDGE = "/.well-known/ai/knowledge"
SHOP = {
    "type": "Bakery",
    "name": "Oven",
    "phone": "+43 1 234",
    "address": "Way 1, Linz",
    "openingHours": ["Mo-Fr 07:00-18:00"],
    "sameAs": ["https://social.example/oven"],
    "registration": "ATU1",
    "visible": ["name", "address"],
}
BRANCH = {"name": "Branch", "address": "Way 2, Graz", "openingHours": ["Sa 08:00-12:00"], "visible": []}
EVENT = {"name": "Ball", "startDate": "2026-07-01", "visible": ["name"]}
SAW = {"name": "Saw", "offers": [{"price": "19.90", "currency": "EUR", "visible": []}], "visible": ["name"]}
FILE = {"name": "File", "visible": []}
QUESTION = {"question": "How?", "answer": "Write to ann@private.example.", "visible": ["question", "answer"]}
STATED = {"organization", "locations", "openingHours", "events", "offers", "faq"}


def stating() -> MemorySite:
    """A site some of whose pages state something."""
    return site(
        page(1, "home", "Home", path="/", facts={"organization": SHOP}),
        page(2, "graz", "Graz", facts={"organization": {**SHOP, "visible": []}, "locations": [BRANCH]}),
        page(3, "ball", "Ball", facts={"events": [EVENT], "article": {"headline": "Ball", "visible": []}}),
        page(4, "saw", "Saw", facts={"products": [SAW, FILE]}),
        page(5, "faq", "FAQ", facts={"faq": [QUESTION]}),
    )


def by(path: str) -> dict[str, str]:
    return {"path": path, "url": f"https://example.com{path}"}


def test_an_entry_says_what_its_page_states() -> None:
    """In getPage and in items of the content; mail addresses that the owner did not give are taken out."""
    got = ask(stating(), "/wp-json/rootz/v1/page", ("path", "/faq/")).body
    items = ask(stating(), "/.well-known/ai/content/pages").body["content"]
    expected = {"faq": [{**QUESTION, "answer": "Write to [mail address]."}]}
    assert got["facts"] == expected
    assert next(item["facts"] for item in items if item["path"] == "/faq/") == expected


def test_where_nothing_is_stated_no_document_has_another_member() -> None:
    """Neither null nor an empty list: sites without facts have the bytes they had."""
    of = site(page(1, "about", "About"), make_entry(2))
    assert "facts" not in ask(of, "/wp-json/rootz/v1/page", ("path", "/about/")).body
    assert "facts" not in ask(of, "/.well-known/ai/content/pages").body["content"][0]
    body = ask(of, KNOWLEDGE).body
    assert body.keys().isdisjoint(STATED - {"organization"})
    assert body["organization"].keys() == {"name", "domain", "url", "tagline", "assertionType"}


def test_knowledge_gathers_what_pages_state_with_the_entry_that_says_it() -> None:
    """Each list, once for equal statements."""
    body = ask(stating(), KNOWLEDGE).body
    places = [{**SHOP, "statedBy": by("/")}, {**BRANCH, "statedBy": by("/graz/")}]
    assert body["locations"] == [{**place, "assertionType": "factual"} for place in places]
    assert body["openingHours"] == [
        {
            "name": "Oven",
            "openingHours": ["Mo-Fr 07:00-18:00"],
            "visible": ["name"],
            "statedBy": by("/"),
            "assertionType": "factual",
        },
        {
            "name": "Branch",
            "openingHours": ["Sa 08:00-12:00"],
            "visible": [],
            "statedBy": by("/graz/"),
            "assertionType": "factual",
        },
    ]
    assert body["events"] == [{**EVENT, "statedBy": by("/ball/"), "assertionType": "event"}]
    assert body["offers"] == [{**SAW, "statedBy": by("/saw/"), "assertionType": "product"}]
    assert [row["question"] for row in body["faq"]] == ["How?"]


def test_the_organisation_has_what_its_page_states() -> None:
    """Under the names of the settings; which of them are the page's is said."""
    found = ask(stating(), KNOWLEDGE).body["organization"]
    assert (found["phone"], found["registration"], found["name"]) == ("+43 1 234", "ATU1", "Example Ltd")
    assert found["statedBy"] == {
        **by("/"),
        "members": ["phone", "address", "openingHours", "sameAs", "registration"],
        "visible": ["address"],
    }


@pytest.mark.parametrize(
    ("table", "key", "value", "member", "published"),
    [
        ("contact", "phone", "+43 9", "phone", "+43 9"),
        ("contact", "address", "Own 1", "address", "Own 1"),
        ("contact", "opening_hours", "Mo,Tu 9-12; We closed", "openingHours", ["Mo,Tu 9-12", "We closed"]),
        ("identity", "same_as", "https://a.example/1, https://b.example/2", "sameAs", ["https://a.example/1", "https://b.example/2"]),
        ("identity", "registration", "FN 1", "registration", "FN 1"),
    ],
)  # fmt: skip
def test_the_owner_goes_before_the_page(table: str, key: str, value: str, member: str, published: Any) -> None:
    """Also on a site whose pages state nothing; in the discovery document only what the owner set."""
    given = settings(**{table: {key: value}})
    found = ask(stating(), KNOWLEDGE, given=given).body["organization"]
    assert found[member] == published
    assert member not in found["statedBy"]["members"]
    assert ask(site(), KNOWLEDGE, given=given).body["organization"][member] == published
    place = "contact" if table == "contact" else "organization"
    assert ask(stating(), "/.well-known/ai", given=given).body[place][member] == published
    assert member not in ask(stating(), "/.well-known/ai").body.get(place, {})


def test_an_address_and_hours_of_the_owner_stand_in_the_place_of_what_pages_state() -> None:
    """Two addresses of which one is old would be worse than one."""
    given = settings(contact={"address": "Own 1", "opening_hours": ["Mo 9-12"]})
    body = ask(stating(), KNOWLEDGE, given=given).body
    assert body["locations"] == [
        {"name": "Example Ltd", "address": "Own 1", "openingHours": ["Mo 9-12"], "assertionType": "factual"}
    ]
    assert body["openingHours"] == [{"name": "Example Ltd", "openingHours": ["Mo 9-12"], "assertionType": "factual"}]


def test_facts_that_are_switched_off_are_nowhere() -> None:
    """At once, before the next sync."""
    given = settings(content={"facts": False})
    body = ask(stating(), KNOWLEDGE, given=given).body
    assert body.keys().isdisjoint(STATED - {"organization"})
    assert "statedBy" not in body["organization"]
    assert "facts" not in ask(stating(), "/wp-json/rootz/v1/page", ("path", "/faq/"), given=given).body


def test_long_lists_run_on_from_page_to_page() -> None:
    """Every statement once; the lists that have ended are absent."""
    days = [{"name": f"Day {n}", "startDate": f"2026-01-{n:02d}", "visible": []} for n in range(1, 8)]
    of = site(*(page(n, f"d{n}", f"D{n}", facts={"events": [day]}) for n, day in enumerate(days, 1)))
    given = settings(knowledge={"limit": 3})
    path, names = KNOWLEDGE, []
    while path:
        body = ask(of, path, given=given).body
        names += [row["name"] for row in body.get("events", ())]
        path = body.get("nextUrl", "").removeprefix("https://example.com")
    assert names == [f"Day {n}" for n in range(7, 0, -1)]
