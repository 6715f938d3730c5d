"""What a person or an agent typed, understood: words, "phrases", `-words`, a beginning with `*`. Pure.

Invariants: nothing of it is an operator of the index; however long it is, it becomes at most sixteen parts.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from rootzpub.store.fulltext import fold, folded_word, is_unspaced, spaced, terms_of

Kind = Literal["word", "phrase", "run"]
_MOST_PARTS: Final = 16
_MOST_READ: Final = 2_000
"""Characters of a question that are read."""
_PART: Final = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_TRIGRAM: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a question."""

    kind: Kind
    typed: str
    """As typed, in small letters."""
    excluded: bool = False
    is_prefix: bool = False

    @property
    def folded(self) -> str:
        """As it is compared."""
        return folded_word(self.typed)

    @property
    def expression(self) -> str:
        """A phrase or run for FTS5: quoted, so that nothing in it is an operator."""
        star = "*" if self.is_prefix else ""
        return f'"{self.typed if self.is_trigram else spaced(self.typed)}"{star}'

    @property
    def is_trigram(self) -> bool:
        """Whether the index of trigrams answers it."""
        return self.kind == "run" and len(self.typed) >= _TRIGRAM

    @property
    def needle(self) -> str:
        """What to look for in a folded text."""
        return fold(self.typed)


def parts_of(typed: str) -> tuple[Part, ...]:
    """The parts of a question, each once, in order."""
    found: dict[tuple[str, bool], Part] = {}
    for minus, phrase, bare in _PART.findall(unicodedata.normalize("NFC", typed[:_MOST_READ]).lower()):
        for part in _parts(terms_of(phrase or bare), quoted=bool(phrase), bare=bare, excluded=bool(minus)):
            if len(found) < _MOST_PARTS:
                found.setdefault((part.typed, part.excluded), part)
    return tuple(found.values())


def _parts(terms: list[str], *, quoted: bool, bare: str, excluded: bool) -> list[Part]:
    if quoted and terms:
        return [Part(kind="phrase", typed=" ".join(terms), excluded=excluded)]
    last = len(terms) - 1
    return [
        Part(
            kind="run" if is_unspaced(term) else "word",
            typed=term,
            excluded=excluded,
            is_prefix=place == last and bare.endswith("*"),
        )
        for place, term in enumerate(terms)
    ]
