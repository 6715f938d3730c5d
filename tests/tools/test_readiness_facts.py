"""What the rubric asks is gathered from site and settings."""

import pytest

from rootzpub.readiness import Inside
from rootzpub.store import MemorySite
from rootzpub.tools.readiness_facts import gather
from tests.documents.making import ordinary, page, settings, site
from tests.site_making import make_entry


def test_facts_come_from_settings_and_pages() -> None:
    """Names of settings, discovered pages, counts."""
    given = settings(
        identity={"legal_name": "L", "sector": ["S"], "mission": "M", "concepts": ["A: b", "C: d"]},
        contact={"email": "a@b.example", "operator": "O", "ai_email": "c@b.example", "privacy_email": "d@b.example"},
        policies={"license": "cc0"},
        serve={"access_log": True},
    )
    assert gather(ordinary(), given) == Inside(
        name="Example Ltd",
        domain="example.com",
        legal_name="L",
        sector=("S",),
        motto="M",
        license="CC0-1.0",
        policy_pages=("/privacy-policy/",),
        pages=4,
        posts=30,
        email="a@b.example",
        operator="O",
        ai_support="c@b.example",
        privacy="d@b.example",
        about_page="/about/",
        product_page="/products/",
        concepts=2,
        access_log=True,
    )


@pytest.mark.parametrize(
    ("of", "identity", "found"),
    [
        pytest.param(site(page(1, "services", "S")), {}, "/services/", id="page"),
        pytest.param(site(make_entry(1, "product")), {}, "entries of type product", id="type"),
        pytest.param(site(), {"applications": ["A: b"]}, "1 applications set", id="setting"),
        pytest.param(site(), {}, "", id="none"),
    ],
)
def test_products_are_pages_or_entries_or_a_setting(of: MemorySite, identity: dict, found: str) -> None:
    """The first that there is."""
    assert gather(of, settings(identity=identity)).product_page == found


def test_described_categories_count_as_concepts() -> None:
    """Where the owner set none; the fallback of tagline and about page does not count."""
    assert gather(ordinary(), settings()).concepts == 1
    assert gather(site(), settings()).concepts == 0
