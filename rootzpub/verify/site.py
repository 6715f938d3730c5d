"""A whole site: every document, every tool it advertises, every page's hash, and whether they tell one story.

Invariants: what the site advertises is asked for, as advertised, and nobody else is; what cannot be asked is SKIPPED
with its reason; how to fetch and how to judge are arguments. Findings come one by one, so that a caller can show them
as they are made; only what a change of the site could explain waits until it is known whether the site changed.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final
from urllib.parse import urlsplit

from rootzpub.errors import FetchFailed, MalformedInput
from rootzpub.fetch import DOCUMENTS, BudgetSpent, Response, Walled, discover, joined
from rootzpub.verify.beside import block_in, block_url, is_of
from rootzpub.verify.case import object_of, origin_or_none, text_of
from rootzpub.verify.kinds import signing_of
from rootzpub.verify.lineage import is_one_line
from rootzpub.verify.records import Records
from rootzpub.verify.report import Observation, Outcome, Report
from rootzpub.verify.samples import sample_requests
from rootzpub.verify.visits import Visit, visit_of
from rootzpub.wire import blocks, names, places
from rootzpub.wire.places import PLACES, SIGNATURE_SUFFIX, Place, Signing
from rootzpub.wire.strict import parse

Get = Callable[[str, Collection[str]], Response]
"""URL and acceptable media types to a Response; raises FetchFailed."""
Judge = Callable[[bytes, str], Report]
"""Body and the URL it came from to a Report."""

_OK: Final = 200
_ABSENT: Final = frozenset({404, 410})
# No answer to us, which says nothing about the site: a login, a firewall, a limit.
_REFUSED: Final = frozenset({401, 403, 429})
_REFUSAL: Final = "site.refused"
_OF_CHANGE: Final = frozenset({"site.missing", "site.mixed", "site.page-hash", "site.root", "site.twin"})
"""Failures that two documents of different publications look like."""
_ROUNDS: Final = 3


@dataclass(slots=True)
class _Tour:
    """What is known while a site is looked at."""

    site: str
    """Its origin."""
    get: Get
    judge: Judge
    table: places.PathTable[Place]
    begins_at: str = ""
    """The address of its discovery document."""
    records: Records = field(default_factory=Records)
    seen: set[str] = field(default_factory=set)
    signers: set[str] = field(default_factory=set)
    publications: list[Observation] = field(default_factory=list)
    """What each document said of the publication, in order of looking."""
    elsewhere: frozenset[str] = frozenset()
    """Origins besides `site` that documents may name for it."""
    discovery: dict[str, Any] | None = None
    """The first document looked at, when it verified."""
    manifests: list[dict[str, Any]] = field(default_factory=list)
    """Verified tools documents."""
    keys: dict[str, Any] = field(default_factory=dict)
    """The verified key history, as last seen."""
    hashes: dict[str, str] = field(default_factory=dict)
    """Content hashes by URL."""

    def visit(self, what: str, url: str, *, optional: bool = False, follow: bool = True) -> Iterator[Visit]:
        """Look at one document and, where asked to `follow`, at what its paging leads to. Raises BudgetSpent."""
        following = _joined(self.site, url)
        if not following:
            sentence = "It is advertised under an address that is none."
            yield Visit(what=what, url=url, outcome=Outcome.FAIL, code="site.fetch", sentence=sentence)
        while following and following not in self.seen:
            self.seen.add(following)
            if not self._is_own(following):
                sentence = "It is advertised at another origin, which is not asked: verify that one by itself."
                yield Visit(
                    what=what,
                    url=following,
                    outcome=Outcome.SKIPPED,
                    code="site.other-origin",
                    sentence=sentence,
                    warning=True,
                )
                return
            visit, value = self._look(what, following, optional=optional)
            yield visit
            # By URL and not by path of the list: what leads back, or was advertised twice, is looked at once.
            following = self._next(following, value) if follow else ""

    def _is_own(self, url: str) -> bool:
        return origin_or_none(url) in {self.site, *self.elsewhere}

    def _next(self, url: str, value: dict[str, Any]) -> str:
        link = text_of(value, "nextUrl")
        return _joined(url, link) if link else ""

    def _look(self, what: str, url: str, *, optional: bool) -> tuple[Visit, dict[str, Any]]:
        try:
            response = self.get(url, DOCUMENTS)
        except BudgetSpent:
            raise
        except Walled as error:
            return _refused(what, url, f"It could not be looked at: {error.message}."), {}
        except FetchFailed as error:
            return Visit(what=what, url=url, outcome=Outcome.FAIL, code="site.fetch", sentence=error.message), {}
        if response.status != _OK:
            return self._not_there(what, url, response.status, optional=optional), {}
        signing = signing_of(urlsplit(url).path, self.table)
        if signing is Signing.NONE:
            sentence = "It is deliberately unsigned, as the table of places says."
            return Visit(what=what, url=url, outcome=Outcome.SKIPPED, code="site.unsigned", sentence=sentence), {}
        if signing is Signing.HEADER:
            return self._by_header(what, url, response), {}
        report = self.judge(response.body, response.url)
        # Of what failed nothing is believed, and so nothing followed.
        value = _value(response.body) if not report.failures else {}
        self._keep(value)
        self._note(report)
        self.records.learn(value, report)
        return self._twin(visit_of(what, url, report)), value

    def _by_header(self, what: str, url: str, response: Response) -> Visit:
        """Bytes, held against the signature block in the header of their answer."""
        try:
            block = block_in(response.headers.get(names.SIGNATURE_HEADER.lower(), ""))
        except MalformedInput as error:
            return Visit(what=what, url=url, outcome=Outcome.FAIL, code="site.header", sentence=f"{error.message}.")
        report = self.judge(block, block_url(response.url))
        visit = visit_of(what, url, report)
        if report.failures:
            return visit
        if visit.code != "hash.detached" or not is_of(report, response.body):
            sentence = "The signature in its header is not of these bytes."
            return replace(visit, outcome=Outcome.FAIL, code="site.header", sentence=sentence, warning=False)
        self._note(report)
        sentence = "Verified, by the signature in its header."
        return replace(visit, code="site.verified", sentence=sentence, warning=False)

    def _note(self, report: Report) -> None:
        """Signer and publication, which must be the same all over the site."""
        if report.signer:
            self.signers.add(report.signer)
        if report.observation and report.observation.sequence:
            self.publications.append(report.observation)

    def _keep(self, value: dict[str, Any]) -> None:
        """Of what a document shows, only what leads further is kept: sites can be large."""
        self.discovery = value if self.discovery is None else self.discovery
        if isinstance(value.get("history"), list):
            self.keys = value
        if isinstance(value.get("categories"), dict):
            self.manifests.append(value)

    def _twin(self, visit: Visit) -> Visit:
        """A signature block that stands alone, held against the hash of the text it signs."""
        self.hashes[visit.url] = visit.report.content_hash if visit.report else ""
        # The text is looked at before its signature (`unnamed_addresses` puts them in this order).
        text = self.hashes.get(visit.url.removesuffix(SIGNATURE_SUFFIX), "")
        if visit.code != "hash.detached" or not text:
            return visit
        if self.hashes[visit.url] != text:
            sentence = "It signs another text than the one beside it."
            return replace(visit, outcome=Outcome.FAIL, code="site.twin", sentence=sentence, warning=False)
        sentence = "Verified, and it signs the text beside it."
        return replace(visit, code="site.verified", sentence=sentence, warning=False)

    def _not_there(self, what: str, url: str, status: int, *, optional: bool) -> Visit:
        if status in _ABSENT and optional:
            sentence = "The site does not publish it."
            return Visit(what=what, url=url, outcome=Outcome.SKIPPED, code="site.not-published", sentence=sentence)
        if status in _REFUSED:
            return _refused(what, url, f"The site does not answer us here ({status}).")
        sentence = f"It is advertised, but answers {status}."
        return Visit(what=what, url=url, outcome=Outcome.FAIL, code="site.missing", sentence=sentence)


def _refused(what: str, url: str, sentence: str) -> Visit:
    """What could not be looked at; that is no failure of the site's documents."""
    return Visit(what=what, url=url, outcome=Outcome.SKIPPED, code=_REFUSAL, sentence=sentence, warning=True)


