"""Entries, facts and stores for the tests of the store."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rootzpub.site import Article, Entry, SiteFacts, Term, TypeInfo
from rootzpub.store import Commit, Converted, Store, SyncState

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
FACTS = SiteFacts(
    name="Wetterhaus",
    url="https://example.org",
    types=(
        TypeInfo(name="post", label="Posts"),
        TypeInfo(name="page", label="Pages", hierarchical=True),
        TypeInfo(name="attachment", label="Media"),
    ),
)


def an_entry(number: int = 1, **changes: Any) -> Entry:
    """A visible entry; `number` makes it different from others."""
    entry = Entry(
        id=number,
        type="post",
        revision=f"r{number}",
        slug=f"entry-{number}",
        path=f"/entry-{number}/",
        url=f"https://example.org/entry-{number}/",
        title=f"Entry {number}",
        html=f"<p>Text of entry {number}.</p>",
        published=NOON - timedelta(days=number),
        modified=NOON - timedelta(hours=number),
    )
    return replace(entry, **changes)


def converted(entry: Entry, text: str = "", **changes: Any) -> Converted:
    """The entry with `text` (or something of its own) as its content."""
    text = text or f"Text of entry {entry.id}."
    article = Article(markdown=f"{text}\n", text=text, word_count=len(text.split()))
    return Converted(entry=entry, article=replace(article, **changes), excerpt=text[:80])


def state(fingerprint: str = "f1", digest: str = "d1") -> SyncState:
    """Where an update leaves off."""
    return SyncState(fingerprint=fingerprint, digest=digest)


def publish(
    store: Store,
    entries: Iterable[Converted] = (),
    *,
    moment: datetime = NOON,
    terms: Iterable[Term] | None = None,
) -> Commit:
    """Put these entries into the store and commit."""
    with store.update() as update:
        update.keep_facts(FACTS, base_url="")
        if terms is not None:
            update.keep_terms(terms)
        for entry in entries:
            update.put(entry)
        return update.commit(moment, state())


def bytes_of(folder: Path) -> bytes:
    """Everything that lies in the store's folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())
