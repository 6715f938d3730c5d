"""Encodings."""

import pytest

from rootzpub.markdown import convert
from rootzpub.markdown.source import utf8


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>é</p>", "é"),
        ("<p>é</p>".encode(), "é"),
        (b"\xef\xbb\xbf" + "<p>é</p>".encode(), "é"),
        ("\ufeff<p>é</p>", "é"),
        ("<p>é</p>".encode("cp1252"), "é"),
        ("<p>“é”</p>".encode("cp1252"), "“é”"),
        (b'<meta charset="iso-8859-2"><p>' + "ł".encode("iso-8859-2") + b"</p>", "ł"),
        (b'<meta charset="utf-8"><p>\xe9</p>', "é"),
        (b'<meta charset="no-such"><p>\xe9</p>', "é"),
        (b'<meta charset="base64"><p>\xe9</p>', "é"),
        (b"\xff\xfe" + "<p>é</p>".encode("utf-16-le"), "é"),
        ("<p>a\ud800b</p>", "a?b"),
    ],
)
def test_encoding(html, text):
    """Text comes out whatever bytes went in."""
    assert convert(html).text == text


@pytest.mark.parametrize(
    "html", ["", b"", " \n ", "<", "<!-- x -->", "\x00", b"\x00\xff\xfe", "<!doctype html>", "<?php x ?>", "</p>"]
)
def test_next_to_nothing(html):
    """Nothing is an article too."""
    assert convert(html).markdown in ("", "<\n", "�\n", "\x00", "�ÿþ\n")


def test_what_the_parser_reads_is_utf8():
    """The parser never guesses."""
    assert utf8(b"\xe9") == "é".encode()
