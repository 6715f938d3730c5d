"""What kind of statement an entry is (`assertionType`): the owner's word first, then what it is by its type."""

from types import MappingProxyType
from typing import Final

from rootzpub.documents.discovered import PAGE, topic_of
from rootzpub.documents.settings import Settings
from rootzpub.documents.vocabulary import POLICY_TYPES
from rootzpub.site import PublishedEntry, SiteFacts

_DEFAULTS: Final = MappingProxyType(
    {"page": "factual", "post": "editorial", "product": "product", "tribe_events": "event"}
)


def assertion_type(entry: PublishedEntry, settings: Settings, facts: SiteFacts) -> str:
    """One word of `config.ASSERTIONS`.

    In this order [wire §8.assertions]: `[content] assertions` for its path or the longest folder above it;
    official-policy for a policy page; `[content] assertions` for its type; page factual, post editorial, product
    product, tribe_events event, anything else creative-work.
    """
    declared = settings.config.content.assertions
    by_path = _by_path(entry.path, declared)
    if by_path:
        return by_path
    if is_policy(entry, facts):
        return "official-policy"
    return declared.get(entry.type) or _DEFAULTS.get(entry.type, "creative-work")


def is_policy(entry: PublishedEntry, facts: SiteFacts) -> bool:
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
