"""Divi 5: blocks `divi/…` that keep their words in attributes, and print them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rootzpub.wordpress.rendering.blocks.scene import Piece, Scene, children, stored, text
from rootzpub.wordpress.rendering.builders.nesting import expand_shortcodes
from rootzpub.wordpress.rendering.builders.parts import (
    FORM,
    LAYOUT,
    LOST,
    NOTHING,
    Bold,
    Button,
    Film,
    Heading,
    Html,
    Inside,
    Line,
    Lost,
    Part,
    Picture,
)
from rootzpub.wordpress.rendering.builders.rows import ACCESS_WORDS
from rootzpub.wordpress.rendering.builders.values import Dialect, Values
from rootzpub.wordpress.rendering.grammar import Block

NAMESPACE = "divi/"
_WIDE = ("desktop", "desktopAbove")
_VARIABLE = "$variable("
_AROUND = frozenset({"placeholder", "layout"})
_LAYOUT = (
    *(
        "section",
        "row",
        "row-inner",
        "column",
        "column-inner",
        "accordion",
        "tabs",
        "counters",
        "slider",
    ),
    *("group", "group-carousel", "pricing-tables", "fullwidth-slider", "video-slider", "social-media-follow", "map"),
    *("icon-list", "fullwidth-map"),
)
_NOTHING = ("divider", "icon", "post-nav", "post-title", "menu", "fullwidth-menu", "sidebar", "search", "lottie")
_LOST = (
    *("blog", "portfolio", "filterable-portfolio", "fullwidth-portfolio", "shop", "post-slider", "gallery"),
    *("fullwidth-post-slider", "post-content", "fullwidth-post-content", "global-layout"),
)
_ITEM: Sequence[Part] = (Bold("title"), Html("content"))
_BUTTON = Button("button.text", "button.linkUrl")

MODULES: Mapping[str, Sequence[Part]] = {
    **dict.fromkeys(_LAYOUT, LAYOUT),
    **dict.fromkeys(_NOTHING, NOTHING),
    **dict.fromkeys(_LOST, LOST),
    **dict.fromkeys(("contact-form", "contact-field", "login", "signup", "comments"), FORM),
    **dict.fromkeys(("accordion-item", "tab", "toggle"), _ITEM),
    **dict.fromkeys(("text", "code", "fullwidth-code", "icon-list-item"), (Html("content"),)),
    "heading": (Heading("title", 1, tag="title@level"),),
    "button": (_BUTTON,),
    "image": (Picture("image.src", "image.alt", link="image.linkUrl"),),
    "fullwidth-image": (Picture("image.src", "image.alt", link="image.linkUrl"),),
    "blurb": (
        *(Picture("imageIcon.src", "imageIcon.alt"), Picture("image.src", "image.alt")),
        *(Heading("title.text", 4, link="title.url"), Heading("title", 4), Html("content")),
    ),
    "cta": (Heading("title", 2), Html("content"), _BUTTON),
    "slide": (Picture("image.src", "image.alt"), Heading("title", 2), Html("content"), _BUTTON),
    "fullwidth-header": (
        *(Picture("logo.src", "logo.alt"), Heading("title", 1), Line(("subhead",)), Html("content")),
        *(Button("buttonOne.text", "buttonOne.linkUrl"), Button("buttonTwo.text", "buttonTwo.linkUrl")),
        Picture("image.src", "image.alt"),
    ),
    "counter": (Line(("title",)), Line(("barProgress", "=%"))),
    "circle-counter": (Line(("number", "unit")), Heading("title", 3)),
    "number-counter": (Line(("number", "unit")), Heading("title", 3)),
    "pricing-table": (
        *(Heading("title", 2), Line(("subtitle",))),
        *(Line(("currencyFrequency.currency", "price", "= / ", "currencyFrequency.per")), Html("content"), _BUTTON),
    ),
    "testimonial": (
        *(Picture("portrait.src"), Html("content"), Line(("author",)), Line(("jobTitle",)), Line(("company",))),
        Line(("company.text",), link="company.linkUrl"),
    ),
    "team-member": (
        *(Picture("image.url"), Picture("image.src"), Heading("name", 4), Line(("position",)), Html("content")),
    ),
    "video": (Film("video.src"),),
    "video-slider-item": (Film("video.src"),),
    "audio": (Heading("title", 2), Line(("artistName",)), Line(("albumName",)), Film("audio"), Film("audio.src")),
    "countdown-timer": (Heading("title", 4),),
    "map-pin": (Heading("title", 3), Html("content")),
    "social-media-follow-network": (Button("socialNetwork.label", "socialNetwork.link"),),
}
"""Module to parts; `button.text` is the member `text` of the element `button`."""
_FALLBACK: Sequence[Part] = (Heading("title", 3), Heading("title.text", 3), Html("content"), _BUTTON, Inside(), Lost())


class _Divi5(Dialect):
    """Texts may hold variables that the site fills in."""

    def address(self, value: object) -> str:
        """The address of a link; one that is filled in is none."""
        found = super().address(value)
        return "" if _VARIABLE in found else found


_DIALECT = _Divi5()


def render(block: Block, scene: Scene) -> Sequence[Piece]:
    """What a module prints, with the modules inside it where its row says so."""
    name = block.name.removeprefix(NAMESPACE)
    switch = _switched_off(block.attributes)
    if switch is not None:
        if switch:
            scene.page.log.add("page-builder", f"{block.name} {switch}")
        return []
    if name in _AROUND:
        # Divi 4 in the block editor: its shortcodes stand in the block, or in an attribute of it.
        return [*stored(block, scene), expand_shortcodes(text(block, "layoutContent"), scene.page)]
    parts = MODULES.get(name)
    if parts is None:
        parts = LOST if ACCESS_WORDS.search(name) else _FALLBACK
    values = Values(page=scene.page, element=block.name, given=_values(block, scene), dialect=_DIALECT)
    written: list[Piece] = []
    for part in parts:
        if isinstance(part, Inside):
            written += children(block, scene)
        else:
            written.append(part.write(values))
    return written


def _values(block: Block, scene: Scene) -> dict[str, Any]:
    """The words of a module by the names of its parts: those for wide screens, which the others repeat."""
    found: dict[str, Any] = {"unit": "%"}
    for name, element in _elements(block.attributes):
        value = _wide(element.get("innerContent"))
        if isinstance(value, str):
            found[name] = value
        elif isinstance(value, Mapping):
            found |= {f"{name}.{key}": each for key, each in value.items()}
        font = element.get("decoration")
        for step in ("font", "font"):
            font = font.get(step) if isinstance(font, Mapping) else None
        level = _wide(font)
        if isinstance(level, Mapping) and level.get("headingLevel"):
            found[f"{name}@level"] = level["headingLevel"]
        advanced = element.get("advanced")
        if name == "number" and isinstance(advanced, Mapping) and _wide(advanced.get("enablePercentSign")) == "off":
            found["unit"] = ""
    bound = [name for name, value in found.items() if isinstance(value, str) and _VARIABLE in value]
    if bound:
        scene.page.log.add("bound-value", f"{block.name} {bound[0]}", count=len(bound))
    return {name: value for name, value in found.items() if name not in bound}


def _elements(attributes: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The elements of a module; `attrs` stands around them in some versions."""
    inner = attributes.get("attrs")
    given = inner if isinstance(inner, Mapping) else attributes
    return ((name, value) for name, value in given.items() if isinstance(value, Mapping))


