"""Every error a caller of rootzpub can meet, in one tree.

RootzpubError
├── UsageError                a command or a call was used wrongly
│   └── ConfigError           a setting is unknown, missing or has a value that cannot be
├── SourceUnavailable         the WordPress site, database, folder or file cannot be reached
├── KeyUnavailable            the signing key is missing, locked or unsafe
├── StoreUnavailable          the store cannot be opened or written (disk full, locked, damaged)
├── FetchFailed               something on the network did not answer as asked
│   ├── AddressRefused        the address is private or otherwise not allowed
│   └── WriteUncertain        a write was sent, and nobody can say whether it took effect
├── MalformedInput            bytes that should mean something do not
│   └── BadSignature          a signature is not one, or recovers to nobody
├── ServerUnavailable         our own server cannot start (port busy, worker died)
└── RequestError              what an HTTP client asked cannot be answered
    ├── BadParameter          a parameter is missing or has a value that cannot be
    ├── NotFound              unknown, unpublished or hidden: the three cannot be told apart
    ├── MethodNotAllowed
    ├── NotAcceptable
    ├── TooLarge              the body is longer than is read
    ├── TooSlow               the body did not arrive in the time that it has
    ├── TooManyRequests
    ├── Busy                  as much of this costly work is under way as one process does at once
    └── NotReady              no site could be read yet

Each has a one-line message (what was expected, what was got) and a `hint` (what a person can do). `cli` maps them to
exit codes and `web` to HTTP statuses; a test demands a row for each in both tables.
"""


class RootzpubError(Exception):
    """Base of all: one line for people, and a hint that says what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(RootzpubError):
    """A command or a call was used wrongly."""


class ConfigError(UsageError):
    """A setting is unknown, missing, or has a value that cannot be."""


class SourceUnavailable(RootzpubError):
    """The WordPress site, database, folder or file cannot be reached."""


class KeyUnavailable(RootzpubError):
    """The signing key is missing, locked, or lies where others can read it."""


class StoreUnavailable(RootzpubError):
    """The store cannot be opened or written."""


class FetchFailed(RootzpubError):
    """Something on the network did not answer as asked."""


class AddressRefused(FetchFailed):
    """The address is private, loopback or otherwise not allowed."""


class WriteUncertain(FetchFailed):
    """A write was sent to the site, and it is unknown whether it took effect."""


class MalformedInput(RootzpubError):
    """Bytes that should mean something do not."""


class BadSignature(MalformedInput):
    """A signature is not one, or recovers to nobody."""


class ServerUnavailable(RootzpubError):
    """Our own server cannot start."""


class RequestError(RootzpubError):
    """What an HTTP client asked cannot be answered. `code` is the stable name in the error document."""

    code = "error"


class BadParameter(RequestError):
    """A parameter is missing or has a value that cannot be; the message names it."""

    code = "bad_parameter"


class NotFound(RequestError):
    """Unknown, unpublished or hidden: the three cannot be told apart.

    `subject` is the path of the entry that was asked for, where the address of a tool is not what is missing.
    """

    code = "not_found"

    def __init__(self, message: str, *, hint: str = "", subject: str = "") -> None:
        super().__init__(message, hint=hint)
        self.subject = subject


class MethodNotAllowed(RequestError):
    """The path is known, but not with this method."""

    code = "method_not_allowed"


class NotAcceptable(RequestError):
    """Nothing we have fits what the client accepts."""

    code = "not_acceptable"


class TooLarge(RequestError):
    """The body is longer than is read."""

    code = "too_large"


class TooSlow(RequestError):
    """The body did not arrive in the time that it has."""

    code = "too_slow"


class TooManyRequests(RequestError):
    """The declared rate limit is used up; `retry_after` is in seconds."""

    code = "too_many_requests"

    def __init__(self, message: str, *, hint: str = "", retry_after: int = 1) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class Busy(RequestError):
    """As much of this costly work is under way as one process does at once; `retry_after` is in seconds."""

    code = "busy"

    def __init__(self, message: str, *, hint: str = "", retry_after: int = 1) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class NotReady(RequestError):
    """No site could be read yet."""

    code = "not_ready"
