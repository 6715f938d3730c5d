"""Everything a database holds, as one line each: id, checksum, who is hidden and why. No text is read for it.

Invariants: memory is a few dozen bytes an entry; bodies are not touched.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, null, select

from rootzpub.site import Hidden
from rootzpub.sources.wordpress_tables.checksums import (
    BESIDE_POSTS,
    Selection,
    checksum_by_entry,
    counted_posts,
    everything,
    post_sum,
)
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.gating import SiteGates, closed_entries
from rootzpub.sources.wordpress_tables.id_ranges import ChecksumsById, combine
from rootzpub.sources.wordpress_tables.noindex import TypeRules, unwanted
from rootzpub.sources.wordpress_tables.values import as_number, as_text, has_password, is_exactly
from rootzpub.wordpress.dates import moment
from rootzpub.wordpress.gates import Closed
from rootzpub.wordpress.visibility import (
    INTERNAL_TYPES,
    Lineage,
    Standing,
    closes_below,
    hidden_by_relatives,
    hidden_reason,
)

_AT_ONCE = 500
_MOST_ANCESTORS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Why an entry is hidden."""

    reason: str
    """Empty = an internal type, which is not counted."""
    cause: str = ""
    until: datetime | None = None
    below: bool = False
    """Whether the plugin that decided closes what stands below with it."""

    @property
    def closes(self) -> bool:
        """Whether what stands below is out too; an internal type is no ancestor of a page."""
        return self.below or not self.reason or closes_below(self.reason)


_UNKNOWN = Verdict(reason="")


@dataclass(slots=True)
class Listing:
    """All entries of a site at one moment."""

    posts: ChecksumsById = field(default_factory=ChecksumsById)
    """The checksum of each row."""
    states: ChecksumsById = field(default_factory=ChecksumsById)
    """The same together with the entry's meta and terms."""
    sizes: ChecksumsById = field(default_factory=ChecksumsById)
    """Bytes of the body."""
    relations: ChecksumsById = field(default_factory=ChecksumsById)
    attachments: dict[int, int] = field(default_factory=dict)
    """By parent: the checksums of its attachments, combined."""
    lineage: Lineage = field(default_factory=lambda: Lineage(orphans_visible=True))
    parents: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Parent and type of entries that have a parent."""
    hidden: dict[int, Verdict] = field(default_factory=dict)
    """Why an entry is hidden by itself."""
    asks_pages: bool = False
    """Whether of what stands below an entry that is not public the page is asked."""

    def need(self, ids: Iterable[int]) -> None:
        """These entries will be asked for: nothing to do, all are here."""

    def reason(self, entry_id: int) -> str | None:
        """Why an entry is hidden, empty for an internal type; None = it is visible."""
        verdict = self.verdict(entry_id)
        return verdict.reason if verdict else None

    def verdict(self, entry_id: int) -> Verdict | None:
        """Why an entry is hidden, by itself or by what stands above it; None = it is visible, or its page is asked."""
        found = self._judged(entry_id)
        return None if self.asks_pages and found and found.reason == "ancestor-hidden" else found

    def is_asked(self, entry_id: int) -> bool:
        """Whether only an entry's page can tell: it stands below one that is not public."""
        found = self._judged(entry_id) if self.asks_pages else None
        return found is not None and found.reason == "ancestor-hidden"

    def _judged(self, entry_id: int) -> Verdict | None:
        if entry_id in self.hidden:
            return self.hidden[entry_id]
        if entry_id not in self.parents:
            return None
        parent_id, entry_type = self.parents[entry_id]
        reason = hidden_by_relatives(entry_type=entry_type, parent_id=parent_id, lineage=self.lineage)
        if not reason:
            return None
        above = self._closing_above(parent_id, is_file=reason == "parent-hidden")
        # The file of an entry for members is as secret as the entry, and so is what its plugin closes below it.
        if above.reason == "restricted":
            reason = "private-file" if reason == "parent-hidden" else "restricted"
        return Verdict(reason=reason, cause=above.cause)

    def _closing_above(self, entry_id: int, *, is_file: bool) -> Verdict:
        """The nearest of an entry and what stands above it that closes; of a file its entry does when it is hidden."""
        passed: set[int] = set()
        if is_file and entry_id in self.hidden:
            return self.hidden[entry_id]
        while entry_id not in passed and entry_id:
            passed.add(entry_id)
            if entry_id in self.hidden and self.hidden[entry_id].closes:
                return self.hidden[entry_id]
            entry_id = self.parents.get(entry_id, (0, ""))[0]
        return _UNKNOWN

    def is_visible(self, entry_id: int) -> bool:
        """Whether there is such an entry and it may be shown."""
        self.need((entry_id,))
        return self.posts.of(entry_id) != 0 and self.reason(entry_id) is None

    def attached_to(self, parent_id: int) -> int:
        """The combined checksums of an entry's attachments, 0 when there are none."""
        return self.attachments.get(parent_id, 0)

    def hidden_entries(self, ids: Iterable[int] | None = None) -> Iterator[Hidden]:
        """Every entry (of these) that must not be published, internal types aside."""
        for entry_id in self.posts.ids if ids is None else ids:
            verdict = self.verdict(entry_id)
            if verdict and verdict.reason:
                yield Hidden(id=entry_id, reason=verdict.reason, cause=verdict.cause, until=verdict.until)


