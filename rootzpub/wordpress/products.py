"""What a shop prints around the description of a product, out of the meta in which WooCommerce keeps it.

Invariants: nothing is printed of a value that is empty; a price that the shop shows with another tax than it is stored
with is left out, for we do not know what visitors pay.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from rootzpub.site import VISIBLE
from rootzpub.wordpress.php_serialize import php_array
from rootzpub.wordpress.rendering.markup import escape, strip_tags

PRODUCT_TYPE = "product"
PLUGIN = "woocommerce"
CATEGORIES, TAGS, BRANDS = "product_cat", "product_tag", "product_brand"
"""The taxonomies that are to products what categories and tags are to posts, and that of makers."""
OPTION_NAMES = (
    *("woocommerce_currency", "woocommerce_price_num_decimals", "woocommerce_weight_unit"),
    *("woocommerce_dimension_unit", "woocommerce_calc_taxes", "woocommerce_prices_include_tax"),
    "woocommerce_tax_display_shop",
)
_AVAILABILITY = {"instock": "in stock", "outofstock": "out of stock", "onbackorder": "available on backorder"}
_TERMS = {"instock": "InStock", "outofstock": "OutOfStock", "onbackorder": "BackOrder"}
"""The same in schema.org's words."""
_SIDES = ("_length", "_width", "_height")
_MOST_DECIMALS = 8
MOST_ATTRIBUTES, MOST_TEXT = 25, 300
"""Attributes of a product, and characters of a name."""
_CURRENCY = re.compile(r"[A-Z]{3}")
_LARGEST = Decimal(10) ** 12

Fact = tuple[str, str]
"""A label and its value, plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """How a shop shows its products."""

    currency: str = ""
    """ISO 4217; empty = not known."""
    decimals: int = 2
    weight_unit: str = ""
    dimension_unit: str = ""
    shows_stored_prices: bool = True
    """False where taxes are added, or taken off, when a price is shown."""

    @classmethod
    def of(cls, options: Mapping[str, str]) -> "Shop":
        """By the options of WooCommerce."""
        taxed = options.get("woocommerce_calc_taxes") == "yes"
        stored = "incl" if options.get("woocommerce_prices_include_tax") == "yes" else "excl"
        decimals = options.get("woocommerce_price_num_decimals", "")
        return cls(
            currency=options.get("woocommerce_currency", ""),
            decimals=min(int(decimals), _MOST_DECIMALS) if decimals.isascii() and decimals.isdigit() else 2,
            weight_unit=options.get("woocommerce_weight_unit", ""),
            dimension_unit=options.get("woocommerce_dimension_unit", ""),
            shows_stored_prices=not taxed or options.get("woocommerce_tax_display_shop", "excl") == stored,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product as stored."""

    meta: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """All values of each key."""
    terms: Callable[[str], Sequence[str]] = lambda _taxonomy: ()
    """Names of its terms in a taxonomy."""


def facts(product: Product, shop: Shop) -> Iterator[Fact]:
    """What a shop prints of a product, in its order."""
    prices = _prices(product, shop)
    if prices and shop.shows_stored_prices:
        yield "Price", prices
    if sku := _first(product, "_sku"):
        yield "SKU", sku
    if availability := _AVAILABILITY.get(_first(product, "_stock_status"), ""):
        yield "Availability", availability
    yield from _measures(product, shop)
    yield from _attributes(product)


def statement(product: Product, shop: Shop, *, name: str, url: str) -> dict[str, Any]:
    """The same as pages state it in JSON-LD [wire §3.facts]; nothing says yet that visitors see any of it."""
    texts = {
        "name": name,
        "sku": _first(product, "_sku"),
        "gtin": _first(product, "_global_unique_id"),
        "brand": next(iter(product.terms(BRANDS)), ""),
        "category": next(iter(product.terms(CATEGORIES)), ""),
        "url": url,
    }
    said: dict[str, Any] = {member: strip_tags(text)[:MOST_TEXT] for member, text in texts.items() if text}
    attributes = {
        label[:MOST_TEXT]: value[:MOST_TEXT] for label, value in islice(_attributes(product), MOST_ATTRIBUTES)
    }
    offer = dict(_offer(product, shop))
    return {
        **said,
        **({"attributes": attributes} if attributes else {}),
        VISIBLE: [],
        **({"offers": [{**offer, VISIBLE: []}]} if offer else {}),
    }


