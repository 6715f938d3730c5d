"""The elements that more than one module names: media, and those the second walk knows by another name.

Invariants: what an element does is in the tables of `elements`.
"""

from collections.abc import Mapping
from typing import Final

RENAMED: Final = ("a", "b", "i", "s", "strike", "u", "h1", "h2", "h3")
"""Elements that the parser ends where a browser would not; renamed with `PREFIX` it leaves them open.

libxml2 closes them at the start of a block, HTML's parser keeps them as active formatting elements. So a document in
which that may have happened is walked again with these names changed (decision 0003).
"""
PREFIX: Final = "rz-"

MEDIA: Final = frozenset(
    """img amp-img picture iframe amp-iframe frame embed object audio video amp-video lite-youtube lite-vimeo
    source""".split()  # noqa: SIM905 - a list of words reads best as words
)
"""Pictures, players and frames: they show something without holding a word."""

SPEAKING: Final = frozenset({"svg", "math"})
"""Elements whose words do not come as text alone: where text cannot be seen, they go whole."""

SAYING: Final = frozenset({"class", "title", "aria-label"})
"""Attributes that may be written as words."""

QUOTING: Final = frozenset({"q", "rt", "ins"})
"""Elements that write signs or blanks around their words."""


def medium_of(attributes: Mapping[str, str]) -> str:
    """What a picture, player, frame or link is called, or its address: an example for the ledger."""
    for name in ("alt", "title", "src", "data-src", "data-lazy-src", "srcset", "data", "data-id", "videoid"):
        value = attributes.get(name, "").strip()
        if value and value[:5] != "data:":
            return value
    address = attributes.get("href", "").strip()
    return "" if address[:1] == "#" else address
