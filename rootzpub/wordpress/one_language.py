"""Texts that hold several languages at once, as qTranslate and its followers store them: one of them. Pure.

Forms: `[:en]…[:de]…[:]`, `<!--:en-->…<!--:--><!--:de-->…<!--:-->`, `{:en}…{:de}…{:}`. What stands outside belongs to
every language. Invariants: a text without marks comes out unchanged, and the cost is linear in its length.
"""

import re
from dataclasses import dataclass

_CODE = "[a-z]{2}(?:-[a-z]{2})?"
_MARK = re.compile(rf"<!--:({_CODE})?-->|\[:({_CODE})?\]|\{{:({_CODE})?\}}")
_OPENINGS = ("[:", "<!--:", "{:")
_ENDS = ("[:]", "<!--:-->", "{:}")


@dataclass(frozen=True, slots=True)
class OneLanguage:
    """The language in which a site's texts are taken."""

    code: str
    is_certain: bool = True
    """Whether the plugin is known to be active; else only texts that end their blocks are taken for its own."""

    def of(self, text: str) -> str:
        """The words of that language."""
        return in_language(text, self.code) if self.holds_several(text) else text

    def holds_several(self, text: str) -> bool:
        """Whether a text is stored in more than one language."""
        return bool(languages_in(text)) and (self.is_certain or any(end in text for end in _ENDS))


def languages_in(text: str) -> list[str]:
    """The languages that a text holds blocks of, in order of first occurrence; none = it has one language."""
    if not any(opening in text for opening in _OPENINGS):
        return []
    return list(dict.fromkeys(code for mark in _MARK.finditer(text) if (code := _code(mark))))


def in_language(text: str, language: str) -> str:
    """The words of one language; where it has none, those of the first that has some, as the plugin shows them."""
    found = languages_in(text)
    if not found:
        return text
    filled = [code for code in found if _blocks(text, code).strip()]
    wanted = language if language in filled or not filled else filled[0]
    return _blocks(text, wanted, shared=True)


def _blocks(text: str, language: str, *, shared: bool = False) -> str:
    """What stands in the blocks of a language; `shared`: and what stands in none."""
    parts: list[str] = []
    current, start = "", 0
    for mark in _MARK.finditer(text):
        if current == language or (shared and not current):
            parts.append(text[start : mark.start()])
        current, start = _code(mark), mark.end()
    if current == language or (shared and not current):
        parts.append(text[start:])
    return "".join(parts)


def _code(mark: re.Match[str]) -> str:
    return mark[1] or mark[2] or mark[3] or ""
