"""What goes wrong on the network, by kind: policies decide by it whether to ask again and what is known of a write."""

from enum import Enum, auto

from rootzpub.errors import FetchFailed


class Failure(Enum):
    """How far an exchange got before it failed."""

    UNREACHABLE = auto()
    """No name, no connection, or the proxy refuses the tunnel."""
    CERTIFICATE = auto()
    """The certificate is not valid for the host: asking again cannot help."""
    LOST = auto()
    """The connection ended, or what arrived was not HTTP, before the headers were whole."""
    TOO_SLOW = auto()
    """Time was up."""
    CUT_SHORT = auto()
    """The body ended early."""


class NoAnswer(FetchFailed):
    """No whole answer. `sent` is False only when it is certain that no byte of the request reached the host."""

    def __init__(self, message: str, *, hint: str = "", kind: Failure, sent: bool) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.sent = sent


class Walled(FetchFailed):
    """Something in front of the site answered in its place: what the site has cannot be seen."""


class AnswerTooLarge(FetchFailed):
    """An answer is larger than its limit: as sent, expanded, or its headers."""
