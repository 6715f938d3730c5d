"""The table of dynamic blocks. What has no row here shows the markup stored in it.

To add one: a function `(block, scene) -> pieces` in the file of its family, and a row.
"""

from collections.abc import Mapping

from rootzpub.wordpress.rendering.blocks import calendar_block, lists, posts, query, reuse, site_parts
from rootzpub.wordpress.rendering.blocks.scene import Renderer

_COMMENT_BLOCKS = (
    *("comments", "comments-query-loop", "post-comments", "comment-template", "comments-title", "comments-pagination"),
    *("comment-author-name", "comment-author-avatar", "comment-content", "comment-date", "comment-edit-link"),
    *("comment-reply-link", "post-comments-count", "post-comments-link"),
)
_FORMS = ("search", "post-comments-form", "loginout")
_CHROME = ("query-title", "term-description", "query-total", "term-name", "term-count", "breadcrumbs")

_PLUGIN_LOOPS = (
    *("woocommerce/product-collection", "woocommerce/product-template", "woocommerce/single-product"),
    *("woocommerce/related-products", "generateblocks/query-loop", "generateblocks/query", "generateblocks/looper"),
    *("kadence/query", "kadence/query-card", "greenshift-blocks/querygrid", "cwp/query", "aioseo/query-loop"),
)

RENDERERS: Mapping[str, Renderer] = {
    "core/archives": lists.archives,
    "core/avatar": posts.author_profile,
    "core/block": reuse.reusable_block,
    "core/calendar": calendar_block.calendar,
    "core/categories": lists.categories,
    "core/cover": reuse.cover,
    "core/footnotes": reuse.footnotes,
    "core/home-link": site_parts.home_link,
    "core/latest-comments": lists.latest_comments,
    "core/latest-posts": lists.latest_posts,
    "core/media-text": reuse.cover,
    "core/navigation": site_parts.navigation,
    "core/navigation-link": site_parts.menu_link,
    "core/navigation-submenu": site_parts.menu_link,
    "core/page-list": lists.page_list,
    "core/page-list-item": site_parts.menu_link,
    "core/pattern": reuse.pattern,
    "core/post-author": posts.author,
    "core/post-author-biography": posts.author_profile,
    "core/post-author-name": posts.author_name,
    "core/post-content": posts.content,
    "core/post-date": posts.date,
    "core/post-excerpt": posts.excerpt,
    "core/post-featured-image": posts.featured_image,
    "core/post-navigation-link": posts.navigation_link,
    "core/post-template": query.post_template,
    "core/post-terms": posts.terms,
    "core/post-title": posts.title,
    "core/query": query.query,
    "core/query-no-results": query.no_results,
    "core/query-pagination": query.pagination,
    "core/query-pagination-next": query.pagination_next,
    "core/query-pagination-numbers": query.pagination_numbers,
    "core/query-pagination-previous": query.pagination_previous,
    "core/read-more": posts.read_more,
    "core/rss": lists.feed,
    "core/shortcode": reuse.shortcode,
    "core/site-logo": site_parts.site_logo,
    "core/site-tagline": site_parts.site_tagline,
    "core/site-title": site_parts.site_title,
    "core/social-link": site_parts.social_link,
    "core/social-links": site_parts.social_links,
    "core/tag-cloud": lists.tag_cloud,
    "core/template-part": reuse.template_part,
    **dict.fromkeys(_PLUGIN_LOOPS, query.plugin_loop),
    **{f"core/{name}": posts.comments for name in _COMMENT_BLOCKS},
    **{f"core/{name}": site_parts.form for name in _FORMS},
    **{f"core/{name}": site_parts.chrome for name in _CHROME},
}
"""Block name to renderer."""

STORED = frozenset(
    f"core/{name}"
    for name in (
        *("accordion", "accordion-heading", "accordion-item", "accordion-panel", "audio", "button", "buttons", "code"),
        *("column", "columns", "details", "embed", "file", "freeform", "gallery", "group", "heading", "html", "image"),
        *(
            "list",
            "list-item",
            "math",
            "missing",
            "more",
            "nextpage",
            "paragraph",
            "preformatted",
            "pullquote",
            "quote",
        ),
        *("separator", "spacer", "table", "text-columns", "verse", "video", "widget-group"),
    )
)
"""Blocks of WordPress that show what is stored in them, so that an empty one shows nothing and loses nothing."""
