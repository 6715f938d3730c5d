"""Walking a JSON document leaf by leaf, and changing one of them."""

import copy
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every scalar and every empty container."""
    if isinstance(value, dict) and value:
        for name, member in value.items():
            yield from leaves(member, (*path, name))
    elif isinstance(value, list) and value:
        for index, element in enumerate(value):
            yield from leaves(element, (*path, index))
    else:
        yield path


def at(value: Any, path: Path) -> Any:
    """What stands at `path`."""
    for step in path:
        value = value[step]
    return value


def changed(value: Any, path: Path) -> Any:
    """A copy with another leaf at `path`, of the same type where it can be."""
    twin = copy.deepcopy(value)
    at(twin, path[:-1])[path[-1]] = other(at(value, path))
    return twin


def other(leaf: Any) -> Any:
    """Something that is not `leaf` but could stand in its place."""
    if isinstance(leaf, bool):
        return not leaf
    if isinstance(leaf, int):
        return leaf + 1
    if isinstance(leaf, str):
        return other_text(leaf)
    return "something" if leaf is None else ["something"]


def other_text(text: str) -> str:
    """`text` with its last hex digit or letter replaced, so that its form stays right where it has one."""
    if not text:
        return "x"
    last = text[-1]
    return text[:-1] + ("1" if last != "1" else "2" if not last.isalpha() else "b")
