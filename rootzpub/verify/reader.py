"""Reader: fetch, pins and lookups put together for whoever reads documents from the web (command line, web page).

Invariants: what was judged for its own address is remembered, nothing else is; loopback is nobody's name, so it is
remembered only in a file that was asked for.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from rootzpub.errors import ConfigError, FetchFailed
from rootzpub.fetch import (
    DOCUMENTS,
    HTML,
    Budget,
    Limits,
    Network,
    Response,
    Spending,
    Walled,
    bot_wall,
    discover,
    fetch,
    is_loopback,
    passes_later,
    post,
)
from rootzpub.verify.case import origin_or_none
from rootzpub.verify.comparison import compare_with_today, is_altered
from rootzpub.verify.kinds import kind_of
from rootzpub.verify.lookups import Lookups
from rootzpub.verify.pins import Pin, PinFile, Pins
from rootzpub.verify.policy import Policy
from rootzpub.verify.report import Outcome, Report, Verdict
from rootzpub.verify.rpc import HttpRpc
from rootzpub.verify.site import visit_site
from rootzpub.verify.verifier import verify
from rootzpub.verify.visits import Visit
from rootzpub.verify.web_page import about_web_page, is_web_page, signed_page
from rootzpub.wire import blocks, names

_OK: Final = 200
_ABSENT: Final = frozenset({404, 410})
_ANY_PATH: Final = frozenset({"", "/"})
_BEGINNINGS: Final = _ANY_PATH | {names.WELL_KNOWN}
_MOST_HISTORIES: Final = 20
"""Origins whose key history is asked for: each document may name another one."""


SITE_BUDGET: Final = Budget(fetches=5000, body_bytes=1024 * 1024 * 1024, seconds=3600.0)
"""A site of 10,000 entries takes some 1,500 fetches."""


def _unwalled(response: Response) -> Response:
    """The answer of the site itself. Raises Walled where something answers in its place."""
    wall = bot_wall(response.status, response.headers, response.body)
    if wall:
        raise Walled(
            f"{wall} answers in the place of {response.url} ({response.status}) and lets no program through",
            hint="What the site publishes cannot be seen from here; its owner can let programs read these addresses.",
        )
    return response


def on_this_machine(url: str) -> bool:
    """Whether `url` names this machine by a loopback address or as `localhost`."""
    return is_loopback(urlsplit(url).hostname or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How documents are fetched and judged. One Reader serves many targets."""

    policy: Policy = field(default_factory=Policy.standard)
    moment: Callable[[], datetime]
    pins: PinFile | None = None
    remember_loopback: bool = False
    as_url: str | None = None
    """Judge against this address although fetched elsewhere; without a path, only the origin is replaced."""
    private: bool | Collection[str] = False
    """As `fetch(allow_private=…)`."""
    rpc_urls: tuple[str, ...] = ()
    block: int | None = None
    limits: Limits = field(default_factory=Limits)
    network: Network = field(default_factory=Network)
    site_budget: Budget = SITE_BUDGET
    """What `visits` may fetch."""
    spending: Spending | None = None
    """What is left of a budget that all fetches of this reader share; None where there is none."""
    _histories: dict[str, bytes | None] = field(default_factory=dict)
    """Key histories already asked for, by origin."""

    def get(self, url: str, accept: Collection[str] = DOCUMENTS) -> Response:
        """`fetch` with this reader's rules."""
        if self.spending is None:
            return _unwalled(self._fetch(url, self.limits, accept))
        response = self._fetch(url, self.spending.limits(self.limits), accept)
        self.spending.spent(len(response.body))
        return _unwalled(response)

    def _fetch(self, url: str, limits: Limits, accept: Collection[str]) -> Response:
        return fetch(url, limits=limits, allow_private=self.private, accept=accept, network=self.network)

    def document(self, url: str) -> Response:
        """The document at `url`; of a bare site address, its discovery document; of a web page, that about it.

        Raises FetchFailed unless it is 200.
        """
        return self._located(url)[0]

    def read(self, url: str) -> tuple[Response, Report]:
        """Fetch the document at `url` (`document`) and judge it. Raises FetchFailed."""
        response, page = self._located(url)
        report = self.judge(response.body, response.url)
        return response, about_web_page(report, page) if page else report

    def _located(self, url: str) -> tuple[Response, str]:
        """The document, and the address of the web page that it is about, where it was found from one."""
        path = urlsplit(url).path
        if path in _ANY_PATH:
            response = discover(url, self.get).response
        else:
            # At a place of the standard a page for people is no page of the site's but a wrong answer.
            response = self.get(url, DOCUMENTS if kind_of(path) else (*DOCUMENTS, *HTML))
        page = response.url if is_web_page(response) else ""
        if page:
            response = signed_page(response, self.get)
        elif response.status in _ABSENT and not kind_of(path):
            # Where this server answers alone there are no web pages, and still what would be said about them.
            with suppress(FetchFailed):
                response, page = signed_page(response, self.get), response.url
        if response.status != _OK:
            raise FetchFailed(
                f"{response.url} answers {response.status}",
                hint="ask again later" if passes_later(response.status) else "check the address",
            )
        return response, page

    def fetched(self, url: str) -> tuple[int, bytes]:
        """Status and body at `url`, whatever they are (for `recheck`). Raises FetchFailed."""
        response = self.get(url)
        return response.status, response.body

    def compared(self, data: bytes, url: str, known: Mapping[str, Pin]) -> Report:
        """Judge bytes against pins of their own, remembering nothing (for `recheck`)."""
        return self._verify(data, url, known)

    def judge_kept(self, data: bytes) -> Report:
        """Judge bytes that lay in a file; what was altered is held beside what the site says today.

        Nothing but the key history is fetched for one that was not altered, and nothing at all under `offline`.
        """
        report = self.judge(data, None)
        if not self.policy.network or not is_altered(report):
            return report

        def read(url: str) -> tuple[bytes, Report]:
            response = self.get(url)
            return response.body, self._verify(response.body, response.url, None)

        return replace(report, comparison=compare_with_today(data, read))

    def judge(self, data: bytes, url: str | None) -> Report:
        """Judge bytes that came from `url` (None: from nowhere in particular), and remember what was verified."""
        # With `--as` too a file is a file: it lay somewhere, and no site serves it (decision 0026).
        report = self._verify(data, self._address(data, url), self.pins, kept=url is None)
        # With `--as`, or from a file, the reader vouches for the address; a pin must rest on what was really fetched.
        if url is not None and self.as_url is None:
            self._remember(report)
        return report

    def visits(self, site_url: str) -> Iterator[Visit]:
        """Everything that a site publishes, judged (`visit_site`), within the budget and the site's origin.

        Raises FetchFailed without a discovery document.
        """
        spending = Spending(self.site_budget)
        # Only where its documents are: what they name elsewhere is another site's to answer for.
        at_home = replace(self, limits=replace(self.limits, same_origin=True), spending=spending)
        judged_as = origin_or_none(self.as_url)

        def get(url: str, accept: Collection[str]) -> Response:
            # A site may move as a whole: its home page and its discovery document are looked for wherever they are.
            begins = urlsplit(url).path in _BEGINNINGS
            return (replace(at_home, limits=self.limits) if begins else at_home).get(
                self._fetched_at(url, site_url), accept
            )

        return visit_site(site_url, get, at_home.judge, also=(judged_as,) if judged_as else ())

    def _verify(self, data: bytes, url: str | None, pins: Pins | None, *, kept: bool = False) -> Report:
        return verify(
            data,
            url=url,
            policy=self.policy,
            moment=self.moment(),
            pins=pins,
            lookups=self._lookups(),
            kept=kept,
        )

    def _address(self, data: bytes, url: str | None) -> str | None:
        """What the document must have been signed for."""
        if self.as_url is None or urlsplit(self.as_url).path not in _ANY_PATH:
            return self.as_url or url
        origin = blocks.origin_of(self.as_url)
        # Twice read, but only then is it known for which resource it was signed.
        if url is None:  # a file: the origin is given, the resource is what the document says
            return origin + self._verify(data, None, None).resource
        parts = urlsplit(url)
        return f"{origin}{parts.path}{'?' if parts.query else ''}{parts.query}"

    def _fetched_at(self, url: str, site_url: str) -> str:
        """Where `url` is fetched: links to the origin that the site is judged as lead to where it is served."""
        judged_as = origin_or_none(self.as_url)
        if judged_as is None or origin_or_none(url) != judged_as:
            return url
        return blocks.origin_of(site_url) + url[len(judged_as) :]

    def _lookups(self) -> Lookups:
        def send(url: str, body: bytes) -> Response:
            return post(url, body, limits=self.limits, allow_private=self.private, network=self.network)

        rpcs = tuple(HttpRpc(url=url, post=send) for url in self.rpc_urls)
        history = self._key_history if self.policy.network and self.as_url is None else None
        return Lookups(key_history=history, rpcs=rpcs, block=self.block)

    def _key_history(self, origin: str) -> bytes | None:
        if origin not in self._histories:
            if len(self._histories) >= _MOST_HISTORIES:
                raise FetchFailed(f"expected documents of at most {_MOST_HISTORIES} origins, got more")
            response = self.get(origin + names.KEYS_PATH)
            if response.status != _OK and response.status not in _ABSENT:
                raise FetchFailed(f"{response.url} answers {response.status}")
            # Asked once for each origin, also when there is none: a site has hundreds of documents.
            self._histories[origin] = response.body if response.status == _OK else None
        return self._histories[origin]

    def _remember(self, report: Report) -> None:
        seen = report.observation
        if self.pins is None or seen is None or report.verdict is Verdict.FAILED:
            return
        # Signed for another address: true of that one perhaps, and no ground to remember this one.
        if seen.envelope and report.check("binding").outcome is not Outcome.PASS:
            return
        if on_this_machine(seen.origin) and not self.remember_loopback:
            return
        try:
            self.pins.record(seen, self.moment())
        except ConfigError:
            # The default file is a convenience that may be out of reach (read-only home, container); verifying goes on.
            if self.remember_loopback:  # the file was asked for
                raise
