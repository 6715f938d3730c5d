"""What a page's head and headers say: robots, which entry it is, canonical address, languages, links. Pure.

Invariants: what is said for other agents is not for us; where a robots header cannot be read one way only, `noindex`
counts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from rootzpub.pages.address import absolute
from rootzpub.pages.robots import PRODUCT_TOKEN
from rootzpub.pages.tree import Element
from rootzpub.wire.link_header import links_in_header

CLOSING = frozenset({"noindex", "none"})
"""Directives that keep a page out of an index."""
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
"""Robots directives with a colon of their own, which no agent's name stands before."""
_REST_ID = re.compile(r"/wp/v2/([A-Za-z0-9_%-]+)/([0-9]{1,18})/?$")
_NO_ENTRIES = frozenset(
    {"categories", "tags", "users", "comments", "taxonomies", "types", "menus", "blocks", "media-folder"}
)
"""REST collections whose ids are no entries'."""
_BODY_CLASS = re.compile(r"(?:postid|page-id|attachmentid)-([0-9]{1,18})")
_LISTINGS = frozenset(
    {"archive", "category", "tag", "author", "date", "search", "error404", "blog", "post-type-archive"}
)
"""Body classes of pages that show many entries, or none."""


def robots_directives(metas: Iterable[tuple[str, str]], header: str) -> frozenset[str]:
    """Directives for everybody and for our product token, from `meta` (name, content) pairs and `X-Robots-Tag`."""
    found = set(_header_directives(header))
    for name, content in metas:
        if name.strip().lower() in {"robots", PRODUCT_TOKEN}:
            found.update(part.strip().lower() for part in content.split(","))
    return frozenset(found - {""})


def _header_directives(header: str) -> Iterator[str]:
    agent = ""
    for part in header.lower().split(","):
        name, colon, value = (piece.strip() for piece in part.partition(":"))
        named = bool(colon) and name not in _VALUED
        directive = value if named else part.strip()
        agent = name if named else agent
        # Several headers reach us as one, joined by commas: a `noindex` behind another agent's part may be for all.
        if agent in {"", PRODUCT_TOKEN} or (not named and directive in CLOSING):
            yield directive


class PageId:
    """Which entry a page is of, by the strongest of the forms that WordPress prints."""

    def __init__(self) -> None:
        self.by_rest = self.by_shortlink = self.by_class = 0
        self.elements: set[int] = set()
        """N of the elements `post-N`."""
        self.is_listing = False

    def take_link(self, relation: str, url: str) -> None:
        """A `link` of head or header: relation in lower case, absolute URL."""
        if relation == "shortlink" and not self.by_shortlink:
            query = parse_qs(_parts(url)[1])
            self.by_shortlink = _number(query.get("p", query.get("page_id", [""]))[0])
        elif relation == "alternate" and not self.by_rest:
            path, query_text = _parts(url)
            route = parse_qs(query_text).get("rest_route", [path])[0]
            named = _REST_ID.search(route)
            if named and named.group(1) not in _NO_ENTRIES:
                self.by_rest = int(named.group(2))

    def take_body_class(self, classes: str) -> None:
        """The `class` of `body`."""
        names = classes.split()
        self.is_listing = not _LISTINGS.isdisjoint(names)
        found = [int(match.group(1)) for name in names if (match := _BODY_CLASS.fullmatch(name))]
        self.by_class = found[0] if found else 0

    @property
    def id(self) -> int:
        """The entry's id; 0 where the page does not say, or shows several."""
        named = self.by_rest or self.by_shortlink or self.by_class
        # A list of posts has an element for each, and a list of one looks like that post.
        if named or self.is_listing or len(self.elements) != 1:
            return named
        return next(iter(self.elements))


def header_links(headers: Mapping[str, str], base: str) -> Iterator[tuple[str, str]]:
    """Relation (lower case) and absolute URL of each link in the `Link` header."""
    for reference, relations in links_in_header(headers.get("link", "")):
        for relation in relations:
            yield relation.lower(), absolute(base, reference)


def attribute(element: Element, name: str) -> str:
    """An attribute without white space around; empty where there is none."""
    return (element.get(name) or "").strip()


def _parts(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.path, parts.query


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0  # noqa: PLR2004 - 64 bits
