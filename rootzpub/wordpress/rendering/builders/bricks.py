"""Bricks: a flat list of elements with their parents, serialised in the meta `_bricks_page_content_2`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rootzpub.wordpress.php_serialize import Value
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
    Lost,
    Part,
    Picture,
    Pictures,
)
from rootzpub.wordpress.rendering.builders.rows import ACCESS_WORDS
from rootzpub.wordpress.rendering.builders.values import Dialect, Values
from rootzpub.wordpress.rendering.markup import escape
from rootzpub.wordpress.rendering.page import Page
from rootzpub.wordpress.rendering.texturize import texturize

_DYNAMIC = re.compile(r"\{[a-z][a-z0-9_-]*(?::[^{}\s]*)?\}")
_BOXES = ("section", "container", "block", "div", "slider-nested", "tabs-nested", "accordion-nested", "list-nested")
_NOTHING = ("divider", "icon", "svg", "map", "countdown", "search", "nav-menu", "nav-nested", "breadcrumbs", "logo")
_LOST = (
    *("template", "posts", "carousel", "related-posts", "query-results-summary", "pagination", "wordpress", "sidebar"),
    *("post-content", "post-meta", "post-author", "post-comments", "post-excerpt", "shortcode-dynamic", "slot"),
)
_ITEM: Sequence[Part] = (Bold("title"), Line(("subtitle",)), Html("content"))

ELEMENTS: Mapping[str, Sequence[Part]] = {
    **dict.fromkeys((*_BOXES, *_NOTHING), NOTHING),
    **dict.fromkeys(_LOST, LOST),
    "form": FORM,
    "post-title": NOTHING,
    "heading": (Heading("text", 3, link="link", tag="tag"),),
    "text-basic": (Line(("text",), link="link"),),
    "text": (Html("text"),),
    "text-link": (Button("text", "link"),),
    "button": (Button("text", "link"),),
    "image": (Picture("image", link="link", caption="captionCustom"),),
    "image-gallery": (Pictures("items"),),
    "icon-box": (Html("content"),),
    "list": (Each("items", (Line(("title", "= ", "meta"), link="link"), Html("description"))),),
    "accordion": (Each("accordions", _ITEM),),
    "tabs": (Each("tabs", _ITEM),),
    "testimonials": (Each("items", (Html("content"), Line(("name",)), Line(("title",)), Picture("image"))),),
    "team-members": (Each("items", (Picture("image"), Heading("title", 4), Line(("subtitle",)), Html("description"))),),
    "pricing-tables": (
        Each(
            "pricingTables",
            (
                *(
                    Heading("title", 3),
                    Line(("subtitle",)),
                    Line(("pricePrefix", "price", "priceSuffix", "= ", "priceMeta")),
                ),
                *(Bullets("features", "feature"), Button("buttonText", "buttonLink"), Html("additionalInformation")),
            ),
        ),
    ),
    "counter": (Line(("prefix", "countTo", "suffix")),),
    "progress-bar": (Each("bars", (Line(("title", "= ", "percentage", "=%")),)),),
    "pie-chart": (Line(("percent", "=%")),),
    "alert": (Html("content"),),
    "animated-typing": (Line(("prefix", "= ", "suffix")),),
    "slider": (Each("items", (Heading("title", 3), Html("content"), Button("buttonText", "buttonLink"))),),
    "video": (
        Film("videoUrl"),
        Film("youTubeId", "https://www.youtube.com/watch?v={}"),
        Film("vimeoId", "https://vimeo.com/{}"),
        Film("fileUrl"),
    ),
    "audio": (Film("external"),),
    "shortcode": (Html("shortcode"),),
    "html": (Html("html"),),
    "social-icons": (Each("icons", (Button("label", "link"),)),),
    "rating": (Line(("rating",)),),
}
"""Element to parts."""


class _Bricks(Dialect):
    """Texts may hold names in braces that the site fills in."""

    typographic = True

    def address(self, value: object) -> str:
        """The address of a link; one that is filled in is none."""
        found = super().address(value)
        return "" if _DYNAMIC.search(found) else found


_DIALECT = _Bricks()


def write(elements: Sequence[Value], page: Page) -> str:
    """The HTML of the elements."""
    written: list[str] = []
    nodes = {str(each.get("id")): each for each in elements if isinstance(each, dict)}
    roots = [each for each in nodes.values() if str(each.get("parent") or "0") not in nodes]
    seen: set[str] = set()
    stack: list[Mapping[Any, Any]] = list(reversed(roots))
    while stack:
        element = stack.pop()
        identity = str(element.get("id"))
        # A damaged list may name an element twice, or within itself.
        if identity in seen or not _is_shown(element, page):
            continue
        seen.add(identity)
        written.append(_own(element, page))
        children = element.get("children")
        names = children.values() if isinstance(children, dict) else ()
        stack.extend(reversed([nodes[str(name)] for name in names if str(name) in nodes]))
    return "".join(written)


def _is_shown(element: Mapping[Any, Any], page: Page) -> bool:
    settings = element.get("settings")
    given = settings if isinstance(settings, dict) else {}
    if given.get("_hideElementFrontend") or given.get("_display") == "none":
        return False
    name = str(element.get("name"))
    reason = "under a condition" if given.get("_conditions") else "in a query loop" if given.get("hasLoop") else ""
    reason = reason or ("kept as a component" if element.get("cid") or element.get("global") else "")
    if reason:
        page.log.add("page-builder", f"{name} {reason}")
    return not reason


def _own(element: Mapping[Any, Any], page: Page) -> str:
    """What an element prints itself."""
    name = str(element.get("name") or "element")
    settings = element.get("settings")
    given = _filled(settings, name, page) if isinstance(settings, dict) else {}
    values = Values(page=page, element=name, given=given, dialect=_DIALECT)
    if name == "code":
        # Whether a program runs here or is shown is a switch.
        code = values.html("code")
        if given.get("executeCode") or not code:
            page.log.add("page-builder", name)
            return ""
        return f"\n\n<pre><code>{escape(code)}</code></pre>\n\n"
    parts = ELEMENTS.get(name)
    if parts is None:
        unknown = (Heading("title", 3), Heading("heading", 3), Html("content"), Html("text"), Lost())
        parts = LOST if ACCESS_WORDS.search(name) else unknown
    html = "".join(part.write(values) for part in parts)
    return texturize(html, page.quotes) if name in {"text", "text-basic", "heading"} else html


def _filled(settings: Mapping[Any, Any], name: str, page: Page) -> dict[Any, Any]:
    """The settings, texts with names in braces left out: only the site can fill them in."""
    bound = [key for key, value in settings.items() if isinstance(value, str) and _DYNAMIC.search(value)]
    if bound:
        page.log.add("bound-value", f"{name} {bound[0]}", count=len(bound))
    return {key: value for key, value in settings.items() if key not in bound}


def listed(value: Value) -> Iterator[Value]:
    """The elements of a serialised list."""
    if isinstance(value, dict):
        yield from value.values()
