"""`/llms.txt`: the site in one page of markdown, kind `llms-txt` [wire §4].

Invariants: H1, blockquote and prose, then sections that hold list items only; it parses in the reference parser. The
stamp is the seal's business.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rootzpub.config import Config
from rootzpub.documents.discovered import Found, discover
from rootzpub.documents.excerpts import one_line, shorten
from rootzpub.documents.identity import ai_summary, contact, name, public_text, tagline
from rootzpub.documents.languages import first_languages, other_languages
from rootzpub.documents.licences import license_type, license_url, permission_sentences
from rootzpub.documents.listing import Listed, Listing, Section
from rootzpub.documents.llms_syntax import link, link_text, link_url, paragraph, plain, prose
from rootzpub.documents.request import Request
from rootzpub.documents.row import NOT_FOR_SEARCH, DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.documents.vocabulary import ABOUT, CONTACT, POLICY_TYPES, PRODUCTS, SERVICES, TEAM
from rootzpub.errors import NotFound
from rootzpub.site import PAGE, POST, PublishedEntry, Site
from rootzpub.wire import Parameter, Sample, TextDocument, names, places
from rootzpub.wire.blocks import resource

# [wire §4.1]; what does not fit goes to `## Optional`, which the format lets a reader skip.
KEY_PAGES: Final = 15
_NOTE_LENGTH: Final = 160
_TITLE_LENGTH: Final = 120
"""Characters; a title of 500 would be most of the file."""

_ABOUT_TOPICS: Final = (ABOUT, TEAM, PRODUCTS, SERVICES, CONTACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """Pages sorted into the sections of llms.txt."""

    key: tuple[PublishedEntry, ...]
    more: tuple[PublishedEntry, ...]


def build(site: Site, settings: Settings, request: Request) -> TextDocument:
    """llms.txt up to its stamp: the site in its first language, or in the one that the address names.

    Raises:
        NotFound: the site has no such language, it is the first one, or the owner does not publish it.
    """
    languages = first_languages(site, settings.config.site.language)
    if request.segment:
        if request.segment not in _tags(site, settings):
            raise NotFound("there is no llms.txt in this language", hint="/llms.txt names the languages.")
        languages = (request.segment,)
    found = discover(site, languages)
    pages = _pages(site, settings, found, languages)
    sections = [
        ("About", list(about_lines(site, settings, found))),
        ("Key Pages", [_entry(page, settings) for page in pages.key]),
        ("Recent Posts", [_entry(post, settings) for post in _recent(site, settings, languages)]),
        (Section.POLICIES, list(policy_lines(site, settings, found))),
        (Section.AGENTS, list(agent_lines(site, settings))),
        (Section.OPTIONAL, list(_optional(site, settings, pages))),
    ]
    # An empty section is left out: the reference parser expects links below each heading.
    text = head(site, settings, found)
    others = "" if request.segment else _others(site, settings, languages)
    text += f"\n{paragraph(others)}\n" if others else ""
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
    # H1, one blockquote, then prose: the reference parser takes everything up to the first `##` for the head.
    title = name(site, settings)
    # The summary, as the plugin has it: the one sentence that a reader of the first lines takes away.
    whole = ai_summary(site, settings, found)
    summary = paragraph(prose(whole if whole.strip(".") != title else f"{title}, {settings.domain}"))
    sentences = [*_about_us(site, settings, whole), *_permissions(settings), *_contact(site, settings, found)]
    intro = "\n\n".join(paragraph(text) for text in sentences)
    return f"# {one_line(plain(title))}\n\n> {summary}\n\n{intro}\n"


def _about_us(site: Site, settings: Settings, summary: str) -> Iterator[str]:
    """Tagline and sector, as far as the summary has not said them."""
    motto = tagline(site, settings)
    if motto and motto not in summary:
        yield motto
    if settings.config.identity.sector:
        yield f"Sector: {', '.join(settings.config.identity.sector)}."


def _others(site: Site, settings: Settings, first: Collection[str]) -> str:
    """The languages that this page leaves out, by tag; with their own addresses where the owner publishes these."""
    named = [
        (f"[{tag}]({settings.absolute(_address_in(tag))})" if settings.config.llms.languages else tag, number)
        for tag, number in other_languages(site, first)
    ]
    listed = ", ".join(f"{tag} ({number} {'entry' if number == 1 else 'entries'})" for tag, number in named)
    return f"Other languages of this site: {listed}." if listed else ""


def _address_in(tag: str) -> str:
    return names.LLMS_LANGUAGE_PATH.replace("{segment}", tag)


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


def _pages(site: Site, settings: Settings, found: Mapping[str, Found], languages: Collection[str]) -> _Pages:
    """The menu's pages first, then by menu order; those that other sections show are left to them."""
    shown = {page.entry.id for topic, page in found.items() if topic in {*_ABOUT_TOPICS, *POLICY_TYPES}}
    # What other sections show is left out before the limit is applied, else a site of policies had no key page.
    limit = settings.config.llms.pages_limit
    ordered: dict[int, PublishedEntry] = {}
    for entry in _in_order(site, limit + len(shown), languages):
        if entry.id not in shown:
            ordered.setdefault(entry.id, entry)
    wanted = list(ordered.values())[:limit]
    return _Pages(key=tuple(wanted[:KEY_PAGES]), more=tuple(wanted[KEY_PAGES:]))


