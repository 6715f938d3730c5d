"""Sites and settings for the tests of documents and tools."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from rootzpub.config import Config
from rootzpub.documents import Settings
from rootzpub.errors import NotFound
from rootzpub.publisher.endpoints import ENDPOINT_TABLE, ENDPOINTS, tools_and_listings
from rootzpub.site import PublishedEntry, Site, Term
from rootzpub.store import MemorySite
from rootzpub.wire import Document, TextDocument, Unsigned
from tests.site_making import BASE_URL, MOMENT, make_entry, make_facts, make_site

WIDGETS = Term(
    id=1, taxonomy="category", slug="widgets", name="Widgets", description="Small things we measure", count=9
)
NEWS = Term(id=2, taxonomy="category", slug="news", name="News", count=4)
BLUE = Term(id=3, taxonomy="post_tag", slug="blue", name="Blue", count=2)


def settings(**tables: Any) -> Settings:
    """Settings with these tables of rootzpub.toml."""
    bare = Settings(config=Config(**tables), base_url=BASE_URL)
    tools, listings = tools_and_listings(ENDPOINTS, bare)
    return replace(bare, tools=tools, listings=listings)


def built_paths(of: Site, given: Settings) -> list[str]:
    """Every path that answers without a question."""
    return list(ENDPOINT_TABLE.built(of, given))


def document_at(of: Site, given: Settings, path: str, pairs: Iterable[tuple[str, str]] = ()) -> Unsigned:
    """What is published at a path. Raises NotFound and BadParameter."""
    found = ENDPOINT_TABLE.find(path)
    if found is None:
        raise NotFound("there is no such document")
    return found.endpoint.answer_to(of, given, found.request(path, pairs))


def page(entry_id: int, slug: str, title: str, **changes: Any) -> PublishedEntry:
    """A page at the top level."""
    return make_entry(entry_id, "page", slug=slug, title=title, **changes)


def site(*entries: PublishedEntry, **changes: Any) -> MemorySite:
    """A site of these entries; `facts` may be given as a dict of changes."""
    facts = changes.pop("facts", {})
    return make_site(entries, facts=make_facts(**facts), **changes)


def ordinary() -> MemorySite:
    """About, privacy, products, contact, 30 posts, an image; each a second newer than the one before."""
    entries = (
        page(1, "about", "About us", text="We measure widgets since 1999. Nine people work here."),
        page(2, "privacy-policy", "Privacy Policy", text="We keep no data."),
        page(3, "products", "Products", text="Widget A and Widget B."),
        page(4, "contact", "Contact"),
        *(make_entry(100 + n, terms=(WIDGETS, BLUE) if n % 2 else (NEWS,)) for n in range(30)),
        make_entry(500, "attachment", slug="photo", path="/photo/"),
    )
    return site(*(replace(entry, published=MOMENT + timedelta(seconds=entry.id)) for entry in entries))


def ask(of: MemorySite, path: str, *pairs: tuple[str, str], given: Settings | None = None) -> Document:
    """The JSON document at a path."""
    document = document_at(of, given or settings(), path, pairs)
    assert isinstance(document, Document)
    return document


def read(of: MemorySite, path: str, given: Settings | None = None) -> TextDocument:
    """The text document at a path."""
    document = document_at(of, given or settings(), path)
    assert isinstance(document, TextDocument)
    return document
