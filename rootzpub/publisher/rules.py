"""What the owner keeps back: `[content]` exclude rules and switched-off types. Pure.

Invariants: a rule that is a path or an address covers what is below it; any other names a type, a category or a tag
(slug or name), and a category covers its sub-categories.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from rootzpub import __version__
from rootzpub.config import ContentTable
from rootzpub.publisher.exclusions import Exclusion, Unmatched, bare, named_terms, read_exclusion
from rootzpub.publisher.withdrawn import NOTHING, REASON, Withdrawn
from rootzpub.site import ATTACHMENT, PAGE, POST, DecidingPlugin, Entry, SiteFacts, Term

UNCONFIRMED = "unconfirmed"
"""Reason of an entry of which only a look at its page can tell whether visitors read it."""


def is_followed(plugin: DecidingPlugin, content: ContentTable) -> bool:
    """Whether an access plugin keeps nothing back: its rules are read, or the owner says that it closes nothing."""
    allowed = {name.casefold() for name in content.publish_despite_access_plugins}
    return plugin.followed or not allowed.isdisjoint({plugin.folder.casefold(), plugin.name.casefold()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The owner's rules against the categories and tags that there are now."""

    content: ContentTable
    exclusions: tuple[Exclusion, ...]
    unmatched: Unmatched
    """Which of them have covered nothing so far; the one part that changes while entries are judged."""
    term_ids: frozenset[int]
    hierarchical: frozenset[str]
    """Types whose parents must be visible."""
    pages_first: bool = True
    """Whether a page wins over a post of its path."""
    withdrawn: Withdrawn = NOTHING
    """What the owner took back with `rootzpub withdraw`."""
    unread: tuple[str, ...] = ()
    """Active access plugins whose rules are not read, those aside of which the owner says that they close nothing."""

    @classmethod
    def of(
        cls, content: ContentTable, facts: SiteFacts, terms: Collection[Term], *, withdrawn: Withdrawn = NOTHING
    ) -> "Rules":
        """Read the rules; names are compared without case."""
        exclusions = tuple(map(read_exclusion, content.exclude))
        return cls(
            content=content,
            exclusions=exclusions,
            unmatched=Unmatched(exclusions, facts, terms),
            term_ids=named_terms(exclusions, terms),
            # Pages always, whatever the source declares.
            hierarchical=frozenset({PAGE} | {kind.name for kind in facts.types if kind.hierarchical}),
            pages_first=facts.pages_first,
            withdrawn=withdrawn,
            unread=tuple(plugin.name for plugin in facts.plugins if not is_followed(plugin, content)),
        )

    def reason_against(self, entry: Entry) -> str:
        """Why this entry is kept back, by the owner or because nobody knows who may read it; or an empty string."""
        if self.withdrawn.covers(entry.id, entry.path):
            return REASON
        own = self._reason(entry.type, entry.path, entry.term_ids)
        return own or (UNCONFIRMED if self.unread and "access" in entry.marks else "")

    def cause_of(self, reason: str) -> str:
        """Whose doing it is, for the owner; empty where the reason says it."""
        return ", ".join(self.unread) if reason == UNCONFIRMED else ""

    def keeps_back(self, *, entry_type: str, path: str, term_ids: Collection[int]) -> bool:
        """The same of an entry that a source is about to show in another."""
        return self.withdrawn.covers(0, path) or bool(self._reason(entry_type, path, term_ids))

    def keeps_back_term(self, term_id: int) -> bool:
        """Whether every entry of a term is kept back."""
        return term_id in self.term_ids

    @property
    def are_none(self) -> bool:
        """Whether nothing at all is kept back."""
        content = self.content
        all_on = content.pages and content.posts and content.custom_types and content.media
        return all_on and not self.exclusions and self.withdrawn == NOTHING

    def depends_on_parent(self, entry_type: str) -> bool:
        """Whether an entry of this type is seen only with its parent."""
        return entry_type == ATTACHMENT or entry_type in self.hierarchical

    def _reason(self, entry_type: str, path: str, term_ids: Collection[int]) -> str:
        if not self._is_type_on(entry_type):
            return "type-off"
        compared = bare(path) if self.exclusions else ""
        if any(rule.covers_path(compared) or rule.covers_type(entry_type) for rule in self.exclusions):
            return "excluded"
        return "" if self.term_ids.isdisjoint(term_ids) else "excluded"

    def digest(self) -> str:
        """Equal as long as the same source would give the same store."""
        content = self.content
        switches = (content.pages, content.posts, content.custom_types, content.media)
        # The version, because another program may convert otherwise; term ids, because a renamed category may fit a
        # rule now.
        texts = sorted(rule.text for rule in self.exclusions)
        parts = (__version__, content.converter, *switches, texts, sorted(self.term_ids))
        own = hashlib.sha256(repr((parts, sorted(self.hierarchical), self.unread)).encode()).hexdigest()
        return " ".join(filter(None, (own, self.withdrawn.digest())))

    def _is_type_on(self, entry_type: str) -> bool:
        content = self.content
        switches = {PAGE: content.pages, POST: content.posts, ATTACHMENT: content.media}
        return switches.get(entry_type, content.custom_types)


def settings_digest(content: ContentTable) -> str:
    """Equal as long as the owner changed nothing that decides what is published; needs no source."""
    # All of `[content]`: too much costs one full read, too little would leave something published that is excluded.
    return hashlib.sha256(f"{__version__} {content.model_dump_json()}".encode()).hexdigest()
