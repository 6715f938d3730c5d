"""Revisions: whether an entry must be read again, known from checksums alone.

A revision is `token` or `token~uses~state`. The token covers the entry's own row, meta, terms and address; `uses` names
what else of the site its HTML was made from (a gallery's pictures, a list of latest posts), and `state` is a number
over those things. Invariants: an entry whose HTML could differ gets another revision, and finding that out reads no
text.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from rootzpub import __version__
from rootzpub.site import KnownRevisions
from rootzpub.sources.wordpress_tables.checksums import sum_of
from rootzpub.sources.wordpress_tables.context import SiteContext
from rootzpub.sources.wordpress_tables.id_ranges import combine, text_checksum
from rootzpub.sources.wordpress_tables.values import as_number
from rootzpub.wordpress import event_dates, events, products
from rootzpub.wordpress.gates import OPTION_NAMES as GATE_OPTIONS

MARK = "~"
"""In the revision of an entry that depends on more than itself."""
# The store keeps them with the entry and in an index. What was made from more is outdated by any change (`site`).
_MOST_USES = 24
_AT_ONCE = 500
_EVERYTHING = "site"
_STICKY = "sticky"
_FROM_ROW = ("attachment", "post", "block", "navigation")
_TRANSLATIONS = "translations"
CALENDARS = "calendars"
"""Use of an entry whose calendar says when it is."""
# What names one entry: looked at again only when that entry was touched.
_SINGLE = (*_FROM_ROW, _TRANSLATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Numbers over what several entries share."""

    context: int
    """What every entry depends on: options, and the tables that addresses are made of."""
    posts: int
    terms: int
    users: int


@dataclass(slots=True)
class Revisions:
    """The revisions of one site at one moment."""

    site: SiteContext
    shared: Shared

    def token(self, entry_id: int) -> str:
        """What changes with the entry itself."""
        listing = self.site.listing
        listing.need((entry_id,))
        return self._token(entry_id, listing.states.of(entry_id))

    def _token(self, entry_id: int, state: int) -> str:
        listing = self.site.listing
        parts = [self.shared.context, state]
        parent_id, _ = listing.parents.get(entry_id, (0, ""))
        passed = {entry_id}
        while parent_id and parent_id not in passed:  # addresses hold the slugs of all that stands above
            parts.append(listing.posts.of(parent_id))
            passed.add(parent_id)
            parent_id, _ = listing.parents.get(parent_id, (0, ""))
        return f"{combine(*parts):016x}"

    def of(self, entry_id: int, uses: Iterable[str]) -> str:
        """The revision of an entry whose HTML was made from these things."""
        named = sorted(set(uses) - {_STICKY})
        # A slug may hold the signs of the format.
        if len(named) > _MOST_USES or any("," in use or MARK in use for use in named):
            named = [_EVERYTHING]
        # Being sticky stands in an option, so no checksum of the entry's shows it.
        if entry_id in self.site.sticky:
            named.append(_STICKY)
        if not named:
            return self.token(entry_id)
        return f"{self.token(entry_id)}{MARK}{','.join(named)}{MARK}{self._state(named):016x}"

    def outdated(self, known: KnownRevisions) -> Iterator[int]:
        """The visible entries that are unknown or whose stored revision is not what this moment would give."""
        listing = self.site.listing
        for number, (entry_id, state) in enumerate(listing.states.items()):
            if number % _AT_ONCE == 0:
                self.site.languages.prepare(listing.states.ids[number : number + _AT_ONCE])
            if listing.reason(entry_id) is None and not self._is_current(entry_id, state, known.get(entry_id, "")):
                yield entry_id

    def is_current(self, entry_id: int, known: str) -> bool:
        """Whether a visible entry is still what it was when it got this revision."""
        return self._is_current(entry_id, self.site.listing.states.of(entry_id), known)

    def _is_current(self, entry_id: int, state: int, known: str) -> bool:
        token, marked, rest = known.partition(MARK)
        if token != self._token(entry_id, state):
            return False
        if not marked:
            return entry_id not in self.site.sticky
        return self.of(entry_id, rest.partition(MARK)[0].split(",")) == known

    def _state(self, uses: Iterable[str]) -> int:
        return combine(*(self._state_of(use) for use in uses))

    def _state_of(self, use: str) -> int:
        kind, number = _kind(use)
        if kind in _FROM_ROW and number:
            return self._row_state(number)
        states: dict[str, Callable[[], int]] = {
            "attachments-of": lambda: self.site.listing.attached_to(number),
            "post-terms": lambda: combine(self._relations_of(number), self.shared.terms),
            # Lists of terms print how many entries each has.
            "terms": lambda: combine(self.shared.terms, self.shared.posts),
            _TRANSLATIONS: lambda: text_checksum(self.site.languages.group_of(number)),
            "author": lambda: self.shared.users,
            "settings": lambda: text_checksum(*_settings(self.site)),
            "builders": lambda: text_checksum(*sorted(self.site.options.inactive_builders)),
            CALENDARS: lambda: text_checksum(*_calendars(self.site)),
            products.PRODUCT_TYPE: lambda: text_checksum(*_plugin_state(self.site, products.PLUGIN)),
            events.EVENT_TYPE: lambda: text_checksum(*_plugin_state(self.site, events.PLUGIN)),
            _STICKY: lambda: 1,
        }
        if kind in states:
            return states[kind]()
        # What names no single entry (`posts`, `archives`, `navigation:0`) may show any of them.
        lists = combine(states["terms"](), *sorted(self.site.sticky))
        return combine(lists, states["settings"]()) if kind in ("menu", _EVERYTHING) else lists

    def _row_state(self, entry_id: int) -> int:
        """What a rendering takes of another entry, its address included."""
        return combine(int(self.site.shows(entry_id)), int(self.token(entry_id), 16))

    def _relations_of(self, entry_id: int) -> int:
        self.site.listing.need((entry_id,))
        return self.site.listing.relations.of(entry_id)


