"""The kinds that may stand at a path [wire §3.kinds] [wire §3b.kinds]; the rows are those of `wire.places`."""

from typing import Final

from rootzpub.wire import names
from rootzpub.wire.forms import Pairs, plain_address
from rootzpub.wire.places import PLACE_TABLE, PLACES, PathTable, Place, Signing

ECHOING_KINDS: Final = frozenset(
    {names.KIND_ERROR, *(kind for place in PLACES if place.echoes for kind in place.kinds)},
)
"""Answers that repeat words of the request; they are never a statement of the site."""


def kind_of(path: str, places: PathTable[Place] = PLACE_TABLE, *, pairs: Pairs = ()) -> tuple[str, ...]:
    """The kinds that may stand at an address; empty where none is laid down. An error document may stand anywhere."""
    # Another spelling of a place is that place: what may not stand at one may not stand at the other [wire §2.forms].
    path, _ = plain_address(path, pairs)
    # The closest pattern alone: a further one (any depth) would let a kind stand where another belongs.
    for match in places.matches(path):
        kinds = dict.fromkeys(kind for place in match.rows for kind in place.kinds)
        return (*kinds, names.KIND_ERROR)
    return ()


def signing_of(path: str, places: PathTable[Place] = PLACE_TABLE) -> Signing:
    """Where the signature of what stands at `path` is; inside, where nothing is laid down."""
    for match in places.matches(path):
        return match.rows[-1].signing  # of rows that claim one path, the later one answers
    return Signing.INSIDE
