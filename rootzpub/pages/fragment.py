"""Rendered HTML of an entry as what is looked for on its page: blocks and media; and what is left of a partly seen one.

Invariants: a fragment that cannot be read whole is never seen; what `keep_seen` gives holds no word that was not seen.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from html import escape
from urllib.parse import unquote, urlsplit

from lxml import etree

from rootzpub.pages.tree import (
    INLINE,
    REPLACED,
    UNPRINTED,
    Element,
    body_of,
    parse_fragment,
    put_tail,
    storable,
    text_runs,
)
from rootzpub.pages.words import count_words, sentences, word_string, word_strings

NEXT_PAGE = "<!--nextpage-->"
MOST_PAGES = 20
_SIZED = re.compile(r"(?:-scaled|-rotated|-e[0-9]{13})?(?:-[0-9]{1,5}x[0-9]{1,5})?(?=\.[A-Za-z0-9]{2,5}$)")
_MEDIA = ("img", "audio", "video", "source", "embed", "object", "iframe")
_WITHIN_LINE = frozenset({*INLINE, *REPLACED})
_TEXT_ATTRIBUTES = (
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "placeholder",
    "summary",
    "data-caption",
    "srcdoc",
)
"""Attributes that hold words; they go from what is kept of a partly seen entry, for nobody looked for them."""


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """An entry's HTML, to be looked for."""

    runs: tuple[str, ...]
    """Texts of its blocks, in order."""
    media: tuple[str, ...]
    """Base names of its files."""
    whole: bool = True

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """Word strings of its blocks, in order; blocks without a word are left out."""
        return tuple(word_strings(self.runs))

    def each_block(self) -> Iterator[str]:
        """The same one after the other, where the first may be enough."""
        for run in self.runs:
            yield from word_strings((run,))

    @cached_property
    def text(self) -> str:
        """Its text as `Page.text` is written."""
        return "\n".join(self.runs)

    @cached_property
    def word_count(self) -> int:
        """Words of all blocks."""
        return sum(map(count_words, self.blocks))


def read_fragment(html: str) -> Fragment:
    """What is looked for of rendered HTML."""
    parsed = parse_fragment(html)
    body = body_of(parsed.root)
    media = tuple(dict.fromkeys(_media_names(body))) if body is not None else ()
    return Fragment(runs=tuple(text_runs(body)), media=media, whole=parsed.whole)


def base_name(url: str) -> str:
    """The name of a media file without folder, size, `-scaled`, extension and query; empty for data and for no name."""
    try:
        path = urlsplit(url.strip()).path if not url.strip().lower().startswith("data:") else ""
    except ValueError:
        return ""
    name = unquote(path.rpartition("/")[2])
    return _SIZED.sub("", name).rpartition(".")[0] or name


def _media_names(body: Element) -> Iterator[str]:
    for element in body.iter(*_MEDIA):
        # The first that names a file: lazy loaders put a placeholder into `src`.
        urls = (element.get(name) or "" for name in ("data-src", "data-lazy-src", "src", "data"))
        if name := next((found for found in map(base_name, urls) if found), ""):
            yield name


Test = Callable[[str], bool]


def keep_seen(html: str, *, has_words: Test, proves: Test, has_media: Test) -> str:
    """The HTML with only those blocks that are seen, of others those sentences that are, and media that are seen.

    `has_words` gets word strings; of a block that is not seen a sentence must also prove something: a short one is on
    many pages. Nothing at all of a fragment that cannot be read whole.
    """
    parsed = parse_fragment(html)
    body = body_of(parsed.root)
    if body is None or not parsed.whole:
        return ""
    etree.strip_elements(body, *UNPRINTED, with_tail=False)
    for element in [*body.iter(*_MEDIA)]:
        if not _is_media_seen(element, has_media):
            _remove(element)
    # All containers before any is changed; each settles the text that is its own.
    containers = [element for element in body.iter() if _is_container(element)]
    for container in containers:
        for run in _runs(container):
            run.settle(has_words, lambda words: has_words(words) and proves(words))
    for element in body.iter():
        for name in _TEXT_ATTRIBUTES:
            element.attrib.pop(name, None)
    return escape(body.text or "", quote=False) + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in body
    )


def _is_media_seen(element: Element, has_media: Test) -> bool:
    names = [base_name(element.get(name) or "") for name in ("data-src", "data-lazy-src", "src", "data")]
    return all(has_media(name) for name in names if name)


def _is_container(element: Element) -> bool:
    """Whether text directly below an element belongs to it: blocks, and what is inline around blocks."""
    return element.tag not in _WITHIN_LINE or any(child.tag not in _WITHIN_LINE for child in element.iterdescendants())


class _Run:
    """Text and inline elements that follow each other within one container."""

    def __init__(self, owner: Element, anchor: Element | None) -> None:
        self._owner = owner
        self._anchor = anchor
        """The block before it, whose tail begins it; None: the text of the container does."""
        self.inline: list[Element] = []

    def settle(self, has_words: Test, is_sentence_seen: Test) -> None:
        """Leave it as it is if it is seen, else with its seen sentences as plain text, or empty."""
        text = self._text()
        if has_words(word_string(text)):
            return
        kept = [
            sentence for sentence in sentences(text) if (words := word_string(sentence)) and is_sentence_seen(words)
        ]
        for element in self.inline:
            self._owner.remove(element)
        self._put_text(" ".join(sentence.strip() for sentence in kept))

    def _text(self) -> str:
        first = (self._owner.text if self._anchor is None else self._anchor.tail) or ""
        return first + "".join(_inline_text(element) + (element.tail or "") for element in self.inline)

    def _put_text(self, text: str) -> None:
        if self._anchor is None:
            self._owner.text = storable(text)
        else:
            put_tail(self._anchor, text)


def _runs(container: Element) -> list[_Run]:
    runs = [_Run(container, None)]
    for child in container:
        if _is_container(child):
            runs.append(_Run(container, child))
        else:
            runs[-1].inline.append(child)
    return runs


def _inline_text(element: Element) -> str:
    """The text of an inline element as `text_runs` joins it."""
    if element.tag in REPLACED:
        return " "
    # Without its tail, and a copy, for reading uses it up.
    copy = deepcopy(element)
    copy.tail = None
    for replaced in copy.iter(*REPLACED):
        put_tail(replaced, f" {replaced.tail or ''}")
    return "".join(copy.itertext())


def _remove(element: Element) -> None:
    """Take an element out and leave the text behind it."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    before = element.getprevious()
    if tail and before is not None:
        put_tail(before, f"{before.tail or ''} {tail}")
    elif tail:
        parent.text = storable(f"{parent.text or ''} {tail}")
    parent.remove(element)
