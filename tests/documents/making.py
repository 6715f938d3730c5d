"""Sites and settings for the tests of documents and tools."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from rootzpub.config import Config
from rootzpub.documents import Settings, answer_document
from rootzpub.site import PublishedEntry, Term
from rootzpub.store import MemorySite
from rootzpub.tools import offered_tools
from rootzpub.wire import Document, TextDocument
from tests.site_making import BASE_URL, MOMENT, make_entry, make_facts, make_site

WIDGETS = Term(
    id=1, taxonomy="category", slug="widgets", name="Widgets", description="Small things we measure", count=9
)
NEWS = Term(id=2, taxonomy="category", slug="news", name="News", count=4)
BLUE = Term(id=3, taxonomy="post_tag", slug="blue", name="Blue", count=2)


def settings(**tables: Any) -> Settings:
    """Settings with these tables of rootzpub.toml."""
    config = Config(**tables)
    return Settings(config=config, base_url=BASE_URL, tools=offered_tools(config))


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
    document = answer_document(of, given or settings(), path, pairs)
    assert isinstance(document, Document)
    return document


def read(of: MemorySite, path: str, given: Settings | None = None) -> TextDocument:
    """The text document at a path."""
    document = answer_document(of, given or settings(), path)
    assert isinstance(document, TextDocument)
    return document
