"""A shop over REST: its Store API tells visitors prices and stock, and so do we."""

from typing import Any

import pytest

from rootzpub.site import Entry

from .live_reading import entries, patient, revisions, sync
from .server import FakeSite, fake_site, post, serving

SHIRT: dict[str, Any] = {
    "id": 40, "name": "A &amp; B shirt", "permalink": "HOME/product/shirt/", "sku": "SH-1", "is_in_stock": True,
    "is_on_backorder": False, "categories": [{"name": "Clothes"}], "brands": [],
    "prices": {"price": "1250", "currency_code": "EUR", "currency_minor_unit": 2, "price_range": None},
    "attributes": [{"name": "Size", "terms": [{"name": "S"}, {"name": "M"}]}, {"name": "", "terms": "none"}],
}  # fmt: skip


@pytest.fixture
def shop() -> Any:
    site = fake_site()
    site.types["product"] = {"name": "Products", "slug": "product", "rest_base": "product"}
    site.collections["product"] = [post(40, type="product", link="HOME/product/shirt/")]
    site.collections["products"] = [SHIRT]
    with serving(site) as found:
        yield found


def read(site: FakeSite) -> Entry:
    """The shirt."""
    return entries(sync(patient(site))[1])[40]


def test_a_product_states_what_the_shop_shows(shop: FakeSite) -> None:
    assert read(shop).facts == {
        "products": [
            {
                "name": "A & B shirt", "sku": "SH-1", "category": "Clothes", "url": f"{shop.home}/product/shirt/",
                "attributes": {"Size": "S, M"}, "visible": [],
                "offers": [{"price": "12.50", "currency": "EUR", "availability": "InStock", "visible": []}],
            }
        ]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "offer"),
    [
        ({"is_in_stock": False}, {"availability": "OutOfStock"}),
        ({"is_on_backorder": True}, {"availability": "BackOrder"}),
        ({"prices": {"price": "900", "currency_code": "JPY", "currency_minor_unit": 0}}, {"price": "900"}),
        (
            {"prices": {"price": "500", "price_range": {"min_amount": "500", "max_amount": "900"}}},
            {"lowPrice": "500", "highPrice": "900"},
        ),
        ({"prices": {"price": "free", "currency_code": "EUR"}}, {"availability": "InStock"}),
        ({"prices": []}, {"availability": "InStock"}),
    ],
)
def test_prices_and_stock(shop: FakeSite, changes: dict[str, Any], offer: dict[str, str]) -> None:
    shop.collections["products"] = [SHIRT | changes]
    (said,) = read(shop).facts["products"][0]["offers"]
    assert offer.items() <= said.items()


def test_a_price_that_changes_is_a_change_of_the_entry(shop: FakeSite) -> None:
    source = patient(shop)
    fingerprint, first = sync(source)
    shop.collections["products"] = [SHIRT | {"sku": "SH-2"}]
    changed = entries(sync(source, fingerprint, revisions(first))[1])
    assert (set(changed), changed[40].facts["products"][0]["sku"]) == ({40}, "SH-2")


@pytest.mark.parametrize("products", ["closed", "missing", "broken", "forbidden"])
def test_a_shop_that_does_not_answer_states_nothing(shop: FakeSite, products: str) -> None:
    if products == "closed":
        shop.closed.add("products")
    elif products == "missing":
        del shop.collections["products"]
    elif products == "broken":
        shop.collections["products"] = ["no product"]  # type: ignore[list-item]
    else:
        shop.robots = "User-agent: *\nDisallow: /wp-json/wc/\n"
    assert read(shop).facts == {}
