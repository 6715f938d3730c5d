"""HTML in, an `Article` out: the engines, the walks, and what is put together at the end.

Law: pure; any text and any bytes give an Article, never an exception; the same input gives the same Article.
"""

import re

from lxml import etree

from rootzpub.errors import UsageError
from rootzpub.markdown import notes
from rootzpub.markdown.count import count_words, reading_minutes, token_estimate
from rootzpub.markdown.elements import FLOW, PLAYER, SHIELD, SHIELDED
from rootzpub.markdown.walker import HEADING_SIGN, Findings, Heading, Walker
from rootzpub.site import Article, Section

_SHIELDED = re.compile(rf"<(/?)({'|'.join(SHIELDED)})(?=[\s/>])".encode(), re.IGNORECASE)
_SHIELD = rf"<\1{SHIELD}\2".encode()
_FRAGMENT = re.compile("\x03([^\x04]*)\x04([^\x03]*)\x03")
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)


def convert(html: str | bytes, *, base_url: str = "", converter: str = "walker") -> Article:
    """The article of an HTML page or fragment.

    Links and images are made absolute against `base_url`. Raises UsageError for an unknown converter, nothing else.
    """
    if converter not in ("walker", "markdownify"):
        raise UsageError(
            f"expected the converter walker or markdownify, got {converter!r}",
            hint="set [content] converter to one of them",
        )
    return _article(_walked(_source(html), base_url))


def to_markdown(html: str) -> str:
    """The markdown of an HTML fragment."""
    return convert(html).markdown


def _source(html: str | bytes) -> bytes:
    if isinstance(html, str):
        return html.encode("utf-8", "replace")
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return html.decode(_encoding(html), "replace").encode("utf-8", "replace")
    return html.removeprefix(b"\xef\xbb\xbf")


def _encoding(html: bytes) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if html.startswith(mark):
            return name
    declared = _CHARSET.search(html[:4096])
    name = declared.group(1).decode("ascii") if declared else "cp1252"
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return "cp1252" if name.lower() in ("utf-8", "utf8", "iso-8859-1", "latin1", "ascii", "us-ascii") else name


def _walked(source: bytes, base_url: str) -> Walker:
    """One walk, and another with what the first one found if that changes what is written."""
    walker = _walk(source, base_url, Findings())
    if walker.shield:
        source = _SHIELDED.sub(_SHIELD, source)
        walker = _walk(source, base_url, Findings())
    if walker.unwrap or walker.as_list:
        found = Findings(unwrapped=frozenset(walker.unwrap), as_list=frozenset(walker.as_list))
        walker = _walk(source, base_url, found)
    return walker


def _walk(source: bytes, base_url: str, findings: Findings) -> Walker:
    walker = Walker(FLOW, base_url=base_url, findings=findings)
    walker.player_mode = PLAYER
    if source.strip():
        parser = etree.HTMLParser(target=walker, encoding="utf-8", huge_tree=True)
        etree.fromstring(source, parser)
    return walker


def _article(walker: Walker) -> Article:
    if len(walker.blocks) > 1 and walker.blocks[-1].startswith("[^"):
        notes.unescape_literal(walker.blocks)
    markdown = "\n\n".join(walker.blocks)
    if walker.notes.numbers:
        markdown = notes.written(markdown, walker.notes)
    if "\x03" in markdown:
        markdown = _resolve_fragments(markdown, walker)
    if markdown:
        markdown += "\n"
    text = "\n".join(walker.texts)
    sections: tuple[Section, ...] = ()
    if walker.headings:
        markdown, sections = _outline(markdown, walker.headings)
    words, ideographs = count_words(text)
    return Article(
        markdown=markdown,
        text=text,
        losses=walker.ledger.entries(),
        sections=sections,
        word_count=words + ideographs,
        reading_minutes=reading_minutes(words, ideographs),
        token_estimate=token_estimate(markdown),
    )


def _resolve_fragments(markdown: str, walker: Walker) -> str:
    anchors = {heading.anchor for heading in walker.headings if heading.anchor}
    slugs = {_slug(heading.title) for heading in walker.headings}

    def resolve(match: re.Match[str]) -> str:
        fragment, text = match.groups()
        if fragment in anchors or fragment in slugs or (slugs and not anchors):
            return f"[{text}](#{fragment})"
        walker.ledger.add("anchor", f"#{fragment}")
        return text

    return _FRAGMENT.sub(resolve, markdown)


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _outline(markdown: str, headings: list[Heading]) -> tuple[str, tuple[Section, ...]]:
    pieces = markdown.split(HEADING_SIGN)
    starts = []
    at = len(pieces[0])
    for piece in pieces[1:]:
        starts.append(at)
        at += len(piece)
    ends = [at] * len(starts)
    waiting: list[int] = []
    for number, heading in enumerate(headings):
        while waiting and headings[waiting[-1]].level >= heading.level:
            ends[waiting.pop()] = starts[number]
        waiting.append(number)
    sections = tuple(
        Section(level=heading.level, title=heading.title, anchor=heading.anchor, start=start, end=end)
        for heading, start, end in zip(headings, starts, ends, strict=True)
    )
    return "".join(pieces), sections
