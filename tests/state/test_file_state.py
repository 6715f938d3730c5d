"""What the files of `FileState` promise beside the contract: modes, processes, full disks, names on disk."""

import gc
import multiprocessing
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import rootzpub
from rootzpub.clock import fixed_clock
from rootzpub.errors import StoreUnavailable
from rootzpub.state import FileLock, FileScratch, FileState
from tests.store.making import NOON


def test_names_on_disk_stay_what_they_are(tmp_path: Path) -> None:
    """Older programs look for these."""
    state = FileState.open(tmp_path / "data")
    for name in ("approved", "settings", "last-sync", "keys"):
        state.note(name).write(b"{}")
    state.windows()
    state.counts()
    with state.lock().held(wait=False):
        pass
    scratch = state.scratch().open_alone()
    assert scratch is not None
    scratch.close()
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [
        *("approved.json", "format", "keys.json", "last-sync.json", "limits", "settings.json", "sync.lock", "traffic"),
        "unfinished-read",
    ]


def test_only_the_key_history_is_for_everybody(tmp_path: Path) -> None:
    """It is published; the rest is the owner's alone. The key history may lie beside its key."""
    state = FileState.open(tmp_path / "data", keys=tmp_path / "elsewhere" / "keys.json")
    for name in ("approved", "settings", "last-sync", "keys"):
        state.note(name).write(b"{}")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*.json")}
    assert modes == {"approved.json": 0o600, "settings.json": 0o600, "last-sync.json": 0o600, "keys.json": 0o644}
    assert (tmp_path / "elsewhere" / "keys.json").is_file()


def _count(folder: Path, name: str, times: int) -> None:
    counts = FileState(folder).counts()
    for _ in range(times):
        counts.add(name)
        counts.add("shared")


