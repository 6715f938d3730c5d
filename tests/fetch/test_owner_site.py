"""Which URLs belong to the owner's site, and what goes there."""

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.fetch import OwnerSite, Proxy, same_site, shown
from rootzpub.fetch.owner_site import own_target
from rootzpub.fetch.target import parse_target

KAETHE = "Basic a8OkdGhlOnRlc3Qgb25seQ=="
"""`käthe:test only` in UTF-8."""


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("http://www.example.test/x", True),
        ("https://EXAMPLE.test:443", True),
        ("http://example.test:80", True),
        ("https://example.test:8443", False),
        ("https://sub.example.test", False),
        ("https://example.test.evil.test", False),
        ("javascript:alert(1)", False),
        ("https://[x/", False),
    ],
)
def test_same_site(other: str, *, same: bool) -> None:
    """Host and port, `www.` and http/https aside."""
    assert same_site("https://example.test/", other) is same


def test_a_name_in_another_script_is_one_site_in_both_spellings() -> None:
    """WordPress links by A-labels where the owner writes letters."""
    assert same_site("https://bücher.example", "https://xn--bcher-kva.example/wp-json/")


@pytest.mark.parametrize(
    ("configured", "asked", "sent"),
    [
        pytest.param("https://example.org", "https://www.example.org/wp-json/", True, id="the site"),
        pytest.param("http://example.org", "https://example.org/wp-json/", True, id="the site, better"),
        pytest.param("https://example.org", "http://example.org/wp-json/", False, id="in the clear"),
        pytest.param("https://example.org", "https://example.com/wp-json/", False, id="another host"),
    ],
)
def test_credentials_go_to_the_site_alone(configured: str, asked: str, *, sent: bool) -> None:
    """[source] user and password, for a site behind a login of its server."""
    site = OwnerSite(url=configured, user="käthe", password="test only")
    assert site.credentials(parse_target(asked)) == ({"authorization": KAETHE} if sent else {})


def test_secrets_are_not_shown() -> None:
    """Neither by repr nor in a URL of a message."""
    proxy = Proxy(url="http://proxy.test:3128", user="me", password="test only")
    site = OwnerSite(url="https://example.org", user="käthe", password="test only", proxy=proxy)
    assert "test only" not in repr(site)
    assert shown("https://me:secret@example.org/x?token=secret") == "https://example.org/x"
    assert shown("https://[x/") == "the address"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.com/wp-json/", "not on example.org"),
        ("https://example.org.evil.test/", "not on example.org"),
        ("ftp://example.org/", "not an address that can be asked"),
        ("https://example.org@evil.test/", "not an address that can be asked"),
    ],
)
def test_a_url_elsewhere_is_refused(url: str, problem: str) -> None:
    """Whoever builds URLs wrongly, or from what a site says, gets no further."""
    with pytest.raises(FetchFailed, match=problem):
        own_target(OwnerSite(url="https://example.org"), url)
