"""Revisions: whether an entry must be read again, known from checksums alone.

A revision is `token` or `token~uses~state`. The token covers the entry's own row, meta, terms and address; `uses` names
what else of the site its HTML was made from (a gallery's pictures, a list of latest posts), and `state` is a number
over those things. Law: an entry whose HTML could differ gets another revision, and finding that out reads no text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from zlib import crc32

from rootzpub import __version__
from rootzpub.sources.wordpress_tables.checksums import table_state
from rootzpub.sources.wordpress_tables.context import SiteContext
from rootzpub.sources.wordpress_tables.listing import Listing, hash_of

_MOST_USES = 24
_EVERYTHING = "site"
_FROM_ROW = ("attachment", "post", "block", "navigation")
_SITE_WIDE = ("posts", "archives", "menu", "pattern", _EVERYTHING)


@dataclass(slots=True)
class Revisions:
    """The revisions of one site at one moment."""

    site: SiteContext
    _context: int = 0
    """What every entry depends on: options, and the tables that addresses are made of."""
    _all_posts: int = 0
    _terms: int = 0
    _users: int = 0
    _kept: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take the sums that several entries share."""
        reader, listing = self.site.reader, self.site.listing
        self._terms = number_of(table_state(reader, "terms"), table_state(reader, "term_taxonomy"))
        self._users = number_of(table_state(reader, "users"))
        self._all_posts = hash_of(*listing.states.values)
        self._context = number_of(__version__, *self._shared_texts())

    def token(self, entry_id: int) -> str:
        """What changes with the entry itself."""
        return self._token(entry_id, self.site.listing.states.of(entry_id))

    def _token(self, entry_id: int, state: int) -> str:
        listing = self.site.listing
        if entry_id not in listing.parents:
            return f"{hash_of(self._context, state):016x}"
        parts = [self._context, state]
        parent_id, _ = listing.parents.get(entry_id, (0, ""))
        passed = {entry_id}
        while parent_id and parent_id not in passed:  # addresses hold the slugs of all that stands above
            parts.append(listing.posts.of(parent_id))
            passed.add(parent_id)
            parent_id, _ = listing.parents.get(parent_id, (0, ""))
        return f"{hash_of(*parts):016x}"

    def of(self, entry_id: int, uses: Iterable[str]) -> str:
        """The revision of an entry whose HTML was made from these things."""
        named = sorted(use for use in set(uses) if use != "settings")
        if not named:
            return self.token(entry_id)
        if len(named) > _MOST_USES or any("," in use or "~" in use for use in named):
            named = [_EVERYTHING]
        return f"{self.token(entry_id)}~{','.join(named)}~{self._state(named):016x}"

    def outdated(self, known: Mapping[int, str]) -> Iterator[int]:
        """The visible entries that are unknown or whose stored revision is not what this moment would give."""
        listing = self.site.listing
        for entry_id, state in zip(listing.states.ids, listing.states.values, strict=True):
            if listing.reason(entry_id) is None and not self._is_current(entry_id, state, known.get(entry_id, "")):
                yield entry_id

    def _is_current(self, entry_id: int, state: int, known: str) -> bool:
        token, marked, rest = known.partition("~")
        if token != self._token(entry_id, state):
            return False
        return not marked or self.of(entry_id, rest.partition("~")[0].split(",")) == known

    def _state(self, uses: Iterable[str]) -> int:
        return hash_of(*(self._state_of(use) for use in uses))

    def _state_of(self, use: str) -> int:
        kind, _, name = use.partition(":")
        number = int(name) if name.isascii() and name.isdigit() else 0
        if kind in _FROM_ROW and number:
            return self._row_state(number)
        states: dict[str, Callable[[], int]] = {
            "attachments-of": lambda: self.site.listing.attachments.get(number, 0),
            "post-terms": lambda: hash_of(self.site.listing.relations.of(number), self._terms),
            "terms": lambda: hash_of(self._terms, self._all_posts),
            "author": lambda: self._users,
        }
        return states[kind]() if kind in states else self._all_posts

    def _row_state(self, entry_id: int) -> int:
        listing: Listing = self.site.listing
        return hash_of(listing.states.of(entry_id), int(listing.is_visible(entry_id)))

    def _shared_texts(self) -> Iterable[str]:
        """Everything that changes addresses, files' addresses or typography of all entries at once."""
        options = self.site.options
        names = ("siteurl", "upload_path", "upload_url_path", "use_smilies", "sticky_posts", "active_plugins")
        yield from (options.text(name) for name in names)
        yield repr(self.site.permalinks)
        yield from (self.site.timezone, options.locale, options.text("default_category"))
        yield from (options.text(name) for name in ("date_format", "time_format", "blogname", "blogdescription"))
        structures = [self.site.permalinks.structure, *(route.structure for route in self.site.types.values())]
        if any(f"%{name}%" in structure for structure in structures for name in self.site.terms.public):
            yield str(self._terms)
        if "%author%" in self.site.permalinks.structure:
            yield str(self._users)


def number_of(*texts: str) -> int:
    """One number from several texts."""
    return hash_of(*(crc32(text.encode("utf-8", "surrogatepass")) for text in texts))
