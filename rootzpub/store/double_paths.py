"""Which of several entries with one path keeps it, as WordPress's rewrite rules decide [wire §5.5]."""

import sqlite3
from collections.abc import Iterable, Iterator

from rootzpub.site import ATTACHMENT, PAGE, POST
from rootzpub.store.store import Withheld

REASON = "double-path"


def path_rank(entry_type: str, *, pages_first: bool) -> int:
    """The place of a type among those with one path: the lowest keeps it, and custom types stand before all."""
    order = (PAGE, POST, ATTACHMENT) if pages_first else (POST, PAGE, ATTACHMENT)
    return order.index(entry_type) + 1 if entry_type in order else 0


def giving_way(site: sqlite3.Connection, touched: Iterable[str] | None, *, pages_first: bool) -> Iterator[Withheld]:
    """The entries that give way to another of their path; only touched paths can have several (None: any)."""
    for path in _doubled(site, touched):
        rows = site.execute("SELECT id, revision, parent_id, type FROM entries WHERE path = ?", (path,)).fetchall()
        rows.sort(key=lambda row: (path_rank(row[3], pages_first=pages_first), row[0]))
        for entry_id, revision, parent_id, _ in rows[1:]:
            yield Withheld(id=entry_id, revision=revision, parent_id=parent_id, reason=REASON)


def _doubled(site: sqlite3.Connection, touched: Iterable[str] | None) -> list[str]:
    if touched is None:
        rows = site.execute("SELECT path FROM entries GROUP BY path HAVING count(*) > 1")
        return [path for (path,) in rows]
    count = "SELECT count(*) FROM entries WHERE path = ?"
    return [path for path in sorted(touched) if site.execute(count, (path,)).fetchone()[0] > 1]
