"""Which spellings mean the same entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.store.paths import asked_keys, host_key, path_key

HOSTS = frozenset({"example.org", "127.0.0.1:8081"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("/about/", "/about", id="trailing slash"),
        pytest.param("/about/", "about", id="leading slash"),
        pytest.param("/caf%C3%A9/", "/café", id="not encoded"),
        pytest.param("/caf%C3%A9/", "/caf%c3%a9/", id="lower-case hex"),
        pytest.param("/a%2Db/", "/a-b/", id="needlessly encoded"),
        pytest.param("/about/", "/about/#top", id="fragment"),
        pytest.param("/?p=3", "?p=3", id="plain permalink"),
        pytest.param("/", "", id="home"),
    ],
)
def test_spellings_of_one_address_have_one_key(one, other):
    """Slash, encoding and fragment do not tell addresses apart."""
    assert path_key(one) == path_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("/about/", "/about-us/", id="other path"),
        pytest.param("/?p=3", "/?p=4", id="other query"),
        pytest.param("/About/", "/about/", id="case"),
    ],
)
def test_different_addresses_have_different_keys(one, other):
    """What WordPress tells apart stays apart."""
    assert path_key(one) != path_key(other)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("https://example.org/about/", id="url"),
        pytest.param("http://www.example.org/about", id="www and http"),
        pytest.param("//example.org/about/", id="without scheme"),
        pytest.param("https://EXAMPLE.org:443/about/", id="case and port"),
        pytest.param("https://example.org/about/?utm_source=x", id="tracking"),
        pytest.param("  /about/ ", id="blanks around"),
    ],
)
def test_a_url_of_this_site_leads_to_its_path(asked):
    """Host, scheme and additions of other people are seen through."""
    assert path_key("/about/") in asked_keys(asked, HOSTS)


@pytest.mark.parametrize("asked", ["https://evil.example/about/", "https://[::1/about/", "javascript://x/about"])
def test_a_url_of_another_host_leads_nowhere(asked):
    """Another site's path is not ours."""
    assert asked_keys(asked, HOSTS) == ()


def test_the_query_is_tried_first():
    """A plain permalink means its query; only then the path alone."""
    assert asked_keys("/?p=3", HOSTS) == (path_key("/?p=3"), "/")


@pytest.mark.parametrize(
    ("netloc", "key"),
    [
        ("www.Example.org", "example.org"),
        ("u:p@example.org:80", "example.org"),
        ("example.org:8081", "example.org:8081"),
    ],
)
def test_hosts_are_compared_bare(netloc, key):
    """User, default port, case and www do not count; another port does."""
    assert host_key(netloc) == key


@given(st.text())
def test_any_text_has_a_stable_key(text):
    """A key is its own key, whatever was asked."""
    key = path_key(text)
    assert path_key(key) == key
    asked_keys(text, HOSTS)