def _in_order(site: Site, limit: int, languages: Collection[str]) -> Iterator[PublishedEntry]:
    facts = site.facts
    # The menu first: WordPress's `menu_order` is 0 for every page where nobody set it, and then decides nothing.
    ids = dict.fromkeys([facts.front_page_id, *(item.entry_id for item in facts.menu)])
    for entry_id in ids:
        entry = site.by_id(entry_id) if entry_id else None
        if entry is not None and entry.type == PAGE and (not languages or entry.language in languages):
            yield entry
    if limit:
        # More than wanted, because those of the menu come again and are dropped by `_pages`.
        yield from site.entries(PAGE, order="menu", limit=limit + len(ids), languages=languages)


def _recent(site: Site, settings: Settings, languages: Collection[str]) -> list[PublishedEntry]:
    limit = settings.config.llms.posts_limit
    return list(site.entries(POST, order="newest", limit=limit, languages=languages)) if limit else []


def about_lines(site: Site, settings: Settings, found: Mapping[str, Found]) -> Iterator[str]:
    """The pages about the organisation, and the discovery document."""
    # One page may be chosen for two topics (about and team): by id it stands once.
    pages = {found[topic].entry.id: found[topic].entry for topic in _ABOUT_TOPICS if topic in found}
    if not pages:
        yield link(name(site, settings), settings.base_url + "/", tagline(site, settings))
    for entry in pages.values():
        yield _entry(entry, settings)
    yield from _listed(Section.ABOUT, site, settings)


def policy_lines(site: Site, settings: Settings, found: Mapping[str, Found]) -> Iterator[str]:
    """The policy pages that were found, and the policies document."""
    pages = {found[topic].entry.id: found[topic].entry for topic in POLICY_TYPES if topic in found}
    for entry in pages.values():
        yield _entry(entry, settings)
    yield from _listed(Section.POLICIES, site, settings)


def agent_lines(site: Site, settings: Settings) -> Iterator[str]:
    """What agents can ask, each with an address that answers."""
    yield from _listed(Section.AGENTS, site, settings)


def _listed(section: Section, site: Site, settings: Settings) -> Iterator[str]:
    """Addresses that belong in this section and answer."""
    for listed in settings.listings:
        if listed.enabled and listed.listing.section is section:
            url = settings.absolute(_example_resource(listed, site, settings))
            yield link(listed.listing.title, url, listed.listing.note)


def _optional(site: Site, settings: Settings, pages: _Pages) -> Iterator[str]:
    for page in pages.more:
        yield _entry(page, settings)
    yield from _listed(Section.OPTIONAL, site, settings)
    if site.publication.size:
        yield link(
            f"All {site.publication.size} published entries",
            settings.absolute(places.PAGES.path),
            "path, title and hash",
        )


def _entry(entry: PublishedEntry, settings: Settings) -> str:
    note = public_text(shorten(entry.excerpt, _NOTE_LENGTH), settings) if settings.config.llms.excerpts else ""
    return link(shorten(entry.title, _TITLE_LENGTH) or entry.path, entry.url, note)


def _example_resource(listed: Listed, site: Site, settings: Settings) -> str:
    """An address that answers: required parameters carry their example."""
    given = {
        parameter.name: _example(parameter, site, settings) for parameter in listed.parameters if parameter.required
    }
    return resource(listed.place.path, given)


def _example(parameter: Parameter, site: Site, settings: Settings) -> str | int | bool:
    """The value that the parameter's row states, or one of this site from where the row says."""
    match parameter.example:
        case Sample.WORD:
            return next(iter(name(site, settings).split()))[:200]
        case Sample.ENTRY_PATH:
            first = site.newest_records(limit=1)
            return first[0].path if first else "/"
        case value:
            return "" if value is None else value  # the table of endpoints takes no row without one


def _enabled(config: Config) -> bool:
    return config.llms.enabled


def _tags(site: Site, settings: Settings) -> Sequence[str]:
    """The languages that have a text of their own beside the first."""
    if not settings.config.llms.languages:
        return ()
    return [tag for tag, _ in other_languages(site, first_languages(site, settings.config.site.language))]


LLMS = DocumentRow(
    place=places.LLMS,
    listing=Listing(
        title="llms.txt",
        note="the site in one page",
        front="the same in short, as text",
    ),
    build=build,
    media_type=names.TEXT_MEDIA_TYPE,
    headers=NOT_FOR_SEARCH,
    enabled=_enabled,
    segments=_tags,
)
