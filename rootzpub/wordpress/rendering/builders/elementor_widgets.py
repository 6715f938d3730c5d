"""Elementor's widgets: what each prints, by the names of its settings.

Widgets that show what is known only while a page is printed (lists of entries, a shop's parts, menus) are losses.
"""

from collections.abc import Mapping, Sequence

from rootzpub.wordpress.rendering.builders.parts import (
    FORM,
    LOST,
    NOTHING,
    Bold,
    Bullets,
    Button,
    Each,
    Film,
    Heading,
    Html,
    Line,
    Part,
    Picture,
    Pictures,
)

NESTED: Mapping[str, tuple[str, str]] = {
    "nested-tabs": ("tabs", "tab_title"),
    "nested-accordion": ("items", "item_title"),
    "nested-carousel": ("carousel_items", ""),
}
"""Widgets with elements in them: the list that names them, and the title there."""

_TABS: Sequence[Part] = (Each("tabs", (Bold("tab_title"), Html("tab_content"))),)
_NOTHING = (
    *("divider", "spacer", "icon", "menu-anchor", "google_maps", "countdown", "share-buttons", "search", "search-form"),
    *("sidebar", "read-more", "lottie", "theme-site-logo", "site-logo", "off-canvas", "nav-menu", "e-divider", "e-svg"),
)
_LOST = (
    *(
        "template",
        "global",
        "posts",
        "portfolio",
        "archive-posts",
        "loop-grid",
        "loop-carousel",
        "wp-widget-recent-posts",
    ),
    *("sitemap", "author-box", "post-comments", "post-navigation", "post-info", "woocommerce-products", "hotspot"),
)
_BOX: Sequence[Part] = (Heading("title_text", 3, link="link", tag="title_size"), Html("description_text"))

WIDGETS: Mapping[str, Sequence[Part]] = {
    **dict.fromkeys(_NOTHING, NOTHING),
    **dict.fromkeys(_LOST, LOST),
    **dict.fromkeys(("form", "login"), FORM),
    "heading": (Heading("title", 2, link="link", tag="header_size"),),
    "e-heading": (Heading("title", 2, link="link", tag="tag"),),
    "e-paragraph": (Line(("paragraph",), link="link"),),
    "e-button": (Button("text", "link"),),
    "e-image": (Picture("image", link="link"),),
    "theme-post-content": NOTHING,
    "theme-post-title": NOTHING,
    "image": (Picture("image", link="link", caption="caption"),),
    "image-box": (Picture("image", link="link"), *_BOX),
    "icon-box": _BOX,
    "icon-list": (Bullets("icon_list", "text", "link"),),
    "button": (Button("text", "link"),),
    "video": (
        Film("youtube_url"),
        Film("vimeo_url"),
        Film("dailymotion_url"),
        Film("hosted_url"),
        Film("external_url"),
    ),
    "audio": (Film("link"),),
    "accordion": _TABS,
    "toggle": _TABS,
    "tabs": _TABS,
    "testimonial": (
        *(Html("testimonial_content"), Picture("testimonial_image"), Line(("testimonial_name",), link="link")),
        Line(("testimonial_job",)),
    ),
    "testimonial-carousel": (Each("slides", (Html("content"), Picture("image"), Line(("name",)), Line(("title",)))),),
    "reviews": (Each("slides", (Line(("name",), link="link"), Line(("title",)), Html("content"))),),
    "counter": (Line(("prefix", "ending_number", "suffix")), Line(("title",))),
    "progress": (Line(("title",)), Line(("inner_text",)), Line(("percent", "=%"))),
    "price-table": (
        *(Heading("heading", 3, tag="heading_tag"), Line(("sub_heading",))),
        *(Line(("currency_symbol", "currency_symbol_custom", "price")), Line(("period",))),
        *(Bullets("features_list", "item_text"), Button("button_text", "link"), Line(("footer_additional_info",))),
        Line(("ribbon_title",)),
    ),
    "price-list": (
        Each("price_list", (Line(("title", "= ", "price"), link="link"), Html("item_description"), Picture("image"))),
    ),
    "html": (Html("html"),),
    "shortcode": (Html("shortcode"),),
    "image-gallery": (Pictures("wp_gallery"),),
    "gallery": (Pictures("gallery"),),
    "image-carousel": (Pictures("carousel"),),
    "media-carousel": (Each("slides", (Picture("image"),)),),
    "slides": (
        Each("slides", (Heading("heading", 2, link="link"), Html("description"), Button("button_text", "link"))),
    ),
    "alert": (Line(("alert_title",)), Html("alert_description")),
    "blockquote": (Html("blockquote_content"), Line(("author_name",))),
    "call-to-action": (
        *(
            Picture("graphic_image"),
            Heading("title", 2, tag="title_tag"),
            Html("description"),
            Button("button", "link"),
        ),
        Line(("ribbon_title",)),
    ),
    "flip-box": (
        *(Heading("title_text_a", 3), Html("description_text_a"), Heading("title_text_b", 3)),
        *(Html("description_text_b"), Button("button_text", "link")),
    ),
    "animated-headline": (Line(("before_text", "= ", "highlighted_text", "= ", "after_text"), link="link"),),
    "social-icons": (Each("social_icon_list", (Film("link"),)),),
    "star-rating": (Line(("title", "= ", "rating")),),
    "rating": (Line(("rating_value",)),),
    "table-of-contents": NOTHING,
    "text-path": (Line(("text",), link="link"),),
}
"""Widget to parts."""
