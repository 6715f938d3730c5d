"""HTTP statuses: each error of the tree has one. Error documents carry it, so it stands here."""

from types import MappingProxyType
from typing import Final

from rootzpub import errors

STATUSES: Final = MappingProxyType(
    {
        # An error of ours is never a 500: the client's request did nothing to cause it, and it may pass [wire §6.5].
        errors.RootzpubError: 503,
        errors.UsageError: 503,
        errors.ConfigError: 503,
        errors.SourceUnavailable: 503,
        errors.KeyUnavailable: 503,
        errors.StoreUnavailable: 503,
        errors.ServerUnavailable: 503,
        errors.FetchFailed: 502,
        errors.AddressRefused: 400,
        errors.WriteUncertain: 502,
        errors.MalformedInput: 400,
        errors.BadSignature: 400,
        errors.RequestError: 400,
        errors.BadParameter: 400,
        errors.NotFound: 404,
        errors.MethodNotAllowed: 405,
        errors.NotAcceptable: 406,
        errors.TooLarge: 413,
        errors.TooSlow: 408,
        errors.TooManyRequests: 429,
        errors.Busy: 503,
        errors.NotReady: 503,
    }
)


def status(error: errors.RootzpubError) -> int:
    """The HTTP status of this error, or of the nearest of its bases that has one."""
    return next(code for kind in type(error).__mro__ for known, code in STATUSES.items() if known is kind)
