"""Files of a static host: written and noted, and what `doctor` says of them: they hold until a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from rootzpub import assembly
from rootzpub.clock import Clock, system_clock
from rootzpub.config import Config
from rootzpub.publisher import WriteSummary, write
from rootzpub.wire.blocks import format_time

_SOON: Final = timedelta(days=1)
"""Before the end, from when on it is a warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesHold:
    """What is to be said of the files that were written last."""

    message: str
    hint: str = ""
    """What to do; empty while nothing is."""


def build_files(config: Config, out: Path, *, validity: timedelta, clock: Clock = system_clock) -> WriteSummary:
    """Write every document as a file into `out`, and note until when it holds. Raises as `write` does."""
    summary = write(assembly.open_publisher(config, clock=clock), out, validity=validity)
    if summary.valid_until is not None:
        built = assembly.Built(folder=out.resolve(), sequence=summary.sequence, valid_until=summary.valid_until)
        assembly.note_built(config, built)
    return summary


def files_hold(config: Config, *, moment: datetime, sequence: int) -> FilesHold | None:
    """Whether the files that were written last hold at `moment`, and are of publication `sequence`.

    None where no files were written.
    """
    built = assembly.read_built(config)
    if built is None:
        return None
    until, again = format_time(built.valid_until), f"Run `rootzpub build {built.folder}` again"
    files = f"the files of publication {built.sequence} in {built.folder}"
    if moment >= built.valid_until:
        return FilesHold(message=f"{files} held until {until}: verifiers call them expired", hint=f"{again}.")
    if built.valid_until - moment <= _SOON:
        return FilesHold(message=f"{files} hold until {until}", hint=f"{again} before that.")
    if sequence > built.sequence:
        return FilesHold(message=f"{files} are older than publication {sequence}", hint=f"{again}.")
    return FilesHold(message=f"{files} hold until {until}")
