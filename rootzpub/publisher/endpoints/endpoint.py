"""`Endpoint`: everything that is true of one address family, in one row.

Invariants: plain data and pure functions; the answer is a function of site, settings and request. What publisher and
verifier share of it is its `Place`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from rootzpub.documents import UNLISTED, Listing, Request, Settings
from rootzpub.errors import NotFound
from rootzpub.publisher.negotiation import best_of
from rootzpub.seal import Headers
from rootzpub.site import Site
from rootzpub.wire import (
    Audience,
    BytesDocument,
    Document,
    Parameter,
    Place,
    SignatureDocument,
    Signing,
    TextDocument,
    ToolSpec,
    Unsigned,
    names,
)
from rootzpub.wire.document import DEFAULT_MAX_AGE

LONGEST_BODY: Final = 65_536
"""Bytes of a request's body that are read where the row says nothing else."""


class Volatility(StrEnum):
    """What an answer depends on besides the question, and so how long it may be cached here."""

    SITE = "site"
    """Site and configuration alone: built once for each version of the site, sealed once for each step of the clock."""
    CLOCK = "clock"
    """Also what holds at a step of the clock: built and sealed once for each step; nothing tells when it changed."""
    LIVE = "live"
    """The request itself: built and sealed for each."""
    OWNER = "owner"
    """For the owner alone: built for each request, never cached, here or elsewhere."""


class RateClass(StrEnum):
    """Which limit a request counts against."""

    UNLIMITED = "unlimited"
    DOCUMENTS = "documents"
    """`[policies] document_limit`."""
    TOOLS = "tools"
    """`[policies] rate_limit`."""


def no_such_document() -> NotFound:
    """Said of every path that does not answer, for whatever reason."""
    return NotFound("there is no such document", hint=f"{names.WELL_KNOWN} names what is published.")


def always_enabled(settings: Settings) -> bool:
    """An address that cannot be switched off."""
    del settings
    return True


def never_enabled(settings: Settings) -> bool:
    """An address that does not answer here: documents mark it as switched off."""
    del settings
    return False


def needs_a_server(site: Site, settings: Settings) -> Iterable[str]:
    """What no file can hold: it answers questions."""
    del site, settings
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address family that answers."""

    place: Place
    """Paths, kinds, who may ask."""
    answer: Callable[[Site, Settings, Request], Unsigned]
    """What is published there, as asked. Raises RequestErrors, which are answered as sealed documents."""
    methods: tuple[str, ...] = ("GET",)
    """HEAD goes with GET, OPTIONS with all."""
    parameters: tuple[Parameter, ...] = ()
    """Of the query; each required one has an example."""
    longest_body: int = LONGEST_BODY
    """Bytes; a longer body is refused before it is read."""
    media_types: tuple[str, ...] = (names.JSON_MEDIA_TYPE,)
    """The forms it has; the request names the chosen one where there are several."""
    choose: Callable[[str, Sequence[str]], str] = best_of
    """Accept header and forms to a form. Raises NotAcceptable. Asked only where there are several forms."""
    headers: Headers = ()
    """Header lines of its answers, errors excepted; the files for static hosts name them too."""
    volatility: Volatility = Volatility.SITE
    personal: bool = False
    """Whether callers that are not anonymous get answers of their own, which are never cached."""
    rate: RateClass = RateClass.DOCUMENTS
    listing: Listing = UNLISTED
    """Where it is named; listings are of the canonical path."""
    spec: ToolSpec | None = None
    """Makes it a tool: it stands in the manifest, and can be called by name."""
    enabled: Callable[[Settings], bool] = always_enabled
    """Whether the owner publishes it; when not, it answers 404 and no list names it."""
    built: Callable[[Site, Settings], Iterable[str]] = needs_a_server
    """Every path that `build` writes."""
    counted_as: str = ""
    """Its name in the traffic figures; empty = the kind of the answer."""

    def answer_to(self, site: Site, settings: Settings, request: Request) -> Unsigned:
        """The answer to this caller. A tool decides itself who may call it, because it is called by name too.

        Raises:
            NotFound: it is switched off, or not for this caller; the error does not say which.
            ValueError: what is answered cannot be signed where the place says.
        """
        for_caller = self.place.audience is Audience.ANYONE or request.caller.is_owner
        # The same 404 for switched off and for not yours: the difference would tell a stranger what there is.
        if self.spec is None and not (for_caller and self.enabled(settings)):
            raise no_such_document()
        unsigned = _signed_as(self.place, self.answer(site, settings, request))
        return _not_stored(unsigned) if self.volatility is Volatility.LIVE else unsigned

    @property
    def allowed(self) -> tuple[str, ...]:
        """Methods as `Allow` and CORS name them."""
        # HEAD is asked as GET and OPTIONS is answered by the web: no row names them.
        extra = ("HEAD",) if "GET" in self.methods else ()
        return (*self.methods, *extra, "OPTIONS")


def _signed_as(place: Place, unsigned: Unsigned) -> Unsigned:
    """The answer with its signature where the place says: verifiers look there, and only there."""
    match unsigned:
        case BytesDocument():
            fits, unsigned = place.signing is not Signing.INSIDE, replace(unsigned, signing=place.signing)
        case TextDocument():
            fits = place.signing in {Signing.INSIDE, Signing.TWIN}
        case Document():
            fits = place.signing is Signing.INSIDE
        case _:
            fits = True
    if not fits:
        raise ValueError(f"{place.name}: a {type(unsigned).__name__} cannot have its signature {place.signing.value}")
    return unsigned


def _not_stored(unsigned: Unsigned) -> Unsigned:
    """The answer to this one request: no cache stores it, unless it says so itself; its signature holds as long."""
    if isinstance(unsigned, SignatureDocument) or unsigned.max_age is not None:
        return unsigned
    return replace(unsigned, max_age=0, lifetime=unsigned.lifetime or DEFAULT_MAX_AGE)
