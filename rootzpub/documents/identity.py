"""Who publishes: the site's own facts, overridden by `[identity]` and `[contact]`. Nothing is made up.

A member without a value is left out.
"""

from collections.abc import Iterable, Mapping

from rootzpub.documents.discovered import Found
from rootzpub.documents.excerpts import opening, shorten, without_mail
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.vocabulary import ABOUT, CONTACT, DEFAULT_TAGLINES
from rootzpub.site import PublishedEntry, Site, Term
from rootzpub.wire import places

_SUMMARY_LENGTH = 400
_DEFINITION_LENGTH = 300


def name(site: Site, settings: Settings) -> str:
    """The organisation's name: setting, site title, else the domain."""
    return settings.config.identity.name or site.facts.name.strip() or settings.domain


def tagline(site: Site, settings: Settings) -> str:
    """Setting, else the site's tagline unless it is the one that WordPress puts there by itself."""
    # WordPress's default tagline is nobody's word about this site.
    own = site.facts.tagline.strip()
    return settings.config.identity.tagline or ("" if own.rstrip(".").lower() in DEFAULT_TAGLINES else own)


def organization(site: Site, settings: Settings) -> Members:
    """The member `organization` of the discovery document [wire §3.organization]."""
    identity = settings.config.identity
    return _filled(
        name=name(site, settings),
        domain=settings.domain,
        url=settings.base_url,
        mission=identity.mission,
        tagline=tagline(site, settings),
        legalName=identity.legal_name,
        founded=identity.founded,
        headquarters=identity.headquarters,
        sector=list(identity.sector),
        digitalName=identity.digital_name,
        canonicalOrg=identity.canonical_org,
        relationship=identity.relationship,
        partners=[_named(line, "description") for line in identity.partners],
        logo=identity.logo or site.facts.logo_url or site.facts.icon_url,
        sameAs=list(identity.same_as),
        registration=identity.registration,
    )


def contact(site: Site, settings: Settings, found: Mapping[str, Found]) -> Members:
    """The member `contact`: only what the owner gave, and the contact page that was discovered."""
    # Nothing comes from the site but the page: an address in a text was not given to be published here [wire §7.2].
    del site
    given = settings.config.contact
    page = found.get(CONTACT)
    return _filled(
        email=given.email,
        url=given.url or (page.entry.url if page else ""),
        operator=given.operator,
        aiSupport=given.ai_email,
        privacy=given.privacy_email,
        phone=given.phone,
        address=given.address,
        openingHours=list(given.opening_hours),
    )


def terms_url(settings: Settings, found: Mapping[str, Found]) -> str:
    """Where the terms of use stand: the page that was found, else the policies document."""
    # With all rights reserved a licence has no address of its own, so readers are sent to the terms.
    page = found.get("terms")
    return page.entry.url if page else settings.absolute(places.POLICIES.path)


def ai_summary(site: Site, settings: Settings, found: Mapping[str, Found]) -> str:
    """The owner's summary, else one composed of name, tagline and the start of the about page."""
    if settings.config.identity.summary:
        return settings.config.identity.summary
    motto = tagline(site, settings)
    head = _sentence(f"{name(site, settings)}: {motto}" if motto else name(site, settings))
    about = found.get(ABOUT)
    summary = summary_of(about.entry, settings, _SUMMARY_LENGTH) if about else ""
    return f"{head} {summary}".strip()


def summary_of(entry: PublishedEntry, settings: Settings, limit: int) -> str:
    """An entry in at most `limit` characters: the owner's excerpt, else how the text begins, headings left out.

    Mail addresses that the owner did not give are taken out.
    """
    headings = [section.title for section in entry.sections]
    begins = opening(entry.text, headings, limit)
    # The store's excerpt is either the owner's words or the beginning of the text (`publisher.intake`); only in the
    # second case is there a longer beginning to take.
    shown = entry.excerpt.removesuffix("…")
    is_own = not any(text.startswith(shown) for text in (begins, opening(entry.text, (), limit)))
    return public_text(shorten(entry.excerpt, limit) if is_own or not begins else begins, settings)


def public_text(text: str, settings: Settings) -> str:
    """A short text without mail addresses that the owner did not give [wire §7.2]."""
    if "@" not in text:
        return text
    # Addresses of `[contact]` may be shown: the owner gave them.
    given = settings.config.contact
    return without_mail(text, given.email, given.ai_email, given.privacy_email)


def concept_terms(site: Site, settings: Settings) -> list[str]:
    """The words for the site's concepts: by setting, else its described categories."""
    if settings.config.identity.concepts:
        return [concept["term"] for concept in defined_concepts(settings) if "term" in concept]
    return [term.name for term in site.terms("category", described=True, limit=settings.config.knowledge.limit)]


def core_concepts(site: Site, settings: Settings, found: Mapping[str, Found]) -> list[Members]:
    """Concepts by setting, else described categories, else the tagline and the about page [wire §3.1]."""
    if settings.config.identity.concepts:
        return defined_concepts(settings)
    described = site.terms("category", described=True, limit=settings.config.knowledge.limit)
    if described:
        return [term_concept(term, settings) for term in described]
    # What is left where nothing is defined or described; without tagline and about page it stays nothing [wire §3.1].
    about = found.get(ABOUT)
    summary = summary_of(about.entry, settings, _DEFINITION_LENGTH) if about else ""
    definition = " ".join(part for part in (_sentence(tagline(site, settings)), summary) if part)
    if not definition:
        return []
    return [_filled(term=name(site, settings), definition=definition, url=about.entry.url if about else "")]


def term_concept(term: Term, settings: Settings) -> Members:
    """A described category as a concept."""
    definition = public_text(" ".join(term.description.split()), settings)
    return _filled(term=term.name, definition=definition, url=term.url)


def defined_concepts(settings: Settings) -> list[Members]:
    """The owner's own concepts."""
    return [_concept(line) for line in settings.config.identity.concepts]


def named_lines(lines: Iterable[str], member: str) -> list[Members]:
    """`Name: rest` lines of a setting as {name, url | `member`}."""
    return [_named(line, member) for line in lines]


def _sentence(text: str) -> str:
    """The text with a full stop where it has no end of its own."""
    return text if not text or text.endswith((".", "!", "?", "…", "。", "！", "？")) else f"{text}."


def _concept(line: str) -> Members:
    term, _, definition = line.partition(":")
    return _filled(term=term.strip(), definition=definition.strip())


def _named(line: str, member: str) -> Members:
    """A rest that is a URL becomes `url`."""
    label, separator, rest = line.partition(":")
    rest = rest.strip()
    # A bare URL has a colon too.
    if not separator or label in {"http", "https"}:
        return {"name": line}
    if rest.startswith(("http://", "https://")):
        return {"name": label.strip(), "url": rest}
    return _filled(name=label.strip(), **{member: rest})


def _filled(**members: object) -> Members:
    return {key: value for key, value in members.items() if value}
