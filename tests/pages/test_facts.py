"""What a page states of itself: kept where it is of this page, plain, bounded; what visitors see is named."""

import json
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.pages.facts import MOST_BYTES, MOST_STATEMENTS, page_facts
from rootzpub.pages.page import read_page
from tests.growth import assert_linear

HOME = "https://a.example"
URL = f"{HOME}/p/"


def facts_of(
    *scripts: Any, body: str = "", url: str = URL, zone: str = "Europe/Vienna", head: str = ""
) -> dict[str, Any]:
    """The facts of a page with these scripts."""
    texts = (script if isinstance(script, str) else json.dumps(script) for script in scripts)
    html = (
        head + "".join(f'<script type="application/ld+json">{text}</script>' for text in texts) + f"<body>{body}</body>"
    )
    return page_facts(read_page(html.encode(), url=url), home=HOME, zone=ZoneInfo(zone))


PRODUCT = {
    "@type": "Product",
    "@id": f"{URL}#product",
    "name": "Saw &amp; <b>file</b>",
    "sku": 7,
    "offers": [
        {"@type": "Offer", "price": "19.90", "priceCurrency": "EUR", "availability": "http://schema.org/InStock"}
    ],
}


def test_a_product_with_its_offer_and_what_of_it_is_seen() -> None:
    assert facts_of(PRODUCT, body="<h1>Saw & file</h1>only 19,90 EUR")["products"] == [
        {
            "name": "Saw & file",
            "sku": "7",
            "visible": ["name"],
            "offers": [
                {"price": "19.90", "currency": "EUR", "availability": "InStock", "visible": ["price", "currency"]}
            ],
        }
    ]


@pytest.mark.parametrize(
    ("offer", "price"),
    [
        ({"price": 19.9}, "19.9"),
        ({"price": 19}, "19"),
        (
            {"priceSpecification": [{"price": "8.00", "priceType": "https://schema.org/ListPrice"}, {"price": "7.00"}]},
            "7.00",
        ),
        ({"priceSpecification": {"price": "7.00", "priceCurrency": "EUR"}}, "7.00"),
        ({"lowPrice": "5.00", "highPrice": "9.00"}, None),
        ({"price": "free", "availability": "InStock"}, None),
        ({"price": 1e300, "availability": "InStock"}, None),
        ({"price": True, "availability": "InStock"}, None),
    ],
)
def test_prices_are_decimals_in_strings_or_not_there(offer: dict[str, Any], price: str | None) -> None:
    found = facts_of({**PRODUCT, "offers": offer})["products"][0]["offers"]
    assert [row.get("price") for row in found] == [price]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-07-01T18:00", "2026-07-01T18:00:00+02:00"),
        ("2026-01-01 18:00:00", "2026-01-01T18:00:00+01:00"),
        ("2026-07-01T18:00:00Z", "2026-07-01T18:00:00+00:00"),
        ("2026-07-01T18:00:00.123-05:00", "2026-07-01T18:00:00-05:00"),
        ("2026-07-01T18:00:00+0530", "2026-07-01T18:00:00+05:30"),
        ("2026-07-01", "2026-07-01"),
    ],
)
def test_dates_without_a_zone_are_the_sites(written: str, kept: str) -> None:
    event = {"@type": "MusicEvent", "url": URL, "name": "Ball", "startDate": written}
    assert [found["startDate"] for found in facts_of(event)["events"]] == [kept]


@pytest.mark.parametrize(
    "written", ["2026-02-31", "soon", "", None, 20260701, {"x": 1}, "2026-07-01T25:00", "0000-00-00"]
)
def test_what_is_no_date_makes_no_event(written: object) -> None:
    assert facts_of({"@type": "Event", "url": URL, "name": "Ball", "startDate": written}) == {}


def test_an_event_says_where_and_by_whom() -> None:
    event = {
        "@type": "Event",
        "url": URL,
        "name": "Ball",
        "startDate": "2026-07-01",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {
            "@type": "Place",
            "name": "Hall",
            "address": {"streetAddress": "Way 1", "addressLocality": "Linz"},
        },
        "organizer": {"@type": "Organization", "name": "The Club"},
        "performer": [{"@type": "Person", "name": "ada_admin"}, {"@type": "Person", "name": "Bo Ek"}],
    }
    assert facts_of(event, body="Ball with Bo Ek")["events"] == [
        {
            "name": "Ball",
            "startDate": "2026-07-01",
            "status": "EventScheduled",
            "location": "Hall, Way 1, Linz",
            "organizer": ["The Club"],
            "performer": ["Bo Ek"],
            "url": URL,
            "visible": ["name", "performer"],
        }
    ]


