"""`EndpointTable`: the way from a path to its row.

Invariants: an exact path costs one dictionary look-up. Of rows that claim the same path, the later one answers: a tool
takes over the address that its document has beside others, and whoever adds rows may take over any.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rootzpub.documents import UNLISTED, Request, Settings, read_parameters
from rootzpub.publisher.endpoints.endpoint import Endpoint, needs_a_server, never_enabled, no_such_document
from rootzpub.publisher.request_context import PLAIN_GET, RequestContext
from rootzpub.site import Site
from rootzpub.wire import Parameter, Signing, Unsigned, names, signature_of
from rootzpub.wire.forms import Pairs, plain_address
from rootzpub.wire.places import SIGNATURE_SUFFIX, Match, PathTable

_PAGE_DIGITS: Final = 7
"""More pages than any site has; keeps offsets far below 2^53."""
_REMEMBERED: Final = 4096
"""Paths of segments and pages whose row is remembered."""
_LONGEST: Final = 512
"""Characters of such a path: strangers choose them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The row behind a path."""

    endpoint: Endpoint
    base: str
    """The path without `/page/N`."""
    page: int = 0
    """N, or 0."""
    segment: str = ""
    """What stands at the placeholder."""

    def request(
        self,
        path: str,
        pairs: Iterable[tuple[str, str]] = (),
        *,
        context: RequestContext = PLAIN_GET,
        media_type: str = "",
    ) -> Request:
        """What was asked, checked; `media_type` is the form that was chosen. Raises BadParameter."""
        values, asked = read_parameters(pairs, self.endpoint.parameters)
        return Request(
            path=path,
            values=values,
            asked=asked,
            base=self.base,
            page=self.page,
            segment=self.segment,
            caller=context.caller,
            method=context.method,
            body=context.body,
            media_type=media_type,
        )


class EndpointTable:
    """All rows that answer, those of the signatures beside texts and bytes included. Immutable."""

    def __init__(self, rows: Iterable[Endpoint]) -> None:
        """Raises ValueError for rows that contradict each other, and for addresses that nobody could link to."""
        plain = self._plain = tuple(rows)
        # When the table is made and not when it is asked: a row that nobody could link to is our mistake
        # (decision 0014).
        for endpoint in plain:
            _demand_examples(endpoint)
            _demand_address(endpoint)
        self._signatures = {
            endpoint.place.name: _signature_endpoint(endpoint) for endpoint in plain if endpoint.place.twin
        }
        self.rows: tuple[Endpoint, ...] = (*plain, *self._signatures.values())
        """In the order of lists; signatures last."""
        _demand_own_names(self.rows)
        _demand_free_twins(plain, self._signatures.values())
        self._paths = PathTable((path, endpoint) for endpoint in plain for path in endpoint.place.paths)
        self._names = {row.place.name: frozenset(one.name for one in row.parameters) for row in self.rows}
        # Bounded, because strangers choose the paths.
        self._open = lru_cache(maxsize=_REMEMBERED)(self._search)
        # Plain paths are looked up once, here: finding one costs a look into a dictionary.
        exact = {path for endpoint in self.rows for path in endpoint.place.paths if "{" not in path}
        self._exact = {path: found for path in exact if (found := self._search(path)) is not None}

    def without_tools(self) -> "EndpointTable":
        """What a host of files can answer: no tool, and no document about tools."""
        documents = (row for row in self._plain if row.spec is None)
        return EndpointTable(replace(row, enabled=never_enabled) if _is_about_tools(row) else row for row in documents)

    @property
    def methods(self) -> frozenset[str]:
        """Every method that some row allows."""
        return frozenset(method for endpoint in self.rows for method in endpoint.allowed)

    def find(self, path: str) -> Found | None:
        """The row that answers at a path (as in a URL), or None. Whether it is enabled is not asked here."""
        return self._exact.get(path) or (self._open if len(path) <= _LONGEST else self._search)(path)

    def plain(self, path: str, pairs: Pairs = ()) -> tuple[str, Pairs]:
        """The address that is meant, and the parameters that are left: as asked, unless another form of a row's.

        A row that has the very path keeps it: an owner's own document may end in a slash.
        """
        plain, left = plain_address(path, pairs)
        if plain == path or (len(left) == len(pairs) and self.find(path)) or not self.find(plain):
            return path, pairs
        return plain, left

    def parameters(self, path: str) -> tuple[Parameter, ...]:
        """The parameters that are understood at a path."""
        found = self.find(path)
        return found.endpoint.parameters if found else ()

    def parameter_names(self, path: str) -> frozenset[str]:
        """The names of the parameters that are understood at a path."""
        found = self.find(path)
        return self._names[found.endpoint.place.name] if found else frozenset()

    def built(self, site: Site, settings: Settings) -> Iterator[str]:
        """Every path that a static copy holds, signatures beside texts excepted; each answers without a question."""
        for endpoint in self.rows:
            if endpoint.enabled(settings):
                yield from endpoint.built(site, settings)

    def _search(self, path: str) -> Found | None:
        # A signature first: `{segment}` would take `x.sig` for the name of a segment.
        signed = self._match(path.removesuffix(SIGNATURE_SUFFIX)) if path.endswith(SIGNATURE_SUFFIX) else None
        if signed is not None and signed.endpoint.place.twin:
            return replace(signed, endpoint=self._signatures[signed.endpoint.place.name])
        return self._match(path)

    def _match(self, path: str) -> Found | None:
        # An exact path before a segment, a segment before any depth; of one path the later row, so that a tool takes
        # over the address that it shares with a document (decision 0014).
        for match in self._paths.matches(path):
            for endpoint in reversed(match.rows):
                if _has_page(endpoint, match):
                    return Found(endpoint=endpoint, base=match.base, page=int(match.page or 0), segment=match.segment)
        return None


def _is_about_tools(row: Endpoint) -> bool:
    return row.listing.capability is not None and row.listing.capability.about_tools


def _has_page(endpoint: Endpoint, match: Match[Endpoint]) -> bool:
    # A tool has no pages: `/page/2` of an address that it shares stays the document's.
    return not match.page or (endpoint.place.paged and len(match.page) <= _PAGE_DIGITS)


def _demand_examples(endpoint: Endpoint) -> None:
    for parameter in endpoint.parameters:
        if parameter.required and parameter.example is None:
            raise ValueError(f"{endpoint.place.name}: the required parameter {parameter.name} needs an example")


def _demand_address(endpoint: Endpoint) -> None:
    """A pattern is no link; catalogues may name it, because they describe addresses."""
    listing = endpoint.listing
    is_linked = bool(listing.section or listing.front or listing.capability or listing.scored)
    if is_linked and "{" in endpoint.place.path:
        raise ValueError(f"{endpoint.place.name}: what is listed needs a first path without a placeholder")


def _demand_own_names(rows: Iterable[Endpoint]) -> None:
    seen: set[str] = set()
    for name in (row.place.name for row in rows):
        if name in seen:
            raise ValueError(f"{name}: two rows have this name; a place's name is its own")
        seen.add(name)


def _demand_free_twins(plain: Iterable[Endpoint], signatures: Iterable[Endpoint]) -> None:
    """A signature answers before a row at the same path, which nobody would ever get to see."""
    taken = {path: row.place.name for row in plain for path in row.place.paths}
    for signature in signatures:
        for path in signature.place.paths:
            if path in taken:
                raise ValueError(f"{taken[path]}: its path {path} is that of {signature.place.name}")


def _signature_endpoint(endpoint: Endpoint) -> Endpoint:
    """The row of `<path>.sig`: the signature of what the row would answer, as JSON.

    It is listed nowhere and built beside what it signs; header lines of the text are not its own.
    """

    def answer(site: Site, settings: Settings, request: Request) -> Unsigned:
        beside = replace(
            request,
            path=request.path.removesuffix(SIGNATURE_SUFFIX),
            base=request.base.removesuffix(SIGNATURE_SUFFIX),
        )
        # The document itself is asked, so whoever may not have it does not get its signature either.
        signature = signature_of(endpoint.answer_to(site, settings, beside))
        if signature is None:
            raise no_such_document()
        return signature

    place = endpoint.place
    return replace(
        endpoint,
        place=replace(
            place,
            name=f"{place.name}-signature",
            paths=tuple(path + SIGNATURE_SUFFIX for path in place.paths),
            signing=Signing.INSIDE,
        ),
        answer=answer,
        media_types=(names.JSON_MEDIA_TYPE,),
        headers=(),
        listing=UNLISTED,
        spec=None,
        built=needs_a_server,
    )
