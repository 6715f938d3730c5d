"""Blocks that list what the site has published: latest posts, archives, categories, tags, pages, a calendar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from rootzpub.site import Term
from rootzpub.wordpress.rendering.blocks.access import open_markup
from rootzpub.wordpress.rendering.blocks.post_texts import CUT, excerpt_of, title_of
from rootzpub.wordpress.rendering.blocks.scene import Piece, Scene, flag, number, numbers, text
from rootzpub.wordpress.rendering.collation import collated, natural
from rootzpub.wordpress.rendering.context import Archive, Period, PostQuery, RawEntry
from rootzpub.wordpress.rendering.dates import format_date, iso_date
from rootzpub.wordpress.rendering.foreign_shortcodes import without_shortcodes
from rootzpub.wordpress.rendering.grammar import Block
from rootzpub.wordpress.rendering.markup import escape, escape_url
from rootzpub.wordpress.rendering.media import image_tag
from rootzpub.wordpress.rendering.page import SINCE_6_3, SINCE_6_4

_MAX_LISTED = 100
# Also what ends a circle of parents.
_MAX_TREE_DEPTH = 50
_PERIODS: Mapping[str, Period] = {"yearly": "yearly", "monthly": "monthly", "weekly": "weekly", "daily": "daily"}


def latest_posts(block: Block, scene: Scene) -> Sequence[Piece]:
    """The newest posts, each with what the block asks for."""
    query = PostQuery(
        limit=min(number(block, "postsToShow", 5), _MAX_LISTED),
        order_by="title" if text(block, "orderBy") == "title" else "date",
        ascending=text(block, "order").lower() == "asc",
        terms={"category": ids} if (ids := _category_ids(block)) else {},
        author_ids=numbers(block.attributes.get("selectedAuthor")),
        with_content=flag(block, "displayPostContent"),
    )
    posts = scene.page.site.posts(query)
    if not posts:
        scene.page.log.add("empty-list", block.name)
    rows = "".join(f"<li>{_latest_post(post, block, scene)}</li>\n" for post in posts)
    return [f'<ul class="wp-block-latest-posts__list wp-block-latest-posts">{rows}</ul>']


def _category_ids(block: Block) -> tuple[int, ...]:
    """Ids of categories: numbers, or objects with an `id`; an older form is one number as text."""
    value = block.attributes.get("categories")
    items = value if isinstance(value, list) else [value]
    return numbers([item.get("id") if isinstance(item, dict) else item for item in items])


def _latest_post(post: RawEntry, block: Block, scene: Scene) -> str:
    page = scene.page
    url = escape_url(post.url)
    parts: list[str] = []
    image = (
        page.site.attachment(post.thumbnail_id) if flag(block, "displayFeaturedImage") and post.thumbnail_id else None
    )
    if image:
        size = text(block, "featuredImageSizeSlug", "thumbnail")
        shown = image_tag(image, size)
        shown = f'<a href="{url}">{shown}</a>' if flag(block, "addLinkToFeaturedImage") else shown
        parts.append(f'<div class="wp-block-latest-posts__featured-image">{shown}</div>')
    title = title_of(post, page) or "(no title)"
    parts.append(f'<a class="wp-block-latest-posts__post-title" href="{url}">{title}</a>')
    author = page.site.author(post.author_id) if flag(block, "displayAuthor") else None
    if author:
        parts.append(f'<div class="wp-block-latest-posts__post-author">by {escape(author.name)}</div>')
    if flag(block, "displayPostDate") and post.date:
        shown = format_date(post.date, page.settings.date_format, page.locale)
        parts.append(
            f'<time datetime="{iso_date(post.date)}" class="wp-block-latest-posts__post-date">{escape(shown)}</time>'
        )
    parts.append(_latest_content(post, block, scene))
    return "".join(parts)


def _latest_content(post: RawEntry, block: Block, scene: Scene) -> str:
    if not flag(block, "displayPostContent"):
        return ""
    if text(block, "displayPostContentRadio", "excerpt") == "excerpt":
        words = excerpt_of(post, scene, words=number(block, "excerptLength", 55))
        if words.endswith(CUT):
            words = words.removesuffix(CUT) + _way_to_the_rest(post, scene)
        return f'<div class="wp-block-latest-posts__post-excerpt">{words}</div>'
    # As stored, not as rendered: what is closed is taken out here, for nobody looks at its blocks.
    words = without_shortcodes(open_markup(post.content))
    return f'<div class="wp-block-latest-posts__post-full-content">{words}</div>'


def _way_to_the_rest(post: RawEntry, scene: Scene) -> str:
    """What stands where an excerpt was cut: since 6.3 a link, since 6.4 one that names the post."""
    version = scene.page.settings.db_version
    if version < SINCE_6_3:
        return CUT
    link = f'<a href="{escape_url(post.url)}" rel="noopener noreferrer">Read more'
    if version < SINCE_6_4:
        return f" … {link}</a>"
    title = title_of(post, scene.page) or "(no title)"
    return f'… {link}<span class="screen-reader-text">: {title}</span></a>'


def archives(block: Block, scene: Scene) -> Sequence[Piece]:
    """The months (or years, weeks, days) in which posts were published."""
    period = _PERIODS.get(text(block, "type"), "monthly")
    found = scene.page.site.archives(period, "post")
    if not found:
        return ['<div class="wp-block-archives">No archives to show.</div>']
    counted = flag(block, "showPostCounts")
    if flag(block, "displayAsDropdown"):
        return [_archive_menu(found, period, scene, counted=counted)]
    rows: list[str] = []
    for each in found:
        count = f"&nbsp;({each.count})" if counted else ""
        rows.append(f"\t<li><a href='{escape_url(each.url)}'>{_archive_name(each, period, scene)}</a>{count}</li>\n")
    return [f'<ul class="wp-block-archives-list wp-block-archives">{"".join(rows)}</ul>']


def _archive_menu(found: Sequence[Archive], period: Period, scene: Scene, *, counted: bool) -> str:
    """The archives as a drop-down list, which is a form without a form."""
    wanted = {"yearly": "Select Year", "monthly": "Select Month", "weekly": "Select Week", "daily": "Select Day"}[
        period
    ]
    rows = [f'<option value="">{wanted}</option>']
    for each in found:
        count = f"&nbsp;({each.count})" if counted else ""
        rows.append(
            f"\t<option value='{escape_url(each.url)}'> {_archive_name(each, period, scene)} {count}</option>\n"
        )
    label = '<label class="wp-block-archives__label">Archives</label>'
    select = f'<select name="archive-dropdown">\n{"".join(rows)}</select>'
    return f'<div class="wp-block-archives-dropdown wp-block-archives">{label}\n{select}</div>'


def _archive_name(archive: Archive, period: Period, scene: Scene) -> str:
    settings, locale = scene.page.settings, scene.page.locale
    if period == "yearly":
        return str(archive.start.year)
    if period == "weekly":
        days = (archive.start, archive.start + timedelta(days=6))
        return "&#8211;".join(escape(format_date(day, settings.date_format, locale)) for day in days)
    pattern = "F Y" if period == "monthly" else settings.date_format
    return escape(format_date(archive.start, pattern, locale))


def categories(block: Block, scene: Scene) -> Sequence[Piece]:
    """The categories in use, as a list or as a tree."""
    as_tree = flag(block, "showHierarchy") or flag(block, "showOnlyTopLevel")
    show_empty = flag(block, "showEmpty")
    # A tree shows an empty term above one in use, so there emptiness is judged afterwards, by `_used`.
    terms = list(scene.page.site.terms(text(block, "taxonomy", "category"), used=not (as_tree or show_empty)))
    if as_tree and not show_empty:
        terms = _used(terms)
    if as_tree and flag(block, "showPostCounts"):
        terms = [_counted_with_children(term, terms, scene) for term in terms]
    below = _by_parent(terms) if as_tree else {0: terms}
    shown = {0: below.get(0, [])} if flag(block, "showOnlyTopLevel") else below
    counted = flag(block, "showPostCounts")
    if flag(block, "displayAsDropdown"):
        options = "\n".join(_category_options(shown, 0, counted=counted))
        label = '<label class="screen-reader-text">Categories</label>'
        select = f"<select name='cat'>\n<option value='-1'>Select Category</option>\n{options}\n</select>"
        return [f'<div class="wp-block-categories-dropdown wp-block-categories">{label}{select}</div>']
    rows = _category_rows(shown, 0, counted=counted)
    if not rows:
        rows = '<li class="cat-item-none">No categories</li>'
    return [f'<ul class="wp-block-categories-list wp-block-categories">{rows}</ul>']


def _used(terms: list[Term]) -> list[Term]:
    """Those that hold posts themselves or through a term below them."""
    by_id = {term.id: term for term in terms}
    kept: set[int] = set()
    for term in terms:
        above: Term | None = term if term.count else None
        while above and above.id not in kept:
            kept.add(above.id)
            above = by_id.get(above.parent_id)
    return [term for term in terms if term.id in kept]


def _counted_with_children(term: Term, terms: Iterable[Term], scene: Scene) -> Term:
    """In a tree, a term's number tells the posts of the terms below it too."""
    if not any(other.parent_id == term.id for other in terms):
        return term
    return replace(term, count=scene.page.site.count(PostQuery(terms={term.taxonomy: (term.id,)})))


