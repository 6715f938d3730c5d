"""Elementor: a tree of elements, JSON in the meta `_elementor_data`.

The tree is what a visitor gets; `post_content` is a copy that Elementor wrote at some saving, or what stood there
before. Elements hidden on all devices, or shown under a condition, give nothing.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from rootzpub.wordpress.rendering.builders.elementor_widgets import NESTED, WIDGETS
from rootzpub.wordpress.rendering.builders.parts import LOST, Bold, Button, Heading, Html, Line, Lost, Part, Picture
from rootzpub.wordpress.rendering.builders.rows import ACCESS_WORDS
from rootzpub.wordpress.rendering.builders.values import Dialect, Values, without_bound
from rootzpub.wordpress.rendering.page import Page
from rootzpub.wordpress.rendering.texturize import texturize

_DEVICES = (("hide_desktop",), ("hide_tablet",), ("hide_mobile", "hide_phone"))
_OWN_CONDITIONS = "e_display_conditions"
# Switches of the usual add-ons; their lists of rules stay where they are when the switch is off.
_CONDITION = re.compile(
    r"condition|enabled?_?visibility|visibility_?enabled?|dynamic_?visibility|jedv_enabled|cl_enable$|content_protection"
    r"|(?:hide|show)_(?:for|to)_(?:logged|user|role|guest)|user_role|logged_(?:in|out)",
    re.IGNORECASE,
)
_YES = frozenset({"yes", "true", "on", "1"})
_NUMBER = re.compile(r"[0-9]{1,18}")
_NO = frozenset({"", "no", "none", "0", "false", "off", "[]", '[""]'})
_FALLBACK: Sequence[Part] = (
    *(Heading("title", 3), Heading("heading", 3), Line(("sub_title",)), Html("content"), Line(("text",))),
    *(Line(("description",)), Picture("image"), Button("button_text", "link"), Lost()),
)
"""What a widget without a row prints under names that tell it, beside the loss."""


class _Elementor(Dialect):
    """Values are JSON; those of the newer widgets have their type beside them."""

    typographic = True

    def scalar(self, value: object) -> str:
        """A value as text, taken out of what stands around it."""
        return super().scalar(_bare(value))

    def address(self, value: object) -> str:
        """The address of a link, of a picture, or of a film."""
        value = _bare(value)
        if isinstance(value, Mapping) and "destination" in value:
            value = _bare(value["destination"])
        return super().address(value)


_DIALECT = _Elementor()
_DEEPEST_VALUE = 8
_MOST_DEPTH = 5
"""How deep templates may stand within one another."""
_CURRENCIES = {
    "dollar": "$",
    "euro": "€",
    "pound": "£",
    "yen": "¥",
    "franc": "₣",
    "rupee": "₨",
    "indian_rupee": "₹",
    "real": "R$",
    "krona": "kr",
    "won": "₩",
    "lira": "₺",
    "ruble": "₽",
    "peso": "₱",
    "shekel": "₪",
    "baht": "฿",
}
_DEFAULTS = {
    "price-table": {"currency_symbol": "dollar"},
    "counter": {"ending_number": "100"},
    "video": {"video_type": "youtube"},
}
"""What Elementor shows where a setting was never changed, and so is not stored."""
_LIBRARY = {"template": "template_id", "global": "templateID"}


def parsed(written: str) -> Sequence[Any] | None:
    """The elements of a stored tree; None when it is damaged."""
    try:
        found = orjson.loads(written)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, list) else None


class _Leave:
    """In the stack: where a template ends."""


def _bare(value: object) -> object:
    """A value without its type (`{"$$type": "string", "value": …}`)."""
    for _ in range(_DEEPEST_VALUE):
        if isinstance(value, Mapping) and "$$type" in value:
            value = value.get("value")
        elif isinstance(value, Mapping) and ("content" in value or "size" in value):
            value = value.get("content", value.get("size"))
        else:
            break
    return value


class Tree:
    """One tree on one page, written with a stack of its own, so that depth costs nothing."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._written: list[str] = []
        self._templates: list[int] = []

    def write(self, elements: Sequence[Any]) -> str:
        """The HTML of the elements."""
        stack: list[object] = list(reversed(elements))
        while stack:
            each = stack.pop()
            if isinstance(each, str):
                self._written.append(each)
            elif isinstance(each, _Leave):
                self._templates.pop()
            elif isinstance(each, Mapping) and self._is_shown(each):
                stack.extend(reversed(self._element(each)))
        return "".join(self._written)

    def _is_shown(self, element: Mapping[str, Any]) -> bool:
        settings = _settings(element)
        if all(any(_is_on(settings.get(name)) for name in names) for names in _DEVICES):
            return False
        for name, value in settings.items():
            if (name == _OWN_CONDITIONS and _is_on(value)) or (_CONDITION.search(name) and _is_yes(value)):
                self._page.log.add("page-builder", f"{_name(element)} under a condition")
                return False
        return True

    def _element(self, element: Mapping[str, Any]) -> list[object]:
        """What an element prints: HTML, and elements within it."""
        name, settings = _name(element), _settings(element)
        children = element.get("elements")
        inner: list[object] = list(children) if isinstance(children, list) else []
        if element.get("elType") != "widget":
            return inner
        if name in _LIBRARY:
            return self._template(name, settings.get(_LIBRARY[name]) or element.get(_LIBRARY[name]))
        if name in NESTED:
            return self._nested(name, settings, inner)
        values = Values(page=self._page, element=name, given=self._given(name, settings), dialect=_DIALECT)
        if name == "text-editor":
            return [f"\n\n<div>{texturize(values.html('editor'), self._page.quotes)}</div>\n\n"]
        parts = WIDGETS.get(name)
        if parts is None:
            parts = LOST if ACCESS_WORDS.search(name) else _FALLBACK
        return ["".join(part.write(values) for part in parts), *inner]

    def _nested(self, name: str, settings: Mapping[str, Any], inner: list[object]) -> list[object]:
        """Tabs and accordions whose panels are elements: each with its title."""
        items_name, title_name = NESTED[name]
        values = Values(page=self._page, element=name, given=settings, dialect=_DIALECT)
        titles = [Bold(title_name).write(item) for item in values.items(items_name)]
        found: list[object] = []
        for at in range(max(len(titles), len(inner))):
            found += titles[at : at + 1]
            found += inner[at : at + 1]
        return found

    def _template(self, name: str, number: object) -> list[object]:
        """A saved section or widget, kept once for many pages."""
        match = _NUMBER.fullmatch(str(number))
        known = int(match[0]) if match else 0
        site = self._page.site
        entry = site.library_entry(known) if known and len(self._templates) < _MOST_DEPTH else None
        written = site.stored_tree(known, "_elementor_data") if entry and known not in self._templates else ""
        elements = parsed(written) if written else None
        if elements is None or not self._page.may_add(written) or not self._page.may_enter(f"library:{known}"):
            self._page.log.add("page-builder", f"{name} {number} of the builder's library")
            return []
        self._templates.append(known)
        return [*elements, _Leave()]

    def _given(self, name: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """The settings as they are shown: without those that another source fills while the page is printed."""
        settings = {**_DEFAULTS.get(name, {}), **settings}
        if name == "video":
            kept = (f"{settings['video_type']}_url", "external_url")
            settings = {key: settings[key] for key in kept if key in settings}
        if name == "image":
            unused = (
                ("caption", settings.get("caption_source") == "custom"),
                ("link", settings.get("link_to") == "custom"),
            )
            settings = {key: value for key, value in settings.items() if (key, False) not in unused}
        if name == "animated-headline" and settings.get("rotating_text"):
            turning = ", ".join(str(settings["rotating_text"]).split("\n"))
            settings["highlighted_text"] = settings.get("highlighted_text") or turning
        symbol = settings.get("currency_symbol")
        if isinstance(symbol, str):
            settings["currency_symbol"] = "" if symbol in {"custom", "none"} else _CURRENCIES.get(symbol, symbol)
            settings |= {} if symbol == "custom" else {"currency_symbol_custom": ""}
        return without_bound(settings, name, self._page)


def _name(element: Mapping[str, Any]) -> str:
    return str(element.get("widgetType") or element.get("elType") or "element")


def _settings(element: Mapping[str, Any]) -> Mapping[str, Any]:
    """Settings; PHP writes an empty object as a list."""
    settings = element.get("settings")
    return settings if isinstance(settings, Mapping) else {}


def _is_yes(value: object) -> bool:
    """Whether a switch is on."""
    value = _bare(value)
    return value is True or (isinstance(value, str | int) and str(value).strip().lower() in _YES)


def _is_on(value: object) -> bool:
    value = _bare(value)
    if isinstance(value, str):
        return value.strip().lower() not in _NO
    if isinstance(value, list):
        return any(_is_on(each) for each in value[:100] if not isinstance(each, list)) or any(
            isinstance(each, list | dict) and each for each in value
        )
    return bool(value)
