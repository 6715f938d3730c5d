"""`/.well-known/ai/knowledge`."""

from dataclasses import replace

import pytest

from rootzpub.errors import NotFound
from rootzpub.store import MemorySite
from tests.documents.making import WIDGETS, ask, ordinary, page, settings, site
from tests.site_making import make_entry

PATH = "/.well-known/ai/knowledge"


def test_every_member_of_the_wire_is_there() -> None:
    """Organization, summary, about, products, glossary, team; assertionType per section."""
    body = ask(ordinary(), PATH).body
    assert body.keys() >= {"organization", "summary", "about", "products", "glossary", "team"}
    assert body["organization"]["assertionType"] == "factual"
    assert body["about"].keys() >= {"title", "url", "summary", "assertionType"}
    assert body["glossary"] == [
        {"term": "Widgets", "definition": "Small things we measure", "assertionType": "factual"}
    ]


def test_a_products_page_speaks_for_its_products() -> None:
    """Name, url and description of the page itself where it has no pages below it."""
    assert ask(ordinary(), PATH).body["products"] == [
        {
            "name": "Products",
            "url": "https://example.com/products/",
            "description": "Widget A and Widget B.",
            "assertionType": "product",
        }
    ]


def test_pages_below_are_the_products_and_the_people() -> None:
    """Products and services, direct children in order of path; people below the team page."""
    of = site(
        page(1, "products", "Products"),
        page(2, "b", "Widget B", path="/products/b/"),
        page(3, "a", "Widget A", path="/products/a/"),
        page(4, "services", "Services"),
        page(5, "team", "Team"),
        page(6, "ann", "Ann", path="/team/ann/"),
    )
    body = ask(of, PATH).body
    assert [item["name"] for item in body["products"]] == ["Widget A", "Widget B", "Services"]
    assert [item["name"] for item in body["team"]] == ["Ann"]


def test_settings_come_before_types_before_pages() -> None:
    """`[identity] applications` and `people`, then public types that are products or people, then pages."""
    of = site(page(1, "products", "Products"), make_entry(2, "product", title="P"), make_entry(3, "team", title="T"))
    given = settings(identity={"applications": ["App: does it", "Web: https://w.example"], "people": ["Ann: director"]})
    body = ask(of, PATH, given=given).body
    assert [item["name"] for item in body["products"]] == ["App", "Web", "P", "Products"]
    assert body["products"][1] == {"name": "Web", "url": "https://w.example", "assertionType": "product"}
    assert body["team"][0] == {"name": "Ann", "role": "director", "assertionType": "factual"}
    assert body["team"][1]["name"] == "T"


def test_the_glossary_holds_own_concepts_and_described_categories() -> None:
    """Both, in this order; without either what the discovery document says of the site."""
    given = settings(identity={"concepts": ["Note: a text"]})
    assert [item["term"] for item in ask(ordinary(), PATH, given=given).body["glossary"]] == ["Note", "Widgets"]
    assert [item["term"] for item in ask(site(), PATH).body["glossary"]] == ["Example Ltd"]


def test_nothing_is_made_up() -> None:
    """A bare site has no about, no products and no people."""
    body = ask(site(), PATH).body
    assert "about" not in body
    assert (body["products"], body["team"]) == ([], [])


def many_terms() -> MemorySite:
    """45 described categories."""
    return site(*(make_entry(n, terms=(replace(WIDGETS, id=n, name=f"Term {n:02}", count=1),)) for n in range(1, 46)))


@pytest.mark.parametrize("first", [PATH, f"{PATH}?page=1"], ids=["by-path", "by-parameter"])
def test_long_lists_run_on_from_page_to_page(first: str) -> None:
    """Following nextUrl gives every term once, in the style that was asked."""
    of, terms, address = many_terms(), [], first
    for _ in range(3):
        path, _, query = address.partition("?")
        body = ask(of, path, *((("page", query[-1]),) if query else ())).body
        terms += [item["term"] for item in body["glossary"]]
        address = str(body.get("nextUrl", ""))
    assert terms == [f"Term {n:02}" for n in range(1, 46)]
    assert address == ""


def test_an_empty_list_says_that_there_is_none() -> None:
    """On the first page; one that has ended is left out of later ones."""
    first, second = ask(many_terms(), PATH).body, ask(many_terms(), f"{PATH}/page/2").body
    assert (first["products"], first["team"]) == ([], [])
    assert second["glossary"]
    assert not {"products", "team"} & set(second)


def test_a_page_behind_the_last_is_not_there() -> None:
    """As on a static host."""
    with pytest.raises(NotFound, match="no such page"):
        ask(many_terms(), f"{PATH}/page/4")


def test_switched_off_it_is_not_there() -> None:
    """At no address."""
    for path in (PATH, "/wp-json/rootz/v1/knowledge"):
        with pytest.raises(NotFound, match=r"no such (document|tool)"):
            ask(site(), path, given=settings(knowledge={"enabled": False}))
