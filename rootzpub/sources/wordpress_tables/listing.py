"""Everything a database holds, as one line each: id, checksum, who is hidden and why. No text is read for it.

Law: memory is a few dozen bytes an entry; bodies are not touched.
"""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from rootzpub.site import Hidden
from rootzpub.sources.moments import moment
from rootzpub.sources.visibility import INTERNAL_TYPES, Lineage, Standing, hidden_by_relatives, hidden_reason
from rootzpub.sources.wordpress_tables.checksums import meta_sum, post_sum, relation_sum, state_of, wanted_meta
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.noindex import TypeRules, unwanted
from rootzpub.sources.wordpress_tables.values import as_number, as_text

_UNSIGNED = (1 << 64) - 1


@dataclass(slots=True)
class Sums:
    """Numbers by id, packed, ids ascending."""

    ids: "array[int]" = field(default_factory=lambda: array("Q"))
    values: "array[int]" = field(default_factory=lambda: array("Q"))

    def append(self, entry_id: int, value: int) -> None:
        """Add the next id."""
        self.ids.append(entry_id)
        self.values.append(value & _UNSIGNED)

    def add_in_order(self, others: "Sums") -> None:
        """Mix the numbers of others into ours, id by id; both ascend, so one pass does it."""
        place, last = 0, len(others.ids)
        ids, values, their_ids, their_values = self.ids, self.values, others.ids, others.values
        for index, entry_id in enumerate(ids):
            while place < last and their_ids[place] < entry_id:
                place += 1
            if place < last and their_ids[place] == entry_id:
                values[index] = hash_of(values[index], their_values[place])

    def of(self, entry_id: int) -> int:
        """The number of an id, 0 when there is none."""
        place = bisect_left(self.ids, entry_id)
        return self.values[place] if place < len(self.ids) and self.ids[place] == entry_id else 0


@dataclass(slots=True)
class Listing:
    """All entries of a site at one moment."""

    posts: Sums = field(default_factory=Sums)
    """The checksum of each row."""
    states: Sums = field(default_factory=Sums)
    """The same together with the entry's meta and terms."""
    sizes: Sums = field(default_factory=Sums)
    """Bytes of the body."""
    relations: Sums = field(default_factory=Sums)
    totals: dict[str, str] = field(default_factory=dict)
    """State of each table that was summed on the way, as `checksums.table_state` would tell it."""
    attachments: dict[int, int] = field(default_factory=dict)
    """By parent: the summed checksums of what is attached."""
    lineage: Lineage = field(default_factory=lambda: Lineage(orphans_visible=True))
    parents: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Parent and type of entries that have a parent."""
    hidden: dict[int, tuple[str, datetime | None]] = field(default_factory=dict)
    """Why an entry is hidden by itself; an empty reason = furniture that nobody counts."""

    def reason(self, entry_id: int) -> str | None:
        """Why an entry is hidden, empty for furniture; None = it is visible."""
        if entry_id in self.hidden:
            return self.hidden[entry_id][0]
        if entry_id not in self.parents:
            return None
        parent_id, entry_type = self.parents[entry_id]
        reason = hidden_by_relatives(entry_type=entry_type, parent_id=parent_id, is_visible=self.lineage.is_visible)
        return reason or None

    def is_visible(self, entry_id: int) -> bool:
        """Whether there is such an entry and it may be shown."""
        return self.posts.of(entry_id) != 0 and self.reason(entry_id) is None

    def hidden_entries(self) -> Iterator[Hidden]:
        """Every entry that must not be published, furniture aside."""
        for entry_id in self.posts.ids:
            reason = self.reason(entry_id)
            if reason:
                until = self.hidden[entry_id][1] if entry_id in self.hidden else None
                yield Hidden(id=entry_id, reason=reason, until=until)


def hash_of(*numbers: int) -> int:
    """One 64-bit number from several; the same in every process of one Python (another reads everything once again)."""
    return hash(numbers) & _UNSIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides about visibility besides the rows."""

    public_types: Collection[str]
    now: datetime
    zone: tzinfo
    show_protected_titles: bool = False
    noindex: TypeRules = field(default_factory=dict)
    """What SEO plugins say of whole types."""
    front_page_id: int = 0


