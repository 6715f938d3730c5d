"""Words of any language as the indexes cut them. Pure.

Single words are in `vocabulary` (`store.finding`). Two indexes of FTS5 answer phrases and scripts without spaces:
`words` splits at spaces and signs, without diacritics; scripts that write without spaces (Han, Kana, Hangul, Thai, Lao,
Khmer, Myanmar) stand in it character by character, so one or two characters are found. `runs` holds only the runs of
those scripts, in trigrams, so three and more characters are found quickly.
Decisions 0007 and 0025.
"""

import functools
import re
import unicodedata

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    "\u3038-\u303b\u3040-\u30ff\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_UNSPACED}]+")
_CHARACTER = re.compile(f"([{_UNSPACED}])")
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_SPACED_WORD = re.compile(rf"[^\W_{_UNSPACED}]+")
_LONGEST_WORD = 60


def spaced(text: str) -> str:
    """Text as `words` indexes it: folded (FTS5 by itself folds only Latin), characters of unspaced scripts apart."""
    # Nothing to do: FTS5 folds ASCII by itself.
    if text.isascii():
        return text
    # `fold` goes letter by letter, so letters are composed first. ß as ss stands here and not in `fold`, whose results
    # keep their length: excerpts look up offsets of the folded text in the text.
    composed = unicodedata.normalize("NFC", text).replace("ß", "ss").replace("ẞ", "ss")
    return _CHARACTER.sub(r" \1 ", fold(composed))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, in order; without those of unspaced scripts."""
    return _SPACED_WORD.findall(text.lower() if text.isascii() else unicodedata.normalize("NFC", text).lower())


def terms_of(text: str) -> list[str]:
    """Words and runs of unspaced scripts, in order."""
    return _WORD.findall(text)


def is_unspaced(term: str) -> bool:
    """Whether a term is a run of a script without spaces."""
    return _RUN.fullmatch(term) is not None


@functools.lru_cache(maxsize=1 << 17)
def folded_word(word: str) -> str:
    """A word as it is compared: without case and diacritics, ß as ss, at most 60 characters."""
    return fold(word.replace("ß", "ss"))[:_LONGEST_WORD]


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
