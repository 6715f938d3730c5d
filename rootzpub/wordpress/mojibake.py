"""Text whose bytes were read in the wrong character set, set right.

Old WordPress databases hold UTF-8 bytes in latin1 columns, or text that was encoded twice: `Ã¤` for `ä`. MySQL's
"latin1" is Windows-1252 with its five gaps filled. Invariants: only text that as a whole is valid UTF-8 when taken back
to bytes is changed, so properly stored text (where a lone `ä` would be no valid UTF-8) stays as it is. Decision 0005.
"""

import codecs
import re

# A lead byte of UTF-8 and a byte that continues it, both read as cp1252: without such a pair nothing is wrong.
_SUSPECT = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
)
_CHARACTERS = "".join(
    chr(byte) if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else bytes([byte]).decode("cp1252") for byte in range(256)
)
"""MySQL's latin1: character by byte."""
_BYTES = {chr(byte): byte for byte in range(256)} | {character: byte for byte, character in enumerate(_CHARACTERS)}
"""Byte by character; also for text that was mistaken for true ISO 8859-1."""
# Some texts went through the wrong conversion twice.
_MOST_ROUNDS = 2


def repaired(text: str) -> str:
    """The text as it was meant; the same object when nothing is wrong."""
    for _ in range(_MOST_ROUNDS):
        if _SUSPECT.search(text) is None:
            return text
        try:
            text = bytes(map(_byte, text)).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            return text
    return text


def _byte(character: str) -> int:
    return ord(character) if character < "\x80" else _BYTES[character]


def mysql_latin1(data: bytes) -> str:
    """Bytes of a latin1 column or dump as MySQL reads them."""
    return codecs.charmap_decode(data, "strict", _CHARACTERS)[0]
