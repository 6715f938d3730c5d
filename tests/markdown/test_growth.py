"""Time and memory grow with the page, never faster."""

import sys
import time
import tracemalloc

import pytest

from rootzpub.markdown import convert

PAGES = {
    "blanks": lambda n: "<p>a" + " " * n + "b</p>",
    "cells": lambda n: "<table>" + ("<tr>" + "<td>cell</td>" * 20 + "</tr>") * (n // 280) + "</table>",
    "nested divs": lambda n: "<div>" * (n // 11) + "x" + "</div>" * (n // 11),
    "signs": lambda n: "<p>" + "*_[" * (n // 3) + "</p>",
    "text": lambda n: "<p>" + "hello world " * (n // 12) + "</p>",
}
EXACT = {
    "300,000 blanks": "<p>a" + " " * 300_000 + "b</p>",
    "5,000 by 20 cells": "<table>" + ("<tr>" + "<td>x</td>" * 20 + "</tr>") * 5000 + "</table>",
    "100,000 nested divs": "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "1 MB of signs": "<p>" + "*_[" * 350_000 + "</p>",
    "10 MB of text": "<p>" + "hello world " * 875_000 + "</p>",
}
REPEATED = {
    "emphasis": "<em>a</em>",
    "emphasis and blanks": "<em>a</em> ",
    "touching bold and italic": "<b>a</b><i>b</i>",
    "struck": "<del>a</del>",
    "breaks": "a<br>",
    "bare breaks": "<br>",
    "links": "<a href=x>a</a>",
    "pictures without address": "<img>",
    "items": "<li>a",
    "code": "<code>a</code>",
    "raised": "a<sup>2</sup>",
    "spans": "<span>a</span>",
    "bold never closed": "<b>",
}
MORE = {
    "quotations": "<blockquote>" * 50_000 + "x",
    "lists": "<ol><li>" * 20_000 + "x",
    "emphasis": "<b><i>" * 20_000 + "x",
    "open links": "<a href=x>" * 20_000 + "x",
    "quotes": "<q>" * 30_000 + "x",
    "tables in tables": "<table><tr><td>" * 3_000 + "x",
    "brackets": "<p>" + "](" * 100_000,
    "backticks": "<code>" + "`" * 100_000,
    "touching CJK bold": "<b>「a」</b>字" * 20_000,
    "less-than signs": "<" * 200_000,
    "attributes": "<p " + " ".join(f"a{n}=b" for n in range(30_000)) + ">x",
    "forms": "<form>" * 10_000 + "x" * 1000,
    "notes": "".join(f"<sup><a href=#n{n}>{n}</a></sup>" for n in range(5000))
    + "".join(f"<p id=n{n}>note</p>" for n in range(5000)),
    "gallery": "<div class='gallery galleryid-1'>" + "<dl class=gallery-item><dt><img src=a.jpg></dl>" * 5000,
}


def seconds(html):
    """CPU time of one conversion, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        convert(html)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_time_grows_with_the_size(page):
    """Sixteen times the page takes about sixteen times as long; a quadratic converter would take 256 times."""
    small, large = seconds(page(60_000)), seconds(page(960_000))

    assert large < 80 * max(small, 0.0005)


@pytest.mark.parametrize("html", EXACT.values(), ids=EXACT)
def test_memory_stays_below_ten_times_the_page(html):
    """Python's memory at its highest, the page itself not counted."""
    convert("<p>warm</p>")
    tracemalloc.start()
    article = convert(html)
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "engine-fallback" not in {loss.kind for loss in article.losses}
    assert highest < 10 * len(html)


@pytest.mark.parametrize("unit", REPEATED.values(), ids=REPEATED)
def test_memory_stays_below_ten_times_a_page_of_one_element(unit):
    """A megabyte of the same small element in one block: it is written in parts, not held in pieces."""
    html = unit * (1_000_000 // len(unit))
    tracemalloc.start()
    convert(html)
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert highest < 10 * len(html)


@pytest.mark.parametrize("html", {**EXACT, **MORE}.values(), ids={**EXACT, **MORE})
def test_no_page_takes_long(html):
    """Seconds, where other converters take minutes or fail."""
    began = time.process_time()
    article = convert(html)

    assert time.process_time() - began < 20
    assert "engine-fallback" not in {loss.kind for loss in article.losses}


def test_no_recursion():
    """Depth of the page is not depth of the stack."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(220)
    try:
        assert convert("<div><b>" * 30_000 + "x").text == "x"
    finally:
        sys.setrecursionlimit(limit)
