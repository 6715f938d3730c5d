"""Writes GNU gettext's binary message files (.mo), which is what WordPress reads its translations from."""

import struct
from collections.abc import Mapping

MAGIC = 0x950412DE
HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n"


def compiled(translations: Mapping[str, str]) -> bytes:
    r"""The bytes of a .mo file; a key `context\\x04text` is a text within a context.

    Layout: gettext manual, "The Format of GNU MO Files": seven numbers, two tables of (length, offset), the texts.
    """
    pairs = sorted((key.encode(), value.encode()) for key, value in {"": HEADER, **translations}.items())
    start = 28 + 16 * len(pairs)
    tables: list[bytes] = []
    texts = bytearray()
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), start + len(texts)))
            texts += pair[column] + b"\0"
    head = struct.pack("<7I", MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + b"".join(tables) + bytes(texts)
