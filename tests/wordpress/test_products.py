"""Facts of products, and prices that are none or another."""

import pytest

from rootzpub.wordpress.products import Product, Shop, fact_list, facts, hides_price

EURO = {"woocommerce_currency": "EUR"}


def price(*stored: str, regular: str = "", sale: str = "", **options: str) -> str:
    """The price that is printed."""
    meta = {"_price": stored, "_regular_price": (regular,), "_sale_price": (sale,)}
    return dict(facts(Product(meta=meta), Shop.of(EURO | options))).get("Price", "")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (price("5"), "5.00 EUR"),
        (price("5", woocommerce_price_num_decimals="0"), "5 EUR"),
        (price("5", woocommerce_price_num_decimals="x"), "5.00 EUR"),
        (price("5", woocommerce_currency=""), "5.00"),
        (price("0"), "0.00 EUR"),
        (price("5", regular="8", sale="5"), "5.00 EUR (before: 8.00 EUR)"),
        (price("8", regular="8", sale=""), "8.00 EUR"),
        (price("5", "9", "7"), "5.00 EUR – 9.00 EUR"),
        (price("5", "5"), "5.00 EUR"),
        (price(""), ""),
        (price("five"), ""),
        (price("Infinity"), ""),
        (price("-5"), ""),
    ],
)
def test_prices(found: str, expected: str) -> None:
    """One, one before a sale, a range; nothing for what is no price."""
    assert found == expected


@pytest.mark.parametrize(
    ("included", "shown", "hidden"),
    [("yes", "incl", False), ("no", "excl", False), ("no", "incl", True), ("yes", "excl", True)],
)
def test_prices_with_taxes(included: str, shown: str, *, hidden: bool) -> None:
    """A price that is shown with another tax than it is stored with is not ours to tell."""
    options = {
        "woocommerce_calc_taxes": "yes",
        "woocommerce_prices_include_tax": included,
        "woocommerce_tax_display_shop": shown,
    }
    product, shop = Product(meta={"_price": ("5",)}), Shop.of(options)
    assert (hides_price(product, shop), not dict(facts(product, shop))) == (hidden, hidden)


def test_measures() -> None:
    """With their units; none of what is no thing."""
    meta = {"_weight": ("1",), "_length": ("2",), "_height": ("3",)}
    shop = Shop(weight_unit="kg", dimension_unit="cm")
    assert dict(facts(Product(meta=meta), shop)) == {"Weight": "1 kg", "Dimensions": "2 × 3 cm"}
    assert dict(facts(Product(meta=meta | {"_virtual": ("yes",)}), shop)) == {}


def test_damaged_attributes_are_none() -> None:
    """As WordPress reads them."""
    assert dict(facts(Product(meta={"_product_attributes": ("a:1:{",)}), Shop())) == {}


def test_facts_are_text() -> None:
    """Whatever a shop keeper typed."""
    assert fact_list([("A", "<b>")]) == "\n<ul><li>A: &lt;b&gt;</li></ul>\n"
    assert fact_list([]) == ""
