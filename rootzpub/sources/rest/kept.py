"""What was fetched before the sweep: pages in a journal, and which of their objects are still as the site has them.

Invariants: what is not certain is read again. An object that an earlier run fetched is uncertain also when its HTML
lists other entries, or links to one that nobody may see any more: its own date does not say when those changed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rootzpub.errors import MalformedInput
from rootzpub.sources.rest.answers import Json, integer, objects, parse, text
from rootzpub.sources.rest.catalog import Collection
from rootzpub.sources.rest.client import Answer
from rootzpub.sources.rest.journal import Journal
from rootzpub.sources.rest.listing import Page
from rootzpub.sources.rest.paging import PAGE_SIZE
from rootzpub.sources.rest.sweep import Sweep
from rootzpub.sources.rest.traces import link_key, links_in
from rootzpub.wordpress.dates import parse_utc

_SETTLED = timedelta(minutes=1)
"""Two edits may fall into one second, and the clocks of a server and its proxy may differ a little."""
_LISTS = re.compile(r"wp-block-(?:latest-posts|query|post-template|page-list|navigation|archives|categories|tag-cloud)")


def lists_others(html: str) -> bool:
    """Whether WordPress put a list of other entries into this HTML."""
    return _LISTS.search(html) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPages:
    """The pages of one collection in a journal."""

    journal: Journal
    route: str

    def keep(self, page: int, answer: Answer, entries: int, size: int) -> None:
        """Keep a page that was read, of a listing with `size` objects a page."""
        pages = answer.number("X-WP-TotalPages")
        self.journal.keep(self._name(page, size), answer.body, answered=answer.date(), pages=pages, entries=entries)

    def kept(self, page: int, size: int) -> Page | None:
        """A page, if it was kept."""
        return self._kept(self._name(page, size))

    def _kept(self, name: str) -> Page | None:
        record = self.journal.kept(name)
        if record is None:
            return None
        try:
            items = objects(parse(record.body, where=self.route), where=self.route)
        except MalformedInput:
            return None
        return Page(items=items, pages=record.pages, answered=record.answered, earlier=record.earlier)

    def all(self) -> Iterator[Page]:
        """Every page that was kept."""
        for name in self.journal.names():
            route, _, _ = name.rpartition(" ")
            if route.partition("@")[0] == self.route and (page := self._kept(name)) is not None:
                yield page

    def _name(self, page: int, size: int) -> str:
        return f"{self.route} {page}" if size == PAGE_SIZE else f"{self.route}@{size} {page}"


@dataclass(slots=True, kw_only=True)
class Freshness:
    """Decides what still holds, by a sweep made afterwards."""

    sweep: Sweep
    withdrawn: set[str] = field(default_factory=set)
    """Addresses of entries that an earlier run could read and that nobody may see now."""

    def learn(self, pages: Iterable[Page], is_visible: Callable[[int], bool]) -> None:
        """Take in what an earlier run fetched, before the first question."""
        for page in pages:
            gone = (item for item in page.items if page.earlier and not is_visible(integer(item, "id")))
            self.withdrawn.update(link_key(text(item, "link")) for item in gone if text(item, "link"))

    def holds(self, item: Json, kind: Collection, page: Page) -> bool:
        """Whether this object of a page need not be read again."""
        # Read just now, behind the sweep: nothing is younger.
        if page.answered is None:
            return True
        swept = self.sweep.seen.get(integer(item, "id"))
        if swept is None or swept.token != self.sweep.token(item, kind) or not _is_settled(item, page.answered):
            return False
        return not (page.earlier and self._depends_on_others(item))

    def _depends_on_others(self, item: Json) -> bool:
        html = "".join(text(item, name, "rendered") for name in ("content", "excerpt", "description", "caption"))
        return lists_others(html) or (bool(self.withdrawn) and any(link in self.withdrawn for link in links_in(html)))


def _is_settled(item: Json, answered: datetime) -> bool:
    """Whether a later edit would bear another date than this object does."""
    modified = parse_utc(text(item, "modified_gmt"))
    return modified is None or abs(answered - modified) > _SETTLED
