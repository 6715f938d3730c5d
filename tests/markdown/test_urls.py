"""Addresses: absolute, safe, the same every time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.markdown.urls import canonical, destination, file_name

BASE = "https://e.org/blog/post/"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/x", "https://e.org/x"),
        ("y.html", "https://e.org/blog/post/y.html"),
        ("//cdn.org/a", "https://cdn.org/a"),
        ("?p=1", "https://e.org/blog/post/?p=1"),
        ("", BASE),
        ("#part", "#part"),
        ("https://o.org/a b", "https://o.org/a%20b"),
        ("https://o.org/é?q=ü", "https://o.org/%C3%A9?q=%C3%BC"),
        ("https://o.org/%41%zz", "https://o.org/%41%25zz"),
        ("https://o.org/a\\b<c>", "https://o.org/a%5Cb%3Cc%3E"),
        (" \n https://o.org/x\t", "https://o.org/x"),
        ("mailto:a@e.org", "mailto:a@e.org"),
        ("tel:+1 2", "tel:+1%202"),
        ("http://[x/", "http://%5Bx/"),
    ],
)
def test_absolute_and_encoded(address, expected):
    """Relative to the page, without characters that end a markdown link."""
    assert canonical(address, BASE) == expected


@pytest.mark.parametrize(
    "address",
    [
        "javascript:x",
        "JavaScript:x",
        " java\nscript:x",
        "\x01javascript:x",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc",
        "blob:x",
    ],
)
def test_refused(address):
    """No script, no data, no local file."""
    assert canonical(address, BASE) == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://e.org/a.jpg?ver=1.2", "https://e.org/a.jpg"),
        ("https://e.org/a.jpg?w=300&v=99&h=2", "https://e.org/a.jpg?w=300&h=2"),
        ("https://e.org/a.css?t=1699999999#x", "https://e.org/a.css#x"),
        ("https://e.org/a.mp3?_=1699999999", "https://e.org/a.mp3"),
        ("https://e.org/a.mp3?_=2", "https://e.org/a.mp3?_=2"),
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc"),
        ("https://e.org/p/embed/#?secret=Ab1", "https://e.org/p/embed/"),
    ],
)
def test_cache_busters(address, expected):
    """What only defeats caches goes from files, and stays where it means something."""
    assert canonical(address) == expected


@given(st.text(max_size=40), st.sampled_from(["", BASE]))
def test_canonical_is_a_fixed_point(address, base):
    """Canonical once, the same for ever."""
    once = canonical(address, base)

    assert canonical(once, base) == once or not once


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/a(b)", "/a(b)"),
        ("/a(b", "/a\\(b"),
        ("/a)b(", "/a\\)b\\("),
        ("/?a&copy;", "/?a\\&copy;"),
        ("/?a&b=c", "/?a&b=c"),
    ],
)
def test_destination(address, expected):
    """Balanced parentheses stay, what would end the link or be an entity is escaped."""
    assert destination(address) == expected


@pytest.mark.parametrize(
    ("address", "name"), [("https://e.org/a/b.mp3?x#y", "b.mp3"), ("https://e.org/", "e.org"), ("/v.mp4", "v.mp4")]
)
def test_file_name(address, name):
    """For people to read."""
    assert file_name(address) == name
