"""Where an address is named, and in which words: what llms.txt, the front page, `ai.json` and the score list.

Invariants: plain data. Whoever lists addresses reads these; no list is kept by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rootzpub.documents.shape import Members
from rootzpub.site import Site
from rootzpub.wire import Parameter, Place

# `Settings` holds listings: imported at run time the two modules would need each other.
if TYPE_CHECKING:
    from rootzpub.documents.settings import Settings


class Section(StrEnum):
    """Sections of llms.txt in which addresses are listed."""

    ABOUT = "About"
    POLICIES = "Policies"
    AGENTS = "For AI Agents"
    OPTIONAL = "Optional"


def nothing_more(site: Site, settings: "Settings") -> Members:
    """A capability that is described by its address alone."""
    del site, settings
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """A row of `capabilities` in the discovery document."""

    name: str
    members: Callable[[Site, "Settings"], Members] = nothing_more
    """What it says beside `available`, `url`, `auth` and `rateLimit`."""
    about_tools: bool = False
    """Whether it describes calls of tools: their limit is declared then, else that of documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How one address is listed, and where."""

    title: str
    """What it is called for people."""
    note: str
    """What it holds, as half a sentence."""
    section: Section | None = None
    """The section of llms.txt that links to it."""
    front: str = ""
    """What the front page says of it to people; empty = it is not there."""
    capability: Capability | None = None
    scored: bool = False
    """Whether the readiness score tries it."""
    catalog: bool = False
    """Whether catalogues of the site's interfaces name it."""


UNLISTED: Final = Listing(title="", note="")
"""For what is found by convention alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A listing with the address it is about, for one configuration."""

    listing: Listing
    place: Place
    parameters: tuple[Parameter, ...] = ()
    enabled: bool = True
    """Whether it answers; what is switched off names no address."""
