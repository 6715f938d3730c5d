"""How the last look ended."""

import pytest

from rootzpub.publisher import Outcome, last_outcome
from rootzpub.publisher.outcome import FILE_NAME, keep_outcome
from tests.store.making import NOON


def test_an_outcome_is_remembered(tmp_path):
    """For doctor, in another process."""
    outcome = Outcome(moment=NOON, error="away", hint="wait", failures=3)
    keep_outcome(tmp_path, outcome)
    assert last_outcome(tmp_path) == outcome


def test_before_the_first_there_is_none(tmp_path):
    """Nothing to tell."""
    assert last_outcome(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"at":"x","error":"","hint":"","failures":0}'])
def test_a_damaged_note_is_none(tmp_path, content):
    """It is only a note."""
    (tmp_path / FILE_NAME).write_bytes(content)
    assert last_outcome(tmp_path) is None


def test_a_note_that_cannot_be_kept_is_no_error(tmp_path):
    """The disk is full; the error was told already."""
    (tmp_path / "data").write_text("a file where the folder should be")
    keep_outcome(tmp_path / "data", Outcome(moment=NOON))
    assert last_outcome(tmp_path / "data") is None
