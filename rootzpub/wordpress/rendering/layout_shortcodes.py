"""Shortcodes that only arrange words: their tags go, their inside stays.

One row a name, as data. What has no row here or in another such table (`TABLES` in `foreign_shortcodes`) gives nothing
of its inside [visibility §9.3]. To add a plugin's: a row; a prefix shared by many goes into `_FAMILIES`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a shortcode of layout shows. Each tuple names attributes, of which the first that is there is taken."""

    inline: bool = False
    """Its inside goes on in the line; else it stands apart."""
    title: tuple[str, ...] = ()
    """Shown in bold before the inside."""
    heading: tuple[str, ...] = ()
    """Shown as a heading before the inside."""
    text: tuple[str, ...] = ()
    """Shown where it encloses nothing."""
    link: tuple[str, ...] = ()
    """The address to which its inside, or `text`, leads."""
    image: tuple[str, ...] = ()
    """The address of a picture, shown before the inside."""
    alt: tuple[str, ...] = ()
    """What the picture shows."""
    off: Mapping[str, str] = field(default_factory=dict)
    """Attributes whose value, compared without case, switches it off with all its inside."""


BOX = Layout()
INLINE = Layout(inline=True)
PANEL = Layout(title=("title", "heading", "name", "label"))
"""A tab, a toggle, a part of an accordion: every visitor reads it after a click."""
BUTTON = Layout(inline=True, text=("text", "title", "label", "value"), link=("url", "link", "href"))
QUOTE = Layout()

_COLUMNS = (
    *("one_half", "one_third", "two_third", "two_thirds", "one_fourth", "three_fourth", "three_fourths"),
    *("one_fifth", "two_fifth", "three_fifth", "four_fifth", "one_sixth", "five_sixth", "one_quarter"),
    *("three_quarter", "three_quarters", "one-half", "one-third", "two-third", "two-thirds", "one-fourth"),
    *("three-fourth", "three-fourths", "one_column", "full_width", "fullwidth", "half", "third", "fourth"),
)
_BOXES = (
    *("row", "row_inner", "col", "column", "column_inner", "columns", "container", "section", "div", "wrapper", "wrap"),
    *("grid", "box", "info_box", "infobox", "alert", "notice", "note", "info", "message", "panel", "callout", "well"),
    *("tabs", "tabgroup", "tab_group", "tabcontainer", "accordion", "accordions", "toggles", "slides", "slider"),
    *("center", "left", "right", "aligncenter", "alignleft", "alignright", "align", "list", "ul", "ol", "li", "bullet"),
    *(
        "checklist",
        "check_list",
        "textbox",
        "text_block",
        "textblock",
        "paragraph",
        "p",
        "lead",
        "intro",
        "content_box",
    ),
    *("blockquote", "quote", "pullquote", "pull_quote", "quotes", "raw", "noformat", "table_wrap", "responsive_table"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "heading", "clear", "clearfix", "divider", "spacer", "hr", "line", "gap"),
    *("testimonial", "testimonials", "warning", "success", "error", "tip", "code", "sourcecode", "layerslider_text"),
)
_INLINE = (
    *("dropcap", "drop_cap", "dropcaps", "drop_caps", "highlight", "hl", "mark", "b", "i", "u", "s", "em", "strong"),
    *("strike", "span", "color", "colour", "size", "font", "big", "small", "sup", "sub", "underline", "italic", "bold"),
    *("label", "badge", "tooltip", "popover", "popup_text", "nobr", "lang", "abbr", "tt", "fn_anchor", "icon_text"),
)
_PANELS = (
    *("tab", "toggle", "accordion_item", "accordion-item", "accordion_section", "accordion_panel", "collapse"),
    *("collapsible", "expand", "spoiler", "slide", "faq", "faq_item", "question", "togglecontent", "accordion_toggle"),
    *("tabcontent", "tab_item", "pane", "read_more", "readmore", "collapsible_item", "card"),
)
_OF_PLUGINS: Mapping[str, Layout] = {
    **{f"ezcol_1{part}{end}": BOX for part in ("half", "third", "quarter", "fifth") for end in ("", "_end")},
    **{f"ezcol_{part}{end}": BOX for part in ("2third", "3quarter", "2fifth", "3fifth") for end in ("", "_end")},
    **{f"wpcol_1{part}{end}": BOX for part in ("half", "third", "quarter") for end in ("", "_end")},
    **dict.fromkeys(("restabs", "wptabs", "poem", "verse", "bibleverse", "lyrics", "responsive", "cols"), BOX),
    **dict.fromkeys(("wptabtitle", "wptabcontent", "recipe", "googlefont"), BOX),
    **dict.fromkeys(("restab", "bg_collapse", "learn_more", "expander_maker", "collapse_item", "collapse-item"), PANEL),
    "bg_collapse": Layout(title=("expand_text", "title")),
    "learn_more": Layout(title=("caption", "title")),
    "expander_maker": Layout(title=("more", "title")),
}
"""Names that single plugins made up."""
_BUTTONS = ("button", "btn", "cta", "button_link", "link_button", "read_more_button")
_FAMILIES = ("su", "av", "ux", "x", "cs", "mk", "tt", "themify", "wpsm", "thrive", "bs", "ws", "gt3", "qode", "mkdf")
"""What plugins and themes put before the common names: `su_row`, `av_one_half`."""
_OF_FAMILIES: Mapping[str, Layout] = {
    **dict.fromkeys(("columns", "list", "table", "animate", "carousel", "posts_wrap", "service", "frame"), BOX),
    **dict.fromkeys(("quote", "pullquote", "note", "box", "heading", "divider", "spacer", "text_separator"), BOX),
    "heading": Layout(heading=("title", "heading")),
    "note": Layout(),
    "box": PANEL,
    "service": PANEL,
    "spoiler": PANEL,
    "tooltip": INLINE,
    "lightbox": INLINE,
}


def _rows() -> Iterator[tuple[str, Layout]]:
    own: dict[str, Layout] = {
        **dict.fromkeys(_BOXES, BOX),
        **dict.fromkeys(_COLUMNS, BOX),
        **{f"{name}_last": BOX for name in _COLUMNS},
        **{f"{name}-last": BOX for name in _COLUMNS},
        **{f"{name}_first": BOX for name in _COLUMNS},
        **dict.fromkeys(_INLINE, INLINE),
        **dict.fromkeys(_PANELS, PANEL),
        **dict.fromkeys(_BUTTONS, BUTTON),
        **_OF_PLUGINS,
        "url": Layout(inline=True, link=("", "url", "href")),
        "link": Layout(inline=True, link=("", "url", "href")),
        "img": Layout(inline=True, image=("src", "url"), alt=("alt", "title")),
        "image": Layout(inline=True, image=("src", "url"), alt=("alt", "title")),
    }
    yield from own.items()
    for family in _FAMILIES:
        yield from ((f"{family}_{name}", row) for name, row in {**own, **_OF_FAMILIES}.items())


LAYOUT: Mapping[str, Layout] = dict(_rows())
"""By name in lower case."""