@dataclass(slots=True)
class PartialListing(Listing):
    """Of a large site only those entries that were asked for, and what stands above them."""

    reader: Reader = field(kw_only=True)
    rules: "Rules" = field(kw_only=True)
    _asked: set[int] = field(default_factory=set)
    """Ids that were asked for, whether there is such an entry or not."""
    _ranges: list[range] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Keep numbers in no order, for they come in none."""
        self.posts, self.states, self.sizes, self.relations = Scattered(), Scattered(), Scattered(), Scattered()

    def need(self, ids: Iterable[int]) -> None:
        """Fetch what is not here yet, a few hundred at once, with all that stands above it."""
        missing = self._missing(ids)
        while missing:
            above: set[int] = set()
            for start in range(0, len(missing), _AT_ONCE):
                wanted = missing[start : start + _AT_ONCE]
                self._asked.update(wanted)
                above.update(self._parents_of(self._fetch(_among(wanted))))
            missing = self._missing(above)

    def need_range(self, ids: range) -> list[int]:
        """Fetch a range of ids; gives those that exist."""
        there = self._fetch(lambda column: (column >= ids.start, column < ids.stop))
        self._ranges.append(ids)
        self.need(self._parents_of(there))
        return there

    def attached_to(self, parent_id: int) -> int:
        """Asked of the database, and remembered."""
        self.need_attached((parent_id,))
        return self.attachments[parent_id]

    def need_attached(self, ids: Iterable[int]) -> None:
        """Sum what is attached to these entries, a few hundred at once."""
        missing = sorted(set(ids) - self.attachments.keys())
        self.attachments |= dict.fromkeys(missing, 0)
        posts = self.reader.schema.table("posts")
        c = posts.c
        attached = (c.post_parent != c.ID, c.post_type == "attachment", counted_posts(posts))
        for start in range(0, len(missing), _AT_ONCE):
            wanted = c.post_parent.in_(missing[start : start + _AT_ONCE])
            for row in self.reader.rows(select(c.post_parent, post_sum(posts)).where(wanted, *attached).order_by(c.ID)):
                parent_id = as_number(row[0])
                self.attachments[parent_id] = combine(self.attachments[parent_id], int(row[1]))

    def missing_parents(self, ids: range) -> list[int]:
        """Of a range that was fetched the ids that entries name as parent though there is no such entry (any more)."""
        parent = self.reader.schema.table("posts").c.post_parent
        # 0 is no parent.
        statement = select(parent).where(parent >= max(ids.start, 1), parent < ids.stop).group_by(parent)
        return [entry_id for entry_id in _numbers(self.reader.rows(statement)) if not self.posts.of(entry_id)]

    def children_of(self, ids: Collection[int]) -> set[int]:
        """The dependents of these entries: children, their children, and so on; revisions aside."""
        posts, found, waiting = self.reader.schema.table("posts"), set[int](), sorted(ids)
        for _ in range(_MOST_ANCESTORS):
            below: set[int] = set()
            for start in range(0, len(waiting), _AT_ONCE):
                wanted = posts.c.post_parent.in_(waiting[start : start + _AT_ONCE])
                below.update(_numbers(self.reader.rows(select(posts.c.ID).where(wanted, counted_posts(posts)))))
            waiting = sorted(below - found)
            found |= below
            if not waiting:
                break
        return found

    def _missing(self, ids: Iterable[int]) -> list[int]:
        new = set(ids) - self._asked
        return sorted(entry_id for entry_id in new if not any(entry_id in id_range for id_range in self._ranges))

    def _parents_of(self, ids: Iterable[int]) -> set[int]:
        return {self.parents[entry_id][0] for entry_id in ids if entry_id in self.parents}

    def _fetch(self, selection: Selection) -> list[int]:
        """Take in the entries of a selection; those that there are."""
        part = _listed(self.reader, self.rules, selection)
        for mine, theirs in (
            *((self.posts, part.posts), (self.states, part.states)),
            *((self.sizes, part.sizes), (self.relations, part.relations)),
        ):
            for entry_id, value in theirs.items():
                mine.append(entry_id, value)
        self.hidden |= part.hidden
        self.parents |= part.parents
        for entry_id in part.posts.ids:
            parent_id = part.parents.get(entry_id, (0, ""))[0]
            hidden = part.hidden.get(entry_id)
            self.lineage.add(entry_id, parent_id, visible=hidden is None, closes=hidden is not None and hidden.closes)
        return list(part.posts.ids)


class Scattered(ChecksumsById):
    """Numbers by id, in no order."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[int, int] = {}

    def append(self, entry_id: int, value: int) -> None:
        """Keep the number of an id."""
        self._numbers[entry_id] = value

    def of(self, entry_id: int) -> int:
        """The number of an id, 0 when there is none."""
        return self._numbers.get(entry_id, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides about visibility besides the rows."""

    public_types: Collection[str]
    now: datetime
    zone: tzinfo
    show_protected_titles: bool = False
    asks_pages: bool = False
    noindex: TypeRules = field(default_factory=dict)
    """What SEO plugins say of whole types."""
    front_page_id: int = 0
    gates: SiteGates = field(default_factory=SiteGates)
    """What plugins and switches of the site close."""
    left_out: Callable[[Selection], Mapping[int, tuple[str, str]]] = lambda _: {}
    """Why entries of a selection are left out for their language or address: reason and plugin by id."""


def read_listing(reader: Reader, rules: Rules) -> Listing:
    """One pass over wp_posts and the sums of meta and terms."""
    return _listed(reader, rules, everything)


def _among(ids: Collection[int]) -> Selection:
    return lambda column: (column.in_(ids),)


def _listed(reader: Reader, rules: Rules, selection: Selection) -> Listing:
    listing = Listing(asks_pages=rules.asks_pages)
    gated = closed_entries(reader, rules.gates, selection)
    marked = unwanted(reader, rules.noindex, front_page_id=rules.front_page_id, selection=selection) | gated.closed
    posts = reader.schema.table("posts")
    c = posts.c
    plain = _plainly_visible(c, rules)
    # The columns that judge a row are NULL for plain ones, which are nearly all: else they are most of what is sent.
    others = (c.post_type, c.post_status, has_password(c), c.post_date_gmt, c.post_date, c.post_parent)
    # `plain` is NULL where a column is: such a row goes the long way too, so its mark is a column of its own.
    marks = (case((plain, 1), else_=0), *(case((plain, null()), else_=column) for column in others))
    columns = (c.ID, post_sum(posts), func.length(c.post_content), *marks)
    statement = select(*columns).where(counted_posts(posts), *selection(c.ID)).order_by(c.ID)
    for row in reader.stream(statement):
        entry_id = int(row[0])
        listing.posts.append(entry_id, int(row[1]))
        listing.sizes.append(entry_id, int(row[2] or 0))
        if not row[3] or entry_id in marked:
            _add(listing, row, rules, _Marks(marked.get(entry_id), gated.opened))
    _leave_out(listing, rules.left_out(selection))
    _add_checksums(reader, listing, selection)
    return listing


def _leave_out(listing: Listing, reasons: Mapping[int, tuple[str, str]]) -> None:
    """Hide what only its language closes; what is hidden anyway keeps its reason."""
    for entry_id, (reason, cause) in reasons.items():
        if listing.posts.of(entry_id) and entry_id not in listing.hidden:
            listing.hidden[entry_id] = Verdict(reason=reason, cause=cause)
            parent_id = listing.parents.get(entry_id, (0, ""))[0]
            listing.lineage.add(entry_id, parent_id, visible=False, closes=closes_below(reason))


def _plainly_visible(posts: Any, rules: Rules) -> ColumnElement[bool]:
    """Rows of which nothing more need be known: the great majority, and the database can tell them itself.

    The SQL twin of `wordpress.visibility.hidden_reason(…) == ""`: what this takes, that rule takes too (a property test
    holds them together); what this leaves is judged by that rule.
    """
    gates = rules.gates.gates
    # An attachment's status is `inherit`: its parent decides. Where a rule is about a type, its exceptions decide.
    types = set(rules.public_types) - INTERNAL_TYPES - {"attachment"} - gates.closed_types()
    return and_(
        is_exactly(posts.post_status, "publish"),
        not_(has_password(posts)),
        posts.post_parent == 0,
        is_exactly(posts.post_type, *(() if gates.is_everything_closed else sorted(types))),
        # `0000-00-00`: such a row goes by its local date, which only the site's zone places in time.
        posts.post_date_gmt > "0001-01-01 00:00:00",
        posts.post_date_gmt <= rules.now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
    )


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is known of one entry besides its row."""

    closed: Closed | None
    opened: Mapping[int, Collection[int]]


def _add(listing: Listing, row: Any, rules: Rules, marks: _Marks) -> None:
    """Take in an entry that may be hidden, or has a parent. All columns are NULL for a plain one that is unwanted."""
    is_plain, entry_id, parent = bool(row[3]), int(row[0]), as_number(row[9])
    entry_type = "post" if is_plain else as_text(row[4])
    # A rule about types comes before what only asks not to be indexed; a plain row's type is in no rule.
    typed = None if is_plain else rules.gates.gates.closed_by_type(entry_id, entry_type, marks.opened)
    closed = _graver(marks.closed, typed)
    standing = Standing(
        status="publish" if is_plain else as_text(row[5]),
        type=entry_type,
        protected=bool(row[6]) and not rules.show_protected_titles,
        published=moment(as_text(row[7]), as_text(row[8]), rules.zone),
        closed=closed.reason if closed else "",
    )
    reason = hidden_reason(standing, now=rules.now, public_types=rules.public_types)
    if reason:
        listing.hidden[entry_id] = Verdict(
            reason="" if entry_type in INTERNAL_TYPES else reason,
            cause=closed.cause if closed and closed.reason == reason else "",
            until=standing.published if reason == "future" else None,
            below=bool(closed and closed.below and closed.reason == reason),
        )
    if parent and parent != entry_id:
        listing.parents[entry_id] = (parent, entry_type)
        if entry_type == "attachment":
            # The last checksum is this row's own: `_listed` appended it just before. Rows come in order of id, as in
            # `PartialListing.need_attached`, which must give the same number.
            listing.attachments[parent] = combine(listing.attachments.get(parent, 0), listing.posts.values[-1])
    if parent or reason:
        closes = entry_id in listing.hidden and listing.hidden[entry_id].closes
        listing.lineage.add(entry_id, parent, visible=not reason, closes=closes)


def _graver(own: Closed | None, typed: Closed | None) -> Closed | None:
    """Of two the one that says more: what nobody may read before what is only not indexed."""
    if own and typed:
        return typed if own.reason in {"noindex", "excluded"} else own
    return own or typed


def _add_checksums(reader: Reader, listing: Listing, selection: Selection) -> None:
    listing.states = ChecksumsById(listing.posts.ids, array("Q", listing.posts.values))
    for table_name in BESIDE_POSTS:
        if reader.has(table_name):
            checksums = _table_checksums(reader, table_name, selection)
            listing.states.add_in_order(checksums)
            if table_name == "term_relationships":
                listing.relations = checksums


def _table_checksums(reader: Reader, table_name: str, selection: Selection) -> ChecksumsById:
    """The checksums of one table by entry."""
    per_entry = checksum_by_entry(reader.schema, table_name)
    statement = select(per_entry.entry_id, func.sum(per_entry.checksum)).where(
        *per_entry.wanted, *selection(per_entry.entry_id)
    )
    checksums = ChecksumsById()
    for line in reader.stream(statement.group_by(per_entry.entry_id).order_by(per_entry.entry_id)):
        checksums.append(as_number(line[0]), int(line[1]))
    return checksums


def _numbers(rows: Iterable[Any]) -> Iterator[int]:
    return (as_number(row[0]) for row in rows)
