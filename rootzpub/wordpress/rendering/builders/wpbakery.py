"""WPBakery Page Builder: shortcodes `vc_…`."""

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

import orjson

from rootzpub.wordpress.rendering.builders.parts import (
    INSIDE,
    LAYOUT,
    LOST,
    NOTHING,
    Bold,
    Button,
    Each,
    Film,
    Heading,
    Line,
    Part,
    Picture,
    Pictures,
)
from rootzpub.wordpress.rendering.builders.rows import Rows, Switch
from rootzpub.wordpress.rendering.builders.values import Dialect

# Its editor writes brackets and quotes in arguments with grave accents around or for them.
_ESCAPES = (("`{`", "["), ("`}`", "]"), ("``", '"'))
_SIZES = ("xs", "sm", "md", "lg")

_LAYOUT = (
    *("section", "row", "row_inner", "column", "column_inner", "column_text", "message", "tour", "accordion"),
    *("tta_toggle", "tta_toggle_section"),
)
_NOTHING = ("separator", "empty_space", "icon", "zigzag", "raw_js", "facebook", "tweetmeme", "googleplus", "pinterest")
_LOST = (
    *("basic_grid", "media_grid", "masonry_grid", "masonry_media_grid", "posts_grid", "posts_slider", "carousel"),
    *("widget_sidebar", "flickr", "acf", "gmaps", "gutenberg", "round_chart", "line_chart", "wp_posts"),
)


def _rows() -> Mapping[str, Sequence[Part]]:
    item = (Bold("title"), INSIDE)
    titled = (Heading("title", 2), INSIDE)
    call = (Heading("h2", 2), Heading("h4", 4), INSIDE)
    fixed = {LAYOUT: _LAYOUT, NOTHING: _NOTHING, LOST: _LOST}
    rows: dict[str, Sequence[Part]] = {name: parts for parts, names in fixed.items() for name in names}
    rows |= {
        "tta_section": item,
        "tta_tabs": titled,
        "tta_tour": titled,
        "tta_accordion": titled,
        "tta_pageable": titled,
        "tabs": titled,
        "tab": item,
        "accordion_tab": item,
        "toggle": item,
        "custom_heading": (Heading("text", 2, link="link", tag="font_container"),),
        "text_separator": (Heading("title", 4),),
        "btn": (Button("title", "link"),),
        "button": (Button("title", "href"),),
        "button2": (Button("title", "link"),),
        "cta": (*call, Button("btn_title", "btn_link")),
        "cta_button": (Heading("call_text", 2), Button("title", "href")),
        "cta_button2": (*call, Button("title", "link")),
        "single_image": (
            Heading("title", 2),
            Picture("image", link="link", caption="caption", other="custom_src"),
        ),
        "gallery": (Heading("title", 2), Pictures("images")),
        "images_carousel": (Heading("title", 2), Pictures("images")),
        "video": (Heading("title", 2), Film("link")),
        "progress_bar": (Heading("title", 2), Each("values", (Line(("label", "= ", "value", "=%")),))),
        "pie": (Heading("title", 4), Line(("label_value", "units"))),
        "hoverbox": (
            *(Picture("image"), Heading("primary_title", 2), Heading("hover_title", 2), INSIDE),
            Button("hover_btn_title", "hover_btn_link"),
        ),
        "pricing_table": (
            *(Heading("heading", 3), Line(("subheading",)), Line(("currency", "price", "= ", "period")), INSIDE),
            Button("btn_title", "btn_link"),
        ),
    }
    return rows


class _WPBakery(Dialect):
    """Links are `url:…|title:…`, lists of values percent-encoded JSON, headings `tag:h2|…`."""

    escapes = _ESCAPES

    def address(self, value: object) -> str:
        """The address of a link."""
        written = self.scalar(value).strip()
        if not written or ("|" not in written and not written.startswith("url:")):
            return written
        fields = (field.partition(":") for field in written.split("|"))
        return next((unquote(text).strip() for name, _, text in fields if name.strip() == "url"), "")


def _read(given: Mapping[str, str]) -> Mapping[str, object]:
    """The arguments, those that hold more than one value taken apart."""
    values: dict[str, object] = dict(given)
    if "font_container" in given:
        fields = dict(field.partition(":")[::2] for field in given["font_container"].split("|"))
        values["font_container"] = fields.get("tag", "")
    if "values" in given:
        values["values"] = _listed(given["values"])
    if given.get("add_caption") not in {"yes", "true"}:
        values.pop("caption", None)
    if given.get("source") == "external_link":
        values.pop("image", None)
    if given.get("source") == "post_title":
        values.pop("text", None)
    return values


def _listed(written: str) -> list[dict[str, str]]:
    """A list of values: percent-encoded JSON, or `90|Development,80|Design` of older pages."""
    try:
        found = orjson.loads(unquote(written))
    except orjson.JSONDecodeError:
        pairs = (part.partition("|") for part in written.split(","))
        return [
            {"value": value.strip(), "label": label.partition("|")[0].strip()} for value, _, label in pairs if label
        ]
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _switch(given: Mapping[str, str]) -> Switch:
    """Off where its author disabled it or hid it at every width."""
    classes = f"{given.get('offset', '')} {given.get('el_class', '')}".split()
    hidden = all(f"vc_hidden-{size}" in classes for size in _SIZES)
    return Switch.OFF if hidden or given.get("disable_element") == "yes" else Switch.ON


WPBAKERY = Rows(
    builder="WPBakery",
    prefix="vc_",
    rows={f"vc_{name}": parts for name, parts in _rows().items()},
    dialect=_WPBakery(),
    switch=_switch,
    read=_read,
    encoded=frozenset({"vc_raw_html"}),
    link_names=("link", "href"),
)
