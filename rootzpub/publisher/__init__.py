"""The publisher: source -> store (`sync`, `Watcher`), store -> answers (`Publisher`), answers -> files (`write`).

Invariants: serving and writing give equal bytes; nothing after the seal changes them; no request waits for a sync.
"""

from rootzpub.publisher.answering import Answering
from rootzpub.publisher.config_changed import configuration_changed_at
from rootzpub.publisher.edition import Identity, ServerFacts
from rootzpub.publisher.endpoints import ENDPOINT_TABLE, ENDPOINTS, Endpoint, EndpointTable, RateClass, counted_names
from rootzpub.publisher.followed_keys import FollowedKeys, KeySource, Signing
from rootzpub.publisher.outcome import SyncOutcome, keep_outcome, last_outcome
from rootzpub.publisher.publisher import Publisher
from rootzpub.publisher.request_context import PLAIN_GET, Parameters, RequestContext, parameters
from rootzpub.publisher.statuses import STATUSES, status
from rootzpub.publisher.summary import SyncSummary
from rootzpub.publisher.sync import is_current, sync
from rootzpub.publisher.traffic import Counters
from rootzpub.publisher.watch import Parts, Watcher
from rootzpub.publisher.writer import WriteSummary, write

__all__ = [
    "ENDPOINTS",
    "ENDPOINT_TABLE",
    "PLAIN_GET",
    "STATUSES",
    "Answering",
    "Counters",
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
    "SyncOutcome",
    "SyncSummary",
    "Watcher",
    "WriteSummary",
    "configuration_changed_at",
    "counted_names",
    "is_current",
    "keep_outcome",
    "last_outcome",
    "parameters",
    "status",
    "sync",
    "write",
]
