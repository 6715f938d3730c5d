"""HTML to markdown against markdownify, and against the floor (parsing alone), on the same pages in one run.

Run: python -m bench.markdown [FOLDER of .html files]
Without a folder the pages are the theme unit test's (the shared folder), or pages made here when it is absent.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import markdownify
from lxml import etree

from bench.table import Row, show
from rootzpub.markdown import convert
from scripts.compile_converter import ROOT, compile_copy, hindrance

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


def speeds(folder: str | None) -> tuple[float, float]:
    """MB/s page by page: ours, markdownify's."""
    html = pages(folder)
    megabytes = sum(len(page.encode()) for page in html) / 1e6
    ours, theirs = seconds([convert, markdownify.markdownify], html)
    return megabytes / ours, megabytes / theirs


def compiled(folder: str | None) -> tuple[float, float] | None:
    """`speeds` of the converter compiled, as a wheel holds it, in its own process; None where that cannot be."""
    if hindrance():
        return None
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        compile_copy(copy)
        for package in ("bench", "scripts"):
            shutil.copytree(ROOT / package, copy / package)
        figures = subprocess.run(
            [sys.executable, "-m", "bench.markdown", "--figures", *([folder] if folder else [])],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": name, "ROOTZPUB_SHARED": str(SHARED)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
    ours, theirs = json.loads(figures)
    return ours, theirs


def rows(folder: str | None = None) -> list[Row]:
    """The comparison: markdown, text, outline and losses by us; markdown alone by markdownify."""
    html = pages(folder)
    megabytes = sum(len(page.encode()) for page in html) / 1e6
    ours, theirs, floor, walk = (
        megabytes / taken for taken in seconds([convert, markdownify.markdownify, parsed, tree], html)
    )
    one = ["".join(html)]
    whole, their_whole = (megabytes / taken for taken in seconds([convert, markdownify.markdownify], one))
    built = compiled(folder)
    table = [
        Row(
            name="page by page, plain Python",
            ours=ours,
            other=theirs,
            unit="MB/s",
            other_name="markdownify",
            wanted=0 if built else 10,
            note="" if built else f"not compiled: {hindrance()}",
        ),
        Row(name="all pages as one", ours=whole, other=their_whole, unit="MB/s", other_name="markdownify"),
        *_distances("", ours, floor, walk),
    ]
    if built is not None:
        fast, slow = built
        named = "page by page, as the wheel has it (compiled)"
        table.insert(0, Row(name=named, ours=fast, other=slow, unit="MB/s", other_name="markdownify", wanted=10))
        table += _distances(", compiled", fast, floor, walk)
    return table


def _distances(kind: str, ours: float, floor: float, walk: float) -> list[Row]:
    return [
        Row(name=f"distance from {what}{kind}", ours=ours, other=other, unit="MB/s", other_name=f"lxml, {how}")
        for what, how, other in (
            ("parsing alone", "empty target", floor),
            ("a tree and a visit", "tree and iter", walk),
        )
    ]


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--figures"]
    if "--figures" in sys.argv:
        print(json.dumps(speeds(arguments[0] if arguments else None)))
    else:
        show("HTML to markdown", rows(arguments[0] if arguments else None))
