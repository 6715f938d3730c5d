"""The site as kept: entries, full-text index, publications.

Invariants: a reader sees one whole moment or nothing; what is not published leaves no word in a file; the publication
history only grows. `Store` is the interface, `SqliteStore` and `MemoryStore` are its forms.
"""

from rootzpub.store.confirmations import Confirmation, Confirmations
from rootzpub.store.memory import MemoryStore
from rootzpub.store.memory_site import MemorySite
from rootzpub.store.rows import Converted, StoredHtml
from rootzpub.store.sqlite import SqliteStore
from rootzpub.store.store import Commit, Kept, Standing, Store, SyncState, Update, Withheld

__all__ = [
    "Commit",
    "Confirmation",
    "Confirmations",
    "Converted",
    "Kept",
    "MemorySite",
    "MemoryStore",
    "SqliteStore",
    "Standing",
    "Store",
    "StoredHtml",
    "SyncState",
    "Update",
    "Withheld",
]
