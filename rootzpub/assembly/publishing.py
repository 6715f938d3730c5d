"""The publisher with everything that it is given."""

from rootzpub.assembly.following import confirm_counts
from rootzpub.assembly.parts import NO_KEY, open_counters, open_key_source, open_state, open_store
from rootzpub.assembly.secrets import read_delegation
from rootzpub.clock import Clock, system_clock
from rootzpub.config import Config
from rootzpub.logs import package_logger
from rootzpub.proof.history_file import load_history
from rootzpub.proof.pair import KeyPair
from rootzpub.publisher import (
    Counters,
    FollowedKeys,
    Identity,
    KeySource,
    Publisher,
    ServerFacts,
    Signing,
    UndeclaredProxy,
    configuration_changed_at,
)
from rootzpub.publisher.confirming import is_check_on
from rootzpub.state import State

_logger = package_logger(__name__)


def open_publisher(
    config: Config,
    *,
    clock: Clock = system_clock,
    keys: KeySource | None = None,
    counters: Counters | None = None,
    proxy: UndeclaredProxy | None = None,
) -> Publisher:
    """The publisher over the configured store.

    `keys`, `counters` and `proxy` are those that were opened before, else they are opened now (`proxy` is unknown).
    """
    # The store comes last: it makes its folder, which is of no use without the rest.
    source = keys or open_key_source(config)
    state = open_state(config)
    followed = FollowedKeys(source, lambda pair: _signing(config, pair, state=state), clock=clock) if source else None
    counters, store = counters or open_counters(config), open_store(config)
    return Publisher(
        store,
        config,
        identity=Identity.of(config.identity, None, None),
        clock=clock,
        keys=followed,
        facts=ServerFacts(
            config_changed=configuration_changed_at(
                state.note("settings"), config, signer=NO_KEY, delegation=None, clock=system_clock
            )
            if followed is None
            else followed.signing.changed,
            wall_clock=system_clock,
            traffic=counters.read if counters else None,
            confirmed=(lambda: confirm_counts(config, store, clock=clock) or {}) if is_check_on(config) else None,
            key_history=lambda origin: load_history(state.note("keys"), origin).body(),
            released=state.note("approved"),
            released_settings=state.note("approved-settings"),
            proxy=proxy or UndeclaredProxy(),
        ),
    )


def _signing(config: Config, pair: KeyPair, *, state: State) -> Signing:
    """What changes with the key. A delegation to another key than this one would hold for neither: it is left out."""
    delegation = read_delegation(config)
    address = pair.signer.address.format()
    if delegation is not None and str(delegation["message"]["delegate"]).lower() != address.lower():
        _logger.warning(
            "the delegation is to %s, and %s signs: it is left out", delegation["message"]["delegate"], address
        )
        delegation = None
    return Signing(
        identity=Identity.of(config.identity, pair.signer, delegation),
        key_history=pair.body,
        # Noted for every process: `build --at` sets no clock but its own.
        changed=configuration_changed_at(
            state.note("settings"), config, signer=address, delegation=delegation, clock=system_clock
        ),
    )
