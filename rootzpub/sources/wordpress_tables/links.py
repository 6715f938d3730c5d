"""Addresses of entries by id: what a permalink is made of (ancestors, author, first category), fetched in batches.

Invariants: a batch of entries costs a handful of statements, however long it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.languages import LanguageBook
from rootzpub.sources.wordpress_tables.terms import TermBook, TermRow
from rootzpub.sources.wordpress_tables.values import as_number, as_text
from rootzpub.wordpress.chosen_addresses import CUSTOM_PERMALINK, ChosenAddresses
from rootzpub.wordpress.permalinks import Permalinks, PostLink

_MOST_KEPT = 20_000
_MOST_ANCESTORS = 100


@dataclass(frozen=True, slots=True)
class Kin:
    """Of an entry, what addresses of it and of those below it need."""

    id: int
    type: str
    slug: str
    parent: int
    date: str
    author: int


@dataclass(slots=True)
class Links:
    """Addresses by id."""

    reader: Reader
    permalinks: Permalinks
    terms: TermBook
    languages: LanguageBook
    chosen: ChosenAddresses = field(default_factory=ChosenAddresses)
    default_category: int = 0
    primary_keys: tuple[str, ...] = ()
    """Post meta in which an active SEO plugin keeps an entry's main category."""
    _kin: dict[int, Kin] = field(default_factory=dict)
    _authors: dict[int, str] = field(default_factory=dict)
    _given: dict[int, str] = field(default_factory=dict)
    """Addresses that an export states."""
    _term_paths: dict[int, Mapping[str, str]] = field(default_factory=dict)
    _custom: dict[int, str] = field(default_factory=dict)
    """Of each entry what Custom Permalinks keeps."""

    def prepare(self, ids: Iterable[int]) -> None:
        """Fetch what the addresses of these entries need, their ancestors included."""
        if len(self._kin) > _MOST_KEPT:
            for kept in (self._kin, self._given, self._term_paths, self._custom):
                kept.clear()
        # 1. Level by level upward: one statement for all parents at once, not one for each entry.
        waiting = set(ids) - self._kin.keys()
        new: set[int] = set()
        for _ in range(_MOST_ANCESTORS):
            if not waiting:
                break
            found = self._read_kin(waiting)
            self._kin |= found
            new |= found.keys()
            waiting = {kin.parent for kin in found.values() if kin.parent} - self._kin.keys() - new
        # 2. What these addresses take besides slugs: one statement each, where a structure or an export has it.
        self._prepare_authors(new)
        self._prepare_terms(new)
        self._prepare_given(new)
        self._prepare_custom(new)
        self.languages.prepare(new)

    def of(self, entry_id: int) -> str:
        """The absolute address of an entry, or empty when there is no such entry."""
        kin = self._of(entry_id)
        if kin is None:
            return ""
        return self._given.get(entry_id) or self._chosen(kin) or self._usual(kin)

    def with_slug(self, entry_id: int, slug: str) -> str:
        """The address an entry had under another slug."""
        kin = self._of(entry_id)
        return self._usual(replace(kin, slug=slug)) if kin and slug else ""

    def with_date(self, entry_id: int, date: str) -> str:
        """The address an entry had under another date (`2026-01-31`)."""
        kin = self._of(entry_id)
        return self._usual(replace(kin, date=f"{date} {kin.date[11:]}")) if kin and date else ""

    def redirected(self, entry_id: int) -> Iterator[str]:
        """The addresses from which plugins redirect to the one that the owner chose."""
        kin = self._of(entry_id)
        if kin is None or self._given.get(entry_id) or not self._chosen(kin):
            return
        yield self._usual(kin)
        for path in self.chosen.former.get(entry_id, ()):
            yield self._in_language(kin, self.permalinks.under_home(path))

    def _usual(self, kin: Kin) -> str:
        """As WordPress and the plugin of the site's languages make it."""
        if self.languages.is_front(kin.id) and kin.type == "page":
            return self._front(kin)
        url = self.permalinks.of(self._facts(kin))
        # What is attached has its parent's address before its own, in the parent's language.
        return url if kin.type == "attachment" and kin.parent else self._in_language(kin, url)

    def _front(self, kin: Kin) -> str:
        """The front page of a language."""
        code, book = self.languages.code_of(kin.id), self.languages
        first = code == book.addressing.default and book.addressing.hides_default
        if first or not code:
            return self.permalinks.of(self._facts(kin))
        if book.fronts_are_homes:
            return book.front_home.home_of(code)
        return self._in_language(kin, self.permalinks.page_ignoring_front(self._facts(kin)))

    def _chosen(self, kin: Kin) -> str:
        """The address that the owner chose for this one entry, or empty."""
        path = "" if self.languages.is_front(kin.id) else self.chosen.of_entry(kin.id, self._custom.get(kin.id, ""))
        # Where addresses are not paths, the plugins do nothing.
        return self._in_language(kin, f"{self.permalinks.home}/{path}") if path and self.permalinks.pretty else ""

    def _in_language(self, kin: Kin, url: str) -> str:
        return self.languages.addressing.of(url, self.languages.code_of(kin.id)) if self.languages.plugin else url

    def _of(self, entry_id: int) -> Kin | None:
        if entry_id not in self._kin:
            self.prepare([entry_id])
        return self._kin.get(entry_id)

    def _facts(self, kin: Kin) -> PostLink:
        paths = self._term_paths.get(kin.id, {})
        return PostLink(
            id=kin.id,
            type=kin.type,
            slug=kin.slug,
            uri=self._uri(kin),
            date=kin.date,
            author_slug=self._authors.get(kin.author, ""),
            category_path=paths.get("category", ""),
            term_paths=paths,
            parent_link=self._parent_link(kin) if kin.type == "attachment" else "",
        )

    def _uri(self, kin: Kin) -> str:
        slugs, passed, above = [kin.slug], {kin.id}, self._kin.get(kin.parent)
        while above is not None and above.id not in passed:
            passed.add(above.id)
            slugs.append(above.slug)
            above = self._kin.get(above.parent)
        return "/".join(slug for slug in reversed(slugs) if slug)

    def _parent_link(self, kin: Kin) -> str:
        parent = self._kin.get(kin.parent) if kin.parent != kin.id else None
        if parent is None or parent.type == "attachment":
            return ""
        if parent.type == "page":
            chosen = self._chosen(parent)
            return chosen or self._in_language(parent, self.permalinks.page_ignoring_front(self._facts(parent)))
        return self.of(parent.id)

    def _read_kin(self, ids: set[int]) -> dict[int, Kin]:
        posts = self.reader.schema.table("posts").c
        columns = (posts.ID, posts.post_type, posts.post_name, posts.post_parent, posts.post_date, posts.post_author)
        rows = self.reader.rows(select(*columns).where(posts.ID.in_(sorted(ids))))
        return {kin.id: kin for kin in map(_kin, rows)}

    def _prepare_authors(self, ids: set[int]) -> None:
        wanted = {self._kin[entry_id].author for entry_id in ids} - self._authors.keys()
        if "%author%" not in self.permalinks.structure or not wanted or not self.reader.has("users"):
            return
        users = self.reader.schema.table("users").c
        rows = self.reader.rows(select(users.ID, users.user_nicename).where(users.ID.in_(sorted(wanted))))
        self._authors |= {as_number(row[0]): as_text(row[1]) for row in rows}

    def _prepare_terms(self, ids: set[int]) -> None:
        """The path of the first term of each taxonomy that a structure names."""
        structures = [self.permalinks.structure, *(route.structure for route in self.permalinks.types.values())]
        named = [name for name in sorted(self.terms.public) if any(f"%{name}%" in text for text in structures)]
        if not named or not ids:
            return
        terms, primary = self.terms.of_entries(ids), self._primary(ids)
        for entry_id in ids:
            rows = terms.get(entry_id, [])
            chosen = {name: _first([row for row in rows if row.taxonomy == name], name) for name in named}
            # The main category that the owner chose in an active SEO plugin stands in the address.
            wanted = next((row for row in rows if row.id == primary.get(entry_id)), None)
            if wanted is not None:
                chosen[wanted.taxonomy] = wanted
            # WordPress puts the default category into the address of a post that has none.
            if chosen.get("category") is None and "category" in named:
                chosen["category"] = self.terms.get("category", self.default_category)
            self._term_paths[entry_id] = {name: self.terms.path(row) for name, row in chosen.items() if row}

    def _primary(self, ids: set[int]) -> dict[int, int]:
        if not self.primary_keys or not self.reader.has("postmeta"):
            return {}
        meta = self.reader.schema.table("postmeta").c
        statement = select(meta.post_id, meta.meta_value)
        statement = statement.where(meta.post_id.in_(sorted(ids)), meta.meta_key.in_(self.primary_keys))
        return {as_number(row[0]): as_number(row[1]) for row in self.reader.rows(statement)}

    def _prepare_given(self, ids: set[int]) -> None:
        if not ids or not self.reader.has("rootzpub_links"):
            return
        links = self.reader.schema.table("rootzpub_links").c
        rows = self.reader.rows(select(links.post_id, links.url).where(links.post_id.in_(sorted(ids))))
        self._given |= {as_number(row[0]): as_text(row[1]) for row in rows}

    def _prepare_custom(self, ids: set[int]) -> None:
        if not ids or not self.chosen.reads_meta or not self.reader.has("postmeta"):
            return
        meta = self.reader.schema.table("postmeta").c
        statement = select(meta.post_id, meta.meta_value).where(
            meta.post_id.in_(sorted(ids)), meta.meta_key == CUSTOM_PERMALINK
        )
        self._custom |= {as_number(row[0]): as_text(row[1]) for row in self.reader.rows(statement)}


def _kin(row: Any) -> Kin:
    return Kin(
        as_number(row[0]), as_text(row[1]), as_text(row[2]), as_number(row[3]), as_text(row[4]), as_number(row[5])
    )


def _first(rows: list[TermRow], taxonomy: str) -> TermRow | None:
    """The term that stands in an address: the oldest category; a shop takes the deepest, then the oldest."""
    if taxonomy == "category":
        return min(rows, key=lambda row: row.id, default=None)
    return min(rows, key=lambda row: (-row.parent, row.id), default=None)


def path_of(url: str, home: str) -> str:
    """Path and query of an address of this site, as the site writes it."""
    origin = "/".join(home.split("/")[:3])
    path = url.removeprefix(origin) if url.startswith(origin) else "/" + "/".join(url.split("/")[3:])
    return path if path.startswith("/") else f"/{path}"
