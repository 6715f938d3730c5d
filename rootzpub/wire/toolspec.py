"""ToolSpec: how a tool is described; its route, manifest row, llms.txt line and docs derive from it [house §4].

Invariants: plain data; nothing here knows how a tool runs.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rootzpub.wire.places import Sample


class Effect(StrEnum):
    """What calling a tool does to the site."""

    READ = "read"
    WRITE = "write"


class Category(StrEnum):
    """The three groups of the tools document [wire §3c]."""

    DISCOVERY = "discovery"
    ACTIONS = "actions"
    META = "meta"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One query parameter. `type` is a JSON Schema type; bounds are inclusive, `max_length` is in characters.

    `example` is a value that works on every site, or where one comes from; a required parameter needs one, because
    llms.txt links to the tool and verifiers ask it.
    """

    name: str
    type: str = "string"
    required: bool = False
    default: Any = None
    description: str = ""
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    example: str | int | bool | Sample | None = None
    capped: bool = False
    """Whether a number above `maximum` means the maximum, which the answer then names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSpec:
    """One tool. `route` is relative to `/wp-json/rootz/v1`, `auth` is `none` or `owner`."""

    name: str
    description: str
    route: str
    parameters: tuple[Parameter, ...] = ()
    category: Category = Category.DISCOVERY
    effect: Effect = Effect.READ
    auth: str = "none"
    method: str = "GET"
    content_type: str = ""
    """Media type of the answer without parameters; empty = JSON."""
