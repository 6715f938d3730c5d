"""What a sync did, in lines and as JSON."""

from datetime import UTC, datetime

import pytest

from rootzpub.publisher import SyncSummary
from rootzpub.sources import Resumed

RESUMED = Resumed(entries=300, of=365, moment=datetime(2026, 5, 6, 9, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("resumed", "line", "entries"),
    [
        pytest.param(RESUMED, "300 of 365 entries were already read on 2026-05-06 09:30 UTC", 300, id="went-on"),
        pytest.param(None, None, 0, id="in-one-go"),
    ],
)
def test_says_what_an_earlier_read_had_fetched(resumed: Resumed | None, line: str | None, entries: int) -> None:
    """A line only where there was one; a number always."""
    summary = SyncSummary(resumed=resumed)
    assert dict(summary.lines()).get("resumed") == line
    assert summary.as_dict()["resumed"] == entries


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        (
            SyncSummary(read=8, added=3, full=False),
            (
                "8 entries (what WordPress changed since the last sync, and what depends on it; "
                "5 of them unchanged or not published)"
            ),
        ),
        (SyncSummary(read=3, added=2, changed=1, full=True), "3 entries (everything)"),
    ],
    ids=["more-than-changed", "all-new"],
)
def test_says_why_so_many_entries_were_read(summary: SyncSummary, line: str) -> None:
    """More than were added is no fault: the line says what the others are."""
    assert dict(summary.lines())["read"] == line
