"""The state of a site, table by table: a table that was not written since the last look is not read again.

Live sites write their options every few seconds (caches, tasks); that must not cost a look into the posts. Invariants:
a state is kept only for a time of writing that the database vouches for, and options, of which few are read, are always
asked. Decision 0005.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, case, func, select

from rootzpub.sources.wordpress_tables.checksums import BESIDE_POSTS, checksum_by_entry, table_state
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.gating import GATE_TABLES
from rootzpub.sources.wordpress_tables.id_ranges import RangeChecksums, combine, shift_for, text_checksum
from rootzpub.sources.wordpress_tables.options import Options
from rootzpub.sources.wordpress_tables.values import as_number, as_text
from rootzpub.wordpress.dates import moment

_SMALL = ("terms", "term_taxonomy", "users")
_OF_LANGUAGES = ("icl_translations", "icl_languages", "icl_locale_map")
"""WPML's, where they are: the languages of terms too."""
WATCHED = ("posts", *BESIDE_POSTS, *_SMALL, *GATE_TABLES, *_OF_LANGUAGES[1:])
"""Tables whose state makes the fingerprint, options aside: of those only what we read counts."""

# Posts and meta too: definitions of types are posts, and menus name types in their meta (`context._linked_types`).
_CONTEXT = ("posts", "postmeta", *_SMALL)

_NUMBERS = 3
"""Numbers in a fingerprint before the ranges."""

