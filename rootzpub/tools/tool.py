"""`Tool`: a spec and what runs it [house §4]."""

from collections.abc import Callable
from dataclasses import dataclass

from rootzpub.config import Config
from rootzpub.documents import Request, Settings
from rootzpub.site import Site
from rootzpub.wire import Document, TextDocument, ToolSpec


def always(config: Config) -> bool:
    """A tool that cannot be switched off."""
    del config
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One row of the table of tools."""

    spec: ToolSpec
    run: Callable[[Site, Settings, Request], Document | TextDocument]
    """The answer. Raises NotFound and BadParameter."""
    enabled: Callable[[Config], bool] = always
    """Whether the owner offers it; when not, it is not in the manifest and its route answers 404."""
