"""Since when what decides the answers besides the site stands as it does: configuration, key, delegation, version.

A client that asks `If-Modified-Since` must not be answered that nothing changed when the owner changed a setting; no
commit of the store says so. The note beside the store is shared by all workers and outlives them.
"""

import contextlib
import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from rootzpub import __version__
from rootzpub.clock import Clock
from rootzpub.config import Config
from rootzpub.errors import MalformedInput
from rootzpub.files import write_atomic
from rootzpub.wire import canonical, parse
from rootzpub.wire.blocks import format_time, parse_time

FILE_NAME: Final = "settings.json"


def settled_at(config: Config, *, signer: str, delegation: Mapping[str, Any] | None, clock: Clock) -> datetime:
    """Since when answers are made from these settings: as noted, or from now on. `signer` is an address."""
    decided = [config.model_dump(mode="json"), signer, delegation, __version__]
    digest = hashlib.sha256(orjson.dumps(decided, option=orjson.OPT_SORT_KEYS)).hexdigest()
    path = config.data_dir / FILE_NAME
    kept = _read(path)
    if kept is not None and kept[0] == digest:
        return kept[1]
    now = clock()
    with contextlib.suppress(OSError):  # a disk that is full: each process then counts from its own start
        write_atomic(path, canonical({"digest": digest, "since": format_time(now)}), mode=0o600)
    return now


def _read(path: Path) -> tuple[str, datetime] | None:
    """Digest and moment of the note; None when there is none that can be read."""
    try:
        kept = parse(path.read_bytes())
        assert isinstance(kept, dict)
        return str(kept["digest"]), parse_time(str(kept["since"]))
    except (OSError, MalformedInput, AssertionError, KeyError, ValueError):
        return None
