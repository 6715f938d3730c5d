"""Approving: a changed discovery document is served from now on."""

from collections.abc import Sequence

from rootzpub import assembly
from rootzpub.config import Config
from rootzpub.errors import NotReady
from rootzpub.publisher import Difference

_MOST_NAMED = 5


def waiting(config: Config) -> Sequence[Difference]:
    """What of the discovery document was not approved; everything, where nothing was.

    Raises:
        NotReady: no site could be read yet.
        KeyUnavailable, StoreUnavailable: the key or the data folder cannot be used.
    """
    return assembly.open_publisher(config).waiting()


def waiting_members(config: Config) -> Sequence[str]:
    """The first members that wait, where changes wait for approval and a site was read; else none.

    Raises:
        KeyUnavailable, StoreUnavailable: the key or the data folder cannot be used.
    """
    if config.signing.publish != "approved":
        return ()
    try:
        return [difference.member for difference in waiting(config)[:_MOST_NAMED]]
    except NotReady:
        return ()


def approve(config: Config) -> str:
    """Serve the discovery document as it is now, where `[signing] publish = "approved"` holds changes back.

    Gives the hash (`sha256:…`) of the statement that was approved.

    Raises:
        NotReady: no site could be read yet.
        KeyUnavailable, StoreUnavailable: the key or the data folder cannot be used.
    """
    return assembly.open_publisher(config).approve()
