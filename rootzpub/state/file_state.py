"""State as files in the data folder, under the names that they always had."""

from pathlib import Path
from typing import Final

from rootzpub.clock import Clock, system_clock
from rootzpub.state.file_counts import FileCounts
from rootzpub.state.file_note import FileNote
from rootzpub.state.file_windows import MappedWindows
from rootzpub.state.folder import COUNTS_FILE, prepare_folder
from rootzpub.state.lock import FileLock
from rootzpub.state.scratch import FileScratch
from rootzpub.state.state import LimitName, NoteName

# Names on disk never change: programs of every version look for them (decision 0015).
_NOTES: Final[dict[NoteName, str]] = {
    "approved": "approved.json",
    "approved-settings": "approved-settings.json",
    "settings": "settings.json",
    "last-sync": "last-sync.json",
    "keys": "keys.json",
    "withdrawn": "withdrawn.json",
    "proxy": "undeclared-proxy.json",
    "serving": "serving.json",
    "build": "build.json",
}
_PUBLIC: Final = 0o644
LOCK_FILE: Final = "sync.lock"
SCRATCH_FILE: Final = "unfinished-read"
_WINDOWS_FILES: Final[dict[LimitName, str]] = {"tools": "limits", "documents": "limits-documents"}


class FileState:
    """The state of one data folder; opening a part makes its file where it has to be there."""

    def __init__(self, folder: Path, *, keys: Path | None = None, clock: Clock = system_clock) -> None:
        """`keys` is the file of the key history, where that lies beside the key and not in the folder."""
        self.folder = folder
        self._keys = keys or folder / _NOTES["keys"]
        self._clock = clock

    @classmethod
    def open(cls, folder: Path, *, keys: Path | None = None, clock: Clock = system_clock) -> "FileState":
        """The state in `folder`, made when it is not there, brought to the present format when it is.

        Raises:
            StoreUnavailable: it cannot be made or written, or a newer rootzpub wrote it.
        """
        prepare_folder(folder)
        return cls(folder, keys=keys, clock=clock)

    def note(self, name: NoteName) -> FileNote:
        """One of the notes; the key history is for everybody to read, as it is published."""
        if name == "keys":
            return FileNote(self._keys, mode=_PUBLIC)
        return FileNote(self.folder / _NOTES[name])

    def counts(self) -> FileCounts:
        """How often each kind of answer was given. Raises StoreUnavailable."""
        return FileCounts(self.folder / COUNTS_FILE, clock=self._clock)

    def windows(self, limit: LimitName = "tools") -> MappedWindows:
        """What a rate limit counts."""
        return MappedWindows.open(self.folder / _WINDOWS_FILES[limit])

    def scratch(self) -> FileScratch:
        """The journal of a long read."""
        return FileScratch(self.folder / SCRATCH_FILE)

    def lock(self) -> FileLock:
        """Who may write the store."""
        return FileLock(self.folder / LOCK_FILE)
