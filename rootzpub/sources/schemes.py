"""`SOURCES`: which opener answers which URL scheme. One more way to read WordPress is one more row."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from rootzpub.errors import ConfigError
from rootzpub.sources.dump.source import open_dump
from rootzpub.sources.rest import open_folder, open_live
from rootzpub.sources.source import Source, SourceOptions
from rootzpub.sources.url import refuse_password, refuse_unknown, scheme_of
from rootzpub.sources.wordpress_tables.openers import open_mysql, open_sqlite, open_wordpress
from rootzpub.sources.wxr.source import open_wxr

Opener = Callable[[str, SourceOptions], Source]

SOURCES: Mapping[str, Opener] = MappingProxyType(
    {
        "https": open_live,
        "http": open_live,
        "rest": open_folder,
        "mysql": open_mysql,
        "sqlite": open_sqlite,
        "wordpress": open_wordpress,
        "sql": open_dump,
        "wxr": open_wxr,
    }
)
"""Opener by scheme."""

_SITE = frozenset({"prefix", "blog", "types"})
_TLS = frozenset({"tls", "tls_ca", "tls_cert", "tls_key"})
PARAMETERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "mysql": _SITE | _TLS | {"charset", "socket"},
        "sqlite": _SITE,
        "wordpress": _SITE | _TLS,
        "sql": _SITE | {"database"},
        "wxr": frozenset({"types"}),
        "rest": frozenset({"types"}),
    }
)
"""What may stand behind the `?` of a source URL; an address of the web has a query of its own."""


def open_source(url: str, options: SourceOptions) -> Source:
    """The source behind a URL, reached once so that a wrong address is reported now.

    Raises:
        ConfigError: the scheme or a parameter is unknown, a part is missing, or the URL holds a password.
        SourceUnavailable: nothing answers there.
    """
    # First of all, for every message below may repeat a part of the URL.
    refuse_password(url)
    scheme = scheme_of(url)
    opener = SOURCES.get(scheme)
    if opener is None:
        near = get_close_matches(scheme, SOURCES, n=1)
        guess = f"did you mean {near[0]}:? " if near else ""
        raise ConfigError(
            f"source URL has no known scheme: `{scheme or url[:40]}`",
            hint=f"{guess}a source begins with one of {', '.join(f'{name}:' for name in SOURCES)}",
        )
    if scheme in PARAMETERS:
        refuse_unknown(url, PARAMETERS[scheme])
    if opener is not open_live:
        options.long_read.forget()  # a live site was the source before: nobody will go on with that read
    return opener(url, options)
