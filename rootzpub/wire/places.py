"""Where things live: each address family with the kinds that may stand there, as plain data for publisher and verifier.

Invariants: constants and pure functions; what a row here says is said nowhere else (the publisher's endpoints and the
verifier's checks are made from these rows). Finding a path costs two dictionary look-ups, however many rows there are;
only patterns of any depth are gone through one by one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Generic, TypeVar
from urllib.parse import parse_qsl, quote

from rootzpub.wire import names
from rootzpub.wire.forms import plain_address

SIGNATURE_SUFFIX: Final = ".sig"
"""`/llms.txt.sig` is the signature block of `/llms.txt` as JSON."""

_PAGE: Final = re.compile(r"(?P<base>/.+)/page/(?P<page>[1-9][0-9]*)")
"""How long lists go on where a site is kept as files."""
_PLACEHOLDER: Final = re.compile(r"\{[a-z_]+(?P<deep>:path)?\}")
_PATH_SIGNS: Final = "/%:@!$&'()*+,;=~"
"""What a path holds as it is (RFC 3986 §3.3); percent-encoded it is already."""
_NO_SAMPLES: Final[Mapping[str, "Sample"]] = MappingProxyType({})

T = TypeVar("T")


def signature_path(resource: str) -> str:
    """Where the signature of a text or of bytes stands: beside the plain path, whatever the spelling and parameters."""
    # Parameters belong behind the path: `/x?full=1.sig` would be a parameter that ends in `.sig`.
    path, _, query = resource.partition("?")
    return plain_address(path, parse_qsl(query, keep_blank_values=True))[0] + SIGNATURE_SUFFIX


def page_address(path: str) -> str:
    """Where the document about an entry stands as a file. `"/prices/"` → `/.well-known/ai/page/prices/index.json`."""
    # With plain permalinks an entry's address is a question, `/?p=3`, and a file's is none: its mark is encoded.
    return f"{names.WELL_KNOWN}/page{quote(path, safe=_PATH_SIGNS).rstrip('/')}/index.json"


class Audience(StrEnum):
    """Who may ask at a place."""

    ANYONE = "anyone"
    OWNER = "owner"


class Signing(StrEnum):
    """Where the signature of what stands at a place is."""

    INSIDE = "inside"
    """In the JSON, or at the end of the text."""
    TWIN = "twin"
    """At `<path>.sig`; a text carries it inside too."""
    HEADER = "header"
    """In the header `AI-Signature` of the answer."""
    NONE = "none"
    """Deliberately nowhere."""


class Sample(StrEnum):
    """Where a sample value of a parameter comes from, when no fixed value fits every site."""

    ENTRY_PATH = "the path of a published entry"
    WORD = "a word that the site uses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One address family."""

    name: str
    """How rows of code call it, e.g. `feed`; unique."""
    paths: tuple[str, ...]
    """Patterns, the canonical one first. `{segment}` stands for one path part, `{entry:path}` for any number of them
    (at least one); at most one of these in a pattern."""
    kinds: tuple[str, ...]
    """What may stand there; an error document may stand anywhere."""
    paged: bool = False
    """Whether `<path>/page/N` is its N-th page."""
    audience: Audience = Audience.ANYONE
    signing: Signing = Signing.INSIDE
    """Where the signature of what stands here is."""
    samples: Mapping[str, Sample] = field(default_factory=lambda: _NO_SAMPLES)
    """Sample values of its required parameters: what llms.txt links to, and what a verifier asks."""
    unnamed: bool = False
    """Whether no other document names it, so that a visitor looks at its address, where it may be missing."""
    echoes: bool = False
    """Whether it repeats words of the request: never a statement of the site."""

    @property
    def path(self) -> str:
        """The canonical pattern."""
        return self.paths[0]

    @property
    def twin(self) -> bool:
        """Whether `<path>.sig` holds the signature of what stands here."""
        return self.signing is Signing.TWIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Generic[T]):
    """Rows that have a path's pattern."""

    rows: tuple[T, ...]
    """In the order in which they were put in."""
    base: str
    """The path without `/page/N`."""
    page: str = ""
    """The digits of `/page/N`, or an empty string."""
    segment: str = ""
    """What stands at the placeholder."""


