"""Who the site is, from its options."""

import re
from collections.abc import Iterator

from sqlalchemy import func, select

from rootzpub.site import Author, Image, MenuItem, SiteFacts, TypeInfo
from rootzpub.sources.wordpress_tables.context import SiteContext
from rootzpub.sources.wordpress_tables.media import image_of
from rootzpub.sources.wordpress_tables.menus import main_menu, navigation_markup
from rootzpub.sources.wordpress_tables.revisions import visibility_digest
from rootzpub.sources.wordpress_tables.rows import meta_by_id, rows_by_id
from rootzpub.sources.wordpress_tables.values import as_number, as_text
from rootzpub.wordpress.languages import language_tag
from rootzpub.wordpress.plain_text import plain_text, public_name
from rootzpub.wordpress.rendering.blocks.access import hidden_by
from rootzpub.wordpress.rendering.builders import BUILDERS
from rootzpub.wordpress.rendering.grammar import Block, parse
from rootzpub.wordpress.visibility import INTERNAL_TYPES

_EMPTY_TREE = len("a:0:{}")
# Attributes hold no `<!--` (WordPress encodes it): a block without an end is not read beyond the next one.
_NAVIGATION_LINK = re.compile(
    r"<!--\s*+wp:(?:core/)?navigation-(?:link|submenu)\s++(\{(?:[^<]|<(?!!--))*?\})\s*+/?-->", re.DOTALL
)

_LINKS = frozenset({"core/navigation-link", "core/navigation-submenu"})


def site_facts(site: SiteContext) -> SiteFacts:
    """Name, home, language, front page, menu, the plugin's settings: as far as the options tell."""
    options = site.options
    mods = options.theme_mods()
    icon = _image(site, options.number("site_icon"))
    logo = _image(site, as_number(mods.get("custom_logo")) or options.number("site_logo"))
    return SiteFacts(
        name=plain_text(site.reader.words(options.text("blogname"))),
        url=site.permalinks.home,
        tagline=plain_text(site.reader.words(options.text("blogdescription"))),
        language=language_tag(site.locale),
        timezone=site.timezone,
        icon_url=icon.url if icon else "",
        logo_url=logo.url if logo else "",
        front_page_id=site.front_page_id,
        posts_page_id=site.posts_page_id,
        privacy_page_id=options.number("wp_page_for_privacy_policy"),
        feed_url=site.permalinks.feed(),
        pages_first=site.permalinks.pages_first,
        types=_types(site),
        menu=main_menu(site) or _block_menu(site),
        closed=site.gates.gates.closings,
        plugins=site.gates.gates.plugins,
        unknown_types=site.unknown_types,
        settings=options.plugin_settings,
        builders=tuple(_builders(site)),
        visibility_digest=visibility_digest(site),
    )


def authors(site: SiteContext) -> list[Author]:
    """Display names of everyone who has a published entry."""
    reader = site.reader
    if not reader.has("users"):
        return []
    posts, users = reader.schema.table("posts").c, reader.schema.table("users").c
    # As the REST API does: who has published nothing is not listed.
    wrote = select(posts.post_author).where(
        posts.post_status.in_(("publish", "inherit")), posts.post_type.in_(sorted(site.types))
    )
    lines = reader.rows(select(users.ID, users.display_name).where(users.ID.in_(wrote)).order_by(users.ID))
    return [Author(id=as_number(line[0]), name=public_name(as_text(line[1]))) for line in lines]


def _types(site: SiteContext) -> tuple[TypeInfo, ...]:
    """The public types that have entries, the built-in ones first."""
    return tuple(
        TypeInfo(
            name=name,
            label=route.label,
            hierarchical=route.hierarchical,
            archive_url=site.permalinks.archive(route),
        )
        for name, route in site.types.items()
        if name not in INTERNAL_TYPES and _is_used(site, name)
    )


def _is_used(site: SiteContext, type_name: str) -> bool:
    posts = site.reader.schema.table("posts").c
    shown = (posts.post_type == type_name, posts.post_status.in_(("publish", "inherit")))
    return site.reader.one(select(posts.ID).where(*shown).limit(1)) is not None


def _builders(site: SiteContext) -> Iterator[tuple[str, int]]:
    """The page builders by their marks in meta, with the number of published entries; those that are off left out."""
    if not site.reader.has("postmeta"):
        return
    meta, posts = site.reader.schema.table("postmeta").c, site.reader.schema.table("posts").c
    counted = select(meta.meta_key, meta.meta_value, func.count(func.distinct(meta.post_id))).where(
        meta.meta_key.in_([builder.key for builder in BUILDERS if builder.value]),
        *(meta.post_id == posts.ID, posts.post_status == "publish", posts.post_type.in_(sorted(site.types))),
    )
    rows = site.reader.rows(counted.group_by(meta.meta_key, meta.meta_value))
    found = {(as_text(row[0]), as_text(row[1])): as_number(row[2]) for row in rows}
    # The value is a whole page where the key itself is the mark: it is not asked for.
    present = select(meta.meta_key, func.count(func.distinct(meta.post_id))).where(
        meta.meta_key.in_([builder.key for builder in BUILDERS if builder.key and not builder.value]),
        *(func.length(meta.meta_value) > _EMPTY_TREE, meta.post_id == posts.ID, posts.post_status == "publish"),
    )
    found |= {(as_text(row[0]), ""): as_number(row[1]) for row in site.reader.rows(present.group_by(meta.meta_key))}
    for builder in BUILDERS:
        count = found.get((builder.key, builder.value), 0)
        if count and builder.name not in site.options.inactive_builders:
            yield builder.name, count


def _image(site: SiteContext, attachment_id: int) -> Image | None:
    rows = rows_by_id(site.reader, [attachment_id], with_content=False) if attachment_id else {}
    meta = meta_by_id(site.reader, rows)
    return next((image_of(row, meta.get(id_, {}), site.uploads) for id_, row in rows.items()), None)


def _block_menu(site: SiteContext) -> tuple[MenuItem, ...]:
    """The links of the navigation that a block theme shows."""
    markup = navigation_markup(site, 0) if site.reader.has("posts") else None
    return tuple(_navigation_items(site, markup)) if markup else ()


def _navigation_items(site: SiteContext, markup: str) -> list[MenuItem]:
    items: list[MenuItem] = []
    for block in _links(markup):
        facts = block.attributes
        label, url = plain_text(str(facts.get("label", ""))), str(facts.get("url", ""))
        entry = as_number(facts.get("id")) if facts.get("kind") == "post-type" else 0
        if label and url and (not entry or site.shows(entry)):
            items.append(MenuItem(title=label, url=url, entry_id=entry))
    return items


def _links(markup: str) -> Iterator[Block]:
    """The links of a navigation as they stand, but for those that visitors do not get."""
    stack = list(reversed(parse(markup).blocks))
    while stack:
        block = stack.pop()
        if hidden_by(block):
            continue
        if block.name in _LINKS:
            yield block
        stack.extend(reversed(block.inner))
