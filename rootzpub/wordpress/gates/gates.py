"""The rows put together, and what they make of one site."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from rootzpub.site import ClosedSite, DecidingPlugin
from rootzpub.wordpress.gates.activity import folder_of, folders_of, original_of
from rootzpub.wordpress.gates.gate import ANY, Closed, Gate, Mark, Rule, Stored
from rootzpub.wordpress.gates.memberships import MEMBERSHIPS
from rootzpub.wordpress.gates.partly_read import PARTLY_READ
from rootzpub.wordpress.gates.seo import SEO
from rootzpub.wordpress.gates.sites import SETTINGS, SITE_GATES, SiteGate
from rootzpub.wordpress.gates.types import LESSONS
from rootzpub.wordpress.gates.unread import RULES_AS_POSTS, unread_plugin

GATES: tuple[Gate, ...] = (*MEMBERSHIPS, *PARTLY_READ, *LESSONS, *SEO)
"""Every row about entries, in the order in which they are asked."""

_MEMBERPRESS_KEYS = ("_mepr_rules_type", "_mepr_rules_content")
_OPENING_KEYS = (
    *("_llms_free_lesson", "_lesson_preview", "_sfwd-lessons", "_is_preview", "_lp_preview", "preview"),
    "_wc_memberships_force_public",
)
META_KEYS: tuple[str, ...] = tuple(
    dict.fromkeys((*(mark.key for gate in GATES for mark in gate.marks), *_OPENING_KEYS, *_MEMBERPRESS_KEYS))
)
"""Post meta that decides: a change of any other is no change of visibility."""
TERM_KEYS: tuple[str, ...] = tuple(dict.fromkeys(mark.key for gate in GATES for mark in gate.term_marks))
"""Term meta that decides."""
OPTION_NAMES: frozenset[str] = frozenset(
    (*(name for gate in GATES for name in gate.options), *(name for site in SITE_GATES for name in site.options))
) | frozenset({"woocommerce_shop_page_id", "woocommerce_terms_page_id", "woocommerce_coming_soon_page_id"})
"""Options that decide."""
RULE_TYPES: tuple[str, ...] = tuple(gate.rule_type for gate in GATES if gate.rule_type)
"""Post types in which plugins keep rules."""

_READ_FOLDERS = frozenset(
    (
        *(folder for gate in GATES for folder in gate.folders),
        *(folder for site in SITE_GATES for folder in site.folders),
    )
)
Decides = TypeVar("Decides", Mark, Rule)
_SHOP_PAGES = ("shop", "cart", "checkout", "terms", "coming_soon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Active(Generic[Decides]):
    """A mark or a rule of a plugin that is active, or may be."""

    by: Decides
    plugin: str

    @property
    def closed(self) -> Closed:
        """What it makes of an entry."""
        return Closed(reason=self.by.reason, cause=self.plugin, below=self.by.below)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """What decides about visibility on one site, besides WordPress."""

    marks: tuple[Active[Mark], ...] = ()
    rules: tuple[Active[Rule], ...] = ()
    site: Closed | None = None
    """Why no entry at all is shown."""
    closings: tuple[ClosedSite, ...] = ()
    """The switches that are on, overruled ones too."""
    plugins: tuple[DecidingPlugin, ...] = ()
    """The active plugins that decide something; empty where the active plugins are not known."""

    @property
    def keys(self) -> frozenset[str]:
        """The meta keys of all marks, opening ones too."""
        opening = {mark.key for active in self.rules for mark in active.by.opened_by}
        return frozenset(active.by.key for active in self.marks) | opening

    @property
    def unread(self) -> tuple[str, ...]:
        """Names of active access plugins whose rules are not read, or not all."""
        return tuple(dict.fromkeys(plugin.name for plugin in self.plugins if not plugin.followed))

    def marked(self, key: str, value: str) -> Iterator[Active[Mark]]:
        """The marks that a row of meta sets."""
        return (active for active in self.marks if active.by.key == key and active.by.test(value))

    def opened(self, key: str, value: str) -> Iterator[int]:
        """The numbers of the rules from which a row of meta exempts its entry."""
        for number, active in enumerate(self.rules):
            if any(mark.key == key and mark.test(value) for mark in active.by.opened_by):
                yield number

    def closed_types(self) -> frozenset[str]:
        """Types of which some entries are closed by a rule about the type."""
        return frozenset(name for active in self.rules for name in active.by.types)

    @property
    def is_everything_closed(self) -> bool:
        """Whether a rule is about every entry."""
        return self.site is not None or any(active.by.everything for active in self.rules)

    def closed_by_type(self, entry_id: int, entry_type: str, opened: Mapping[int, Collection[int]]) -> Closed | None:
        """What rules about types, or about everything, say of an entry; `opened`: ids that are open, by rule."""
        for number, active in enumerate(self.rules):
            rule = active.by
            meant = rule.everything or entry_type in rule.types
            if meant and entry_id not in rule.but and entry_id not in opened.get(number, ()):
                return active.closed
        return self.site

    def closed_by_meta(self, meta: Mapping[str, Iterable[str]], content: str = "") -> Closed | None:
        """What marks say of an entry with this meta."""
        for active in self.marks:
            part_is_open = active.by.unless_content and active.by.unless_content in content
            if not part_is_open and any(map(active.by.test, meta.get(active.by.key, ()))):
                return active.closed
        return None


def gates_of(stored: Stored, *, overruled: Collection[str] = ()) -> Gates:
    """What the table makes of a site; `overruled` are kinds of closed sites that the owner publishes all the same."""
    active = [gate for gate in GATES if gate.always or stored.is_active(gate.folders)]
    closings = tuple(_closings(stored, overruled))
    rules = [
        Active(by=rule, plugin=gate.plugin)
        for gate in active
        if gate.rules and stored.is_active(gate.folders)
        for rule in gate.rules(stored)
    ]
    return Gates(
        marks=tuple(Active(by=mark, plugin=gate.plugin) for gate in active for mark in gate.marks),
        rules=(*rules, *_closed_terms(stored, active), *_shop_closed(stored, closings)),
        site=_site(closings),
        closings=closings,
        plugins=(*_plugins(stored), *_seen_by_posts(stored)),
    )


def _closed_terms(stored: Stored, active: Iterable[Gate]) -> Iterator[Active[Rule]]:
    """Of each plugin the terms that bear one of its marks."""
    for gate in active:
        tests = {mark.key: mark.test for mark in gate.term_marks}
        ids = {term_id for term_id, key, value in stored.term_meta if key in tests and tests[key](value)}
        if ids:
            yield Active(by=Rule(terms=frozenset((ANY, str(term_id)) for term_id in ids)), plugin=gate.plugin)


def _closings(stored: Stored, overruled: Collection[str]) -> Iterator[ClosedSite]:
    for gate in SITE_GATES:
        # A plugin that closes by being there says nothing where the active plugins are not known; an option does.
        is_active = stored.is_active(gate.folders) and (stored.active is not None or gate.options)
        if (is_active or not gate.folders) and gate.is_closed(stored):
            yield _closing(gate, stored, overruled=gate.kind in overruled)


def _closing(gate: SiteGate, stored: Stored, *, overruled: bool) -> ClosedSite:
    return ClosedSite(
        cause=gate.plugin or "WordPress",
        kind=gate.kind,
        switch=gate.switch,
        setting=SETTINGS[gate.kind],
        reason=gate.reason,
        shop_only=gate.shop_only(stored),
        overruled=overruled,
    )


def _site(closings: Iterable[ClosedSite]) -> Closed | None:
    """The first switch that counts: a closed site before one that only asks not to be indexed."""
    counting = [closing for closing in closings if not closing.overruled and not closing.shop_only]
    found = next(iter(sorted(counting, key=lambda closing: closing.reason != "closed-site")), None)
    return Closed(reason=found.reason, cause=found.cause) if found else None


def _shop_closed(stored: Stored, closings: Iterable[ClosedSite]) -> Iterator[Active[Rule]]:
    """Products and the shop's pages, where only the shop is closed."""
    for closing in closings:
        if closing.shop_only and not closing.overruled:
            pages = frozenset(stored.number(f"woocommerce_{page}_page_id") for page in _SHOP_PAGES) - {0}
            rule = Rule(reason=closing.reason, ids=pages, types=frozenset({"product"}))
            yield Active(by=rule, plugin=closing.cause)


