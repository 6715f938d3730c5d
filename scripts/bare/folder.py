"""The temporary folder of a bare system, and that it goes whatever happens.

Invariants: a folder belongs to the process that holds the lock in it. A reaper, a process of its own, sees that one end
(the pipe between them closes) and removes the folder; where the reaper was killed too, the next start finds a folder
that nobody holds and removes it. Nothing is ever mounted in the folder as the machine sees it, and `rm` stays on one
file system. The lock goes last, and the reaper holds it meanwhile.
"""

import fcntl
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

PREFIX = "rootzpub-bare-"
LOCK = "lock"
KEPT = "kept"

REAPER = """
import fcntl, subprocess, sys, time
folder = sys.argv[1]
if sys.stdin.read() != "keep":
    with open(f"{folder}/lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for _ in range(100):
            command = ["rm", "-rf", "--one-file-system", "--", f"{folder}/root", folder]
            if subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0:
                break
            time.sleep(0.2)  # processes of the namespace may be ending still
"""


class BareFolder:
    """A folder of our own, a context manager; `keep` leaves it behind, for a look at what went wrong."""

    def __init__(self, parent: Path | None = None, *, keep: bool = False) -> None:
        self._parent = parent
        self._keep = keep

    def __enter__(self) -> Self:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self._parent))
        self._lock = (self.path / LOCK).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._reaper = subprocess.Popen(
            [sys.executable, "-c", REAPER, str(self.path)], stdin=subprocess.PIPE, start_new_session=True, text=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._keep:
            (self.path / KEPT).touch()
        self._lock.close()
        self._reaper.communicate("keep" if self._keep else "")


def remove_stale(parent: Path | None = None) -> list[Path]:
    """Remove the folders that nobody holds any more, those that were kept on purpose excepted; which they were."""
    removed = []
    for folder in sorted(Path(parent or tempfile.gettempdir()).glob(f"{PREFIX}*")):
        if (folder / LOCK).is_file() and not (folder / KEPT).exists() and _nobody_holds(folder / LOCK):
            subprocess.run(["rm", "-rf", "--one-file-system", "--", folder / "root", folder], check=False)
            removed.append(folder)
    return removed


def _nobody_holds(lock: Path) -> bool:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
