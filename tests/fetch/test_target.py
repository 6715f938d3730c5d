"""URLs taken apart, and where a redirect may lead."""

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.fetch.target import next_target, parse_target


def test_a_target_has_its_parts() -> None:
    """The host is in A-labels, the default port filled in, the fragment gone."""
    target = parse_target("HTTPS://BÜCHER.example/.well-known/ai?x=1#part")
    assert target.url == "https://xn--bcher-kva.example/.well-known/ai?x=1"
    assert (target.origin, target.host, target.port) == (
        "https://xn--bcher-kva.example",
        "xn--bcher-kva.example",
        443,
    )
    assert target.well_known


def test_an_address_literal_loses_its_brackets() -> None:
    """The host is what a resolver takes."""
    assert parse_target("http://[2606:4700::1]:80").host == "2606:4700::1"


def test_a_redirect_from_https_to_http_is_refused() -> None:
    """What was asked for in secret is not read in the open."""
    with pytest.raises(FetchFailed, match="from https to http"):
        next_target(parse_target("https://example.com/a"), "http://example.com/b")


def test_a_redirect_from_http_to_https_is_fine_outside_well_known() -> None:
    """The step up is what sites do."""
    assert next_target(parse_target("http://example.com/a"), "https://example.com/a").port == 443
