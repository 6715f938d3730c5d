"""`rootzpub keys`: every command, and that no command shows a key."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from eth_account import Account
from eth_account.messages import encode_typed_data

from rootzpub import logs
from rootzpub.cli.main import cli
from rootzpub.errors import ConfigError, KeyUnavailable, MalformedInput, RootzpubError, UsageError
from rootzpub.proof import Delegation, follow, open_signer
from rootzpub.proof.history_file import load_history
from rootzpub.proof.keyfile import write_keystore, write_plain
from rootzpub.proof.secret import Secret
from rootzpub.state import FileNote
from rootzpub.wire.blocks import parse_time

KEY = "0c679768108e4b0c53d71657e87017c157e46ba6dd3f96e2d8547dc9a7d90201"
"""TEST KEY ONLY: the key of the published worked examples."""
ADDRESS = "0x67bEdA60cae70D179c0cB023C0E4EcaAFB51FB19"
ORIGIN = "https://example.com"
Run = Callable[..., Result]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a configuration and a key."""
    (tmp_path / "rootzpub.toml").write_text(f'[site]\nbase_url = "{ORIGIN}/"\n')
    write_plain(tmp_path / "rootzpub-data/signing.key", Secret(bytes.fromhex(KEY)))
    return tmp_path


@pytest.fixture
def run(site: Path) -> Iterator[Run]:
    """Run `rootzpub -C site keys …`; errors are raised, as `rootzpub` itself turns them into lines."""

    def call(*arguments: object, typed: str | None = None) -> Result:
        result = CliRunner().invoke(cli, ["-C", str(site), "keys", *map(str, arguments)], input=typed)
        if isinstance(result.exception, RootzpubError):
            raise result.exception
        return result

    yield call
    logs.uninstall()  # `cli` installs its handler; `main.run`, which takes it away, is not what is called here


def answer(result: Result) -> dict[str, Any]:
    """The JSON object that a command printed."""
    assert result.exit_code == 0, result.output
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def test_show_says_the_address_and_where_the_key_is(run: Run) -> None:
    """From the configuration, and from a flag; for people and for machines."""
    assert ADDRESS in run("show").stdout
    assert answer(run("show", "--json")) == {"address": ADDRESS, "reference": "file:rootzpub-data/signing.key"}


