"""Since when the owner's settings stand."""

from datetime import timedelta

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.config import IdentityTable
from rootzpub.publisher import configuration_changed_at
from rootzpub.state import FileState
from tests.publisher.making import CLOCK, MORNING, a_config

LATER = fixed_clock(MORNING + timedelta(hours=1))
STILL_LATER = fixed_clock(MORNING + timedelta(hours=2))
SECOND = MORNING.replace(microsecond=0)


def settled(config, clock, *, signer="0x1", delegation=None):
    note = FileState(config.data_dir).note("settings")
    return configuration_changed_at(note, config, signer=signer, delegation=delegation, clock=clock)


def test_the_moment_is_kept_while_nothing_changes(tmp_path):
    """Another process, later, learns the same."""
    config = a_config(tmp_path)

    assert settled(config, CLOCK) == MORNING
    assert settled(config, LATER) == SECOND


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"identity": IdentityTable(name="Another")}, id="a setting"),
        pytest.param({"signer": "0x2"}, id="the key"),
        pytest.param({"delegation": {"owner": "0x3"}}, id="the delegation"),
    ],
)
def test_a_change_counts_from_now(tmp_path, change):
    """Whatever decides the answers besides the site."""
    config = a_config(tmp_path)
    settled(config, CLOCK)
    tables = {name: value for name, value in change.items() if name == "identity"}
    parts = {name: value for name, value in change.items() if name != "identity"}

    assert settled(config.model_copy(update=tables), LATER, **parts) == LATER()


@pytest.mark.parametrize("note", [b"", b"[]", b"{}", b'{"digest":"x","since":"yesterday"}', b"\xff"])
def test_a_note_that_cannot_be_read_is_written_anew(tmp_path, note):
    """Never a traceback, never an old moment."""
    config = a_config(tmp_path)
    FileState(config.data_dir).note("settings").write(note)

    assert settled(config, LATER) == LATER()
    assert settled(config, STILL_LATER) == LATER()


def test_a_note_of_a_clock_that_ran_ahead_is_written_anew(tmp_path):
    """Set forward and back again: no change lies in the future."""
    config = a_config(tmp_path)
    settled(config, STILL_LATER)

    assert settled(config, LATER) == LATER()
    assert settled(config, STILL_LATER) == LATER()


def test_a_full_disk_counts_from_now(tmp_path):
    """What cannot be noted holds for this process."""
    config = a_config(tmp_path)
    config.data_dir.parent.mkdir(parents=True, exist_ok=True)
    config.data_dir.write_text("in the way of the folder")

    assert settled(config, LATER) == LATER()