@pytest.mark.slow("starts processes of our own")
def test_no_count_is_lost_between_processes(tmp_path: Path) -> None:
    """Each adds a name of its own at the same time as the others, and counts in its own stripe."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_count, args=(tmp_path, f"name {number}", 2000)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert dict(FileState(tmp_path).counts().totals().by_name) == {
        **{f"name {number}": 2000 for number in range(3)},
        "shared": 6000,
    }


@pytest.mark.slow("more than a tenth of a second a case")
def test_two_objects_of_one_process_lose_no_count(tmp_path: Path) -> None:
    """Each counts in a stripe of its own, and the end of one lets go of nothing that the other holds."""
    first, second = FileState(tmp_path).counts(), FileState(tmp_path).counts()
    claimed = {counts._claim() for counts in (first, second)}
    assert len(claimed) == 2
    del second
    gc.collect()
    assert FileState(tmp_path).counts()._claim() != min(claimed)


def test_counts_outlive_their_process(tmp_path: Path) -> None:
    """With the moment of the first."""
    FileState(tmp_path, clock=fixed_clock(NOON)).counts().add("a")
    totals = FileState(tmp_path).counts().totals()
    assert (dict(totals.by_name), totals.since) == ({"a": 1}, NOON)


def test_there_is_room_for_64_names(tmp_path: Path) -> None:
    """One more is reported, and breaks none of the others; so does one that is too long."""
    counts = FileState(tmp_path).counts()
    assert all(counts.add(f"name {number}") for number in range(64))
    assert [counts.add("one more"), counts.add("x" * 57), counts.add("")] == [False, False, False]
    assert len(counts.totals().by_name) == 64


def test_counts_that_cannot_be_kept_are_said(tmp_path: Path) -> None:
    """Not a traceback."""
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        FileState(tmp_path / "data").counts()


def _count_client(folder: Path) -> int:
    return FileState(folder).windows().count(5 + 65536, 1)


def test_clients_of_one_place_do_not_reset_each_other(tmp_path: Path) -> None:
    """Two addresses that were chosen to fall together and ask in turns are counted each; the file stays a megabyte."""
    windows = FileState(tmp_path).windows()
    asked = [windows.count(client, 1) for client in (5, 5 + 65536) * 3]
    assert asked == [1, 1, 2, 2, 3, 3]
    assert (tmp_path / "limits").stat().st_size == 1 << 20


def test_a_client_is_never_counted_below_what_it_asked(tmp_path: Path) -> None:
    """However many others ask in between: who takes a place over goes on from the count that stood there."""
    windows = FileState(tmp_path).windows()
    for _ in range(20):
        windows.count(5, 1)
    for other in range(1, 400):
        windows.count(5 + 65536 * other, 1)
    assert windows.count(5, 1) >= 21


def test_a_place_of_a_past_window_is_free(tmp_path: Path) -> None:
    """Newcomers begin from nothing as soon as the window of those before them is over."""
    windows = FileState(tmp_path).windows()
    for other in range(400):
        windows.count(5 + 65536 * other, 1)
    assert windows.count(5 + 65536 * 500, 2) == 1


def test_windows_are_for_their_owner_only(tmp_path: Path) -> None:
    """Whatever the umask is, and also a file that an older version made."""
    (tmp_path / "limits").touch(mode=0o666)
    before = os.umask(0)
    try:
        FileState(tmp_path).windows().count(1, 1)
        FileState(tmp_path).windows("documents").count(1, 1)
    finally:
        os.umask(before)
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("limits", "limits-documents")}
    assert modes == {"limits": 0o600, "limits-documents": 0o600}


def test_each_limit_counts_by_itself(tmp_path: Path) -> None:
    """Windows of documents may be shorter than those of tools."""
    state = FileState(tmp_path)
    assert [state.windows("tools").count(1, 5), state.windows("documents").count(1, 5)] == [1, 1]


@pytest.mark.slow("more than a tenth of a second a case")
def test_workers_share_the_windows(tmp_path: Path) -> None:
    """Another process counts on."""
    assert _count_client(tmp_path) == 1
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_count_client, (tmp_path,)) == 2


def test_windows_that_cannot_be_kept_are_this_process_s(tmp_path: Path) -> None:
    """A folder is in the way."""
    (tmp_path / "limits").mkdir()
    windows = FileState(tmp_path).windows()
    assert [windows.count(1, 1), windows.count(1, 1)] == [1, 2]


def test_a_lock_goes_with_its_process(tmp_path: Path) -> None:
    """A writer that was killed does not lock others out."""
    path = tmp_path / "sync.lock"
    program = (
        "import sys, pathlib\nfrom rootzpub.state import FileLock\n"
        "with FileLock(pathlib.Path(sys.argv[1])).held(wait=False):\n print('held', flush=True)\n sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        held = FileLock(path).is_held()
        other.kill()
        other.wait()
    assert (held, FileLock(path).is_held()) == (True, False)


def test_scratch_belongs_to_one_process_at_a_time(tmp_path: Path) -> None:
    """A second one gets none until the first closed it; a link in its place is refused."""
    first = FileScratch(tmp_path / "scratch").open_alone()
    assert first is not None
    assert FileScratch(tmp_path / "scratch").open_alone() is None
    first.close()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert FileScratch(tmp_path / "link").open_alone() is None
    second = FileScratch(tmp_path / "scratch").open_alone()
    assert second is not None
    assert stat.S_IMODE(os.fstat(second.fileno()).st_mode) == 0o600
    second.close()


def test_nobody_else_names_these_files() -> None:
    """What opens them lies in one package (the key history's place is beside its key, which `proof` works out)."""
    package = Path(rootzpub.__file__).parent
    names = ("approved.json", "settings.json", "last-sync.json", "unfinished-read", "sync.lock", '"limits"', '"traffic')
    found = {
        f"{path.relative_to(package)}: {name}"
        for path in package.rglob("*.py")
        if path.parent.name != "state"
        for name in names
        if name in path.read_text("utf-8").replace("`", "")
    }
    assert found == set()
