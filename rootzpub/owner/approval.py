"""Approving: a changed discovery document is served from now on."""

from rootzpub import assembly
from rootzpub.config import Config


def approve(config: Config) -> str:
    """Serve the discovery document as it is now, where `[signing] publish = "approved"` holds changes back.

    Gives the hash (`sha256:…`) of the statement that was approved.

    Raises:
        NotReady: no site could be read yet.
        KeyUnavailable, StoreUnavailable: the key or the data folder cannot be used.
    """
    return assembly.open_publisher(config).approve()
