"""`Publisher`: a path and its parameters in, the final bytes out. The same for web, files and command line; no Flask.

Invariants: an answer is built once for each version of the site and step of the clock; whatever is asked is answered,
errors as sealed documents; no request converts, reads the source, or waits for a sync. What is special about an address
stands in its endpoint's row, not here.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from rootzpub.clock import Clock, fixed_clock, system_clock
from rootzpub.config import Config
from rootzpub.documents import Request, discovery
from rootzpub.errors import Busy, KeyUnavailable, MethodNotAllowed, NotReady, RootzpubError, StoreUnavailable
from rootzpub.publisher.cache import Cache
from rootzpub.publisher.edition import Edition, EditionMaker, Identity, ServerFacts
from rootzpub.publisher.endpoints import ENDPOINT_TABLE, EndpointTable, Found, Volatility
from rootzpub.publisher.endpoints.endpoint import Endpoint, no_such_document
from rootzpub.publisher.followed_keys import FollowedKeys, Signing
from rootzpub.publisher.negotiation import accepts, not_acceptable
from rootzpub.publisher.plausibility import is_behind
from rootzpub.publisher.refusal import come_back, error_document
from rootzpub.publisher.released_statement import Difference, ReleasedStatement
from rootzpub.publisher.request_context import PLAIN_GET, Parameters, RequestContext
from rootzpub.publisher.self_check import try_answer
from rootzpub.readiness import Trial
from rootzpub.seal import SealContext, SealedResponse, Unsealed, draft, seal
from rootzpub.site import Site
from rootzpub.store import Store
from rootzpub.wire import Document, names
from rootzpub.wire.blocks import resource, stamp
from rootzpub.wire.names import REST_ROUTE

_HEADERS: Final = 3 * 1024
"""Bytes of the complete headers of an answer, in the codings that are usual."""
Key = tuple[str, tuple[tuple[str, str], ...], str]
"""Path, understood parameters in one order, form: what decides an answer besides site, settings and time."""

# What holds for a step of the clock; all else is built for each request (decision 0014).
_PER_STEP: Final = frozenset({Volatility.SITE, Volatility.CLOCK})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One request with the row that answers it."""

    path: str
    pairs: tuple[tuple[str, str], ...]
    """The parameters that are understood, in one order."""
    found: Found | None
    media_type: str
    """The form that was chosen, where there are several."""
    context: RequestContext
    request: Request | None = None
    """The question in one spelling, read and checked; None where nothing answers."""

    @property
    def key(self) -> Key:
        """What it is cached under."""
        # The form is part of it: one path may answer in several.
        return self.path, self.pairs, self.media_type

    @property
    def built_as(self) -> Key:
        """What its draft is cached under: other spellings of one question share it."""
        assert self.request is not None
        return self.request.path, self.request.asked, self.media_type

    @property
    def resource(self) -> str:
        """What is signed: path and understood parameters as asked [wire §2.resource]."""
        return resource(self.path, self.pairs)

    @property
    def for_one(self) -> bool:
        """Whether the answer is this caller's own."""
        if self.found is None:
            return False
        endpoint = self.found.endpoint
        owned = endpoint.volatility is Volatility.OWNER
        return (endpoint.personal or owned) and self.context.caller != PLAIN_GET.caller

    @property
    def lasts(self) -> bool:
        """Whether the answer holds for a step of the clock, whoever asks."""
        # That nothing answers here is true for everybody until the site changes: the 404 is cached like an answer.
        if self.found is None:
            return True
        return not self.for_one and self.context.method == "GET" and self.found.endpoint.volatility in _PER_STEP


