"""Authors, terms and items of an export, one by one, out of a stream.

Invariants: elements are known by their local name whatever the namespace's version; what is not known is passed over,
comments and mail addresses among it. Depth, number and size are bounded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from rootzpub.errors import MalformedInput

_MOST_DEPTH = 64
_MOST_META = 100_000
_LARGEST_ITEM = 1 << 28
"""Characters of text in one item."""
_EXPORT = "wordpress.org/export/1."
_TELLTALE = frozenset({"wxr_version", "post_id"})
_TAIL = 1000
"""Characters in which the end of an export must be found."""
_CONTAINERS = frozenset({"author", "category", "tag", "term", "item"})
_PASSED_OVER = frozenset({"comment", "author_email", "author_first_name", "author_last_name", "termmeta"})


@dataclass(slots=True)
class ExportRecord:
    """One author, term or item: its texts by local name, `excerpt` and `content` for the two `encoded` ones."""

    kind: str
    texts: dict[str, str] = field(default_factory=dict)
    meta: list[tuple[str, str]] = field(default_factory=list)
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    """Of an item: taxonomy, slug, name."""

    def text(self, name: str) -> str:
        """One text, empty when missing."""
        return self.texts.get(name, "")


def records(pieces: Iterable[str]) -> Iterator[ExportRecord]:
    """Everything in an export, in its order; the channel's own facts last, as a record of the kind `channel`.

    Raises:
        MalformedInput: it is no export, too deep, or breaks off.
    """
    target: Any = _Target()
    # A trap expands nothing here, and `repair` refuses its declarations before: each alone would do. `huge_tree`, for
    # libxml2 refuses texts above 10 MB; the bounds are ours (`_LARGEST_ITEM`, `_MOST_DEPTH`).
    parser = etree.XMLParser(
        target=target,
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        load_dtd=False,
    )
    tail = ""
    parser.feed(b"<?xml version='1.0' encoding='utf-8'?>")
    try:
        for piece in pieces:
            parser.feed(piece.encode("utf-8", "replace"))
            tail = (tail + piece)[-_TAIL:]
            yield from target.taken()
        parser.close()
    except (etree.XMLSyntaxError, ValueError):
        raise MalformedInput("the export is no XML that can be read", hint="export it again") from None
    if not target.is_export:
        raise MalformedInput("the file is no WordPress export", hint="make one under Tools → Export")
    if not target.has_channel:
        raise MalformedInput("the export has no channel element, where entries would stand", hint="export it again")
    if not target.channel.get("wxr_version") and not target.has_items:
        raise MalformedInput("the export names no version (wxr_version) and holds no entries", hint="export it again")
    if "</channel>" not in tail:  # the parser would close what is open and say nothing
        raise MalformedInput("the export breaks off before its end", hint="download it again, or raise PHP's limits")
    yield from target.taken()
    yield ExportRecord("channel", target.channel)


class _Target:
    """What lxml's parser calls; collects finished records."""

    def __init__(self) -> None:
        self.channel: dict[str, str] = {}
        self.is_export = False
        self.has_channel = self.has_items = False
        self._done: list[ExportRecord] = []
        self._path: list[str] = []
        self._record: ExportRecord | None = None
        self._text: list[str] = []
        self._size = 0
        self._key = ""
        self._category: tuple[str, str] = ("", "")
        self._silent = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = self._local(tag)
        self._path.append(name)
        self._text = []
        self.has_channel = self.has_channel or self._path[1:] == ["channel"]
        if len(self._path) > _MOST_DEPTH:
            raise MalformedInput(f"the export is nested deeper than {_MOST_DEPTH}", hint="do not trust this file")
        if self._silent or name in _PASSED_OVER:
            self._silent += 1
        elif len(self._path) == 3 and name in _CONTAINERS:  # noqa: PLR2004 rss, channel, and this
            self._record, self._size = ExportRecord(name), 0
            self.has_items = self.has_items or name == "item"
        elif name == "category" and self._record is not None:
            self._category = (attributes.get("domain", "category"), attributes.get("nicename", ""))

    def data(self, text: str) -> None:
        """Text within an element."""
        if self._silent or len(self._path) < 3:  # noqa: PLR2004 only inside a channel
            return
        self._size += len(text)
        if self._size > _LARGEST_ITEM:
            raise MalformedInput("an item of the export is larger than 256 MiB", hint="do not trust this file")
        self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        name, text = self._local(tag), "".join(self._text)
        depth = len(self._path)
        if self._path:
            self._path.pop()
        self._text = []
        if self._silent:
            self._silent -= 1
        elif self._record is None:
            if depth == 3:  # noqa: PLR2004 directly in the channel
                self.channel.setdefault(name, text.strip())
        elif depth == 3:  # noqa: PLR2004 the record itself
            self._done.append(self._record)
            self._record = None
        else:
            self._member(self._record, name, text)

    def close(self) -> None:
        """The parser is through; there is nothing more to collect."""

    def taken(self) -> list[ExportRecord]:
        """The records finished since the last time."""
        done, self._done = self._done, []
        return done

    def _member(self, record: ExportRecord, name: str, text: str) -> None:
        if name == "meta_key":
            self._key = text.strip()
        elif name == "meta_value":
            if len(record.meta) >= _MOST_META:
                raise MalformedInput(f"an item of the export has more than {_MOST_META} fields", hint="do not trust it")
            record.meta.append((self._key, text))
        elif name == "category" and record.kind == "item":
            record.terms.append((*self._category, text.strip()))
        elif name not in record.texts:
            record.texts[name] = text

    def _local(self, tag: str) -> str:
        """The name without namespace; `content:encoded` and `excerpt:encoded` become `content` and `excerpt`."""
        space, braced, name = tag.rpartition("}")
        if not braced:
            space, _, name = tag.rpartition(":")
        if _EXPORT in space or name in _TELLTALE:
            self.is_export = True
        if name == "encoded":
            return "excerpt" if "excerpt" in space else "content"
        return name
