"""The file in which a long read keeps what it has."""

import fcntl
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.sources.rest.journal import Earlier, Journal
from rootzpub.state import FileScratch, MemoryScratch

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANSWERED = NOW - timedelta(minutes=3)


def journal(
    path: Path | None, *, at: datetime = NOW, site: str = "https://example.test", anew: bool = False
) -> Journal:
    """A journal of one site."""
    scratch = FileScratch(path) if path else MemoryScratch()
    return Journal(scratch=scratch, site=site, clock=fixed_clock(at), anew=anew)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with two answers, left by a process that is gone."""
    path = tmp_path / "journal"
    left = journal(path)
    left.begin("all")
    left.keep("posts 1", b"first page " * 50, answered=ANSWERED, pages=3, entries=100)
    left.keep("posts 2", b"second page", pages=3, entries=100)
    left.close()
    return path


def bodies(path: Path, **options: object) -> dict[str, bytes]:
    """What another process finds."""
    found = journal(path, **options)  # type: ignore[arg-type]
    found.begin("all")
    records = {name: found.kept(name) for name in ("posts 1", "posts 2")}
    found.close()
    return {name: record.body for name, record in records.items() if record}


def test_gives_back_what_an_earlier_run_kept(path: Path) -> None:
    """The body, when the site gave it, how many pages there were, and that it is old."""
    found = journal(path)

    assert found.begin("all") == Earlier(entries=200, last=NOW)
    record = found.kept("posts 1")
    assert record is not None
    assert (record.body, record.answered, record.pages, record.earlier) == (b"first page " * 50, ANSWERED, 3, True)
    assert found.kept("posts 3") is None
    found.close()


def test_what_this_run_keeps_is_not_earlier(path: Path) -> None:
    """The reader trusts its own answers more."""
    found = journal(path)
    found.begin("all")
    found.keep("posts 3", b"third")
    record = found.kept("posts 3")

    assert record is not None
    assert (record.body, record.answered, record.earlier) == (b"third", NOW, False)
    assert found.names() == ("posts 1", "posts 2", "posts 3")
    found.close()


def test_is_its_owner_s_alone(path: Path) -> None:
    """0600, whatever it was before."""
    path.chmod(0o644)
    bodies(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("options", "read"),
    [
        pytest.param({"site": "https://other.test"}, "all", id="another-site"),
        pytest.param({}, "since yesterday", id="another-read"),
        pytest.param({"at": NOW + timedelta(days=1)}, "all", id="expired"),
        pytest.param({"at": NOW - timedelta(days=2)}, "all", id="from-the-future"),
        pytest.param({"anew": True}, "all", id="anew"),
    ],
)
def test_what_does_not_belong_to_this_read_is_gone(path: Path, options: dict[str, object], read: str) -> None:
    """It neither counts nor stays on the disk."""
    found = journal(path, **options)  # type: ignore[arg-type]

    assert found.begin(read) == Earlier()
    assert found.names() == ()
    found.close()
    assert path.stat().st_size < 200
    assert bodies(path) == {}


def test_an_older_format_or_version_does_not_count(path: Path) -> None:
    """The first line must be ours to the letter."""
    path.write_bytes(path.read_bytes().replace(b"rootzpub-read/1", b"rootzpub-read/0", 1))
    assert bodies(path) == {}


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], list[str]]] = {
    "end-torn": (lambda raw: raw[:-3], ["posts 1"]),
    "head-torn": (lambda raw: raw[: raw.rindex(b'{"name"') + 20], ["posts 1"]),
    "body-altered": (lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), ["posts 1"]),
    "head-is-no-object": (lambda raw: raw + b"17\n", ["posts 1", "posts 2"]),
    "head-without-zone": (lambda raw: raw.replace(b"+00:00", b"", 1), []),
    "size-negative": (lambda raw: raw.replace(b'"size":', b'"size":-', 1), []),
    "noise-behind": (lambda raw: raw + b"\xff" * 5000, ["posts 1", "posts 2"]),
    "zeroes-behind": (lambda raw: raw + bytes(5000), ["posts 1", "posts 2"]),
    "noise-only": (lambda raw: b"\xff" * len(raw), []),
    "empty": (lambda raw: b"", []),
}


@pytest.mark.parametrize(("damage", "left"), DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_costs_what_is_damaged(path: Path, damage: Callable[[bytes], bytes], left: list[str]) -> None:
    """Whole records before it count, the rest is read anew, and new records have their place."""
    path.write_bytes(damage(path.read_bytes()))

    assert sorted(bodies(path)) == left

    again = journal(path)
    again.begin("all")
    again.keep("posts 2", b"again")
    again.close()
    assert bodies(path)["posts 2"] == b"again"


def test_two_processes_do_not_share_it(path: Path) -> None:
    """Whoever comes second keeps nothing, and leaves the file to the first."""
    first, second = journal(path), journal(path)
    first.begin("all")

    assert second.begin("all") == Earlier()
    second.keep("posts 9", b"x")
    second.through()
    second.forget_if_through()
    assert (second.keeps, second.kept("posts 9")) == (False, None)
    second.close()
    assert first.kept("posts 1") is not None
    first.close()
    assert sorted(bodies(path)) == ["posts 1", "posts 2"]


def test_goes_when_the_read_is_through(path: Path) -> None:
    """Not before: the reader may fail to keep what it was given."""
    found = journal(path)
    found.begin("all")
    found.forget_if_through()
    assert path.exists()
    found.through()
    assert path.exists()
    found.forget_if_through()
    assert not path.exists()
    assert found.kept("posts 1") is None


def test_a_read_after_one_that_was_through_begins_anew(path: Path) -> None:
    """Twice in one look: the second does not take the first for one that broke off."""
    found = journal(path)
    found.begin("all")
    found.through()
    assert found.begin("all") == Earlier()
    found.close()


def test_without_a_name_it_goes_with_its_owner() -> None:
    """The same object goes on after a break, and forgets when the read is through; another finds nothing."""
    found = journal(None)
    found.begin("all")
    found.keep("posts 1", b"first", entries=1)
    found.close()
    assert not found.keeps

    assert found.begin("all").entries == 1
    record = found.kept("posts 1")
    assert record is not None
    assert (record.body, record.earlier) == (b"first", True)
    other = journal(None)
    assert other.begin("all") == Earlier()
    found.through()
    found.forget_if_through()
    assert found.begin("all") == Earlier()


@pytest.mark.parametrize("place", ["folder", "missing", "link"])
def test_no_file_no_journal(tmp_path: Path, place: str) -> None:
    """Where there cannot be one, nothing is kept and nothing fails."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    found = journal(tmp_path / ("missing/journal" if place == "missing" else place))

    found.begin("all")
    found.keep("posts 1", b"x")
    assert (found.keeps, found.kept("posts 1")) == (False, None)
    found.through()
    found.forget_if_through()
    found.close()
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_no_error(tmp_path: Path) -> None:
    """Then nothing is kept, and its room is free for those who need it."""
    found = journal(tmp_path / "journal")
    found.begin("all")
    full = os.open("/dev/full", os.O_RDWR)
    assert found._file is not None
    os.dup2(full, found._file.fileno())
    os.close(full)
    found.keep("posts 1", os.urandom(1 << 16))

    assert not found.keeps
    assert not (tmp_path / "journal").exists()


def test_the_lock_goes_with_the_file(path: Path) -> None:
    """Closing it is enough for the next process."""
    found = journal(path)
    found.begin("all")
    found.close()
    with path.open("rb") as free:
        assert fcntl.flock(free, fcntl.LOCK_EX | fcntl.LOCK_NB) is None