def visit_site(
    site_url: str, get: Get, judge: Judge, *, known: Sequence[Place] = PLACES, also: Collection[str] = ()
) -> Iterator[Visit]:
    """Everything that the site at `site_url` publishes for agents, one Visit each, in the order of looking.

    `known` are the places of the standard: where to look for what no document names, and how tools are asked; `also`
    origins that its documents may name for it. A site that publishes meanwhile is read again.

    Raises FetchFailed when the site has no discovery document.
    """
    for number in range(1, _ROUNDS + 1):
        tour = _begin(site_url, get, judge, known=known, also=also)
        waiting: list[Visit] = []
        for visit in _guarded(tour, known):
            if visit.outcome is Outcome.FAIL and visit.code in _OF_CHANGE:
                waiting.append(visit)
            else:
                yield visit
        if not waiting:
            return
        if not _changed(tour):
            yield from waiting
            return
        if number < _ROUNDS:
            sentence = "It published anew while it was read, and what was read does not fit together: it is read again."
            yield Visit(what="site", url=tour.site, outcome=Outcome.SKIPPED, code="site.read-again", sentence=sentence)
    for visit in waiting:
        sentence = f"It published during each of {_ROUNDS} readings, so this is not certain: {visit.sentence}"
        yield replace(visit, outcome=Outcome.SKIPPED, code="site.unsettled", sentence=sentence, warning=True)


