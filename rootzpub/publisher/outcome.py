"""How the last look at the source ended, kept beside the store so that `doctor` and the owner's status can tell."""

import contextlib
from dataclasses import dataclass
from datetime import datetime

from rootzpub.errors import MalformedInput, StoreUnavailable
from rootzpub.state import Note
from rootzpub.wire import canonical, parse
from rootzpub.wire.blocks import format_time, parse_time


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOutcome:
    """One look at the source."""

    moment: datetime
    error: str = ""
    """The message, or empty when all went well."""
    hint: str = ""
    failures: int = 0
    """How many looks in a row failed."""


def keep_outcome(note: Note, outcome: SyncOutcome) -> None:
    """Remember it. A disk that cannot even take this changes nothing: the error was reported already."""
    kept = {
        "at": format_time(outcome.moment),
        "error": outcome.error,
        "failures": outcome.failures,
        "hint": outcome.hint,
    }
    with contextlib.suppress(StoreUnavailable):
        note.write(canonical(kept))


def last_outcome(note: Note) -> SyncOutcome | None:
    """How the last look ended, or None when there was none (or its note cannot be read)."""
    try:
        kept = parse(note.read() or b"")
        assert isinstance(kept, dict)
        return SyncOutcome(
            moment=parse_time(str(kept["at"])),
            error=str(kept["error"]),
            hint=str(kept["hint"]),
            failures=int(str(kept["failures"])),
        )
    # It is only a note: whatever is wrong with it, there is none.
    except (StoreUnavailable, MalformedInput, AssertionError, KeyError, ValueError):
        return None
