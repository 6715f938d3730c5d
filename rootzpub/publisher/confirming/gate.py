"""What a sync does with an entry, by what looks at its page gave: publish ours, other words, or nothing.

Invariants: an entry that is marked, or whose words were not all seen before, is published only as it was seen; a plain
one is published until it was not seen; everything that is published is noted, to be looked at.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from rootzpub.pages.look import ROBOTS
from rootzpub.pages.robots import ALLOW_ALL, RobotsRules
from rootzpub.publisher.confirming.looking import is_allowed
from rootzpub.publisher.confirming.plan import CheckPlan
from rootzpub.publisher.withdrawn import NOTHING, QUOTES, Withdrawn
from rootzpub.site import ATTACHMENT, Entry, Loss
from rootzpub.store import Confirmation, Confirmations, Store

UNCONFIRMED = "unconfirmed"
"""Reason of an entry that is published only when it was seen."""
NOT_VISIBLE = "not-visible"
BY_PLUGINS = frozenset({"builder", "unknown-shortcode", "unknown-block", "empty"})
"""Marks that concern the words: WordPress's own rendering is taken."""
SAMPLES = 3
"""Entries of a class that are seen before the class is published."""


_LINK = re.compile(r"""\shref\s*=\s*["']([^"'\s]{1,2000})""", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Gate:
    """Decides while a sync runs; what it noted is written by `keep`, once the sync is committed."""

    plan: CheckPlan
    store: Store
    """Whose confirmations count; they are opened only where the check is on."""
    takes_added: bool = True
    """Whether words that plugins add to a plain entry are taken: not where the owner keeps something back, for they may
    be a list that shows it."""
    robots: Callable[[], RobotsRules | None] | None = None
    """Asks the site's robots.txt; at most once, and only when an entry is to be published that no look has seen."""
    withdrawn: Withdrawn = NOTHING
    """What the owner took back."""
    _asked: RobotsRules | None = None
    _is_first: bool | None = None
    _wanted: dict[int, Confirmation] = field(default_factory=dict)
    _gone: set[int] = field(default_factory=set)
    _kinds: dict[str, tuple[int, int, int]] | None = None

    @property
    def confirmations(self) -> Confirmations:
        """What looks gave."""
        return self.store.confirmations

    def decide(self, entry: Entry) -> Entry | str:
        """The entry as it may be published, or the reason why it is not."""
        if not self.plan.on:
            return entry
        known = self._known(entry.id)
        kind = _kind_of(entry)
        marked = bool(entry.marks) or self.plan.always
        self._wanted[entry.id] = Confirmation(
            id=entry.id,
            wanted=entry.revision,
            marked=int(marked),
            plugins=int(not BY_PLUGINS.isdisjoint(entry.marks)),
            kind=kind,
            basis=self.plan.basis,
            facts=_json(entry.facts) if entry.facts else "",
        )
        self._gone.discard(entry.id)
        if known is not None and known.decision and known.revision == entry.revision:
            # A mark that newly applies withdraws first and asks after.
            return UNCONFIRMED if marked and not known.marked else self._decided(entry, known)
        closed_before = known is not None and (known.decision == "not-seen" or (known.replaces and not known.adds))
        if marked or closed_before or not self._is_class_open(kind):
            return UNCONFIRMED
        is_seen = known is not None and known.decision
        return ROBOTS if not is_seen and self._is_forbidden(entry) else entry

    def drop(self, entry_id: int) -> None:
        """The entry is hidden, excluded or gone: every word that was kept of it goes."""
        if self.plan.on:
            self._wanted.pop(entry_id, None)
            self._gone.add(entry_id)

    def keep(self, *, full: bool) -> None:
        """Write what was noted; with `full` everything else is forgotten."""
        if not self.plan.on:
            return
        applied = set(self.confirmations.unapplied())
        if full:
            self._gone.update(found.id for found in self.confirmations.all() if found.id not in self._wanted)
        self.confirmations.forget(self._gone)
        self.confirmations.want(self._wanted.values())
        self.confirmations.mark_applied(applied & (self._wanted.keys() | self._gone))

    def undecided(self) -> frozenset[int]:
        """Entries whose decision changed since the last sync: they are asked of the source again."""
        return frozenset(self.confirmations.unapplied()) if self.plan.on else frozenset()

    def _known(self, entry_id: int) -> Confirmation | None:
        # The first sync has nothing to ask for, tens of thousands of times.
        if self._is_first is None:
            self._is_first = self.confirmations.is_empty()
        return None if self._is_first else self.confirmations.get(entry_id)

    def _is_forbidden(self, entry: Entry) -> bool:
        """Whether robots.txt forbids an entry's address; where it cannot be had a look says so later."""
        if self._asked is None:
            self._asked = (self.robots() if self.robots else None) or ALLOW_ALL
        return not is_allowed(self._asked, entry.url)

    def _decided(self, entry: Entry, known: Confirmation) -> Entry | str:
        if known.adds and not self.takes_added:
            known = replace(known, reason="", words_by="rootzpub")
        if known.replaces and self._shows_withdrawn(known.html):
            return QUOTES
        if self.plan.facts and not self.plan.samples:
            # What a database keeps is not what visitors see (a price for members): the page says it once it was seen.
            entry = replace(entry, facts={})
        return _decided(entry, known, with_facts=self.plan.facts)

    def _shows_withdrawn(self, html: str) -> bool:
        """Whether WordPress's words lead to what the owner has withdrawn: a list that shows it."""
        if self.withdrawn == NOTHING:
            return False
        return any(self.withdrawn.covers(0, urlsplit(unescape(link)).path) for link in _LINK.findall(html))

    def _is_class_open(self, kind: str) -> bool:
        """Whether the samples of a class were seen; always where the active plugins are known."""
        if not self.plan.samples:
            return True
        if self._kinds is None:
            self._kinds = self.confirmations.kinds()
        return is_open(self._kinds.get(kind, (0, 0, 0)))


def _json(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def is_open(counts: tuple[int, int, int]) -> bool:
    """Whether a class may be published: of its entries three (or all) were seen, and none was not."""
    known, seen, gated = counts
    return known > 0 and seen >= min(SAMPLES, known) and not gated


def _decided(entry: Entry, known: Confirmation, *, with_facts: bool) -> Entry | str:
    if known.decision == "not-seen":
        return known.reason or NOT_VISIBLE
    changes: dict[str, object] = {}
    if known.replaces:
        changes["html"] = known.html
        if not known.adds:
            # What was written by hand may say what the plugin closes, and no look found it on the page.
            changes["excerpt"] = ""
    if known.words_by == "wordpress":
        # What ours could not render is there.
        changes["words_by"], changes["losses"] = "wordpress", ()
    if known.partly:
        changes["losses"] = (*entry.losses, Loss(kind=NOT_VISIBLE, count=1, example=""))
    if known.facts and with_facts:
        # The page's own words go before what the source could tell.
        changes["facts"] = {**entry.facts, **json.loads(known.facts)}
    if known.moved:
        parts = urlsplit(known.moved)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        changes |= {"url": known.moved, "path": path, "former_paths": (*entry.former_paths, entry.path)}
    return replace(entry, **changes) if changes else entry  # type: ignore[arg-type]


def _kind_of(entry: Entry) -> str:
    """Type, first category and mark."""
    term = 0 if entry.type == ATTACHMENT else next(iter(entry.term_ids), 0)
    return f"{entry.type} {term} {min(entry.marks, default='')}"