QUESTION = {
    "@type": "Question",
    "name": "How?",
    "acceptedAnswer": {"text": "<p>By <b>t</b>ram.</p><ul><li>One</li></ul>"},
}
ON_PAGE = "<h3>How?</h3><p>By <b>t</b>ram.</p><ul><li>One</li></ul>"


@pytest.mark.parametrize(
    "node",
    [
        {"@type": "FAQPage", "mainEntity": [QUESTION]},
        {"@type": ["WebPage", "FAQPage"], "@id": URL, "mainEntity": QUESTION},
        {"@graph": [{"@type": "FAQPage", "url": "/p/", "mainEntity": [{"@id": "#q"}]}, {"@id": "#q", **QUESTION}]},
        {"@context": {"@vocab": "http://schema.org/"}, "@type": "http://schema.org/FAQPage", "mainEntity": [QUESTION]},
    ],
)
def test_questions_and_answers_that_stand_on_the_page(node: dict[str, Any]) -> None:
    assert facts_of(node, body=ON_PAGE)["faq"] == [
        {"question": "How?", "answer": "By tram. One", "visible": ["question", "answer"]}
    ]


def test_an_answer_that_nobody_reads_is_dropped() -> None:
    assert facts_of({"@type": "FAQPage", "mainEntity": [QUESTION]}, body="<h3>How?</h3>Members only") == {}


def test_an_answer_within_what_the_page_calls_not_free_is_dropped() -> None:
    closed = {
        "@type": "WebPage",
        "url": URL,
        "isAccessibleForFree": "False",
        "hasPart": {"isAccessibleForFree": False, "cssSelector": ".x"},
    }
    node = {"@type": "FAQPage", "mainEntity": [QUESTION]}
    assert facts_of(closed, node, body=f"<div class=x>{ON_PAGE}</div>") == {}


def test_the_text_of_a_closed_article_is_in_no_fact() -> None:
    article = {
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@id": URL},
        "headline": "News",
        "articleBody": "secret marker",
        "description": "secret marker too",
        "isAccessibleForFree": "False",
    }
    assert facts_of(article)["article"] == {"type": "NewsArticle", "headline": "News", "free": False, "visible": []}


@pytest.mark.parametrize(("body", "author"), [("By Ada Example", ["Ada Example"]), ("By the staff", None)])
@pytest.mark.parametrize("said", [{"@type": "Person", "name": "Ada Example"}, "Ada Example", {"name": "Ada Example"}])
def test_persons_only_where_visitors_see_them(said: object, body: str, author: list[str] | None) -> None:
    article = {"@type": "BlogPosting", "url": URL, "headline": "X", "datePublished": "2026-01-02", "author": said}
    assert facts_of(article, body=body)["article"].get("author") == author


SHOP = {
    "@type": ["Organization", "Place", "Bakery"],
    "@id": f"{HOME}/#organization",
    "name": "Oven",
    "url": f"{HOME}/",
    "telephone": "+43 1 234",
    "email": "someone@a.example",
    "address": {
        "@type": "PostalAddress",
        "streetAddress": "Way 1",
        "postalCode": "4020",
        "addressLocality": "Linz",
        "addressCountry": {"name": "AT"},
    },
    "sameAs": ["https://social.example/oven", "javascript:alert(1)", 7],
    "vatID": "ATU1",
    "geo": {"latitude": 48.3, "longitude": "14.28"},
    "openingHoursSpecification": [
        {"dayOfWeek": ["Monday", "https://schema.org/Tuesday", "We"], "opens": "7:00", "closes": "18:00:00"},
        {"dayOfWeek": "Sunday", "opens": "00:00", "closes": "00:00"},
        {"validFrom": "2026-12-24", "validThrough": "2026-12-24", "opens": "07:00", "closes": "12:00"},
        {"dayOfWeek": "Friday"},
    ],
}


def test_the_organisation_that_publishes_the_site() -> None:
    site = {"@type": "WebSite", "@id": f"{HOME}/#website", "url": HOME, "publisher": {"@id": f"{HOME}/#organization"}}
    found = facts_of({"@graph": [site, SHOP]}, body="Oven, Way 1, A 4020 Linz AT")
    assert found == {
        "organization": {
            "type": "Bakery",
            "name": "Oven",
            "url": f"{HOME}/",
            "phone": "+43 1 234",
            "address": "Way 1, 4020 Linz, AT",
            "sameAs": ["https://social.example/oven"],
            "registration": "ATU1",
            "geo": "48.3,14.28",
            "openingHours": ["Mo-We 07:00-18:00", "Su closed", "07:00-12:00 (2026-12-24)"],
            "visible": ["name", "address"],
        }
    }


