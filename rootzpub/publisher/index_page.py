"""`index.html` of a build: for people who open its address, what lies there and how it is verified. Pure.

Invariants: no script and no foreign source; whatever comes from the site is escaped.
"""

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Final

from rootzpub.publisher.edition import Edition
from rootzpub.wire.blocks import format_time
from rootzpub.wire.names import DISCOVERY_RELATION, STANDARD_URL
from rootzpub.wire.places import DISCOVERY

INDEX_PAGE: Final = "index.html"
_ENTRY: Final = DISCOVERY.paths[1]
"""The discovery document where every host finds it as a file: without an ending it is a folder too."""
_STYLE: Final = (
    "body{max-width:42rem;margin:3rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif}"
    "code{overflow-wrap:anywhere}:root{color-scheme:light dark}"
)


def index_page(edition: Edition, valid_until: datetime | None) -> str:
    """The page as HTML."""
    settings, context = edition.settings, edition.context
    name = escape(settings.config.identity.name or settings.domain)
    until = f", and they hold until {format_time(valid_until)}" if valid_until else ""
    signer = f"signed by <code>{context.signer_name}</code>" if context.signer_name else "hashed, and not signed"
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{name}: for AI agents</title>",
            f'<link rel="{DISCOVERY_RELATION}" type="application/json" href="{_ENTRY}">',
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            f"<h1>{name}</h1>",
            (
                f"<p>What <code>{escape(settings.origin)}</code> publishes for AI agents: documents {signer}. "
                f"They are of publication {context.sequence}{until}.</p>"
            ),
            "<h2>Documents</h2>",
            "<ul>",
            *_documents(edition),
            "</ul>",
            "<h2>Verify</h2>",
            "<p>With rootzpub installed, anybody can check every document and every page:</p>",
            f"<pre><code>rootzpub verify --site {escape(settings.origin)}</code></pre>",
            (
                f'<p>The standard is <a href="{STANDARD_URL}">AI Discovery</a>. These are files: '
                "there is no search and no other tool here.</p>"
            ),
            "</body>",
            "</html>",
            "",
        )
    )


def _documents(edition: Edition) -> Iterator[str]:
    for listed in edition.settings.listings:
        if listed.enabled and listed.listing.title:
            path = _ENTRY if listed.place.name == DISCOVERY.name else listed.place.path
            yield f'<li><a href="{escape(path)}">{escape(listed.listing.title)}</a>: {escape(listed.listing.note)}</li>'
