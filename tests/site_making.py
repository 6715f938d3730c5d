"""Published entries, facts and sites for tests of everything that reads a site."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rootzpub.site import PublishedEntry, SiteFacts
from rootzpub.store import MemorySite

MOMENT = datetime(2026, 3, 4, 20, 21, 47, tzinfo=UTC)
BASE_URL = "https://example.com"


def make_entry(entry_id: int, type_: str = "post", **changes: Any) -> PublishedEntry:
    """A published entry; whatever is not given follows from the id and the markdown."""
    slug = changes.pop("slug", f"entry-{entry_id}")
    path = changes.pop("path", f"/{slug}/" if type_ == "page" else f"/2026/03/04/{slug}/")
    markdown = changes.pop("markdown", f"Text of entry {entry_id}.\n")
    text = changes.pop("text", markdown.strip())
    defaults: dict[str, Any] = {
        "url": BASE_URL + path,
        "title": f"Entry {entry_id}",
        "published": MOMENT,
        "modified": MOMENT,
        "content_hash": content_hash(markdown),
        "excerpt": " ".join(text.split())[:200],
        "word_count": len(text.split()),
        "author": "Ada",
    }
    fields = {"id": entry_id, "type": type_, "slug": slug, "path": path, "markdown": markdown, "text": text}
    return PublishedEntry(**(defaults | fields | changes))


def content_hash(markdown: str) -> str:
    """`sha256:` + hex of the UTF-8 bytes."""
    return "sha256:" + hashlib.sha256(markdown.encode("utf-8", "surrogatepass")).hexdigest()


def make_facts(**changes: Any) -> SiteFacts:
    """Facts of an ordinary site."""
    defaults: dict[str, Any] = {
        "name": "Example Ltd",
        "url": BASE_URL,
        "tagline": "Widgets, measured",
        "language": "en",
    }
    return SiteFacts(**(defaults | changes))


def make_site(entries: Sequence[PublishedEntry] = (), **changes: Any) -> MemorySite:
    """A site in memory with these entries; whatever else is not given is ordinary."""
    return MemorySite(entries_=entries, **({"facts": make_facts(), "published_at": MOMENT} | changes))
