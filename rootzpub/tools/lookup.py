"""Which entry a caller means by a path or URL [wire §3b.2]."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

from rootzpub.site import PublishedEntry, Site

_IDS: Final = ("p", "page_id", "attachment_id")
"""WordPress's parameters for an entry by its number, whatever the permalinks are."""
_HOMES: Final = frozenset({"", "/", "/index.php"})
_LONGEST_ID: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """An entry that was found."""

    entry: PublishedEntry
    moved: bool = False
    """Whether the path that was asked is one it had before."""


def locate(site: Site, path: str, *, domain: str) -> Located | None:
    """The published entry that a path means, by its present path or a former one; None for unknown and hidden alike.

    `domain` is the site's host: `https://…/?p=3` of another one names no entry of ours.
    """
    numbers = _numbers(path, domain)
    # First: without its query `/?p=3` is the front page.
    if numbers:
        entry = site.by_id(numbers[0])
        return Located(entry=entry) if entry is not None else None
    # WordPress takes either case, and writes the lower one.
    entry = site.by_path(path) or (site.by_path(path.lower()) if path != path.lower() else None)
    if entry is not None:
        return Located(entry=entry)
    # Second: an old path that another entry has now means that entry.
    present = site.moved(path)
    entry = site.by_path(present) if present else None
    return Located(entry=entry, moved=True) if entry is not None else None


def _numbers(path: str, domain: str) -> list[int]:
    """The entry's number, where the path is `/?p=3`, or a URL of this site that is."""
    try:
        parts = urlsplit(path.strip())
        host = parts.hostname or ""
    except ValueError:
        return []
    if parts.path not in _HOMES or (host and host.removeprefix("www.") != domain.removeprefix("www.")):
        return []
    asked = parse_qs(parts.query)
    texts = (asked[name][-1] for name in _IDS if name in asked)
    # 0 is no entry: of so many digits neither.
    return [int(text) if len(text) <= _LONGEST_ID else 0 for text in texts if text.isascii() and text.isdecimal()]
