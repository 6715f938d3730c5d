"""What the last `build` wrote, for `doctor`: where the files are, of which publication, and until when they hold.

Invariants: a note that cannot be read or written is no reason not to build.
"""

import contextlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rootzpub.assembly.parts import open_state
from rootzpub.config import Config
from rootzpub.errors import MalformedInput, StoreUnavailable
from rootzpub.wire.blocks import format_time, parse_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Files that were written."""

    folder: Path
    """Absolute."""
    sequence: int
    """Of the publication that they are of."""
    valid_until: datetime
    """When the first envelope ends."""


def note_built(config: Config, built: Built) -> None:
    """Write it down. Never raises."""
    known = {
        "folder": str(built.folder),
        "sequence": built.sequence,
        "validUntil": format_time(built.valid_until),
    }
    with contextlib.suppress(StoreUnavailable):
        open_state(config).note("build").write(json.dumps(known, sort_keys=True).encode())


def read_built(config: Config) -> Built | None:
    """The files that were written last; None where none were, or nobody knows."""
    with contextlib.suppress(StoreUnavailable, MalformedInput, ValueError, KeyError, TypeError):
        known: Any = json.loads(open_state(config).note("build").read() or b"null")
        if known is not None:
            return Built(
                folder=Path(known["folder"]),
                sequence=int(known["sequence"]),
                valid_until=parse_time(known["validUntil"]),
            )
    return None
