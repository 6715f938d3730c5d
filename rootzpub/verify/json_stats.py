"""One walk through a document: how many values, how deep, of which kinds, and whether two keys look the same."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

_CONTAINERS: Final = frozenset({dict, list})


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonStats:
    """What the walk showed."""

    values: int = 0
    """Scalars and empty containers."""
    depth: int = 0
    """Levels of objects and arrays."""
    floats: bool = False
    """Whether a number is not an integer."""
    ascii_keys: bool = True
    collision: str = ""
    """A key (in NFC) that two keys of one object both become in NFC; empty when there is none."""


def json_stats(value: dict[str, Any]) -> JsonStats:
    """Walk through `value` level by level, without recursion; most of it goes by at the speed of C."""
    values, depth, floats, foreign = 0, 0, False, list[dict[str, Any]]()
    level: list[Any] = [value]
    while level:
        depth += 1
        objects = [node for node in level if type(node) is dict]
        # One test of all different keys of a level: per key it would be a call each.
        if not "".join(set[str]().union(*objects)).isascii():
            foreign += objects
        children = list(chain.from_iterable(map(dict.values, objects)))
        if len(objects) < len(level):
            children += chain.from_iterable(node for node in level if type(node) is list)
        kinds = set(map(type, children))
        floats |= float in kinds
        level = []
        if not _CONTAINERS.isdisjoint(kinds):
            level = [child for child in children if type(child) in _CONTAINERS and child]
            # Empty containers are a level too (the strict reader counts brackets), and none of them is walked.
            depth += not level
        values += len(children) - len(level)
    # Only objects with keys beyond ASCII: normalising is slow, and ASCII is its own NFC.
    collision = next(filter(None, map(_collision, foreign)), "")
    return JsonStats(values=values, depth=depth, floats=floats, ascii_keys=not foreign, collision=collision)


def _collision(node: dict[str, Any]) -> str:
    composed = [unicodedata.normalize("NFC", key) for key in node]
    return next((key for key, times in Counter(composed).items() if times > 1), "")


def depth_of(value: dict[str, Any]) -> int:
    """Levels of objects and arrays, and nothing else of the walk."""
    depth, level = 0, list[Any]([value])
    while level:
        depth += 1
        rows = [node.values() if type(node) is dict else node for node in level]
        level = [child for row in rows for child in row if type(child) in _CONTAINERS]
    return depth
