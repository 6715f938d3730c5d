"""`read_page`: the bytes of a web page and its headers as one value.

Invariants: any bytes give a `Page`; what it costs grows with the page, and no faster.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree

from rootzpub.pages.address import absolute
from rootzpub.pages.closed_parts import drop_closed
from rootzpub.pages.head import PageId, attribute, header_links, robots_directives
from rootzpub.pages.json_ld import Graph, Node, closed_selectors, graph_of, is_json_ld, read_graph
from rootzpub.pages.microdata import has_items, read_items
from rootzpub.pages.tree import Element, body_of, decode, parse, text_runs
from rootzpub.pages.words import Words, triples

_BEFORE_URL = re.compile(r"^[^;,]*[;,]\s*(?:url\s*=\s*)?", re.IGNORECASE)

MOST_PAGE_BYTES = 50 * 1024 * 1024
"""A page beyond is not read: `rootzpub` could not look at it."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MOST_LINKS = 20_000
_MOST_HEADING = 1_000
"""Characters of a heading."""
_MOST_PIECES = 200
_MOST_BEGINNINGS = 10
_LINE = "\n"
_REFERENCES: Any = etree.XPath("descendant::a/@href", smart_strings=False)
_WANTED = ("meta", "link", "script", "base", "input")
_ELEMENT_ID = re.compile(r"""id=["']post-([0-9]{1,18})["']""")
_CLOSED = "isAccessibleForFree"


class Heading(NamedTuple):
    """A heading of a page."""

    level: int
    text: str


class LinkTag(NamedTuple):
    """A `link` element, or a link of the `Link` header."""

    relations: frozenset[str]
    """In lower case."""
    url: str
    media_type: str = ""
    language: str = ""
    """`hreflang` as written."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as read; words and sets are made when they are asked for."""

    url: str
    source: str
    """The decoded bytes."""
    text: str
    """What it prints, one line or more for each block [visibility §visitor.1], without white space around."""
    whole: bool = True
    """False where the parser gave up on the way."""
    title: str = ""
    headings: tuple[Heading, ...] = ()
    references: tuple[str, ...] = ()
    """`href` of `a` elements as written, in order."""
    base: str = ""
    """What relative references are relative to; empty = `url`."""
    link_tags: tuple[LinkTag, ...] = ()
    robots: frozenset[str] = frozenset()
    """Directives for everybody and for us."""
    language: str = ""
    """`lang` of `html`, as written."""
    entry_id: int = 0
    """WordPress's id of the entry that the page is of; 0 = it does not say."""
    scripts: tuple[str, ...] = ()
    """Texts of JSON-LD scripts."""
    items: tuple[Node, ...] = ()
    """Microdata, where JSON-LD is missing."""
    refresh: str = ""
    """Where `http-equiv=refresh` leads; empty without."""
    password_fields: bool = False
    post_password: bool = False
    """A form for the password of an entry."""
    metas: tuple[tuple[str, str], ...] = field(default=())
    """Name or property (lower case) and content of `meta` elements."""

    @cached_property
    def words(self) -> Words:
        """The page's words."""
        return Words(self.text)

    @cached_property
    def triples(self) -> frozenset[tuple[str, str, str]]:
        """Sets of three words."""
        return triples(self.words.string)

    @cached_property
    def graph(self) -> Graph:
        """The JSON-LD; microdata where there is none that can be read."""
        written = read_graph(self.scripts)
        return written if written.nodes or not self.items else replace(graph_of(self.items), unread=written.unread)

    @cached_property
    def plain_source(self) -> str:
        """The source with percent escapes undone, where file names are looked for."""
        return unquote(self.source) if "%" in self.source else self.source

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        """Absolute URLs of `a` elements, in order."""
        return tuple(absolute(self.base or self.url, reference) for reference in self.references)

    @property
    def canonical(self) -> str:
        """The canonical address; empty where none is named."""
        return next((tag.url for tag in self.link_tags if "canonical" in tag.relations), "")

    @property
    def alternates(self) -> dict[str, str]:
        """Absolute URL by `hreflang`, of the same page in other languages."""
        return {tag.language: tag.url for tag in self.link_tags if tag.language and "alternate" in tag.relations}

    @property
    def size(self) -> int:
        """Characters of the source."""
        return len(self.source)

    def shows(self, text: str) -> bool:
        """Whether whole lines of text stand on it, letter for letter and in a row: their words then do too."""
        first, wanted, at = f"\n{text.partition(_LINE)[0]}\n", f"\n{text}\n", -1
        # By its first line: to look for a long text one must prepare as long. A few times, for a line may be a label.
        for _ in range(_MOST_BEGINNINGS):
            at = self._framed.find(first, at + 1)
            if at < 0:
                return False
            if self._framed.startswith(wanted, at):
                return True
        return False

    @cached_property
    def _framed(self) -> str:
        return f"\n{self.text}\n"

    def has_media(self, name: str) -> bool:
        """Whether a file's base name stands in an address of the source."""
        # Behind a slash, which each address of a file has before its name: `1.jpg` would be everywhere else.
        return f"/{name}" in self.source or f"/{name}" in self.plain_source


