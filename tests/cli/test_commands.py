"""The commands, run in this process: what they print, write and return."""

import io
import json
import socket
from pathlib import Path

import pytest

from rootzpub.cli.main import run
from tests.conftest import ROOT

DEMO = f"rest:{ROOT / 'fixtures/demo/rest'}"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An initialised demo site."""
    folder = tmp_path / "site"
    assert run(["init", str(folder), "--source", DEMO, "--base-url", "https://werkhof.example"]) == 0
    return folder


def on(site: Path, *arguments: str) -> int:
    """Run a command for a site; its exit code."""
    return run(["-C", str(site), *arguments])


def test_init_writes_what_it_learned(capsys, site):
    """Name and address of the site, a key of mode 0600, and what to do next."""
    said = capsys.readouterr().out

    assert "Werkhof" in said
    assert (site / "rootzpub-data" / "signing.key").stat().st_mode & 0o777 == 0o600
    text = (site / "rootzpub.toml").read_text()
    assert 'base_url = "https://werkhof.example"' in text
    assert DEMO in text
    assert '# rate_limit = "100/hour"' in text


def test_init_for_machines(tmp_path, capsys):
    """One JSON object."""
    assert run(["init", str(tmp_path / "x"), "--source", DEMO, "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["signer"].startswith("0x")
    assert told["name"].startswith("Werkhof")


@pytest.mark.slow("more than a tenth of a second a case")
def test_init_takes_a_relative_source_as_seen_from_here(tmp_path, monkeypatch, capsys):
    """The written source does not depend on where DIR is."""
    monkeypatch.chdir(ROOT)
    assert run(["init", str(tmp_path / "deep" / "site"), "--source", "rest:fixtures/demo/rest"]) == 0

    assert on(tmp_path / "deep" / "site", "sync") == 0
    assert "published" in capsys.readouterr().out


def test_init_without_a_wallet_says_so(tmp_path, capsys):
    """A REST export holds no key."""
    assert run(["init", str(tmp_path / "x"), "--source", DEMO, "--import-wallet"]) == 3

    assert "no wallet" in capsys.readouterr().err


@pytest.mark.slow("more than a tenth of a second a case")
def test_sync_tells_what_it_did(site, capsys):
    """Read, published, left out and why, losses, publication; the second time nothing changes."""
    assert on(site, "sync") == 0
    first = capsys.readouterr().out
    assert on(site, "sync", "--json") == 0
    second = json.loads(capsys.readouterr().out)

    for word in ("read", "published", "left out", "losses", "publication"):
        assert word in first
    assert second["sequence"] == second["sequenceBefore"] == 1


@pytest.mark.slow("more than a tenth of a second a case")
def test_sync_in_full_keeps_the_sequence(site, capsys):
    """Reading everything again is no new publication when nothing differs."""
    on(site, "sync")
    capsys.readouterr()

    assert on(site, "sync", "--full", "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert told["full"] is True
    assert told["sequence"] == 1


@pytest.mark.slow("more than a tenth of a second a case")
def test_show_prints_the_bytes_that_are_served(site, capsysbinary):
    """And exits with 2 for an error document."""
    on(site, "sync")
    capsysbinary.readouterr()

    assert on(site, "show", "/wp-json/rootz/v1/search?q=repair&limit=1") == 0
    document = json.loads(capsysbinary.readouterr().out)
    assert document["_signature"]["envelope"]["message"]["resource"] == "/wp-json/rootz/v1/search?limit=1&q=repair"
    assert on(site, "show", "nowhere") == 2
    assert json.loads(capsysbinary.readouterr().out)["status"] == 404


@pytest.mark.slow("more than a tenth of a second a case")
def test_show_as_the_owner(site, capsysbinary):
    """What was left out is there for the owner's eyes only."""
    on(site, "sync")
    capsysbinary.readouterr()

    on(site, "show", "/wp-json/rootz/v1/status")
    public = json.loads(capsysbinary.readouterr().out)
    on(site, "show", "--owner", "/wp-json/rootz/v1/status")
    owner = json.loads(capsysbinary.readouterr().out)

    assert set(owner) > set(public)


