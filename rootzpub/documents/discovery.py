"""`/.well-known/ai`: the discovery document, kind `ai-discovery`, where every agent begins [wire §3]."""

from collections.abc import Mapping
from typing import Final

from rootzpub.config import Config
from rootzpub.documents.discovered import Found, discover
from rootzpub.documents.identity import ai_summary, contact, core_concepts, organization, terms_url
from rootzpub.documents.licences import content_license
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.segments import segments_of
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.documents.vocabulary import POLICY_TYPES
from rootzpub.site import Site
from rootzpub.wire import Document, names
from rootzpub.wire.blocks import DAY

PAGES_SHOWN: Final = 100
"""Records in the document itself; the rest is behind `pagesUrl`."""


def build(site: Site, settings: Settings, request: Request) -> Document:
    """The discovery document of a site."""
    found = discover(site)
    publication = site.publication
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
        "pages": [record.body() for record in site.newest_records(limit=PAGES_SHOWN)],
        "publication": publication.body(),
        "generator": {"name": "rootzpub", "version": settings.version, "url": names.STANDARD_URL},
    }
    if publication.size > PAGES_SHOWN:
        body["pagesUrl"] = f"{names.WELL_KNOWN}/pages"
    if language := settings.config.site.language or site.facts.language:
        body["language"] = language
    return with_standard_stamps(names.KIND_DISCOVERY, body, request=request, site=site, max_age=DAY)


def _policies(settings: Settings, found: Mapping[str, Found]) -> Members:
    """Licence and the discovered pages in short, as the plugin has them [wire §3c]."""
    body: Members = {"contentLicense": content_license(settings.config.policies, terms_url=terms_url(settings, found))}
    for topic, policy_type in POLICY_TYPES.items():
        if topic in found:
            body[topic] = {"url": found[topic].entry.url, "type": policy_type}
    body["detailsUrl"] = f"{names.WELL_KNOWN}/policies"
    return body


def _capabilities(site: Site, settings: Settings) -> Members:
    config = settings.config
    body = {
        "knowledge": _capability("knowledge", config, available=config.knowledge.enabled),
        "feed": _capability("feed", config, available=config.feed.enabled),
        "content": _capability("content", config, available=config.content.enabled),
        "tools": _capability("tools", config, available=bool(settings.tools)),
    }
    if config.content.enabled:
        segments = segments_of(site, settings)
        shown = {segment.name for segment in segments}
        body["content"] |= {
            "segments": [f"{names.WELL_KNOWN}/content/{segment.name}" for segment in segments],
            "includes": {
                "pages": "pages" in shown,
                "posts": "posts" in shown,
                "customTypes": any(segment.custom for segment in segments),
                "media": "media" in shown,
                "fullText": settings.full_text,
            },
        }
    body["tools"] |= {"protocols": list(settings.protocols), "toolCount": len(settings.tools)}
    return body


def _capability(name: str, config: Config, *, available: bool) -> Members:
    """A switched-off tier names no address: nothing is advertised that does not answer."""
    if not available:
        return {"available": False}
    return {
        "available": True,
        "url": f"{names.WELL_KNOWN}/{name}",
        "auth": "none",
        "rateLimit": config.policies.rate_limit,
    }


DISCOVERY = DocumentRow(
    name="discovery",
    kind=names.KIND_DISCOVERY,
    paths=(names.WELL_KNOWN, f"{names.WELL_KNOWN}.json", f"{names.REST_PREFIX}/ai.json"),
    title="AI discovery document",
    note="who publishes here, what may be done with it, and where everything else is",
    build=build,
)
