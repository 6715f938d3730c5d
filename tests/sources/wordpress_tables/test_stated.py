"""Products and events of a database, a dump and an export state what their plugins keep of them."""

from pathlib import Path

import pytest

from rootzpub.site import Facts
from tests.sources.dump.test_source import dumped
from tests.sources.reading import read
from tests.sources.wordpress_tables.tables import WordPressFile
from tests.sources.wordpress_tables.test_gates import active, php

TYPES = "types=product,tribe_events"
SHIRT = {
    "_price": "12.5",
    "_sku": "SH-1",
    "_stock_status": "onbackorder",
    "_global_unique_id": "4006381333931",
    "_product_attributes": php(
        {"size": {"name": "Size", "value": "S | M", "is_visible": 1}, "hint": {"name": "Hint", "value": "LEAK"}}
    ),
}
SAID = {
    "name": "A shirt",
    "sku": "SH-1",
    "gtin": "4006381333931",
    "category": "Clothes",
    "url": "https://example.test/?product=shirt",
    "attributes": {"Size": "S, M"},
    "visible": [],
    "offers": [{"price": "12.50", "currency": "EUR", "availability": "BackOrder", "visible": []}],
}


@pytest.fixture
def shop(wordpress: WordPressFile) -> WordPressFile:
    """A shop with one product."""
    wordpress.options(active_plugins=active("woocommerce"), woocommerce_currency="EUR", permalink_structure="")
    wordpress.term(20, "product_cat", "clothes", "Clothes")
    columns = {"post_type": "product", "post_name": "shirt", "post_title": "A shirt", "post_content": "Warm."}
    wordpress.post(5, terms=(20,), meta=SHIRT, **columns)
    wordpress.post(6, post_type="tribe_events", meta={"_EventStartDate": "2026-05-01 19:00:00"})
    return wordpress


def stated(url: str) -> Facts:
    """What entry 5 states."""
    return dict(read(f"{url}{'&' if '?' in url else '?'}{TYPES}").entries[5].facts)


@pytest.mark.parametrize("form", ["database", "dump"])
def test_a_product_states_price_stock_and_attributes(shop: WordPressFile, tmp_path: Path, form: str) -> None:
    (tmp_path / "site.sql").write_text(dumped(shop))
    assert stated(shop.url if form == "database" else f"sql:{tmp_path / 'site.sql'}") == {"products": [SAID]}


def test_prices_that_are_shown_with_another_tax_are_not_stated(shop: WordPressFile) -> None:
    shop.options(woocommerce_calc_taxes="yes", woocommerce_tax_display_shop="incl")
    assert stated(shop.url)["products"][0]["offers"] == [{"availability": "BackOrder", "visible": []}]


def test_variations_have_a_least_and_a_greatest_price(shop: WordPressFile) -> None:
    shop.insert("postmeta", post_id=5, meta_key="_price", meta_value="20")
    (offer,) = stated(shop.url)["products"][0]["offers"]
    assert (offer["lowPrice"], offer["highPrice"]) == ("12.50", "20.00")


def test_what_a_plugin_that_is_off_left_behind_states_nothing(shop: WordPressFile) -> None:
    shop.options(active_plugins=active("the-events-calendar"))
    entries = read(f"{shop.url}&{TYPES}").entries
    assert (dict(entries[5].facts), [*entries[6].facts]) == ({}, ["events"])
