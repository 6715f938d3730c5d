"""From the address of a web page, which is what people have, to the signed document about it.

Invariants: what is judged is the signed document and never the web page; only documents of the page's own site are
taken for its own.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import unquote, urlencode, urlsplit

from rootzpub.errors import FetchFailed
from rootzpub.fetch import DOCUMENTS, HTML, BudgetSpent, Response, discovery_link, joined
from rootzpub.verify.case import origin_or_none
from rootzpub.verify.report import Report, Unproven
from rootzpub.wire import names, places

Get = Callable[[str, Collection[str]], Response]
"""URL and acceptable media types to a Response; raises FetchFailed."""
_OK: Final = 200
_REST_ROUTE: Final = places.PAGE.path.removeprefix("/wp-json")
_WWW: Final = "www."


def is_web_page(response: Response) -> bool:
    """Whether the answer is a page for people."""
    return response.status == _OK and response.content_type in HTML


def signed_page(page: Response, get: Get) -> Response:
    """The signed document about a web page: its getPage answer, at the place where its site publishes.

    Raises FetchFailed where the site has none, or names another site's.
    """
    home = _home(page)
    failures = []
    for url in _places(home, urlsplit(page.url).path):
        try:
            response = get(url, DOCUMENTS)
        except BudgetSpent:
            raise
        except FetchFailed as error:
            failures.append(error.message)
            continue
        if response.status == _OK:
            return response
        failures.append(f"{response.url} answers {response.status}")
    raise FetchFailed(
        f"{page.url} is a web page, and no signed document about it was found: {failures[0]}",
        hint=f"rootzpub verify {home}{names.WELL_KNOWN} says whether the site publishes any",
    )


def about_web_page(report: Report, url: str) -> Report:
    """The report on the signed document about the web page at `url`, with what that does not prove of the page."""
    unproven = Unproven(
        what=f"that the web page {url} shows these words",
        why="the signed document about it was verified; compare the two, or look for a quotation with --quote",
    )
    return replace(report, unproven=(*report.unproven, unproven))


def _home(page: Response) -> str:
    """The origin that publishes for the page: the one its link to the discovery document names, else its own."""
    own = origin_or_none(page.url) or ""
    link = discovery_link(page)
    if not link:
        return own
    named = origin_or_none(joined(page.url, link)) or own
    if _host(named) != _host(own):
        raise FetchFailed(
            f"{page.url} names the discovery document of another site, {named}",
            hint=f"rootzpub verify {joined(page.url, link)} verifies that one by itself",
        )
    return named


def _host(origin: str) -> str:
    return (urlsplit(origin).hostname or "").removeprefix(_WWW)


def _places(home: str, path: str) -> Iterator[str]:
    """Where the document may be: as a tool answers it, the same with plain permalinks, and as a file."""
    asked = urlencode({"path": unquote(path)})
    yield f"{home}{places.PAGE.path}?{asked}"
    yield f"{home}/?{urlencode({'rest_route': _REST_ROUTE})}&{asked}"
    yield home + places.page_address(path)
