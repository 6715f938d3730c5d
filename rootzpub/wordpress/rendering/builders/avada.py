"""Avada's Fusion Builder: shortcodes `fusion_…`."""

import base64
import binascii
from collections.abc import Mapping, Sequence

import orjson

from rootzpub.wordpress.rendering.builders.parts import (
    FORM,
    INLINE,
    INSIDE,
    LAYOUT,
    LOST,
    NOTHING,
    Bold,
    Button,
    Film,
    Heading,
    Inside,
    Line,
    Part,
    Picture,
    Pictures,
)
from rootzpub.wordpress.rendering.builders.rows import Rows, Switch, empty_list
from rootzpub.wordpress.rendering.builders.values import Dialect

_LAYOUT = (
    *("builder_container", "builder_row", "builder_column", "builder_row_inner", "builder_column_inner", "text"),
    *("accordion", "tabs", "content_boxes", "counters_box", "counters_circle", "testimonials", "pricing_table"),
    *("flip_boxes", "alert", "table", "images", "slider", "pricing_row", "pricing_footer", "gallery_container"),
)
_INLINE = ("highlight", "dropcap", "tooltip", "popover", "modal_text_link")
_NOTHING = (
    *("separator", "section_separator", "menu_anchor", "fontawesome", "sharing", "social_links", "map", "lottie"),
    *("breadcrumbs", "search", "menu", "builder_next_page", "image_hotspots"),
)
_FORMS = ("form", "login", "register", "lost_password", "user_login", "user_register", "user_lost_password")
_LOST = (
    *("blog", "recent_posts", "portfolio", "products_slider", "featured_products_slider", "post_slider", "post_cards"),
    *("events", "faq", "global", "widget", "widget_area", "layerslider", "revslider", "woo_shortcodes", "news_ticker"),
)


def _rows() -> Mapping[str, Sequence[Part]]:
    item = (Bold("title"), INSIDE)
    fixed = {LAYOUT: _LAYOUT, INLINE: _INLINE, NOTHING: _NOTHING, FORM: _FORMS, LOST: _LOST}
    rows: dict[str, Sequence[Part]] = {name: parts for parts, names in fixed.items() for name in names}
    rows |= {
        "title": (Inside(level="size"),),
        "button": (Inside(" ", " ", link="link"),),
        "one_page_text_link": (Inside("", "", link="link"),),
        "toggle": item,
        "tab": item,
        "modal": item,
        "checklist": (Inside("\n\n<ul>\n", "\n</ul>\n\n"),),
        "li_item": (Inside("\n<li>", "</li>\n"),),
        "content_box": (
            *(Picture("image_id", other="image"), Heading("title", 2, link="link"), INSIDE),
            Button("linktext", "link"),
        ),
        "counter_box": (Line(("value", "unit")), INSIDE),
        "counter_circle": (INSIDE,),
        "progress": (INSIDE, Line(("percentage", "unit"))),
        "testimonial": (Picture("image"), INSIDE, Line(("name",)), Line(("company",), link="link")),
        "person": (Picture("picture_id", other="picture"), Heading("name", 3), Line(("title",)), INSIDE),
        "pricing_column": (Heading("title", 3), INSIDE),
        "pricing_price": (Line(("currency", "price", "= ", "time")), INSIDE),
        "tagline_box": (Heading("title", 2), Line(("description",)), INSIDE, Button("button", "link")),
        "flip_box": (
            *(Picture("image"), Heading("title_front", 2), Line(("text_front",)), Heading("title_back", 3), INSIDE),
        ),
        "image": (Picture("image_id", "alt", link="link", other="image"),),
        "gallery": (Pictures("image_ids"), INSIDE),
        "gallery_image": (Picture("image_id", other="image"),),
        "youtube": (Film("id", "https://www.youtube.com/watch?v={}"),),
        "vimeo": (Film("id", "https://vimeo.com/{}"),),
        "video": (Film("video"),),
        "audio": (Film("src"),),
        "soundcloud": (Film("url"),),
        "countdown": (Heading("heading_text", 2), Line(("subheading_text",)), Button("link_text", "link_url")),
    }
    return rows


def _filled_in(given: Mapping[str, str]) -> frozenset[str]:
    """The arguments that the site fills in while it prints the page: JSON in base64 names them."""
    try:
        found = orjson.loads(base64.b64decode(given.get("dynamic_params", ""), validate=True) or b"{}")
    except (binascii.Error, ValueError):
        return frozenset(given)
    return frozenset(found) if isinstance(found, dict) else frozenset()


def _read(given: Mapping[str, str]) -> Mapping[str, object]:
    """The arguments that stand there as they are shown."""
    filled = _filled_in(given)
    values = {name: value for name, value in given.items() if name not in filled}
    # `7|full`: the id and the size.
    return values | {name: values[name].partition("|")[0] for name in ("image_id", "picture_id") if name in values}


def _switch(given: Mapping[str, str]) -> Switch:
    """Off while it is a draft; by condition where a rule, or a day, decides."""
    status = given.get("status", "")
    if status == "draft":
        return Switch.OFF
    timed = status in {"published_until", "publish_after"}
    bound = "element_content" in _filled_in(given)
    return Switch.CONDITION if timed or bound or not empty_list(given.get("render_logics", "")) else Switch.ON


AVADA = Rows(
    builder="Avada",
    prefix="fusion_",
    rows={f"fusion_{name}": parts for name, parts in _rows().items()},
    dialect=Dialect(),
    switch=_switch,
    read=_read,
    encoded=frozenset({"fusion_code"}),
    code=frozenset({"fusion_syntax_highlighter"}),
    pictures=frozenset({"fusion_imageframe", "fusion_slide"}),
    link_names=("link",),
)