class Publisher:
    """Answers for one store. Threads may share it."""

    def __init__(  # noqa: PLR0913 - the parts of it, each with a default
        self,
        store: Store,
        config: Config,
        *,
        identity: Identity | None = None,
        facts: ServerFacts | None = None,
        clock: Clock = system_clock,
        endpoints: EndpointTable = ENDPOINT_TABLE,
        keys: FollowedKeys | None = None,
    ) -> None:
        """Put the parts together.

        `identity` is who publishes (default: as configured, without a key), `facts` what the server knows besides the
        site, `endpoints` what answers where; `keys` is asked with every request whether another key signs.

        Raises:
            ConfigError: the identity contract or its network cannot be.
        """
        self.store = store
        self.config = config
        self.endpoints = endpoints
        self._clock = clock
        self._facts = facts or ServerFacts(config_changed=clock())
        self._answers: Cache[SealedResponse] = Cache(_bytes_of, admits=_is_remembered)
        # Two caches: drafts live as long as a version of the site, sealed answers as long as a step of the clock.
        self._drafts: Cache[Unsealed] = Cache(_size_of, admits=lambda unsealed: not unsealed.beyond_end)
        self._released = ReleasedStatement(self._facts.released, self._facts.released_settings)
        self._statement = self._released if config.signing.publish == "approved" else None
        self._maker = EditionMaker(
            config=config,
            identity=identity or Identity.of(config.identity, None, None),
            facts=self._facts,
            endpoints=endpoints,
            trial=self._try,
            released=self._statement_of(self._facts),
            waiting=self._members_waiting if self._statement else None,
            hold=self._statement.hold if self._statement else None,
        )
        self._keys = keys
        self._signing_number = 0
        self._changing = threading.Lock()
        if keys is not None:
            self._maker = self._signed_by(keys.signing)
        self._edition: Edition | None = None

    def answer(self, path: str, parameters: Parameters = (), context: RequestContext = PLAIN_GET) -> SealedResponse:
        """The answer to a path (as in a URL, still percent-encoded); errors are sealed documents, never raised."""
        try:
            # 1. What may be cached together: one version, one step, one released statement. Asked first, so that a sync
            # that ends meanwhile makes a new epoch and never an old answer under a new one.
            moment = self._now()
            version = self.store.version()
            epoch = (version, self._step(moment), self._mark(), self._maker.generation)
            pairs = self._understood(path, parameters) if parameters else ()
            if context is PLAIN_GET:
                # The hot path: what was answered in this step is found without a look at the row.
                cached = self._answers.cached(epoch, (path, pairs, ""))
                if cached is not None:
                    return cached
            # 2. The row, the question in one spelling, and the form where there are several.
            question = self._question(path, pairs, context)
            # 3. Built once for all who ask in this step, or for this caller alone.
            if not question.lasts:
                answer = self._build(question, moment, version=version)
            else:
                answer = self._answers.get(epoch, question.key, lambda: self._build(question, moment, version=version))
            # 4. What the client cannot take is 406, also where the row has one form and nothing was chosen
            # (decision 0014).
            if not accepts(context.accept, answer.media_type):
                raise not_acceptable((answer.media_type,))
        except RootzpubError as error:
            return self.refuse(error, path, parameters)
        return answer

    def refuse(self, error: RootzpubError, path: str, parameters: Parameters = ()) -> SealedResponse:
        """The sealed error document for something that went wrong before the publisher was asked."""
        plain, left = self.endpoints.plain(path, parameters)
        # The parameter that holds the plain address is part of what was asked.
        names_known = self.endpoints.parameter_names(plain) | ({REST_ROUTE} if len(left) < len(parameters) else set())
        document = error_document(error, path, parameters, names_known)
        moment = self._now()  # before the edition: it decides which key signs
        edition = self._known_edition()

        def sealed_by(context: SealContext) -> SealedResponse:
            return seal(document, moment=moment, stamp_seconds=self.config.site.stamp_seconds, context=context)

        try:
            sealed = sealed_by(edition.context)
        except (Busy, KeyUnavailable):
            # Nobody signs now, and that is what is to be said.
            sealed = sealed_by(edition.context.unsigned)
        # An error is never confirmed as unchanged.
        return replace(
            sealed, etag="", last_modified=None, headers=(*sealed.headers, *come_back(error, document.status))
        )

    def approve(self) -> str:
        """Release the discovery document as it is now; gives the hash of its statement.

        Raises:
            NotReady: no site was read yet.
            StoreUnavailable: the data folder cannot be written.
        """
        return self._released.approve(self._unreleased(), self.config)

    def waiting(self) -> tuple[Difference, ...]:
        """What of the discovery document the owner has not released. Raises NotReady, StoreUnavailable."""
        return self._released.waiting(self._unreleased())

    def _members_waiting(self) -> tuple[str, ...]:
        return tuple(difference.member for difference in self.waiting())

    def _statement_of(self, facts: ServerFacts) -> Callable[[Document], Document] | None:
        """What is done to the discovery document: as it was released, or noted as served; never noted for files."""
        if facts.validity is None:
            return self._statement.apply if self._statement else self._noted
        return self._statement.apply_to_files if self._statement else None

    def _noted(self, document: Document) -> Document:
        """The same document, noted as what is served: it counts as approved when approving is switched on."""
        # A disk that is full or cannot be written keeps nobody from reading.
        with contextlib.suppress(StoreUnavailable):
            self._released.approve(document, self.config)
        return document

    def _unreleased(self) -> Document:
        """The discovery document as it would be built, not as it was released before."""
        with self.store.site() as site:
            settings = replace(self._maker, released=None, hold=None).of(site).settings
            return discovery.build(site, settings, Request(path=names.WELL_KNOWN))

    def as_files(self, validity: timedelta) -> "Publisher":
        """The same publisher for files: its clock stopped now, everything valid for as long, and no tools."""
        return Publisher(
            self.store,
            self.config,
            identity=self._maker.identity,
            facts=replace(self._maker.facts, validity=validity),
            clock=fixed_clock(self._clock()),
            endpoints=self.endpoints.without_tools(),
        )

    def paths(self) -> Iterator[str]:
        """Every path that answers without a question, in one view of the site. Raises NotReady, StoreUnavailable."""
        with self.store.site() as site:
            yield from self.endpoints.built(site, self._edition_of(site).settings)

    def edition(self) -> Edition:
        """What all answers share now. Raises NotReady, StoreUnavailable."""
        with self.store.site() as site:
            return self._edition_of(site)

    def _understood(self, path: str, parameters: Parameters) -> tuple[tuple[str, str], ...]:
        """The parameters that decide the answer, in one order: what else is asked along changes nothing."""
        plain, left = self.endpoints.plain(path, parameters)
        known = self.endpoints.parameter_names(plain)
        routed = [pair for pair in parameters if pair[0] == REST_ROUTE] if len(left) < len(parameters) else []
        # Junk and another order would otherwise fill the cache with copies of one answer.
        return tuple(sorted([*routed, *(pair for pair in left if pair[0] in known)]))

    def _question(self, path: str, pairs: tuple[tuple[str, str], ...], context: RequestContext) -> _Question:
        """The row and the form that are meant. Raises MethodNotAllowed, NotAcceptable, BadParameter."""
        plain, left = self.endpoints.plain(path, pairs)
        found = self.endpoints.find(plain)
        if found is None:
            return _Question(path=path, pairs=(), found=None, media_type="", context=context)
        endpoint = found.endpoint
        if context.method not in endpoint.methods:
            expected = " or ".join(method for method in endpoint.allowed if method != "OPTIONS")
            # The method is a stranger's text in a document that we sign: cut short.
            raise MethodNotAllowed(f"expected {expected}, got {context.method[:20]}", hint=_what_it_takes(endpoint))
        several = len(endpoint.media_types) > 1
        media_type = endpoint.choose(context.accept, endpoint.media_types) if several else ""
        return _Question(
            path=path,
            pairs=pairs,
            found=found,
            media_type=media_type,
            context=context,
            request=found.request(plain, left, context=context, media_type=media_type),
        )

    def _build(self, question: _Question, moment: datetime, *, version: int = 0) -> SealedResponse:
        """The answer, not cached, signed with `moment` and the key in force then (`_now`).

        `version` is the site's, where the caller has just asked for it.
        """
        try:
            unsealed, edition = self._cached_draft(question, version) or self._draft(question)
            self._refuse_dates_beyond_now(edition)
        except (NotReady, StoreUnavailable):
            raise  # passes as soon as the store answers: not to be cached
        except RootzpubError as error:
            return self.refuse(error, question.path, question.pairs)
        assert question.request is not None
        if question.resource != question.request.resource:
            unsealed = unsealed.at(question.resource)
        sealed = unsealed.seal(moment=moment, stamp_seconds=self.config.site.stamp_seconds, context=edition.context)
        return self._response(sealed, question, edition)

    def _response(self, sealed: SealedResponse, question: _Question, edition: Edition) -> SealedResponse:
        """What the row adds to the sealed bytes."""
        assert question.found is not None
        endpoint = question.found.endpoint
        # Only where site and settings alone decide is there a moment at which the answer last became another one.
        dated = sealed.last_modified is not None and endpoint.volatility is Volatility.SITE
        return replace(
            sealed,
            headers=(*sealed.headers, *endpoint.headers),
            last_modified=max(sealed.last_modified, self._since(edition)) if dated and sealed.last_modified else None,
            made=self._clock(),
            private=question.for_one,
            counted_as=endpoint.counted_as,
        )

    def _draft(self, question: _Question) -> tuple[Unsealed, Edition]:
        """What is to be sealed; made once for a version of the site where nothing but the site decides it."""
        found = question.found
        with self.store.site() as site:
            edition = self._edition_of(site)
            if found is None:
                raise no_such_document()
            endpoint = found.endpoint

            def build() -> Unsealed:
                assert question.request is not None  # there is a row
                return draft(endpoint.answer_to(site, edition.settings, question.request))

            if not question.lasts or endpoint.volatility is not Volatility.SITE:
                return build(), edition
            return self._drafts.get((site.version, self._mark(), edition.generation), question.built_as, build), edition

    def _cached_draft(self, question: _Question, version: int) -> tuple[Unsealed, Edition] | None:
        """What was made for this version before; without a look into the store. Never for one caller's question."""
        edition = self._edition
        if edition is None or not self._is_current(edition, version) or not question.lasts or question.found is None:
            return None
        cached = self._drafts.cached((version, self._mark(), edition.generation), question.built_as)
        return None if cached is None else (cached, edition)

    def _refuse_dates_beyond_now(self, edition: Edition) -> None:
        """Nothing is signed with a date that lies beyond now: either the clock is wrong, or that publication's was."""
        now = (self._facts.wall_clock or self._clock)()
        if is_behind(now, edition.published):
            raise NotReady(
                f"the last publication bears a date beyond now, which is {now:%Y-%m-%d %H:%M} UTC",
                hint="Set the clock; if it is right, `rootzpub sync` dates the publication anew after an hour.",
            )

    def _mark(self) -> tuple[int, bool]:
        """Changes when the owner releases another statement, and when limits cannot be declared any more."""
        return self._statement.mark() if self._statement else 0, self._limits_hold()

    def _limits_hold(self) -> bool:
        return not self._facts.proxy.address

    def _since(self, edition: Edition) -> datetime:
        """When an answer of this edition could last have become another one."""
        since = max(edition.since, self._facts.proxy.moment)
        return max(since, self._statement.moment()) if self._statement else since

    def _edition_of(self, site: Site) -> Edition:
        edition = self._edition
        # Threads may both make it: the second is equal to the first, and costs less than a lock for every answer.
        if edition is None or not self._is_current(edition, site.version):
            mark = self._mark()
            edition = self._edition = replace(self._maker.of(site), mark=mark)
        return edition

    def _is_current(self, edition: Edition, version: int) -> bool:
        return (
            edition.version == version and edition.generation == self._maker.generation and edition.mark == self._mark()
        )

    def _now(self) -> datetime:
        """The moment that an answer is signed with; the key in force at that moment signs from here on."""
        moment = self._clock()
        if self._keys is not None:
            signing = self._keys.at(moment)
            # By number: a thread that was held up brings no former key back.
            if signing.number > self._signing_number:
                with self._changing:
                    if signing.number > self._signing_number:
                        self._maker, self._signing_number = self._signed_by(signing), signing.number
        return moment

    def _signed_by(self, signing: Signing) -> EditionMaker:
        """The maker for a key; one assignment, so that no answer mixes two of them."""
        facts = replace(self._maker.facts, config_changed=signing.changed, key_history=signing.key_history)
        return replace(self._maker, identity=signing.identity, facts=facts, generation=self._maker.generation + 1)

    def _known_edition(self) -> Edition:
        """For errors: the edition of now, else the last one that could be read, else none of any site."""
        try:
            return self.edition()
        except RootzpubError:
            known = self._edition
            # One of a former key would sign with it.
            is_usable = known is not None and known.generation == self._maker.generation
            return known if known is not None and is_usable else self._maker.before_any_site()

    def _step(self, moment: datetime) -> int:
        return int(stamp(moment, self.config.site.stamp_seconds).timestamp())

    def _try(self, path: str) -> Trial:
        """Ask ourselves, past the cached answers: who tries is building an answer, and may not wait for another one."""
        edition = self._known_edition()
        try:
            # Not through `answer`: two statuses that waited for each other's answers would stand still for ever.
            answer = self._build(self._question(path, (), PLAIN_GET), self._now())
        except RootzpubError as error:
            answer = self.refuse(error, path)
        return try_answer(answer, path, origin=edition.context.origin, moment=self._clock())


def _what_it_takes(endpoint: Endpoint) -> str:
    return "Nothing here can be changed." if endpoint.methods == ("GET",) else "The path is right, the method is not."


def _bytes_of(response: SealedResponse) -> int:
    # The codings that are made when first asked for are shorter than the body; each has a list of headers.
    return 2 * len(response.body) + _HEADERS


def _is_remembered(response: SealedResponse) -> bool:
    """Only successes: errors are as many as wrong questions. Nor empty parts: as many as numbers."""
    return response.status == HTTPStatus.OK and not response.beyond_end


def _size_of(unsealed: Unsealed) -> int:
    return unsealed.size