@pytest.mark.slow("more than a tenth of a second a case")
def test_build_writes_the_site_and_then_only_what_changed(site, tmp_path, capsys):
    """At a fixed moment the second build writes nothing."""
    on(site, "sync")
    capsys.readouterr()

    assert on(site, "build", str(tmp_path / "out"), "--at", "2026-03-04T20:21:47", "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert on(site, "build", str(tmp_path / "out"), "--at", "2026-03-04T20:21:47") == 0

    assert first["written"] > 10
    assert first["validUntil"] == "2026-03-11T20:21:00Z"
    shown = capsys.readouterr().out
    assert "(0 written" in shown
    assert "rebuild      before 2026-03-11T20:21:00Z" in shown
    # `doctor` knows: that moment has passed.
    on(site, "doctor")
    assert "held until 2026-03-11T20:21:00Z" in capsys.readouterr().out
    assert (tmp_path / "out" / "llms.txt").read_text().startswith("# Werkhof")


@pytest.mark.parametrize("valid", ["31d", "30m", "0d", "soon"])
def test_build_refuses_a_validity_that_no_envelope_has(site, tmp_path, capsys, valid):
    """From an hour to thirty days; nothing is written."""
    assert on(site, "build", str(tmp_path / "out"), "--valid", valid) == 2
    assert valid in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_build_for_the_past_sets_no_clock_but_its_own(site, tmp_path):
    """All processes count from when the settings were set: too early a moment keeps outdated copies alive."""
    on(site, "sync")
    on(site, "build", str(tmp_path / "now"))
    settled = (site / "rootzpub-data" / "settings.json").read_bytes()

    assert on(site, "build", str(tmp_path / "then"), "--at", "2026-03-04T20:21:47") == 0

    assert (site / "rootzpub-data" / "settings.json").read_bytes() == settled


@pytest.mark.slow("more than a tenth of a second a case")
def test_approve_releases_the_discovery_document(site, capsys):
    """It names the hash that is released."""
    on(site, "sync")
    capsys.readouterr()

    assert on(site, "approve", "--yes", "--json") == 0

    assert json.loads(capsys.readouterr().out)["approved"].startswith("sha256:")


@pytest.mark.slow("more than a tenth of a second a case")
def test_approve_shows_what_changed_and_asks(site, capsys, monkeypatch):
    """Without a yes nothing is approved; with one, or where nothing changed, it is."""
    on(site, "sync")
    on(site, "approve", "--yes")
    monkeypatch.setenv("ROOTZPUB_IDENTITY_MISSION", "We mend clocks.")
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    capsys.readouterr()
    assert on(site, "approve") == 2
    shown = capsys.readouterr().err
    assert 'organization.mission\n  + "We mend clocks."' in shown
    assert "nothing was approved" in shown
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert on(site, "approve") == 2
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert on(site, "approve") == 0
    assert on(site, "approve") == 0
    assert capsys.readouterr().out.endswith("(nothing changed)\n")


@pytest.mark.slow("more than a tenth of a second a case")
def test_approve_for_people(site, capsys):
    """One line."""
    on(site, "sync")
    capsys.readouterr()

    assert on(site, "approve", "--yes") == 0
    assert capsys.readouterr().out.startswith("approved sha256:")


@pytest.mark.slow("more than a tenth of a second a case")
def test_doctor_finds_nothing_wrong_with_a_healthy_site(site, capsys):
    """Exit code 0, every part looked at."""
    on(site, "sync")
    capsys.readouterr()

    assert on(site, "doctor", "--json") == 0

    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {finding["part"] for finding in findings} >= {"configuration", "key", "source", "store"}
    assert not [finding for finding in findings if finding["outcome"] == "problem"]


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("break_it", "code", "part", "said"),
    [
        pytest.param(lambda site: (site / "rootzpub.toml").unlink(), 2, "configuration", "is not there", id="no file"),
        pytest.param(lambda site: (site / "rootzpub.toml").write_text("[x]"), 2, "configuration", "x", id="bad file"),
        pytest.param(lambda site: (site / "rootzpub-data/signing.key").unlink(), 3, "key", "signing.key", id="no key"),
        pytest.param(
            lambda site: (site / "rootzpub-data/signing.key").chmod(0o644), 3, "key", "signing.key", id="readable key"
        ),
        pytest.param(
            lambda site: (site / "rootzpub.toml").write_text('[source]\nurl = "rest:gone"'),
            3,
            "source",
            "gone",
            id="source",
        ),
    ],
)
def test_doctor_names_the_part_that_is_ill(site, capsys, break_it, code, part, said):
    """With the exit code of the fault, and a way to fix it."""
    on(site, "sync")
    break_it(site)
    capsys.readouterr()

    assert on(site, "doctor") == code

    lines = capsys.readouterr().out
    assert f"problem {part}" in lines
    assert said in lines


def test_doctor_before_the_first_sync(site, capsys):
    """A warning, not a problem."""
    assert on(site, "doctor") == 0

    assert "nothing was read yet" in capsys.readouterr().out


def test_a_wrong_option_is_a_usage_error(capsys):
    """click's own exit code is ours."""
    assert run(["sync", "--nope"]) == 2

    assert "--nope" in capsys.readouterr().err


