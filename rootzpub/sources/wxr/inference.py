"""What an export does not say and its items tell all the same: permalink structure, time zone, public types. Pure.

Invariants: a guess is only used where a wrong one does no harm; every entry's own address stands in the export.
"""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from rootzpub.sources.url import parts_of

_SAMPLES = 200
_DATE_TAGS = ("%year%", "%monthnum%", "%day%")
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Clues:
    """What the published items of an export show."""

    home: str = ""
    structures: Counter[str] = field(default_factory=Counter)
    offsets: Counter[float] = field(default_factory=Counter)
    pretty_types: set[str] = field(default_factory=set)
    plain_types: set[str] = field(default_factory=set)
    uploads: Counter[str] = field(default_factory=Counter)
    front_page: int = 0
    sticky: list[int] = field(default_factory=list)

    def see(self, item: "Published") -> None:
        """Take in one published item."""
        if item.type == "page" and item.link.rstrip("/") == self.home.rstrip("/"):
            self.front_page = item.id
            return
        pretty = bool(item.link) and "?" not in item.link
        (self.pretty_types if pretty else self.plain_types).add(item.type)
        if item.type == "post" and pretty and sum(self.structures.values()) < _SAMPLES:
            self.structures[_structure(item, parts_of(self.home).path)] += 1

    def see_dates(self, local: str, gmt: str) -> None:
        """Take in one item's local and GMT date."""
        try:
            difference = datetime.fromisoformat(local) - datetime.fromisoformat(gmt)
        except ValueError:
            return
        # To a quarter of an hour, as zones are. Summer and winter differ: the offset that most items show is taken.
        self.offsets[round(difference.total_seconds() / 900) / 4] += 1

    def see_file(self, url: str, file: str) -> None:
        """Take in where one attachment's file lies."""
        if file and url.endswith(f"/{file}"):
            self.uploads[url.removesuffix(f"/{file}")] += 1

    @property
    def structure(self) -> str:
        """The permalink structure that most posts show; empty = plain addresses."""
        if self.structures:
            return self.structures.most_common(1)[0][0]
        return "/%postname%/" if self.pretty_types else ""

    @property
    def public_types(self) -> set[str]:
        """Types whose items have addresses that are paths; on a site with plain addresses nobody can tell."""
        return self.pretty_types


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What an item's address may be made of."""

    id: int
    type: str
    link: str
    slug: str = ""
    date: str = ""
    author: str = ""
    categories: Collection[str] = ()
    """Slugs of all categories that are known so far."""


def _structure(item: Published, home: str) -> str:
    """A post's path with its own slug, date, id, author and category as tags."""
    path = parts_of(item.link).path
    below = path.removeprefix(home.rstrip("/"))
    dates = dict(zip(_DATE_TAGS, item.date[:10].split("-"), strict=False))
    parts: list[str] = []
    for segment in below.strip("/").split("/"):
        tag = _tag(segment, item)
        if not tag:
            tag = _DIGITS.sub(lambda run: _taken(run[0], dates), segment)
        if tag != "%category%" or parts[-1:] != [tag]:  # a category may lie in others
            parts.append(tag)
    return f"/{'/'.join(parts)}{'/' if below.endswith('/') else ''}"


def _tag(segment: str, item: Published) -> str:
    """What one part of a path stands for; empty where it may be a date or plain text."""
    if segment == item.slug:
        return "%postname%"
    if item.slug and segment.startswith(f"{item.slug}."):
        return f"%postname%{segment.removeprefix(item.slug)}"
    if segment == str(item.id):
        return "%post_id%"
    if segment in item.categories:
        return "%category%"
    return "%author%" if segment == item.author else ""


def _taken(digits: str, dates: dict[str, str]) -> str:
    """The part of the date that these digits are, once each."""
    tag = next((name for name, value in dates.items() if value == digits), "")
    dates.pop(tag, None)
    return tag or digits
