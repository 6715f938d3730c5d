"""WooCommerce's Store API (`/wc/store/v1/products`): what a shop shows of its products, as their pages state it.

Invariants: what it lacks or cannot say is left out; a shop that does not answer states nothing, and nothing else of the
site waits for it.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.logs import package_logger
from rootzpub.site import VISIBLE, Facts
from rootzpub.sources.rest.answers import Json, integer, member, text
from rootzpub.sources.rest.catalog import Collection
from rootzpub.sources.rest.listing import Lister
from rootzpub.wordpress.plain_text import plain_text
from rootzpub.wordpress.products import MOST_ATTRIBUTES, MOST_TEXT, PRODUCT_TYPE

STORE: Final = Collection(name="product", base="products", namespace="wc/store/v1")
_FIELDS: Final = "id,name,permalink,sku,prices,is_in_stock,is_on_backorder,attributes,categories,brands"
_MOST_DIGITS: Final = 15
_MOST_DECIMALS: Final = 8
_logger = package_logger(__name__)


def store_facts(lister: Lister, types: Iterable[Collection]) -> dict[int, Facts]:
    """The facts of products by id; nothing where the site has none, or its shop does not answer."""
    if all(kind.name != PRODUCT_TYPE for kind in types):
        return {}
    try:
        listed = lister.if_allowed(STORE, {"_fields": _FIELDS})
        return {integer(item, "id"): {"products": [_statement(item)]} for item in listed}
    except (MalformedInput, SourceUnavailable) as error:
        _logger.warning("the shop's API cannot be read, products state no price now: %s", error.message)
        return {}


def _statement(item: Json) -> Mapping[str, Any]:
    texts = {
        "name": text(item, "name"),
        "sku": text(item, "sku"),
        "brand": next(_names(item, "brands"), ""),
        "category": next(_names(item, "categories"), ""),
        "url": text(item, "permalink"),
    }
    said: dict[str, Any] = {name: plain_text(value)[:MOST_TEXT] for name, value in texts.items() if value}
    attributes = dict(_attributes(item))
    return {
        **said,
        **({"attributes": attributes} if attributes else {}),
        VISIBLE: [],
        "offers": [{**dict(_offer(item)), VISIBLE: []}],
    }


def _offer(item: Json) -> Iterator[tuple[str, str]]:
    prices = member(item, "prices")
    digits = min(integer(prices, "currency_minor_unit"), _MOST_DECIMALS)
    least, most = (_amount(text(prices, "price_range", name), digits) for name in ("min_amount", "max_amount"))
    price = _amount(text(prices, "price"), digits)
    if least and most and least != most:
        yield "lowPrice", least
        yield "highPrice", most
    elif price:
        yield "price", price
    currency = text(prices, "currency_code")
    if price and currency.isascii() and currency.isupper():
        yield "currency", currency
    if member(item, "is_on_backorder") is True:
        yield "availability", "BackOrder"
    elif isinstance(member(item, "is_in_stock"), bool):
        yield "availability", "InStock" if member(item, "is_in_stock") else "OutOfStock"


def _attributes(item: Json) -> Iterator[tuple[str, str]]:
    found = member(item, "attributes")
    for attribute in (found if isinstance(found, list) else [])[:MOST_ATTRIBUTES]:
        if isinstance(attribute, dict):
            label, values = plain_text(text(attribute, "name")), ", ".join(_names(attribute, "terms"))
            if label and values:
                yield label[:MOST_TEXT], values[:MOST_TEXT]


def _names(item: Json, name: str) -> Iterator[str]:
    found = member(item, name)
    for term in found if isinstance(found, list) else ():
        if isinstance(term, dict) and (label := plain_text(text(term, "name"))):
            yield label


def _amount(units: str, digits: int) -> str:
    """An amount in the currency's smallest unit as a decimal number; empty where it is none."""
    if not units.isascii() or not units.isdigit() or len(units) > _MOST_DIGITS:
        return ""
    try:
        return f"{Decimal(units).scaleb(-digits):f}"
    except InvalidOperation:
        return ""