def _plugins(stored: Stored) -> Iterator[DecidingPlugin]:
    """The active plugins that decide something, and whether all that they decide is applied."""
    for gate in GATES:
        folder = _active_folder(stored, gate.folders)
        if folder and not gate.always:
            missing = gate.incomplete(stored) if gate.incomplete else ""
            yield DecidingPlugin(name=gate.plugin, folder=folder, followed=not missing, missing=missing)
    for site in SITE_GATES:
        folder = _active_folder(stored, site.folders)
        # Plugins that close entries as well are named above.
        if folder and not any(folder in gate.folders for gate in GATES):
            yield DecidingPlugin(name=site.plugin, folder=folder, followed=True)
    for folder in sorted({original_of(folder_of(file)) for file in stored.active or ()}):
        name = unread_plugin(folder, _READ_FOLDERS)
        if name:
            yield DecidingPlugin(name=name, folder=folder, followed=False, missing="its rules are not read")


def _seen_by_posts(stored: Stored) -> Iterator[DecidingPlugin]:
    """Where nobody knows the active plugins those that keep rules as posts, which are there."""
    for kind, (folder, name) in RULES_AS_POSTS.items():
        if stored.active is None and kind in stored.types:
            yield DecidingPlugin(name=name, folder=folder, followed=False, missing="its rules are not read here")


def _active_folder(stored: Stored, folders: Collection[str]) -> str:
    active = folders_of(stored.active)
    return next((folder for folder in folders if folder in active), "")
