"""What the usual pages of a site are called, in English, German, French and Spanish.

Invariants: phrases as people write them; `fold` makes of a phrase, a title or a slug the same keys, whichever way
umlauts and apostrophes were spelled.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

POLICY_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "privacy": "privacy",
        "terms": "terms",
        "dataPolicy": "data-protection",
        "cookiePolicy": "cookies",
        "aiPolicy": "ai-usage",
        "accessibility": "accessibility",
        "dmca": "copyright",
    }
)
"""Member name of a policy page -> its `type` [wire §3c]."""

ABOUT: Final = "about"
PRODUCTS: Final = "products"
SERVICES: Final = "services"
CONTACT: Final = "contact"
TEAM: Final = "team"

PHRASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "privacy": (
            *("privacy", "privacy policy", "privacy notice", "privacy statement", "privacy and cookies"),
            *("privacy & cookie policy", "privacy policy and cookies"),
            *("datenschutz", "datenschutzerklärung", "datenschutzhinweise", "datenschutzbestimmungen"),
            *("datenschutzinformation", "datenschutzinformationen", "hinweise zum datenschutz"),
            *("confidentialité", "politique de confidentialité", "vie privée", "règles de confidentialité"),
            *("déclaration de confidentialité", "politique de vie privée", "charte de confidentialité"),
            *("privacidad", "política de privacidad", "aviso de privacidad", "políticas de privacidad"),
            "declaración de privacidad",
        ),
        "terms": (
            *("terms", "terms of service", "terms of use", "terms and conditions", "terms & conditions", "tos"),
            *("conditions of use", "user agreement", "general terms and conditions", "terms of business"),
            *("agb", "allgemeine geschäftsbedingungen", "nutzungsbedingungen", "geschäftsbedingungen"),
            *("allgemeine nutzungsbedingungen", "nutzungsvereinbarung"),
            *("conditions d'utilisation", "conditions générales", "conditions générales d'utilisation", "cgu", "cgv"),
            *("conditions générales de vente", "conditions de vente", "termes et conditions"),
            *("términos", "términos y condiciones", "términos de servicio", "términos del servicio"),
            *("términos de uso", "condiciones de uso", "condiciones generales", "condiciones de servicio"),
            *("condiciones del servicio", "condiciones generales de venta"),
        ),
        "dataPolicy": (
            *("data policy", "data protection", "data protection policy", "data usage policy", "data use policy"),
            *("gdpr", "data processing", "data processing agreement", "data retention policy"),
            *("datenrichtlinie", "dsgvo", "datenverarbeitung", "auftragsverarbeitung", "datennutzung"),
            *("politique de données", "protection des données", "rgpd", "traitement des données"),
            *("utilisation des données", "politique de protection des données"),
            *("política de datos", "protección de datos", "política de protección de datos", "tratamiento de datos"),
            "uso de datos",
        ),
        "cookiePolicy": (
            *("cookies", "cookie policy", "cookies policy", "cookie notice", "cookie statement", "use of cookies"),
            *("cookie richtlinie", "cookie richtlinien", "cookie hinweis", "cookie hinweise", "cookie erklärung"),
            *("cookie-richtlinie (eu)", "cookie policy (eu)"),
            *("politique de cookies", "politique relative aux cookies", "gestion des cookies", "politique cookies"),
            *("utilisation des cookies", "politique de cookies (ue)"),
            *("política de cookies", "políticas de cookies", "aviso de cookies", "uso de cookies"),
            "política de cookies (ue)",
        ),
        "aiPolicy": (
            *("ai policy", "ai usage policy", "ai usage", "ai use policy", "artificial intelligence policy"),
            *("ai guidelines", "generative ai policy", "ai disclosure", "use of ai"),
            *("ki richtlinie", "ki richtlinien", "ki nutzung", "ki leitlinien", "ki leitlinie"),
            *("nutzung künstlicher intelligenz", "einsatz von ki"),
            *("politique ia", "politique d'ia", "charte ia", "politique d'intelligence artificielle"),
            *("utilisation de l'ia", "charte d'utilisation de l'ia"),
            *("política de ia", "política de inteligencia artificial", "uso de ia", "política de uso de ia"),
            "uso de inteligencia artificial",
        ),
        "accessibility": (
            *("accessibility", "accessibility statement", "accessibility policy", "web accessibility"),
            *("barrierefreiheit", "erklärung zur barrierefreiheit", "barrierefreiheitserklärung"),
            *("accessibilité", "déclaration d'accessibilité", "accessibilité numérique"),
            *("accesibilidad", "declaración de accesibilidad", "accesibilidad web"),
        ),
        "dmca": (
            *("dmca", "dmca policy", "dmca notice", "copyright", "copyright policy", "copyright notice"),
            *("dmca takedown", "copyright and dmca", "intellectual property policy"),
            *("urheberrecht", "urheberrechtshinweis", "urheberrechtshinweise", "hinweise zum urheberrecht"),
            *("droit d'auteur", "droits d'auteur", "politique de droits d'auteur", "propriété intellectuelle"),
            *("derechos de autor", "política de derechos de autor", "propiedad intelectual"),
        ),
        ABOUT: (
            *("about", "about us", "about me", "who we are", "our story", "our company", "the company"),
            *("about the company", "company profile", "our mission", "our history"),
            *("über uns", "über mich", "wer wir sind", "wir über uns", "unternehmen", "das unternehmen"),
            *("unser unternehmen", "firma", "firmenprofil", "unsere geschichte", "über das unternehmen"),
            *("à propos", "à propos de nous", "à propos de moi", "qui sommes nous", "qui sommes-nous ?"),
            *("notre histoire", "notre entreprise", "l'entreprise", "présentation", "qui suis-je"),
            *("acerca de", "acerca de nosotros", "sobre nosotros", "quiénes somos", "quienes somos", "sobre mí"),
            *("nuestra historia", "nuestra empresa", "la empresa", "conócenos", "acerca de mí", "nosotros"),
        ),
        PRODUCTS: (
            *("products", "our products", "product", "products and services", "shop", "store"),
            *("product overview", "all products", "products & services"),
            *("produkte", "unsere produkte", "produkt", "produktübersicht", "produkte und leistungen", "sortiment"),
            *("produits", "nos produits", "produit", "boutique", "produits et services", "catalogue"),
            *("productos", "nuestros productos", "producto", "tienda", "productos y servicios", "catálogo"),
        ),
        SERVICES: (
            *("services", "our services", "what we do", "what we offer", "solutions", "our solutions", "offerings"),
            *("leistungen", "unsere leistungen", "dienstleistungen", "angebot", "unser angebot", "angebote"),
            *("lösungen", "unsere lösungen", "was wir tun", "was wir anbieten"),
            *("nos services", "prestations", "nos prestations", "nos solutions", "ce que nous faisons"),
            *("servicios", "nuestros servicios", "soluciones", "nuestras soluciones", "lo que hacemos"),
        ),
        CONTACT: (
            *("contact", "contact us", "get in touch", "contact me", "contacts"),
            *("kontakt", "kontaktieren sie uns", "kontakt aufnehmen", "kontaktformular", "so erreichen sie uns"),
            *("contactez-nous", "nous contacter", "contactez nous", "contactez moi"),
            *("contacto", "contáctanos", "contacta con nosotros", "contáctenos", "contactar"),
        ),
        TEAM: (
            *("team", "our team", "the team", "meet the team", "people", "our people", "staff", "leadership"),
            *("das team", "unser team", "mitarbeiter", "ansprechpartner", "mitarbeiterinnen und mitarbeiter"),
            *("équipe", "notre équipe", "l'équipe"),
            *("equipo", "nuestro equipo", "el equipo"),
        ),
    }
)
"""Topic -> what such a page is called. A topic of `POLICY_TYPES` or one of ABOUT, PRODUCTS, SERVICES, CONTACT, TEAM."""

PRODUCT_TYPES: Final = frozenset(
    {"product", "products", "produkt", "produkte", "service", "services", "leistung", "download", "solution"}
)
"""Custom post types whose entries are products or services."""

PEOPLE_TYPES: Final = frozenset(
    {"team", "team_member", "team-member", "person", "people", "staff", "employee", "member"}
)
"""Custom post types whose entries are people of the organisation."""

DEFAULT_TAGLINES: Final = frozenset(
    {
        *("just another wordpress site", "just another wordpress weblog", "just another wordpress blog"),
        *("eine weitere wordpress-website", "ein weiterer wordpress-blog", "eine weitere wordpress-site"),
        *("un site utilisant wordpress", "un site wordpress de plus", "otro sitio realizado con wordpress"),
        *("otro sitio más de wordpress", "otro sitio de wordpress"),
    }
)
"""Taglines that WordPress sets by itself; they say nothing about the site."""

NEUTRAL_PARENTS: Final = frozenset(
    {
        *(
            "legal",
            "policies",
            "policy",
            "company",
            "about",
            "about-us",
            "info",
            "infos",
            "information",
            "site",
            "help",
        ),
        *("support", "service", "rechtliches", "unternehmen", "ueber-uns", "uber-uns", "firma", "allgemein"),
        *("informations", "mentions-legales", "legales", "entreprise", "societe", "a-propos", "juridique"),
        *("empresa", "legales", "aviso-legal", "acerca-de", "nosotros", "informacion", "politicas"),
    }
)
"""Folders under which a page keeps its usual meaning: `/legal/privacy/`."""

POSSESSIVES: Final = ("our-", "the-", "unsere-", "unser-", "notre-", "nos-", "nuestra-", "nuestro-", "nuestros-")

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "œ": "oe", "æ": "ae"})
_SHARP: Final = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae"})
_APOSTROPHES: Final = re.compile("['’ʼ‘`´]")
_BETWEEN: Final = re.compile(r"[\W_]+")


def fold(text: str) -> frozenset[str]:
    """Every key `text` may be known by: `Über uns` → {ueber-uns, uber-uns}, `l’équipe` → {lequipe, l-equipe}."""
    # WordPress percent-encodes the slugs of other scripts.
    lower = (unquote(text) if "%" in text else text).lower()
    if lower.isascii():
        spelled: tuple[str, ...] = (lower,)
    else:
        lower = unicodedata.normalize("NFC", lower)
        # Two spellings: German WordPress writes ü as ue in slugs, any other as u.
        spelled = (lower.translate(_UMLAUTS), lower.translate(_SHARP))
    joints = ("", "-") if _APOSTROPHES.search(lower) else ("",)
    return frozenset(_key(_APOSTROPHES.sub(joint, form)) for form in spelled for joint in joints)


def _key(text: str) -> str:
    if not text.isascii():
        # Decomposed, marks dropped: the rest of what WordPress's `remove_accents` does to a slug.
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return _BETWEEN.sub("-", text).strip("-")


TOPIC_OF: Final[Mapping[str, str]] = MappingProxyType(
    {key: topic for topic, phrases in PHRASES.items() for phrase in phrases for key in fold(phrase)}
)
"""Folded phrase -> topic."""

_PARTICULAR: Final = 9
"""Shorter phrases say too little inside a longer title."""
_POLICY_WORD: Final = re.compile(
    "polic|notice|statement|terms|conditions|agreement|politi|erkl|richtlinie|hinweis|bedingungen|bestimmungen"
    "|declar|aviso|condiciones|terminos|charte|regles"
)


def _alternatives() -> str:
    # Longest first: an alternation takes the first that fits, and `privacy-policy` is the beginning of longer ones.
    policies = (key for key, topic in TOPIC_OF.items() if topic in POLICY_TYPES and len(key) >= _PARTICULAR)
    return "|".join(sorted(filter(_POLICY_WORD.search, policies), key=lambda key: (-len(key), key)))


POLICY_AT_START: Final = re.compile(f"(?:{_alternatives()})(?=-|$)")
POLICY_AT_END: Final = re.compile(f"(?<=-)(?:{_alternatives()})$")
"""A policy's particular name at an end of a longer folded title: `privacy-policy-of-example`."""
