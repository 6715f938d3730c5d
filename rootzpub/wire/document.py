"""Document: what a builder or a tool gives to the seal, before time and key enter.

Law: a pure value; the same site gives the same Document. Only `rootzpub.seal` turns it into bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from rootzpub.wire.names import JSON_MEDIA_TYPE

JSON = Any
"""A JSON value as Python holds it: dict, list, str, int, bool or None (WIRE §1: no floats)."""

BLOCK_FRESHNESS: Final = "freshness"
BLOCK_ORIGIN: Final = "origin"
BLOCK_PROVENANCE: Final = "provenance"
BLOCK_GENERATED: Final = "generated"
BLOCKS: Final = frozenset({BLOCK_FRESHNESS, BLOCK_ORIGIN, BLOCK_PROVENANCE, BLOCK_GENERATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDates:
    """When one entry was published and last modified (UTC): what `_origin` says about it."""

    published: datetime
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document or tool answer without stamps.

    `resource` is path and understood parameters (`rootzpub.wire.blocks.resource`); `body` a mapping for JSON documents
    or the text above `## Verification` for llms.txt; `blocks` which of BLOCKS the seal stamps in; `entry_dates` is what
    `_origin` needs; `proof` becomes `_proof`. `max_age` is the HTTP cache time in seconds; `lifetime`, if given, how
    long the envelope is valid in seconds (else the longer of `max_age` and the freshness of the content).
    """

    kind: str
    resource: str
    body: Mapping[str, JSON] | str
    last_modified: datetime | None = None
    max_age: int = 3600
    lifetime: int | None = None
    media_type: str = JSON_MEDIA_TYPE
    blocks: frozenset[str] = field(default_factory=frozenset)
    entry_dates: EntryDates | None = None
    proof: Mapping[str, JSON] | None = None
