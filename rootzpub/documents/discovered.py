"""Which pages of a site are its policies, its about, product, contact and team pages.

Invariants: only pages, never posts; WordPress's own setting first, then exact slugs, then titles; the same site always
gives the same pages. Nothing is read but titles and paths, until a page was chosen.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from rootzpub.documents.languages import NO_LANGUAGE, first_languages
from rootzpub.documents.vocabulary import (
    NEUTRAL_PARENTS,
    POLICY_AT_END,
    POLICY_AT_START,
    POLICY_TYPES,
    POSSESSIVES,
    TOPIC_OF,
    fold,
)
from rootzpub.site import PublishedEntry, Record, Site, SiteFacts

PAGE: Final = "page"
_INDEX: Final = "index.php"
"""Stands in paths where the web server cannot rewrite."""

_LANGUAGE: Final = re.compile(r"[a-z]{2}(-[a-z]{2,4})?")
_NUMBERED: Final = re.compile(r"-[2-9]$")
_SUFFIX: Final = re.compile(r"(?<!\s)\s++[|–—·:-]\s++|:\s++")

# Candidates are compared by rank, depth and path in this order, so that the same site always gives the same page.
_BY_SETTING, _BY_SLUG, _BY_TITLE, _BY_NUMBERED_SLUG, _BY_PART = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page that was discovered for a topic."""

    topic: str
    entry: PublishedEntry
    source: str
    """`wordpress-setting` or `auto-discovered` [wire §3c]."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Candidate:
    rank: int
    depth: int
    path: str
    topic: str


def discover(site: Site, languages: Collection[str] | None = None) -> Mapping[str, Found]:
    """The best page for each topic of the vocabulary that the site has, in these languages (None: its first)."""
    best: dict[str, _Candidate] = {}
    for candidate in _candidates(site, first_languages(site) if languages is None else languages):
        known = best.get(candidate.topic)
        if known is None or candidate < known:
            best[candidate.topic] = candidate
    return dict(_resolved(site, best))


def topic_of(title: str, path: str, facts: SiteFacts) -> str:
    """The topic that a page's own title and path claim, or an empty string."""
    found = min(_claims(title, path, facts), default=None)
    return found.topic if found else ""


def children(records: Iterable[Record], parent_path: str) -> list[Record]:
    """The pages directly below a path, in order of path."""
    prefix = parent_path.rstrip("/") + "/"
    # Below the home page is everything, and plain permalinks have no below.
    if prefix == "/" or "?" in prefix:
        return []
    below = (record for record in records if record.path.startswith(prefix) and record.path.rstrip("/") != prefix[:-1])
    return sorted((record for record in below if "/" not in record.path[len(prefix) :].strip("/")), key=_path)


def page_records(site: Site) -> list[Record]:
    """Records of all pages."""
    # Records for the discovery document come pages first, so the first `count` of them are all pages. Reading them
    # costs 15 to 35 µs each, once per version; an index could disagree with the pages (decision 0008).
    count = site.count(PAGE)
    return [record for record in site.newest_records(limit=count) if record.type == PAGE] if count else []


def _path(record: Record) -> str:
    return record.path


def _candidates(site: Site, languages: Collection[str]) -> Iterator[_Candidate]:
    privacy = site.by_id(site.facts.privacy_page_id) if site.facts.privacy_page_id else None
    # What the owner set in WordPress outranks every slug and title: it is the one page that somebody chose.
    if privacy is not None and (not languages or privacy.language in languages):
        yield _Candidate(rank=_BY_SETTING, depth=0, path=privacy.path, topic="privacy")
    records = page_records(site)
    if languages:
        spoken = site.spoken([record.path for record in records])
        told = {path: one.language for path, one in spoken.items()}
        records = [record for record in records if told.get(record.path, NO_LANGUAGE) in languages]
    for record in records:
        yield from _claims(record.title, record.path, site.facts)
    if any("?" in record.path for record in records):  # plain permalinks: the slug is not in the path
        slugged = site.by_slugs(tuple(TOPIC_OF), PAGE)
        for entry in (one for one in slugged if not languages or one.language in languages):
            yield _Candidate(rank=_BY_SLUG, depth=1, path=entry.path, topic=TOPIC_OF[entry.slug])


