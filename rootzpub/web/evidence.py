"""What a visitor of the verify page gave, and the signed bytes behind it: of this site, of another one, or pasted."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import unquote, urlencode, urlsplit

from rootzpub.errors import BadParameter, FetchFailed, MalformedInput, NotFound, TooLarge
from rootzpub.fetch import DOCUMENTS, HTML, Budget, Limits, Response, Spending, bot_wall, fetch
from rootzpub.publisher import Answering, question
from rootzpub.verify import Report
from rootzpub.verify.claims import proven_link, proven_origin
from rootzpub.verify.kinds import kind_of
from rootzpub.verify.passage import Occurrence, find_passage
from rootzpub.verify.quotation import LONGEST_PASSAGE, questions, result_paths
from rootzpub.verify.web_page import is_web_page, signed_page
from rootzpub.web.own_origin import origin_in
from rootzpub.wire import parse, places
from rootzpub.wire.blocks import origin_of
from rootzpub.wire.strict import most_values


class Verifier(Protocol):
    """Judges a document now."""

    def __call__(self, document: bytes, url: str, *, kept: bool) -> Report:
        """The report; `url` is where it came from, or empty; `kept` whether it was pasted and not fetched."""


_MOST_PAGES: Final = 5
LONGEST_ADDRESS: Final = 8192
MOST_VALUES: Final = 20_000
"""Members and elements of a JSON document; a page of our longest list has some 6,000."""
FETCHING: Final = Budget(fetches=9, body_bytes=2 * 1024 * 1024, seconds=12.0)
"""What one visitor can make us fetch: four searches and five pages for a passage."""

_ALONE: Final = "Give the document alone, or verify it on your own machine with `rootzpub verify`."

Get = Callable[[str, Limits], Response]
"""A bounded fetch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A document, where it came from, and what our server finds."""

    document: bytes
    url: str
    report: Report
    kept: bool = False
    """Whether it was pasted, and not fetched from anywhere now."""

    @property
    def origin(self) -> str:
        """The origin that it is proven to be of; empty where none is."""
        return proven_origin(self.report)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A page in which the words of a passage stand."""

    evidence: Evidence
    title: str
    """What the document claims: no more is proven of it than that it was signed."""
    page_url: str
    """What the document claims to be its address."""
    link: str
    """`page_url` where it is a web address of the origin that the document is proven to be of, else empty."""
    words: str
    """The passage as it stands in the markdown."""
    occurrence: Occurrence


def get_document(url: str, limits: Limits) -> Response:
    """A document of another site."""
    # A web page too: its links say where the signed document about it is.
    return fetch(url, limits=limits, accept=(*DOCUMENTS, *HTML))


