"""Converts HTML to an `Article`: chooses the engine, walks as often as needed, and puts the parts together.

Invariants: pure but for log records; any text and any bytes give an Article, never an exception but UsageError and
TooCostly; the same input, the same Article.
"""

import re
import threading
from dataclasses import replace
from typing import Any, Final

from lxml import etree

from rootzpub.errors import UsageError
from rootzpub.logs import package_logger
from rootzpub.markdown import notes
from rootzpub.markdown.count import count_words, reading_minutes, token_estimate
from rootzpub.markdown.elements import FLOW
from rootzpub.markdown.escape import escape_line_starts
from rootzpub.markdown.findings import HEADING_SIGN, NOTHING_FOUND, Findings, Heading
from rootzpub.markdown.losses import fallback_loss
from rootzpub.markdown.panels import opened
from rootzpub.markdown.second import markdownified
from rootzpub.markdown.source import has_separators, utf8
from rootzpub.markdown.tags import PREFIX, RENAMED
from rootzpub.markdown.walker import Walker
from rootzpub.site import Article, Loss, Section, TooCostly

CONVERTERS: Final = ("walker", "markdownify")
"""The engines by name, the default first."""

_log: Final = package_logger(__name__)

_TO_RENAME: Final = re.compile(rf"<(/?)({'|'.join(RENAMED)})(?=[\s/>])".encode(), re.IGNORECASE)
_RENAMED: Final = rf"<\1{PREFIX}\2".encode()
_FRAGMENT: Final = re.compile("\x03([^\x03\x04]*+)\x04([^\x03\x04]*+)\x03")
_EASY_FRAGMENT: Final = re.compile(
    "(?:^|[^\\W_]|[ \n])\x03[^\x03\x04]*+\x04[^\\W_](?:[^\x03\\[\\]]*[^\\W_])?\x03(?:[^\\W_]|[ \n]|$)"
)
"""A link into the page between words or blanks, with words at its edges."""

_LABEL_ESCAPE: Final = re.compile(r"\\((?<!\^\\)\[|\](?![(:\[]))")
"""Brackets that are escaped only because they stood in a link's label."""

_LINE_PREFIX: Final = re.compile(r"(?:[ >]|[-*] |\d{1,9}[.)] )*")
"""What may stand before the first text of a line."""

_SLUG: Final = re.compile(r"[^\w\- ]")


def convert(html: str | bytes, *, base_url: str = "", converter: str = "walker") -> Article:
    """The article of an HTML page or fragment, links and images absolute against `base_url`.

    If one engine fails the other converts, and the losses say so. Raises UsageError for an unknown `converter`,
    TooCostly for a page that would become many times what it is.
    """
    if converter not in CONVERTERS:
        raise UsageError(
            f"expected the converter walker or markdownify, got {converter!r}",
            hint="set [content] converter to one of them",
        )
    first, second = (_by_walker, _by_markdownify) if converter == "walker" else (_by_markdownify, _by_walker)
    try:
        return first(html, base_url)
    except TooCostly:
        raise
    except Exception as error:  # noqa: BLE001 - one entry that an engine cannot read must not stop a site
        article = second(html, base_url)
        # Not before: if both fail, the caller reports this error too, as the context of the second.
        _log.warning("the converter %s failed on an entry and the other one converted it", converter, exc_info=error)
        return _with_fallback_loss(article, error)


def to_markdown(html: str) -> str:
    """The markdown of an HTML fragment."""
    return convert(html).markdown


def _with_fallback_loss(article: Article, error: Exception) -> Article:
    """The article with the loss that says why the other engine made it, and by which rule if the walker failed."""
    losses = [*article.losses, fallback_loss(error)]
    return replace(article, losses=tuple(sorted(losses, key=lambda loss: loss.kind)))


def _by_markdownify(html: str | bytes, base_url: str) -> Article:
    markdown, text, losses, sections = markdownified(utf8(html).decode("utf-8", "replace"), base_url)
    return _counted(markdown, text, losses, sections)


# -- the walker


class _Driver:
    """A walker and the parser that drives it, used for many documents: making them costs as much as a small page."""

    def __init__(self) -> None:
        self.walker = Walker(FLOW)
        target: Any = self.walker  # the stubs want methods where lxml takes any callable
        self.parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)


_idle = threading.local()
"""The idle driver of each thread (decision 0003). It holds no document, and one that failed is not used again."""


def _by_walker(html: str | bytes, base_url: str) -> Article:
    driver: _Driver = getattr(_idle, "driver", None) or _Driver()
    _idle.driver = None
    source = utf8(html)
    if source.strip():
        _walk_as_needed(driver, source, base_url, separated=has_separators(html, source))
    else:
        driver.walker.begin()
    article = _article(driver.walker)
    driver.walker.release()
    _idle.driver = driver
    return article


