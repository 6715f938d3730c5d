"""When a changed setting counts, table by table: what docs/configuration.md says, and `doctor` relies on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

RESTART: Final = "when `serve` is restarted"
_READ: Final = "with the next `rootzpub sync`; what a server that runs reads by itself, when it is restarted"

TAKES_EFFECT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "source": _READ,
        "site": RESTART,
        "identity": RESTART,
        "contact": RESTART,
        "policies": RESTART,
        "content": _READ,
        "feed": RESTART,
        "knowledge": RESTART,
        "llms": RESTART,
        "signing": f"{RESTART}; a rotation of the key that it names at once, in every process at the same moment",
        "serve": RESTART,
        "log": RESTART,
    }
)
"""By table of the settings."""
