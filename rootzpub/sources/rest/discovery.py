"""Where a site's REST API is: its `Link` header, then its HTML, then `/wp-json/`, then `?rest_route=`.

Invariants: the header with `rel="https://api.w.org/"` decides where there is one (WordPress REST API handbook,
"Discovery").
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.fetch import links_in_header, same_site
from rootzpub.sources.rest.answers import member
from rootzpub.sources.rest.client import FORBIDDEN, Answer, Client, refused, with_query

_RELATION = "https://api.w.org/"
_LARGEST_HOME = 8 << 20
_LINK_TAG = re.compile(r"<link\b[^<>]*+>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![a-z-])([a-z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html\b[^<>]*?\blang\s*+=\s*+["']([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)["']""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A REST API that answered."""

    root: str
    """What a route is appended to: `https://example.com/wp-json` or `https://example.com/?rest_route=`."""
    language: str = ""
    """`lang` of the home page."""

    def url(self, route: str, **parameters: str | int) -> str:
        """The address of a route such as `/wp/v2/posts`."""
        return with_query(self.root + route, parameters)


def find_api(home: str, client: Client) -> Api:
    """The API of the site at `home`.

    Raises:
        SourceUnavailable: no REST API answers there, or it is on another host.
    """
    home = home.partition("#")[0].rstrip("/")
    given = home.partition("?")[0]
    # 1. The owner gave the API's own address.
    if "/wp-json" in given or "rest_route=" in home:
        return _first_that_answers(_roots_from_given(home), client, language="")
    # 2. What the home page names, in its header and in its HTML.
    page = client.get(home + "/", accept="text/html,application/xhtml+xml", largest=_LARGEST_HOME)
    html = page.body.decode("utf-8", "replace")
    language = _LANGUAGE.search(html[:20_000])
    named = [link for link in (_header_link(page), _html_link(page.url, html)) if link]
    for link in named:
        # Only the host that the owner named is read, with its `www.` form (decision 0016).
        if not same_site(home, link):
            raise SourceUnavailable(
                f"{home} names a REST API on another host: {link.partition('?')[0]}",
                hint="if that is yours, give that address as the source",
            )
    # 3. The usual places below where redirects led.
    base = page.url.partition("?")[0].rstrip("/") if page.status == 200 else home  # noqa: PLR2004 an HTTP status
    roots = [_as_root(link) for link in named] + [f"{base}/wp-json", f"{base}/?rest_route="]
    return _first_that_answers(roots, client, language=language[1] if language else "")


def _first_that_answers(roots: list[str], client: Client, *, language: str) -> Api:
    failure: MalformedInput | None = None
    forbidden: Answer | None = None
    for root in dict.fromkeys(roots):
        api = Api(root=root, language=language)
        answer = client.get(api.url("/", _fields="name,home,url,namespaces"))
        # Not the last word: another root may be open. The refusal is what is reported when none is.
        if answer.status in FORBIDDEN:
            forbidden = forbidden or answer
            continue
        try:
            value = answer.value()
        except MalformedInput as error:
            failure = failure or error
            continue
        if _is_wordpress(value):
            return api
    if forbidden is not None:
        raise refused(forbidden, "its REST API")
    raise SourceUnavailable(
        f"no WordPress REST API answers at {roots[-1].partition('?')[0]}",
        hint=(failure.hint if failure else "")
        or "is it switched off? Then use the database, a dump (sql:) or an export (wxr:) as source",
    )


def _is_wordpress(index: Any) -> bool:
    namespaces = member(index, "namespaces")
    # PHP writes a list whose keys have gaps as an object.
    named = list(namespaces.values()) if isinstance(namespaces, dict) else namespaces
    return isinstance(named, list) and "wp/v2" in named


def _roots_from_given(url: str) -> list[str]:
    if "rest_route=" in url:
        return [url.partition("rest_route=")[0] + "rest_route="]
    return [url.partition("/wp-json")[0] + "/wp-json"]


def _as_root(link: str) -> str:
    return link.partition("rest_route=")[0] + "rest_route=" if "rest_route=" in link else link.rstrip("/")


def _header_link(page: Answer) -> str:
    links = links_in_header(page.headers.get("link", ""))
    named = next((reference for reference, relations in links if _RELATION in relations), "")
    return urljoin(page.url, named) if named else ""


def _html_link(url: str, html: str) -> str:
    for tag in _LINK_TAG.findall(html):
        attributes = {name.lower(): one or two for name, one, two in _ATTRIBUTE.findall(tag)}
        if attributes.get("rel") == _RELATION and attributes.get("href"):
            return urljoin(url, unescape(attributes["href"]))
    return ""
