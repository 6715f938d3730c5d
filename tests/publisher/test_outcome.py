"""How the last look ended."""

import pytest

from rootzpub.publisher import SyncOutcome, keep_outcome, last_outcome
from rootzpub.state import FileNote, MemoryNote
from tests.store.making import NOON


def test_an_outcome_is_remembered():
    """For doctor, in another process."""
    note = MemoryNote()
    outcome = SyncOutcome(moment=NOON, error="away", hint="wait", failures=3)
    keep_outcome(note, outcome)
    assert last_outcome(note) == outcome


def test_before_the_first_there_is_none():
    """Nothing to tell."""
    assert last_outcome(MemoryNote()) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"at":"x","error":"","hint":"","failures":0}'])
def test_a_damaged_note_is_none(content):
    """It is only a note."""
    note = MemoryNote()
    note.write(content)
    assert last_outcome(note) is None


def test_a_note_that_cannot_be_kept_is_no_error(tmp_path):
    """The disk is full; the error was reported already."""
    (tmp_path / "data").write_text("a file where the folder should be")
    note = FileNote(tmp_path / "data" / "last-sync.json")
    keep_outcome(note, SyncOutcome(moment=NOON))
    assert last_outcome(note) is None
