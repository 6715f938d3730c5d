"""Which entry a path means."""

from rootzpub.tools.lookup import locate
from tests.site_making import make_entry, make_site

ABOUT = make_entry(7, "page", slug="about")


def test_a_present_path_is_the_entry_s() -> None:
    """It has not moved."""
    found = locate(make_site([ABOUT]), "/about/")
    assert found is not None
    assert (found.entry, found.moved) == (ABOUT, False)


def test_a_former_path_leads_to_the_entry_that_moved() -> None:
    """And says that it is a former one."""
    found = locate(make_site([ABOUT], former={"/who-we-are/": "/about/"}), "/who-we-are/")
    assert found is not None
    assert (found.entry, found.moved) == (ABOUT, True)


def test_a_path_of_nothing_is_nothing() -> None:
    """Never known, or a former path of what is gone by now."""
    site = make_site([ABOUT], former={"/old/": "/gone/"})
    assert locate(site, "/never/") is None
    assert locate(site, "/old/") is None
