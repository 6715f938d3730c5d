"""Exports as they are: repaired on the way to the parser.

WordPress wraps content in CDATA and older versions forgot that content may hold `]]>` itself; editors leave control
characters that XML does not allow. Invariants: only what would break the parser is changed, and a text that declares
entities is refused before the parser sees it.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from rootzpub.errors import MalformedInput

_CLOSING = re.compile(r"\s*+</(?:([^\s<>]++)\s*+>)?")

_CHUNK = 1 << 18
_OPEN, _CLOSE, _SPLIT = "<![CDATA[", "]]>", "]]]]><![CDATA[>"
_LONGEST_TAG = 200
"""Characters that must be in sight to know what follows."""
_ELEMENT = re.compile(r"<([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?>\s*\Z")
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*\bencoding=["']([A-Za-z0-9._-]+)["']""")
_PROLOG = re.compile(r"\A\s*<\?xml[^>]*\?>")


def repaired(stream: BinaryIO) -> Iterator[str]:
    """The export as text, piece by piece, without an XML declaration.

    Raises:
        MalformedInput: it declares a document type or entities, or is no text.
    """
    pieces = _sections(_decoded(stream))
    for piece in pieces:
        yield piece.translate(_CONTROL)


def _decoded(stream: BinaryIO) -> Iterator[str]:
    head = stream.read(_CHUNK)
    named = _ENCODING.match(head)
    try:
        decoder = codecs.getincrementaldecoder(named[1].decode() if named else "utf-8")("replace")
    except LookupError:
        raise MalformedInput("the export names an unknown character set", hint="export it again") from None
    text = decoder.decode(head).removeprefix("\ufeff")
    yield _PROLOG.sub("", text, count=1)
    while chunk := stream.read(_CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _sections(chunks: Iterator[str]) -> Iterator[str]:
    """The same text, with every `]]>` inside a CDATA section made harmless."""
    buffer, element, inside, over = "", "", False, False
    while not over or buffer:
        if not over:
            chunk = next(chunks, None)
            over = chunk is None
            buffer += chunk or ""
        if inside:
            done, buffer, inside = _inside(buffer, element, over=over)
        else:
            done, buffer, found = _outside(buffer, over=over)
            element, inside = found or element, found != ""
        if done:
            yield done
        elif over and buffer:
            yield buffer
            return


def _outside(buffer: str, *, over: bool) -> tuple[str, str, str]:
    """What is done, what is left, and the element whose CDATA section begins there."""
    start = buffer.find(_OPEN)
    plain = buffer if start < 0 else buffer[:start]
    if _DECLARATION.search(plain):
        raise MalformedInput(
            "the export declares a document type or entities, which no export of WordPress does",
            hint="do not trust this file; export it again from the site",
        )
    if start < 0:
        keep = 0 if over else _LONGEST_TAG
        return buffer[: len(buffer) - keep], buffer[len(buffer) - keep :] if keep else "", ""
    opened = _ELEMENT.search(plain[-_LONGEST_TAG:])
    stop = start + len(_OPEN)
    return buffer[:stop], buffer[stop:], opened[1] if opened else "?"


def _inside(buffer: str, element: str, *, over: bool) -> tuple[str, str, bool]:
    """What is done, what is left, and whether the section goes on."""
    done: list[str] = []
    at = 0
    while (close := buffer.find(_CLOSE, at)) >= 0:
        behind = buffer[close + len(_CLOSE) : close + len(_CLOSE) + _LONGEST_TAG]
        # 1. Too little in sight to judge: wait for the next piece.
        if len(behind) < _LONGEST_TAG and not over:
            return "".join([*done, buffer[at:close]]), buffer[close:], True
        done.append(buffer[at:close])
        at = close + len(_CLOSE)
        # 2. The element's own end follows: so the section ends. Where its opening tag was not in sight, any end does.
        closing = _CLOSING.match(behind)
        if closing is not None and element in {"?", closing[1]}:
            return "".join([*done, _CLOSE]), buffer[at:], False
        # 3. Split already by a WordPress that knows of `]]>`; else content, which is split here in the same way.
        if behind.startswith(_OPEN):
            done.append(_CLOSE + _OPEN)
            at += len(_OPEN)
        else:
            done.append(_SPLIT)
    keep = 0 if over else len(_CLOSE)
    end = max(at, len(buffer) - keep)
    return "".join([*done, buffer[at:end]]), buffer[end:], True
