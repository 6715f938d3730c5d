"""`Answering`: what the web and the command line ask."""

from typing import Protocol

from rootzpub.errors import RootzpubError
from rootzpub.publisher.endpoints import EndpointTable
from rootzpub.publisher.request_context import PLAIN_GET, Parameters, RequestContext
from rootzpub.seal import SealedResponse


class Answering(Protocol):
    """Whoever answers paths."""

    @property
    def endpoints(self) -> EndpointTable:
        """What answers where, and how it may be asked."""

    def answer(self, path: str, parameters: Parameters = (), context: RequestContext = PLAIN_GET) -> SealedResponse:
        """The answer to a path (as in a URL, still percent-encoded); errors are sealed documents, never raised."""

    def refuse(self, error: RootzpubError, path: str, parameters: Parameters = ()) -> SealedResponse:
        """The sealed error document for something that went wrong before the publisher was asked."""
