"""Which revision of each entry the last commit left, for sources that hand in differences only."""

import sqlite3
from collections.abc import Collection, Iterator, Mapping


class SqliteRevisions(Mapping[int, str]):
    """Revisions by id as the last commit left them: read from the file when asked, never all in memory."""

    def __init__(self, connection: sqlite3.Connection, *, without: Collection[int] = ()) -> None:
        self._connection = connection
        self.without = without
        """Ids that count as not known."""

    def __getitem__(self, entry_id: int) -> str:
        row = self._connection.execute(
            "SELECT revision FROM entries WHERE id = ?1 UNION ALL SELECT revision FROM withheld WHERE id = ?1",
            (entry_id,),
        ).fetchone()
        if row is None or entry_id in self.without:
            raise KeyError(entry_id)
        return str(row[0])

    def __iter__(self) -> Iterator[int]:
        ids = self._connection.execute("SELECT id FROM entries UNION ALL SELECT id FROM withheld").fetchall()
        for (entry_id,) in ids:  # all at once: the update may write while a source goes through them
            if entry_id not in self.without:
                yield int(entry_id)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        # Also where all of them are in `without`: what is asked is whether the site was ever read.
        return self._connection.execute("SELECT 1 FROM entries UNION ALL SELECT 1 FROM withheld").fetchone() is not None

    def within(self, ids: range, /) -> dict[int, str]:
        """The revisions of a range of ids."""
        return dict(self._rows("id >= ? AND id < ?", (ids.start, ids.stop)))

    def holding(self, mark: str, /) -> Iterator[tuple[int, str]]:
        """Ids and revisions of all whose revision holds a mark."""
        return self._rows("instr(revision, ?)", (mark,))

    def _rows(self, condition: str, values: tuple[int | str, ...]) -> Iterator[tuple[int, str]]:
        selects = (f"SELECT id, revision FROM {table} WHERE {condition}" for table in ("entries", "withheld"))
        rows = self._connection.execute(" UNION ALL ".join(selects), values * 2)
        return ((entry_id, revision) for entry_id, revision in rows if entry_id not in self.without)
