"""What the rubric rootz-100 asks of a server, gathered from site, settings and trials."""

from rootzpub.config import Config
from rootzpub.documents import Settings
from rootzpub.documents.discovered import discover
from rootzpub.documents.identity import name, tagline
from rootzpub.documents.licences import license_type
from rootzpub.documents.vocabulary import ABOUT, POLICY_TYPES, PRODUCT_TYPES, PRODUCTS, SERVICES
from rootzpub.readiness import Inside, Trial
from rootzpub.site import Site
from rootzpub.wire import Signing


def scored_addresses(settings: Settings) -> dict[str, str]:
    """Endpoint by name -> the address that is tried."""
    return {listed.place.name: listed.place.path for listed in settings.listings if listed.listing.scored}


def gather(site: Site, settings: Settings) -> Inside:
    """The facts; every endpoint that is published is really asked where `settings.trial` can."""
    config = settings.config
    found = discover(site)
    return Inside(
        name=name(site, settings),
        domain=settings.domain,
        legal_name=config.identity.legal_name,
        sector=config.identity.sector,
        motto=config.identity.mission or tagline(site, settings),
        license=license_type(config.policies),
        policy_pages=tuple(found[topic].entry.path for topic in POLICY_TYPES if topic in found),
        signer=settings.signer,
        authorization=settings.authorization,
        pages=site.count("page"),
        posts=site.count("post"),
        trials=_trials(settings),
        declined=_declined(settings),
        email=config.contact.email,
        operator=config.contact.operator,
        ai_support=config.contact.ai_email,
        privacy=config.contact.privacy_email,
        about_page=found[ABOUT].entry.path if ABOUT in found else "",
        product_page=_products(
            site, config, [found[topic].entry.path for topic in (PRODUCTS, SERVICES) if topic in found]
        ),
        # Not `core_concepts`: its last resort, tagline and about page, would give points to every site [rootz-100 §2].
        concepts=len(config.identity.concepts) or len(site.terms("category", described=True, limit=100)),
        access_log=config.serve.access_log,
    )


def _declined(settings: Settings) -> tuple[str, ...]:
    return tuple(listed.place.name for listed in settings.listings if listed.listing.scored and not listed.enabled)


def _trials(settings: Settings) -> dict[str, Trial]:
    if settings.trial is None:
        return {}
    # What is switched off answers 404 by the owner's wish: trying it would call that a failure.
    unsigned = [one.place.name for one in settings.listings if one.place.signing is Signing.NONE]
    off = (*_declined(settings), *unsigned)  # what is deliberately unsigned has nothing that could be tried
    return {name: settings.trial(path) for name, path in scored_addresses(settings).items() if name not in off}


def _products(site: Site, config: Config, pages: list[str]) -> str:
    """Where products or services stand: pages, entries of a product type, or the owner's own list."""
    if pages:
        return ", ".join(pages)
    # In the rubric's order: pages, entries of a product type, the owner's list [rootz-100 §2].
    types = [kind for kind, _ in site.types() if kind in PRODUCT_TYPES]
    if types:
        return f"entries of type {', '.join(types)}"
    return f"{len(config.identity.applications)} applications set" if config.identity.applications else ""