Times = Mapping[str, str]
"""When a table was last written; a table that is missing is not known well enough to keep its state."""
TableChecksums = Mapping[int, int]
"""One number for each range of ids that has something in a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteState:
    """Everything that decides what is published, in numbers; as text it is the fingerprint."""

    ranges: RangeChecksums = field(default_factory=RangeChecksums)
    """Posts, and what other tables say about single posts."""
    context: int = 0
    """What every entry depends on."""
    shared: int = 0
    """Options, terms and users: what many entries may share."""
    gates: int = 0
    """What plugins close by rules about many entries: another number, and every entry is judged anew."""
    terms: int = 0
    users: int = 0
    next_change: datetime | None = None
    """When the next post has its date."""

    def __str__(self) -> str:
        return f"{self.context:016x}.{self.shared:016x}.{self.gates:016x}.{self.ranges}"

    @classmethod
    def parse(cls, text: str) -> "SiteState | None":
        """What a fingerprint tells of the state it was made of; None when it is none of ours."""
        numbers, packed = text.split(".")[:_NUMBERS], text.split(".", _NUMBERS)[_NUMBERS:]
        ranges = RangeChecksums.parse(packed[0]) if packed else None
        try:
            context, shared, gates = (int(number, 16) for number in numbers)
        except ValueError:
            return None
        return cls(ranges=ranges, context=context, shared=shared, gates=gates) if ranges else None


@dataclass(slots=True)
class Watch:
    """What was seen of each table, and the time of writing for which it holds."""

    times: Callable[[Reader], Times] = lambda _: {}
    _tables: dict[str, tuple[str, str]] = field(default_factory=dict)
    _checksums: dict[str, tuple[str, TableChecksums]] = field(default_factory=dict)
    _context: tuple[str, int, int] = ("", 0, 0)
    next_change: datetime | None = None
    """When the next post has its date, as last seen."""

    def state(
        self,
        reader: Reader,
        options: Options,
        now: datetime,
        context: Callable[[], int],
        gates: Callable[[], int] = lambda: 0,
    ) -> SiteState:
        """The state at this moment; asked are only tables that were written, `context` and `gates` when one was."""
        # 1. Which tables were written, and how long the ranges are: another length makes every sum another one.
        times = self.times(reader)
        last = reader.one(select(func.max(reader.schema.table("posts").c.ID)))
        last_id = as_number(last[0]) if last else 0
        shift = shift_for(last_id)
        # 2. What tells of single entries, summed by ranges of ids.
        tables = [self._posts(reader, now, shift, times.get("posts", ""))]
        tables += [
            self._table_checksums(reader, name, shift, times.get(name, "")) for name in BESIDE_POSTS if reader.has(name)
        ]
        # 3. What many entries share; of options only those that we read, for WordPress writes others all the time.
        terms, sorts, users = (self._table(reader, name, times.get(name, "")) for name in _SMALL)
        beside = (*GATE_TABLES, *_OF_LANGUAGES)
        others = {name: self._table(reader, name, times.get(name, "")) for name in beside if reader.has(name)}
        languages = [state for name, state in others.items() if name in _OF_LANGUAGES]
        values = (f"{name}={value}" for name, value in sorted(options.values.items()))
        shared = text_checksum(terms, sorts, users, *others.values(), *values)
        written = [*(times.get(name, "") for name in _CONTEXT), str(shared)]
        of_all, of_gates = self._context_at(written, context, gates)
        return SiteState(
            ranges=RangeChecksums.of(shift, last_id, tables),
            context=of_all,
            shared=shared,
            gates=of_gates,
            terms=text_checksum(terms, sorts, *languages),
            users=text_checksum(users),
            next_change=self.next_change,
        )

    def knows_next_change(self, now: datetime) -> bool:
        """Whether `next_change` holds: something was seen, and it is still to come."""
        return "posts" in self._checksums and (self.next_change is None or self.next_change > now)

    def _context_at(self, written: list[str], context: Callable[[], int], gates: Callable[[], int]) -> tuple[int, int]:
        """What every entry depends on, and the gates, for these times of writing and these options."""
        known = "|".join(written) if all(written) else ""
        if not known or self._context[0] != known:
            self._context = (known, context(), gates())
        return self._context[1:]

    def _table(self, reader: Reader, name: str, written: str) -> str:
        kept = self._tables.get(name)
        if kept is not None and written and kept[0] == written:
            return kept[1]
        state = table_state(reader, name)
        self._tables[name] = (written, state)
        return state

    def _table_checksums(self, reader: Reader, name: str, shift: int, written: str) -> TableChecksums:
        # Sums hold for one length of ranges only.
        kept, written = self._checksums.get(name), written and f"{written} {shift}"
        if kept is not None and written and kept[0] == written:
            return kept[1]
        per_entry = checksum_by_entry(reader.schema, name)
        id_range = per_entry.entry_id.op(">>")(shift)
        statement = (
            select(id_range, func.count(), func.sum(per_entry.checksum)).where(*per_entry.wanted).group_by(id_range)
        )
        checksums = {as_number(line[0]): combine(int(line[1]), int(line[2])) for line in reader.rows(statement)}
        self._checksums[name] = (written, checksums)
        return checksums

    def _posts(self, reader: Reader, now: datetime, shift: int, written: str) -> TableChecksums:
        """The checksums of wp_posts, of which some rows change by time alone."""
        kept, written = self._checksums.get("posts"), written and f"{written} {shift}"
        if kept is not None and written and kept[0] == written and self.knows_next_change(now):
            return kept[1]
        per_entry = checksum_by_entry(reader.schema, "posts")
        id_range = per_entry.entry_id.op(">>")(shift)
        columns = (id_range, func.count(), func.sum(per_entry.checksum), *_waiting(reader, now))
        lines = reader.rows(select(*columns).where(*per_entry.wanted).group_by(id_range))
        dates = (moment(as_text(line[4]), "", UTC) for line in lines if line[4])
        self.next_change = min((date for date in dates if date), default=None)
        checksums = {as_number(line[0]): combine(int(line[1]), int(line[2]), int(line[3])) for line in lines}
        self._checksums["posts"] = (written, checksums)
        return checksums


def _waiting(reader: Reader, now: datetime) -> tuple[ColumnElement[int], ColumnElement[str]]:
    """How many published posts wait for their date, and when the next post of any kind has it."""
    posts = reader.schema.table("posts").c
    # Counted, because a date that passes changes what is published and writes no table.
    later = posts.post_date_gmt > now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    waiting = func.sum(case((and_(later, posts.post_status == "publish"), 1), else_=0))
    upcoming = and_(later, posts.post_status.in_(("publish", "future")))
    return waiting, func.min(case((upcoming, posts.post_date_gmt)))
