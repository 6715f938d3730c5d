"""HTML to markdown against markdownify, and against the floor (parsing alone), on the same pages in one run.

Run: python -m bench.markdown [FOLDER of .html files]
Without a folder the pages are the theme unit test's (the shared folder), or pages made here when it is absent.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import markdownify
from lxml import etree

from bench.table import Row, show
from rootzpub.markdown import convert

ROUNDS = 7
SHARED = Path(os.environ.get("ROOTZPUB_SHARED", Path(__file__).resolve().parents[2] / "shared"))


class Nothing:
    """A parser target that does nothing: what is left is the cost of reading HTML and calling Python for each tag."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A start tag."""

    def end(self, tag: str) -> None:
        """An end tag."""

    def data(self, text: str) -> None:
        """Text."""

    def close(self) -> None:
        """The end."""


def pages(folder: str | None) -> list[str]:
    """The pages to convert."""
    if folder:
        return [path.read_text("utf-8", "replace") for path in sorted(Path(folder).rglob("*.html"))]
    rendered = SHARED / "sites" / "themeunit" / "rendered.json"
    if rendered.is_file():
        return [entry["content_rendered"] for entry in json.loads(rendered.read_text("utf-8"))]
    return [_made(number) for number in range(60)]


def _made(number: int) -> str:
    paragraph = "<p>Widgets are <strong>small</strong> things &amp; we <a href='/measure/'>measure</a> them.</p>\n"
    items = "".join(f"<li>item {item} with <em>words</em></li>\n" for item in range(10))
    figure = f"<figure><img src='/i-{number}.jpg' alt='A widget'><figcaption>cap</figcaption></figure>"
    return f"<h2 class='wp-block-heading'>Part {number}</h2>\n{paragraph * 8}<ul>{items}</ul>{figure}"


def parsed(html: str) -> None:
    """Read the page and do nothing with it."""
    etree.fromstring(html.encode() or b"<p/>", etree.HTMLParser(target=Nothing(), encoding="utf-8"))  # type: ignore[arg-type]


def tree(html: str) -> None:
    """Read the page into a tree and visit every element."""
    root = etree.fromstring(html.encode() or b"<p/>", etree.HTMLParser(encoding="utf-8"))
    for element in () if root is None else root.iter():
        element.tag, element.text, element.tail  # noqa: B018 - the visit is what is measured


def seconds(functions: list[Callable[[str], object]], html: list[str]) -> list[float]:
    """CPU seconds for all pages, for each function: the best of interleaved rounds; a busy machine slows all."""
    best = [float("inf")] * len(functions)
    for _ in range(ROUNDS):
        for number, function in enumerate(functions):
            began = time.process_time()
            for page in html:
                function(page)
            best[number] = min(best[number], time.process_time() - began)
    return best


def rows(folder: str | None = None) -> list[Row]:
    """The comparison: markdown, text, outline and losses by us; markdown alone by markdownify."""
    html = pages(folder)
    megabytes = sum(len(page.encode()) for page in html) / 1e6
    ours, theirs, floor, walk = (
        megabytes / taken for taken in seconds([convert, markdownify.markdownify, parsed, tree], html)
    )
    one = ["".join(html)]
    whole, their_whole = (megabytes / taken for taken in seconds([convert, markdownify.markdownify], one))
    return [
        Row(name="page by page", ours=ours, other=theirs, unit="MB/s", other_name="markdownify", wanted=10),
        Row(name="all pages as one", ours=whole, other=their_whole, unit="MB/s", other_name="markdownify"),
        Row(name="distance from parsing alone", ours=ours, other=floor, unit="MB/s", other_name="lxml, empty target"),
        Row(
            name="distance from a tree and a visit", ours=ours, other=walk, unit="MB/s", other_name="lxml tree and iter"
        ),
    ]


if __name__ == "__main__":
    show("HTML to markdown", rows(sys.argv[1] if len(sys.argv) > 1 else None))