def _offer(product: Product, shop: Shop) -> Iterator[Fact]:
    amounts = _amounts(product) if shop.shows_stored_prices else []
    if len(amounts) == 1:
        yield "price", _written(amounts[0], shop)
    elif amounts:
        yield "lowPrice", _written(amounts[0], shop)
        yield "highPrice", _written(amounts[-1], shop)
    if amounts and _CURRENCY.fullmatch(shop.currency):
        yield "currency", shop.currency
    if term := _TERMS.get(_first(product, "_stock_status")):
        yield "availability", term


def hides_price(product: Product, shop: Shop) -> bool:
    """Whether there is a price that is left out."""
    return not shop.shows_stored_prices and bool(_prices(product, shop))


def fact_list(found: Sequence[Fact]) -> str:
    """The facts as a list."""
    rows = "".join(f"<li>{escape(label)}: {escape(value)}</li>" for label, value in found)
    return f"\n<ul>{rows}</ul>\n" if rows else ""


def _prices(product: Product, shop: Shop) -> str:
    """One price, the one before a sale with it; of variations the least and the greatest."""
    amounts = _amounts(product)
    if not amounts:
        return ""
    if len(amounts) > 1:
        return f"{_shown(amounts[0], shop)} – {_shown(amounts[-1], shop)}"
    regular, sale = (_amount(_first(product, key)) for key in ("_regular_price", "_sale_price"))
    before = f" (before: {_shown(regular, shop)})" if regular is not None and sale == amounts[0] != regular else ""
    return _shown(amounts[0], shop) + before


def _amounts(product: Product) -> list[Decimal]:
    """Its price, or those of its variations."""
    return sorted({found for text in product.meta.get("_price", ()) if (found := _amount(text)) is not None})


def _shown(amount: Decimal, shop: Shop) -> str:
    return f"{_written(amount, shop)} {shop.currency}".strip()


def _written(amount: Decimal, shop: Shop) -> str:
    return f"{amount:.{shop.decimals}f}"


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < _LARGEST else None


def _measures(product: Product, shop: Shop) -> Iterator[Fact]:
    if _first(product, "_virtual") == "yes":
        return
    if weight := _first(product, "_weight"):
        yield "Weight", f"{weight} {shop.weight_unit}".strip()
    sides = [side for key in _SIDES if (side := _first(product, key))]
    if sides:
        yield "Dimensions", f"{' × '.join(sides)} {shop.dimension_unit}".strip()


def _attributes(product: Product) -> Iterator[Fact]:
    """Those that the shop shows on the product's page, in its order."""
    stored = [each for each in php_array(_first(product, "_product_attributes")).values() if isinstance(each, dict)]
    for each in sorted(stored, key=lambda attribute: _place(attribute.get("position"))):
        name = str(each.get("name") or "")
        if each.get("is_visible") not in (1, "1", True) or not name:
            continue
        if each.get("is_taxonomy") in (1, "1", True):
            label, values = name.removeprefix("pa_").replace("-", " ").replace("_", " "), product.terms(name)
        else:
            label, values = name, [value.strip() for value in str(each.get("value") or "").split("|")]
        shown = ", ".join(strip_tags(value) for value in values if value)
        if shown:
            yield label[:1].upper() + label[1:], shown


def _place(position: object) -> int:
    text = str(position)
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DECIMALS else 0


def _first(product: Product, key: str) -> str:
    return next((value.strip() for value in product.meta.get(key, ()) if value.strip()), "")
