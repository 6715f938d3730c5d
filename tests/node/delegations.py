"""Documents whose signer was permitted by the owner's wallet."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from rootzpub.proof import Delegation
from rootzpub.wire import names
from tests.verify.conftest import NOW, ORIGIN, TestPublisher, edited, key

OWNER = key(7)  # TEST KEY ONLY


def delegation(**changes: Any) -> Delegation:
    """A wallet's permission for key 1 to sign everything of example.com this year."""
    draft = Delegation(
        origin=ORIGIN,
        delegate=key(1).address,
        scope="all",
        not_before=NOW - timedelta(days=30),
        not_after=NOW + timedelta(days=300),
        owner=OWNER.address,
    )
    changed = replace(draft, **changes)
    return replace(changed, signature=OWNER.sign(changed.digest()))


def delegated(**changes: Any) -> bytes:
    """A discovery document that holds such a permission."""
    block = {"authorization": names.AUTHORIZATION_DELEGATED, "delegation": delegation(**changes).body()}
    return edited(TestPublisher().discovery(), lambda value: value["_signature"].update(block))
