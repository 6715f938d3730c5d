"""Menus: classic ones (`nav_menu`) and the block theme's `wp_navigation`.

Invariants: a line that leads to a hidden entry is no line.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, not_, select

from rootzpub.site import MenuItem
from rootzpub.sources.wordpress_tables.context import SiteContext, active_menu_ids
from rootzpub.sources.wordpress_tables.rows import Meta, PostRow, first, meta_by_id, rows_by_id
from rootzpub.sources.wordpress_tables.values import as_number, as_text, has_password, is_exactly
from rootzpub.wordpress.rendering import Link

_SEPARATOR = re.compile(r"[_ ]")

# What themes call the place of their main menu, for WordPress has no word for it.
_MAIN_NAMES = ("primary", "main", "header", "menu-1", "main-menu", "primary-menu", "header-menu", "top", "navigation")
_MOST_ITEMS = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a classic menu."""

    id: int
    parent: int
    label: str
    """May hold HTML, as stored."""
    url: str
    entry_id: int = 0


def main_menu(site: SiteContext) -> tuple[MenuItem, ...]:
    """The menu in the theme's main place, top level first; empty when none stands anywhere.

    Lines that lead nowhere (`#`, which only open a submenu) are left out.
    """
    menu_id = _main_menu_id(site)
    lines = _ordered([line for line in menu_lines(site, menu_id) if not line.url.startswith("#")]) if menu_id else []
    return tuple(MenuItem(title=site.wording.title(line.label), url=line.url, entry_id=line.entry_id) for line in lines)


def menu_id_of(site: SiteContext, location_or_id: str) -> int:
    """A menu's term id by theme location, slug or number; 0 when there is none."""
    located = active_menu_ids(site.options).get(location_or_id)
    if located:
        return located
    return next((id_ for id_, slug in _menus(site) if location_or_id in {slug, str(id_)}), 0)


def menu_tree(site: SiteContext, menu_id: int) -> Sequence[Link]:
    """A menu's lines, those below each other inside."""
    below: dict[int, list[Line]] = defaultdict(list)
    for line in menu_lines(site, menu_id):
        below[line.parent].append(line)
    return _links(below, 0, depth=0)


def menu_lines(site: SiteContext, menu_id: int) -> Iterator[Line]:
    """The visible items of a menu in its order."""
    rows = rows_by_id(site.reader, _item_ids(site, menu_id), with_content=False)
    metas = meta_by_id(site.reader, rows)
    objects = [as_number(first(meta, "_menu_item_object_id")) for meta in metas.values()]
    named = rows_by_id(site.reader, objects, with_content=False)
    shown = set(site.shown(named))
    for row in sorted(rows.values(), key=lambda row: (row.menu_order, row.id)):
        if row.status == "publish":
            line = _line(site, row, metas.get(row.id, {}), {id_: named[id_] for id_ in shown})
            if line is not None and line.url:
                yield line


def _line(site: SiteContext, row: PostRow, meta: Meta, named: dict[int, PostRow]) -> Line | None:
    kind, target = first(meta, "_menu_item_type"), as_number(first(meta, "_menu_item_object_id"))
    parent = as_number(first(meta, "_menu_item_menu_item_parent"))
    if kind == "post_type":
        if target not in named:
            return None
        return Line(row.id, parent, row.title or named[target].title, site.links.of(target), target)
    if kind == "taxonomy":
        term = site.terms.get(first(meta, "_menu_item_object"), target)
        if term is None or not site.shows_term(term.id):
            return None
        return Line(row.id, parent, row.title or term.name, site.terms.term(term).url)
    if kind == "post_type_archive":
        route = site.types.get(first(meta, "_menu_item_object"))
        return Line(row.id, parent, row.title or route.label, site.permalinks.archive(route)) if route else None
    url = first(meta, "_menu_item_url")
    return Line(row.id, parent, row.title, f"{site.permalinks.home}{url}" if url.startswith("/") else url)


# What WordPress shows in a navigation's place where none is published.
_LIST_OF_PAGES = "<!-- wp:page-list /-->"


def navigation_markup(site: SiteContext, navigation_id: int) -> str | None:
    """The blocks of a published `wp_navigation`; 0 = the newest one, which WordPress falls back to.

    It also falls back where the one that is named is there, but not published.
    """
    posts = site.reader.schema.table("posts").c
    statement = select(posts.post_content).where(
        posts.post_type == "wp_navigation", is_exactly(posts.post_status, "publish"), not_(has_password(posts))
    )
    if navigation_id:
        statement = statement.where(posts.ID.in_([navigation_id]))
    line = site.reader.one(statement.order_by(posts.post_date.desc(), posts.ID.desc()).limit(1))
    if line is not None:
        return as_text(line[0])
    exists = navigation_id and site.reader.one(select(posts.ID).where(posts.ID.in_([navigation_id]))) is not None
    return (navigation_markup(site, 0) or _LIST_OF_PAGES) if exists else None


def _links(below: dict[int, list[Line]], parent: int, *, depth: int) -> tuple[Link, ...]:
    if depth > 20:  # noqa: PLR2004 deeper than any menu; also ends a circle
        return ()
    return tuple(
        Link(label=line.label, url=line.url, children=_links(below, line.id, depth=depth + 1))
        for line in below.get(parent, [])
    )


def _ordered(lines: list[Line]) -> list[Line]:
    """Top level first, then what is below: the order of importance of a menu."""
    # A line below one that was left out counts as top level: its place in the menu is gone, not the line.
    known = {line.id for line in lines}
    return sorted(lines, key=lambda line: line.parent in known)


def _main_menu_id(site: SiteContext) -> int:
    located = active_menu_ids(site.options)
    menus = [id_ for id_, _ in _menus(site)]
    named = [id_ for wanted in _MAIN_NAMES for name, id_ in located.items() if _SEPARATOR.sub("-", name) == wanted]
    return next((id_ for id_ in [*named, *located.values()] if id_ in menus), 0)


def _menus(site: SiteContext) -> list[tuple[int, str]]:
    """Id and slug of every classic menu, the fullest first."""
    reader = site.reader
    if not (reader.has("terms") and reader.has("term_taxonomy") and reader.has("term_relationships")):
        return []
    terms, taxonomy = reader.schema.table("terms"), reader.schema.table("term_taxonomy")
    relations = reader.schema.table("term_relationships")
    items = func.count(relations.c.object_id)
    statement = (
        select(terms.c.term_id, terms.c.slug)
        .join_from(terms, taxonomy, terms.c.term_id == taxonomy.c.term_id)
        .join(relations, relations.c.term_taxonomy_id == taxonomy.c.term_taxonomy_id)
        .where(taxonomy.c.taxonomy == "nav_menu")
        .group_by(terms.c.term_id, terms.c.slug)
        .order_by(items.desc(), terms.c.term_id)
    )
    return [(as_number(line[0]), as_text(line[1])) for line in reader.rows(statement)]


def _item_ids(site: SiteContext, menu_id: int) -> list[int]:
    reader = site.reader
    if not (reader.has("term_taxonomy") and reader.has("term_relationships")):
        return []
    taxonomy, relations = reader.schema.table("term_taxonomy"), reader.schema.table("term_relationships")
    statement = (
        select(relations.c.object_id)
        .join_from(relations, taxonomy, relations.c.term_taxonomy_id == taxonomy.c.term_taxonomy_id)
        .where(taxonomy.c.taxonomy == "nav_menu", taxonomy.c.term_id == menu_id)
        .limit(_MOST_ITEMS)
    )
    return [as_number(line[0]) for line in reader.rows(statement)]