def _wide(devices: object) -> object:
    """The value for wide screens."""
    wide = devices.get("desktop") if isinstance(devices, Mapping) else None
    return wide.get("value") if isinstance(wide, Mapping) else None


def _switched_off(attributes: Mapping[str, Any]) -> str | None:
    """Why a module is not printed: empty where its author switched it off; None where it is."""
    module = dict(_elements(attributes)).get("module", {})
    decoration = module.get("decoration")
    given = decoration if isinstance(decoration, Mapping) else {}
    disabled = given.get("disabledOn")
    if isinstance(disabled, Mapping):
        off = {name for name, value in disabled.items() if isinstance(value, Mapping) and value.get("value") == "on"}
        # A converted page has names of its own for wide screens and for tablets alone.
        if off.intersection(_WIDE) and off.intersection(("tablet", "tabletOnly")) and "phone" in off:
            return ""
        if off == {"desktop"} and set(disabled) == {"desktop"}:
            # Narrower screens take what is set for wider ones.
            return ""
    conditions = given.get("conditions")
    if _wide(conditions) or (isinstance(conditions, list) and conditions):
        return "under a condition"
    meta = module.get("meta")
    library = isinstance(meta, Mapping) and _wide(meta.get("globalModule"))
    return "kept in the builder's library" if library or attributes.get("globalModule") else None