def _begin(site_url: str, get: Get, judge: Judge, *, known: Sequence[Place], also: Collection[str]) -> _Tour:
    found = discover(site_url, get)
    tour = _Tour(
        site=blocks.origin_of(found.response.url),
        get=get,
        judge=judge,
        table=places.table_of(known),
        elsewhere=frozenset(also),
    )
    tour.begins_at = found.response.url
    return tour


def _guarded(tour: _Tour, known: Sequence[Place]) -> Iterator[Visit]:
    """One reading; what lies beyond the budget is not looked at, and that is said."""
    try:
        yield from _reading(tour, known)
    except BudgetSpent as spent:
        sentence = f"The rest was not looked at: {spent.message}."
        yield Visit(
            what="site", url=tour.site, outcome=Outcome.SKIPPED, code="site.budget", sentence=sentence, warning=True
        )
        yield from _one_story(tour)


def _reading(tour: _Tour, known: Sequence[Place]) -> Iterator[Visit]:
    yield from tour.visit("document", tour.begins_at)
    # In this order, because each needs what the one before showed: (1) discovery names documents, (2) places that
    # nobody names, (3) the page manifest gives the records, (4) tools are asked about them, (5) pages not yet seen, (6)
    # all together.
    discovery = tour.discovery or {}
    for address, follow in _advertised(discovery).items():
        yield from tour.visit("document", address, follow=follow)
    for address in unnamed_addresses(known):
        yield from tour.visit("document", address, optional=True)
    yield from tour.visit("document", places.PAGES.path, optional="publication" not in discovery)
    yield from _tools(tour)
    yield from _pages(tour)
    yield from _one_story(tour)


def _changed(tour: _Tour) -> bool:
    """Whether the discovery document is now of a later publication than when the reading began."""
    # Its own sequence at both ends, not all that were read: a document of an older publication is no change.
    began = tour.publications[0].sequence if tour.publications else 0
    with suppress(FetchFailed):
        response = tour.get(tour.begins_at, DOCUMENTS)
        seen = tour.judge(response.body, response.url).observation if response.status == _OK else None
        return seen is not None and seen.sequence > began
    return False


def unnamed_addresses(known: Sequence[Place]) -> Iterator[str]:
    """Addresses that no document names, each with that of its signature behind it."""
    for place in known:
        if place.unnamed:
            yield place.path
            if place.twin:
                yield place.path + SIGNATURE_SUFFIX


