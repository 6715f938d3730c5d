"""`DocumentRow`: what a document tells about itself; addresses, switch, parameters and builder [house §4]."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rootzpub.config import Config
from rootzpub.documents.request import Request
from rootzpub.documents.settings import Settings
from rootzpub.site import Site
from rootzpub.wire import Document, Parameter, TextDocument


def always(config: Config) -> bool:
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

    name: str
    kind: str
    paths: tuple[str, ...]
    """Every address, the canonical one first. `{segment}` stands for one path part."""
    title: str
    """What it is called for people, e.g. in llms.txt."""
    note: str
    """What it holds, as half a sentence."""
    build: Callable[[Site, Settings, Request], Document | TextDocument]
    """The document as asked. Raises NotFound for a segment or page that is not there."""
    parameters: tuple[Parameter, ...] = ()
    paged: bool = False
    """Whether `<address>/page/N` is its N-th page."""
    enabled: Callable[[Config], bool] = always
    """Whether the owner publishes it; when not, every address of it answers 404."""
    page_count: Callable[[Site, Settings, str], int] = unpaged
    """How many pages it has for a segment (or the empty one), with default parameters."""
    segments: Callable[[Site, Settings], Sequence[str]] = no_segments
    """What can stand at `{segment}` now."""