def uses_of(revision: str) -> list[str]:
    """What a revision says its entry was made from."""
    return revision.split(MARK)[1].split(",") if MARK in revision else []


def made_from(revisions: Iterable[tuple[int, str]], touched: Collection[int]) -> Iterator[tuple[int, str]]:
    """Of these entries those whose HTML may have changed with the touched ones, or with what many share."""
    single = tuple(f"{kind}:" for kind in _SINGLE)
    changed = {f"{kind}{entry_id}" for kind in single for entry_id in touched}
    for entry_id, revision in revisions:  # on a site of pictures this is every entry: nothing is parsed
        for use in uses_of(revision):
            if use in changed or not use.startswith(single):
                yield entry_id, revision
                break


def named_ids(uses: Iterable[str]) -> set[int]:
    """The entries whose own state is asked for."""
    return {number for kind, number in map(_kind, uses) if kind in (*_FROM_ROW, "post-terms") and number}


def named_parents(uses: Iterable[str]) -> set[int]:
    """The entries of which it is asked what is attached to them."""
    return {number for kind, number in map(_kind, uses) if kind == "attachments-of"}


def context_checksum(site: SiteContext) -> int:
    """What every entry depends on; another number means that everything must be read again."""
    noindex = repr(sorted((plugin, sorted(types)) for plugin, types in site.noindex.items()))
    # Another version of ours may render the same rows otherwise.
    marked = str(site.is_access_unknown)
    return text_checksum(__version__, str(site.show_protected_titles), noindex, marked, *_shared_texts(site))


def gates_checksum(site: SiteContext) -> int:
    """What plugins close by rules about many entries; another number means that every entry must be judged anew."""
    return text_checksum(site.gates.digest)


