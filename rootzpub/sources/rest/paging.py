"""Where a listing ends, and whether it contradicts itself; how many objects a page may have.

Invariants: no number of the site is believed alone. A listing ends where the site says that there is no further page,
at an empty page, or where as many objects were received as were announced; a page without anything new ends it as well.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rootzpub.errors import MalformedInput
from rootzpub.sources.rest.answers import error_code, is_error, member, text
from rootzpub.sources.rest.client import Answer

PAGE_SIZE: Final = 100
"""The most that WordPress gives in one answer (`per_page` has that maximum)."""
_SMALLER: Final = (50, 20, 10, 5, 1)
"""Sizes to try where a site refuses one and does not say which it takes."""
_MOST_EMPTY: Final = 3
"""Empty pages before the announced last one: WordPress leaves out what a visitor may not read, a whole page too."""
_MOST_UNREADABLE: Final = 5
"""Objects that a total counts and no page holds before the next page is asked for them."""
_MOST_PAGES: Final = 100_000
_NUMBER: Final = re.compile(r"\d{1,6}")


@dataclass(slots=True, kw_only=True)
class Audit:
    """Follows one listing, page by page."""

    name: str
    """Of the collection, for people."""
    ids: set[int] = field(default_factory=set)
    received: int = 0
    """Objects, repeated ones included."""
    contradictions: list[str] = field(default_factory=list)
    largest: int = 0
    """Objects on the fullest page: how many the site gives at once, whatever was asked."""
    _empty: int = 0

    def take(self, number: int, ids: Iterable[int], *, pages: int) -> bool:
        """Take in page `number` of `pages` (0: the site did not say); whether it holds anything new, or may be passed.

        An `id` of 0 stands for an object that could not be read.
        """
        found = list(ids)
        new = set(found) - self.ids
        if not found:
            self._empty += 1
            # Nobody announced more, or too often there was nothing.
            if number < pages and self._empty > _MOST_EMPTY:
                self._note(f"{pages} pages announced, pages {number - self._empty + 1} to {number} are empty")
            return number < pages and self._empty <= _MOST_EMPTY
        self._empty = 0
        self.received += len(found)
        self.largest = max(self.largest, len(found))
        self.ids |= new
        repeated = len(found) - len(new)
        if not new - {0} and repeated:
            self._note(f"page {number} repeats earlier ones")
            return False
        if repeated > found.count(0):
            self._note(f"{repeated} of page {number} were on earlier pages")
        if number >= _MOST_PAGES:
            self._note(f"still more after {number} pages")
            return False
        return True

    def is_through(self, number: int, *, pages: int, total: int, size: int, last: int) -> bool:
        """Whether page `number`, which holds `last` objects where `size` were asked for, is the last one.

        `pages` and `total` are what the site said; 0: it did not.
        """
        # A site that gives ten where a hundred were asked counts its pages by the hundred.
        is_full = last >= (min(size, self.largest) if number > 1 else size)
        if number < pages:
            return False
        if total and self.received > total:
            self._note(f"{total} announced, {self.received} received")
            return not is_full
        if total and self.received == total:
            return True
        # Fewer are no contradiction: totals count what visitors may not read. Where many are lacking, or the page is a
        # full one, only the next page can tell; without any number of the site it is the only sign of an end.
        return bool(pages) and not is_full and total - self.received <= _MOST_UNREADABLE

    def _note(self, what: str) -> None:
        line = f"{self.name}: {what}"
        # Of each kind the first: a listing without an end repeats itself on every page.
        if len(self.contradictions) < _MOST_EMPTY:
            self.contradictions.append(line)


def smaller_size(answer: Answer, size: int) -> int:
    """The number of objects for a page that a site takes which refused `size` (status 400); 0 where none is left."""
    try:
        value = answer.value()
    except MalformedInput:
        value = None
    said = text(value, "data", "params", "per_page") or text(value, "message")
    # In any language: the maximum is the greatest number in it below what was asked.
    limits = [int(found) for found in _NUMBER.findall(said) if 0 < int(found) < size]
    return max(limits, default=0) or next((try_ for try_ in _SMALLER if try_ < size), 0)


def refuses_size(answer: Answer) -> bool:
    """Whether an answer (400) may be meant for `per_page`: it names it, or says nothing that we understand."""
    try:
        value = answer.value()
    except MalformedInput:
        return True
    params = member(value, "data", "params")
    if isinstance(params, dict) and params:
        return "per_page" in params
    return not ends_listing(answer)


def ends_listing(answer: Answer) -> bool:
    """Whether an answer says that there is no such page: WordPress's 400 behind the last one."""
    if answer.body[:1] != b"{":
        return False
    value = answer.value()
    return is_error(value) and error_code(value).endswith("invalid_page_number")
