"""What pages state of themselves in JSON-LD or microdata: plain values by name.

Invariants: nobody here has looked at a page; what is kept was normalised, bounded and cleared of claims about others
before (`rootzpub.pages.facts`). Statements are JSON: members by name, `visible` names those that visitors see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Statement = Mapping[str, Any]
"""One thing that is stated."""
Facts = Mapping[str, Any]
"""Statements of one page by name: one for `organization` and `article`, lists for all others."""

GATHERED: Final = ("organization", "locations", "offers", "events", "faq")
"""Names that are looked up over the whole site; `offers` are the products that have any."""
VISIBLE: Final = "visible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A statement, and the entry whose page makes it."""

    statement: Statement
    path: str
    url: str


def statements(facts: Facts, name: str) -> tuple[Statement, ...]:
    """What a page states under a name of `GATHERED`, as a row; nothing under any other."""
    if name not in GATHERED:
        return ()
    if name == "offers":
        return tuple(product for product in facts.get("products") or () if product.get("offers"))
    found = facts.get(name) or ()
    return (found,) if isinstance(found, Mapping) else tuple(found)