def _by_parent(terms: Iterable[Term]) -> dict[int, list[Term]]:
    terms = list(terms)
    known = {term.id for term in terms}
    below: dict[int, list[Term]] = {}
    for term in terms:
        below.setdefault(term.parent_id if term.parent_id in known else 0, []).append(term)
    return below


def _category_rows(below: Mapping[int, list[Term]], parent: int, *, counted: bool, depth: int = 0) -> str:
    rows: list[str] = []
    for term in below.get(parent, []) if depth < _MAX_TREE_DEPTH else []:
        inner = _category_rows(below, term.id, counted=counted, depth=depth + 1)
        children = f"<ul class='children'>\n{inner}</ul>\n" if inner else ""
        count = f" ({term.count})" if counted else ""
        link = f'<a href="{escape_url(term.url)}">{escape(term.name)}</a>'
        rows.append(f'\t<li class="cat-item cat-item-{term.id}">{link}{count}\n{children}</li>\n')
    return "".join(rows)


def _category_options(below: Mapping[int, list[Term]], parent: int, *, counted: bool, depth: int = 0) -> list[str]:
    rows: list[str] = []
    for term in below.get(parent, []) if depth < _MAX_TREE_DEPTH else []:
        count = f"&nbsp;&nbsp;({term.count})" if counted else ""
        name = "&nbsp;" * 3 * depth + escape(term.name)
        rows.append(f'\t<option class="level-{depth}" value="{term.id}">{name}{count}</option>')
        rows += _category_options(below, term.id, counted=counted, depth=depth + 1)
    return rows


