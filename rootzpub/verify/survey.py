"""One walk through a document: how many values it holds, and whether two of its keys look the same."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the walk showed."""

    values: int = 0
    """Scalars and empty containers."""
    collision: str = ""
    """A key (in NFC) that two keys of one object both become in NFC; empty when there is none."""


def survey(value: dict[str, Any]) -> Survey:
    """Walk through `value` once, without recursion."""
    values, collision = 0, ""
    waiting: list[Any] = [value]
    while waiting:
        node = waiting.pop()
        children: Iterable[Any] = node
        if type(node) is dict:
            children = node.values()
            if not "".join(node).isascii():
                collision = collision or _collision(node)
        for child in children:
            if child and (type(child) is dict or type(child) is list):
                waiting.append(child)
            else:
                values += 1
    return Survey(values=values, collision=collision)


def _collision(node: dict[str, Any]) -> str:
    composed = [unicodedata.normalize("NFC", key) for key in node]
    if len(set(composed)) == len(composed):
        return ""
    return next(key for key in composed if composed.count(key) > 1)
