"""Addresses that an owner chose one by one, kept by plugins: Custom Permalinks and Permalink Manager. Pure.

Invariants: paths come without the site's home and without a slash before them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from rootzpub.wordpress.php_serialize import Value

CUSTOM_PERMALINK = "custom_permalink"
"""Post meta of Custom Permalinks."""
_FILE = re.compile(r"\.[a-zA-Z]{3,4}/?\Z")
_ALWAYS, _NEVER = {"1", "10"}, {"2", "20"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenAddresses:
    """What the plugins that are active keep."""

    reads_meta: bool = False
    """Whether the meta `custom_permalink` counts."""
    entries: Mapping[int, str] = field(default_factory=dict)
    """Path by entry, of Permalink Manager."""
    terms: Mapping[int, str] = field(default_factory=dict)
    """Path by term, of both."""
    former: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Further paths by entry from which Permalink Manager redirects."""
    redirected: frozenset[int] = frozenset()
    """Entries that it sends to another site: they have no page."""

    def of_entry(self, entry_id: int, meta: str) -> str:
        """The path of an entry, or empty; `meta` is its `custom_permalink`."""
        return self.entries.get(entry_id) or (custom_permalink(meta) if self.reads_meta else "")


def custom_permalink(meta: str) -> str:
    """The path that Custom Permalinks keeps: written as it is, slash at the end or not."""
    return meta.strip().lstrip("/")


def custom_terms(table: Mapping[int | str, Value]) -> dict[int, str]:
    """Of the option `custom_permalink_table` the path by term."""
    found: dict[int, str] = {}
    for path, facts in table.items():
        number = facts.get("id") if isinstance(facts, dict) else None
        if str(number or "").isdigit():
            found[int(str(number))] = str(path).lstrip("/")
    return found


def redirects(kept: Mapping[int | str, Value]) -> dict[int, tuple[str, ...]]:
    """Of the option `permalink-manager-redirects` the further paths by entry."""
    return {
        int(str(key)): tuple(path.strip("/") for path in paths.values() if isinstance(path, str) and path.strip("/"))
        for key, paths in kept.items()
        if str(key).isdigit() and isinstance(paths, dict)
    }


def managed(
    uris: Mapping[int | str, Value], settings: Mapping[int | str, Value], *, slashed: bool
) -> tuple[dict[int, str], dict[int, str]]:
    """Of the option `permalink-manager-uris` the paths by entry and by term; `slashed`: the site's own structure."""
    general = settings.get("general")
    rule = str(general.get("trailing_slashes", "")) if isinstance(general, dict) else ""
    ends_in_slash = rule in _ALWAYS or (slashed and rule not in _NEVER)
    entries: dict[int, str] = {}
    terms: dict[int, str] = {}
    for key, uri in uris.items():
        kind, number = (terms, str(key).removeprefix("tax-")) if str(key).startswith("tax-") else (entries, str(key))
        if number.isdigit() and isinstance(uri, str) and uri.strip("/"):
            path = quote(uri.strip("/"), safe="/%,|+:@!$&'()*;=~-._")
            kind[int(number)] = path + ("/" if ends_in_slash and not _FILE.search(path) else "")
    return entries, terms
