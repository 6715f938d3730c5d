"""`Settings`: everything besides the site that decides what a document says. Made once, handed to every builder.

Invariants: no clock and no key in here; who signs is known only by address.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from rootzpub import __version__
from rootzpub.config import Config
from rootzpub.documents.listing import Listed
from rootzpub.readiness import Trial
from rootzpub.wire import Document, ToolSpec
from rootzpub.wire.blocks import host_of, origin_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Requests since the server began to count; only the owner sees them."""

    since: str
    """`YYYY-MM-DDTHH:MM:SSZ`."""
    total: int
    by_kind: tuple[tuple[str, int], ...] = ()
    """Kind or tool name and how often it was answered, most asked first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The owner's configuration and what the publisher knows of itself."""

    config: Config
    base_url: str
    """Public address of the site without trailing slash; its origin is what is signed."""
    tools: tuple[ToolSpec, ...] = ()
    """The tools that answer, in order of the manifest."""
    listings: tuple[Listed, ...] = ()
    """Every address family that is listed somewhere, switched off or not, in the order of lists."""
    protocols: tuple[str, ...] = ("rest",)
    """How the tools can be called."""
    signer: str = ""
    """EIP-55 address of the signing key, or empty without one."""
    authorization: str = "none"
    """`none`, `self-signed` or `delegated`."""
    version: str = __version__
    trial: Callable[[str], Trial] | None = None
    """Builds, seals and verifies the answer at a path: how `getStatus` knows that an endpoint works."""
    traffic: Callable[[], Traffic] | None = None
    """Counts of the running server, or None where nothing is counted."""
    confirmed: Callable[[], Mapping[str, int]] | None = None
    """How many entries visitors see, for the owner, or None where pages are not looked at."""
    key_history: Callable[[str], Mapping[str, Any]] | None = None
    """What an origin has said about its keys, or None where no history is kept."""
    waiting: Callable[[], Sequence[str]] | None = None
    """Members of the discovery document that were changed and not released, for the owner; None where nothing waits."""
    released: Callable[[Document], Document] | None = None
    """The discovery document as the owner released it, or None where it is published as it is built.

    Raises NotReady while nothing was released.
    """
    limits_hold: bool = True
    """Whether each client can be told apart, so that a limit for each of them can be declared."""
    origin: str = field(init=False)
    """scheme://host[:port] of `base_url`, as signed."""
    domain: str = field(init=False)
    """Host of `base_url` in A-labels, without port."""

    def __post_init__(self) -> None:
        # Once for all documents of a version; the class is frozen.
        object.__setattr__(self, "origin", origin_of(self.base_url))
        object.__setattr__(self, "domain", host_of(urlsplit(self.base_url).hostname or ""))

    def absolute(self, path: str) -> str:
        """A path of this site as a URL."""
        return self.origin + path

    @property
    def served_by(self) -> str:
        """`rootzpub/<version>`."""
        return f"rootzpub/{self.version}"

    @property
    def tool_limit(self) -> str:
        """The limit of calls of tools as it is declared: `none` where it cannot hold."""
        return self.config.policies.rate_limit if self.limits_hold else "none"

    @property
    def document_limit(self) -> str:
        """The same of documents."""
        return self.config.policies.document_limit if self.limits_hold else "none"

    @property
    def full_text(self) -> bool:
        """Whether whole texts may be published."""
        # Either switch: content that is not published whole must not come whole out of getPage or llms-full.txt
        # (decision 0008).
        return self.config.content.enabled and self.config.content.full_text
