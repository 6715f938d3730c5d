"""Blocks, times, resources and origins."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.wire import blocks

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC))


def test_times_are_utc_without_fractions() -> None:
    """A moment in another zone is written in UTC, its microseconds dropped."""
    moment = datetime(2026, 3, 4, 21, 21, 47, 999_999, tzinfo=timezone(timedelta(hours=1)))
    assert blocks.format_time(moment) == "2026-03-04T20:21:47Z"


def test_years_have_four_digits() -> None:
    """A year before 1000 keeps its leading zeros."""
    assert blocks.format_time(datetime(33, 4, 3, tzinfo=UTC)) == "0033-04-03T00:00:00Z"


def test_naive_times_are_refused() -> None:
    """A datetime without a zone names no moment."""
    with pytest.raises(ValueError, match="timezone-aware"):
        blocks.format_time(datetime(2026, 1, 1))  # noqa: DTZ001 - what is tested


@given(MOMENTS)
def test_times_read_back(moment: datetime) -> None:
    """Reading what was written gives the same second."""
    assert blocks.parse_time(blocks.format_time(moment)) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-03-04T12:00:00Z", id="ours"),
        pytest.param("2026-03-04T12:00:00+00:00", id="plugin"),
        pytest.param("2026-03-04T13:30:00+01:30", id="offset"),
        pytest.param("2026-03-04T12:00:00.000Z", id="javascript"),
    ],
)
def test_other_writers_times_are_read(text: str) -> None:
    """The forms that PHP and JavaScript write name the same moment."""
    assert blocks.parse_time(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-03-04T12:00:00", id="no-offset"),
        pytest.param("2026-03-04", id="date"),
        pytest.param("2026-02-30T12:00:00Z", id="no-such-day"),
        pytest.param("0001-01-01T00:00:00+23:59", id="before-the-calendar"),
        pytest.param("２026-03-04T12:00:00Z", id="wide-digits"),
        pytest.param("", id="empty"),
        pytest.param("2026-03-04T12:00:00Z\n", id="line-end"),
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    """Anything that is not an RFC 3339 time is MalformedInput."""
    with pytest.raises(MalformedInput, match="expected a time like"):
        blocks.parse_time(text)


@given(MOMENTS.filter(lambda moment: moment.year >= 1970), st.integers(1, 86_400))
def test_stamps_move_in_steps(moment: datetime, step: int) -> None:
    """A stamp is at most one step back, on a whole step since 1970."""
    stamped = blocks.stamp(moment, step)
    assert timedelta(0) <= moment - stamped < timedelta(seconds=step + 1)
    assert int(stamped.timestamp()) % step == 0


def test_a_step_of_zero_is_a_second() -> None:
    """Without steps a stamp is the second itself."""
    assert blocks.stamp(NOON + timedelta(microseconds=5), 0) == NOON


@pytest.mark.parametrize(
    ("age", "seconds", "policy", "shown"),
    [
        pytest.param(timedelta(days=-1), 3600, "real-time", "0.0 days", id="future"),
        pytest.param(timedelta(hours=23, minutes=59), 3600, "real-time", "1.0 days", id="under-a-day"),
        pytest.param(timedelta(days=1), 86400, "daily", "1.0 days", id="a-day"),
        pytest.param(timedelta(days=6.3), 86400, "daily", "6.3 days", id="under-a-week"),
        pytest.param(timedelta(days=7), 604800, "weekly", "7.0 days", id="a-week"),
        pytest.param(timedelta(days=29.96), 604800, "weekly", "30.0 days", id="under-a-month"),
        pytest.param(timedelta(days=30), 2592000, "monthly", "30.0 days", id="a-month"),
        pytest.param(timedelta(days=4000), 2592000, "monthly", "4000.0 days", id="years"),
    ],
)
def test_freshness_by_age(age: timedelta, seconds: int, policy: str, shown: str) -> None:
    """The four steps of [wire §2.freshness], at their edges."""
    block = blocks.freshness(NOON - age, NOON)
    assert block == {
        "contentAge": shown,
        "freshUntil": blocks.format_time(NOON + timedelta(seconds=seconds)),
        "lastModified": blocks.format_time(NOON - age),
        "maxAge": seconds,
        "refreshPolicy": policy,
    }


def test_origin_block() -> None:
    """One entry's dates, the moment and the signer; "none" without a key."""
    block = blocks.origin("example.com", published=NOON, modified=NOON, moment=NOON, signer=None)
    assert block == {
        "domain": "example.com",
        "modifiedAt": "2026-03-04T12:00:00Z",
        "publishedAt": "2026-03-04T12:00:00Z",
        "servedAt": "2026-03-04T12:00:00Z",
        "signer": "none",
    }


