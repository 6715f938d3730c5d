"""Who may call what."""

from dataclasses import replace

import pytest

from rootzpub.wire import Effect, ToolSpec
from rootzpub.wire.caller import ANONYMOUS, OWNER, Caller, CallerKind, may_call

READ = ToolSpec(name="t", description="d", route="/t")
OWNERS = replace(READ, auth="owner")
WRITE = replace(READ, effect=Effect.WRITE)
SESSION, AGENT, INSTALLATION = (
    Caller(kind=kind, id="1") for kind in (CallerKind.SESSION, CallerKind.AGENT, CallerKind.INSTALLATION)
)


@pytest.mark.parametrize("caller", [ANONYMOUS, OWNER, SESSION, AGENT, INSTALLATION], ids=lambda one: one.kind.value)
def test_whoever_asks_may_read(caller):
    """What is for everybody is."""
    assert may_call(caller, READ)


@pytest.mark.parametrize("spec", [OWNERS, WRITE], ids=["the owner's", "writing"])
@pytest.mark.parametrize(
    ("caller", "allowed"),
    [(ANONYMOUS, False), (OWNER, True), (SESSION, True), (AGENT, False), (INSTALLATION, False)],
    ids=["anonymous", "owner", "session", "agent", "installation"],
)
def test_only_the_owner_calls_what_is_theirs_or_changes_the_site(caller, spec, allowed):
    """An identity is no permission."""
    assert may_call(caller, spec) is allowed