def test_a_business_on_its_own_page_is_a_location() -> None:
    branch = {**SHOP, "@id": f"{URL}#branch", "url": URL}
    assert [place["name"] for place in facts_of(branch)["locations"]] == ["Oven"]


def test_another_organisation_of_which_a_page_tells_is_not_the_sites() -> None:
    member = {"@type": "Organization", "@id": f"{URL}#member", "name": "Member"}
    assert list(facts_of(member)) == ["organizations"]


@pytest.mark.parametrize(
    "node",
    [
        {"@type": "Product", "url": "https://evil.example/p/", "name": "X", "offers": {"price": "1"}},
        {"@type": "Product", "@id": "https://evil.example/p/#x", "name": "X"},
        {"@type": "Product", "@id": "#x", "url": "https://evil.example/", "name": "X"},
        {"@type": "Product", "@id": f"{HOME}/other/#product", "name": "X"},
        {"@type": "Product", "url": f"{HOME}.evil.example/p/", "name": "X"},
        {"@type": "Product", "url": "https://a.example@evil.example/p/", "name": "X"},
        {"@type": "Product", "url": "http://[", "name": "X"},
        {"@type": "Product", "name": "X"},
        {"@type": "LocalBusiness", "name": "X", "telephone": "12345", "address": "Way"},
        {"@type": "Article", "mainEntityOfPage": "https://evil.example/", "@id": URL, "headline": "X"},
        {
            "@type": "WebSite",
            "url": HOME,
            "publisher": {"@type": "Organization", "name": "X", "url": "https://evil.example"},
        },
        {
            "@type": "WebSite",
            "url": "https://evil.example",
            "publisher": {"@type": "Organization", "name": "X", "url": HOME},
        },
        {
            "@type": "WebSite",
            "url": HOME,
            "publisher": {"@type": "Person", "name": "ada_admin", "url": HOME, "telephone": "1"},
        },
        {"@type": "Person", "@id": URL, "name": "ada_admin", "telephone": "12345", "address": "Way"},
        {"@type": "BreadcrumbList", "itemListElement": [{"name": "X", "item": "https://evil.example/"}]},
        {
            "@type": "WebPage",
            "url": URL,
            "mainEntity": {"@type": "Product", "url": "https://evil.example/", "name": "X"},
        },
    ],
)
def test_claims_about_others_are_dropped(node: dict[str, Any]) -> None:
    assert facts_of(node) == {}


@pytest.mark.parametrize(
    "name",
    [
        {"@id": "#p"},
        {"@id": "/p/#p"},
        {"@id": "http://www.a.example/p#p"},
        {"url": "https://a.example/p"},
        {"mainEntityOfPage": {"@type": "WebPage", "@id": URL}},
        {"mainEntityOfPage": True, "url": URL},
        {"url": f"{HOME}/canonical/"},
    ],
)
def test_the_ways_to_be_of_a_page(name: dict[str, Any]) -> None:
    found = facts_of({"@type": "Product", "name": "X", **name}, head=f'<link rel=canonical href="{HOME}/canonical/">')
    assert list(found) == ["products"]


def test_the_main_thing_of_this_page_is_kept() -> None:
    assert list(facts_of({"@type": "ItemPage", "url": URL, "mainEntity": {"@type": "Product", "name": "X"}})) == [
        "products"
    ]


def test_the_way_to_a_page() -> None:
    rows = [
        {"@type": "ListItem", "position": "2", "item": {"@id": URL, "name": "P"}},
        {"@type": "ListItem", "position": 1, "name": "Start", "item": "/"},
        {"@type": "ListItem", "position": "9" * 5000, "name": 7},
    ]
    crumbs = facts_of({"@type": "BreadcrumbList", "@id": "#crumbs", "itemListElement": rows})["breadcrumb"]
    assert {crumb["name"]: crumb.get("url") for crumb in crumbs} == {"7": None, "Start": f"{HOME}/", "P": URL}
    assert [crumb["name"] for crumb in crumbs[1:]] == ["Start", "P"]


MICRODATA = f"""
<div itemscope itemtype="https://schema.org/Product">
 <meta itemprop="url" content="{URL}"><h1 itemprop="name">Saw</h1>
 <div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
 <span itemprop="price" content="19.90">19,90</span><meta itemprop="priceCurrency" content="EUR">
 <link itemprop="availability" href="https://schema.org/InStock"></div></div>
"""


@pytest.mark.parametrize("scripts", [(), ("{broken",), ("[]",)])
def test_microdata_where_json_ld_is_missing(scripts: tuple[str, ...]) -> None:
    found = facts_of(*scripts, body=MICRODATA)["products"][0]
    assert (found["name"], found["offers"][0]["price"], found["offers"][0]["availability"]) == (
        "Saw",
        "19.90",
        "InStock",
    )


