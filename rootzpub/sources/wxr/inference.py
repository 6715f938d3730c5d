"""What an export does not say and its items tell all the same: permalink structure, time zone, public types. Pure.

Law: a guess is only used where a wrong one does no harm; every entry's own address stands in the export.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from rootzpub.sources.url import parts_of

_SAMPLES = 200
_DATE_TAGS = ("%year%", "%monthnum%", "%day%")


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

    def see(self, *, entry_id: int, post_type: str, link: str, slug: str, date: str) -> None:
        """Take in one published item."""
        pretty = bool(link) and "?" not in link
        (self.pretty_types if pretty else self.plain_types).add(post_type)
        if post_type == "page" and link.rstrip("/") == self.home.rstrip("/"):
            self.front_page = entry_id
        if post_type == "post" and pretty and sum(self.structures.values()) < _SAMPLES:
            self.structures[_structure(parts_of(link).path, parts_of(self.home).path, slug, date, entry_id)] += 1

    def see_dates(self, local: str, gmt: str) -> None:
        """Take in one item's local and GMT date."""
        try:
            difference = datetime.fromisoformat(local) - datetime.fromisoformat(gmt)
        except ValueError:
            return
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


def _structure(path: str, home: str, slug: str, date: str, entry_id: int) -> str:
    """A post's path with its own slug, date and id as tags."""
    below = path.removeprefix(home.rstrip("/"))
    waiting = dict(zip(_DATE_TAGS, date[:10].split("-"), strict=False))
    parts: list[str] = []
    for segment in below.strip("/").split("/"):
        tag = next((name for name, value in waiting.items() if value == segment), "")
        if segment == slug:
            parts.append("%postname%")
        elif segment == str(entry_id):
            parts.append("%post_id%")
        else:
            waiting.pop(tag, None)
            parts.append(tag or segment)
    return f"/{'/'.join(parts)}{'/' if below.endswith('/') else ''}"
