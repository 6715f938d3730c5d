"""The data folder as a whole: its format version, and the steps that bring an older one up to date.

`format` in the folder says how many of the steps were taken; a folder of the time before it has none (0). The databases
in it carry a version of their own (`store.schema`), which the store sees to. Invariants: a newer folder is refused
before anything in it is touched; each step may be cut off at any point and taken again, and loses nothing then; an
older program finds its own files as they were (docs/decisions/0015).
"""

import contextlib
import fcntl
import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from rootzpub.errors import StoreUnavailable
from rootzpub.files import write_atomic
from rootzpub.state.file_counts import write_counts

FORMAT_FILE: Final = "format"
COUNTS_FILE: Final = "traffic"
_PREFIX: Final = "rootzpub-data/"

# A checksum over the list of names stood in the file's name, so another list began from 0 in another file. Both are
# history: they say what lies in folders of the time before format 1 and are never edited.
_FIRST_COUNTS_FILE: Final = "traffic-465f437b"
_FIRST_NAMES: Final = (
    *("ai-discovery", "ai-policies", "ai-knowledge", "ai-feed", "ai-content", "ai-page-manifest", "ai-tools"),
    *("ai-archive", "ai-keys", "llms-txt", "llms-full-txt", "error"),
    *("searchContent", "getPage", "verifyPageHash", "getStatus", "getContext", "other"),
)


def prepare_folder(folder: Path) -> None:
    """Make the folder, for its owner only, or bring the one that is there to the present format.

    One that is there already keeps its mode.

    Raises:
        StoreUnavailable: a newer rootzpub wrote it, or it cannot be written.
    """
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # mkdir's mode is cut by the umask; this one holds whatever the umask is.
            folder.chmod(0o700)
        # Without the lock first: opening a folder that is up to date waits for nobody.
        if _version(folder) != len(STEPS):
            with _alone(folder):
                _upgrade(folder)
    except OSError as error:
        raise StoreUnavailable(
            f"the data folder {folder} cannot be used: {error.strerror or error}",
            hint="Check the disk's room and that this user may read and write the folder.",
        ) from error


def _upgrade(folder: Path) -> None:
    # Read again under the lock: another process may have taken the steps meanwhile.
    present = _version(folder)
    if present > len(STEPS):
        raise StoreUnavailable(
            f"the data folder {folder} has format {present}, this rootzpub knows up to {len(STEPS)}",
            hint="A newer rootzpub wrote it: install that version again, or set another [site] data_dir.",
        )
    while present < len(STEPS):
        # First the step, then its number: cut off between the two, the step is taken again, and each can be
        # (decision 0015).
        STEPS[present](folder)
        present += 1
        write_atomic(folder / FORMAT_FILE, f"{_PREFIX}{present}\n".encode(), mode=0o600)


def _version(folder: Path) -> int:
    """How many steps were taken. Raises StoreUnavailable where `format` says nothing that we understand."""
    try:
        text = (folder / FORMAT_FILE).read_text("utf-8", "replace").strip()
    except FileNotFoundError:
        return 0
    number = text.removeprefix(_PREFIX)
    if not text.startswith(_PREFIX) or not (number.isascii() and number.isdigit()):
        raise StoreUnavailable(
            f"expected {_PREFIX}N in {folder / FORMAT_FILE}, got {text[:40]!r}",
            hint="Put the file back from a backup; the rest of the folder is untouched.",
        )
    return int(number)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time; the lock is on the folder itself and leaves no file."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _counts_with_names(folder: Path) -> None:
    """Step 1: counters whose names were known to the program alone get a file that holds the names."""
    try:
        data = (folder / _FIRST_COUNTS_FILE).read_bytes()
    except FileNotFoundError:
        return
    number = struct.Struct("<Q")
    # A file that was cut off counts as far as it goes.
    numbers = [value for (value,) in number.iter_unpack(data[: len(data) // number.size * number.size])]
    since, stripes = numbers[0] if numbers else 0, numbers[1:]
    # One stripe for each process, as many numbers as names: every 18th number belongs to one name.
    counted = {name: sum(stripes[place :: len(_FIRST_NAMES)]) for place, name in enumerate(_FIRST_NAMES)}
    write_counts(folder / COUNTS_FILE, since, {name: count for name, count in counted.items() if count})


STEPS: Final[tuple[Callable[[Path], None], ...]] = (_counts_with_names,)
"""The nth entry takes a folder from format n to n + 1."""
