"""Exit codes: each error of the tree has an exit code."""

from rootzpub import errors

FINE = 0
VERIFICATION_FAILED = 1
USAGE = 2
UNAVAILABLE = 3
FETCH_FAILED = 4
MALFORMED = 5
WARNINGS_UNDER_STRICT = 6
HELD_BACK = 7
"""A sync went well and did not remove what the source mentions no more, because that is not plausible."""
BROKEN_PIPE = 141
"""The reader of our output is gone: what a shell reports for a program that SIGPIPE ended (128 + 13)."""

EXIT_CODES: dict[type[errors.RootzpubError], int] = {
    errors.RootzpubError: USAGE,
    errors.UsageError: USAGE,
    errors.ConfigError: USAGE,
    errors.SourceUnavailable: UNAVAILABLE,
    errors.KeyUnavailable: UNAVAILABLE,
    errors.StoreUnavailable: UNAVAILABLE,
    errors.FetchFailed: FETCH_FAILED,
    errors.AddressRefused: FETCH_FAILED,
    errors.WriteUncertain: FETCH_FAILED,
    errors.MalformedInput: MALFORMED,
    errors.BadSignature: MALFORMED,
    errors.ServerUnavailable: USAGE,
    errors.RequestError: USAGE,
    errors.BadParameter: USAGE,
    errors.NotFound: USAGE,
    errors.MethodNotAllowed: USAGE,
    errors.NotAcceptable: USAGE,
    errors.TooLarge: USAGE,
    errors.TooSlow: UNAVAILABLE,
    errors.TooManyRequests: UNAVAILABLE,
    errors.Busy: UNAVAILABLE,
    errors.NotReady: UNAVAILABLE,
}


def exit_code(error: errors.RootzpubError) -> int:
    """The exit code of this error, or of the nearest of its bases that has one."""
    for kind in type(error).__mro__:
        if kind in EXIT_CODES:
            return EXIT_CODES[kind]
    return USAGE  # pragma: no cover - RootzpubError itself has a row