def tag_cloud(block: Block, scene: Scene) -> Sequence[Piece]:
    """The terms used most, by name."""
    taxonomy = text(block, "taxonomy", "post_tag")
    found = scene.page.site.most_used_terms(taxonomy, number(block, "numberOfTags", 45))
    terms = sorted(found, key=lambda term: natural(term.name))
    if not terms:
        return ['<p class="wp-block-tag-cloud">There&#8217;s no content to show here yet.</p>']
    counted = flag(block, "showTagCounts")
    links = "\n".join(_cloud_link(term, counted=counted) for term in terms)
    return [f'<p class="wp-block-tag-cloud">{links}</p>']


def _cloud_link(term: Term, *, counted: bool) -> str:
    count = f'<span class="tag-link-count"> ({term.count})</span>' if counted else ""
    css = f"tag-cloud-link tag-link-{term.id}"
    return f'<a href="{escape_url(term.url)}" class="{css}">{escape(term.name)}{count}</a>'


def page_list(block: Block, scene: Scene) -> Sequence[Piece]:
    """All pages as a tree."""
    pages = scene.page.site.posts(PostQuery(types=("page",), order_by="title", ascending=True, limit=0))
    pages = sorted(pages, key=lambda page: (page.menu_order, collated(page.title)))
    below: dict[int, list[RawEntry]] = {}
    for page in pages:  # below a parent that is not shown, a page is not shown either
        below.setdefault(page.parent_id, []).append(page)
    root = number(block, "parentPageID")
    rows = _page_rows(below, root, scene)
    if not rows:
        scene.page.log.add("empty-list", block.name)
        return []
    return [rows if flag(block, "isNested") else f'<ul class="wp-block-page-list">{rows}</ul>']


def _page_rows(below: Mapping[int, list[RawEntry]], parent: int, scene: Scene, depth: int = 0) -> str:
    rows: list[str] = []
    for page in below.get(parent, []) if depth < _MAX_TREE_DEPTH else []:
        inner = _page_rows(below, page.id, scene, depth + 1)
        submenu = f'<ul class="submenu-container">{inner}</ul>' if inner else ""
        title = title_of(page, scene.page) or "(no title)"
        rows.append(
            f'<li class="wp-block-pages-list__item"><a class="wp-block-pages-list__item__link" '
            f'href="{escape_url(page.url)}">{title}</a>{submenu}</li>'
        )
    return "".join(rows)


def latest_comments(_block: Block, scene: Scene) -> Sequence[Piece]:
    """Never: what visitors wrote is not what the site publishes."""
    scene.page.log.add("comments", "latest comments")
    return []


def feed(block: Block, scene: Scene) -> Sequence[Piece]:
    """Another site's feed is not read."""
    scene.page.log.add("feed", text(block, "feedURL"))
    return []
