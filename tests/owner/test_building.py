"""Files that were written: until when they hold, as `doctor` says it."""

from datetime import UTC, datetime, timedelta

import pytest

from rootzpub import assembly
from rootzpub.assembly.building import Built
from rootzpub.config import Config
from rootzpub.owner.building import files_hold

UNTIL = datetime(2026, 12, 8, tzinfo=UTC)


@pytest.fixture
def config(tmp_path):
    """A site whose files were written."""
    config = Config(directory=tmp_path)
    assembly.note_built(config, Built(folder=tmp_path / "public", sequence=3, valid_until=UNTIL))
    return config


@pytest.mark.parametrize(
    ("before_end", "sequence", "message", "hint"),
    [
        (timedelta(days=5), 3, "hold until 2026-12-08T00:00:00Z", ""),
        (timedelta(hours=20), 3, "hold until 2026-12-08T00:00:00Z", "again before that."),
        (timedelta(0), 3, "held until 2026-12-08T00:00:00Z: verifiers call them expired", "again."),
        (timedelta(days=5), 4, "are older than publication 4", "again."),
    ],
)
def test_files_hold_until_their_first_envelope_ends(config, before_end, sequence, message, hint):
    """And are built again before that, and when the site has changed."""
    held = files_hold(config, moment=UNTIL - before_end, sequence=sequence)
    assert held.message == f"the files of publication 3 in {config.directory / 'public'} {message}"
    assert held.hint.endswith(hint)
    assert bool(held.hint) == bool(hint)


@pytest.mark.parametrize("kept", [None, b"null", b"{}", b"[]", b"{"])
def test_nothing_is_said_where_nothing_is_known(tmp_path, kept):
    """No build, or a note that cannot be read."""
    config = Config(directory=tmp_path)
    if kept is not None:
        assembly.open_state(config).note("build").write(kept)
    assert files_hold(config, moment=UNTIL, sequence=1) is None
