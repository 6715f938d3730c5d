"""The publisher: source -> store (`sync`, `Watcher`), store -> answers (`Publisher`), answers -> files (`write`).

Law: serving and writing give equal bytes; nothing after the seal changes them; no request waits for a sync.
"""

from rootzpub.publisher.answer import Answer, Answering, Parameters
from rootzpub.publisher.publisher import Publisher
from rootzpub.publisher.statuses import STATUSES, status
from rootzpub.publisher.summary import SyncSummary
from rootzpub.publisher.sync import is_current, sync

__all__ = [
    "STATUSES",
    "Answer",
    "Answering",
    "Parameters",
    "Publisher",
    "SyncSummary",
    "is_current",
    "status",
    "sync",
]
