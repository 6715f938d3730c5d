"""The short way to write a block: text, images and simple links, with emphasis only where it plainly can stand.

Most blocks are such. Law: one pass, no second thoughts; anything that needs weighing is left to `inline`.
"""

from rootzpub.markdown.escape import SEPARATOR, clean, escape
from rootzpub.markdown.tokens import Atom, Mark, Token

_FREE, _OPENED, _CLOSED = range(3)


class Simple:
    """Writes a block where emphasis plainly can stand: each mark between a blank and a word, none touching another.

    Most blocks are such; the others are for `Inline`. `write` gives None as soon as it meets anything else.
    """

    __slots__ = ("_last", "_open", "_out", "_state", "_text")

    def __init__(self) -> None:
        self._out: list[str] = []
        self._text: list[str] = []
        self._open: list[str] = []
        self._state = _FREE
        """What the last token was: neither, the beginning, or the end of emphasis."""
        self._last = " "
        """The last character written."""

    def write(self, tokens: list[Token]) -> tuple[str, str] | None:
        """(markdown, text) of the block, or None."""
        words = ""
        for token in tokens:
            if token.__class__ is str:
                words += token
                continue
            if words:
                if not self._words(words):
                    return None
                words = ""
            if not (self._atom(token) if token.__class__ is Atom else self._mark(token)):
                return None
        if (words and not self._words(words)) or self._open:
            return None
        return "".join(self._out).strip(), "".join(self._text).strip()

    def _words(self, words: str) -> bool:
        if not words.isprintable():
            if SEPARATOR.search(words):
                return False
            words = clean(words)
        elif "  " in words:
            words = clean(words)
        if not words:
            return True
        first = words[0]
        if self._state:
            if first.isspace() if self._state == _OPENED else not (first.isspace() or is_ascii_punctuation(first)):
                return False
            self._state = _FREE
        self._last = words[-1]
        self._out.append(escape(words))
        self._text.append(words)
        return True

    def _atom(self, atom: Token) -> bool:
        assert isinstance(atom, Atom)
        out, markdown = self._out, atom.markdown
        if self._last == "!" and markdown[0] == "[":  # or the link would be an image
            out[-1] = out[-1][:-1] + "\\!"
        self._state = _FREE
        self._last = markdown[-1]
        out.append(markdown)
        self._text.append(atom.text)
        return True

    def _mark(self, mark: Token) -> bool:
        if not isinstance(mark, Mark) or self._state:
            return False
        last, delimiter = self._last, mark.delimiter
        if mark.opens:
            if delimiter in self._open or not (last.isspace() or (is_ascii_punctuation(last) and not self._open)):
                return False
            self._open.append(delimiter)
            self._state = _OPENED
        else:
            if last.isspace() or not self._open or self._open.pop() != delimiter:
                return False
            self._state = _CLOSED
        self._out.append(delimiter)
        return True


def is_ascii_punctuation(character: str) -> bool:
    """Whether the character is an ASCII sign or blank: beside it emphasis may begin or end."""
    return character.isascii() and not character.isalnum()
