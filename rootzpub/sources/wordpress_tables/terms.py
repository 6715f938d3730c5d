"""Categories, tags and custom terms: their tree, their addresses, and which entry has which.

Invariants: only terms of public taxonomies leave this module; a circle of parents ends where it closes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from rootzpub.site import Term
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.languages import LanguageBook
from rootzpub.sources.wordpress_tables.values import as_number, as_text
from rootzpub.wordpress.chosen_addresses import ChosenAddresses
from rootzpub.wordpress.permalinks import Permalinks
from rootzpub.wordpress.plain_text import plain_text
from rootzpub.wordpress.rendering.collation import collated

_MOST_ANCESTORS = 100


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term in one taxonomy, as stored."""

    id: int
    taxonomy: str
    slug: str
    name: str
    parent: int
    description: str
    count: int


@dataclass(slots=True)
class TermBook:
    """All terms of a site, read once when first needed."""

    reader: Reader
    permalinks: Permalinks
    languages: LanguageBook | None = None
    chosen: ChosenAddresses = field(default_factory=ChosenAddresses)
    _rows: dict[tuple[str, int], TermRow] | None = field(default=None)
    """By taxonomy and term id: an old database may share one term among taxonomies."""

    @property
    def public(self) -> frozenset[str]:
        """Names of the public taxonomies."""
        return frozenset({"category", "post_tag"}) | frozenset(self.permalinks.taxonomies)

    def all(self) -> Iterator[Term]:
        """Every term of every public taxonomy."""
        return (self.term(row) for row in self._book().values() if row.taxonomy in self.public)

    def of_taxonomy(self, taxonomy: str, code: str = "") -> list[Term]:
        """The terms of one public taxonomy in the order of their ids; `code`: without those of other languages."""
        rows = [row for row in self._book().values() if row.taxonomy == taxonomy and taxonomy in self.public]
        return [self.term(row) for row in (self.in_language(rows, code) if code else rows)]

    def of_entries(self, ids: Iterable[int]) -> Mapping[int, list[TermRow]]:
        """The terms of each entry in WordPress's order: taxonomies one after another, by name within."""
        found: dict[int, list[TermRow]] = defaultdict(list)
        for entry_id, taxonomy, term_id in self._relations(sorted(set(ids))):
            row = self._book().get((taxonomy, term_id))
            if row is not None and taxonomy in self.public:
                found[entry_id].append(row)
        for rows in found.values():
            # The id at the end: a database gives equal names in any order, and the same site is the same bytes.
            rows.sort(key=lambda row: (_rank(row.taxonomy), collated(row.name), row.id))
        return found

    def names(self, entry_id: int, taxonomy: str) -> list[str]:
        """The names of an entry's terms in a taxonomy that need not be public (attributes of products)."""
        found = [(name, term_id) for _, name, term_id in self._relations([entry_id]) if name == taxonomy]
        rows = [row for key in found if (row := self._book().get(key)) is not None]
        return [plain_text(row.name) for row in sorted(rows, key=lambda row: (collated(row.name), row.id))]

    def get(self, taxonomy: str, term_id: int) -> TermRow | None:
        """One term."""
        return self._book().get((taxonomy, term_id))

    def with_children(self, taxonomy: str, term_ids: Iterable[int]) -> set[int]:
        """These terms and, in a hierarchical taxonomy, all below them."""
        found = set(term_ids)
        if not self.permalinks.is_hierarchical(taxonomy):
            return found
        below: dict[int, list[int]] = defaultdict(list)
        for row in self._book().values():
            if row.taxonomy == taxonomy:
                below[row.parent].append(row.id)
        waiting = list(found)
        while waiting:
            children = [child for child in below.get(waiting.pop(), []) if child not in found]
            found.update(children)
            waiting += children
        return found

    def term(self, row: TermRow) -> Term:
        """A stored term as others see it."""
        return Term(
            id=row.id,
            taxonomy=row.taxonomy,
            slug=row.slug,
            name=plain_text(row.name),
            description=plain_text(row.description),
            url=self._address(row),
            parent_id=row.parent,
            count=row.count,
        )

    def in_language(self, rows: Iterable[TermRow], code: str) -> list[TermRow]:
        """Those that have this language or none."""
        book = self.languages
        return [row for row in rows if not book or book.of_term(row.taxonomy, row.id) in ("", code)]

    def _address(self, row: TermRow) -> str:
        chosen = self.chosen.terms.get(row.id)
        url = (
            f"{self.permalinks.home}/{chosen}" if chosen else self.permalinks.term(row.taxonomy, row.id, self.path(row))
        )
        if self.languages is None or not self.languages.plugin:
            return url
        return self.languages.addressing.of(url, self.languages.of_term(row.taxonomy, row.id))

    def path(self, row: TermRow) -> str:
        """Slugs of its ancestors and its own, joined by `/`."""
        slugs = [row.slug]
        passed = {row.id}
        above = self.get(row.taxonomy, row.parent) if row.parent else None
        while above is not None and above.id not in passed and len(passed) < _MOST_ANCESTORS:
            slugs.append(above.slug)
            passed.add(above.id)
            above = self.get(above.taxonomy, above.parent) if above.parent else None
        return "/".join(reversed(slugs))

    def _book(self) -> dict[tuple[str, int], TermRow]:
        if self._rows is None:
            self._rows = {(row.taxonomy, row.id): row for row in self._read()}
        return self._rows

    def _read(self) -> Iterator[TermRow]:
        if not (self.reader.has("terms") and self.reader.has("term_taxonomy")):
            return
        terms, taxonomy = self.reader.schema.table("terms"), self.reader.schema.table("term_taxonomy")
        statement = select(
            *(terms.c.term_id, taxonomy.c.taxonomy, terms.c.slug, terms.c.name),
            *(taxonomy.c.parent, taxonomy.c.description, taxonomy.c.count),
        ).join_from(terms, taxonomy, terms.c.term_id == taxonomy.c.term_id)
        for line in self.reader.stream(statement.order_by(terms.c.term_id)):
            yield TermRow(
                as_number(line[0]),
                as_text(line[1]),
                as_text(line[2]),
                self.reader.words(line[3]),
                as_number(line[4]),
                self.reader.words(line[5]),
                as_number(line[6]),
            )

    def _relations(self, ids: list[int]) -> Iterator[tuple[int, str, int]]:
        if not ids or not (self.reader.has("term_relationships") and self.reader.has("term_taxonomy")):
            return
        relations, taxonomy = self.reader.schema.table("term_relationships"), self.reader.schema.table("term_taxonomy")
        statement = (
            select(relations.c.object_id, taxonomy.c.taxonomy, taxonomy.c.term_id)
            .join_from(relations, taxonomy, relations.c.term_taxonomy_id == taxonomy.c.term_taxonomy_id)
            .where(relations.c.object_id.in_(ids))
            .order_by(relations.c.object_id, relations.c.term_order)
        )
        for line in self.reader.rows(statement):
            yield as_number(line[0]), as_text(line[1]), as_number(line[2])


def _rank(taxonomy: str) -> tuple[int, str]:
    return ({"category": 0, "post_tag": 1}.get(taxonomy, 2), taxonomy)