class PathTable(Generic[T]):
    """Rows by the patterns of their paths."""

    def __init__(self, rows: Iterable[tuple[str, T]]) -> None:
        """`rows` are pairs of pattern and row; several rows may have one pattern."""
        grouped: dict[str, list[T]] = {}
        for pattern, row in rows:
            grouped.setdefault(pattern, []).append(row)
        self._exact: dict[str, tuple[T, ...]] = {}
        self._segments: dict[str, tuple[T, ...]] = {}
        self._open: list[tuple[str, str, bool, tuple[T, ...]]] = []
        for pattern, found in grouped.items():
            self._add(pattern, tuple(found))

    def _add(self, pattern: str, rows: tuple[T, ...]) -> None:
        placeholder = _PLACEHOLDER.search(pattern)
        if placeholder is None:
            self._exact[pattern] = rows
            return
        before, after, deep = pattern[: placeholder.start()], pattern[placeholder.end() :], bool(placeholder["deep"])
        # A whole last path part can be found by its prefix in a dictionary; a placeholder in the middle of one cannot.
        if before.endswith("/") and not after and not deep:
            self._segments[before] = rows
        else:
            self._open.append((before, after, deep, rows))

    def matches(self, path: str) -> Iterator[Match[T]]:
        """Every pattern that a path fits, the closest first: exact, further page of an exact one, segment, any depth.

        Who asks decides which one counts: `/page/2` of what has no pages is another row's path, or nobody's.
        """
        if path in self._exact:
            yield Match(rows=self._exact[path], base=path)
        paged = _PAGE.fullmatch(path)
        # With its page taken off, and whole: what has no pages of its own may have an entry called `/page/2`.
        forms = ((paged["base"], paged["page"]), (path, "")) if paged else ((path, ""),)
        if paged and paged["base"] in self._exact:
            yield Match(rows=self._exact[paged["base"]], base=paged["base"], page=paged["page"])
        for base, page in forms:
            prefix, slash, segment = base.rpartition("/")
            if segment and prefix + slash in self._segments:
                yield Match(rows=self._segments[prefix + slash], base=base, page=page, segment=segment)
        for base, page in forms:
            yield from self._open_matches(base, page)

    def _open_matches(self, base: str, page: str) -> Iterator[Match[T]]:
        for before, after, deep, rows in self._open:
            end = len(base) - len(after)
            if end > len(before) and base.startswith(before) and base.endswith(after):
                value = base[len(before) : end]
                if deep or "/" not in value:
                    yield Match(rows=rows, base=base, page=page, segment=value)


def table_of(places: Iterable[Place]) -> PathTable[Place]:
    """Places by path, with those of the signatures beside them."""
    return PathTable(
        (path + suffix, place)
        for place in places
        for path in place.paths
        for suffix in (("", SIGNATURE_SUFFIX) if place.twin else ("",))
    )


_REST: Final = names.REST_PREFIX


def _document(name: str, kind: str, *, paged: bool = False, segments: bool = False) -> Place:
    """A JSON document: under `/.well-known/ai`, and where the plugin has it."""
    bases = (f"{names.WELL_KNOWN}/{name}", f"{_REST}/{name}")
    below = tuple(f"{base}/{{segment}}" for base in bases) if segments else ()
    return Place(name=name, paths=bases + below, kinds=(kind,), paged=paged)


def _text(name: str, path: str, kind: str, *, languages: str = "") -> Place:
    """A text with its signature beside it; nothing signed names it, so a visitor looks."""
    paths = (path, languages) if languages else (path,)
    return Place(name=name, paths=paths, kinds=(kind,), signing=Signing.TWIN, unnamed=True)


