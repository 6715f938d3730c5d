"""From configuration to working parts: the only place that names concrete classes."""

from rootzpub.assembly.building import Built, note_built, read_built
from rootzpub.assembly.following import (
    CONFIRM_SECONDS,
    apply_looks,
    confirm_after_sync,
    confirm_counts,
    open_confirm_run,
    open_withdrawal,
    run_sync,
    run_watch,
    start_watching,
)
from rootzpub.assembly.parts import (
    NO_KEY,
    open_configured_keys,
    open_configured_signer,
    open_counters,
    open_key_history,
    open_key_lock,
    open_key_source,
    open_source,
    open_state,
    open_store,
    open_undeclared_proxy,
    source_url,
)
from rootzpub.assembly.publishing import open_publisher
from rootzpub.assembly.secrets import read_delegation, resolve_secret
from rootzpub.assembly.serving import Serving, forget_serving, note_serving, read_serving

__all__ = [
    "CONFIRM_SECONDS",
    "NO_KEY",
    "Built",
    "Serving",
    "apply_looks",
    "confirm_after_sync",
    "confirm_counts",
    "forget_serving",
    "note_built",
    "note_serving",
    "open_configured_keys",
    "open_configured_signer",
    "open_confirm_run",
    "open_counters",
    "open_key_history",
    "open_key_lock",
    "open_key_source",
    "open_publisher",
    "open_source",
    "open_state",
    "open_store",
    "open_undeclared_proxy",
    "open_withdrawal",
    "read_built",
    "read_delegation",
    "read_serving",
    "resolve_secret",
    "run_sync",
    "run_watch",
    "source_url",
    "start_watching",
]
