"""The discovery algorithm of the standard: from the address of a site to its discovery document.

First `/.well-known/ai`; when that is not there, the home page: its `Link` header, then its `<link rel="ai-discovery">`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from html.parser import HTMLParser

from rootzpub.errors import FetchFailed
from rootzpub.fetch.foreign import DOCUMENTS, HTML
from rootzpub.fetch.response import Response
from rootzpub.fetch.target import joined, parse_target
from rootzpub.wire.link_header import links_in_header
from rootzpub.wire.names import DISCOVERY_RELATION, WELL_KNOWN

_UNSEEN = frozenset({202, 401, 403, 429, 500, 502, 503, 504})
"""Statuses that say nothing about what a site publishes."""
_MEANINGS = {202: " (a challenge)", 403: " (refused)", 429: " (too many requests)", 503: " (not now)"}
Get = Callable[[str, Collection[str]], Response]
"""URL and acceptable media types to a Response; raises FetchFailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Where a site's discovery document was found."""

    how: str
    """`well-known`, `link-header` or `link-element`."""
    response: Response


def discover(site_url: str, get: Get) -> Discovery:
    """The discovery document of the site at `site_url`, asked for with `get`.

    Raises FetchFailed when none of the three places names one.
    """
    target = parse_target(site_url)
    status = 0
    try:
        response = get(f"{target.origin}{WELL_KNOWN}", DOCUMENTS)
        status = response.status
        reason = f"{WELL_KNOWN} answers {status}{_MEANINGS.get(status, '')}"
        if status == 200:  # noqa: PLR2004 - OK
            found = Discovery(how="well-known", response=response)
            # Another format may claim the same place; the site may still name its document elsewhere.
            return found if _has_marks(response.body) else _named_at_home(target.url, get) or found
    except FetchFailed as error:
        reason = error.message
    # Also after an error: a site that redirects the place away may still name its document.
    named = _named_at_home(target.url, get)
    if named is not None:
        return named
    if status in _UNSEEN:
        # Not "is not there": nobody could look.
        raise FetchFailed(
            f"whether {target.origin} publishes a discovery document could not be seen: {reason}",
            hint="Ask again later, or from another address; the site may hold up programs.",
        )
    raise FetchFailed(
        f"{target.origin} publishes no discovery document: {reason}, and its home page names none",
        hint=f'serve {WELL_KNOWN}, or name it with Link: <…>; rel="{DISCOVERY_RELATION}"',
    )


def discovery_link(page: Response) -> str:
    """The reference to a discovery document in a page's `Link` header or `<link>`; empty where it has none."""
    return _from_header(page) or _from_html(page)


def _has_marks(body: bytes) -> bool:
    """Whether these may be the bytes of a discovery document: a member that the standard demands stands in them."""
    return b'"organization"' in body or b'"specVersion"' in body or b'"_signature"' in body


def _named_at_home(url: str, get: Get) -> Discovery | None:
    """The document that the home page names. Raises FetchFailed when either cannot be got."""
    home = get(url, HTML)
    for how, link in (("link-header", _from_header(home)), ("link-element", _from_html(home))):
        if link:
            # Against the home page's final address, where a relative link was written.
            return Discovery(how=how, response=get(joined(home.url, link), DOCUMENTS))
    return None


def _from_header(home: Response) -> str:
    links = links_in_header(home.headers.get("link", ""))
    return next(
        (reference for reference, relations in links if DISCOVERY_RELATION in " ".join(relations).lower().split()), ""
    )


def _from_html(home: Response) -> str:
    reader = _LinkReader()
    reader.feed(home.body.decode("utf-8", "replace"))
    return reader.found


class _LinkReader(HTMLParser):
    """Keeps the href of the first `<link rel="ai-discovery">`."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and not self.found and DISCOVERY_RELATION in values.get("rel", "").lower().split():
            self.found = values.get("href", "")
