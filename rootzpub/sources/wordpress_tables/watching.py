"""Whether a site changed, table by table: a table that was not written since the last look is not summed again.

Live sites write their options every few seconds (caches, tasks); that must not cost a look into the posts. Law: a state
is kept only for a time of writing that the database vouches for, and options, of which few are read, are always asked.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import func, select

from rootzpub.sources.moments import moment
from rootzpub.sources.wordpress_tables.checksums import table_state
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.options import read_options
from rootzpub.sources.wordpress_tables.values import as_number, as_text

WATCHED = ("posts", "postmeta", "term_relationships", "terms", "term_taxonomy", "users", "aioseo_posts")
"""Tables whose state makes the fingerprint, options aside: of those only what we read counts."""

Times = Mapping[str, str]
"""When a table was last written; a table that is missing is not known well enough to keep its state."""


@dataclass(frozen=True, slots=True)
class Due:
    """What time alone will change."""

    waiting: int
    """Published posts with a date in the future."""
    until: datetime | None
    """When the next of these, or of the scheduled ones, has its date."""


@dataclass(slots=True)
class Watch:
    """What was seen of each table, and the time of writing for which it holds."""

    times: Callable[[Reader], Times] = lambda _: {}
    _states: dict[str, tuple[str, str]] = field(default_factory=dict)
    _due: tuple[str, Due] | None = None

    def fingerprint(self, reader: Reader, now: datetime) -> str:
        """The fingerprint at this moment."""
        times = self.times(reader)
        states = {name: self._state(reader, name, times.get(name, "")) for name in WATCHED}
        return fingerprint_of(reader, self._due_at(reader, now, times.get("posts", "")), states)

    def next_change_at(self, reader: Reader, now: datetime) -> datetime | None:
        """When the next post has its date."""
        return self._due_at(reader, now, self.times(reader).get("posts", "")).until

    def _state(self, reader: Reader, name: str, written: str) -> str:
        kept = self._states.get(name)
        if kept is not None and written and kept[0] == written:
            return kept[1]
        state = table_state(reader, name)
        self._states[name] = (written, state)
        return state

    def _due_at(self, reader: Reader, now: datetime, written: str) -> Due:
        kept = self._due
        if kept and written and kept[0] == written and (kept[1].until is None or now < kept[1].until):
            return kept[1]
        due = due_at(reader, now)
        self._due = (written, due)
        return due


def fingerprint_of(reader: Reader, due: Due, known: Mapping[str, str]) -> str:
    """A digest over the state of every table and the options that we read; `known`: states already taken."""
    options = sorted(read_options(reader).values.items())
    states = [known.get(name) or table_state(reader, name) for name in WATCHED]
    text = "\n".join([str(due.waiting), *states, *(f"{name}={value}" for name, value in options)])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def due_at(reader: Reader, now: datetime) -> Due:
    """How many published posts wait for their date, and when the next post of any kind has it."""
    posts = reader.schema.table("posts").c
    later = posts.post_date_gmt > now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    statement = select(posts.post_status, func.count(), func.min(posts.post_date_gmt))
    wanted = statement.where(posts.post_status.in_(("publish", "future")), later).group_by(posts.post_status)
    lines = {as_text(line[0]): line for line in reader.rows(wanted)}
    moments = [found for line in lines.values() if (found := moment(as_text(line[2]), "", UTC))]
    return Due(as_number(lines["publish"][1]) if "publish" in lines else 0, min(moments, default=None))
