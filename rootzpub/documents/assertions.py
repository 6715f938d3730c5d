"""What kind of statement an entry is (`assertionType`): the owner's word, then what it is by facts, name and type."""

from types import MappingProxyType
from typing import Final

from rootzpub.documents.discovered import PAGE, topic_of
from rootzpub.documents.settings import Settings
from rootzpub.documents.vocabulary import CONTACT, POLICY_TYPES, PRODUCTS, SERVICES, fold
from rootzpub.site import EntryHead, PublishedEntry, SiteFacts

_BY_TYPE: Final = MappingProxyType(
    {"page": "factual", "post": "editorial", "product": "product", "tribe_events": "event"}
)
_BY_TOPIC: Final = MappingProxyType({PRODUCTS: "product", SERVICES: "product"})
_BY_STATED: Final = MappingProxyType({"products": "product", "events": "event"})
"""What a page states of itself, and what that makes it."""
_PHRASES: Final = MappingProxyType(
    {
        "technical-documentation": (
            *("faq", "faqs", "frequently asked questions", "questions and answers", "help", "documentation", "docs"),
            *(
                "manual",
                "user guide",
                "knowledge base",
                "häufige fragen",
                "häufig gestellte fragen",
                "fragen und antworten",
            ),
            *("hilfe", "anleitung", "handbuch", "dokumentation", "foire aux questions", "questions fréquentes", "aide"),
            *("preguntas frecuentes", "ayuda", "documentación"),
        ),
        "testimonial": (
            *("testimonials", "reviews", "customer reviews", "what our customers say", "kundenstimmen", "bewertungen"),
            *("referenzen", "témoignages", "avis clients", "testimonios", "opiniones"),
        ),
        "event": (
            *("events", "upcoming events", "calendar", "event calendar", "veranstaltungen", "termine", "kalender"),
            *("événements", "évènements", "agenda", "calendrier", "eventos", "calendario"),
        ),
        "legal": ("imprint", "legal notice", "legal", "impressum", "mentions légales", "aviso legal"),
        "community": ("forum", "forums", "community", "guestbook", "gästebuch", "livre d'or", "foro", "comunidad"),
        "marketing": ("home", "homepage", "welcome", "startseite", "willkommen", "accueil", "bienvenue", "inicio"),
    }
)
"""What a page is called, by what that makes it."""
_BY_NAME: Final = MappingProxyType(
    {key: kind for kind, phrases in _PHRASES.items() for phrase in phrases for key in fold(phrase)}
)
_FORM: Final = "form"
"""The loss of a page with a form [markdown §5]."""


def assertion_type(entry: PublishedEntry | EntryHead, settings: Settings, facts: SiteFacts) -> str:
    """One word of `config.ASSERTIONS`.

    In this order [wire §8.assertions]: `[content] assertions` for its path or the longest folder above it;
    official-policy for a policy page; `[content] assertions` for its type; what its page states of itself; what the
    page is (front page, form, by its name); its type, creative-work where that is in no table.
    """
    declared = settings.config.content.assertions
    by_path = _by_path(entry.path, declared)
    if by_path:
        return by_path
    if is_policy(entry, facts):
        return "official-policy"
    stated = next((kind for name, kind in _BY_STATED.items() if entry.facts.get(name)), "")
    return declared.get(entry.type) or stated or _of_page(entry, facts) or _BY_TYPE.get(entry.type, "creative-work")


def _of_page(entry: PublishedEntry | EntryHead, facts: SiteFacts) -> str:
    """What a page is, beyond being a page; empty where nothing says."""
    if entry.type != PAGE:
        return ""
    if entry.id == facts.front_page_id:
        return "marketing"
    topic = topic_of(entry.title, entry.path, facts)
    # A form asks; where a page also gives address and telephone, these are facts of their own.
    if topic == CONTACT and any(loss.kind == _FORM for loss in entry.losses):
        return "community"
    slug = entry.path.partition("?")[0].rstrip("/").rpartition("/")[2]
    named = (_BY_NAME[key] for text in (slug, entry.title) for key in sorted(fold(text)) if key in _BY_NAME)
    return _BY_TOPIC.get(topic) or next(named, "")


def is_policy(entry: PublishedEntry | EntryHead, facts: SiteFacts) -> bool:
    """Whether a page is a policy by WordPress's setting, its slug or its title."""
    if entry.type != PAGE:
        return False
    return entry.id == facts.privacy_page_id or topic_of(entry.title, entry.path, facts) in POLICY_TYPES


def _by_path(path: str, declared: dict[str, str]) -> str:
    if not declared:
        return ""
    # The longest rule first, and at whole path segments: `/news` says nothing about `/newsletter`.
    own = path.rstrip("/")
    for rule in sorted((rule for rule in declared if rule.startswith("/")), key=len, reverse=True):
        folder = rule.rstrip("/")
        if own == folder or (folder and own.startswith(folder + "/")):
            return declared[rule]
    return ""