def test_provenance_block() -> None:
    """The names that agents written for the plugin look for."""
    block = blocks.provenance("https://example.com", moment=NOON, served_by="rootzpub/1", signer="0xabc")
    assert block == {
        "origin": "https://example.com",
        "servedAt": "2026-03-04T12:00:00Z",
        "servedBy": "rootzpub/1",
        "signer": "0xabc",
        "specVersion": "1.2.0",
        "standard": "https://rootz.global/ai-discovery",
    }


@pytest.mark.parametrize(
    ("path", "params", "expected"),
    [
        pytest.param("/llms.txt", {}, "/llms.txt", id="none"),
        pytest.param("/page", {"path": "/about/"}, "/page?path=%2Fabout%2F", id="slashes"),
        pytest.param("/search", {"q": "widgets", "limit": 10}, "/search?limit=10&q=widgets", id="sorted"),
        pytest.param("/s", {"q": "ü b+c~-._é"}, "/s?q=%C3%BC%20b%2Bc~-._%C3%A9", id="unreserved"),
        pytest.param("/s", [("b", 1), ("a", True), ("a", "0")], "/s?a=0&a=true&b=1", id="pairs"),
        pytest.param("/s", {"q": "a&b=c#d%"}, "/s?q=a%26b%3Dc%23d%25", id="delimiters"),
    ],
)
def test_resources(path: str, params: dict[str, object], expected: str) -> None:
    """Parameters are sorted by name, and only RFC 3986 unreserved characters stay."""
    assert blocks.resource(path, params) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://Example.COM/path?q#f", "https://example.com", id="case-and-path"),
        pytest.param("HTTPS://example.com:443/", "https://example.com", id="default-port"),
        pytest.param("http://example.com:80", "http://example.com", id="default-port-http"),
        pytest.param("http://127.0.0.1:8321/", "http://127.0.0.1:8321", id="port"),
        pytest.param("https://bücher.example/x", "https://xn--bcher-kva.example", id="a-labels"),
        pytest.param("https://BÜCHER.example", "https://xn--bcher-kva.example", id="a-labels-case"),
        pytest.param("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080", id="ipv6"),
        pytest.param("https://user:secret@example.com/", "https://example.com", id="credentials-dropped"),
    ],
)
def test_origins(url: str, expected: str) -> None:
    """Scheme, host in A-labels and a port that is not the default one."""
    assert blocks.origin_of(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("ftp://example.com", id="scheme"),
        pytest.param("//example.com", id="no-scheme"),
        pytest.param("https://", id="no-host"),
        pytest.param("https://example.com:99999", id="port"),
        pytest.param("https://[::1", id="bracket"),
        pytest.param("https://☃\ud800.example", id="surrogate"),
        pytest.param("https://" + "ü" * 70 + ".example", id="label-too-long"),
    ],
)
def test_what_has_no_origin_is_refused(url: str) -> None:
    """URLs without an http(s) origin are MalformedInput."""
    with pytest.raises(MalformedInput, match=r"expected an? (http|host)"):
        blocks.origin_of(url)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("🚀.example", "xn--158h.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("☃.example", "xn--n3h.example"),
        ("日本語。jp", "xn--wgv71a119e.jp"),
        ("ex_ü.example", "xn--ex_-joa.example"),
    ],
)
def test_hosts_are_written_as_browsers_write_them(name: str, written: str) -> None:
    """Signs that IDNA 2008 does not know are mapped by UTS 46 alone."""
    assert blocks.host_of(name) == written


@pytest.mark.parametrize(
    "name", ["\u202eabc.example", "a b🚀.example", "🚀/x", f"{'🚀' * 60}.example", "xn--🚀.example"]
)
def test_what_no_browser_takes_is_no_host(name: str) -> None:
    """Reordering marks, blanks, labels beyond 63 characters."""
    with pytest.raises(MalformedInput, match="host name"):
        blocks.host_of(name)
