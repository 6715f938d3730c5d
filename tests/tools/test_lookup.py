"""Which entry a path means."""

import pytest

from rootzpub.tools.lookup import locate
from tests.site_making import make_entry, make_site

ABOUT = make_entry(7, "page", slug="about")


def test_a_present_path_is_the_entry_s() -> None:
    """It has not moved."""
    found = locate(make_site([ABOUT]), "/about/", domain="example.com")
    assert found is not None
    assert (found.entry, found.moved) == (ABOUT, False)


def test_a_former_path_leads_to_the_entry_that_moved() -> None:
    """And says that it is a former one."""
    found = locate(make_site([ABOUT], former={"/who-we-are/": "/about/"}), "/who-we-are/", domain="example.com")
    assert found is not None
    assert (found.entry, found.moved) == (ABOUT, True)


def test_a_path_of_nothing_is_nothing() -> None:
    """Never known, or a former path of what is gone by now."""
    site = make_site([ABOUT], former={"/old/": "/gone/"})
    assert locate(site, "/never/", domain="example.com") is None
    assert locate(site, "/old/", domain="example.com") is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("?p=7", 7, id="bare"),
        pytest.param("/?p=7", 7, id="path"),
        pytest.param("/?page_id=7", 7, id="page"),
        pytest.param("/index.php?attachment_id=8&utm_source=x", 8, id="attachment"),
        pytest.param("https://www.example.com/?p=7", 7, id="url"),
        pytest.param("https://other.example/?p=7", None, id="another-site"),
        pytest.param("/?p=9", None, id="nobody-s"),
        pytest.param("/?p=-7", 1, id="no-number"),
        pytest.param("/about/?p=8", 7, id="beside-a-path"),
        pytest.param("/About/", 7, id="capitals"),
        pytest.param("?p=" + "7" * 5000, None, id="endless"),
        pytest.param("https://[/?p=7", None, id="no-address"),
    ],
)
def test_a_number_is_an_entry_in_every_permalink_structure(asked: str, found: int | None) -> None:
    """WordPress answers `/?p=ID` whatever the permalinks are; without the number it is the front page."""
    site = make_site([make_entry(1, "page", path="/"), ABOUT, make_entry(8, "attachment", path="/about/picture/")])
    located = locate(site, asked, domain="example.com")
    assert (located.entry.id if located else None) == found
