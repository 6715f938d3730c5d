"""Time of the last change of the configuration, the key, the delegation or the version: a floor for `Last-Modified`.

A client that asks `If-Modified-Since` must not be answered that nothing changed when the owner changed a setting; no
commit of the store says so. The note beside the store is shared by all workers and outlives them.
"""

import contextlib
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from rootzpub import __version__
from rootzpub.clock import Clock
from rootzpub.config import Config
from rootzpub.errors import MalformedInput, StoreUnavailable
from rootzpub.state import Note
from rootzpub.wire import canonical, parse
from rootzpub.wire.blocks import format_time, parse_time


def configuration_changed_at(
    note: Note, config: Config, *, signer: str, delegation: Mapping[str, Any] | None, clock: Clock
) -> datetime:
    """When the settings last changed: as noted, or now, which is noted then. `signer` is an address."""
    # All that decides answers besides the site; the version too, for `servedBy` is signed.
    decided = [config.model_dump(mode="json"), signer, delegation, __version__]
    digest = hashlib.sha256(orjson.dumps(decided, option=orjson.OPT_SORT_KEYS)).hexdigest()
    # A note that cannot be read counts as a change: a moment that is too late costs one fetch, one that is too early
    # keeps an outdated copy alive.
    # So does one of a moment that is still to come: it was written by a clock that went wrong.
    kept, now = _read(note), clock()
    if kept is not None and kept[0] == digest and kept[1] <= now:
        return kept[1]
    with contextlib.suppress(StoreUnavailable):  # a disk that is full: each process then counts from its own start
        note.write(canonical({"digest": digest, "since": format_time(now)}))
    return now


def _read(note: Note) -> tuple[str, datetime] | None:
    """Digest and moment of the note; None when there is none that can be read."""
    try:
        kept = parse(note.read() or b"")
        assert isinstance(kept, dict)
        return str(kept["digest"]), parse_time(str(kept["since"]))
    except (StoreUnavailable, MalformedInput, AssertionError, KeyError, ValueError):
        return None
