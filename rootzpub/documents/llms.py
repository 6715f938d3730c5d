"""`/llms.txt`: the site in one page of markdown, kind `llms-txt` [wire §4].

Invariants: H1, blockquote and prose, then sections that hold list items only; it parses in the reference parser. The
stamp is the seal's business.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rootzpub.config import Config
from rootzpub.documents.content import CONTENT
from rootzpub.documents.discovered import Found, discover
from rootzpub.documents.discovery import DISCOVERY
from rootzpub.documents.excerpts import one_line, shorten
from rootzpub.documents.feed import FEED
from rootzpub.documents.identity import ai_summary, contact, name, public_text, tagline
from rootzpub.documents.knowledge import KNOWLEDGE
from rootzpub.documents.licences import license_type, license_url, permission_sentences
from rootzpub.documents.llms_syntax import link, link_text, link_url, paragraph
from rootzpub.documents.pages import PAGES
from rootzpub.documents.policies import POLICIES
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.documents.tools_manifest import TOOLS_MANIFEST
from rootzpub.documents.vocabulary import ABOUT, CONTACT, POLICY_TYPES, PRODUCTS, SERVICES, TEAM
from rootzpub.site import PAGE, POST, PublishedEntry, Site
from rootzpub.wire import TextDocument, ToolSpec, names
from rootzpub.wire.blocks import resource

KEY_PAGES: Final = 15
_NOTE_LENGTH: Final = 160

_ABOUT_TOPICS: Final = (ABOUT, TEAM, PRODUCTS, SERVICES, CONTACT)
_FOR_AGENTS: Final = (DISCOVERY, KNOWLEDGE, FEED, CONTENT, PAGES, POLICIES, TOOLS_MANIFEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """Pages sorted into the sections of llms.txt."""

    key: tuple[PublishedEntry, ...]
    more: tuple[PublishedEntry, ...]


def build(site: Site, settings: Settings, request: Request) -> TextDocument:
    """llms.txt up to its stamp."""
    found = discover(site)
    pages = _pages(site, settings, found)
    sections = [
        ("About", list(_about(site, settings, found))),
        ("Key Pages", [_entry(page, settings) for page in pages.key]),
        ("Recent Posts", [_entry(post, settings) for post in _recent(site, settings)]),
        ("Policies", list(_policies(settings, found))),
        ("For AI Agents", list(_agents(site, settings))),
        ("Optional", list(_optional(site, settings, pages))),
    ]
    text = head(site, settings, found)
    for title, lines in sections:
        if lines:
            text += f"\n## {title}\n\n" + "\n".join(lines) + "\n"
    return TextDocument(
        kind=names.KIND_LLMS,
        resource=request.resource,
        text=text,
        last_modified=site.last_modified,
        stamp=settings.config.llms.stamp,
    )


def head(site: Site, settings: Settings, found: Mapping[str, Found]) -> str:
    """H1, blockquote and intro: who publishes, the licence and the permissions."""
    title = name(site, settings)
    summary = paragraph(tagline(site, settings) or f"{title}, {settings.domain}")
    sentences = [ai_summary(site, settings, found), *_permissions(settings), *_contact(site, settings, found)]
    intro = "\n\n".join(paragraph(text) for text in sentences)
    return f"# {one_line(title)}\n\n> {summary}\n\n{intro}\n"


def _permissions(settings: Settings) -> Iterator[str]:
    policies = settings.config.policies
    url = license_url(policies)
    named = f"[{link_text(license_type(policies))}]({link_url(url)})" if url else license_type(policies)
    yield f"License: {named}."
    yield permission_sentences(policies)
    if policies.terms:
        yield policies.terms


def _contact(site: Site, settings: Settings, found: Mapping[str, Found]) -> Iterator[str]:
    given = contact(site, settings, found)
    ways = [given[key] for key in ("aiSupport", "email", "url") if key in given]
    if ways:
        yield f"Contact: {ways[0]}"


def _pages(site: Site, settings: Settings, found: Mapping[str, Found]) -> _Pages:
    """The menu's pages first, then by menu order; those that other sections show are left to them."""
    shown = {page.entry.id for topic, page in found.items() if topic in {*_ABOUT_TOPICS, *POLICY_TYPES}}
    limit = settings.config.llms.pages_limit
    ordered: dict[int, PublishedEntry] = {}
    for entry in _in_order(site, limit + len(shown)):
        if entry.id not in shown:
            ordered.setdefault(entry.id, entry)
    wanted = list(ordered.values())[:limit]
    return _Pages(key=tuple(wanted[:KEY_PAGES]), more=tuple(wanted[KEY_PAGES:]))


