"""`DocumentRow`: what a document tells about itself; place, listing, switch, parameters and builder [house §4]."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rootzpub.config import Config
from rootzpub.documents.listing import Listing
from rootzpub.documents.request import Request
from rootzpub.documents.settings import Settings
from rootzpub.site import Site
from rootzpub.wire import Document, Parameter, Place, TextDocument, names

NOT_FOR_SEARCH: Final = (("X-Robots-Tag", "noindex"),)
"""llms.txt and the like are for agents, not for search results [wire §6.1]."""

_SEGMENT: Final = "{segment}"


def always_published(config: Config) -> bool:
    """A document that cannot be switched off."""
    del config
    return True


def unpaged(site: Site, settings: Settings, segment: str) -> int:
    """A document that has one page."""
    del site, settings, segment
    return 1


def no_segments(site: Site, settings: Settings) -> Sequence[str]:
    """A document whose paths have no `{segment}`."""
    del site, settings
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One row of the table of documents."""

    place: Place
    """Addresses, kind, whether there are pages."""
    listing: Listing
    """Where it is named."""
    build: Callable[[Site, Settings, Request], Document | TextDocument]
    """The document as asked. Raises NotFound for a segment or page that is not there."""
    parameters: tuple[Parameter, ...] = ()
    media_type: str = names.JSON_MEDIA_TYPE
    headers: tuple[tuple[str, str], ...] = ()
    """Header lines of its own."""
    enabled: Callable[[Config], bool] = always_published
    """Whether the owner publishes it; when not, every address of it answers 404."""
    page_count: Callable[[Site, Settings, str], int] = unpaged
    """How many pages it has for a segment (or the empty one), with default parameters."""
    segments: Callable[[Site, Settings], Sequence[str]] = no_segments
    """What can stand at `{segment}` now."""

    @property
    def name(self) -> str:
        """How code calls it."""
        return self.place.name

    @property
    def kind(self) -> str:
        """The kind of its documents."""
        return self.place.kinds[0]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every address, the canonical one first."""
        return self.place.paths

    @property
    def paged(self) -> bool:
        """Whether `<address>/page/N` is its N-th page."""
        return self.place.paged

    def all_paths(self, site: Site, settings: Settings) -> Iterator[str]:
        """Every path that answers without a question: all addresses, all segments, `/page/N` from 2 on.

        What a static copy of the site holds; following `nextUrl` from any of them stays among them.
        """
        # Aliases too: each is an address that a static host has to hold, and its resource is signed as its own.
        for path in self.paths:
            for segment in self.segments(site, settings) if _SEGMENT in path else ("",):
                base = path.replace(_SEGMENT, segment)
                yield base
                if self.paged:
                    for number in range(2, self.page_count(site, settings, segment) + 1):
                        yield f"{base}/page/{number}"