def _advertised(discovery: dict[str, Any]) -> dict[str, bool]:
    """The addresses that a discovery document names, each once, in its order; whether their paging is followed.

    Segments show the items of the whole list once more: of each the first page is looked at, so that a large site is
    verified within its limits.
    """
    addresses: list[tuple[Any, bool]] = []
    for capability in object_of(discovery, "capabilities").values():
        if isinstance(capability, dict) and capability.get("available") is not False:
            segments, whole = capability.get("segments"), capability.get("url")
            addresses.append((whole, True))
            addresses += [(segment, not whole) for segment in (segments if isinstance(segments, list) else [])]
    addresses += [(object_of(discovery, "policies").get("detailsUrl"), True), (discovery.get("pagesUrl"), True)]
    found: dict[str, bool] = {}
    for address, follow in addresses:
        if address and isinstance(address, str):
            found.setdefault(address, follow)
    return found


def _tools(tour: _Tour) -> Iterator[Visit]:
    """Every tool in every manifest, asked with sample arguments."""
    for manifest in list(tour.manifests):
        for request in sample_requests(manifest, tour.records, tour.table):
            if request.reason:
                url = _joined(tour.site, request.resource) or request.resource
                yield Visit(
                    what="tool", url=url, outcome=Outcome.SKIPPED, code="site.tool-not-asked", sentence=request.reason
                )
                continue
            yield from tour.visit("tool", request.resource)


def _pages(tour: _Tour) -> Iterator[Visit]:
    """Pages whose words no list showed are asked for one by one; then all hashes are summed up."""
    if not tour.records.by_path:
        return
    for path in tour.records.unseen() if tour.records.can_read_pages else ():
        # Where the manifest names its document: a site that is kept as files answers no question.
        named = text_of(tour.records.by_path[path], "documentUrl")
        visits = list(tour.visit("page", named or blocks.resource(places.PAGE.path, {"path": path})))
        yield from visits
        if any(visit.code == _REFUSAL for visit in visits):
            break  # a limit is reached; asking on would only be rude
    yield from tour.records.summary(tour.site)


def _one_story(tour: _Tour) -> Iterator[Visit]:
    """Whether all documents are of one publication (or of later ones, as we went on), and have one signer."""
    mixed = _mixed(tour.publications)
    if mixed:
        yield Visit(what="site", url=tour.site, outcome=Outcome.FAIL, code="site.mixed", sentence=mixed)
    if len(tour.signers) > 1 and is_one_line(tour.signers, tour.keys):
        sentence = "The signer changed while the site was read, and the old key signed the change."
        yield Visit(what="site", url=tour.site, outcome=Outcome.PASS, code="site.rotated", sentence=sentence)
    elif len(tour.signers) > 1:
        yield Visit(
            what="site",
            url=tour.site,
            outcome=Outcome.FAIL,
            code="site.signers",
            sentence=f"Its documents are signed by different keys: {', '.join(sorted(tour.signers))}.",
        )
    elif tour.signers:
        sentence = f"All documents are signed by {min(tour.signers)}."
        yield Visit(what="site", url=tour.site, outcome=Outcome.PASS, code="site.one-signer", sentence=sentence)


def _mixed(publications: Sequence[Observation]) -> str:
    """What shows that documents of different publications were put together; "" when nothing does."""
    # In order of looking: a sequence may grow while a site is read, and never falls.
    for before, after in pairwise(publications):
        if after.sequence < before.sequence:
            return f"Documents of publication {after.sequence} are mixed with those of {before.sequence}."
        if after.sequence == before.sequence and after.root and before.root and after.root != before.root:
            return f"Two documents name publication {after.sequence}, with different roots."
    return ""


def _joined(base: str, link: str) -> str:
    """A link as an absolute URL; empty where it cannot be one: what a site writes must not end the tour."""
    try:
        return joined(base, link)
    except FetchFailed:
        return ""


def _value(body: bytes) -> dict[str, Any]:
    try:
        value = parse(body)
    except MalformedInput:
        return {}
    return value if isinstance(value, dict) else {}
