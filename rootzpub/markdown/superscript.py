"""Rules of `<sup>` and `<sub>`: superscripts and subscripts kept readable, never one word with what is before them.

Invariants: `10<sup>6</sup>` is `10^6`, `H<sub>2</sub>O` is `H₂O`; ordinals and marks stay as they are.
"""

import re
from collections.abc import Callable
from typing import Final

from rootzpub.markdown.inlines import Span
from rootzpub.markdown.tokens import Atom, Mark, Signal, Token, text_of
from rootzpub.markdown.walker import Attributes, Rule, Walker

_SUBSCRIPT: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th|e|er|re|ère|ème|o|a|º|ª|™|®|©|tm|sm|r)\.?", re.IGNORECASE)


def _plain_text(tokens: list[Token]) -> str | None:
    """The text of tokens that are nothing but text."""
    if all(isinstance(token, str) for token in tokens):
        return text_of(tokens)
    return None


def _follows_word(walker: Walker, at: int) -> bool:
    for token in reversed(walker.inline.tokens[max(0, at - 4) : at]):
        if isinstance(token, Atom):
            return True
        if isinstance(token, str) and token:
            return token[-1].isalnum() or token[-1] in ")]}"
        if isinstance(token, Signal):
            return False
    return False


class _Superscript(Span):
    """`<sup>`."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """`</sup>`."""
        walker.inline.superscripts -= 1
        _write(walker, self.start(walker), "^", _superscript)


class _Subscript(Span):
    """`<sub>`."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """`</sub>`."""
        _write(walker, self.start(walker), "_", _subscript)


def _open_superscript(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.inline.superscripts += 1
    walker.frames.append(_Superscript(len(walker.inline.tokens)))


def _open_subscript(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.frames.append(_Subscript(len(walker.inline.tokens)))


def _write(walker: Walker, at: int, sign: str, short: Callable[[str], str | None]) -> None:
    """Write what begins at `at`: as `short` has it, or behind `sign`, so that it does not join the word before it."""
    tokens = walker.inline.tokens
    text = _plain_text(tokens[at:])
    if text is None:
        _write_marked(walker, at, sign)
        return
    text = text.strip()
    if not text or _ORDINAL.fullmatch(text) or not _follows_word(walker, at):
        return
    del tokens[at:]
    written = short(text)
    if written is None:
        written = f"{sign}{text}" if text.isalnum() or text.lstrip("+-−").isalnum() else f"{sign}({text})"
    tokens.append(written)


def _write_marked(walker: Walker, at: int, sign: str) -> None:
    """Superscript text with emphasis in it: the sign before it, so that it is not one word with what stands there."""
    tokens = walker.inline.tokens[at:]
    text = text_of(tokens).strip()
    if not text or _ORDINAL.fullmatch(text) or not all(isinstance(token, str | Mark) for token in tokens):
        return
    if _follows_word(walker, at):
        walker.inline.tokens[at:] = [sign, *tokens] if text.isalnum() else [f"{sign}(", *tokens, ")"]


def _subscript(text: str) -> str | None:
    return text.translate(_SUBSCRIPT) if all(ord(character) in _SUBSCRIPT for character in text) else None


def _superscript(text: str) -> str | None:
    return text if text[0] in "¹²³⁰⁴⁵⁶⁷⁸⁹*†‡§′″‴" else None


SUPERSCRIPT_RULE: Final[Rule] = Rule("superscript", _open_superscript, Walker.close_frame)
SUBSCRIPT_RULE: Final[Rule] = Rule("subscript", _open_subscript, Walker.close_frame)
