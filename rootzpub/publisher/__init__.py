"""The publisher: source -> store (`sync`, `Watcher`), store -> answers (`Publisher`), answers -> files (`write`).

Invariants: serving and writing give equal bytes; nothing after the seal changes them; no request waits for a sync.
"""

from rootzpub.publisher.answer import Answer, Answering, Parameters
from rootzpub.publisher.config_changed import configuration_changed_at
from rootzpub.publisher.outcome import SyncOutcome, keep_outcome, last_outcome
from rootzpub.publisher.publisher import Publisher
from rootzpub.publisher.question import parameters
from rootzpub.publisher.statuses import STATUSES, status
from rootzpub.publisher.summary import SyncSummary
from rootzpub.publisher.sync import is_current, sync
from rootzpub.publisher.traffic import Counters
from rootzpub.publisher.watch import Parts, Watcher
from rootzpub.publisher.writer import WriteSummary, write

__all__ = [
    "STATUSES",
    "Answer",
    "Answering",
    "Counters",
    "Parameters",
    "Parts",
    "Publisher",
    "SyncOutcome",
    "SyncSummary",
    "Watcher",
    "WriteSummary",
    "configuration_changed_at",
    "is_current",
    "keep_outcome",
    "last_outcome",
    "parameters",
    "status",
    "sync",
    "write",
]
