"""Judging a search: questions with graded answers, the sites they are asked of, and the figures.

The questions were written from the texts of the sites before there was anything to judge; only a wrong grade is a
reason to change one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from rootzpub.clock import system_clock
from rootzpub.config import Config
from rootzpub.markdown import convert
from rootzpub.publisher import sync
from rootzpub.site import Entry, Hits, Query, Site, SiteFacts
from rootzpub.sources import SourceOptions, open_source
from rootzpub.store import Converted, MemoryStore, Store, SyncState

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AT_FIRST = 5
"""Answers that an agent reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question."""

    form: str
    """natural, keyword, misspelt, unanswerable."""
    text: str
    grades: dict[str, int]
    """3: answers it, 2: answers part of it, 1: is about it; by path."""

    @property
    def wanted(self) -> set[str]:
        """Paths that are worth most."""
        return {path for path, grade in self.grades.items() if grade == max(self.grades.values())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a search gave for one question."""

    asked: Judged
    paths: tuple[str, ...]
    score: float
    """Of the first result; 0 where there is none."""
    matched: str
    right_score: float
    """Of the first right answer among the first ones; 0 where there is none."""

    @property
    def rank(self) -> int:
        """Place of the first right answer, from 1; 0 where there is none."""
        places = [place for place, path in enumerate(self.paths, start=1) if path in self.asked.wanted]
        return places[0] if places else 0


def questions(site: str) -> list[Judged]:
    """The questions of a site, in order."""
    found = []
    for line in (HERE / "questions" / f"{site}.txt").read_text("utf-8").splitlines():
        form, text, graded = (part.strip() for part in line.split("|"))
        grades = (pair.rpartition("=") for pair in graded.split())
        found.append(Judged(form=form, text=text, grades={unquote(path): int(grade) for path, _, grade in grades}))
    return found


def judge(site: Site, asked: Sequence[Judged]) -> list[Outcome]:
    """Ask every question."""
    return [_outcome(one, site.search(Query(text=one.text, limit=AT_FIRST))) for one in asked]


def _outcome(asked: Judged, found: Hits) -> Outcome:
    paths = tuple(unquote(hit.entry.path) for hit in found.hits)
    right = [hit.score for hit, path in zip(found.hits, paths, strict=True) if path in asked.grades]
    first = found.hits[0] if found.hits else None
    return Outcome(
        asked=asked,
        paths=paths,
        score=first.score if first else 0.0,
        matched=first.matched if first else "",
        right_score=max(right, default=0.0),
    )


def from_rest(folder: Path) -> Store:
    """A site out of the answers of its REST interface."""
    store = MemoryStore()
    source = open_source(f"rest:{folder}", SourceOptions())
    sync(source, store, config=Config(), clock=system_clock)
    return store


def from_text(path: Path, *, language: str) -> Store:
    """A site out of one file: `=== path | type | date | title`, and below it HTML."""
    store = MemoryStore()
    home = f"https://{path.stem}.example"
    with store.update() as update:
        update.keep_facts(SiteFacts(name=path.stem, url=home, language=language), base_url="")
        for number, part in enumerate(path.read_text("utf-8").split("=== ")[1:], start=1):
            head, _, html = part.partition("\n")
            where, kind, day, title = (word.strip() for word in head.split("|"))
            moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
            entry = Entry(
                id=number, type=kind, revision="1", slug=where.strip("/"), path=where, url=home + where, title=title,
                html=html, published=moment, modified=moment,
            )  # fmt: skip
            article = convert(html, base_url=entry.url)
            update.put(Converted(entry=entry, article=article, excerpt=article.text[:100]))
        update.commit(datetime(2026, 11, 1, tzinfo=UTC), SyncState(fingerprint="1", digest="1"))
    return store
