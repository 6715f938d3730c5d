"""Looking: from an entry's address to a `Look`, and WordPress's own words by ids.

Invariants: within robots.txt; an answer of rootzpub itself is never the site's; the page of an invented address is
asked once a day.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from rootzpub.clock import Clock
from rootzpub.fetch import Response, Visitor, bot_wall, wall_by_words
from rootzpub.pages.address import same_address
from rootzpub.pages.fragment import MOST_PAGES
from rootzpub.pages.look import OWN_ANSWER, ROBOTS, Look, Subject
from rootzpub.pages.page import MOST_PAGE_BYTES, Page, read_page
from rootzpub.pages.robots import ALLOW_ALL, RobotsRules, read_robots
from rootzpub.wire.names import SIGNATURE_HEADER

_OK = 200
_HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_OURS = SIGNATURE_HEADER.lower()
_MOST_JSON = 64 << 20
IDS_A_REQUEST = 100
"""What WordPress gives at most."""


@dataclass(slots=True, kw_only=True)
class Looker:
    """Looks at one site; keeps its robots.txt, its types and the invented page for a day."""

    visitor: Visitor
    clock: Clock
    _day: str = ""
    _robots: RobotsRules = ALLOW_ALL
    _invented: Page | None = None
    _rest_bases: Mapping[str, str] | None = field(default=None)

    def robots(self) -> RobotsRules | None:
        """The site's robots.txt of today; None where it cannot be had."""
        return None if self._begin_day() else self._robots

    def ask_robots(self) -> RobotsRules | None:
        """The site's robots.txt as it is now, by one request; None where it cannot be had."""
        return None if self._read_robots() else self._robots

    def look(self, subject: Subject) -> Look:
        """The answer at an entry's address."""
        failure = self._begin_day()
        if not failure and not is_allowed(self._robots, subject.url):
            failure = ROBOTS
        if failure:
            return Look(asked=subject.url, url=subject.url, failure=failure)
        return self._at_its_own_address(subject, self._get(subject.url))

    def further(self, look: Look) -> Look:
        """The same with the pages behind the first, to which not every theme has links."""
        page = look.page
        if page is None or look.status != _OK:
            return look
        pages = [page]
        for number in range(2, MOST_PAGES + 1):
            following = self._get(_numbered(look.url, number))
            # WordPress redirects a number that there is not; other programs show the first page once more.
            is_last = following.status != _OK or following.redirected or following.page is None
            if is_last or following.page is None or following.page.words.string == pages[-1].words.string:
                break
            pages.append(following.page)
        return replace(look, pages=tuple(pages))

    def invented(self) -> Page | None:
        """The page of an address that does not exist; None where there is none to see."""
        return self._invented

    def rendered(self, ids_by_type: Mapping[str, Iterable[int]]) -> dict[int, str]:
        """`content.rendered` of entries, as an anonymous visitor gets it; those that REST does not show are missing."""
        found: dict[int, str] = {}
        bases = self._bases()
        for kind, ids in ids_by_type.items():
            rows = sorted(ids)
            for start in range(0, len(rows) if kind in bases else 0, IDS_A_REQUEST):
                query: dict[str, str | int] = {
                    "include": ",".join(map(str, rows[start : start + IDS_A_REQUEST])),
                    "per_page": IDS_A_REQUEST,
                    "_fields": "id,content",
                }
                found |= _rendered_of(self._rest(f"/wp/v2/{bases[kind]}", query))
        return found

    def _get(self, url: str) -> Look:
        visit = self.visitor.get(url, largest=MOST_PAGE_BYTES)
        response = visit.response
        if response is None:
            # Another host was named and not asked: that alone is the answer.
            status = 0 if visit.failure else _OK
            return Look(asked=url, url=visit.url, failure=visit.failure, status=status)
        if _is_ours(response):
            return Look(asked=url, url=visit.url, failure=OWN_ANSWER)
        pages: tuple[Page, ...] = ()
        if response.content_type in _HTML:
            pages = (read_page(response.body, url=visit.url, headers=response.headers),)
        return Look(
            asked=url,
            url=visit.url,
            status=response.status,
            headers=response.headers,
            pages=pages,
            wall=_wall(response, pages[0] if pages else None),
        )

    def _at_its_own_address(self, subject: Subject, look: Look) -> Look:
        """The look at the address that the entry's page calls canonical, where that is the same entry's page again.

        WordPress goes on answering at its own address when a plugin gives an entry another one.
        """
        page = look.page
        if page is None or look.status != _OK or page.entry_id != subject.id:
            return look
        known = (subject.url, look.url, subject.canonical)
        if not page.canonical or any(same_address(page.canonical, address) for address in known):
            return look
        home, named = urlsplit(self.visitor.home), urlsplit(page.canonical)
        if named.netloc != home.netloc or not is_allowed(self._robots, page.canonical):
            return look
        there = self._get(page.canonical)
        found = there.page
        own = found is not None and there.status == _OK and found.entry_id == subject.id
        # It must call itself canonical: two addresses that name each other would swap with every look.
        if found is None or not own or not same_address(found.canonical, there.url):
            return look
        return replace(there, asked=subject.url)

    def _begin_day(self) -> str:
        """Ask once a day what holds for all; why that cannot be had, or empty. It is asked again until it can."""
        day = f"{self.clock():%Y-%m-%d}"
        if day == self._day:
            return ""
        failure = self._read_robots()
        if failure:
            return failure
        self._day, self._rest_bases = day, None
        self._invented = self._get(invented_url(self.visitor.home, self.clock())).page
        return ""

    def _read_robots(self) -> str:
        """Read robots.txt; the failure where it cannot be had, which forbids everything (RFC 9309 §2.3.1.4)."""
        parts = urlsplit(self.visitor.home)
        visit = self.visitor.get(f"{parts.scheme}://{parts.netloc}/robots.txt", accept="text/plain")
        response = visit.response
        if visit.failure:
            return visit.failure
        if response is not None and (response.status >= 500 or response.status == 429):  # noqa: PLR2004 - also Too Many
            return f"status-{response.status}"
        readable = response is not None and response.status == _OK
        # Another host's robots.txt, to which this one is redirected, speaks for that host.
        self._robots = read_robots(response.body) if response is not None and readable else ALLOW_ALL
        return ""

    def _bases(self) -> Mapping[str, str]:
        """REST's name of each post type."""
        if self._rest_bases is None:
            found = self._rest("/wp/v2/types", {})
            named = found.items() if isinstance(found, dict) else ()
            self._rest_bases = {
                kind: str(info["rest_base"]) for kind, info in named if isinstance(info, dict) and info.get("rest_base")
            }
        return self._rest_bases

    def _rest(self, route: str, query: Mapping[str, str | int]) -> object:
        """The JSON of a REST route; None where there is none."""
        # By the query: it works with every form of permalinks, and wherever the API was moved.
        url = f"{self.visitor.home.rstrip('/')}/?{urlencode({'rest_route': route, **query}, safe='/,')}"
        if not is_allowed(self._robots, url):
            return None
        response = self.visitor.get(url, accept="application/json", largest=_MOST_JSON).response
        if response is None or response.status != _OK or _is_ours(response):
            return None
        try:
            value: object = json.loads(response.body)
        except (ValueError, RecursionError):
            return None
        return value


