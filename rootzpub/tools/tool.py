"""`Tool`: a spec, its place, and what runs it [house §4]."""

from collections.abc import Callable
from dataclasses import dataclass

from rootzpub.config import Config
from rootzpub.documents import Request, Settings
from rootzpub.errors import NotFound
from rootzpub.site import Site
from rootzpub.wire import Document, Place, TextDocument, ToolSpec, may_call, names


def always_offered(config: Config) -> bool:
    """A tool that cannot be switched off."""
    del config
    return True


def no_such_tool() -> NotFound:
    """Said of tools that are not there, not offered, or not for this caller: nobody learns which."""
    return NotFound("there is no such tool", hint="/.well-known/ai/tools names those that are offered.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One row of the table of tools."""

    spec: ToolSpec
    place: Place
    run: Callable[[Site, Settings, Request], Document | TextDocument]
    """The answer to a caller who may call. Raises NotFound and BadParameter."""
    enabled: Callable[[Config], bool] = always_offered
    """Whether the owner offers it; when not, it is not in the manifest and its route answers 404."""
    headers: tuple[tuple[str, str], ...] = ()
    """Header lines of its own."""
    clocked: bool = False
    """Whether more than the site decides it: what holds at this moment."""
    media_type: str = names.JSON_MEDIA_TYPE
    scored: bool = False
    """Whether the readiness score tries it."""

    def answer(self, site: Site, settings: Settings, request: Request) -> Document | TextDocument:
        """The answer, where this caller may call it.

        An owner on their own machine needs no token for their own tool: what is switched off for want of one runs.

        Raises:
            NotFound: the owner does not offer it, it is not for this caller, or it found nothing.
            BadParameter: a parameter that it understands cannot be.
        """
        # `enabled` of the owner's tool asks for a token, which only the web needs: on the owner's machine the caller is
        # known without one. Who may call is asked in either case.
        offered = self.enabled(settings.config) or self.spec.auth == "owner"
        if not (offered and may_call(request.caller, self.spec)):
            raise no_such_tool()
        return self.run(site, settings, request)
