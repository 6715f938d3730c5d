"""The segments of the content document: pages, posts, each custom type, media; those that the owner publishes."""

from dataclasses import dataclass

from rootzpub.documents.settings import Settings
from rootzpub.site import ATTACHMENT, BUILT_IN_TYPES, PAGE, POST, Site

_TAKEN = frozenset({"pages", "posts", "media"})
"""Segments of built-in types; a custom type of such a name gets a suffix, so that its entries are reached too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One part of the content document."""

    name: str
    """As in `/content/{name}`: pages, posts, media, or the custom type's own name."""
    type: str
    """WordPress's type."""
    label: str
    """For people."""
    custom: bool = False


def segments_of(site: Site, settings: Settings) -> list[Segment]:
    """The segments that are published, in the order of the document: pages, posts, custom types by name, media."""
    content = settings.config.content
    found: list[Segment] = []
    # A fixed order, custom types by name: whoever follows `nextUrl` over all segments meets every item once.
    if content.pages:
        found.append(Segment(name="pages", type=PAGE, label="Pages"))
    if content.posts:
        found.append(Segment(name="posts", type=POST, label="Posts"))
    if content.custom_types:
        found.extend(_custom(site))
    if content.media:
        found.append(Segment(name="media", type=ATTACHMENT, label="Media"))
    return found


def unknown_type(site: Site, wanted: str) -> list[str]:
    """The types there are, where this is none of them; else an empty list."""
    # Built-in types are known also where the site has no entry of them.
    known = {kind.name for kind in site.facts.types} | {name for name, _ in site.types()} | BUILT_IN_TYPES
    return sorted(known) if wanted and wanted not in known else []


def _custom(site: Site) -> list[Segment]:
    """Public types that the source declares, and those that have entries though it does not."""
    labels = {kind.name: kind.label for kind in site.facts.types}
    # Both: a declared type may have no entries yet, and a source may not declare what it publishes.
    present = dict.fromkeys((*labels, *(name for name, _ in site.types())))
    return [
        Segment(name=f"{name}-type" if name in _TAKEN else name, type=name, label=labels.get(name) or name, custom=True)
        for name in sorted(present)
        if name not in BUILT_IN_TYPES
    ]
