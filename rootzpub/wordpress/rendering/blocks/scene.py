"""What a block is shown in, and what a renderer answers."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rootzpub.wordpress.rendering.context import PostQuery, RawEntry
from rootzpub.wordpress.rendering.grammar import Block
from rootzpub.wordpress.rendering.page import Page

_DIGITS = re.compile(r"[0-9]{1,9}")
_LARGEST = 999_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The posts of a query loop."""

    posts: Sequence[RawEntry] = ()
    query: PostQuery | None = None
    most_pages: int = 0
    """How many pages its block allows; 0 = any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where a block is: the page, the post it speaks of, the query around it."""

    page: Page
    entry: RawEntry
    results: Results | None = None
    overrides: dict[str, Any] = field(default_factory=dict)
    """What an instance of a synced pattern changes in it, by block name."""
    inside: frozenset[str] = frozenset()
    """Reusable things and posts being shown around this."""
    query_id: int | None = None
    """The number of the query loop around this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An inner block still to be rendered."""

    block: Block
    scene: Scene


Piece = str | Shown
Renderer = Callable[[Block, Scene], Sequence[Piece]]


def stored(block: Block, scene: Scene) -> Iterator[Piece]:
    """The markup stored in a block, its inner blocks in their places."""
    inner = iter(block.inner)
    for part in block.content:
        if part is not None:
            yield part
        elif (child := next(inner, None)) is not None:
            yield Shown(block=child, scene=scene)


def children(block: Block, scene: Scene) -> Iterator[Piece]:
    """The inner blocks alone."""
    return (Shown(block=child, scene=scene) for child in block.inner)


def text(block: Block, name: str, otherwise: str = "") -> str:
    """A text attribute; what is no text counts as missing."""
    value = block.attributes.get(name)
    return value if isinstance(value, str) else otherwise


def flag(block: Block, name: str, *, otherwise: bool = False) -> bool:
    """A yes-or-no attribute."""
    value = block.attributes.get(name)
    return value if isinstance(value, bool) else otherwise


def number(block: Block, name: str, otherwise: int = 0) -> int:
    """A whole-number attribute from 0 to 999,999,999."""
    value = block.attributes.get(name)
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return otherwise
    return int(min(max(value, 0), _LARGEST))


def numbers(value: object) -> tuple[int, ...]:
    """Ids out of an attribute that should be a list of numbers."""
    items = value if isinstance(value, list) else [value]
    return tuple(int(str(item)) for item in items if isinstance(item, int | str) and _DIGITS.fullmatch(str(item)))