def read_page(body: bytes, *, url: str, headers: Mapping[str, str] | None = None) -> Page:
    """The page that an answer holds; `headers` with names in lower case, `url` where it is (after redirects)."""
    headers = headers or {}
    source = decode(body[:MOST_PAGE_BYTES], headers.get("content-type", ""))
    parsed = parse(source)
    reader = _Reader(url)
    for relation, link in header_links(headers, url):
        reader.take_relation(frozenset({relation}), LinkTag(frozenset({relation}), link))
    if parsed.root is not None:
        reader.take_root(parsed.root)
        if not reader.page_id.id:
            reader.page_id.elements.update(map(int, _ELEMENT_ID.findall(source)))
    if any(_CLOSED in script for script in reader.scripts):
        drop_closed(parsed.root, closed_selectors(read_graph(reader.scripts)))
    # Behind what is closed: microdata are values of elements. Only where no script can be read, for they say the same.
    wants_items = has_items(parsed.root) and not read_graph(reader.scripts).nodes
    items = read_items(parsed.root) if wants_items else ()
    return Page(
        url=url,
        source=source,
        # The last: it uses the tree up.
        text="\n".join(text_runs(parsed.root)),
        whole=parsed.whole,
        title=reader.title,
        headings=tuple(reader.headings),
        references=tuple(reader.references),
        base=reader.base,
        link_tags=tuple(reader.link_tags),
        robots=robots_directives(reader.metas, headers.get("x-robots-tag", "")),
        language=reader.language,
        entry_id=reader.page_id.id,
        scripts=tuple(reader.scripts),
        items=items,
        refresh=reader.refresh,
        password_fields=reader.password_fields,
        post_password=reader.post_password,
        metas=tuple(reader.metas),
    )


class _Reader:
    """One walk over the elements that are of interest."""

    def __init__(self, url: str) -> None:
        self.base = url
        self.page_id = PageId()
        self.headings: list[Heading] = []
        self.references: list[str] = []
        self.link_tags: list[LinkTag] = []
        self.metas: list[tuple[str, str]] = []
        self.scripts: list[str] = []
        self.title = self.language = self.refresh = ""
        self.password_fields = self.post_password = False

    def take_root(self, root: Element) -> None:
        self.language = attribute(root, "lang")
        self.title = " ".join((root.findtext("head/title") or "").split())
        body = body_of(root)
        if body is not None:
            self.page_id.take_body_class(attribute(body, "class"))
        self.references = [href for href in _REFERENCES(root) if href][:_MOST_LINKS]
        for element in root.iter(*_WANTED):
            _TAKERS[element.tag](self, element)
        for element in root.iter(*_HEADINGS):
            self.take_heading(element)

    def take_relation(self, relations: frozenset[str], tag: LinkTag) -> None:
        self.link_tags.append(tag)
        for relation in relations:
            self.page_id.take_link(relation, tag.url)

    def take_meta(self, element: Element) -> None:
        content = attribute(element, "content")
        name = (attribute(element, "name") or attribute(element, "property")).lower()
        if name:
            self.metas.append((name, content))
        if attribute(element, "http-equiv").lower() == "refresh":
            self.refresh = _BEFORE_URL.sub("", content) or "."

    def take_link(self, element: Element) -> None:
        relations = frozenset(attribute(element, "rel").lower().split())
        url = absolute(self.base, attribute(element, "href"))
        self.take_relation(
            relations, LinkTag(relations, url, attribute(element, "type").lower(), attribute(element, "hreflang"))
        )

    def take_script(self, element: Element) -> None:
        if is_json_ld(attribute(element, "type")) and element.text:
            self.scripts.append(element.text)

    def take_base(self, element: Element) -> None:
        self.base = absolute(self.base, attribute(element, "href")) or self.base

    def take_input(self, element: Element) -> None:
        self.password_fields |= attribute(element, "type").lower() == "password"
        self.post_password |= attribute(element, "name") == "post_password"

    def take_heading(self, element: Element) -> None:
        # Bounded: headings within headings would be read again and again.
        written = "".join(islice(element.itertext(), _MOST_PIECES)) if len(element) else element.text or ""
        text = " ".join(written.split())[:_MOST_HEADING]
        if text:
            self.headings.append(Heading(int(element.tag[1]), text))


_TAKERS: Mapping[str, Callable[[_Reader, Element], None]] = {
    "meta": _Reader.take_meta,
    "link": _Reader.take_link,
    "script": _Reader.take_script,
    "base": _Reader.take_base,
    "input": _Reader.take_input,
}