def visibility_digest(site: SiteContext) -> str:
    """What decides who may read what, as one word: plugins, their options and rules, theme, permalinks.

    Another one makes what pages showed before void [visibility §visitor.6].
    """
    options = site.options
    active = options.active_plugins
    plugins = repr(sorted(active)) if active is not None else "unknown"
    gate_options = (f"{name}={options.text(name)}" for name in sorted(GATE_OPTIONS))
    # Of their tables what the rules made of them: others of their rows change with every sale and every visit.
    rules = (site.gates.digest, repr(site.gates.gates.unread))
    theme = (options.text(name) for name in ("stylesheet", "template"))
    addresses = (options.text(name) for name in ("permalink_structure", "category_base", "tag_base", "siteurl"))
    return f"{text_checksum(plugins, *gate_options, *rules, *theme, *addresses, site.permalinks.home):016x}"


def _kind(use: str) -> tuple[str, int]:
    kind, _, name = use.partition(":")
    return kind, int(name) if name.isascii() and name.isdigit() else 0


def _settings(site: SiteContext) -> Iterator[str]:
    """What some blocks print: names, dates, the logo."""
    names = ("blogname", "blogdescription", "date_format", "time_format", "start_of_week", "posts_per_page")
    yield from (site.options.text(name) for name in (*names, "site_logo"))
    mods = site.options.theme_mods()
    yield repr((mods.get("custom_logo"), mods.get("nav_menu_locations")))


def _calendars(site: SiteContext) -> Iterator[str]:
    """Which calendar plugins are on."""
    for calendar in event_dates.CALENDARS:
        yield str(any(map(site.options.may_have_plugin, calendar.plugins)))


def _plugin_state(site: SiteContext, plugin: str) -> Iterator[str]:
    """What decides how entries of a plugin's own type are shown."""
    yield str(site.options.may_have_plugin(plugin))
    yield from (site.options.text(name) for name in products.OPTION_NAMES)


def _shared_texts(site: SiteContext) -> Iterator[str]:
    """Everything that changes addresses, files' addresses or typography of all entries at once."""
    options = site.options
    yield from (options.text(name) for name in ("siteurl", "upload_path", "upload_url_path", "use_smilies"))
    yield repr(site.permalinks)
    yield from (site.timezone, options.locale, options.text("default_category"), options.text("db_version"))
    yield repr((site.links.primary_keys, site.uploads, options.notes_in_parentheses, site.posts_page_id))
    yield repr((site.languages.addressing, site.languages.front_home, site.languages.languages))
    one = site.reader.one_language
    yield repr((site.languages.fronts_are_homes, site.links.chosen, one if one and one.is_certain else None))
    structures = [site.permalinks.structure, *(route.structure for route in site.types.values())]
    named = [name for name in sorted(site.terms.public) if any(f"%{name}%" in structure for structure in structures)]
    if named:
        yield _paths_of_terms(site, named)
    if "%author%" in site.permalinks.structure:
        yield _slugs_of_authors(site)


def _paths_of_terms(site: SiteContext, taxonomies: list[str]) -> str:
    """What addresses take from terms: slugs and who stands above whom, not their names."""
    reader = site.reader
    if not (reader.has("terms") and reader.has("term_taxonomy")):
        return ""
    terms, sorts = reader.schema.table("terms"), reader.schema.table("term_taxonomy")
    checksum = func.sum(sum_of(terms.c.term_id, terms.c.slug, sorts.c.taxonomy, sorts.c.parent))
    joined = select(func.count(), checksum).join_from(terms, sorts, terms.c.term_id == sorts.c.term_id)
    row = reader.one(joined.where(sorts.c.taxonomy.in_(taxonomies)))
    return f"{as_number(row[0])}.{as_number(row[1])}" if row else ""


def _slugs_of_authors(site: SiteContext) -> str:
    reader = site.reader
    if not reader.has("users"):
        return ""
    users = reader.schema.table("users").c
    row = reader.one(select(func.count(), func.sum(sum_of(users.ID, users.user_nicename))))
    return f"{as_number(row[0])}.{as_number(row[1])}" if row else ""
