"""Whole entries: rows, meta, terms, addresses, and HTML as WordPress would render it.

Invariants: memory holds one batch, bounded by the bytes of its bodies, whatever the size of the site.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from rootzpub.site import Entry, Image, Loss
from rootzpub.sources.wordpress_tables.context import SiteContext
from rootzpub.sources.wordpress_tables.links import path_of
from rootzpub.sources.wordpress_tables.media import image_of, media_of
from rootzpub.sources.wordpress_tables.render_site import TableSite
from rootzpub.sources.wordpress_tables.revisions import Revisions
from rootzpub.sources.wordpress_tables.rows import Meta, PostRow, first, meta_by_id, rows_by_id
from rootzpub.sources.wordpress_tables.seo import Seo, seo_of, seo_table
from rootzpub.sources.wordpress_tables.terms import TermRow
from rootzpub.sources.wordpress_tables.typed import stated_of, surroundings_of, with_surroundings
from rootzpub.sources.wordpress_tables.values import as_number
from rootzpub.wordpress.dates import EPOCH
from rootzpub.wordpress.rendering import Rendered, open_text, render
from rootzpub.wordpress.wording import Wording

_BATCH_ENTRIES = 200
_BATCH_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class _Batch:
    """What several entries share in fetching."""

    metas: Mapping[int, Meta]
    terms: Mapping[int, list[TermRow]]
    seo: Mapping[int, Seo]
    images: Mapping[int, Image]
    parents: frozenset[int]
    """Parents of which there is a row, whatever it is."""


def read_entries(site: SiteContext, ids: Iterable[int], pages: TableSite, revisions: Revisions) -> Iterator[Entry]:
    """The entries with these ids (visible ones), rendered."""
    for batch in _batches(site, ids):
        rows = rows_by_id(site.reader, batch)
        metas = meta_by_id(site.reader, rows)
        site.links.prepare({*rows, *(other for id_ in rows for other in site.languages.translations_of(id_).values())})
        terms, seo = site.terms.of_entries(rows), seo_table(site.reader, rows)
        shared = _Batch(metas, terms, seo, _images(site, metas), _parents(site, rows.values()))
        for row in rows.values():
            yield _entry(site, row, shared, pages, revisions)


def _entry(site: SiteContext, row: PostRow, shared: _Batch, pages: TableSite, revisions: Revisions) -> Entry:
    meta = shared.metas.get(row.id, {})
    url, language = site.links.of(row.id), site.languages.of(row.id)
    wording = Wording(language.locale) if language else site.wording
    seo = seo_of(meta, shared.seo.get(row.id, Seo()), url)
    # A protected entry gets here by `show_protected_titles` alone: its title is shown, and none of its words.
    shown = pages.in_language(language)
    rendered = Rendered(html="") if row.protected else _rendered(site, row, meta, url, shown)
    thumbnail = as_number(first(meta, "_thumbnail_id"))
    # The featured image stands beside the HTML, so rendering does not name it.
    uses = rendered.uses | ({f"attachment:{thumbnail}"} if thumbnail and row.type != "attachment" else frozenset())
    translations = _translations(site, row.id)
    uses |= _made_of(site, row.id)
    published = row.published(site.zone) or EPOCH
    title = wording.title(row.title)
    stated = {} if row.protected else stated_of(site, row, meta, name=title, url=url)
    return Entry(
        id=row.id,
        type=row.type,
        revision=revisions.of(row.id, uses),
        slug=row.slug,
        path=path_of(url, site.permalinks.home),
        url=url,
        title=title,
        html=rendered.html,
        published=published,
        modified=row.changed(site.zone) or published,
        excerpt="" if row.protected else wording.plain(open_text(row.excerpt)),
        author_id=row.author,
        # A parent whose row is missing hides nothing: WordPress shows the page, and so must whoever is behind us.
        parent_id=row.parent if row.parent in shared.parents else 0,
        menu_order=row.menu_order,
        sticky=row.id in site.sticky,
        term_ids=tuple(dict.fromkeys(term.id for term in shared.terms.get(row.id, []))),
        featured_image=None if row.protected else shared.images.get(thumbnail),
        media=media_of(row, meta, site.uploads, wording) if row.type == "attachment" else None,
        description="" if row.protected else seo.description,
        canonical=seo.canonical,
        former_paths=_former_paths(site, row, meta, url),
        losses=(*rendered.losses, *_not_taken(row)),
        too_costly=rendered.too_costly,
        marks=rendered.marks | frozenset(_marks(site, row.id)),
        language=language.tag if language else "",
        translations=translations,
        facts=stated,
    )


def _marks(site: SiteContext, entry_id: int) -> Iterator[str]:
    """Why only its page can tell whether visitors read an entry."""
    if site.is_access_unknown:
        yield "access"
    if site.listing.is_asked(entry_id):
        yield "ancestor"


def _translations(site: SiteContext, entry_id: int) -> dict[str, str]:
    """The visible translations of an entry, by language tag."""
    others = site.languages.translations_of(entry_id)
    site.links.prepare(others.values())
    site.listing.need(others.values())
    return {
        site.languages.languages[code].tag: site.links.of(other)
        for code, other in others.items()
        if site.listing.is_visible(other)
    }


def _made_of(site: SiteContext, entry_id: int) -> frozenset[str]:
    """What translations depend on, as revisions name it."""
    others = site.languages.translations_of(entry_id).values()
    named = {f"post:{other}" for other in others} | ({f"translations:{entry_id}"} if others else set())
    return frozenset(named)


def _not_taken(row: PostRow) -> tuple[Loss, ...]:
    if not row.other_languages:
        return ()
    return (Loss(kind="other-languages", count=len(row.other_languages), example=", ".join(row.other_languages)),)


def _rendered(site: SiteContext, row: PostRow, meta: Meta, url: str, pages: TableSite) -> Rendered:
    entry = pages.raw_entry(row, meta, url=url)
    own = render(row.content, entry=entry, site=pages)
    return with_surroundings(own, surroundings_of(site, row, meta, entry, pages))


def _former_paths(site: SiteContext, row: PostRow, meta: Meta, url: str) -> tuple[str, ...]:
    """Where WordPress itself would redirect from: old slugs, and old dates where addresses hold dates."""
    slugs = (site.links.with_slug(row.id, slug) for slug in meta.get("_wp_old_slug", ()))
    dates = (site.links.with_date(row.id, date) for date in meta.get("_wp_old_date", ()))
    former = (*slugs, *dates, *site.links.redirected(row.id))
    paths = (path_of(old, site.permalinks.home) for old in former if old and old != url)
    return tuple(dict.fromkeys(paths))


def _parents(site: SiteContext, rows: Iterable[PostRow]) -> frozenset[int]:
    """Which of the rows' parents exist: the listing knows none that is a revision or was never saved."""
    wanted = sorted({row.parent for row in rows} - {0})
    posts = site.reader.schema.table("posts").c
    statement = select(posts.ID).where(posts.ID.in_(wanted))
    return frozenset(as_number(line[0]) for line in site.reader.rows(statement)) if wanted else frozenset()


def _images(site: SiteContext, metas: Mapping[int, Meta]) -> dict[int, Image]:
    """Featured images of a batch, the visible ones."""
    wanted = {as_number(first(meta, "_thumbnail_id")) for meta in metas.values()} - {0}
    rows = rows_by_id(site.reader, site.shown(wanted), with_content=False)
    facts = meta_by_id(site.reader, rows)
    return {
        id_: image_of(row, facts.get(id_, {}), site.uploads) for id_, row in rows.items() if row.type == "attachment"
    }


def _batches(site: SiteContext, ids: Iterable[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for entry_id in ids:
        site.listing.need((entry_id,))
        own = site.listing.sizes.of(entry_id)
        if batch and (len(batch) >= _BATCH_ENTRIES or size + own > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry_id)
        size += own
    if batch:
        yield batch
