"""The rules of `[content] exclude`, read one by one and held against what there is [visibility §5].

Invariants: a rule that covers nothing is reported with the nearest thing that there is; where a rule can be read in two
ways, it covers both.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final
from urllib.parse import unquote, urlsplit

from rootzpub.site import ATTACHMENT, CATEGORY_TAXONOMIES, PAGE, POST, TAG_TAXONOMIES, Site, SiteFacts, Term
from rootzpub.store import Store

_SEGMENTS: Final = {"pages": PAGE, "posts": POST, "media": ATTACHMENT}
"""Names under which types appear in addresses; accepted in rules too."""
_ANY: Final = frozenset({"type", "category"})
"""What a bare name may be."""
_MOST_COMPARED: Final = 20_000
"""Paths, and terms, among which the nearest is looked for: the comparison takes time in proportion to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """One rule, as the owner wrote it and as it is compared."""

    text: str
    path: str | None = None
    """Decoded, without case and trailing slash; None = the rule names a type, a category or a tag."""
    host: str = ""
    """Of a rule written as an address."""
    open_ended: bool = False
    """`/name*`: every path that begins so, not only whole segments."""
    alone: bool = False
    """`/`: the front page, and nothing below it."""
    name: str = ""
    kinds: frozenset[str] = _ANY
    """What the name may be: of type, category, tag."""

    def covers_path(self, path: str) -> bool:
        """Whether an entry at this path, as `bare` gives it, is excluded."""
        if self.path is None:
            return False
        if self.open_ended:
            return path.startswith(self.path)
        return path == self.path or (not self.alone and path.startswith(f"{self.path}/"))

    def covers_type(self, entry_type: str) -> bool:
        """Whether the rule names this type, by its name or as addresses do."""
        return "type" in self.kinds and entry_type.casefold() in {self.name, _SEGMENTS.get(self.name, self.name)}

    def names(self, term: Term) -> bool:
        """Whether the rule names this category or tag, by slug or name."""
        kind = "category" if term.taxonomy in CATEGORY_TAXONOMIES else "tag"
        return kind in self.kinds and self.name in {term.slug.casefold(), term.name.casefold()}


def read_exclusion(text: str) -> Exclusion:
    """A rule of the settings, which have seen that it is one of these forms (config.tables)."""
    kind, colon, name = text.partition(":")
    if colon and kind.casefold() in {"type", "category", "tag"}:
        return Exclusion(text=text, name=name.strip().casefold(), kinds=frozenset({kind.casefold()}))
    if colon and name.startswith("//"):
        parts = urlsplit(text)
        address = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        return _of_path(text, address, host=(parts.hostname or "").removeprefix("www."))
    if text.startswith("/"):
        return _of_path(text, text)
    return Exclusion(text=text, name=text.casefold())


def _of_path(text: str, path: str, *, host: str = "") -> Exclusion:
    stem = path.removesuffix("*")
    # `/team/*` covers /team/ too: who writes it to keep something back is not served by half of it.
    open_ended = stem != path and not stem.endswith("/")
    return Exclusion(text=text, path=bare(stem), host=host, open_ended=open_ended, alone=path == "/")


def bare(path: str) -> str:
    """A path as it is compared: decoded, without case and without the trailing slash."""
    # Owners write `/über-uns/` and WordPress `/%c3%bcber-uns/`; WordPress finds an entry in any case of its address.
    return unquote(path).casefold().rstrip("/")


def named_terms(rules: Iterable[Exclusion], terms: Collection[Term]) -> frozenset[int]:
    """Ids of the categories and tags that are named, and of all below them."""
    named = [rule for rule in rules if rule.path is None]
    found = {term.id for term in terms if any(rule.names(term) for rule in named)} if named else set[int]()
    grown = bool(found)
    # Level by level: a circle of categories, which WordPress does not rule out in its tables, ends all the same.
    while grown:
        below = {term.id for term in terms if term.parent_id in found} - found
        found |= below
        grown = bool(below)
    return frozenset(found)


class Unmatched:
    """The rules that have covered nothing yet, while entries pass by."""

    def __init__(self, rules: Iterable[Exclusion], facts: SiteFacts, terms: Collection[Term]) -> None:
        """A name that a type, a category or a tag has is matched from the start: whether it holds entries or not."""
        types = [kind.name for kind in facts.types]
        self._rules = [rule for rule in rules if not (any(map(rule.covers_type, types)) or any(map(rule.names, terms)))]

    def see(self, entry_type: str, path: str) -> None:
        """An entry that the source shows, excluded or not."""
        if not self._rules:
            return
        compared = bare(path)
        self._rules = [rule for rule in self._rules if not (rule.covers_path(compared) or rule.covers_type(entry_type))]

    def texts(self, among: Collection[str] | None = None) -> tuple[str, ...]:
        """As they stand in the settings; only those that were unmatched before, where not everything was read."""
        return tuple(rule.text for rule in self._rules if among is None or rule.text in among)


def unmatched_notes(store: Store, site: Site) -> Iterator[str]:
    """The same of what a store holds."""
    state = store.state()
    if state is not None and state.unmatched:
        terms = [
            term for name in (*CATEGORY_TAXONOMIES, *TAG_TAXONOMIES) for term in site.terms(name, limit=_MOST_COMPARED)
        ]
        paths = [record.path for record in site.records(limit=_MOST_COMPARED)]
        yield from exclusion_notes(state.unmatched, site.facts, terms, paths)


def exclusion_notes(
    unmatched: Iterable[str], facts: SiteFacts, terms: Collection[Term], paths: Iterable[str]
) -> Iterator[str]:
    """A sentence for each rule that excludes nothing, with the nearest path, type, category or tag that there is."""
    rules = [read_exclusion(text) for text in unmatched]
    there = _there(facts, terms, paths) if rules else {}
    home = (urlsplit(facts.url).hostname or "").removeprefix("www.")
    for rule in rules:
        if rule.host and rule.host != home:
            yield f"[content] exclude {rule.text!r} excludes nothing: it names another site than {facts.url}"
            continue
        wanted = rule.name if rule.path is None else rule.path
        nearest = get_close_matches(wanted.strip("/*"), there, n=1, cutoff=0.6)
        guess = f"; did you mean {there[nearest[0]]!r}?" if nearest else ""
        yield f"[content] exclude {rule.text!r} excludes nothing{guess}"


def _there(facts: SiteFacts, terms: Collection[Term], paths: Iterable[str]) -> dict[str, str]:
    """What a rule could name: as it is compared, and as it is written."""
    there: dict[str, str] = {}
    for kind in facts.types:
        there.setdefault(kind.name.casefold(), f"type:{kind.name}")
    for term in terms:
        written = "category" if term.taxonomy in CATEGORY_TAXONOMIES else "tag"
        there.setdefault(term.slug.casefold(), f"{written}:{term.slug}")
        there.setdefault(term.name.casefold(), f"{written}:{term.slug}")
    # Paths last and over the others: they are what most rules mean.
    for path in paths:
        compared = bare(path)
        there[compared.strip("/")] = path
        there.setdefault(compared.rpartition("/")[2], path)
    return there
