"""What the owner keeps back [visibility §5], asked of single entries while others are rendered.

An entry is kept back by its own type, path and terms, or because what it depends on is (a page below a page, a file of
an entry). Invariants: without rules nothing is read; an entry is asked about once a snapshot.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rootzpub.sources.source import OwnersRules
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.links import Links, path_of
from rootzpub.sources.wordpress_tables.rows import PostRow, rows_by_id
from rootzpub.sources.wordpress_tables.terms import TermBook

_MOST_LEVELS = 100


@dataclass(slots=True, kw_only=True)
class KeptBack:
    """The owner's rules over the rows of one snapshot."""

    rules: OwnersRules
    reader: Reader
    links: Links
    terms: TermBook
    home: str
    _own: dict[int, bool] = field(default_factory=dict)
    """Whether an entry is kept back for what it is itself."""
    _above: dict[int, int] = field(default_factory=dict)
    """What an entry depends on, where it depends on something."""

    def need(self, ids: Iterable[int]) -> None:
        """These entries will be asked about: read them, and what they depend on, at once."""
        missing = {entry_id for entry_id in ids if entry_id not in self._own}
        for _ in range(_MOST_LEVELS):
            if not missing:
                return
            self._read(rows_by_id(self.reader, missing, with_content=False))
            self._own.update((entry_id, False) for entry_id in missing if entry_id not in self._own)
            missing = {self._above[each] for each in missing if each in self._above} - self._own.keys()

    def __contains__(self, entry_id: int) -> bool:
        """Whether the owner keeps this entry back, or what it depends on."""
        self.need((entry_id,))
        passed: set[int] = set()
        while entry_id and entry_id not in passed:
            if self._own.get(entry_id, False):
                return True
            passed.add(entry_id)
            entry_id = self._above.get(entry_id, 0)
        return False

    def _read(self, rows: Mapping[int, PostRow]) -> None:
        terms = self.terms.of_entries(rows)
        self.links.prepare(rows)
        for row in rows.values():
            self._own[row.id] = self.rules.keeps_back(
                entry_type=row.type,
                path=path_of(self.links.of(row.id), self.home),
                term_ids=[term.id for term in terms.get(row.id, ())],
            )
            if row.parent and row.parent != row.id and self.rules.depends_on_parent(row.type):
                self._above[row.id] = row.parent