def is_allowed(robots: RobotsRules, url: str) -> bool:
    """Whether robots.txt leaves an address to us."""
    if not robots.rules:
        return True
    parts = urlsplit(url)
    return robots.allows((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def invented_url(home: str, moment: datetime) -> str:
    """An address that no entry has, another each day."""
    token = hashlib.sha256(f"{home} {moment:%Y-%m-%d}".encode()).hexdigest()[:16]
    return f"{home.rstrip('/')}/{token}-rootzpub-checks-what-is-not-here/"


def _wall(response: Response, page: Page | None) -> str:
    """What answers in the site's place; a page that names its entry is the site's, whatever captcha it has."""
    if response.status == _OK and page is not None:
        return bot_wall(_OK, response.headers) or ("" if page.entry_id else wall_by_words(response.body))
    return bot_wall(response.status, response.headers, response.body)


def _numbered(url: str, number: int) -> str:
    if "?" in url:
        return f"{url}&page={number}"
    return f"{url.rstrip('/')}/{number}/"


def _is_ours(response: Response) -> bool:
    """Whether rootzpub itself answered: all of its answers name the header of its signatures."""
    named = response.headers.get("access-control-expose-headers", "").lower()
    return _OURS in response.headers or _OURS in named


def _rendered_of(value: object) -> dict[int, str]:
    found: dict[int, str] = {}
    for item in value if isinstance(value, list) else ():
        content = item.get("content") if isinstance(item, dict) else None
        if isinstance(content, dict) and isinstance(content.get("rendered"), str) and not content.get("protected"):
            found[int(item.get("id") or 0)] = content["rendered"]
    return found