@dataclass(slots=True, kw_only=True)
class EvidenceFinder:
    """Gets documents for one visitor: of this site from the publisher itself, of others within the budget."""

    publisher: Answering
    verifier: Verifier
    largest: int
    """Bytes of a document; a larger one is not looked at."""
    get: Get = get_document
    spending: Spending = field(default_factory=lambda: Spending(FETCHING))
    _own: str | None = field(default=None, init=False)

    def own_origin(self) -> str:
        """The origin this site signs for, as its discovery document says; empty while there is none."""
        if self._own is not None:
            return self._own
        self._own = self._asked_origin()
        return self._own

    def _asked_origin(self) -> str:
        try:
            discovery = json.loads(self.publisher.answer(places.DISCOVERY.path).body)
            return origin_in(discovery)
        except (KeyError, TypeError, ValueError):
            return ""

    def read(self, url: str) -> Evidence:
        """The document at `url`. Raises FetchFailed for other sites that do not answer as they should."""
        if len(url) > LONGEST_ADDRESS:
            raise BadParameter(f"expected an address of at most {LONGEST_ADDRESS} characters, got {len(url)}")
        # Not over HTTP: a server that asks itself waits for a worker of its own, and behind a proxy may not reach
        # itself.
        if _origin_or_nothing(url) == self.own_origin():
            parts = urlsplit(url)
            # With the bounds of every other question: an address is one.
            asked = question(parts.path, parts.query)
            answer = self.publisher.answer(parts.path, asked)
            if answer.status == HTTPStatus.NOT_FOUND and not kind_of(parts.path):
                # The address of a web page, which is what people have: the signed document about it.
                page = f"{places.PAGE.path}?{urlencode({'path': unquote(parts.path)})}"
                return self.read(f"{self.own_origin()}{page}")
            return self.judge(answer.body, url)
        response = self._got(url)
        if is_web_page(response):
            response = signed_page(response, lambda place, _: self._got(place))
        return self.judge(response.body, response.url)

    def _got(self, url: str) -> Response:
        bounded = Limits(body_bytes=self.largest, expanded_bytes=self.largest)
        response = self.get(url, self.spending.limits(bounded))
        self.spending.spent(len(response.body))
        if response.status != HTTPStatus.OK and response.content_type in HTML:
            wall = bot_wall(response.status, response.headers, response.body)
            said = (
                f"{wall} answers in the place of {response.url}"
                if wall
                else f"{response.url} answers {response.status}"
            )
            raise FetchFailed(said, hint="Check the address, or ask again later.")
        return response

    def judge(self, document: bytes, url: str, *, kept: bool = False) -> Evidence:
        """What the server finds about a document that was fetched, or `kept` and pasted.

        Raises TooLarge beyond the bounds of size and values.
        """
        if len(document) > self.largest:
            raise TooLarge(f"expected a document of at most {self.largest} bytes, got {len(document)}", hint=_ALONE)
        if document.lstrip()[:1] in {b"{", b"["} and most_values(document) > MOST_VALUES:
            raise TooLarge(f"expected a document of at most {MOST_VALUES} values, got more", hint=_ALONE)
        return Evidence(document=document, url=url, report=self.verifier(document, url, kept=kept), kept=kept)

    def find(self, passage: str, site: str = "") -> Quotation:
        """The page of this site, or of `site`, in whose verified markdown the passage stands.

        Raises:
            NotFound: no page that search finds holds these words.
            MalformedInput: the passage has no words to search for.
            FetchFailed: the other site does not answer.
        """
        if len(passage) > LONGEST_PASSAGE:
            raise TooLarge(
                f"expected a passage of at most {LONGEST_PASSAGE} characters, got {len(passage)}",
                hint="Give one sentence of it.",
            )
        base = _origin_or_nothing(site) if site else self.own_origin()
        if not base:
            raise MalformedInput(f"expected the address of a site, got {site[:80]!r}", hint="Begin with https://.")
        for path in _bounded(self._candidates(passage, base)):
            evidence = self.read(f"{base}{places.PAGE.path}?{urlencode({'path': path})}")
            quotation = _quotation(evidence, passage)
            # Search finds words in any order; only `find_passage` says that they stand like this.
            if quotation is not None:
                return quotation
        raise NotFound(
            f"none of the pages that {base} finds for these words holds them in this order",
            hint="Give a longer passage as it stands on the page, without words of your own.",
        )

    def _candidates(self, passage: str, base: str) -> Iterator[str]:
        """Paths of pages that search finds, for ever looser questions; each path once."""
        seen: set[str] = set()
        for words in questions(passage):
            found = self.read(f"{base}{places.SEARCH.path}?{urlencode({'q': words})}")
            for path in result_paths(found.document):
                if path not in seen:
                    seen.add(path)
                    yield path


def _bounded(paths: Iterator[str]) -> Iterator[str]:
    for _, path in zip(range(_MOST_PAGES), paths, strict=False):
        yield path


def _quotation(evidence: Evidence, passage: str) -> Quotation | None:
    """The passage in this page's markdown; a page whose document failed proves nothing and is passed over."""
    if evidence.report.failures:
        return None
    page: Any = parse(evidence.document)
    content = str(page.get("content", "")) if isinstance(page, dict) else ""
    occurrence = find_passage(passage, content)
    if occurrence is None:
        return None
    return Quotation(
        evidence=evidence,
        title=str(page.get("title", "")),
        page_url=str(page.get("url", "")),
        link=proven_link(evidence.report, page.get("url")),
        words=content[occurrence.start : occurrence.end],
        occurrence=occurrence,
    )


def _origin_or_nothing(url: str) -> str:
    try:
        return origin_of(url)
    except MalformedInput:
        return ""
