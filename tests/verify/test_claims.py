"""What a document says of itself: claims, followed only where the origin is proven."""

import json
from datetime import timedelta

import pytest

from rootzpub.verify.claims import foreign_address, proven_link, proven_origin
from rootzpub.wire.blocks import format_time
from tests.verify.conftest import DISCOVERY_URL, NOW, ORIGIN, PAGE_URL, TestPublisher, judged

FOREIGN = [
    "https://victim-bank.example/promise",
    "javascript:alert(1)",
    "data:text/html,x",
    "//victim.example/",
    "/\\victim.example/",
    "http://example.com/about/",
    "https://example.com@victim.example/",
    "https://example.com\\@victim.example/",
    "https://victim.example\\@example.com/",
    "https://example.com.victim.example/",
    "https://[::1",
    "mailto:a@example.com",
    "about/",
]


@pytest.mark.parametrize("address", FOREIGN)
def test_an_address_elsewhere_is_a_named_doubt(publisher: TestPublisher, address: str) -> None:
    """The signature is right, the verdict is not plain, and no page may link there."""
    report = judged(publisher.page(url=address), PAGE_URL)

    assert report.check("binding").code == "binding.other-origin"
    assert report.verdict.value == "verified with warnings"
    assert proven_link(report, address) == ""


@pytest.mark.parametrize("address", [f"{ORIGIN}/about/", ORIGIN, "HTTPS://EXAMPLE.com:443/x", "/about/"])
def test_an_address_of_the_site_itself_is_none(publisher: TestPublisher, address: str) -> None:
    """However it is written."""
    assert judged(publisher.page(url=address), PAGE_URL).check("binding").code == "binding.bound"


@pytest.mark.parametrize("member", ["items", "results", "content", "pages"])
def test_entries_of_lists_are_looked_at(member: str) -> None:
    """A feed that names another site's posts as its own."""
    value = {member: [{"url": f"{ORIGIN}/a/"}, "odd", {"url": "https://victim.example/b/"}]}

    assert foreign_address(value, ORIGIN) == "https://victim.example/b/"


def test_only_a_proven_origin_is_linked(publisher: TestPublisher) -> None:
    """Not one that the document says, where it was not fetched from there."""
    page = publisher.page(url=f"{ORIGIN}/about/")

    assert proven_link(judged(page, PAGE_URL), f"{ORIGIN}/about/") == f"{ORIGIN}/about/"
    assert proven_link(judged(page, None), f"{ORIGIN}/about/") == ""
    assert proven_link(judged(page, PAGE_URL.replace("example.com", "evil.example")), f"{ORIGIN}/about/") == ""
    assert proven_origin(judged(b"{}", PAGE_URL)) == ""
    assert proven_link(judged(page, PAGE_URL), 7) == ""


@pytest.mark.parametrize(
    ("ahead", "code"),
    [
        pytest.param(timedelta(days=5000), "publication.future", id="years"),
        pytest.param(timedelta(seconds=301), "publication.future", id="beyond the allowance"),
        pytest.param(timedelta(seconds=300), "publication.named", id="within the allowance"),
        pytest.param(timedelta(days=-5000), "publication.named", id="long ago"),
    ],
)
def test_a_publication_dated_in_the_future_is_a_doubt(publisher: TestPublisher, ahead: timedelta, code: str) -> None:
    """Clocks may differ by 300 seconds; the check says so."""
    summary = judged_summary(publisher) | {"publishedAt": format_time(NOW + ahead)}
    found = judged(publisher.discovery(publication=summary), DISCOVERY_URL).check("publication")

    assert found.code == code
    assert found.warning is (code == "publication.future")


def test_a_date_that_is_none_is_no_date(publisher: TestPublisher) -> None:
    """It proves nothing, and is nobody's reason to fail."""
    summary = judged_summary(publisher) | {"publishedAt": "soon"}
    report = judged(publisher.discovery(publication=summary), DISCOVERY_URL)

    assert report.check("publication").code == "publication.named"


def judged_summary(publisher: TestPublisher) -> dict[str, object]:
    """Sequence, root and size as the envelope has them."""
    value: dict[str, object] = json.loads(publisher.discovery())["publication"]
    return value