def _walk_as_needed(driver: _Driver, source: bytes, base_url: str, *, separated: bool) -> None:
    """One walk, and others with what the first one found if that changes what is written: at most four."""

    def walk(findings: Findings) -> Walker:
        driver.walker.begin(base_url=base_url, findings=findings, separated=separated)
        etree.fromstring(source, driver.parser)
        return driver.walker

    # 1. Nearly every page is done with this one.
    walker = walk(NOTHING_FOUND)
    # 2. libxml2 may have ended an element too soon: once more with the names of such elements changed.
    if walker.document.autoclosed:
        source = _TO_RENAME.sub(_RENAMED, source)
        walker = walk(NOTHING_FOUND)
    # 3. A control that shows what is hidden at first may stand behind it.
    shown = opened(source, walker.document.closed) if walker.document.closed else frozenset()
    if shown:
        walker = walk(Findings(opened=shown))
    # 4. What a table is, and what a link into the page leads to, was known too late to be written so.
    targets = _targets(walker) if walker.document.fragments and _must_know_targets(walker) else None
    if walker.tables.one_cell or walker.tables.as_list or targets is not None:
        walk(
            Findings(
                unwrapped=frozenset(walker.tables.one_cell),
                as_list=frozenset(walker.tables.as_list),
                targets=targets,
                opened=shown,
            )
        )


def _must_know_targets(walker: Walker) -> bool:
    """Whether leaving out a link that leads nowhere, when all is written, could change how its neighbours are read."""
    targets = _targets(walker)
    if targets is None or walker.document.fragments <= {f"#{target}" for target in targets}:
        return False
    for block in (*walker.blocks, *(block for note in walker.notes.bodies.values() for block in note)):
        for match in _FRAGMENT.finditer(block):
            if match.group(1) not in targets and not _EASY_FRAGMENT.match(block, max(0, match.start() - 1)):
                return True
    return False


def _targets(walker: Walker) -> frozenset[str] | None:
    """The fragments that have a heading; None if the headings have no ids (rendered markdown): then nobody can tell."""
    anchors = {heading.anchor for heading in walker.headings if heading.anchor}
    if walker.headings and not anchors:
        return None
    slugs = {_SLUG.sub("", heading.title.lower()).replace(" ", "-") for heading in walker.headings}
    return frozenset(anchors | slugs)


# -- the article


def _article(walker: Walker) -> Article:
    blocks = walker.blocks
    if len(blocks) > 1 and blocks[-1].startswith("\\[^") and not walker.notes.numbers:
        notes.unescape_literal(blocks)
    markdown = "\n\n".join(blocks)
    if walker.notes.numbers:
        markdown = notes.written(markdown, walker.notes)
    if "\x03" in markdown:
        markdown = _with_fragments(markdown, walker)
    if markdown:
        markdown += "\n"
    sections: tuple[Section, ...] = ()
    if walker.headings:
        markdown, sections = _outlined(markdown, walker.headings)
    return _counted(markdown, "\n".join(walker.texts), walker.ledger.entries(), sections)


def _counted(markdown: str, text: str, losses: tuple[Loss, ...], sections: tuple[Section, ...]) -> Article:
    words, ideographs = count_words(text)
    return Article(
        markdown=markdown,
        text=text,
        losses=losses,
        sections=sections,
        word_count=words + ideographs,
        reading_minutes=reading_minutes(words, ideographs),
        token_estimate=token_estimate(markdown),
    )


def _with_fragments(markdown: str, walker: Walker) -> str:
    """Links into the page, now that its headings are known: kept if the target exists, else only their text."""
    targets = _targets(walker)

    def resolve(match: re.Match[str]) -> str:
        fragment, text = match.groups()
        if targets is None or fragment in targets:
            return f"[{text}](#{fragment})"
        walker.ledger.add("anchor", f"#{fragment}")
        text = _LABEL_ESCAPE.sub(r"\1", text)
        before = markdown[max(0, match.start() - 256) : match.start()].rpartition("\n")[2]
        return escape_line_starts(text) if _LINE_PREFIX.fullmatch(before) else text

    return _FRAGMENT.sub(resolve, markdown)


def _outlined(markdown: str, headings: list[Heading]) -> tuple[str, tuple[Section, ...]]:
    """The markdown without heading signs, and the section of each heading: up to the next of its level or above."""
    pieces = markdown.split(HEADING_SIGN)
    starts = []
    at = len(pieces[0])
    for piece in pieces[1:]:
        starts.append(at)
        at += len(piece)
    ends = [at] * len(starts)
    waiting: list[int] = []  # headings whose section has not ended, each of a deeper level than the one before
    for number, heading in enumerate(headings):
        while waiting and headings[waiting[-1]].level >= heading.level:
            ends[waiting.pop()] = starts[number]
        waiting.append(number)
    sections = tuple(
        Section(level=heading.level, title=heading.title, anchor=heading.anchor, start=start, end=end)
        for heading, start, end in zip(headings, starts, ends, strict=True)
    )
    return "".join(pieces), sections