def _in_order(site: Site, limit: int) -> Iterator[PublishedEntry]:
    facts = site.facts
    ids = dict.fromkeys([facts.front_page_id, *(item.entry_id for item in facts.menu)])
    for entry_id in ids:
        entry = site.by_id(entry_id) if entry_id else None
        if entry is not None and entry.type == PAGE:
            yield entry
    if limit:
        yield from site.entries(PAGE, order="menu", limit=limit + len(ids))


def _recent(site: Site, settings: Settings) -> list[PublishedEntry]:
    limit = settings.config.llms.posts_limit
    return list(site.entries(POST, order="newest", limit=limit)) if limit else []


def _about(site: Site, settings: Settings, found: Mapping[str, Found]) -> Iterator[str]:
    pages = {found[topic].entry.id: found[topic].entry for topic in _ABOUT_TOPICS if topic in found}
    if not pages:
        yield link(name(site, settings), settings.base_url + "/", tagline(site, settings))
    for entry in pages.values():
        yield _entry(entry, settings)


def _policies(settings: Settings, found: Mapping[str, Found]) -> Iterator[str]:
    pages = {found[topic].entry.id: found[topic].entry for topic in POLICY_TYPES if topic in found}
    for entry in pages.values():
        yield _entry(entry, settings)
    yield _document(POLICIES, settings)


def _agents(site: Site, settings: Settings) -> Iterator[str]:
    for row in _FOR_AGENTS:
        if row is not POLICIES and row.enabled(settings.config):
            yield _document(row, settings)
    for spec in settings.tools:
        if spec.auth == "none":
            yield _tool(spec, site, settings)


def _optional(site: Site, settings: Settings, pages: _Pages) -> Iterator[str]:
    for page in pages.more:
        yield _entry(page, settings)
    config = settings.config.llms
    if config.full and settings.full_text:
        yield link("llms-full.txt", settings.absolute(names.LLMS_FULL_PATH), "the pages and newest posts whole")
    if site.publication.size:
        yield link(
            f"All {site.publication.size} published entries", settings.absolute(PAGES.paths[0]), "path, title and hash"
        )


def _entry(entry: PublishedEntry, settings: Settings) -> str:
    note = public_text(shorten(entry.excerpt, _NOTE_LENGTH), settings) if settings.config.llms.excerpts else ""
    return link(entry.title or entry.path, entry.url, note)


def _document(row: DocumentRow, settings: Settings) -> str:
    return link(row.title, settings.absolute(row.paths[0]), row.note)


def _tool(spec: ToolSpec, site: Site, settings: Settings) -> str:
    """A tool with an address that answers: required parameters carry an example from this site."""
    example = {
        parameter.name: _example(parameter.name, site, settings) for parameter in spec.parameters if parameter.required
    }
    return link(spec.name, settings.absolute(resource(names.REST_PREFIX + spec.route, example)), spec.description)


def _example(parameter: str, site: Site, settings: Settings) -> str:
    """A word to search for, or a path that is there."""
    if parameter == "q":
        return next(iter(name(site, settings).split()))[:200]
    first = site.newest_records(limit=1)
    return first[0].path if first else "/"


def _enabled(config: Config) -> bool:
    return config.llms.enabled


LLMS = DocumentRow(
    name="llms",
    kind=names.KIND_LLMS,
    paths=(names.LLMS_PATH,),
    title="llms.txt",
    note="the site in one page",
    build=build,
    enabled=_enabled,
)
