"""Word forms by language: stems (Snowball), and in which language a text or question is. Pure.

Invariants: the same word gives the same stem on every machine; stop words are folded as `fulltext.fold` folds.
"""

import functools
from collections.abc import Collection, Mapping
from typing import Final

import snowballstemmer

from rootzpub.store.finding.stopping import STOP_WORDS

_ALGORITHMS: Final[Mapping[str, str]] = {
    "ca": "catalan", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""Snowball's algorithm by primary subtag; other languages have their words as they stand."""
_SIGNS: Final[Mapping[str, tuple[str, ...]]] = {
    word: tuple(language for language, stops in STOP_WORDS.items() if word in stops)
    for word in frozenset().union(*STOP_WORDS.values())
}
"""The languages that have each stop word: a text's words are gone through once, not once a language."""
_LEAST_SIGNS: Final = 4
"""Stop words of another language that a text must hold before it counts as written in it."""


def primary(tag: str) -> str:
    """The primary subtag of a BCP 47 tag: `de` of `de-AT`."""
    return tag.replace("_", "-").partition("-")[0].lower()


@functools.cache
def _stemmer(language: str) -> "snowballstemmer.stemmer | None":
    return snowballstemmer.stemmer(_ALGORITHMS[language]) if language in _ALGORITHMS else None


@functools.lru_cache(maxsize=1 << 17)
def stem(word: str, language: str) -> str:
    """The stem of a word in small letters; the word itself in a language whose forms are not known."""
    stemmer = _stemmer(language)
    return word if stemmer is None else str(stemmer.stemWord(word))


def stop_words(language: str) -> frozenset[str]:
    """Folded words that say nothing about the subject."""
    return STOP_WORDS.get(language, frozenset())


def language_of(words: Mapping[str, int], *, stated: str, site: str) -> str:
    """The language of a text by its folded words: what is stated, else what its stop words say, else the site's."""
    if stated:
        return primary(stated)
    scores = dict.fromkeys(STOP_WORDS, 0)
    for word in _SIGNS.keys() & words.keys():
        for language in _SIGNS[word]:
            scores[language] += words[word]
    best = max(scores, key=lambda language: (scores[language], language == site, language))
    # A German page of an English site has no language of its own; a quotation in an English page must not turn it.
    return best if scores[best] >= max(_LEAST_SIGNS, 2 * scores.get(site, 0)) else (site or "en")


def language_of_question(words: Collection[str], known: Collection[str]) -> str:
    """Whose stop words a question has most of, among the languages of the site."""
    return max(known, key=lambda language: (len(stop_words(language) & set(words)), language == "en"), default="en")
