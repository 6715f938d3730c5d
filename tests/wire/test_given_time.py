"""Times as people type and paste them."""

from datetime import UTC, datetime

import pytest

from rootzpub.errors import MalformedInput
from rootzpub.wire.blocks import format_time
from rootzpub.wire.given_time import given_time, show_time

MOMENT = datetime(2026, 11, 30, 15, 34, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-30T15:34:28Z",
        "2026-11-30t15:34:28z",
        "2026-11-30 15:34:28Z",
        "2026-11-30T15:34:28.000Z",
        "2026-11-30T15:34:28.000000001Z",
        "2026-11-30T16:34:28+01:00",
        "2026-11-30T10:04:28-05:30",
        "2026-11-30T15:34:28-00:00",
        "2026-11-30T15:34:28",
        "2026-11-30 15:34:28",
        "2026-11-30 15:34:28 UTC",
        " 30 Nov 2026 15:34:28 UTC\n",
        "30 Nov 2026, 15:34:28 UTC",
    ],
)
def test_every_form_of_a_moment(text: str) -> None:
    """RFC 3339 with its notes, without an offset in UTC, and as our reports print it."""
    assert given_time(text) == MOMENT


def test_our_own_times_are_read_back() -> None:
    """Both forms that we print."""
    for moment in (MOMENT, datetime(1970, 1, 1, tzinfo=UTC), datetime(987, 2, 3, 4, 5, 6, tzinfo=UTC)):
        assert given_time(format_time(moment)) == given_time(show_time(moment)) == moment


def test_a_date_is_its_midnight_and_a_leap_second_the_one_before() -> None:
    """RFC 3339 §5.7 leaves the leap second to the reader."""
    assert given_time("2026-11-30") == datetime(2026, 11, 30, tzinfo=UTC)
    assert given_time("2016-12-31T23:59:60Z") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert given_time("2026-11-30T15:34Z") == datetime(2026, 11, 30, 15, 34, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-02-30",
        "2026-11-30T25:00:00Z",
        "2026-11-30T15:60:00Z",
        "26-11-30",
        "2026-3-4",
        "2026-11-30T15:34:28+0100",
        "2026-W48-1",
        "9999-12-31T23:59:59-23:59",
        "30 Foo 2026 15:34:28 UTC",
        "٢٠٢٦-11-30",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    """In one line."""
    with pytest.raises(MalformedInput, match="expected a date like"):
        given_time(text)
