"""The renderer the tests hold the markdown against: CommonMark with GFM tables and strikethrough."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from selectolax.lexbor import LexborHTMLParser

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
WITH_NOTES = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
BREAK = re.compile(r"<br\s*/?>")
WORD = re.compile(r"\w+")


def render(markdown: str, *, notes: bool = False) -> str:
    """The HTML of the markdown."""
    return (WITH_NOTES if notes else RENDERER).render(markdown)


def words(html: str) -> list[str]:
    """The visible words of an HTML fragment, in order."""
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    return WORD.findall(body.text(separator="", strip=False) if body else "")


def raw_html(markdown: str) -> list[str]:
    """Every piece of raw HTML in the markdown but `<br>` inside table cells."""
    return list(_raw(RENDERER.parse(markdown), in_table=False))


def _raw(tokens: list[Token], *, in_table: bool) -> Iterator[str]:
    rows = 0
    for token in tokens:
        rows += {"tr_open": 1, "tr_close": -1}.get(token.type, 0)
        in_cell = rows or in_table
        if token.type in ("html_block", "html_inline") and not (in_cell and BREAK.fullmatch(token.content.strip())):
            yield token.content
        if token.children:
            yield from _raw(token.children, in_table=bool(rows))
