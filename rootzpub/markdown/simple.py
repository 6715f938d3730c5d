"""Writes a block on the fast path: text, images and simple links, with emphasis only between blanks and words.

Nine of ten blocks with more than text are such on the theme unit pages. Invariants: one pass; gives up (None) at the
first thing that is not so simple, and `inline` then writes the block from its beginning (decision 0003).
"""

from itertools import chain
from typing import Final

from rootzpub.markdown.escape import clean, escape
from rootzpub.markdown.tokens import Atom, Mark, Token

_END: Final = (None,)
_PART: Final = 4096
"""Pieces from which on they are joined, to bound the memory."""

_FREE: Final = 0
_OPENED: Final = 1
_CLOSED: Final = 2


def write_simple(tokens: list[Token]) -> tuple[str, str] | None:  # noqa: C901, PLR0912, PLR0915 - one hot loop
    """(markdown, text) of a block whose marks are between blanks and words; None as soon as it is not so simple.

    The text must hold no line separators (U+2028, U+2029). Branches and locals stand in one function because it runs
    for every block with more than text: calls cost more than what they would do.
    """
    done: list[str] = []
    done_texts: list[str] = []
    out: list[str] = []
    texts: list[str] = []
    opened: list[str] = []
    state = _FREE  # what the last token was: neither, the beginning, or the end of emphasis
    last = " "  # the last character written
    words = ""
    for token in chain(tokens, _END):
        if token.__class__ is str:
            words += token
            continue
        if words:
            if not words.isprintable() or "  " in words:
                words = clean(words)
            if words:
                first = words[0]
                if state:  # beside a mark: only what every parser reads as flanking (CommonMark 6.2)
                    if first == "~":
                        return None
                    if first.isspace() if state == _OPENED else not (first.isspace() or is_ascii_punctuation(first)):
                        return None
                    state = _FREE
                last = words[-1]
                out.append(escape(words))
                texts.append(words)
                words = ""
        if isinstance(token, Atom):
            if len(out) > _PART:
                done.append("".join(out[:-1]))
                done_texts.append("".join(texts))
                del out[:-1]
                texts.clear()
            markdown = token.markdown
            if last == "!" and not state and markdown[0] == "[":  # or the link would be an image
                out[-1] = out[-1][:-1] + "\\!"
            state = _FREE
            last = markdown[-1]
            out.append(markdown)
            texts.append(token.text)
        elif isinstance(token, Mark) and not state:
            delimiter = token.delimiter
            if token.opens:
                if len(out) > _PART:
                    done.append("".join(out))
                    done_texts.append("".join(texts))
                    out.clear()
                    texts.clear()
                if delimiter in opened or not (last.isspace() or (is_ascii_punctuation(last) and not opened)):
                    return None
                opened.append(delimiter)
                state = _OPENED
            else:
                if last.isspace() or not opened or opened.pop() != delimiter:
                    return None
                state = _CLOSED
            out.append(delimiter)
        elif token is not None:
            return None
    return None if opened else ("".join(done + out).strip(), "".join(done_texts + texts).strip())


def is_ascii_punctuation(character: str) -> bool:
    """Whether the character is an ASCII sign or blank: beside it emphasis may begin or end."""
    return character.isascii() and not character.isalnum()
