"""Each part is examined on its own, and what a running server met is reported."""

from pathlib import Path

from rootzpub import assembly
from rootzpub.clock import fixed_clock
from rootzpub.config import FILE_NAME, load_config
from rootzpub.errors import KeyUnavailable, StoreUnavailable, UsageError
from rootzpub.owner.approval import approve
from rootzpub.owner.diagnosis import diagnose
from rootzpub.publisher import SyncOutcome, UndeclaredProxy, keep_outcome, sync
from rootzpub.state import FileState
from tests.store.making import NOON

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo" / "rest"


def watch_findings(folder):
    """What is said about watching."""
    (folder / FILE_NAME).write_text("")
    return [finding for finding in diagnose(folder) if finding.part == "watch"]


def test_a_source_that_failed_last_is_told(tmp_path):
    """With how often, when, why and what to do."""
    keep_outcome(
        FileState(tmp_path / "rootzpub-data").note("last-sync"),
        SyncOutcome(moment=NOON, error="no route", hint="Check it.", failures=3),
    )
    (finding,) = watch_findings(tmp_path)
    assert finding.message == "3 looks in a row failed, the last at 2026-03-04T12:00:00Z: no route"
    assert (finding.outcome, finding.hint) == ("warning", "Check it.")


def test_nothing_is_said_when_all_went_well(tmp_path):
    """Or when nobody watched yet."""
    before = watch_findings(tmp_path)
    keep_outcome(FileState(tmp_path / "rootzpub-data").note("last-sync"), SyncOutcome(moment=NOON))
    assert (before, watch_findings(tmp_path)) == ([], [])


def test_a_folder_without_settings_is_a_wrong_use(tmp_path):
    """The error says the same as the finding; an interface maps it as it maps errors."""
    finding = next(finding for finding in diagnose(tmp_path) if finding.part == "configuration")
    assert isinstance(finding.error, UsageError)
    assert (finding.outcome, finding.message, finding.hint) == ("problem", finding.error.message, finding.error.hint)


def test_one_fault_does_not_hide_another(tmp_path):
    """A missing key and a missing source are both found."""
    (tmp_path / FILE_NAME).write_text("")
    problems = {finding.part: finding.error for finding in diagnose(tmp_path) if finding.outcome == "problem"}
    assert set(problems) == {"key", "source"}
    assert isinstance(problems["key"], KeyUnavailable)


def test_a_damaged_store_is_an_error_of_the_store(tmp_path):
    """Which has a way out: reading anew."""
    (tmp_path / FILE_NAME).write_text("")
    (tmp_path / "rootzpub-data").mkdir()
    (tmp_path / "rootzpub-data" / "site.db").write_bytes(b"not a database, but long enough to be looked at" * 100)
    problems = [finding.error for finding in diagnose(tmp_path) if finding.part == "store"]
    assert problems
    assert all(isinstance(error, StoreUnavailable) for error in problems)


def test_warnings_carry_no_error(tmp_path):
    """Nothing is wrong with a site that was not read yet."""
    (tmp_path / FILE_NAME).write_text("")
    assert [finding.error for finding in diagnose(tmp_path) if finding.outcome != "problem"].count(None) >= 2


def test_a_proxy_that_is_not_declared_is_named_with_the_line_to_add(tmp_path):
    """As the running server saw it; gone when the line is there."""
    (tmp_path / FILE_NAME).write_text("")
    UndeclaredProxy(FileState.open(tmp_path / "rootzpub-data").note("proxy")).see("127.0.0.1")

    [found] = [finding for finding in diagnose(tmp_path) if finding.part == "proxy"]
    (tmp_path / FILE_NAME).write_text('[serve]\ntrusted_proxies = ["127.0.0.1"]\n')
    later = [finding for finding in diagnose(tmp_path) if finding.part == "proxy"]

    assert (found.outcome, 'trusted_proxies = ["127.0.0.1"]' in found.hint, later) == ("warning", True, [])


def test_a_change_that_waits_for_its_owner_is_said(tmp_path):
    """With the members, and the command."""
    settings = f'[source]\nurl = "rest:{DEMO}"\n[signing]\nkey = "none"\npublish = "approved"\n'
    (tmp_path / FILE_NAME).write_text(settings)
    config = load_config(tmp_path)
    sync(assembly.open_source(config), assembly.open_store(config), config=config, clock=fixed_clock(NOON))
    approve(config)
    before = [finding for finding in diagnose(tmp_path) if finding.part == "approval"]
    (tmp_path / FILE_NAME).write_text(f"{settings}[policies]\ntraining = true\n")
    (found,) = [finding for finding in diagnose(tmp_path) if finding.part == "approval"]
    assert (before, found.outcome) == ([], "warning")
    assert "contentLicense" in found.message
    assert "rootzpub approve" in found.hint


def test_what_settings_name_is_held_against_what_there_is(tmp_path):
    """An address that is not the site's, and a rule that excludes nothing."""
    (tmp_path / FILE_NAME).write_text(
        f'[source]\nurl = "rest:{DEMO}"\n[site]\nbase_url = "https://other.example"\n[content]\nexclude = ["/abuot/"]\n'
    )
    config = load_config(tmp_path)
    sync(assembly.open_source(config), assembly.open_store(config), config=config, clock=fixed_clock(NOON))
    said = [f"{finding.message} {finding.hint}" for finding in diagnose(tmp_path) if finding.outcome == "warning"]
    assert any("base_url https://other.example is not the site's home" in text for text in said)
    assert any("'/abuot/' excludes nothing; did you mean '/about/'?" in text for text in said)