def test_new_makes_a_private_file_and_keeps_an_old_one(run: Run, site: Path) -> None:
    """A fresh key each time; the file of the configuration is never overwritten."""
    made = answer(run("new", "--out", site / "other.key", "--json"))
    assert open_signer(made["reference"]).address.format() == made["address"] != ADDRESS
    assert (site / "other.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyUnavailable, match="File exists"):
        run("new")


def test_new_without_a_file_to_write_needs_out(run: Run, site: Path) -> None:
    """Where [signing] key names a variable, --out says where the key goes."""
    (site / "rootzpub.toml").write_text('[signing]\nkey = "env:SIGNING_KEY"\n')
    with pytest.raises(UsageError, match="expected a file for the key, because env:SIGNING_KEY names none"):
        run("new")


@pytest.mark.slow("scrypt of keystores costs what it is meant to cost")
def test_keystores_are_made_with_a_passphrase_typed_twice(run: Run, site: Path) -> None:
    """The passphrase is asked and confirmed, never echoed; the file opens with it."""
    result = run("export", "--keystore", "--out", site / "wallet.json", typed="open sesame\nopen sesame\n")
    assert result.exit_code == 0
    assert "open sesame" not in result.output
    assert open_signer(f"keystore:{site / 'wallet.json'}", passphrase=lambda: "open sesame").address.format() == ADDRESS


@pytest.mark.slow("scrypt of keystores costs what it is meant to cost")
def test_new_writes_a_keystore_where_the_configuration_names_one(run: Run, site: Path) -> None:
    """`keystore:PATH` in the configuration gets a keystore, with the passphrase the configuration names."""
    (site / "pass").write_text("open sesame\n")
    (site / "rootzpub.toml").write_text('[signing]\nkey = "keystore:wallet.json"\npassphrase = "file:pass"\n')
    made = answer(run("new", "--json"))
    assert made["reference"] == f"keystore:{site / 'wallet.json'}"
    assert open_signer(made["reference"], passphrase=lambda: "open sesame").address.format() == made["address"]
    assert answer(run("show", "--json"))["address"] == made["address"]


@pytest.mark.slow("scrypt of keystores costs what it is meant to cost")
def test_a_keystore_is_exported_under_a_new_passphrase(run: Run, site: Path) -> None:
    """--passphrase opens the old one; the new one is asked for, twice."""
    (site / "pass").write_text("old")
    write_keystore(site / "wallet.json", Secret(bytes.fromhex(KEY)), "old", work=2)
    options = ["--key", f"keystore:{site / 'wallet.json'}", "--passphrase", f"file:{site / 'pass'}"]
    assert run("export", "--keystore", "--out", site / "copy.json", *options, typed="new\nnew\n").exit_code == 0
    assert open_signer(f"keystore:{site / 'copy.json'}", passphrase=lambda: "new").address.format() == ADDRESS


@pytest.mark.slow("scrypt of keystores costs what it is meant to cost")
def test_import_writes_a_keystore_where_the_configuration_names_one(run: Run, site: Path) -> None:
    """A key that is taken over is encrypted as the configuration wants it."""
    (site / "rootzpub.toml").write_text('[signing]\nkey = "keystore:wallet.json"\n')
    with pytest.raises(KeyUnavailable, match="expected a passphrase, got none") as caught:
        run("import", "--hex", "-", typed=f"{KEY}\n")
    assert caught.value.hint == "give --passphrase env:NAME or file:PATH"
    (site / "hex").write_text(KEY)
    assert run("import", "--hex", site / "hex", typed="new\nnew\n").exit_code == 0
    assert open_signer(f"keystore:{site / 'wallet.json'}", passphrase=lambda: "new").address.format() == ADDRESS


def test_show_asks_for_the_passphrase_of_a_keystore(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the terminal, or from its reference."""
    path = site / "wallet.json"
    write_keystore(path, Secret(bytes.fromhex(KEY)), "open sesame", work=2)
    assert ADDRESS in run("show", "--key", f"keystore:{path}", typed="open sesame\n").stdout
    monkeypatch.setenv("TEST_PASS", "open sesame")
    assert ADDRESS in run("show", "--key", f"keystore:{path}", "--passphrase", "env:TEST_PASS").stdout
    with pytest.raises(KeyUnavailable, match="wrong passphrase"):
        run("show", "--key", f"keystore:{path}", typed="wrong\n")


def test_export_copies_the_key_into_a_private_file(run: Run, site: Path) -> None:
    """A plain copy, mode 0600."""
    assert answer(run("export", "--out", site / "copy.key", "--json"))["address"] == ADDRESS
    assert (site / "copy.key").read_text() == KEY + "\n"
    assert (site / "copy.key").stat().st_mode & 0o777 == 0o600


@pytest.fixture
def sources(site: Path, shared: Path) -> dict[str, list[str]]:
    """Options of `keys import` by source, all for the same kind of result."""
    (site / "hex").write_text(f"0x{KEY}\n")
    (site / "phrase").write_text("test test test test test test test test test test test junk\n")
    write_keystore(site / "wallet.json", Secret(bytes.fromhex(KEY)), "x", work=2)
    vectors = json.loads((shared / "vectors/plugin/signed-documents.json").read_text())
    (site / "option").write_text(vectors["keys"][0]["rootz_signing_key"] + "\n")
    salt = vectors["SECURE_AUTH_SALT"].replace("'", "\\'")
    (site / "wp-config.php").write_text(
        f"<?php\ndefine('SECURE_AUTH_KEY', '{vectors['SECURE_AUTH_KEY']}');\ndefine('SECURE_AUTH_SALT', '{salt}');\n"
    )
    return {
        "hex": ["--hex", f"{site / 'hex'}", "--expect", ADDRESS],
        "keystore": ["--keystore-file", f"{site / 'wallet.json'}", "--expect", ADDRESS],
        "mnemonic": ["--mnemonic", f"{site / 'phrase'}", "--expect", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"],
        "plugin": [
            *("--plugin", f"{site / 'option'}", "--wp-config", f"{site / 'wp-config.php'}"),
            *("--expect", vectors["keys"][0]["address"]),
        ],
    }


@pytest.mark.parametrize("source", ["hex", "keystore", "mnemonic", "plugin"])
def test_import_takes_a_key_over(run: Run, site: Path, sources: dict[str, list[str]], source: str) -> None:
    """From each source, with the address checked, into a plain file."""
    options = sources[source]
    taken = answer(run("import", *options, "--out", site / "taken.key", "--json", typed="x\n"))
    assert taken["address"] == options[-1]
    assert open_signer(f"file:{site / 'taken.key'}").address.format() == options[-1]


def test_import_reads_hex_from_standard_input(run: Run, site: Path) -> None:
    """So that the key is in no file and in no shell history."""
    taken = answer(run("import", "--hex", "-", "--out", site / "taken.key", "--json", typed=KEY + "\n"))
    assert taken["address"] == ADDRESS


def test_import_derives_along_a_path(run: Run, site: Path, sources: dict[str, list[str]]) -> None:
    """--path chooses another account of the phrase."""
    options = [*sources["mnemonic"][:2], "--path", "m/44'/60'/0'/0/1"]
    taken = answer(run("import", *options, "--out", site / "taken.key", "--json"))
    assert taken["address"] == "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


def test_import_of_another_key_than_expected_writes_nothing(run: Run, site: Path) -> None:
    """--expect is checked before anything is written."""
    (site / "hex").write_text("1".rjust(64, "0"))
    with pytest.raises(KeyUnavailable, match="nothing was written"):
        run("import", "--hex", site / "hex", "--expect", ADDRESS, "--out", site / "taken.key")
    assert not (site / "taken.key").exists()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        pytest.param([], UsageError, "exactly one of --hex", id="none"),
        pytest.param(["--hex", "HEX", "--mnemonic", "HEX"], UsageError, "exactly one of --hex", id="two"),
        pytest.param(["--plugin", "HEX"], UsageError, "--wp-config FILE beside --plugin", id="no-wp-config"),
        pytest.param(["--hex", "HEX"], KeyUnavailable, "expected 64 hex digits", id="not-hex"),
    ],
)
def test_import_of_nothing_says_why(
    run: Run, site: Path, options: list[str], error: type[RootzpubError], message: str
) -> None:
    """No source, two sources and a source that is none."""
    (site / "hex").write_text("hello")
    with pytest.raises(error, match=message):
        run("import", *(option.replace("HEX", str(site / "hex")) for option in options), "--out", site / "taken.key")


def test_rotate_in_place(run: Run, site: Path) -> None:
    """A new key takes the place of the old one, which stays beside it; the history leads from one to the other."""
    rotated = answer(run("rotate", "--now", "--json"))
    assert (rotated["old"], rotated["file"]) == (ADDRESS, str(site / "rootzpub-data/signing.key"))
    assert open_signer(f"file:{rotated['file']}").address.format() == rotated["new"] != ADDRESS
    assert open_signer(f"file:{rotated['kept']}").address.format() == ADDRESS
    history = load_history(FileNote(site / "rootzpub-data/keys.json"), ORIGIN)
    start = open_signer(f"file:{rotated['kept']}").address
    assert follow(history, start, datetime.now(UTC)).current.format() == rotated["new"]
    again = answer(run("rotate", "--now", "--json"))
    history = load_history(FileNote(site / "rootzpub-data/keys.json"), ORIGIN)
    assert follow(history, start, datetime.now(UTC)).current.format() == again["new"]


@pytest.mark.slow("scrypt of keystores costs what it is meant to cost")
def test_rotate_in_place_keeps_a_keystore_a_keystore(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new key is encrypted with the same passphrase."""
    path = site / "wallet.json"
    write_keystore(path, Secret(bytes.fromhex(KEY)), "x", work=2)
    (site / "pass").write_text("x")
    reference = f"keystore:{path}?passphrase=file:{site / 'pass'}"
    options = ["--key", reference, "--passphrase", f"file:{site / 'pass'}"]
    rotated = answer(run("rotate", *options, "--now", "--json"))
    assert open_signer(f"keystore:{path}", passphrase=lambda: "x").address.format() == rotated["new"]


def test_rotate_to_a_key_that_exists(run: Run, site: Path) -> None:
    """No key moves; a server goes on by itself, and for a key in no file the next step is said."""
    made = answer(run("new", "--out", site / "next.key", "--json"))
    rotated = answer(run("rotate", "--new", made["reference"], "--json"))
    assert (rotated["old"], rotated["new"]) == (ADDRESS, made["address"])
    assert rotated["next"].startswith("nothing")
    assert open_signer(f"file:{site / 'rootzpub-data/signing.key'}").address.format() == ADDRESS


def test_a_rotation_takes_effect_after_two_minutes(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or after as many seconds as are given, or now; a key in no file has to be configured by then."""
    for options, ahead in (((), 120), (("--in", "300"), 300), (("--now",), 300)):
        before = datetime.now(UTC)
        rotated = answer(run("rotate", *options, "--json"))
        effective = parse_time(rotated["effective"])
        # A change takes effect never before the one recorded before it.
        assert timedelta(seconds=ahead - 60) <= effective - before.replace(microsecond=0)
        assert effective - before <= timedelta(seconds=ahead + 60)
    monkeypatch.setenv("TEST_NEXT_KEY", "7".rjust(64, "0"))
    said = answer(run("rotate", "--new", "env:TEST_NEXT_KEY", "--json"))
    assert 'set [signing] key = "env:TEST_NEXT_KEY"' in said["next"]


def test_rotation_problems(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in no file needs --new; a kept key is never overwritten; without an address there is no origin."""
    monkeypatch.setenv("TEST_SIGNING_KEY", KEY)
    with pytest.raises(UsageError, match="expected a new key, because env:TEST_SIGNING_KEY names no file"):
        run("rotate", "--key", "env:TEST_SIGNING_KEY")
    kept = site / f"rootzpub-data/signing.key.old-{ADDRESS[:10]}"
    kept.write_text("something")
    with pytest.raises(KeyUnavailable, match="exists already"):
        run("rotate")
    kept.unlink()
    (site / "rootzpub.toml").write_text("")
    with pytest.raises(ConfigError, match="the public address of the site"):
        run("rotate")
    assert open_signer(f"file:{site / 'rootzpub-data/signing.key'}").address.format() == ADDRESS


def test_revoke_the_present_key_and_an_old_one(run: Run, site: Path) -> None:
    """Without an address the present key revokes itself; a successor revokes its predecessor."""
    rotated = answer(run("rotate", "--now", "--json"))
    revoked = answer(run("revoke", ADDRESS, "--reason", "the backup was stolen", "--json"))
    assert (revoked["revoked"], revoked["signer"]) == (ADDRESS, rotated["new"])
    itself = answer(run("revoke", "--reason", "closing", "--json"))
    assert itself["revoked"] == itself["signer"] == rotated["new"]
    history = load_history(FileNote(site / "rootzpub-data/keys.json"), ORIGIN)
    lineage = follow(history, open_signer(f"file:{rotated['file']}").address, datetime.now(UTC) + timedelta(seconds=1))
    assert lineage.code == "revoked"


def test_delegate_prepares_and_accepts(run: Run, site: Path) -> None:
    """The request is signed by a wallet of another library; what is stored is checked and reads back."""
    request = json.loads(run("delegate", "--prepare", "--scope", "ai-discovery", "--days", "30").stdout)
    signed = Account.sign_message(encode_typed_data(full_message=request), (2).to_bytes(32, "big"))
    (site / "answer.json").write_text(json.dumps({**request, "signature": "0x" + signed.signature.hex()}))
    accepted = answer(run("delegate", "--accept", site / "answer.json", "--json"))
    stored = Delegation.read(json.loads(Path(accepted["authorization"]).read_text()))
    assert accepted["owner"] == Account.from_key((2).to_bytes(32, "big")).address == stored.owner.format()
    assert (stored.scope, stored.not_after - stored.not_before) == ("ai-discovery", timedelta(days=30))
    assert stored.delegate.format() == accepted["delegate"] == ADDRESS
    assert Path(accepted["authorization"]) == site / "rootzpub-data/delegation.json"


def test_delegate_refuses_answers_that_do_not_fit(run: Run, site: Path) -> None:
    """Neither or both switches, and an answer for another site."""
    with pytest.raises(UsageError, match="either --prepare or --accept"):
        run("delegate")
    request = json.loads(run("delegate", "--prepare", "--origin", "https://other.example").stdout)
    signed = Account.sign_message(encode_typed_data(full_message=request), (2).to_bytes(32, "big"))
    (site / "answer.json").write_text(json.dumps({**request, "signature": "0x" + signed.signature.hex()}))
    with pytest.raises(MalformedInput, match=r"expected a delegation of https://example\.com"):
        run("delegate", "--accept", site / "answer.json")


def test_a_configuration_without_a_key_says_so(run: Run, site: Path) -> None:
    """key = "none" is the owner's choice, and commands about keys say so."""
    (site / "rootzpub.toml").write_text('[signing]\nkey = "none"\n')
    with pytest.raises(KeyUnavailable, match='the configuration says key = "none"'):
        run("show")


def test_every_command_has_help_with_an_example(run: Run) -> None:
    """Each says what it does and shows one line to copy."""
    listed = re.findall(r"^  ([a-z]+) ", run("--help").stdout.split("Commands:")[1], re.MULTILINE)
    assert listed == ["delegate", "export", "import", "new", "revoke", "rotate", "show"]
    for name in listed:
        assert f"Example:\n    rootzpub keys {name}" in run(name, "--help").stdout


@pytest.mark.slow("runs every command that reads a key")
def test_no_command_shows_a_key(run: Run, site: Path) -> None:
    """Whatever is run, neither output nor error nor any public file holds the key, in hex or as bytes."""
    outputs = [run(*command.split()).output for command in ("show", "show --json", "rotate", "revoke --reason x")]
    outputs.append(run("export", "--out", site / "copy.key").output)
    outputs.append((site / "rootzpub-data/keys.json").read_text())
    for output in outputs:
        assert KEY not in output.lower()
    process = subprocess.run(
        [
            sys.executable,
            "-c",
            "from rootzpub.cli import main; main()",
            "-C",
            str(site),
            "keys",
            "show",
            "--key",
            f"file:{KEY}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 3
    assert "cannot read the key file" in process.stderr
    assert KEY not in process.stdout + process.stderr
