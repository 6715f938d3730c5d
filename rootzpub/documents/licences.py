"""What others may do with the content, in the words of the wire [wire §3c.licence].

Invariants: everything here follows from `[policies]`; a permission is never stated more widely than the owner set it or
the chosen licence grants it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rootzpub.config import PoliciesTable
from rootzpub.config.spdx import is_own, spdx_id
from rootzpub.documents.shape import Members

RESERVED: Final = "All Rights Reserved"
"""The plugin's word for it; the setting spells it `all-rights-reserved`."""
_CREATIVE_COMMONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
        "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
        "CC-BY-ND-4.0": "https://creativecommons.org/licenses/by-nd/4.0/",
        "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
        "CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
        "CC-BY-NC-ND-4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
        "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    }
)


def license_type(policies: PoliciesTable) -> str:
    """The licence as documents name it: an SPDX id in its usual spelling, or `All Rights Reserved`."""
    return spdx_id(policies.license) or RESERVED


def license_url(policies: PoliciesTable) -> str:
    """Where the licence can be read; an empty string for reserved rights and for a licence of the owner's own."""
    name = license_type(policies)
    if name == RESERVED or is_own(name):
        return ""
    return _CREATIVE_COMMONS.get(name) or f"https://spdx.org/licenses/{name}.html"


def permissions(policies: PoliciesTable) -> list[str]:
    """What is allowed: of quote, summarize, train, cache_<time>."""
    # The plugin's words, which its agents look for [wire §3c].
    granted = [
        ("quote", policies.quoting),
        ("summarize", policies.answering),
        ("train", policies.training),
        (f"cache_{policies.caching}", policies.caching != "no"),
    ]
    return [word for word, allowed in granted if allowed]


def restrictions(policies: PoliciesTable) -> list[str]:
    """What is not: of no_training, no_full_reproduction, no_quoting, no_summarizing, no_caching, no_indexing."""
    denied = [
        ("no_training", not policies.training),
        ("no_full_reproduction", license_type(policies) == RESERVED),
        ("no_quoting", not policies.quoting),
        ("no_summarizing", not policies.answering),
        ("no_caching", policies.caching == "no"),
        ("no_indexing", not policies.search),
    ]
    return [word for word, refused in denied if refused]


def commercial_use(policies: PoliciesTable) -> bool:
    """Whether commercial use is allowed: by the owner's setting, or because the chosen licence grants it to all."""
    # A licence cannot be narrowed by a setting beside it: what it grants to everybody is said [wire §3c.licence].
    return policies.commercial or license_type(policies) in {"CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-ND-4.0", "CC0-1.0"}


def content_license(policies: PoliciesTable, *, terms_url: str) -> Members:
    """The member `contentLicense`; `terms_url` is where the terms stand when the licence has no address of its own."""
    return {
        "type": license_type(policies),
        "permissions": permissions(policies),
        "restrictions": restrictions(policies),
        "commercialUse": commercial_use(policies),
        "attribution": policies.attribution,
        "url": license_url(policies) or terms_url,
    }


def page_policies(policies: PoliciesTable) -> Members:
    """The member `policies` of getPage: license, quoting, training, caching."""
    return {
        "license": license_type(policies),
        # The plugin's pairs of words: an agent that knows them takes any other one for a permission.
        "quoting": "allowed" if policies.quoting else "not-allowed",
        "training": "permitted" if policies.training else "not-permitted",
        "caching": "no-cache" if policies.caching == "no" else f"cache_{policies.caching}",
    }


def terms_summary(policies: PoliciesTable) -> str:
    """The owner's sentence about the terms, else licence and permissions in words."""
    return policies.terms or f"Licence: {license_type(policies)}. {permission_sentences(policies)}"


def permission_sentences(policies: PoliciesTable) -> str:
    """What is allowed and what is not, in words for people and agents."""
    rules = [
        f"Quoting is {_verb(policies.quoting)}",
        f"answering questions from the content is {_verb(policies.answering)}",
        f"training models on it is {_verb(policies.training)}",
        f"commercial use is {_verb(commercial_use(policies))}",
    ]
    attribution = " Name the source." if policies.attribution else ""
    return f"{'; '.join(rules)}.{attribution}"


def _verb(allowed: bool) -> str:  # noqa: FBT001 - one boolean in, one word out
    return "allowed" if allowed else "not allowed"
