"""`/llms-full.txt`: the head of llms.txt, then every page and the newest posts whole, kind `llms-full-txt` [wire §4.2].

Invariants: sections and headings inside it are indented by one blank, which CommonMark reads as headings all the same:
so the reference parser finds no section in it but the stamp's, and no text of an entry can pass for one.
Decision 0008.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rootzpub.config import Config
from rootzpub.documents.discovered import Found, discover
from rootzpub.documents.excerpts import one_line
from rootzpub.documents.identity import core_concepts
from rootzpub.documents.listing import Listing, Section
from rootzpub.documents.llms import about_lines, agent_lines, head, policy_lines
from rootzpub.documents.llms_syntax import link_url, paragraph, prose, under
from rootzpub.documents.request import Request
from rootzpub.documents.row import NOT_FOR_SEARCH, DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.site import PAGE, POST, PublishedEntry, Site
from rootzpub.wire import TextDocument, names, places
from rootzpub.wire.blocks import format_time
from rootzpub.wire.rules import clean_text

_ENTRY_LEVEL: Final = 3
_BATCH: Final = 100
_TEXTS: Final = frozenset({"Pages", "Posts"})
"""Sections of whole texts; the others are lists."""


def build(site: Site, settings: Settings, request: Request) -> TextDocument:
    """llms-full.txt up to its stamp: what llms.txt says, with the texts in place of the links to them."""
    found = discover(site)
    sections = (
        ("About", about_lines(site, settings, found)),
        ("Core Concepts", _concepts(site, settings, found)),
        ("Pages", map(_entry, _all_pages(site))),
        ("Posts", map(_entry, _newest_posts(site, settings))),
        (Section.POLICIES, policy_lines(site, settings, found)),
        (Section.AGENTS, agent_lines(site, settings)),
    )
    parts = [clean_text(head(site, settings, found))]
    for title, lines in sections:
        if texts := list(lines):
            # One blank before it: a plain `##` would be a section for the reference parser, which demands links there
            # (decision 0008).
            parts.append(f" ## {title}\n")
            parts.extend(texts if title in _TEXTS else [clean_text("\n".join(texts)) + "\n"])
    return TextDocument(
        kind=names.KIND_LLMS_FULL,
        resource=request.resource,
        text="\n".join(parts),
        last_modified=site.last_modified,
        stamp=settings.config.llms.stamp,
    )


def _concepts(site: Site, settings: Settings, found: Mapping[str, Found]) -> Iterator[str]:
    for concept in core_concepts(site, settings, found):
        term, definition = prose(concept.get("term", "")), prose(concept.get("definition", ""))
        yield f"- **{term}**: {definition}" if definition else f"- **{term}**"


def _all_pages(site: Site) -> Iterator[PublishedEntry]:
    offset = 0
    # In batches, so that only the text grows with the site and not the entries beside it.
    while batch := site.entries(PAGE, order="menu", limit=_BATCH, offset=offset):
        yield from batch
        offset += len(batch)


def _newest_posts(site: Site, settings: Settings) -> Iterable[PublishedEntry]:
    limit = settings.config.llms.full_posts_limit
    return site.entries(POST, order="newest", limit=limit) if limit else ()


def _entry(entry: PublishedEntry) -> str:
    """Title, address and hash, then the markdown with its headings one level below the title."""
    # `under` moves the entry's own headings below this one; nothing in it can stand beside the sections.
    title = paragraph(one_line(entry.title) or entry.path)
    facts = f"URL: <{link_url(entry.url)}>\nModified: {format_time(entry.modified)}\nContent-Hash: {entry.content_hash}"
    text = under(clean_text(entry.markdown), _ENTRY_LEVEL + 1).strip("\n")
    return f" {'#' * _ENTRY_LEVEL} {title}\n\n{facts}\n" + (f"\n{text}\n" if text else "")


def _enabled(config: Config) -> bool:
    return config.llms.full and config.llms.enabled and config.content.enabled and config.content.full_text


LLMS_FULL = DocumentRow(
    place=places.LLMS_FULL,
    listing=Listing(
        title="llms-full.txt",
        note="the pages and newest posts whole",
        section=Section.OPTIONAL,
    ),
    build=build,
    media_type=names.TEXT_MEDIA_TYPE,
    headers=NOT_FOR_SEARCH,
    enabled=_enabled,
)
