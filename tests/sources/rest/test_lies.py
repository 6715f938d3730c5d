"""Listings that are wrong: each is read to its true end, or contradicts itself aloud [visibility §plausibility]."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.site import Gone, Hidden, RevisionsById
from rootzpub.sources import Trace, Witness
from rootzpub.sources.rest.live import LiveRest

from .live_reading import entries, patient, revisions, sync
from .server import FakeSite, Fault, Listing, page, post


def look(source: LiveRest, known: Mapping[int, str] | None = None) -> tuple[set[int], list[str], list[int]]:
    """Ids that were seen, what contradicts itself, and what is missing of that which is known."""
    with source.snapshot() as snapshot:
        changes = list(snapshot.changes(None, RevisionsById(known or {})))
        assert isinstance(snapshot, Witness)
        gone = [change.id for change in changes if isinstance(change, Gone)]
        return set(entries(changes)), list(snapshot.contradictions), gone


def fill(site: FakeSite, number: int) -> set[int]:
    """So many posts; their ids, with those of the pages and the picture that no missing post hides."""
    site.collections["posts"] = [post(n) for n in range(1001, 1001 + number)]
    return set(range(1001, 1001 + number)) | {10, 11, 20}


def chosen(listing: Listing, size: int, number: int) -> list[Any]:
    """The page that was asked for."""
    return listing.items[(number - 1) * size : number * size]


def clamped(listing: Listing) -> tuple[list[Any], dict[str, str]]:
    """Ten at once, whatever was asked, and no totals."""
    return chosen(listing, 10, listing.number), {}


def clamped_with_totals(listing: Listing) -> tuple[list[Any], dict[str, str]]:
    """Ten at once; pages are counted by the hundred."""
    total = len(listing.items)
    headers = {"X-WP-Total": str(total), "X-WP-TotalPages": str(-(-total // listing.size))}
    return chosen(listing, 10, listing.number), headers


def one_page_announced(listing: Listing) -> tuple[list[Any], dict[str, str]]:
    """Twenty on one page are announced; there are more."""
    return chosen(listing, listing.size, listing.number), {"X-WP-Total": "20", "X-WP-TotalPages": "1"}


def without_totals(listing: Listing) -> tuple[list[Any], dict[str, str]]:
    """A proxy dropped the headers."""
    return chosen(listing, listing.size, listing.number), {}


@pytest.mark.parametrize("number", [99, 100, 130, 200])
@pytest.mark.parametrize("lie", [clamped, clamped_with_totals, one_page_announced, without_totals])
def test_is_read_to_its_true_end(site: FakeSite, lie: Callable[..., Any], number: int) -> None:
    """No number of the site ends a listing by itself."""
    ids = fill(site, number)
    site.lie = lie
    assert look(patient(site))[0] == ids


def repeating(listing: Listing) -> tuple[list[Any], dict[str, str]]:
    """A cache that ignores the query: page 1 for every page."""
    return chosen(listing, listing.size, 1), {"X-WP-Total": "130", "X-WP-TotalPages": "2"}


def repeating_without_totals(listing: Listing) -> tuple[list[Any], dict[str, str]]:
    """The same without headers."""
    return chosen(listing, listing.size, 1), {}


def endless(listing: Listing) -> tuple[list[Any], dict[str, str]]:
    """Ten million pages are announced, and the later ones are empty."""
    return chosen(listing, listing.size, listing.number), {"X-WP-Total": "999999999", "X-WP-TotalPages": "10000000"}


def overlapping(listing: Listing) -> tuple[list[Any], dict[str, str]]:
    """Each page begins with the half of the one before."""
    start = (listing.number - 1) * 50
    found = listing.items[start : start + 100]
    return found, {"X-WP-Total": str(2 * len(listing.items)), "X-WP-TotalPages": "9"}


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        pytest.param(repeating, "posts: page 2 repeats earlier ones", id="repeats"),
        pytest.param(repeating_without_totals, "posts: page 2 repeats earlier ones", id="repeats-without-totals"),
        pytest.param(endless, "posts: 10000000 pages announced, pages 3 to 6 are empty", id="endless"),
        pytest.param(overlapping, "posts: 50 of page 2 were on earlier pages", id="overlaps"),
        pytest.param(one_page_announced, "posts: 20 announced, 100 received", id="announced"),
    ],
)
def test_a_contradiction_is_named(site: FakeSite, lie: Callable[..., Any], said: str) -> None:
    """After a second read that says the same; and the reading ends."""
    fill(site, 130)
    site.lie = lie
    _, contradictions, _ = look(patient(site))
    assert said in contradictions
    assert len(site.asked) < 150


def test_what_contradicts_itself_once_is_read_again(site: FakeSite) -> None:
    """Pages that shifted while they were read."""
    ids = fill(site, 130)
    times = iter([overlapping] * 2)
    # The pages of the first read into the journal are not judged: the sweep is.
    site.lie = lambda listing: (next(times, without_totals) if listing.is_light else without_totals)(listing)
    seen, contradictions, _ = look(patient(site))
    assert (seen, contradictions) == (ids, [])


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            '{"code":"rest_invalid_param","message":"Invalid parameter(s): per_page","data":{"status":400,"params":'
            '{"per_page":"per_page must be between 1 (inclusive) and 50 (inclusive)"}}}',
            id="english",
        ),
        pytest.param(
            '{"code":"rest_invalid_param","message":"x","data":{"status":400,"params":'
            '{"per_page":"per_page muss zwischen 1 (einschließlich) und 50 (einschließlich) liegen"}}}',
            id="german",
        ),
        pytest.param('{"code":"too_many","message":"no"}', id="silent"),
        pytest.param("<html>bad request</html>", id="html"),
    ],
)
def test_a_smaller_maximum_is_learnt(site: FakeSite, body: str) -> None:
    """From the answer, or by trying; and not asked about again."""
    ids = fill(site, 130)
    site.largest_page, site.too_large = 50, body.encode()
    source = patient(site)
    assert look(source)[0] == ids
    site.asked.clear()
    assert look(source)[0] == ids
    assert not any("wp/v2/posts?page=1&per_page=100" in path for path in site.asked)


@pytest.mark.parametrize("junk", [None, "text", 5, [1], {"title": "no id"}], ids=str)
def test_a_malformed_element_costs_itself(site: FakeSite, junk: object, caplog: pytest.LogCaptureFixture) -> None:
    """And is named; the others are read."""
    site.collections["posts"].append(junk)  # type: ignore[arg-type]
    _, changes = sync(patient(site))
    assert sorted(entries(changes)) == [1, 2, 3, 10, 11, 20, 21]
    assert "/wp/v2/posts: " in caplog.text
    assert "left out" in caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"code": "rest_no_route"}, id="without-a-message"),
        pytest.param({"code": "rest_no_route", "message": "No route.", "data": {"status": 404}}, id="whole"),
        pytest.param({"error": "denied", "status": 1}, id="of-a-plugin"),
    ],
)
def test_an_error_answer_is_called_one(site: FakeSite, answer: object) -> None:
    """Not a list with text in it."""
    source = patient(site)
    site.faults.append(Fault(path="/wp/v2/posts?page=1", status=200, body=json.dumps(answer).encode(), times=99))
    with pytest.raises(MalformedInput, match="expected a list of objects, got an error answer"):
        sync(source)


@pytest.mark.parametrize(
    "before",
    [
        "<br />\n<b>Warning</b>:  Undefined variable $x in <b>/a/b.php</b> on line <b>3</b><br />\n",
        "Warning: Undefined array key in /a/b.php on line 3\n",
        "PHP Deprecated:  Function x is deprecated in /a/b.php on line 3\n",
        "Notice: Trying to access array offset\n",
    ],
    ids=["html", "text", "log", "notice"],
)
def test_what_php_printed_is_called_so(site: FakeSite, before: str) -> None:
    """Not a login page, nor a cache."""
    source = patient(site)
    site.faults.append(Fault(path="/wp/v2/types", status=200, body=f'{before}{{"post":{{}}}}'.encode(), times=9))
    with pytest.raises(MalformedInput, match="PHP printed a message") as caught:
        sync(source)
    assert "WP_DEBUG_DISPLAY" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "headers", "body", "name"),
    [
        pytest.param(403, {"cf-mitigated": "challenge"}, b"<html>", "Cloudflare, 403", id="cloudflare"),
        pytest.param(503, {"cf-mitigated": "challenge"}, b"<html>", "Cloudflare, 503", id="cloudflare-503"),
        pytest.param(202, {"sg-captcha": "challenge"}, b"<html></html>", "SiteGround, 202", id="siteground"),
        pytest.param(202, {}, b"<html>/.well-known/sgcaptcha/?r=</html>", "SiteGround, 202", id="siteground-page"),
        pytest.param(202, {}, b"<html>please wait</html>", "202", id="202"),
        pytest.param(403, {}, b"<html>Sucuri WebSite Firewall</html>", "Sucuri, 403", id="sucuri"),
        pytest.param(200, {}, b"<html><title>Just a moment...</title>", "Cloudflare, 200", id="200"),
    ],
)
def test_a_bot_wall_is_called_one(site: FakeSite, status: int, headers: dict[str, str], body: bytes, name: str) -> None:
    """With the user agent to be allowed."""
    source = patient(site)
    site.faults.append(Fault(path="/wp/v2/types", status=status, headers=headers, body=body, times=99))
    with pytest.raises(SourceUnavailable, match="a bot wall answers") as caught:
        sync(source)
    assert name in caught.value.message
    assert "allow the user agent rootzpub/" in caught.value.hint


def test_too_many_requests_are_waited_for_and_then_named(site: FakeSite) -> None:
    """429: five attempts, and what to do."""
    source = patient(site)
    site.faults.append(Fault(path="/wp/v2/types", status=429, times=99))
    with pytest.raises(SourceUnavailable, match="the site answered 429, too many requests, 5 attempts") as caught:
        sync(source)
    assert "allow the user agent" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (404, b'{"code":"rest_post_invalid_id","message":""}', "absent"),
        (401, b'{"code":"rest_forbidden","message":""}', "absent"),
        (410, b"", "absent"),
        (403, b'{"code":"rest_forbidden","message":""}', "unknown"),
        (500, b"", "unknown"),
        (200, b'{"id": 2}', "there"),
        (200, b'{"id": 3}', "unknown"),
        (200, b"<html>", "unknown"),
    ],
)
def test_an_entry_s_own_address_is_asked(site: FakeSite, status: int, body: bytes, expected: Trace) -> None:
    """What is no clear word is none."""
    with patient(site).snapshot() as snapshot:
        site.faults.append(Fault(path="/wp/v2/posts/2", status=status, body=body, times=99))
        assert isinstance(snapshot, Witness)
        assert snapshot.trace(2, "post") == expected


def test_types_that_are_no_content_hide_their_entries(site: FakeSite) -> None:
    """They were published before we knew; a type that the site names no more has no entries."""
    with patient(site).snapshot() as snapshot:
        assert isinstance(snapshot, Witness)
        assert [snapshot.hides(5, kind) for kind in ("wp_block", "elementor_library", "post")] == [True, True, False]
        assert snapshot.trace(5, "book") == "absent"


def test_a_link_elsewhere_is_a_redirect(site: FakeSite) -> None:
    """A plugin sends visitors there; `www.` and the other scheme are the same site."""
    site.index["home"] = "https://www.example.test"
    site.collections["posts"] = [
        post(1, link="https://elsewhere.test/offer/"),
        post(2, link="http://example.test/2026/post-2/"),
        post(3, link="https://www.example.test/2026/post-3/"),
    ]
    site.collections["pages"], site.collections["media"] = [], []
    _, changes = sync(patient(site))
    assert sorted(entries(changes)) == [2, 3]
    assert Hidden(id=1, reason="redirect") in changes


@pytest.mark.parametrize(
    ("character", "escaped"), [("\u2028", "%E2%80%A8"), ("\n", "%0A"), (" ", "%20"), ("\u202e", "%E2%80%AE")], ids=repr
)
def test_what_may_not_stand_in_an_address_is_escaped(site: FakeSite, character: str, escaped: str) -> None:
    """No path of ours has a line feed."""
    site.collections["posts"] = [post(1, link=f"HOME/x{character}y/")]
    _, changes = sync(patient(site))
    assert entries(changes)[1].path == f"/x{escaped}y/"


def test_a_child_of_a_page_that_the_listing_lacks_is_told_apart(site: FakeSite) -> None:
    """It is hidden for its parent's sake, and the parent is missing: the publisher decides about both."""
    source = patient(site)
    _, first = sync(source)
    site.collections["pages"] = [page(11, parent=10)]
    _, second = sync(source, None, revisions(first))
    assert Gone(id=10) in second
    assert Hidden(id=11, reason="ancestor-hidden") in second
