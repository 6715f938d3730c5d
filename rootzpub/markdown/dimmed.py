"""Text that inherited styles hide: taken away where it stands, because an element inside may show it again.

The parser puts text right among the tokens of the block (decision 0003), so at each tag what was read since the last
one is judged by the styles that hold there.
Invariants: each token is looked at once; only text is taken, never what a rule wrote.
"""

from typing import NamedTuple

from rootzpub.markdown.hidden import Sight
from rootzpub.markdown.losses import Ledger
from rootzpub.markdown.tokens import Token, text_of


class _Style(NamedTuple):
    """An element whose style hides text, or shows it again, for what is inside."""

    depth: int
    """How many elements were open with it."""
    hidden: int
    """The inherited signs that hide text here (`hidden`); 0: it is seen."""


class Dimmed:
    """The open elements with such styles, innermost last, and the words they hid."""

    __slots__ = ("_from", "_styles", "_tokens", "_words")

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._from = 0
        """How many tokens there were after the last tag."""
        self._styles: list[_Style] = []
        self._words: list[str] = []

    @property
    def is_open(self) -> bool:
        """Whether any such style holds here."""
        return self._styles != []

    def begin(self, seen: Sight, depth: int) -> bool:
        """An element with such a style has begun, the `depth`th that is open; whether it must be watched."""
        hidden = ((self._styles[-1].hidden if self._styles else 0) & ~seen.clears) | seen.sets
        if not hidden and not self._styles:
            return False
        self._styles.append(_Style(depth, hidden))
        self.begin_text()
        return True

    def begin_text(self) -> None:
        """A tag was read: what is text comes from here on."""
        self._from = len(self._tokens)

    def take(self) -> int:
        """Take away the text since the last tag if it cannot be seen; what hides it here (0: nothing)."""
        hidden = self._styles[-1].hidden
        if hidden and len(self._tokens) > self._from:
            words = text_of(self._tokens[self._from :]).strip()
            if words:
                self._words.append(words)
                del self._tokens[self._from :]
        return hidden

    def end(self, depth: int, ledger: Ledger) -> None:
        """The `depth`th open element ends; what was hidden is a loss once no such style is open any more."""
        if self._styles[-1].depth == depth:
            self._styles.pop()
        if self._words and not self._styles:
            ledger.add("hidden-text", " ".join(self._words))
            self._words.clear()
