"""The order of the entries that an index found, by their texts. Pure.

Invariants: a score lies between 0 and 1 and says how much of the question an entry answers: a word that the site does
not know counts as missing. Equal scores go by path.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rootzpub.site import Found, Hit, Hits, PublishedEntry
from rootzpub.store.finding.matching import Wanted
from rootzpub.store.finding.passages import Best, Needles, best_passage, excerpt
from rootzpub.store.fulltext import fold, folded_word, words_of

_INDEX, _TOGETHER, _TITLE, _TITLE_ALONE, _EXACT, _FRESH = 0.42, 0.28, 0.16, 0.06, 0.06, 0.02
"""What counts: BM25, the best passage, the title's words, how much of the title was asked, exact forms, freshness."""
_FILE: Final = 0.85
_HALF_LIFE_DAYS: Final = 365.0
_MOST_NEEDLES: Final = 40
_DAY: Final = 86_400.0

Scored = tuple[float, PublishedEntry, Best]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it was understood."""

    parts: tuple[Wanted, ...]
    weights: tuple[float, ...]
    highest: int
    """The score of an entry that has every word at the highest level."""
    has: Callable[[int], tuple[frozenset[int], frozenset[int]]]
    """(parts that an entry has as typed, in some form)."""
    published_at: datetime
    typed: str

    @property
    def needles(self) -> Needles:
        """What to look for in texts."""
        whole: dict[str, int] = {}
        inside: dict[str, int] = {}
        for number, wanted in enumerate(self.parts):
            if wanted.part.kind == "word":
                for word in sorted(wanted.words, key=lambda one: (abs(len(one) - len(wanted.part.folded)), one))[
                    :_MOST_NEEDLES
                ]:
                    whole.setdefault(word, number)
            else:
                inside.setdefault(wanted.part.needle, number)
        return Needles.of(whole, self.weights, inside=inside)

    def found_in(self, entry_id: int) -> tuple[Found, tuple[str, ...]]:
        """How an entry matches, and the words that it has."""
        exact, forms = self.has(entry_id)
        words = tuple(wanted.part.typed for number, wanted in enumerate(self.parts) if number in forms)
        meant = any(wanted.spelt for wanted in self.parts)
        if len(forms) < len(self.parts) or meant:
            return "some", words
        return ("all" if len(exact) == len(self.parts) else "forms"), words

    def hits(self, page: Sequence[Scored], total: int) -> Hits:
        """One page of results."""
        words = list(self.needles.parts)
        found = [
            Hit(
                entry=entry,
                excerpt=excerpt(entry, best, words),
                score=round(score, 4),
                matched=matched,
                words=held,
                passage=best.passage,
            )
            for score, entry, best in page
            for matched, held in (self.found_in(entry.id),)
        ]
        return Hits(
            hits=tuple(found),
            total=total,
            words=tuple(wanted.part.typed for wanted in self.parts if wanted.is_known or wanted.part.kind != "word"),
            did_you_mean=self._meant(),
        )

    def _meant(self) -> str:
        """The question with the words that were probably meant; empty where each is known."""
        if not any(wanted.spelt for wanted in self.parts):
            return ""
        words = {wanted.part.folded: wanted.spelt for wanted in self.parts if wanted.spelt}
        return " ".join(words.get(folded_word(word.strip("?!.,;:").lower()), word) for word in self.typed.split())


def ranked(
    asked: Asked, entries: Sequence[PublishedEntry], scores: Mapping[int, int], *, again: bool = True
) -> list[Scored]:
    """Entries with their scores and passages, best first; in the order given where it stays (`again=False`)."""
    needles = asked.needles
    found: list[Scored] = []
    for entry in entries:
        best = best_passage(entry, needles)
        found.append((_score(asked, entry, best, needles=needles, index=scores[entry.id]), entry, best))
    return sorted(found, key=lambda one: (-one[0], one[1].path)) if again else found


def _score(asked: Asked, entry: PublishedEntry, best: Best, *, needles: Needles, index: int) -> float:
    whole = sum(asked.weights) or 1.0
    titled = {part for _, part in needles.found(fold(entry.title))}
    exact, forms = asked.has(entry.id)
    names = [folded_word(word) for word in words_of(entry.title)]
    age = max((asked.published_at - entry.modified).total_seconds(), 0.0) / _DAY
    covered = needles.weight(set(forms)) / whole
    score = (
        _INDEX * covered * min(1.5 * index / max(asked.highest, 1), 1.0)
        + _TOGETHER * max(best.weight, needles.weight(titled)) / whole
        + _TITLE * needles.weight(titled) / whole
        + _TITLE_ALONE * (sum(name in needles.parts for name in names) / len(names) if names else 0.0)
        + _EXACT * needles.weight(set(exact)) / whole
        + _FRESH * math.exp2(-age / _HALF_LIFE_DAYS)
    )
    # A picture's or file's page has its words from the page that shows it, and less of them.
    return _FILE * score if entry.type == "attachment" else score
