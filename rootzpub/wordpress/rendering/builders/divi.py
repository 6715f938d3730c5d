"""Divi 4: shortcodes `et_pb_…`, named as its own builder names its modules."""

from collections.abc import Mapping, Sequence

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
    Line,
    Lost,
    Part,
    Picture,
    Pictures,
)
from rootzpub.wordpress.rendering.builders.rows import Rows, Switch, empty_list
from rootzpub.wordpress.rendering.builders.values import Dialect

_ESCAPES = (("||et_pb_line_break_holder||", "\n"), ("%22", '"'), ("%92", "\\"), ("%91", "["), ("%93", "]"))
_ALL_DEVICES = 3

_LAYOUT = (
    *("section", "row", "row_inner", "column", "column_inner", "text", "accordion", "tabs", "counters", "slider"),
    *("pricing_tables", "fullwidth_slider", "video_slider", "social_media_follow", "map", "fullwidth_map"),
)
_NOTHING = (
    *("divider", "icon", "post_nav", "fullwidth_post_title", "post_title", "menu", "fullwidth_menu", "sidebar"),
    *("line_break_holder", "br_holder", "search"),
)
_FORMS = ("contact_field", "signup_custom_field", "comments")
_LOST = (
    *("blog", "portfolio", "filterable_portfolio", "fullwidth_portfolio", "shop", "post_slider", "post_content"),
    *("fullwidth_post_slider", "fullwidth_post_content"),
)


def _rows() -> Mapping[str, Sequence[Part]]:
    call = (Heading("title", 2), INSIDE, Button("button_text", "button_url"))
    item = (Bold("title"), INSIDE)
    fixed = {LAYOUT: _LAYOUT, NOTHING: _NOTHING, FORM: _FORMS, LOST: _LOST}
    rows: dict[str, Sequence[Part]] = {name: parts for parts, names in fixed.items() for name in names}
    rows |= {
        "contact_form": (Heading("title", 2), Lost("form")),
        "login": (Heading("title", 2), INSIDE, Lost("form")),
        "signup": (Heading("title", 2), INSIDE, Lost("form")),
        "accordion_item": item,
        "tab": item,
        "toggle": item,
        "code": (INSIDE,),
        "fullwidth_code": (INSIDE,),
        "heading": (Heading("title", 1, tag="title_level"),),
        "fullwidth_header": (
            *(Picture("logo_image_url", "logo_alt_text"), Heading("title", 1), Line(("subhead",)), INSIDE),
            *(Button("button_one_text", "button_one_url"), Button("button_two_text", "button_two_url")),
            Picture("header_image_url", "image_alt_text"),
        ),
        "button": (Button("button_text", "button_url"),),
        "image": (Picture("src", "alt", link="url"),),
        "fullwidth_image": (Picture("src", "alt", link="url"),),
        "blurb": (Picture("image", "alt", link="url"), Heading("title", 4, link="url"), INSIDE),
        "cta": call,
        "slide": (Picture("image", "image_alt"), Heading("heading", 2), INSIDE, Button("button_text", "button_link")),
        "counter": (INSIDE, Line(("percent",))),
        "circle_counter": (Line(("number", "unit")), Heading("title", 3)),
        "number_counter": (Line(("number", "unit")), Heading("title", 3)),
        "pricing_table": (
            *(Heading("title", 2), Line(("subtitle",)), Line(("currency", "sum", "= / ", "per"))),
            *(INSIDE, Button("button_text", "button_url")),
        ),
        "testimonial": (
            *(Picture("portrait_url"), INSIDE, Line(("author",)), Line(("job_title",))),
            Line(("company_name",), link="url"),
        ),
        "team_member": (Picture("image_url"), Heading("name", 4), Line(("position",)), INSIDE),
        "audio": (Heading("title", 2), Line(("artist_name",)), Line(("album_name",)), Film("audio")),
        "video": (Film("src"),),
        "video_slider_item": (Film("src"),),
        "gallery": (Pictures("gallery_ids"),),
        "countdown_timer": (Heading("title", 4),),
        "map_pin": (Heading("title", 3), INSIDE),
        "social_media_follow_network": INLINE,
    }
    return rows


class _Divi(Dialect):
    """Quotes and brackets in arguments are percent signs with a number."""

    escapes = _ESCAPES


def _read(given: Mapping[str, str]) -> Mapping[str, object]:
    """The arguments, with the signs behind numbers."""
    values = {**given, "unit": "" if given.get("percent_sign") == "off" else "%"}
    if given.get("percent"):
        values["percent"] = f"{given['percent'].rstrip('%')}%"
    return values


def _switch(given: Mapping[str, str]) -> Switch:
    """Off where its author disabled it on all devices; by condition where only a request decides."""
    devices = given.get("disabled_on", "").split("|")
    if given.get("disabled") == "on" or devices[:_ALL_DEVICES].count("on") == _ALL_DEVICES:
        return Switch.OFF
    if not empty_list(given.get("display_conditions", "")):
        return Switch.CONDITION
    return Switch.ON


def _features(inside: str) -> str:
    """The lines of a price as a list: `+` before what it has, `-` before what it has not."""
    lines = [line.strip().removesuffix("<br />") for line in inside.split("\n")]
    if not any(line[:1] in {"+", "-"} for line in lines):
        return inside
    rows = (
        f"<s>{line[1:].strip()}</s>" if line[0] == "-" else line.removeprefix("+").strip() for line in lines if line
    )
    return f"\n\n<ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>\n\n"


DIVI = Rows(
    builder="Divi",
    prefix="et_pb_",
    rows={f"et_pb_{name}": parts for name, parts in _rows().items()},
    dialect=_Divi(),
    switch=_switch,
    read=_read,
    lines={"et_pb_pricing_table": _features},
    link_names=("button_url", "url"),
)