DISCOVERY: Final = Place(
    name="discovery",
    paths=(names.WELL_KNOWN, f"{names.WELL_KNOWN}.json", f"{_REST}/ai.json"),
    kinds=(names.KIND_DISCOVERY,),
)
POLICIES: Final = _document("policies", names.KIND_POLICIES)
KNOWLEDGE: Final = _document("knowledge", names.KIND_KNOWLEDGE, paged=True)
FEED: Final = _document("feed", names.KIND_FEED, paged=True)
CONTENT: Final = _document("content", names.KIND_CONTENT, paged=True, segments=True)
PAGES: Final = _document("pages", names.KIND_PAGES, paged=True)
TOOLS: Final = _document("tools", names.KIND_TOOLS)
ARCHIVE: Final = Place(
    name="archive",
    # The drafts of the standard have it at both: 1.2 at the first, 1.1 at the second.
    paths=(f"{names.WELL_KNOWN}/archive", names.ARCHIVE_PATH, f"{_REST}/archive"),
    kinds=(names.KIND_ARCHIVE,),
    paged=True,
)
KEYS: Final = Place(name="keys", paths=(names.KEYS_PATH,), kinds=(names.KIND_KEYS,), unnamed=True)
LLMS: Final = _text("llms", names.LLMS_PATH, names.KIND_LLMS, languages=names.LLMS_LANGUAGE_PATH)
LLMS_FULL: Final = _text("llms_full", names.LLMS_FULL_PATH, names.KIND_LLMS_FULL)

ELSEWHERE: Final = (
    Place(
        name="content-below",
        # With a trailing slash, and deeper than we go ourselves.
        paths=tuple(f"{base}/{rest}" for base in CONTENT.paths[:2] for rest in ("", "{rest:path}")),
        kinds=(names.KIND_CONTENT,),
    ),
)
"""What other publishers of the standard have; nothing of ours answers there, and a verifier knows the kind."""

SEARCH: Final = Place(
    name="search",
    paths=(f"{_REST}/search",),
    kinds=(names.TOOL_SEARCH,),
    samples=MappingProxyType({"q": Sample.WORD}),
    echoes=True,
)
PAGE: Final = Place(
    name="page",
    paths=(f"{_REST}/page",),
    kinds=(names.TOOL_PAGE,),
    samples=MappingProxyType({"path": Sample.ENTRY_PATH}),
)
_PAGE_FILES: Final = f"{names.WELL_KNOWN}/page"
PAGE_FILE: Final = Place(
    name="page-file",
    # The front page has no path part; whatever lies deeper has one at least.
    paths=(f"{_PAGE_FILES}/index.json", f"{_PAGE_FILES}/{{entry:path}}/index.json"),
    kinds=(names.TOOL_PAGE,),
)
"""The document about one entry at an address without a question, which a file can hold [wire §3.page]."""
VERIFY: Final = Place(
    name="verify",
    paths=(f"{_REST}/verify",),
    kinds=(names.TOOL_VERIFY,),
    samples=MappingProxyType({"page": Sample.ENTRY_PATH}),
    echoes=True,
)
STATUS: Final = Place(name="status", paths=(f"{_REST}/status",), kinds=(names.TOOL_STATUS,))
CONTEXT: Final = Place(
    name="context",
    paths=(f"{_REST}/context",),
    kinds=(names.TOOL_CONTEXT,),
    audience=Audience.OWNER,
    signing=Signing.TWIN,
)
# At these addresses the plugin gives the tool's name as kind, we give the document's (decision 0008).
ORGANIZATION_TOOL: Final = Place(
    name="organization-tool", paths=(f"{_REST}/ai.json",), kinds=(names.KIND_DISCOVERY, names.TOOL_ORGANIZATION)
)
POLICIES_TOOL: Final = Place(
    name="policies-tool", paths=(f"{_REST}/policies",), kinds=(names.KIND_POLICIES, names.TOOL_POLICIES)
)
KNOWLEDGE_TOOL: Final = Place(
    name="knowledge-tool", paths=(f"{_REST}/knowledge",), kinds=(names.KIND_KNOWLEDGE, names.TOOL_KNOWLEDGE)
)
FEED_TOOL: Final = Place(name="feed-tool", paths=(f"{_REST}/feed",), kinds=(names.KIND_FEED, names.TOOL_FEED))

PLACES: Final = (
    *(DISCOVERY, POLICIES, KNOWLEDGE, FEED, CONTENT, PAGES, TOOLS, ARCHIVE, KEYS, LLMS, LLMS_FULL),
    *(SEARCH, PAGE, VERIFY, STATUS, CONTEXT, PAGE_FILE),
    *(ORGANIZATION_TOOL, POLICIES_TOOL, KNOWLEDGE_TOOL, FEED_TOOL),
    *ELSEWHERE,
)
"""Every address family of the standard, documents first."""
PLACE_TABLE: Final = table_of(PLACES)