def read_listing(reader: Reader, rules: Rules) -> Listing:
    """One pass over wp_posts and the sums of meta and terms."""
    listing = Listing()
    marked = unwanted(reader, rules.noindex, front_page_id=rules.front_page_id)
    posts = reader.schema.table("posts")
    c = posts.c
    plain = _plainly_visible(c, rules)
    others = (c.post_type, c.post_status, c.post_password != "", c.post_date_gmt, c.post_date, c.post_parent)
    columns = (c.ID, post_sum(posts), func.length(c.post_content), *(case((~plain, column)) for column in others))
    statement = select(*columns).where(c.post_type != "revision", c.post_status != "auto-draft").order_by(c.ID)
    for row in reader.stream(statement):
        entry_id = int(row[0])
        listing.posts.append(entry_id, int(row[1]))
        listing.sizes.append(entry_id, int(row[2] or 0))
        if row[3] is not None or entry_id in marked:
            _add(listing, row, rules, marked.get(entry_id, ""))
    listing.totals["posts"] = state_of(len(listing.posts.ids), sum(listing.posts.values))
    _add_sums(reader, listing)
    return listing


def _plainly_visible(posts: Any, rules: Rules) -> ColumnElement[bool]:
    """Rows of which nothing more need be known: the great majority, and the database can tell them itself."""
    return and_(
        posts.post_status == "publish",
        posts.post_password == "",
        posts.post_parent == 0,
        posts.post_type.in_(sorted(set(rules.public_types) - INTERNAL_TYPES - {"attachment"})),
        posts.post_date_gmt > "0001-01-01 00:00:00",
        posts.post_date_gmt <= rules.now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
    )


def _add(listing: Listing, row: Any, rules: Rules, mark: str) -> None:
    """Take in an entry that may be hidden, or has a parent. All columns are NULL for one that is only unwanted."""
    entry_id, entry_type, parent = int(row[0]), as_text(row[3]) or "post", as_number(row[8])
    standing = Standing(
        status=as_text(row[4]) or "publish",
        type=entry_type,
        protected=bool(row[5]) and not rules.show_protected_titles,
        published=moment(as_text(row[6]), as_text(row[7]), rules.zone),
        noindex=mark == "noindex",
        excluded=mark == "excluded",
    )
    reason = hidden_reason(standing, now=rules.now, public_types=rules.public_types)
    if reason:
        until = standing.published if reason == "future" else None
        listing.hidden[entry_id] = ("" if entry_type in INTERNAL_TYPES else reason, until)
    if parent and parent != entry_id:
        listing.parents[entry_id] = (parent, entry_type)
        if entry_type == "attachment":
            listing.attachments[parent] = hash_of(listing.attachments.get(parent, 0), listing.posts.values[-1])
    if parent or reason:
        listing.lineage.add(entry_id, parent, visible=not reason)


def _add_sums(reader: Reader, listing: Listing) -> None:
    listing.states = Sums(listing.posts.ids, array("Q", listing.posts.values))
    if reader.has("postmeta"):
        meta = reader.schema.table("postmeta")
        statement = select(meta.c.post_id, func.sum(meta_sum(meta)), func.count()).where(wanted_meta(meta))
        lines = reader.stream(statement.group_by(meta.c.post_id).order_by(meta.c.post_id))
        sums, listing.totals["postmeta"] = _summed(lines)
        listing.states.add_in_order(sums)
    if reader.has("term_relationships"):
        relations = reader.schema.table("term_relationships")
        statement = select(relations.c.object_id, func.sum(relation_sum(relations)), func.count())
        lines = reader.stream(statement.group_by(relations.c.object_id).order_by(relations.c.object_id))
        listing.relations, listing.totals["term_relationships"] = _summed(lines)
        listing.states.add_in_order(listing.relations)


def _summed(lines: Iterable[Any]) -> tuple[Sums, str]:
    """Sums by id, and the state of the whole table, from (id, sum, number of rows)."""
    sums, count = Sums(), 0
    for line in lines:
        sums.append(as_number(line[0]), int(line[1]))
        count += int(line[2])
    return sums, state_of(count, sum(sums.values))
