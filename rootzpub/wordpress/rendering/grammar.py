"""The block grammar: a post's text as a tree of blocks.

The grammar is the one the block editor handbook publishes: `<!-- wp:namespace/name {json} /-->`, an opener with its
closer, and free text between. Damaged input is read as WordPress reads it: a closer closes whatever is open; a closer
with nothing open makes the rest free text; a block that is still open at the end closes there, and of several each
stands alone, the innermost first, each with all the text behind its opener.

Invariants: linear in the text, at any depth of nesting; the tree is built with an explicit stack.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

import orjson

_WS = r"[ \t\n\v\f\r]"
_NAME = re.compile(rf"<!--{_WS}++(/?)wp:((?:[a-z][a-z0-9_-]*+/)?[a-z][a-z0-9_-]*+){_WS}++")
_END = re.compile(r"(/?)-->")
_ATTRIBUTES_END = re.compile(rf"\}}{_WS}++(/?)-->")
_OPENING = "<!--"
_UNCLOSED_REPEATED = 20


@dataclass(slots=True, kw_only=True)
class Block:
    """One block. Its `content` is its markup in order, `None` standing where the next of `inner` belongs."""

    name: str
    """With its namespace, e.g. `core/paragraph`; empty for free text."""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    inner: list["Block"] = field(default_factory=list)
    content: list[str | None] = field(default_factory=list)

    @property
    def html(self) -> str:
        """Its own markup, without that of its inner blocks."""
        return "".join(part for part in self.content if part is not None)


class _Kind(Enum):
    OPENS = auto()
    CLOSES = auto()
    VOID = auto()


@dataclass(slots=True, kw_only=True)
class _Delimiter:
    kind: _Kind
    name: str
    attributes: Mapping[str, Any]
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class _Open:
    """A block whose closer has not come."""

    block: Block
    leading: int
    """Where the free text before it begins."""
    start: int
    taken: int
    """Up to where its markup was taken."""


def has_blocks(text: str) -> bool:
    """Whether WordPress takes the text for one made of blocks, and so leaves its line ends alone."""
    return "<!-- wp:" in text


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A post as blocks, free text between them as blocks without a name."""

    blocks: list[Block]
    unclosed: int
    """How many blocks the text never closes; 0 in a sound post."""


def parse(text: str) -> Parsed:
    """The blocks of a post in order. Any text is accepted."""
    return _Builder(text).build()


def openers(text: str) -> Iterator[tuple[int, Block]]:
    """Where blocks begin in a text, each with its attributes and without its content."""
    for token in _delimiters(text):
        if token.kind is not _Kind.CLOSES:
            yield token.start, Block(name=token.name, attributes=token.attributes)


class _Builder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._roots: list[Block] = []
        self._stack: list[_Open] = []
        self._offset = 0

    def build(self) -> Parsed:
        for token in _delimiters(self._text):
            if token.kind is _Kind.CLOSES and not self._stack:
                break  # nothing to close: the rest is free text
            self._take(token)
            self._offset = token.end
        unclosed = self._finish()
        return Parsed(blocks=self._roots, unclosed=unclosed)

    def _take(self, token: _Delimiter) -> None:
        if token.kind is _Kind.CLOSES:
            self._close(token)
            return
        block = Block(name=token.name, attributes=token.attributes)
        opened = _Open(block=block, leading=self._offset, start=token.start, taken=token.end)
        if token.kind is _Kind.OPENS:
            self._stack.append(opened)
        else:
            self._add(opened, token.end)

    def _add(self, opened: _Open, end: int) -> None:
        """A finished block goes to the block around it, or to the roots with the free text before it."""
        block, start = opened.block, opened.start
        if not self._stack:
            self._free_text(opened.leading, start)
            self._roots.append(block)
            return
        parent = self._stack[-1]
        self._take_markup(parent, start)
        parent.block.inner.append(block)
        parent.block.content.append(None)
        parent.taken = end

    def _take_markup(self, opened: _Open, end: int) -> None:
        if end > opened.taken:
            opened.block.content.append(self._text[opened.taken : end])

    def _close(self, token: _Delimiter) -> None:
        opened = self._stack.pop()
        self._take_markup(opened, token.start)
        self._add(opened, token.end)

    def _free_text(self, start: int, end: int) -> None:
        if end > start:
            self._roots.append(Block(name="", content=[self._text[start:end]]))

    def _finish(self) -> int:
        """Close what the text leaves open, and say how much that was."""
        size = len(self._text)
        unclosed = len(self._stack)
        if not unclosed:
            self._free_text(self._offset, size)
        # Each unclosed block repeats the text behind it. That is what WordPress does, but only the outermost one holds
        # something the others do not: beyond a bound the inner ones are dropped.
        if unclosed > _UNCLOSED_REPEATED:
            del self._stack[1:]
        while self._stack:
            opened = self._stack.pop()
            self._take_markup(opened, size)
            self._free_text(opened.leading, opened.start)
            self._roots.append(opened.block)
        return unclosed


def _delimiters(text: str) -> Iterator[_Delimiter]:
    at = 0
    attributes_end: re.Match[str] | None = None
    unclosed = False
    while (start := text.find(_OPENING, at)) >= 0:
        at = start + len(_OPENING)
        name = _NAME.match(text, start)
        if name is None:
            continue
        end = _END.match(text, name.end())
        attributes: Mapping[str, Any] = {}
        if end is None and not unclosed and text.startswith("{", name.end()):
            # One search serves all openers before the place it found, and one that failed is not
            # repeated: linear (decision 0004).
            if attributes_end is None or attributes_end.start() < name.end():
                attributes_end = _ATTRIBUTES_END.search(text, name.end())
            end, unclosed = attributes_end, attributes_end is None
            attributes = _attributes(text[name.end() : end.start() + 1]) if end else {}
        if end is not None:
            at = end.end()
            yield _Delimiter(
                kind=_kind(closing=bool(name.group(1)), void=bool(end.group(1))),
                name=name.group(2) if "/" in name.group(2) else f"core/{name.group(2)}",
                attributes=attributes,
                start=start,
                end=at,
            )


def _kind(*, closing: bool, void: bool) -> _Kind:
    if void:
        return _Kind.VOID
    return _Kind.CLOSES if closing else _Kind.OPENS


def _attributes(text: str) -> Mapping[str, Any]:
    """The attributes of a block; what is no JSON object counts as none."""
    try:
        value = orjson.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
