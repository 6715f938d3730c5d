"""How the last look at the source ended, kept beside the store so that `doctor` and the owner's status can tell."""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rootzpub.errors import MalformedInput
from rootzpub.files import write_atomic
from rootzpub.wire import canonical, parse
from rootzpub.wire.blocks import format_time, parse_time

FILE_NAME = "last-sync.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One look at the source."""

    moment: datetime
    error: str = ""
    """The message, or empty when all went well."""
    hint: str = ""
    failures: int = 0
    """How many looks in a row failed."""


def keep_outcome(folder: Path, outcome: Outcome) -> None:
    """Remember it. A disk that cannot even take this changes nothing: the error was reported already."""
    kept = {
        "at": format_time(outcome.moment),
        "error": outcome.error,
        "failures": outcome.failures,
        "hint": outcome.hint,
    }
    with contextlib.suppress(OSError):
        write_atomic(folder / FILE_NAME, canonical(kept), mode=0o600)


def last_outcome(folder: Path) -> Outcome | None:
    """How the last look ended, or None when there was none (or its note cannot be read)."""
    try:
        kept = parse((folder / FILE_NAME).read_bytes())
        assert isinstance(kept, dict)
        return Outcome(
            moment=parse_time(str(kept["at"])),
            error=str(kept["error"]),
            hint=str(kept["hint"]),
            failures=int(str(kept["failures"])),
        )
    except (OSError, MalformedInput, AssertionError, KeyError, ValueError):
        return None
