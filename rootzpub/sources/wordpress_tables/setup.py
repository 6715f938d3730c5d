"""What a source URL's parameters and the options say before any table is read."""

from collections.abc import Mapping

from rootzpub.sources.source import SourceOptions
from rootzpub.sources.wordpress_tables.context import Setup


def setup_from(parameters: Mapping[str, str], options: SourceOptions) -> Setup:
    """`?blog=2` and `?types=event,book`."""
    named = parameters.get("types", (options.settings or {}).get("types", ""))
    return Setup(
        blog=parameters.get("blog", ""),
        types=frozenset(name.strip() for name in named.split(",") if name.strip()),
        show_protected_titles=options.show_protected_titles,
        overruled=options.overruled,
    )
