"""What a site keeps beside its store: notes, counters, limits, the journal of a long read, the writer's lock.

Invariants: nothing outside this package opens these files; `assembly` chooses the form (`FileState` in a data folder,
`MemoryState` in this process). What a note means is its user's business: here it is bytes.
"""

from rootzpub.state.file_note import FileNote
from rootzpub.state.file_state import FileState
from rootzpub.state.lock import FileLock
from rootzpub.state.memory import MemoryNote, MemoryScratch, MemoryState
from rootzpub.state.scratch import FileScratch
from rootzpub.state.state import Counts, LimitName, Lock, Note, NoteName, Scratch, State, Totals, Windows

__all__ = [
    "Counts",
    "FileLock",
    "FileNote",
    "FileScratch",
    "FileState",
    "LimitName",
    "Lock",
    "MemoryNote",
    "MemoryScratch",
    "MemoryState",
    "Note",
    "NoteName",
    "Scratch",
    "State",
    "Totals",
    "Windows",
]
