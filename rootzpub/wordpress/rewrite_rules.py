"""Which custom types and taxonomies a site has and how they are addressed, learnt without running its PHP.

WordPress keeps its compiled rewrite rules in the option `rewrite_rules`; Custom Post Type UI and Advanced Custom
Fields keep the definitions themselves. A rule tells an address, but not that visitors may go there: WordPress writes
rules for private types too (messages of forms, tickets). Invariants: a type is public only where something says so: its
definition, an SEO plugin's list, a menu, the plugin that registers it, or the owner; neither its name nor an archive
does. Decision 0018.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from rootzpub.wordpress.permalinks import Route
from rootzpub.wordpress.php_serialize import Value
from rootzpub.wordpress.visibility import INTERNAL_TAXONOMIES, INTERNAL_TYPES

_REGEX_SIGN = re.compile(r"[()\[\]*+?$\\^|]|%%")

BUILT_IN_ROUTES: Mapping[str, Route] = {
    "post": Route(label="Posts"),
    "page": Route(label="Pages", hierarchical=True),
    "attachment": Route(label="Media"),
}

# Capturing groups only: each of them is one `$matches[n]` of the query.
# An escaped parenthesis opens none.
_GROUP = re.compile(r"(?<!\\)\((?!\?)(?:[^()\\]|\\.)*+\)")
# How WordPress ends every rule of single entries: the number of a page within the entry.
_PAGED = "(?:/([0-9]+))?/?$"
_VARIABLE = re.compile(r"(?<![A-Za-z0-9_-])([A-Za-z0-9_-]++)=\$matches\[(\d)\]")
_ARCHIVE = re.compile(r"\^?([^()\[\]*?$]+)/\?\$")
_POST_TYPE = re.compile(r"\bpost_type=([A-Za-z0-9_-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """What a database tells about custom types and taxonomies."""

    rules: Mapping[int | str, Value] = field(default_factory=dict)
    """Option `rewrite_rules`: regular expression -> query."""
    cptui_types: Mapping[int | str, Value] = field(default_factory=dict)
    cptui_taxonomies: Mapping[int | str, Value] = field(default_factory=dict)
    acf_types: tuple[Mapping[int | str, Value], ...] = ()
    acf_taxonomies: tuple[Mapping[int | str, Value], ...] = ()
    front: str = "/"
    root: str = ""
    named_types: frozenset[str] = frozenset()
    """Types that the owner named as public (`?types=event`)."""
    addressed_types: frozenset[str] = frozenset()
    """Types whose entries have addresses that are paths, as an export shows."""
    linked_types: frozenset[str] = frozenset()
    """Types that menus lead to or an SEO plugin lists."""
    plugin_types: frozenset[str] = frozenset()
    """Types that active plugins are known to register as public."""
    named_taxonomies: frozenset[str] = frozenset()


def public_types(present: Iterable[str], definitions: Definitions) -> dict[str, Route]:
    """The public ones among the types present in a database, by name."""
    routes = dict(BUILT_IN_ROUTES)
    defined = _defined(definitions.cptui_types, definitions.acf_types, "post_type", definitions)
    by_rule = _single_routes(definitions.rules)
    archives = _archives(definitions.rules)
    for name in sorted(set(present) - set(routes) - INTERNAL_TYPES):
        route = defined.get(name)
        # 1. How it is addressed: by its own query variable, by the one its definition names, or by its archive's path.
        ruled = (
            by_rule.get(name) or by_rule.get(route.query_var if route else "") or _by_archive(name, archives, by_rule)
        )
        # 2. Whether visitors may go there, of which neither address nor archive proves anything (decision 0018).
        public = route is not None or _is_public(name, definitions)
        # 3. The rule is what WordPress answers to, so it wins; the definition lends its label.
        if ruled is not None and public:
            base = route or Route(label=_label(name))
            route = replace(ruled, label=base.label, structure=_renamed(ruled.structure, ruled.query_var, name))
        # Without a rule the address is a plain one; an export states each entry's own (`rootzpub_links`), which wins.
        elif route is None and (name in definitions.named_types or (public and name in definitions.addressed_types)):
            route = Route(label=_label(name), query_var=name)
        if route is not None:
            routes[name] = replace(route, archive=archives.get(name, ""))
    return routes


def public_taxonomies(present: Iterable[str], definitions: Definitions) -> dict[str, Route]:
    """The public custom ones among the taxonomies present in a database, by name."""
    defined = _defined(definitions.cptui_taxonomies, definitions.acf_taxonomies, "taxonomy", definitions)
    by_rule = _term_routes(definitions.rules)
    routes: dict[str, Route] = {}
    for name in sorted(set(present) - INTERNAL_TAXONOMIES - {"category", "post_tag"}):
        known = defined.get(name)
        ruled = by_rule.get(name) or by_rule.get(known.query_var if known else "")
        if ruled is not None:
            label = known.label if known else _label(name)
            known = replace(ruled, label=label, structure=_renamed(ruled.structure, ruled.query_var, name))
        elif known is None and name in definitions.named_taxonomies:
            known = Route(label=_label(name), query_var=name)
        if known is not None:
            routes[name] = known
    return routes


def _is_public(name: str, definitions: Definitions) -> bool:
    """Whether anything but an address says that visitors may see a type's entries."""
    if name in definitions.named_types:
        return True
    seen = name in definitions.linked_types | definitions.plugin_types
    return seen and name not in _defined_as_private(definitions)


