"""Finds the hidden elements that a visitor opens: panels of tabs and accordions, by the controls that name them.

A control is a visible element that names an id (`aria-controls`, a link to `#id`, `data-target` …), or a tab that the
panel itself names (`aria-labelledby`). A panel that is opened shows the controls inside it as well, so chains of panels
are followed, each element once. Decision 0003: this is a walk of its own, because a control may stand behind its panel.
Invariants: linear; never raises; nothing is opened by a control that nobody can see or that shows nothing itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lxml import etree

from rootzpub.markdown.hidden import is_hidden, sight
from rootzpub.markdown.tags import MEDIA, PREFIX

_NAMING: Final = ("aria-controls", "popovertarget", "commandfor")
"""Attributes that hold ids."""
_POINTING: Final = ("data-target", "data-bs-target", "data-href", "data-tab-target", "data-toggle-target")
"""Attributes that hold a selector: `#id`, or several with commas."""
_FEW: Final = 16
"""Names that are looked for one by one; with more, the page is read in any case."""
_PLAIN: Final = re.compile(rb"[\w.:-]+")
_BUTTONS: Final = frozenset({"button", "summary", "dialog"})
_TELLING: Final = frozenset({"style", "hidden", "aria-hidden", "href", "role", "aria-expanded", *_NAMING, *_POINTING})
"""Attributes by which an element may be hidden or a control; all others are passed over at once."""
_LINKS: Final = frozenset({"a", "area"})
_TITLE_ROLES: Final = frozenset({"tab", "button"})
_SHOWN: Final = MEDIA | {"svg", "i", "input"}


def opened(source: bytes, closed: Sequence[str]) -> frozenset[str]:
    """What names the hidden elements in the page (UTF-8) that a visible control shows: their ids, and the tabs' ids.

    The ids of tabs stand behind a line feed, which no id of an element holds (`names_of`). `closed` are the names of
    elements that are hidden on their own: where nothing says one of them again, no control can name it.
    """
    if len(closed) <= _FEW and not any(_may_be_named(source, name.encode()) for name in closed):
        return frozenset()
    target: Any = _Controls()
    etree.fromstring(source, etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True))
    return target.opened()  # type: ignore[no-any-return]


def _may_be_named(source: bytes, name: bytes) -> bool:
    """Whether the page says this name more often than elements have it as their id."""
    said = name.strip()  # one that is written with references is not looked for
    return _PLAIN.fullmatch(said) is None or source.count(said) > source.count(b'id="' + said + b'"') - (said != name)


class _Panel:
    """A hidden element, and what the controls right in it name; the first one stands for the page as it is seen."""

    __slots__ = ("ids", "inner", "is_shown", "named", "titles")

    def __init__(self, ids: list[str], *, is_shown: bool) -> None:
        self.ids = ids
        self.is_shown = is_shown
        """Whether it is shown as soon as what is around it is."""
        self.named: list[str] = []
        """Ids that controls in it name, and those of its tabs, so that panels which name a tab are found."""
        self.titles: list[str] = []
        self.inner: list[_Panel] = []


class _Control:
    """A control being read."""

    __slots__ = ("depth", "names", "panel", "shows", "title")

    def __init__(self, panel: _Panel, depth: int, names: list[str], title: str) -> None:
        self.panel = panel
        self.depth = depth
        """How many elements were open around it."""
        self.names = names
        self.title = title
        """Its own id, if it is a tab or a button."""
        self.shows = False
        """Whether anything stands in it."""


class _Controls:
    """The parser's target."""

    def __init__(self) -> None:
        self._page = _Panel([], is_shown=True)
        self._open: list[tuple[_Panel, int]] = [(self._page, 0)]
        """For each open element the panel it stands in, and the inherited signs that hide its text."""
        self._controls: list[_Control] = []
        """The open controls."""
        self._bare: list[_Control] = []
        """Those that have shown nothing so far."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A start tag."""
        here = self._open[-1]
        if tag in _BUTTONS or not _TELLING.isdisjoint(attributes):
            here = self._begin(tag, dict(attributes), *here)
        self._open.append(here)
        if self._bare and (tag in _SHOWN or "aria-label" in attributes):
            self._show(here[0])

    def _begin(self, tag: str, named: dict[str, str], panel: _Panel, hidden: int) -> tuple[_Panel, int]:
        """An element that may be hidden or a control; what holds inside it."""
        if "style" in named:
            seen = sight(named["style"])
            hidden = (hidden & ~seen.clears) | seen.sets
        if is_hidden(named, tag) or (tag == "dialog" and "open" not in named):
            outer, panel = panel, _Panel(names_of(named), is_shown=named.get("role") == "tabpanel")
            outer.inner.append(panel)
        if not hidden:
            names = list(_names(tag, named))
            title = named.get("id", "") if _is_title(tag, named) else ""
            if names or title:
                control = _Control(panel, len(self._open), names, title)
                self._controls.append(control)
                self._bare.append(control)
        return panel, hidden

    def data(self, text: str) -> None:
        """Text."""
        if self._bare and not self._open[-1][1] and text.strip():
            self._show(self._open[-1][0])

    def _show(self, panel: _Panel) -> None:
        """Something is seen here: the controls around it show something."""
        while self._bare and self._bare[-1].panel is panel:
            self._bare.pop().shows = True

    def end(self, tag: str) -> None:
        """An end tag."""
        del tag
        self._open.pop()
        if not self._controls or self._controls[-1].depth != len(self._open):
            return
        control = self._controls.pop()
        if control.shows:
            control.panel.named += control.names
            if control.title:
                control.panel.titles.append(control.title)
        elif self._bare[-1:] == [control]:
            self._bare.pop()

    def close(self) -> "_Controls":
        """The end of the document."""
        return self

    def opened(self) -> frozenset[str]:
        """Ids of the panels that can be opened, beginning with what is seen at first."""
        found: set[str] = set()
        named: set[str] = set()
        waiting: dict[str, list[_Panel]] = {}
        shown = [self._page]
        while shown:
            panel = shown.pop()
            # 1. What its controls name: panels that waited for it, and those still to come.
            for name in (*panel.named, *(f"\n{title}" for title in panel.titles)):
                if name not in named:
                    named.add(name)
                    shown += self._found(waiting.pop(name, []), found)
            # 2. The panels in it are within reach now: shown, or waiting for a control.
            for inner in panel.inner:
                if inner.is_shown or not named.isdisjoint(inner.ids):
                    shown += self._found([inner], found)
                else:
                    for name in inner.ids:
                        waiting.setdefault(name, []).append(inner)
        return frozenset(found)

    @staticmethod
    def _found(panels: list[_Panel], found: set[str]) -> list[_Panel]:
        """Those that were not shown before."""
        fresh = []
        for panel in panels:
            if panel.ids or panel.is_shown:
                found.update(panel.ids)
                fresh.append(panel)
                panel.ids, panel.is_shown = [], False
        return fresh


def names_of(named: Mapping[str, str]) -> list[str]:
    """What a panel can be found by: its id, and the tabs that it names (each behind a line feed)."""
    names = [f"\n{name}" for name in named.get("aria-labelledby", "").split()] if "aria-labelledby" in named else []
    if named.get("id"):
        names.append(named["id"])
    return names


def _is_title(tag: str, named: Mapping[str, str]) -> bool:
    return tag in ("button", "summary") or named.get("role", "") in _TITLE_ROLES or "aria-expanded" in named


def _names(tag: str, named: Mapping[str, str]) -> Iterator[str]:
    """The ids that a control names."""
    for name in _NAMING:
        if name in named:
            yield from named[name].split()
    for name in _POINTING:
        if name in named:
            parts = (part.strip() for part in named[name].split(","))
            yield from (part[1:] for part in parts if len(part) > 1 and part[0] == "#")
    if tag.removeprefix(PREFIX) in _LINKS and len(named.get("href", "")) > 1 and named["href"][0] == "#":
        yield named["href"][1:]
