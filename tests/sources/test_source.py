"""What every source may be given, and report, of a read that takes long."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from rootzpub.sources import LongRead, Resumed, SourceOptions, open_source
from rootzpub.state import FileScratch

MOMENT = datetime(2026, 11, 20, 12, 3, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("of", "text"),
    [
        pytest.param(10_412, "3,100 of 10,412 entries were already read on 2026-11-20 11:03 UTC", id="total-known"),
        pytest.param(0, "3,100 entries were already read on 2026-11-20 11:03 UTC", id="total-unknown"),
    ],
)
def test_what_was_there_is_told_to_a_person(of: int, text: str) -> None:
    """With thousands apart, in UTC."""
    assert str(Resumed(entries=3100, of=of, moment=MOMENT)) == text
    assert MOMENT.astimezone(UTC).hour == 11


@pytest.mark.parametrize("name", ["journal", "missing", "folder"])
def test_what_was_left_is_forgotten(tmp_path: Path, name: str) -> None:
    """Whether it is there or not; nothing else is touched."""
    (tmp_path / "journal").write_text("x")
    (tmp_path / "folder").mkdir()
    LongRead(journal=FileScratch(tmp_path / name)).forget()
    LongRead().forget()
    assert (tmp_path / "journal").exists() is (name != "journal")
    assert (tmp_path / "folder").exists()


def test_another_way_to_read_forgets_what_a_live_one_left(tmp_path: Path) -> None:
    """Nobody will go on with it."""
    (tmp_path / "journal").write_text("x")
    (tmp_path / "posts.json").write_text("[]")
    open_source(f"rest:{tmp_path}", SourceOptions(long_read=LongRead(journal=FileScratch(tmp_path / "journal"))))
    assert not (tmp_path / "journal").exists()
