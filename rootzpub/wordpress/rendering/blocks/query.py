"""The query loop: which posts it selects, its template once for each, its pagination."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rootzpub.wordpress.rendering.blocks.scene import Piece, Results, Scene, children, numbers, stored, text
from rootzpub.wordpress.rendering.context import PostQuery
from rootzpub.wordpress.rendering.grammar import Block
from rootzpub.wordpress.rendering.markup import escape_url
from rootzpub.wordpress.visibility import INTERNAL_TYPES

_MAX_PER_PAGE = 100
_NEAR_PAGES = 2
_LEGACY_TAXONOMIES = {"categoryIds": "category", "tagIds": "post_tag"}


def query(block: Block, scene: Scene) -> Sequence[Piece]:
    """The loop itself: its markup, with the posts it found at hand for what is inside."""
    given = block.attributes.get("query")
    wanted = given if isinstance(given, dict) else {}
    if wanted.get("inherit") is True:
        # The posts of an archive page: an entry's own page has none to pass on.
        scene.page.log.add("site-chrome", "query loop of an archive page")
        results = Results()
    else:
        results = _results(_selection(wanted, scene), scene, given_sticky=str(wanted.get("sticky") or ""))
        if not results.posts:
            scene.page.log.add("empty-list", block.name)
    identity = block.attributes.get("queryId")
    query_id = identity if isinstance(identity, int) else None
    results = replace(results, most_pages=_count(wanted.get("pages"), 0))
    return list(stored(block, replace(scene, results=results, query_id=query_id)))


def _selection(wanted: Mapping[str, Any], scene: Scene) -> PostQuery:
    order_by = wanted.get("orderBy")
    terms = {taxonomy: ids for name, taxonomy in _LEGACY_TAXONOMIES.items() if (ids := numbers(wanted.get(name)))}
    taxonomies = wanted.get("taxQuery")
    for taxonomy, ids in (taxonomies if isinstance(taxonomies, dict) else {}).items():
        if numbers(ids):
            terms[str(taxonomy)] = numbers(ids)
    sticky = wanted.get("sticky")
    per_page = _count(wanted.get("perPage"), scene.page.settings.posts_per_page)
    return PostQuery(
        types=_types(wanted),
        exclude=numbers(wanted.get("exclude")),
        parents=numbers(wanted.get("parents")),
        terms=terms,
        author_ids=numbers(str(wanted.get("author") or "").split(",")),
        search=str(wanted.get("search") or ""),
        sticky=sticky if sticky in {"only", "exclude"} else "",
        order_by=order_by if order_by in {"title", "modified", "menu_order"} else "date",
        ascending=str(wanted.get("order") or "desc").lower() == "asc",
        offset=_count(wanted.get("offset"), 0),
        limit=min(max(per_page, 1), _MAX_PER_PAGE),
        with_content=True,
    )


def _types(wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """The type asked for; a type that has no pages of its own is taken for posts, as by WordPress.

    Attachments are of the status `inherit`, which a loop does not ask for: it finds none.
    """
    name = str(wanted.get("postType") or "post")
    if name == "attachment":
        return ()
    return ("post",) if name == "any" or name in INTERNAL_TYPES else (name,)


def _count(value: object, otherwise: int) -> int:
    return (
        int(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10**9
        else otherwise
    )


def _results(selection: PostQuery, scene: Scene, *, given_sticky: str) -> Results:
    site = scene.page.site
    posts = list(site.posts(selection))
    narrowed = selection.terms or selection.author_ids or selection.search or selection.parents
    if not given_sticky and not narrowed and selection.types == ("post",):
        # As on a front page, sticky posts come first, beyond the number asked for.
        first = site.posts(replace(selection, sticky="only", offset=0, limit=0))
        stuck = {post.id for post in first}
        posts = [*first, *(post for post in posts if post.id not in stuck)]
    return Results(posts=posts, query=selection)


def post_template(block: Block, scene: Scene) -> Sequence[Piece]:
    """The template once for each post found."""
    posts = scene.results.posts if scene.results else ()
    if not posts:
        return []
    pieces: list[Piece] = ['<ul class="wp-block-post-template">']
    for post in posts:
        pieces.append(f'<li class="wp-block-post post-{post.id} {post.type}">')
        # What a template shows of the page's own entry is its own business; only its content would go round.
        pieces += stored(block, replace(scene, entry=post, results=None))
        pieces.append("</li>")
    return [*pieces, "</ul>"]


def plugin_loop(block: Block, scene: Scene) -> Sequence[Piece]:
    """A plugin's own loop: nothing, for its template would show this page once in place of what it finds."""
    scene.page.log.add("unknown-block", block.name)
    return []


def no_results(block: Block, scene: Scene) -> Sequence[Piece]:
    """What is shown when nothing was found."""
    if scene.results is None or scene.results.posts:
        return []
    return ['<div class="wp-block-query-no-results">', *children(block, scene), "</div>"]


def pagination(block: Block, scene: Scene) -> Sequence[Piece]:
    """The links to the further pages of the list; nothing when there is one page only."""
    pieces = list(stored(block, scene))
    return ['<nav class="wp-block-query-pagination" aria-label="Pagination">', *pieces, "</nav>"]


def pagination_next(block: Block, scene: Scene) -> Sequence[Piece]:
    """A link to the second page of the list."""
    if _pages(scene) < _NEAR_PAGES:
        return []
    label = text(block, "label") or "Next Page"
    url = escape_url(_page_url(scene, 2))
    return [f'<a href="{url}" class="wp-block-query-pagination-next">{label}</a>']


def pagination_previous(_block: Block, _scene: Scene) -> Sequence[Piece]:
    """Nothing: what is rendered is always the first page."""
    return []


def pagination_numbers(_block: Block, scene: Scene) -> Sequence[Piece]:
    """The numbers of the pages, those in the middle left out."""
    pages = _pages(scene)
    if pages < _NEAR_PAGES:
        return []
    # What WordPress shows on the first page of a list: two neighbours and the last.
    shown = sorted({each for each in (2, 3, pages) if 1 < each <= pages})
    parts = ['<span aria-current="page" class="page-numbers current">1</span>']
    for before, each in zip([1, *shown], shown, strict=False):
        if each - before > 1:
            parts.append('<span class="page-numbers dots">&hellip;</span>')
        parts.append(f'<a class="page-numbers" href="{escape_url(_page_url(scene, each))}">{each}</a>')
    return ['<div class="wp-block-query-pagination-numbers">', "\n".join(parts), "</div>"]


def _pages(scene: Scene) -> int:
    """How many pages the list has, at most as many as its block allows."""
    selection = scene.results.query if scene.results else None
    if scene.results is None or selection is None or not selection.limit:
        return 0
    pages = -(-scene.page.site.count(replace(selection, limit=0, offset=0)) // selection.limit)
    return min(pages, scene.results.most_pages or pages)


def _page_url(scene: Scene, page: int) -> str:
    """The page the list stands on, with the number of the part asked for."""
    name = f"query-{scene.query_id}-page" if scene.query_id is not None else "query-page"
    url = scene.page.entry.url
    return f"{url}{'&' if '?' in url else '?'}{name}={page}"