def _defined_as_private(definitions: Definitions) -> frozenset[str]:
    """What Custom Post Type UI and Advanced Custom Fields define and keep from visitors."""
    defined = _definitions(definitions.cptui_types, definitions.acf_types, "post_type")
    return frozenset(name for name, settings in defined if not _is_viewable(settings))


def _single_routes(rules: Mapping[int | str, Value]) -> dict[str, Route]:
    """Routes of single entries by query variable: rules that end in an optional page number."""
    routes: dict[str, Route] = {}
    for expression, query in rules.items():
        if not (isinstance(expression, str) and isinstance(query, str) and expression.endswith(_PAGED)):
            continue
        variables = [name for name, _ in _VARIABLE.findall(query)]
        if len(variables) < 2 or variables[-1] != "page":  # noqa: PLR2004 the entry and its page
            continue
        # A type without a query variable of its own is asked for by `post_type` and `name`.
        typed = _POST_TYPE.search(query)
        name = typed[1] if typed else variables[-2]
        structure = _structure(expression.removesuffix(_PAGED), [*variables[:-2], name])
        if structure:
            # Where entries lie in each other the last group matches slashes: `(.+?)` instead of `([^/]+)`.
            hierarchical = ".+" in expression.removesuffix(_PAGED).rpartition("(")[2]
            # The first rule that matches is the one WordPress takes.
            routes.setdefault(
                name,
                Route(structure=structure, query_var="" if typed else name, hierarchical=hierarchical),
            )
    return routes


def _term_routes(rules: Mapping[int | str, Value]) -> dict[str, Route]:
    """Routes of terms by query variable: rules with a single group and nothing behind it."""
    routes: dict[str, Route] = {}
    on_the_way: dict[str, Route] = {}
    singles = [route.structure for route in _single_routes(rules).values()]
    for expression, query in rules.items():
        if not (isinstance(expression, str) and isinstance(query, str) and expression.endswith(")/?$")):
            continue
        variables = _VARIABLE.findall(query)
        if len(variables) == 1 and query.endswith("=$matches[1]") and len(_GROUP.findall(expression)) == 1:
            name = variables[0][0]
            structure = _structure(expression.removesuffix("/?$"), [name])
            # A rule without a base before its tag is left over from the structure of posts or pages.
            if structure and not structure.startswith("%"):
                # where entries have a term in their address, WordPress makes a rule of the way there too
                found = on_the_way if any(single.startswith(f"{structure}/") for single in singles) else routes
                found.setdefault(name, Route(structure=structure, query_var=name, hierarchical="(.+" in expression))
    return on_the_way | routes


