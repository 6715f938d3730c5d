"""`/.well-known/ai/policies`: licence, terms and the site's policy pages, kind `ai-policies` [wire §3] [wire §3c]."""

from typing import Final

from rootzpub.documents.discovered import Found, discover
from rootzpub.documents.identity import name, summary_of, terms_url
from rootzpub.documents.licences import content_license, terms_summary
from rootzpub.documents.listing import Listing, Section
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.documents.vocabulary import POLICY_TYPES
from rootzpub.site import Site
from rootzpub.wire import Document, Parameter, names, places
from rootzpub.wire.blocks import DAY

_SUMMARY_LENGTH: Final = 300

PARAMETERS: Final = (
    Parameter(
        name="full_text", type="boolean", default=False, description="1 adds the whole text of each policy page."
    ),
)


def build(site: Site, settings: Settings, request: Request) -> Document:
    """The policies; with `full_text` each page's markdown as `fullText`."""
    policies = settings.config.policies
    found = discover(site)
    body: Members = {
        "specVersion": names.SPEC_VERSION,
        "standard": names.KIND_POLICIES,
        "organization": {"name": name(site, settings), "domain": settings.domain},
        "contentLicense": content_license(policies, terms_url=terms_url(settings, found)),
        "termsOfService": {"summary": terms_summary(policies), "rateLimit": settings.tool_limit},
    }
    # `full_text` here is the caller's wish: also where `[content] full_text` is off it is granted (decision 0008).
    for topic, policy_type in POLICY_TYPES.items():
        if topic in found:
            body[topic] = _page(found[topic], policy_type, settings, full_text=request.flag("full_text"))
    return with_standard_stamps(names.KIND_POLICIES, body, request=request, site=site, max_age=DAY)


def _page(found: Found, policy_type: str, settings: Settings, *, full_text: bool) -> Members:
    entry = found.entry
    body: Members = {
        "url": entry.url,
        "path": entry.path,
        "title": entry.title,
        "type": policy_type,
        "summary": summary_of(entry, settings, _SUMMARY_LENGTH),
        "source": found.source,
        "contentHash": entry.content_hash,
    }
    if full_text:
        body["fullText"] = entry.markdown
    return body


POLICIES = DocumentRow(
    place=places.POLICIES,
    listing=Listing(
        title="Policies",
        note="licence, permissions, and the site's policy pages",
        section=Section.POLICIES,
        front="what may be quoted, cached, trained on",
        scored=True,
    ),
    build=build,
    parameters=PARAMETERS,
)
