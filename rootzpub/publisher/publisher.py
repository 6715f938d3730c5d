"""`Publisher`: a path and its parameters in, the final bytes out. The same for web, files and command line; no Flask.

Invariants: an answer is built once for each version of the site and step of the clock; whatever is asked is answered,
errors as sealed documents; no request converts, reads the source, or waits for a sync.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from rootzpub.clock import Clock, fixed_clock, system_clock
from rootzpub.config import Config
from rootzpub.documents import Traffic, answer_document, document_paths, find_document
from rootzpub.errors import NotFound, NotReady, RootzpubError, StoreUnavailable
from rootzpub.proof import Signer
from rootzpub.publisher.answer import Answer, Parameters
from rootzpub.publisher.cache import Cache
from rootzpub.publisher.edition import Edition, EditionMaker, Identity
from rootzpub.publisher.refusal import error_document
from rootzpub.publisher.released_statement import Approval
from rootzpub.publisher.self_check import try_answer
from rootzpub.readiness import Trial
from rootzpub.seal import Draft, SealedDocument, draft, seal, seal_text, seal_text_signature
from rootzpub.site import Site
from rootzpub.state import MemoryState, State
from rootzpub.store import Store
from rootzpub.tools import answer_tool, find_tool
from rootzpub.wire import Document, Parameter, TextDocument, names
from rootzpub.wire.blocks import stamp

SIGNATURE_SUFFIX: Final = ".sig"
"""`/llms.txt.sig` is the signature block of `/llms.txt` as JSON."""

_HOUR: Final = 3600
_LIVE: Final = frozenset({names.KEYS_PATH, f"{names.REST_PREFIX}/status"})
"""What more than the site decides: the key history's file, and whether everything answers just now."""


