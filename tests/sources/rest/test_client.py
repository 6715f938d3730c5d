"""Bounded reads of one API."""

import pytest

from rootzpub.errors import SourceUnavailable
from rootzpub.sources.rest.answers import integer, integers, text
from rootzpub.sources.rest.catalog import Collection
from rootzpub.sources.rest.client import refused, with_query
from rootzpub.sources.rest.discovery import find_api
from rootzpub.sources.rest.listing import Lister

from .live_reading import client_of
from .server import FakeSite, Fault, post


def test_with_query() -> None:
    """Parameters join what is there."""
    assert (
        with_query("https://x.test/?rest_route=/wp/v2/posts", {"page": 2})
        == "https://x.test/?rest_route=/wp/v2/posts&page=2"
    )
    assert with_query("https://x.test/a", {}) == "https://x.test/a"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        pytest.param("http://127.0.0.1:9", "no connection, 5 attempts", id="nobody-listens"),
        pytest.param("ftp://example.test", "not an address that can be asked", id="scheme"),
        pytest.param("http://", "not an address that can be asked", id="no-host"),
    ],
)
def test_unreachable(address: str, message: str) -> None:
    """Addresses that lead nowhere end in one line."""
    with pytest.raises(SourceUnavailable, match=message):
        client_of(address).get(f"{address}/x")


def test_other_statuses(site: FakeSite) -> None:
    """What neither answers nor may be tried again is reported with its number."""
    site.faults.append(Fault(path="/x", status=418))
    with pytest.raises(SourceUnavailable, match="the site answered 418"):
        client_of(site.home).get(f"{site.home}/x")


def test_redirects_in_a_circle(site: FakeSite) -> None:
    """A circle ends."""
    site.faults.append(Fault(path="/x", status=302, times=99, headers={"Location": "/x"}))
    with pytest.raises(SourceUnavailable, match="redirected in a circle"):
        client_of(site.home).get(f"{site.home}/x")


def test_redirect_to_nowhere(site: FakeSite) -> None:
    """A redirect without an address is reported."""
    for target in ("javascript:x", "http://[x/", ""):
        site.faults.append(Fault(path="/x", status=302, headers={"Location": target}))
        with pytest.raises(SourceUnavailable, match=r"redirected to nowhere|not an address"):
            client_of(site.home).get(f"{site.home}/x")


def test_refusals(site: FakeSite) -> None:
    """Closed and missing collections have different words."""
    answer = client_of(site.home).get(f"{site.home}/nothing")
    assert "no posts there (404)" in refused(answer, "posts").message


def test_slow_answers(site: FakeSite) -> None:
    """The deadline holds for the whole answer."""
    with pytest.raises(SourceUnavailable, match=r"took too long|no answer"):
        client_of(site.home, timeout=0.000001).get(site.home + "/")


def test_include_that_is_not_known(site: FakeSite) -> None:
    """A site that ignores `include` is asked one by one."""
    client = client_of(site.home)
    site.collections["posts"] = [post(number) for number in range(1, 20)]
    site.faults.append(Fault(path="include=", status=400, body=b'{"code":"rest_invalid_param","message":"x"}', times=9))
    lister = Lister(api=find_api(site.home, client), client=client)
    found = list(lister.some(Collection(name="post", base="posts"), [3, 77, 5], "id"))
    assert [item["id"] for item in found] == [3, 5]


def test_given_api_addresses(site: FakeSite) -> None:
    """The owner may give the API's own address, in both forms."""
    client = client_of(site.home)
    assert find_api(f"{site.home}/wp-json/", client).root == f"{site.home}/wp-json"
    assert find_api(f"{site.home}/?rest_route=/", client).root == f"{site.home}/?rest_route="


def test_members_of_foreign_json() -> None:
    """Members come in the type we rely on, whatever the other side sends."""
    item = {"a": {"b": 5, "c": "12", "d": True, "e": -1, "f": [1, "2", True, 3]}, "g": "x"}
    assert [integer(item, "a", name) for name in "bcdeg"] == [5, 12, 0, 0, 0]
    assert (text(item, "g"), text(item, "a", "b"), text(item, "a", "d"), text(item, "a", "b", "z")) == (
        "x",
        "5",
        "",
        "",
    )
    assert (integers(item, "a", "f"), integers(item, "g")) == ((1, 3), ())
