"""Tables: GFM grids, lists of rows, layout."""

import pytest

from rootzpub.markdown import convert

CASES = {
    "head and body": (
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
        "| A |\n| --- |\n| b |",
    ),
    "foot last wherever it stands": (
        "<table><thead><tr><th>A</th></tr></thead><tfoot><tr><td>s</td></tr></tfoot><tbody><tr><td>b</td></tr></tbody></table>",
        "| A |\n| --- |\n| b |\n| s |",
    ),
    "no head": ("<table><tr><td>a</td><td>b</td></tr></table>", "|  |  |\n| --- | --- |\n| a | b |"),
    "first row of th is the head": (
        "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>",
        "| a | b |\n| --- | --- |\n| c | d |",
    ),
    "th in the first column": ("<table><tr><th>r</th><td>1</td></tr></table>", "|  |  |\n| --- | --- |\n| r | 1 |"),
    "column span": (
        '<table><tr><th colspan="2">H</th></tr><tr><td>a</td><td>b</td></tr></table>',
        "| H |  |\n| --- | --- |\n| a | b |",
    ),
    "row span": (
        '<table><tr><th>A</th><th>B</th></tr><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
        "| A | B |\n| --- | --- |\n| a | b |\n|  | c |",
    ),
    "row span to the end": (
        '<table><tr><th>A</th><th>B</th></tr><tr><td rowspan="0">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
        "| A | B |\n| --- | --- |\n| a | b |\n|  | c |",
    ),
    "pipe": ("<table><tr><th>x|y</th><th>z</th></tr></table>", "| x\\|y | z |\n| --- | --- |"),
    "pipe in code": (
        "<table><tr><td><code>a|b</code></td><td>c</td></tr></table>",
        "|  |  |\n| --- | --- |\n| `a\\|b` | c |",
    ),
    "line break": ("<table><tr><td>l1<br>l2</td><td>x</td></tr></table>", "|  |  |\n| --- | --- |\n| l1<br>l2 | x |"),
    "list in a cell": (
        "<table><tr><td><ul><li>i</li><li>j</li></ul></td><td>x</td></tr></table>",
        "|  |  |\n| --- | --- |\n| i<br>j | x |",
    ),
    "one line of code in a cell": (
        "<table><tr><td><pre>a  b</pre></td><td>x</td></tr></table>",
        "|  |  |\n| --- | --- |\n| `a  b` | x |",
    ),
    "picture and link": (
        '<table><tr><td><img src="/i.png" alt="i"></td><td><a href="/x">x</a></td></tr></table>',
        "|  |  |\n| --- | --- |\n| ![i](/i.png) | [x](/x) |",
    ),
    "alignment": (
        (
            '<table><tr><th>a</th><th style="text-align:right">b</th><th align="center">c</th>'
            '<th class="has-text-align-left">d</th></tr></table>'
        ),
        "| a | b | c | d |\n| --- | ---: | :---: | :--- |",
    ),
    "caption": (
        "<table><caption>Cap</caption><tr><th>a</th><th>b</th></tr></table>",
        "*Cap*\n\n| a | b |\n| --- | --- |",
    ),
    "layout with one cell": ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", "a\n\nb"),
    "layout by its role": ('<table role="presentation"><tr><td>a</td><td>b</td></tr></table>', "a\n\nb"),
    "code of several lines": (
        "<table><tr><td>a</td><td><pre>1\n2</pre></td></tr></table>",
        "- a\n  ```\n  1\n  2\n  ```",
    ),
    "a table in a cell": (
        "<table><tr><td>x<table><tr><td>1</td><td>2</td></tr></table></td><td>y</td></tr></table>",
        "- x\n\n  |  |  |\n  | --- | --- |\n  | 1 | 2 |\n\n  y",
    ),
    "a layout table in a cell": (
        "<table><tr><td><table><tr><td>1</td></tr></table></td><td>2</td></tr></table>",
        "|  |  |\n| --- | --- |\n| 1 | 2 |",
    ),
    "empty": ("<table><tr><td></td><td> </td></tr></table><p>x</p>", "x"),
    "text before the first cell": (
        "<table>stray<tr><td>a</td><td>b</td></tr></table>",
        "stray\n\n|  |  |\n| --- | --- |\n| a | b |",
    ),
    "cells without a row": ("<table><td>a</td><td>b</td></table>", "|  |  |\n| --- | --- |\n| a | b |"),
}


@pytest.mark.parametrize(("html", "markdown"), CASES.values(), ids=CASES)
def test_table(html, markdown):
    """Each kind of table says in markdown what it said in HTML."""
    assert convert(html).markdown == markdown + "\n"


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<table><tr><td><pre>1\n2</pre></td><td>x</td></tr></table>", "table-as-list"),
        ("<table><tr><td>x</td></tr></table>", "table-unwrapped"),
        ("<table><tr><td><ul><li>a</li></ul></td><td>x</td></tr></table>", "table-flattened"),
    ],
    ids=["list of rows", "unwrapped", "flattened"],
)
def test_what_a_table_became_is_said(html, kind):
    """The ledger names it once."""
    assert {loss.kind: loss.count for loss in convert(html).losses} == {kind: 1}


def test_the_text_has_a_line_for_each_row():
    """Search reads rows, not cells."""
    html = "<table><tr><th>A</th><th>B</th></tr><tr><td>c</td><td>d</td></tr></table>"

    assert convert(html).text == "A B\nc d"


def test_spans_cannot_blow_a_table_up():
    """A thousand columns spanned by rows without end stay in proportion to the HTML."""
    html = "<table>" + "<tr><td colspan=1000 rowspan=60000>x</td></tr>" * 500 + "</table>"

    assert len(convert(html).markdown) < 10 * len(html)
