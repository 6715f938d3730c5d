"""Time and memory grow with the page, never faster."""

import sys
import tracemalloc

import pytest

from rootzpub.markdown import convert
from tests.growth import assert_linear

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
    "quotations": lambda n: "<blockquote>" * n + "x",
    "lists": lambda n: "<ol><li>" * n + "x",
    "emphasis": lambda n: "<b><i>" * n + "x",
    "open links": lambda n: "<a href=x>" * n + "x",
    "quotes": lambda n: "<q>" * n + "x",
    "tables in tables": lambda n: "<table><tr><td>" * (n // 4) + "x",
    "brackets": lambda n: "<p>" + "](" * (5 * n),
    "backticks": lambda n: "<code>" + "`" * (5 * n),
    "touching CJK bold": lambda n: "<b>「a」</b>字" * n,
    "less-than signs": lambda n: "<" * (10 * n),
    "attributes": lambda n: "<p " + " ".join(f"a{number}=b" for number in range(n)) + ">x",
    "forms": lambda n: "<form>" * (n // 2) + "x" * 1000,
    "notes": lambda n: (
        "".join(f"<sup><a href=#n{number}>{number}</a></sup>" for number in range(n // 4))
        + "".join(f"<p id=n{number}>note</p>" for number in range(n // 4))
    ),
    "code in code": lambda n: ">" * n + "<b><li><code>x " * n,
    "without scripts, behind one": lambda n: "<p><script src=a></script>" + " <noscript>x</noscript>" * n,
    "marked in marked": lambda n: "<u>x" * n,
    "one wide row and many narrow": lambda n: f"<table><tr>{'<td>x' * n}</tr>{'<tr><td>y' * n}</table>",
    "gallery": lambda n: (
        "<div class='gallery galleryid-1'>" + "<dl class=gallery-item><dt><img src=a.jpg></dl>" * (n // 4)
    ),
}
FULL = 20_000
"""How many of its pieces a page of `MORE` has where its size is not measured."""


@pytest.mark.slow("measures growth: many sizes of the same page")
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_time_grows_with_the_size(page):
    """A quadratic converter would take four times as long for twice the page."""
    assert_linear(convert, page, 120_000)


@pytest.mark.slow("measures growth: many sizes of the same page")
@pytest.mark.parametrize("page", MORE.values(), ids=MORE)
def test_time_grows_with_the_number_of_pieces(page):
    """Nested, open, empty: where other converters take minutes or fail."""
    assert_linear(convert, page, 2_000)


@pytest.mark.slow("traces every allocation of a large page")
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


@pytest.mark.slow("traces every allocation of a large page")
@pytest.mark.parametrize("unit", REPEATED.values(), ids=REPEATED)
def test_memory_stays_below_ten_times_a_page_of_one_element(unit):
    """A megabyte of the same small element in one block: it is written in parts, not held in pieces."""
    html = unit * (1_000_000 // len(unit))
    tracemalloc.start()
    convert(html)
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert highest < 10 * len(html)


@pytest.mark.parametrize("page", MORE.values(), ids=MORE)
def test_no_page_is_left_to_the_fallback(page):
    """Each goes through the engine to its end."""
    assert "engine-fallback" not in {loss.kind for loss in convert(page(FULL)).losses}


def test_no_recursion():
    """Depth of the page is not depth of the stack."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(220)
    try:
        assert convert("<div><b>" * 30_000 + "x").text == "x"
    finally:
        sys.setrecursionlimit(limit)