def _structure(expression: str, names: list[str]) -> str:
    """A regular expression with its groups as `%tags%`; empty when it holds more than plain text and groups."""
    waiting = iter(names)
    filled = _GROUP.sub(lambda _: f"%{next(waiting, '')}%", expression.removeprefix("^"))
    plain = filled.replace("\\.", ".").replace("\\-", "-")
    # Alternatives, classes and quantifiers stand for many paths: no address is better than a wrong one.
    wanted = not _REGEX_SIGN.search(plain) and plain.count("%") == 2 * len(names)
    return plain if wanted and plain.strip("%") != names[-1] else ""


def _archives(rules: Mapping[int | str, Value]) -> dict[str, str]:
    """Path of the archive by type."""
    found: dict[str, str] = {}
    for expression, query in rules.items():
        match = _ARCHIVE.fullmatch(expression) if isinstance(expression, str) else None
        typed = _POST_TYPE.search(query) if isinstance(query, str) else None
        # Feeds and further pages of an archive have rules of their own, whose queries go on behind the type.
        if match and typed and isinstance(query, str) and query.endswith(f"post_type={typed[1]}"):
            found.setdefault(typed[1], match[1].strip("/"))
    return found


def _by_archive(name: str, archives: Mapping[str, str], by_rule: Mapping[str, Route]) -> Route | None:
    """A type whose query variable has another name is known by the path it shares with its archive."""
    base = archives.get(name)
    if not base:
        return None
    return next((route for var, route in by_rule.items() if route.structure == f"{base}/%{var}%"), None)


def _renamed(structure: str, query_var: str, name: str) -> str:
    return structure.replace(f"%{query_var}%", f"%{name}%") if query_var else structure


def _defined(
    cptui: Mapping[int | str, Value], acf: tuple[Mapping[int | str, Value], ...], key: str, definitions: Definitions
) -> dict[str, Route]:
    """Routes of what Custom Post Type UI and Advanced Custom Fields define as public."""
    return {
        name: _route(name, settings, definitions)
        for name, settings in _definitions(cptui, acf, key)
        if _is_viewable(settings)
    }


def _definitions(
    cptui: Mapping[int | str, Value], acf: tuple[Mapping[int | str, Value], ...], key: str
) -> Iterator[tuple[str, Mapping[int | str, Value]]]:
    for settings in (*acf, *(value for value in cptui.values() if isinstance(value, dict))):
        name = settings.get(key) or settings.get("name")
        if isinstance(name, str):
            yield name, settings


def _is_viewable(settings: Mapping[int | str, Value]) -> bool:
    """Whether visitors may go there: `publicly_queryable` decides, and is as `public` where nothing is said of it."""
    public = _yes(settings.get("public", True)) and _yes(settings.get("active", True))
    return public and _yes(settings.get("publicly_queryable", True))


def _route(name: str, settings: Mapping[int | str, Value], definitions: Definitions) -> Route:
    rewrite = settings.get("rewrite")
    if isinstance(rewrite, dict):  # Advanced Custom Fields
        rewritten = rewrite.get("permalink_rewrite") != "no_permalink"
        slug, with_front = rewrite.get("slug"), rewrite.get("with_front", True)
    else:
        rewritten = _yes(settings.get("rewrite", True))
        slug, with_front = settings.get("rewrite_slug"), settings.get("rewrite_withfront", True)
    base = slug.strip("/") if isinstance(slug, str) and slug.strip("/") else name
    before = definitions.front if _yes(with_front) else definitions.root
    query_var = settings.get("query_var_slug") or settings.get("query_var_name")
    label = settings.get("label") or settings.get("title")
    return Route(
        structure=f"{before.lstrip('/')}{base}/%{name}%" if rewritten else "",
        query_var=query_var if isinstance(query_var, str) else (name if _yes(settings.get("query_var", True)) else ""),
        hierarchical=_yes(settings.get("hierarchical", False)),
        label=label if isinstance(label, str) and label else _label(name),
    )


def _yes(value: Value) -> bool:
    # Switches are stored as booleans, numbers or words, according to plugin and version.
    return value not in (None, False, 0, "", "0", "false", "no")


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()
