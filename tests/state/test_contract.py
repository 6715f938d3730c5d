"""What every form of state promises: the docstrings of `rootzpub.state.state`, one after the other."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.errors import StoreUnavailable
from rootzpub.state import FileState, MemoryState, NoteName, State

NOON = datetime(2026, 3, 4, 12, 30, 15, tzinfo=UTC)
NAMES: tuple[NoteName, ...] = get_args(NoteName)


@pytest.fixture(params=[FileState, MemoryState])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> State:
    """An empty state of each form."""
    if request.param is FileState:
        return FileState.open(tmp_path / "data", clock=fixed_clock(NOON))
    return MemoryState(clock=fixed_clock(NOON))


@pytest.mark.parametrize("name", NAMES)
def test_a_note_is_what_was_written_last(state: State, name: NoteName) -> None:
    """None before, then each time the whole of it; also for who asks for the note again."""
    note = state.note(name)
    seen = [note.read()]
    for written in (b'{"a":1}', b"", b"\xff" * 100_000):
        note.write(written)
        seen.append(state.note(name).read())
    assert seen == [None, b'{"a":1}', b"", b"\xff" * 100_000]


def test_notes_are_apart(state: State) -> None:
    """Each has its own bytes and its own place."""
    for name in NAMES:
        state.note(name).write(name.encode())
    assert [state.note(name).read() for name in NAMES] == [name.encode() for name in NAMES]
    assert len({state.note(name).where for name in NAMES}) == len(NAMES)


def test_a_note_s_mark_is_another_after_each_write(state: State) -> None:
    """0 before the first; then a time, so that a running server notices."""
    note = state.note("approved")
    marks = [note.mark()]
    for _ in range(3):
        note.write(b"the same")
        marks.append(note.mark())
    assert marks[0] == 0
    assert len(set(marks)) == 4
    assert marks == sorted(marks)
    assert abs(marks[-1] / 1e9 - datetime.now(UTC).timestamp()) < 3600


def test_counts_are_by_name_since_the_first(state: State) -> None:
    """Only names that were counted are given."""
    counts = state.counts()
    before = counts.totals()
    assert all(counts.add(name) for name in ("a", "ä b", "a"))
    assert dict(before.by_name) == {}
    assert dict(counts.totals().by_name) == {"a": 2, "ä b": 1}
    assert counts.totals().since == NOON


def test_counts_add_up_over_all_who_opened_them(state: State) -> None:
    """A second opening goes on where the first is."""
    state.counts().add("a")
    state.counts().add("a")
    assert dict(state.counts().totals().by_name) == {"a": 2}


def test_threads_lose_no_count(state: State) -> None:
    """They share one."""
    counts = state.counts()
    threads = [threading.Thread(target=lambda: [counts.add("a") for _ in range(2000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert dict(counts.totals().by_name) == {"a": 8000}


def test_windows_count_each_client_by_itself(state: State) -> None:
    """Another window begins from 0 again, an old one does not come back."""
    windows = state.windows()
    asked = [(1, 5), (1, 5), (2, 5), (1, 6), (1, 6), (2, 5), (2**64 - 1, 2**40)]
    assert [windows.count(client, window) for client, window in asked] == [1, 2, 1, 1, 2, 2, 1]


def test_all_who_open_the_windows_count_together(state: State) -> None:
    """As workers do."""
    state.windows().count(7, 1)
    assert state.windows().count(7, 1) == 2


def test_scratch_outlives_being_closed(state: State) -> None:
    """What a read that broke off left is there for the next, from its beginning."""
    with _opened(state) as file:
        file.write(b"half of it")
    with _opened(state) as file:
        assert file.read() == b"half of it"


def test_scratch_goes_when_it_is_dropped(state: State) -> None:
    """And once more does nothing."""
    with _opened(state) as file:
        file.write(b"all of it")
    state.scratch().remove()
    state.scratch().remove()
    with _opened(state) as file:
        assert file.read() == b""


def _opened(state: State):  # type: ignore[no-untyped-def]
    file = state.scratch().open_alone()
    assert file is not None
    return file


def test_a_lock_has_one_holder(state: State) -> None:
    """Who does not want to wait is refused; after the holder it is free."""
    lock = state.lock()
    with lock.held(wait=False):
        assert state.lock().is_held()
        with pytest.raises(StoreUnavailable, match="is syncing") as refused, state.lock().held(wait=False):
            pytest.fail("two holders")
    assert refused.value.hint
    assert not state.lock().is_held()


def test_a_lock_is_let_go_by_a_failure(state: State) -> None:
    """Whatever ends the block."""

    def fails() -> None:
        with state.lock().held(wait=False):
            raise ValueError("within")

    with pytest.raises(ValueError, match="within"):
        fails()
    assert not state.lock().is_held()


def test_who_waits_for_a_lock_gets_it(state: State) -> None:
    """After the one who has it, never beside."""
    order: list[str] = []
    began = threading.Event()

    def second() -> None:
        began.set()
        with state.lock().held(wait=True):
            order.append("second")

    waiting = threading.Thread(target=second)
    with state.lock().held(wait=False):
        waiting.start()
        began.wait()
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_no_lock_was_ever_held(state: State) -> None:
    """Before the first sync."""
    assert not state.lock().is_held()


def test_an_unwritable_note_is_said(tmp_path: Path) -> None:
    """Only files can fail: a file where the folder should be, a folder where the file should be."""
    (tmp_path / "data").write_text("x")
    (tmp_path / "other" / "approved.json").mkdir(parents=True)
    asked: list[Callable[[], object]] = [
        lambda: FileState(tmp_path / "data").note("approved").write(b"x"),
        lambda: FileState(tmp_path / "other").note("approved").read(),
    ]
    for ask in asked:
        with pytest.raises(StoreUnavailable, match=r"approved\.json cannot be") as error:
            ask()
        assert error.value.hint