def test_an_unknown_command_is_a_usage_error(capsys):
    """And the known ones can be listed."""
    assert run(["publish"]) == 2
    assert run(["--help"]) == 0

    assert "serve" in capsys.readouterr().out


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("path", "code", "member"),
    [
        pytest.param("llms.txt", 0, "# Werkhof", id="no slash"),
        pytest.param("https://elsewhere.example/llms.txt#top", 0, "# Werkhof", id="URL"),
        pytest.param(
            "/wp-json/rootz/v1/page?path=https://werkhof.example/about/", 0, '"path":"/about/"', id="URL in it"
        ),
        pytest.param("/wp-json/rootz/v1/search?q=%ff", 2, "expected a query in UTF-8", id="no UTF-8"),
        pytest.param(f"/wp-json/rootz/v1/search?q={'a' * 9000}", 2, "at most 8192 bytes", id="long"),
        pytest.param("//[::1", 2, '"code":"not_found"', id="bracket"),
        pytest.param("http://[::1/x", 2, '"code":"not_found"', id="broken URL"),
        pytest.param("", 2, '"code":"not_found"', id="nothing"),
    ],
)
def test_show_answers_as_the_server_does(site, capfdbinary, path, code, member):
    """Whatever is asked: a document, or the sealed error."""
    assert on(site, "sync") == 0

    assert on(site, "show", path) == code
    assert member in capfdbinary.readouterr().out.decode()


@pytest.mark.parametrize("moment", ["1969-12-31", "9999-12-31"])
def test_build_refuses_a_moment_that_no_stamp_can_say(site, tmp_path, capsys, moment):
    """Before anything is written."""
    assert on(site, "build", str(tmp_path / "out"), "--at", moment) == 2

    assert "expected a moment from 1970" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_serve_refuses_a_port_that_cannot_be(site, capsys):
    """Said before anything starts."""
    assert on(site, "serve", "--bind", "127.0.0.1:99999") == 2

    assert "from 1 to 65535" in capsys.readouterr().err


def test_serve_says_that_it_serves_only_when_it_can(site, capsys):
    """A busy port is an error and nothing else."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        assert on(site, "serve", "--bind", f"127.0.0.1:{busy.getsockname()[1]}") == 2

    said = capsys.readouterr().err
    assert "Address already in use" in said
    assert "serving on" not in said


def test_serve_without_a_source_is_a_matter_of_configuration(tmp_path, capsys):
    """It would wait for ever for what nobody named; nothing is made."""
    assert on(tmp_path, "serve") == 2

    assert "no source is configured" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_init_says_what_it_could_not_write(tmp_path, capsys, monkeypatch):
    """The name and the system's reason, not a bare failure."""
    monkeypatch.setenv("ROOTZPUB_SIGNING_KEY", f"file:{tmp_path / 'signing.key'}")
    assert run(["init", "/proc/nowhere/site", "--source", DEMO]) == 3

    assert "/proc/nowhere/site/rootzpub.toml cannot be written: " in capsys.readouterr().err


def test_doctor_makes_nothing(tmp_path, capsys):
    """It only looks."""
    assert on(tmp_path, "doctor") != 0

    assert "nothing was read yet" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("base_url", ["https://werkhof.example", ""], ids=["as configured", "the site's home"])
def test_serving_elsewhere_than_what_is_signed_is_said_at_start(site, capsys, base_url):
    """Whoever fetches there learns how to verify; here the port is busy, so it goes no further."""
    assert on(site, "sync") == 0
    lines = [line for line in (site / "rootzpub.toml").read_text().splitlines() if not line.startswith("base_url")]
    (site / "rootzpub.toml").write_text("\n".join(lines))
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        flags = ["--base-url", base_url] if base_url else []
        on(site, "serve", "--bind", f"127.0.0.1:{busy.getsockname()[1]}", *flags)

    assert "signed as https://werkhof.example: to check answers fetched here, use `rootzpub verify --as URL`" in (
        capsys.readouterr().err
    )


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("command", ["serve", "build"])
def test_publishing_without_a_key_is_said_loudly(site, capsys, tmp_path, command):
    """Hash-only documents prove nothing about whose they are."""
    assert on(site, "sync") == 0
    settings = site / "rootzpub.toml"
    settings.write_text(settings.read_text().replace("[signing]", '[signing]\nkey = "none"'))
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        arguments = {"serve": ["--bind", f"127.0.0.1:{busy.getsockname()[1]}"], "build": [str(tmp_path / "out")]}
        on(site, command, *arguments[command])

    assert "WARNING: [signing] key is none: documents carry hashes only" in capsys.readouterr().err
