"""Everything a database holds, as one line each: id, checksum, who is hidden and why. No text is read for it.

Law: memory is a few dozen bytes an entry; bodies are not touched.
"""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import String, and_, cast, func, or_, select

from rootzpub.site import Hidden
from rootzpub.sources.moments import moment
from rootzpub.sources.visibility import INTERNAL_TYPES, Lineage, Standing, hidden_by_relatives, hidden_reason
from rootzpub.sources.wordpress_tables.checksums import meta_sum, post_sum, relation_sum, wanted_meta
from rootzpub.sources.wordpress_tables.database import Reader
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

    def of(self, entry_id: int) -> int:
        """The number of an id, 0 when there is none."""
        place = bisect_left(self.ids, entry_id)
        return self.values[place] if place < len(self.ids) and self.ids[place] == entry_id else 0


@dataclass(slots=True)
class Listing:
    """All entries of a site at one moment."""

    posts: Sums = field(default_factory=Sums)
    sizes: Sums = field(default_factory=Sums)
    """Bytes of the body."""
    meta: Sums = field(default_factory=Sums)
    relations: Sums = field(default_factory=Sums)
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

    def visible_ids(self) -> Iterator[int]:
        """Ids of everything that may be published."""
        return (entry_id for entry_id in self.posts.ids if self.reason(entry_id) is None)

    def own_state(self, entry_id: int) -> int:
        """A number that changes with the entry's row, its meta and its terms."""
        return hash_of(self.posts.of(entry_id), self.meta.of(entry_id), self.relations.of(entry_id))


def hash_of(*numbers: int) -> int:
    """One 64-bit number from several (FNV-1a over them): the same in every process."""
    state = 0xCBF29CE484222325
    for number in numbers:
        state = ((state ^ (number & _UNSIGNED)) * 0x100000001B3) & _UNSIGNED
        state ^= state >> 29
    return state


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides about visibility besides the rows."""

    public_types: Collection[str]
    now: datetime
    zone: tzinfo
    show_protected_titles: bool = False


def read_listing(reader: Reader, rules: Rules) -> Listing:
    """One pass over wp_posts and the sums of meta and terms."""
    listing = Listing()
    unwanted = _unwanted(reader)
    posts = reader.schema.table("posts")
    c = posts.c
    columns = (
        *(c.ID, c.post_type, c.post_status, (c.post_password != "").label("locked")),
        *(c.post_date_gmt, c.post_date, c.post_parent, post_sum(posts).label("crc")),
        func.length(c.post_content).label("size"),
    )
    statement = select(*columns).where(c.post_type != "revision", c.post_status != "auto-draft").order_by(c.ID)
    for row in reader.stream(statement):
        _add(listing, row, rules, unwanted.get(int(row.ID), ""))
    _add_sums(reader, listing)
    return listing


def _add(listing: Listing, row: Any, rules: Rules, unwanted: str) -> None:
    entry_id, parent, entry_type = int(row.ID), as_number(row.post_parent), as_text(row.post_type)
    listing.posts.append(entry_id, as_number(row.crc) or 1)
    listing.sizes.append(entry_id, as_number(row.size))
    standing = Standing(
        status=as_text(row.post_status),
        type=entry_type,
        protected=bool(row.locked) and not rules.show_protected_titles,
        published=moment(as_text(row.post_date_gmt), as_text(row.post_date), rules.zone),
        noindex=unwanted == "noindex",
        excluded=unwanted == "excluded",
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
    if reader.has("postmeta"):
        meta = reader.schema.table("postmeta")
        statement = select(meta.c.post_id, func.sum(meta_sum(meta))).where(wanted_meta(meta))
        for row in reader.stream(statement.group_by(meta.c.post_id).order_by(meta.c.post_id)):
            listing.meta.append(as_number(row[0]), as_number(row[1]))
    if reader.has("term_relationships"):
        relations = reader.schema.table("term_relationships")
        statement = select(relations.c.object_id, func.sum(relation_sum(relations)))
        for row in reader.stream(statement.group_by(relations.c.object_id).order_by(relations.c.object_id)):
            listing.relations.append(as_number(row[0]), as_number(row[1]))


def _unwanted(reader: Reader) -> dict[int, str]:
    """Ids that the owner marked: `noindex` for search engines, or `excluded` from what we publish."""
    found: dict[int, str] = {}
    if reader.has("postmeta"):
        meta = reader.schema.table("postmeta")
        key, value = meta.c.meta_key, cast(meta.c.meta_value, String)  # a dump's tables hold numbers as numbers
        marks = or_(
            and_(key == "_yoast_wpseo_meta-robots-noindex", value == "1"),
            and_(key == "rank_math_robots", value.like('%"noindex"%')),
            and_(key == "_seopress_robots_index", value == "yes"),
            and_(key == "_aioseop_noindex", value == "on"),
            and_(key == "_rootz_exclude", value.not_in(("", "0", "no", "off", "false"))),
        )
        for row in reader.stream(select(meta.c.post_id, key).where(marks)):
            found[as_number(row[0])] = "excluded" if row[1] == "_rootz_exclude" else "noindex"
    if reader.has("aioseo_posts"):
        seo = reader.schema.table("aioseo_posts").c
        ids = select(seo.post_id).where(seo.robots_default == 0, seo.robots_noindex == 1)
        found |= dict.fromkeys(_numbers(reader.stream(ids)), "noindex")
    return found


def _numbers(rows: Iterable[Any]) -> Iterator[int]:
    return (as_number(row[0]) for row in rows)