class Publisher:
    """Answers for one store. Threads may share it."""

    def __init__(  # noqa: PLR0913 - the parts that assembly puts together, by name
        self,
        *,
        store: Store,
        config: Config,
        signer: Signer | None = None,
        clock: Clock = system_clock,
        delegation: Mapping[str, Any] | None = None,
        traffic: Callable[[], Traffic] | None = None,
        key_history: Callable[[str], Mapping[str, Any]] | None = None,
        settled: datetime | None = None,
        state: State | None = None,
    ) -> None:
        """Put the parts together.

        `delegation` is the owner's proof for the signer, `traffic` counts requests for the owner's status,
        `key_history` gives what an origin has said about its keys (the body of `/.well-known/ai/keys`), `settled` is
        since when configuration and key are what they are, `state` what is kept beside the store (default: nothing).

        Raises:
            ConfigError: the identity contract or its network cannot be.
        """
        self.store = store
        self.config = config
        self._clock = clock
        self._with_clock = partial(
            Publisher,
            store=store,
            config=config,
            signer=signer,
            delegation=delegation,
            key_history=key_history,
            state=state,
        )
        self._key_history = key_history
        self._answers: Cache[Answer] = Cache(_bytes_of_answer)
        self._drafts: Cache[Draft | TextDocument] = Cache(_bytes_of_draft)
        self._released = Approval((state or MemoryState()).note("approved"))
        self._approval = self._released if config.signing.publish == "approved" else None
        self._maker = EditionMaker(
            config=config,
            identity=Identity.of(config.identity, signer, delegation),
            trial=self._try,
            traffic=traffic,
            settled=settled or clock(),
        )
        self._edition: Edition | None = None

    def answer(self, path: str, parameters: Parameters = (), *, owner: bool = False) -> Answer:
        """The answer to a path (as in a URL, still percent-encoded); errors are sealed documents, never raised."""
        try:
            version = self.store.version()
            epoch = (version, self._step(), self._approval.mark() if self._approval else 0)
            asked = _asked(path, parameters)
            if owner and find_tool(path) is not None:
                return self._build(path, asked, owner=True)
            return self._answers.get(epoch, (path, asked), lambda: self._build(path, asked, version=version))
        except RootzpubError as error:
            return self.refuse(error, path, parameters)

    def refuse(self, error: RootzpubError, path: str, parameters: Parameters = ()) -> Answer:
        """The sealed error document for something that went wrong before the publisher was asked."""
        document = error_document(error, path, parameters, _understood(path))
        return _answer(self._seal(document, self._known_edition()))

    def tool_name(self, path: str) -> str:
        """The tool behind this path, or an empty string."""
        tool = find_tool(path)
        return tool.spec.name if tool else ""

    def approve(self) -> str:
        """Release the discovery document as it is now; gives the hash of its statement.

        Raises:
            NotReady: no site was read yet.
            StoreUnavailable: the data folder cannot be written.
        """
        with self.store.site() as site:
            document = answer_document(site, self._edition_of(site).settings, names.WELL_KNOWN)
        assert isinstance(document, Document)
        return self._released.approve(document)

    def standing_still(self) -> "Publisher":
        """The same publisher with its clock stopped now: what it answers belongs together."""
        return self._with_clock(clock=fixed_clock(self._clock()))

    def paths(self) -> Iterator[str]:
        """Every path that answers without a question, in one view of the site. Raises NotReady, StoreUnavailable."""
        with self.store.site() as site:
            yield from document_paths(site, self._edition_of(site).settings)
        if self._key_history is not None:
            yield names.KEYS_PATH

    def edition(self) -> Edition:
        """What all answers share now. Raises NotReady, StoreUnavailable."""
        with self.store.site() as site:
            return self._edition_of(site)

    def _build(self, path: str, parameters: Parameters, *, owner: bool = False, version: int = 0) -> Answer:
        """The answer, not kept. `version` is the site's, where the caller has just asked for it."""
        as_signature = path.endswith(SIGNATURE_SUFFIX)
        document_path = path.removesuffix(SIGNATURE_SUFFIX)
        try:
            unsealed, edition = self._kept_draft(document_path, parameters, version) or self._unsealed(
                document_path, parameters, owner=owner
            )
            if as_signature and not isinstance(unsealed, TextDocument):
                raise NotFound("there is no such document", hint=f"{names.WELL_KNOWN} names what is published.")
        except (NotReady, StoreUnavailable):
            raise  # passes as soon as the store answers: not to be kept
        except RootzpubError as error:
            return self.refuse(error, path, parameters)
        sealed = self._seal(unsealed, edition, as_signature=as_signature)
        return _answer(sealed, owner_only=owner, since=None if path in _LIVE else self._since(edition))

    def _unsealed(self, path: str, parameters: Parameters, *, owner: bool) -> tuple[Draft | TextDocument, Edition]:
        """What is to be sealed; made once for a version of the site where nothing but the site decides it."""
        with self.store.site() as site:
            edition = self._edition_of(site)

            def make() -> Draft | TextDocument:
                document = self._document(site, edition, path, parameters, owner=owner)
                return draft(document) if isinstance(document, Document) else document

            if owner or path in _LIVE:
                return make(), edition
            mark = self._approval.mark() if self._approval else 0
            return self._drafts.get((site.version, mark), (path, parameters), make), edition

    def _kept_draft(
        self, path: str, parameters: Parameters, version: int
    ) -> tuple[Draft | TextDocument, Edition] | None:
        """What was made for this version before; without a look into the store. Never for an owner's question."""
        edition = self._edition
        if edition is None or edition.version != version:
            return None
        mark = self._approval.mark() if self._approval else 0
        kept = self._drafts.kept((version, mark), (path, parameters))
        return None if kept is None else (kept, edition)

    def _document(
        self, site: Site, edition: Edition, path: str, parameters: Parameters, *, owner: bool
    ) -> Document | TextDocument:
        if find_tool(path) is not None:
            document = answer_tool(site, edition.settings, path, parameters, owner=owner)
        elif path == names.KEYS_PATH and self._key_history is not None:
            document = Document(
                kind=names.KIND_KEYS, resource=path, body=self._key_history(edition.context.origin), max_age=_HOUR
            )
        else:
            document = answer_document(site, edition.settings, path, parameters)
        if self._approval and isinstance(document, Document) and document.kind == names.KIND_DISCOVERY:
            document = self._approval.apply(document)
        return document

    def _seal(
        self, document: Document | Draft | TextDocument, edition: Edition, *, as_signature: bool = False
    ) -> SealedDocument:
        moment, step = self._clock(), self.config.site.stamp_seconds
        if not isinstance(document, TextDocument):
            return seal(document, moment=moment, stamp_seconds=step, context=edition.context)
        sealing = seal_text_signature if as_signature else seal_text
        return sealing(document, moment=moment, stamp_seconds=step, context=edition.context)

    def _since(self, edition: Edition) -> datetime:
        """When an answer of this edition could last have become another one."""
        return max(edition.since, self._approval.moment()) if self._approval else edition.since

    def _edition_of(self, site: Site) -> Edition:
        edition = self._edition
        if edition is None or edition.version != site.version:
            edition = self._edition = self._maker.of(site)
        return edition

    def _known_edition(self) -> Edition:
        """For errors: the edition of now, else the last one that could be read, else none of any site."""
        try:
            return self.edition()
        except RootzpubError:
            return self._edition or self._maker.before_any_site()

    def _step(self) -> int:
        return int(stamp(self._clock(), self.config.site.stamp_seconds).timestamp())

    def _try(self, path: str) -> Trial:
        """Ask ourselves, past the cached answers: who tries is building an answer, and may not wait for another one."""
        edition = self._known_edition()
        try:
            answer = self._build(path, ())
        except RootzpubError as error:
            answer = self.refuse(error, path)
        return try_answer(answer, path, origin=edition.context.origin, moment=self._clock())


def _answer(sealed: SealedDocument, *, owner_only: bool = False, since: datetime | None = None) -> Answer:
    """What goes out; `since` is when it could last have changed, None where nothing tells."""
    newest = sealed.last_modified
    return Answer(
        status=sealed.status,
        body=sealed.body,
        media_type=sealed.media_type,
        kind=sealed.kind,
        resource=sealed.resource,
        max_age=sealed.max_age,
        etag="" if sealed.kind == names.KIND_ERROR else sealed.etag,
        last_modified=max(newest, since) if newest and since else None,
        owner_only=owner_only,
    )


def _bytes_of_answer(answer: Answer) -> int:
    return len(answer.body)


def _bytes_of_draft(unsealed: Draft | TextDocument) -> int:
    return len(unsealed.text) if isinstance(unsealed, TextDocument) else unsealed.size


def _asked(path: str, parameters: Parameters) -> tuple[tuple[str, str], ...]:
    """The parameters that decide the answer, in one order: whatever else is asked along, the answer is the same one."""
    if not parameters:
        return ()
    known = {parameter.name for parameter in _understood(path)}
    return tuple(sorted(pair for pair in parameters if pair[0] in known))


def _understood(path: str) -> tuple[Parameter, ...]:
    """The parameters that are understood at a path."""
    tool = find_tool(path)
    if tool is not None:
        return tool.spec.parameters
    row = find_document(path)
    return row.parameters if row else ()
