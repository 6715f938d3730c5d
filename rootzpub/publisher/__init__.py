"""The publisher: source -> store (`sync`, `Watcher`), store -> answers (`Publisher`), answers -> files (`write`).

Invariants: serving and writing give equal bytes; nothing after the seal changes them; no request waits for a sync.
"""

from rootzpub.publisher.answering import Answering
from rootzpub.publisher.config_changed import configuration_changed_at
from rootzpub.publisher.edition import Identity, ServerFacts
from rootzpub.publisher.endpoints import ENDPOINT_TABLE, ENDPOINTS, Endpoint, EndpointTable, RateClass, counted_names
from rootzpub.publisher.exclusions import unmatched_notes
from rootzpub.publisher.followed_keys import FollowedKeys, KeySource, Signing
from rootzpub.publisher.outcome import SyncOutcome, keep_outcome, last_outcome
from rootzpub.publisher.publisher import Publisher
from rootzpub.publisher.released_statement import Difference
from rootzpub.publisher.request_context import PLAIN_GET, Parameters, RequestContext, question
from rootzpub.publisher.statuses import STATUSES, status
from rootzpub.publisher.summary import SyncSummary
from rootzpub.publisher.sync import SyncOptions, is_current, sync
from rootzpub.publisher.traffic import Counters
from rootzpub.publisher.undeclared_proxy import UndeclaredProxy, declares, line_to_add
from rootzpub.publisher.visibility_notes import visibility_notes
from rootzpub.publisher.watch import Parts, Watcher
from rootzpub.publisher.withdrawal import Withdrawal, WithdrawalParts, release, withdraw
from rootzpub.publisher.withdrawn import Withdrawn
from rootzpub.publisher.writer import WriteSummary, write

__all__ = [
    "ENDPOINTS",
    "ENDPOINT_TABLE",
    "PLAIN_GET",
    "STATUSES",
    "Answering",
    "Counters",
    "Difference",
    "Endpoint",
    "EndpointTable",
    "FollowedKeys",
    "Identity",
    "KeySource",
    "Parameters",
    "Parts",
    "Publisher",
    "RateClass",
    "RequestContext",
    "ServerFacts",
    "Signing",
    "SyncOptions",
    "SyncOutcome",
    "SyncSummary",
    "UndeclaredProxy",
    "Watcher",
    "Withdrawal",
    "WithdrawalParts",
    "Withdrawn",
    "WriteSummary",
    "configuration_changed_at",
    "counted_names",
    "declares",
    "is_current",
    "keep_outcome",
    "last_outcome",
    "line_to_add",
    "question",
    "release",
    "status",
    "sync",
    "unmatched_notes",
    "visibility_notes",
    "withdraw",
    "write",
]
