"""Which entry a caller means by a path or URL [wire §3b.2]."""

from dataclasses import dataclass

from rootzpub.site import PublishedEntry, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """An entry that was found."""

    entry: PublishedEntry
    moved: bool = False
    """Whether the path that was asked is one it had before."""


def locate(site: Site, path: str) -> Located | None:
    """The published entry that a path means, by its present path or a former one; None for unknown and hidden alike."""
    entry = site.by_path(path)
    if entry is not None:
        return Located(entry=entry)
    # Second: an old path that another entry has now means that entry.
    present = site.moved(path)
    entry = site.by_path(present) if present else None
    return Located(entry=entry, moved=True) if entry is not None else None
