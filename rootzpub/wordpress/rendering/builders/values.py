"""The values of one element, read in the way its builder writes them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rootzpub.wordpress.rendering.context import Attachment, RawEntry
from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.markup import escape, escape_url, strip_tags

_HTML = re.compile(r"<[a-zA-Z/!]")
_LEVEL = re.compile(r"h?([1-6])\Z")
_IDS = re.compile(r"[0-9]{1,18}")
# WordPress's typography leaves the arguments of shortcodes alone; entities keep it away from these texts too (quotes
# are entities anyway).
_DASHES = re.compile(r"-(?=-)|(?<=-)-|\.(?=\.\.)")
_DIGITS = re.compile(r"\s*([0-9]{1,18})\s*\Z")


class Media(Protocol):
    """What elements name by id."""

    def attachment(self, attachment_id: int) -> Attachment | None:
        """One media item."""

    def library_entry(self, entry_id: int) -> RawEntry | None:
        """An entry of the builder's library."""


class Surface(Protocol):
    """What elements are written on: a `Page`, or HTML that has none."""

    @property
    def log(self) -> LossLog:
        """The losses."""

    @property
    def site(self) -> Media:
        """What is named by id."""

    @property
    def math_is_block(self) -> bool:
        """Whether WordPress puts formulas into lines of their own."""

    def may_add(self, html: str) -> bool:
        """Whether the entry may still grow by this."""

    def may_enter(self, reference: str) -> bool:
        """Whether something of the library may be shown here."""


class Dialect:
    """How a builder writes values; each builder has its own."""

    typographic = False
    """Whether WordPress's typography works on these texts as well."""
    escapes: Sequence[tuple[str, str]] = ()
    """How the builder writes signs that arguments cannot hold, and what they mean; in this order."""

    def decoded(self, text: str) -> str:
        """The text that the author typed: without the builder's own escapes."""
        for written, meant in self.escapes:
            text = text.replace(written, meant)
        return text

    def scalar(self, value: object) -> str:
        """A value as text: what is neither text nor number is none."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        return self.decoded(str(value))

    def address(self, value: object) -> str:
        """The address that a value holds."""
        if isinstance(value, Mapping):
            return self.address(value.get("url"))
        return self.scalar(value).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The values of one element (or of one item of a list in it) by name."""

    page: Surface
    element: str
    """Name of the element, for losses."""
    given: Mapping[str, Any]
    dialect: Dialect

    def plain(self, name: str) -> str:
        """A value as plain text."""
        return strip_tags(self.dialect.scalar(self.given.get(name))).strip() if name else ""

    def text(self, name: str) -> str:
        """A value as phrasing HTML: what holds no tag is escaped."""
        text = self.dialect.scalar(self.given.get(name)).strip() if name else ""
        if _HTML.search(text):
            return text
        text = escape(text)
        return text if self.dialect.typographic else _DASHES.sub(_entity, text)

    def html(self, name: str) -> str:
        """A value as the HTML that it is."""
        return self.dialect.scalar(self.given.get(name))

    def url(self, name: str) -> str:
        """A value as an address, unescaped; empty when there is none."""
        return self.dialect.address(self.given.get(name)) if name else ""

    def level(self, name: str, otherwise: int) -> int:
        """Which heading a value names (`h2`, `2`); 0 for another element, such as `div`."""
        written = self.dialect.scalar(self.given.get(name)).strip().lower()
        match = _LEVEL.match(written)
        return int(match[1]) if match else 0 if written else otherwise

    def picture(self, name: str) -> tuple[str, str]:
        """Address and text of a picture given by id, by address, or by both; empty when there is none to show."""
        return self._picture(self.given.get(name))

    def pictures(self, name: str) -> Iterator[tuple[str, str]]:
        """The pictures of a list, or of ids with commas between them."""
        value = self.given.get(name)
        if isinstance(value, Mapping):
            value = value.get("images", value)
        if isinstance(value, str):
            value = _IDS.findall(value)
        for each in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
            found = self._picture(each)
            if found[0]:
                yield found

    def items(self, name: str) -> Iterator["Values"]:
        """The items of a list of objects."""
        value = self.given.get(name)
        items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
        for item in items:
            if isinstance(item, Mapping):
                given = without_bound(item, self.element, self.page)
                yield Values(page=self.page, element=self.element, given=given, dialect=self.dialect)

    def _picture(self, value: object) -> tuple[str, str]:
        if isinstance(value, Mapping):
            found = self._attachment(value.get("id"))
            url, alt = self.dialect.address(value.get("url")), self.dialect.scalar(value.get("alt"))
            return found if found[0] else (url, alt)
        match = _DIGITS.match(self.dialect.scalar(value))
        if match is None:
            return self.dialect.address(value), ""
        found = self._attachment(match[1])
        if not found[0] and int(match[1]):
            self.page.log.add("missing-reference", f"media {match[1]}")
        return found

    def _attachment(self, value: object) -> tuple[str, str]:
        match = _DIGITS.match(str(value))
        item = self.page.site.attachment(int(match[1])) if match and int(match[1]) else None
        return (item.url, item.alt) if item else ("", "")


def without_bound(given: Mapping[str, Any], element: str, page: Surface) -> Mapping[str, Any]:
    """Values without those that another source fills while the page is printed (Elementor names them)."""
    dynamic = given.get("__dynamic__")
    if not isinstance(dynamic, Mapping) or not dynamic:
        return given
    filled = [key for key in dynamic if key in given]
    if filled:
        page.log.add("bound-value", f"{element} {filled[0]}", count=len(filled))
    return {key: value for key, value in given.items() if key not in dynamic}


def linked(html: str, url: str) -> str:
    """The HTML as a link, when there is an address to link to."""
    address = escape_url(url) if url else ""
    return f'<a href="{address}">{html}</a>' if address and html else html


def picture(url: str, alt: str) -> str:
    """A picture."""
    address = escape_url(url)
    return f'<img src="{address}" alt="{escape(alt)}" />' if address else ""


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"