def _claims(title: str, path: str, facts: SiteFacts) -> Iterator[_Candidate]:
    """Every topic that a page claims, with how strongly: slug, title, or a policy's name inside its title."""
    parts = _below_home(path, facts)
    depth = len(parts)
    # A slug counts only where the folders above say nothing else: `/legal/privacy/` is the site's policy,
    # `/products/camera/privacy/` is a product's.
    if parts and all(_is_neutral(part) for part in parts[:-1]):
        yield from _of_keys(fold(parts[-1]), rank=_BY_SLUG, depth=depth, path=path)
        # WordPress appends -2, -3 … to a slug that was taken: such a page claims its topic, but weaker.
        if _NUMBERED.search(parts[-1]):
            bare = _NUMBERED.sub("", parts[-1])
            yield from _of_keys(fold(bare), rank=_BY_NUMBERED_SLUG, depth=depth, path=path)
    keys = fold(_without_site_name(title, facts.name))
    yield from _of_keys(keys, rank=_BY_TITLE, depth=depth, path=path)
    yield from _of_keys(filter(None, map(_without_possessive, keys)), rank=_BY_TITLE, depth=depth, path=path)
    for key in keys:
        part = POLICY_AT_START.match(key) or POLICY_AT_END.search(key)
        if part:
            yield _Candidate(rank=_BY_PART, depth=depth, path=path, topic=TOPIC_OF[part[0]])


def _below_home(path: str, facts: SiteFacts) -> list[str]:
    """The parts of a path below the site's home: `/blog/legal/privacy/` of a site at `/blog` -> legal, privacy."""
    home = urlsplit(facts.url).path.rstrip("/")
    # A site may live in a folder, whose name says nothing about a page.
    own = path.partition("?")[0].removeprefix(home + "/")
    return [part for part in own.split("/") if part and part != _INDEX]


def _of_keys(keys: Iterable[str], *, rank: int, depth: int, path: str) -> Iterator[_Candidate]:
    for key in keys:
        topic = TOPIC_OF.get(key)
        if topic is not None:
            yield _Candidate(rank=rank, depth=depth, path=path, topic=topic)


def _is_neutral(part: str) -> bool:
    plain = unquote(part).lower()
    return bool(_LANGUAGE.fullmatch(plain)) or not fold(plain).isdisjoint(NEUTRAL_PARENTS)


def _without_site_name(title: str, site_name: str) -> str:
    """`Privacy Policy – Example Ltd` and `About Example Ltd` without the site's own name."""
    name = site_name.strip()
    if not name:
        return title
    # Only the site's own name is taken off: any other ending is part of the title.
    for part in _SUFFIX.split(title, maxsplit=1)[:1]:
        if title[len(part) :].strip(" |–—·-:").casefold() == name.casefold():
            return part
    short = title.strip()
    if short.casefold().endswith(" " + name.casefold()):
        return short[: -len(name)].strip()
    return title


def _without_possessive(key: str) -> str:
    """What a possessive or article stands before; empty where there is none."""
    return next((key.removeprefix(word) for word in POSSESSIVES if key.startswith(word)), "")


def _resolved(site: Site, best: Mapping[str, _Candidate]) -> Iterator[tuple[str, Found]]:
    # Whole entries only now, for the chosen pages: finding them has read titles and paths alone.
    for topic in (*POLICY_TYPES, *sorted(set(best) - set(POLICY_TYPES))):
        candidate = best.get(topic)
        entry = site.by_path(candidate.path) if candidate else None
        if candidate and entry is not None:
            source = "wordpress-setting" if candidate.rank == _BY_SETTING else "auto-discovered"
            yield topic, Found(topic=topic, entry=entry, source=source)
