"""`/.well-known/ai`: the discovery document, kind `ai-discovery`, where every agent begins [wire §3]."""

from collections.abc import Mapping
from typing import Final

from rootzpub.documents.discovered import Found, discover
from rootzpub.documents.identity import ai_summary, contact, core_concepts, named_lines, organization, terms_url
from rootzpub.documents.licences import content_license
from rootzpub.documents.listing import Capability, Listed, Listing, Section
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.documents.vocabulary import ABOUT, POLICY_TYPES
from rootzpub.site import PAGE, POST, Site
from rootzpub.wire import Document, names, places
from rootzpub.wire.blocks import DAY

PAGES_SHOWN: Final = 100
"""Records in the document itself; the rest is behind `pagesUrl`."""


_ENTRYPOINTS: Final = (("search", names.TOOL_SEARCH, "q"), ("getPage", names.TOOL_PAGE, "path"))
"""Member, tool, and the parameter that a reader fills in."""


def build(site: Site, settings: Settings, request: Request) -> Document:
    """The discovery document of a site."""
    found = discover(site)
    publication = site.publication
    # Pages, then posts: attachments and other types are in the manifest, `pagesUrl`.
    shown = [record.body() for record in site.newest_records(limit=PAGES_SHOWN) if record.type in {PAGE, POST}]
    body: Members = {
        "specVersion": names.SPEC_VERSION,
        "schemaVersion": names.SCHEMA_VERSION,
        "standard": names.STANDARD,
        "organization": organization(site, settings),
        "coreConcepts": core_concepts(site, settings, found),
        "aiSummary": ai_summary(site, settings, found),
        "contact": contact(site, settings, found),
        "capabilities": _capabilities(site, settings),
        "policies": _policies(settings, found),
        "pages": shown,
        "publication": publication.body(),
        "generator": {"name": "rootzpub", "version": settings.version, "url": names.STANDARD_URL},
    }
    body |= _entrypoints(settings)
    body |= _people_and_products(settings)
    # The page for people that says the same: who this is.
    about = found.get(ABOUT)
    body["humanReadable"] = about.entry.url if about else f"{settings.base_url}/"
    if publication.size > len(shown):
        body["pagesUrl"] = places.PAGES.path
    if language := settings.config.site.language or site.facts.language:
        body["language"] = language
    # With `[signing] publish = "approved"` the statement is the one that the owner released, whatever was built here;
    # what follows the site is put back into it [wire §3.5].
    document = with_standard_stamps(names.KIND_DISCOVERY, body, request=request, site=site, max_age=DAY)
    return settings.released(document) if settings.released else document


def _entrypoints(settings: Settings) -> Members:
    """`entrypoints`: where a question and a page are asked, as URI templates (RFC 6570, level 1)."""
    addresses = {spec.name: settings.absolute(names.REST_PREFIX + spec.route) for spec in settings.tools}
    templates = {
        name: f"{addresses[tool]}?{parameter}={{{parameter}}}"
        for name, tool, parameter in _ENTRYPOINTS
        if tool in addresses
    }
    # One request less for whoever has a question: the tools manifest need not be read first.
    return {"entrypoints": templates} if templates else {}


def _people_and_products(settings: Settings) -> Members:
    """`people`, `applications` and `partners` as the owner set them, at the standard's place; each only where it is."""
    identity = settings.config.identity
    named = {
        "people": named_lines(identity.people, "role"),
        "applications": named_lines(identity.applications, "description"),
        "partners": named_lines(identity.partners, "description"),
    }
    return {member: items for member, items in named.items() if items}


def _policies(settings: Settings, found: Mapping[str, Found]) -> Members:
    """Licence and the discovered pages in short, as the plugin has them [wire §3c]."""
    body: Members = {"contentLicense": content_license(settings.config.policies, terms_url=terms_url(settings, found))}
    for topic, policy_type in POLICY_TYPES.items():
        if topic in found:
            body[topic] = {"url": found[topic].entry.url, "type": policy_type}
    body["detailsUrl"] = places.POLICIES.path
    return body


def _capabilities(site: Site, settings: Settings) -> Members:
    return {
        listed.listing.capability.name: _capability(listed, listed.listing.capability, site, settings)
        for listed in settings.listings
        if listed.listing.capability
    }


def _capability(listed: Listed, capability: Capability, site: Site, settings: Settings) -> Members:
    """A switched-off tier names no address: nothing is advertised that does not answer."""
    if not listed.enabled:
        return {"available": False}
    return {
        "available": True,
        "url": listed.place.path,
        "auth": "none",
        "rateLimit": settings.tool_limit if capability.about_tools else settings.document_limit,
        **capability.members(site, settings),
    }


DISCOVERY = DocumentRow(
    place=places.DISCOVERY,
    listing=Listing(
        title="AI discovery document",
        note="who publishes here, what may be done with it, and where everything else is",
        section=Section.ABOUT,
        front="who publishes, what is offered, every page with its hash",
        scored=True,
    ),
    build=build,
)
