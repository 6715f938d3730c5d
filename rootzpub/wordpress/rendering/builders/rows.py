"""What a builder's table says of each of its shortcodes, and what it says of those that have no row."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

import orjson

from rootzpub.wordpress.rendering.builders.parts import (
    FORM,
    INSIDE,
    Button,
    Heading,
    Line,
    Lost,
    Part,
    Picture,
)
from rootzpub.wordpress.rendering.builders.values import Dialect

ACCESS_WORDS = re.compile(
    r"member|restrict|premium|paid|login|logged|private|protect|password|subscri|paywall|visitor|lock(?:ed|er)|role",
    re.IGNORECASE,
)
"""Words by which the name of an element says that it decides who may read what is inside."""
_FORM_WORDS = re.compile(r"form|newsletter|signup|optin", re.IGNORECASE)
_MOST_CONDITIONS = 100_000


class Switch(Enum):
    """Whether an element is printed."""

    ON = auto()
    OFF = auto()
    CONDITION = auto()
    """Only a request decides: nothing of it is carried."""


def _as_written(given: Mapping[str, str]) -> Mapping[str, object]:
    return given


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One builder whose pages are shortcodes."""

    builder: str
    prefix: str
    rows: Mapping[str, Sequence[Part]]
    dialect: Dialect
    switch: Callable[[Mapping[str, str]], Switch]
    read: Callable[[Mapping[str, str]], Mapping[str, object]] = _as_written
    encoded: frozenset[str] = field(default_factory=frozenset)
    """Shortcodes around HTML in base64, perhaps percent-encoded as well."""
    code: frozenset[str] = field(default_factory=frozenset)
    """Shortcodes around the text of a program in base64."""
    pictures: frozenset[str] = field(default_factory=frozenset)
    """Shortcodes around the address of a picture."""
    lines: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    """What is made of the plain text inside a shortcode whose lines mean something."""
    link_names: Sequence[str] = ()

    def parts(self, name: str, *, encloses: bool) -> Sequence[Part]:
        """What a shortcode prints; for an unknown one what it encloses, or the values that have telling names."""
        known = self.rows.get(name)
        if known is not None:
            return known
        if ACCESS_WORDS.search(name):
            return (Lost(),)
        if _FORM_WORDS.search(name):
            return FORM
        shown = (Heading("title", 3), *((INSIDE,) if encloses else _telling(self.link_names)))
        return shown if encloses else (*shown, Lost())


def _telling(links: Sequence[str]) -> tuple[Part, ...]:
    link = links[0] if links else ""
    return (
        *(Heading("heading", 3), Line(("subtitle",)), Line(("text",)), Line(("description",))),
        *(Picture("image"), Button("button_text", link)),
    )


def empty_list(written: str) -> bool:
    """Whether a list of conditions, JSON in base64, holds none. What cannot be read is not empty."""
    if not written.strip():
        return True
    try:
        return not orjson.loads(base64.b64decode(written[:_MOST_CONDITIONS], validate=True))
    except (binascii.Error, ValueError):
        return False
