"""What plugins print around the text of entries of their own types: a shop's products, a calendar's events."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from rootzpub.site import Facts, Loss
from rootzpub.sources.wordpress_tables.context import SiteContext
from rootzpub.sources.wordpress_tables.render_site import TableSite
from rootzpub.sources.wordpress_tables.revisions import CALENDARS
from rootzpub.sources.wordpress_tables.rows import Meta, PostRow, first, meta_by_id, rows_by_id
from rootzpub.sources.wordpress_tables.values import as_number
from rootzpub.wordpress import event_dates, events, products
from rootzpub.wordpress.rendering import RawEntry, Rendered, render

_PLUGINS = {products.PRODUCT_TYPE: products.PLUGIN, events.EVENT_TYPE: events.PLUGIN}
_CALENDARS = frozenset(calendar.type for calendar in event_dates.CALENDARS)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands before and behind an entry's own text."""

    before: Rendered | None = None
    behind: str = ""
    losses: tuple[Loss, ...] = ()
    uses: frozenset[str] = frozenset()


def with_surroundings(rendered: Rendered, around: Surroundings) -> Rendered:
    """The text with what its plugin prints around it."""
    before = around.before or Rendered(html="")
    return Rendered(
        html=f"{before.html}{rendered.html}{around.behind}",
        losses=_merged(before.losses, rendered.losses, around.losses),
        marks=rendered.marks | before.marks,
        uses=rendered.uses | before.uses | around.uses,
        too_costly=rendered.too_costly or before.too_costly,
    )


def surroundings_of(site: SiteContext, row: PostRow, meta: Meta, entry: RawEntry, pages: TableSite) -> Surroundings:
    """What the plugin of the entry's type prints around its text; nothing while the plugin is off."""
    plugin = _PLUGINS.get(row.type)
    if plugin is None:
        # Nothing is printed around it; whether its calendar is on decides what it states.
        return Surroundings(uses=frozenset({CALENDARS}) if row.type in _CALENDARS else frozenset())
    # Whether the plugin is on, and its settings, go into the entry's revision under the name of the type.
    found = Surroundings()
    if site.options.may_have_plugin(plugin):
        is_product = row.type == products.PRODUCT_TYPE
        found = _product(site, row, meta, entry, pages) if is_product else _event(site, meta)
    return replace(found, uses=found.uses | {row.type})


def stated_of(site: SiteContext, row: PostRow, meta: Meta, *, name: str, url: str) -> Facts:
    """What plugins keep of a product or an event, as pages state it; nothing while the plugin is off."""
    if row.type == products.PRODUCT_TYPE and site.options.may_have_plugin(products.PLUGIN):
        product = products.Product(meta=meta, terms=lambda taxonomy: site.terms.names(row.id, taxonomy))
        shop = products.Shop.of(site.options.values)
        return {"products": [products.statement(product, shop, name=name, url=url)]}
    for calendar in event_dates.CALENDARS:
        if row.type == calendar.type and any(map(site.options.may_have_plugin, calendar.plugins)):
            place = _venue(site, as_number(first(meta, "_EventVenueID")))
            event = event_dates.statement(calendar, meta, zone=site.zone, name=name, url=url, place=place)
            return {"events": [event]} if event else {}
    return {}


def _product(site: SiteContext, row: PostRow, meta: Meta, entry: RawEntry, pages: TableSite) -> Surroundings:
    shop = products.Shop.of(site.options.values)
    product = products.Product(meta=meta, terms=lambda taxonomy: site.terms.names(row.id, taxonomy))
    hidden = Loss(kind="shop-price", count=1, example=row.title[:100])
    # The short description: a text of its own, above the long one in every theme.
    short = render(row.excerpt, entry=replace(entry, content=row.excerpt, meta={}), site=pages)
    return Surroundings(
        before=short if row.excerpt.strip() else None,
        behind=products.fact_list([*products.facts(product, shop)]),
        losses=(hidden,) if products.hides_price(product, shop) else (),
        uses=frozenset({f"post-terms:{row.id}"}),
    )


def _event(site: SiteContext, meta: Meta) -> Surroundings:
    venue_id = as_number(first(meta, "_EventVenueID"))
    uses = frozenset({f"post:{venue_id}"}) if venue_id else frozenset[str]()
    found = [*events.facts(meta, _venue(site, venue_id))]
    return Surroundings(before=Rendered(html=products.fact_list(found)), uses=uses)


def _venue(site: SiteContext, venue_id: int) -> str:
    row = rows_by_id(site.reader, [venue_id], with_content=False).get(venue_id) if venue_id else None
    # Whether a venue has a page of its own is a setting of the calendar: its status is what counts here.
    if row is None or row.type != events.VENUE_TYPE or row.status != "publish" or row.protected:
        return ""
    return events.address(site.wording.title(row.title), meta_by_id(site.reader, [venue_id]).get(venue_id, {}))


def _merged(*parts: tuple[Loss, ...]) -> tuple[Loss, ...]:
    """Losses of several texts, each kind once."""
    return tuple(_once(chain.from_iterable(parts)))


def _once(losses: Iterator[Loss]) -> Iterator[Loss]:
    found: dict[str, Loss] = {}
    for loss in losses:
        known = found.get(loss.kind)
        found[loss.kind] = replace(known, count=known.count + loss.count) if known else loss
    yield from found.values()
