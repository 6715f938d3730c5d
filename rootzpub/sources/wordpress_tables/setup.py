"""What a source URL's parameters and the options say before any table is read."""

from collections.abc import Mapping

from rootzpub.sources.source import SourceOptions
from rootzpub.sources.url import types_named
from rootzpub.sources.wordpress_tables.context import Setup


def setup_from(parameters: Mapping[str, str], options: SourceOptions) -> Setup:
    """`?blog=2` and `?types=event,book`."""
    return Setup(
        blog=parameters.get("blog", ""),
        types=types_named({"types": (options.settings or {}).get("types", ""), **parameters}),
        show_protected_titles=options.show_protected_titles,
        overruled=options.overruled,
        asks_pages=options.asks_pages,
    )
