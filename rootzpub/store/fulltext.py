"""Words of any language for the full-text index, and what a person typed as a safe question to it. Pure.

Two indexes (FTS5): `words` splits at spaces and signs, without diacritics; scripts that write without spaces (Han,
Kana, Hangul, Thai, Lao, Khmer, Myanmar) stand in it character by character, so one or two characters are found.
`runs` holds only the runs of those scripts, in trigrams, so three and more characters are found quickly.
Invariants: nothing a caller types reaches FTS5 but letters, digits and marks inside double quotes. Decision 0007.
"""

import functools
import re
import unicodedata
from dataclasses import dataclass

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    "\u3038-\u303b\u3040-\u30ff\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_UNSPACED}]+")
_CHARACTER = re.compile(f"([{_UNSPACED}])")
_PART = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_TRIGRAM = 3
# A question may have 200 characters: single letters must not become two hundred terms of one expression.
_MOST_TERMS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the two indexes; both parts must hold."""

    words: str
    """FTS5 expression for `words`; empty = asks nothing of it."""
    runs: str
    """FTS5 expression for `runs`; empty = asks nothing of it."""
    needles: tuple[str, ...]
    """Folded words to look for in a text, for the excerpt; the first typed first."""

    def __bool__(self) -> bool:
        return bool(self.words or self.runs)


def spaced(text: str) -> str:
    """Text as `words` indexes it: folded (FTS5 by itself folds only Latin), characters of unspaced scripts apart."""
    # Nothing to do: FTS5 folds ASCII by itself.
    if text.isascii():
        return text
    # `fold` goes letter by letter, so letters are composed first. ß as ss stands here and not in `fold`, whose results
    # keep their length: excerpts look up offsets of the folded text in the text.
    composed = unicodedata.normalize("NFC", text).replace("ß", "ss").replace("ẞ", "ss")
    return _CHARACTER.sub(r" \1 ", fold(composed))


def runs(text: str) -> str:
    """Text as `runs` indexes it: only the runs of unspaced scripts, each in a line."""
    return "" if text.isascii() else "\n".join(_RUN.findall(unicodedata.normalize("NFC", text)))


@functools.cache
def _folds() -> dict[int, int]:
    """For each letter with a capital or a diacritic (Latin, Greek, Cyrillic, …) the plain small one: one for one."""
    table = {ord("ς"): ord("σ"), ord("Й"): ord("й")}
    for code in range(0x41, 0x2000):
        if chr(code) in "ςйЙ":  # a final sigma is a sigma; a short i is a letter of its own
            continue
        small = unicodedata.normalize("NFD", chr(code))[0].lower()[0]
        if ord(small) != code:
            table[code] = ord(small)
    return table


def fold(text: str) -> str:
    """Text without case and diacritics, of the same length, for comparing: `Crème` and `CREME` are one."""
    return text.lower() if text.isascii() else text.translate(_folds())


def question(typed: str) -> Question:
    """What a person typed, understood: words (all must occur), "phrases", a trailing `*` for a prefix.

    Signs and operators mean nothing; text without any letter or digit is a question that finds nothing.
    """
    words: list[str] = []
    trigrams: list[str] = []
    needles: list[str] = []
    # Words are taken out of what was typed and quoted anew: no operator, column name or quotation mark of a caller
    # reaches FTS5 (decision 0007).
    for phrase, bare in _PART.findall(unicodedata.normalize("NFC", typed)):
        terms = _WORD.findall(phrase or bare)[:_MOST_TERMS]
        if not terms or len(words) + len(trigrams) >= _MOST_TERMS:
            continue
        needles += [fold(term) for term in terms]
        # Fewer than three characters have no trigram, and a phrase of several terms has its order in `words` alone.
        if len(terms) == 1 and _RUN.fullmatch(terms[0]) and len(terms[0]) >= _TRIGRAM:
            trigrams.append(f'"{terms[0]}"')
        else:
            prefix = "*" if bare.rstrip().endswith("*") else ""
            words.append(f'"{spaced(" ".join(terms))}"{prefix}')
    return Question(words=" AND ".join(words), runs=" AND ".join(trigrams), needles=tuple(dict.fromkeys(needles)))
