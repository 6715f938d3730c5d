"""Whether documents are signed as the site's own address."""

import pytest

from rootzpub.owner.homes import other_home


@pytest.mark.parametrize(
    ("base_url", "home", "said"),
    [
        ("", "https://clocks.example", False),
        ("https://clocks.example/", "https://CLOCKS.example/blog", False),
        ("https://clocks.example:443", "https://clocks.example", False),
        ("https://other.example", "https://clocks.example", True),
        ("http://clocks.example", "https://clocks.example", True),
        ("https://www.clocks.example", "https://clocks.example", True),
        ("nonsense", "https://clocks.example", False),
    ],
)
def test_another_origin_is_said(base_url, home, said):
    """Origins are compared, not spellings."""
    note = other_home(base_url, home)
    assert bool(note) is said
    assert not said or (base_url in note and home in note)
