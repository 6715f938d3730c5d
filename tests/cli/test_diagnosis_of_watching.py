"""`doctor` tells what a running server met."""

from rootzpub.cli.diagnosis import diagnose
from rootzpub.config import FILE_NAME
from rootzpub.publisher import Outcome
from rootzpub.publisher.outcome import keep_outcome
from tests.store.making import NOON


def watch_findings(folder):
    """What is said about watching."""
    (folder / FILE_NAME).write_text("")
    return [finding for finding in diagnose(folder) if finding.part == "watch"]


def test_a_source_that_failed_last_is_told(tmp_path):
    """With how often, when, why and what to do."""
    keep_outcome(tmp_path / "rootzpub-data", Outcome(moment=NOON, error="no route", hint="Check it.", failures=3))
    (finding,) = watch_findings(tmp_path)
    assert finding.message == "3 looks in a row failed, the last at 2026-03-04T12:00:00Z: no route"
    assert (finding.outcome, finding.hint) == ("warning", "Check it.")


def test_nothing_is_said_when_all_went_well(tmp_path):
    """Or when nobody watched yet."""
    before = watch_findings(tmp_path)
    keep_outcome(tmp_path / "rootzpub-data", Outcome(moment=NOON))
    assert (before, watch_findings(tmp_path)) == ([], [])