def test_microdata_counts_only_where_json_ld_is_missing() -> None:
    assert list(facts_of({"@type": "Article", "url": URL, "headline": "X"}, body=MICRODATA)) == ["article"]


def test_microdata_of_questions() -> None:
    body = (
        '<div itemscope itemtype="https://schema.org/FAQPage">'
        "<div itemprop=mainEntity itemscope itemtype=Question>"
        "<h3 itemprop=name>How?</h3><div itemprop=acceptedAnswer itemscope><p itemprop=text>By tram.</p></div>"
    )
    assert [row["answer"] for row in facts_of(body=body)["faq"]] == ["By tram."]


@pytest.mark.parametrize(
    "script",
    [
        "{", "null", "7", '"text"', "[[[[]]]]", '{"@graph":{"@graph":{}}}', "[" * 5000,
        '{"@type":[1,null,{}],"url":[[]]}',
        '{"@type":"Event","url":{"@id":{"@id":1}},"name":["a"],"startDate":[]}',
        '{"@graph":[{"@id":"#a","@type":"Product","url":"/p/","offers":{"@id":"#a"},"name":{"@id":"#a"}}]}',
        '{"@type":"FAQPage","mainEntity":[1,[2],{"acceptedAnswer":[null,"x"]}]}',
        '{"@type":"Product","url":"/p/","name":"\\ud800\\u0000"}',
        '{"@type":"BreadcrumbList","@id":"#b","itemListElement":{"item":[],"position":[]}}',
        '{"@type":"Product","@id":"#p","name":"X","sameAs":"http://[::","image":1e999}',
    ],
)  # fmt: skip
def test_bad_scripts_give_no_error_and_plain_json(script: str) -> None:
    found = facts_of(script, '{"@type":"Article","url":"/p/","headline":"Good"}')
    assert json.loads(json.dumps(found).encode("ascii"))["article"]["headline"] == "Good"
    assert "\\ud800" not in json.dumps(found)


@pytest.mark.parametrize(
    "wrapped",
    ["<!-- {} -->", "//<![CDATA[\n{}\n//]]>", "/*<![CDATA[*/ {} /*]]>*/", "\ufeff{}", "{};"],
)
def test_wrapped_scripts_in_a_page(wrapped: str) -> None:
    assert list(facts_of(wrapped.replace("{}", json.dumps(PRODUCT)))) == ["products"]


def test_the_bounds_of_facts() -> None:
    events = [{"@type": "Event", "@id": f"#{n}", "name": "E" * 100_000, "startDate": "2026-01-01"} for n in range(10)]
    many = [{"@type": "Event", "@id": f"#m{n}", "name": "E", "startDate": "2026-01-01"} for n in range(200)]
    assert len(json.dumps(facts_of(events))) <= MOST_BYTES
    assert len(facts_of(many)["events"]) == MOST_STATEMENTS


NAMES = st.sampled_from(
    [
        "@type",
        "@id",
        "@graph",
        "url",
        "name",
        "offers",
        "mainEntity",
        "address",
        "startDate",
        "itemListElement",
        "publisher",
    ]
)
WORDS = st.sampled_from(["Event", "Product", "FAQPage", "Dentist", "WebSite", "#a", URL, HOME])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner | WORDS, max_size=5),
    max_leaves=20,
)


@pytest.mark.slow("more than a tenth of a second a case")
@given(ANYTHING)
def test_any_json_gives_facts(value: object) -> None:
    script = json.dumps(value).replace("<", "\\u003c")
    page = read_page(f'<script type="application/ld+json">{script}</script>'.encode(), url=URL)
    assert len(json.dumps(page_facts(page, home=HOME, zone=UTC))) <= 2 * MOST_BYTES


def _page(size: int) -> bytes:
    nodes = [{"@type": "Event", "@id": f"#e{n}", "name": f"word{n}", "startDate": "2026-01-01"} for n in range(size)]
    words = " ".join(f"<p>word{n}</p>" for n in range(size * 10))
    return f'<script type="application/ld+json">{json.dumps(nodes)}</script><body>{words}'.encode()


@pytest.mark.slow("more than a tenth of a second a case")
def test_facts_grow_with_the_page() -> None:
    assert_linear(lambda body: page_facts(read_page(body, url=URL), home=HOME, zone=UTC), _page, 300)


@pytest.mark.slow("more than a tenth of a second a case")
def test_microdata_grows_with_the_page() -> None:
    def body(size: int) -> bytes:
        return (
            "<div itemscope itemprop=x><p itemprop=name>" * min(size, 150) + "<div itemscope>x</div>" * size
        ).encode()

    assert_linear(lambda given: read_page(given, url=URL).graph, body, 200)
