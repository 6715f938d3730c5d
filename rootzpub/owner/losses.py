"""What was lost, entry by entry, as an owner asks for it; and whether one of the pages that matter is among it.

Invariants: reads the store alone; streamed, so a site of any size costs the memory of one batch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rootzpub import assembly
from rootzpub.config import Config
from rootzpub.documents.discovered import discover
from rootzpub.errors import NotReady
from rootzpub.site import ATTACHMENT, PublishedEntry, Site

WORDS_LOST = frozenset(
    {
        *("page-builder", "unknown-shortcode", "unknown-block", "restricted", "empty-entry", "bound-value"),
        *("damaged-blocks", "too-large", "recursion", "missing-reference", "shop-price"),
    }
)
"""The kinds that say that words of a page are missing; others say that something only looks different."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostHere:
    """One kind of loss of one entry."""

    path: str
    kind: str
    count: int
    example: str
    """The first occurrence, one line of printable characters."""

    def as_dict(self) -> dict[str, str | int]:
        """For machines."""
        return {"path": self.path, "kind": self.kind, "count": self.count, "example": self.example}


@contextmanager
def opened_site(config: Config) -> Iterator[Site]:
    """The site as stored.

    Raises:
        NotReady: nothing was read yet.
        StoreUnavailable: the store cannot be opened.
    """
    # A command that only looks makes no folder.
    if not config.data_dir.exists():
        raise NotReady("nothing was read yet", hint="Run `rootzpub sync`.")
    store = assembly.open_store(config)
    try:
        with store.site() as site:
            yield site
    finally:
        store.close()


def list_losses(site: Site, *, kind: str = "", path: str = "") -> Iterator[LostHere]:
    """The losses of all entries in order of path; `kind` takes one kind alone, `path` an entry and what is below it."""
    for entry in _entries(site, path):
        for loss in entry.losses:
            if kind in {"", loss.kind}:
                yield LostHere(path=entry.path, kind=loss.kind, count=loss.count, example=_printable(loss.example))


def damaged_key_pages(site: Site) -> Iterator[tuple[str, str, str]]:
    """The pages that agents read first and that lost words, or have none: (path, what it is, what is missing)."""
    for entry, topic in _key_pages(site):
        kinds = [f"{loss.count} {loss.kind}" for loss in entry.losses if loss.kind in WORDS_LOST]
        if not entry.text.strip():
            kinds.insert(0, "no text")
        if kinds:
            yield entry.path, topic, ", ".join(kinds)


def _key_pages(site: Site) -> Iterator[tuple[PublishedEntry, str]]:
    """The front page, and the pages found for each topic, each once."""
    seen: set[int] = set()
    front = site.by_id(site.facts.front_page_id) if site.facts.front_page_id else None
    found = [(found.entry, found.topic) for _, found in sorted(discover(site).items())]
    for entry, topic in ([(front, "front page")] if front else []) + found:
        if entry.id not in seen:
            seen.add(entry.id)
            yield entry, topic


def empty_entries(site: Site) -> int:
    """How many entries have no text; media, of which the file is the content, are not counted."""
    return sum(1 for entry in site.every() if entry.type != ATTACHMENT and not entry.text.strip())


def _entries(site: Site, path: str) -> Iterator[PublishedEntry]:
    meant = site.by_path(path) if path else None
    # Below the home page is everything: asked for, it means itself.
    folder = f"/{path.strip('/')}/" if path.strip("/") else ""
    for entry in site.every():
        below = bool(folder) and entry.path.startswith(folder)
        if not path or below or (meant is not None and entry.id == meant.id):
            yield entry


def _printable(text: str) -> str:
    """Without what a terminal would obey: the text is the site's, not ours."""
    return "".join(character if character.isprintable() else " " for character in text)
