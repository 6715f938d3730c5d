"""The Link header."""

import pytest

from rootzpub.fetch import links_in_header


@pytest.mark.parametrize(
    ("value", "links"),
    [
        ("", []),
        ('<https://x.test/wp-json/>; rel="https://api.w.org/"', [("https://x.test/wp-json/", ("https://api.w.org/",))]),
        ("</a>;REL=me;rel=other, </b>", [("/a", ("me",)), ("/b", ())]),
        ('</a>; title="x, y"; rel="one two"', [("/a", ("one", "two"))]),
        ("no link at all", []),
    ],
)
def test_links(value: str, links: list[tuple[str, tuple[str, ...]]]) -> None:
    """References with their relations; the first `rel` of a link counts (RFC 8288 §3.3)."""
    assert list(links_in_header(value)) == links
