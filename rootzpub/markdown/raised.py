"""Rules of raised and lowered text: kept readable, and never one word with what it stands behind.

Invariants: `10<sup>6</sup>` is `10^6`, `H<sub>2</sub>O` is `H₂O`; ordinals and marks stay as they are.
"""

import re
from collections.abc import Callable
from typing import Final

from rootzpub.markdown.inlines import open_span, start_of
from rootzpub.markdown.tokens import Atom, Mark, Signal, Token
from rootzpub.markdown.walker import Attributes, Rule, Walker

_SUBSCRIPT: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th|e|er|re|ère|ème|o|a|º|ª|™|®|©|tm|sm|r)\.?", re.IGNORECASE)


def _plain_text(tokens: list[Token]) -> str | None:
    """The text of tokens that are nothing but text."""
    if all(isinstance(token, str) for token in tokens):
        return "".join(token for token in tokens if isinstance(token, str))
    return None


def _follows_word(walker: Walker, at: int) -> bool:
    for token in reversed(walker.run[max(0, at - 4) : at]):
        if isinstance(token, Atom):
            return True
        if isinstance(token, str) and token:
            return token[-1].isalnum() or token[-1] in ")]}"
        if isinstance(token, Signal):
            return False
    return False


def _open_raised(walker: Walker, attributes: Attributes) -> None:
    walker.raised += 1
    open_span(walker, attributes)


def _close_raised(sign: str, short: Callable[[str], str | None]) -> Callable[[Walker], None]:
    def finish(walker: Walker) -> None:
        if sign == "^":
            walker.raised -= 1
        at = start_of(walker)
        text = _plain_text(walker.run[at:])
        if text is None:
            _raise_marked(walker, at, sign)
            return
        if not text.strip() or _ORDINAL.fullmatch(text.strip()) or not _follows_word(walker, at):
            return
        text = text.strip()
        del walker.run[at:]
        written = short(text)
        if written is None:
            written = f"{sign}{text}" if text.isalnum() or text.lstrip("+-−").isalnum() else f"{sign}({text})"
        walker.run.append(written)

    return finish


def _raise_marked(walker: Walker, at: int, sign: str) -> None:
    """A raised text with emphasis in it: the sign before it, so that it is not one word with what stands there."""
    tokens = walker.run[at:]
    text = "".join(token for token in tokens if isinstance(token, str)).strip()
    if not text or _ORDINAL.fullmatch(text) or not all(isinstance(token, str | Mark) for token in tokens):
        return
    if _follows_word(walker, at):
        walker.run[at:] = [sign, *tokens] if text.isalnum() else [f"{sign}(", *tokens, ")"]


def _subscript(text: str) -> str | None:
    return text.translate(_SUBSCRIPT) if all(ord(character) in _SUBSCRIPT for character in text) else None


def _superscript(text: str) -> str | None:
    return text if text[0] in "¹²³⁰⁴⁵⁶⁷⁸⁹*†‡§′″‴" else None


SUPERSCRIPT_RULE: Final[Rule] = Rule(_open_raised, _close_raised("^", _superscript))
SUBSCRIPT_RULE: Final[Rule] = Rule(open_span, _close_raised("_", _subscript))
