"""Signers by reference, and the promise that a key never shows."""

import copy
import io
import logging
import os
import pickle
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from rootzpub.errors import KeyUnavailable
from rootzpub.proof import SIGNERS, LocalSigner, open_signer, recover
from rootzpub.proof.keyfile import new_secret, read_passphrase, write_keystore, write_plain
from rootzpub.proof.secret import Secret
from rootzpub.proof.signer import OpenOptions, open_secret
from tests.conftest import ROOT

KEY = "0c679768108e4b0c53d71657e87017c157e46ba6dd3f96e2d8547dc9a7d90201"
"""TEST KEY ONLY: the key of the published worked examples."""
ADDRESS = "0x67bEdA60cae70D179c0cB023C0E4EcaAFB51FB19"
PASSPHRASE = "correct horse battery"
DIGEST = bytes(range(32))


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A plain key file of mode 0600."""
    path = tmp_path / "signing.key"
    write_plain(path, Secret(bytes.fromhex(KEY)))
    return path


@pytest.fixture(scope="module")
def keystore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A keystore V3 with little work, so that tests are quick."""
    path = tmp_path_factory.mktemp("keystore") / "signing.json"
    write_keystore(path, Secret(bytes.fromhex(KEY)), PASSPHRASE, work=2)
    return path


def test_a_plain_file_signs(plain: Path) -> None:
    """The key file gives the signer of its address."""
    signer = open_signer(f"file:{plain}")
    assert signer.address.format() == ADDRESS
    assert recover(DIGEST, signer.sign(DIGEST)) == signer.address


def test_relative_paths_start_at_the_base(plain: Path) -> None:
    """A relative path is meant from the configuration's folder."""
    assert open_signer("file:signing.key", base_dir=plain.parent).address.format() == ADDRESS
    assert open_signer("file:./signing.key", base_dir=plain.parent).address.format() == ADDRESS


def test_a_keystore_signs_with_its_passphrase(keystore: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By callable, by environment variable and by file; `file:` recognises a keystore too."""
    (tmp_path / "pass").write_text(PASSPHRASE + "\n")
    monkeypatch.setenv("TEST_PASSPHRASE", PASSPHRASE)
    references: list[tuple[str, Callable[[], str] | None]] = [
        (f"keystore:{keystore}", lambda: PASSPHRASE),
        (f"file:{keystore}", lambda: PASSPHRASE),
        (f"keystore:{keystore}?passphrase=env:TEST_PASSPHRASE", None),
        (f"keystore:{keystore}?passphrase=file:{tmp_path / 'pass'}", None),
    ]
    for reference, passphrase in references:
        assert open_signer(reference, passphrase=passphrase).address.format() == ADDRESS
    assert "TEST_PASSPHRASE" not in os.environ


def test_wallets_open_our_keystores(keystore: Path) -> None:
    """The file is a keystore of version 3, which any Ethereum wallet decrypts."""
    from eth_account import Account

    assert Account.decrypt(keystore.read_text(), PASSPHRASE).hex().removeprefix("0x") == KEY


def test_an_environment_variable_signs_and_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """`env:` takes the variable away, so that no child process inherits the key."""
    monkeypatch.setenv("TEST_SIGNING_KEY", "0x" + KEY)
    assert open_signer("env:TEST_SIGNING_KEY").address.format() == ADDRESS
    child = subprocess.run(
        [sys.executable, "-c", "import os; print(dict(os.environ))"], capture_output=True, text=True, check=True
    )
    assert KEY not in child.stdout
    with pytest.raises(KeyUnavailable, match="TEST_SIGNING_KEY, which is not set"):
        open_signer("env:TEST_SIGNING_KEY")


def test_an_environment_variable_may_be_left_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """With claim=False a worker process can still read it."""
    monkeypatch.setenv("TEST_SIGNING_KEY", KEY)
    for _ in range(2):
        assert open_signer("env:TEST_SIGNING_KEY", claim=False).address.format() == ADDRESS


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_file_that_others_can_read_is_refused(plain: Path, mode: int) -> None:
    """A plain key must have mode 0600; the hint says how."""
    plain.chmod(mode)
    with pytest.raises(KeyUnavailable, match=f"can be read by others .mode {mode:04o}") as caught:
        open_signer(f"file:{plain}")
    assert caught.value.hint == f"chmod 600 {plain}"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        pytest.param("signing.key", "expected a key reference such as file:", id="no-scheme"),
        pytest.param("vault:x", "expected a key reference", id="unknown-scheme"),
        pytest.param("file:", "expected a key reference", id="no-path"),
        pytest.param("", "expected a key reference", id="empty"),
        pytest.param("file:missing.key", "cannot read the key file .*missing.key: No such file", id="missing"),
        pytest.param("file:.", "cannot read the key file .*: Is a directory", id="folder"),
        pytest.param("keystore:signing.key", "cannot open the keystore .*: it is not JSON", id="plain-as-keystore"),
        pytest.param("env:NOT_SET_ANYWHERE", "NOT_SET_ANYWHERE, which is not set", id="unset"),
        pytest.param("env:TEST_NOT_A_KEY", "TEST_NOT_A_KEY, which holds something else", id="not-hex"),
        pytest.param("file:zero.key", "expected a secp256k1 private key", id="zero"),
        pytest.param("file:text.key", "expected 64 hex digits or a keystore V3", id="text"),
        pytest.param("keystore:list.json", "it is not a keystore V3", id="json-list"),
        pytest.param("keystore:empty.json", "it is not a keystore V3", id="json-object"),
        pytest.param("keystore:deep.json", "it is not (JSON|a keystore V3)", id="deep"),
        pytest.param("keystore:version.json", "it is not a keystore V3", id="other-version"),
        pytest.param(
            "keystore:empty.json?passphrase=hunter2", "a passphrase as env:NAME or file:PATH", id="pass-itself"
        ),
        pytest.param("keystore:empty.json?passphrase=env:NOT_SET_ANYWHERE", "NOT_SET_ANYWHERE", id="pass-unset"),
    ],
)
def test_what_cannot_be_opened_says_why(
    plain: Path, reference: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each failure is KeyUnavailable with its reason."""
    monkeypatch.setenv("TEST_NOT_A_KEY", "hello")
    folder = plain.parent
    for name, content in {
        "zero.key": "0" * 64,
        "text.key": "not a key",
        "list.json": "[]",
        "empty.json": "{}",
        "deep.json": '{"a":' * 5_000 + "1" + "}" * 5_000,
        "version.json": '{"version": 2}',
    }.items():
        (folder / name).write_text(content)
        (folder / name).chmod(0o600)
    with pytest.raises(KeyUnavailable, match=message) as caught:
        open_signer(reference, base_dir=folder, passphrase=lambda: PASSPHRASE)
    assert caught.value.hint, "what is wrong is said, and not what to do"


def test_keystore_problems(keystore: Path) -> None:
    """A wrong passphrase and a missing one are told apart."""
    with pytest.raises(KeyUnavailable, match="wrong passphrase") as wrong:
        open_signer(f"keystore:{keystore}", passphrase=lambda: "wrong")
    assert wrong.value.hint == "try the right passphrase"
    with pytest.raises(KeyUnavailable, match="needs a passphrase") as caught:
        open_signer(f"keystore:{keystore}")
    assert "?passphrase=env:NAME" in caught.value.hint


def test_a_key_pasted_as_reference_is_not_repeated() -> None:
    """Who writes the key itself where a reference belongs does not find it in the log."""
    for reference in (KEY, "0x" + KEY, f"file:{KEY}", f"env:{KEY}", f"vault:{KEY}"):
        with pytest.raises(KeyUnavailable, match=r"\S") as caught:
            open_signer(reference)
        assert KEY not in caught.value.message + caught.value.hint


def shown(error: BaseException) -> str:
    """A traceback with all local variables, as crash reporters write it."""
    report = traceback.TracebackException.from_exception(error, capture_locals=True, compact=False)
    return "".join(report.format())


def test_no_traceback_shows_key_or_passphrase(plain: Path, keystore: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a report with every local variable of every frame and every chained error holds the secret."""
    bad = plain.with_name("bad.key")
    bad.write_text(KEY + "ff")
    bad.chmod(0o600)
    monkeypatch.setenv("TEST_LONG_KEY", KEY + "ff")
    attempts: list[Callable[[], object]] = [
        lambda: open_signer(f"file:{bad}"),
        lambda: open_signer("env:TEST_LONG_KEY"),
        lambda: open_signer(f"keystore:{keystore}", passphrase=iter([PASSPHRASE + "!"]).__next__),
        lambda: write_plain(plain, Secret(bytes.fromhex(KEY))),
        lambda: open_signer(f"file:{plain}").sign(b"short"),
        lambda: pickle.dumps(open_signer(f"file:{plain}")),
    ]
    for attempt in attempts:
        with pytest.raises(Exception, match=r"\S") as caught:
            attempt()
        text = shown(caught.value)
        assert KEY not in text
        assert str(bytes.fromhex(KEY)) not in text
        assert PASSPHRASE not in text


def test_signers_and_secrets_show_nothing(plain: Path, caplog: pytest.LogCaptureFixture) -> None:
    """repr, str, format, logs, pickles, copies and vars give address at most."""
    signer, secret = open_signer(f"file:{plain}"), Secret(bytes.fromhex(KEY))
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").warning("%s %r %s", signer, secret, f"{signer} {secret}")
    assert repr(signer) == f"LocalSigner({ADDRESS})"
    assert repr(LocalSigner.__new__(LocalSigner)) == "LocalSigner(no key)"
    assert repr(secret) == str(secret) == "Secret(hidden)"
    assert KEY not in caplog.text
    for hidden in (signer, secret):
        for take in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="cannot be pickled or copied"):
                take(hidden)
        with pytest.raises(TypeError, match="__dict__"):
            vars(hidden)
    assert secret != Secret(bytes.fromhex(KEY))


def test_every_scheme_has_a_row() -> None:
    """The table of signers: one row per scheme."""
    assert list(SIGNERS) == ["file", "keystore", "env"]


@pytest.mark.parametrize(
    ("text", "is_key"),
    [
        pytest.param(KEY, True, id="bare"),
        pytest.param("0x" + KEY.upper().lower(), True, id="prefix"),
        pytest.param(f"  {KEY}\r\n", True, id="white-space"),
        pytest.param(KEY[1:], False, id="short"),
        pytest.param(KEY + "0", False, id="long"),
        pytest.param("", False, id="empty"),
    ],
)
def test_hex_keys(text: str, is_key: bool) -> None:
    """64 hex digits, `0x` or not, white space around or not; nothing else."""
    secret = Secret.from_hex(text.encode())
    assert (secret is not None) is is_key
    assert secret is None or secret.reveal().hex() == KEY


def test_new_keys_differ_and_sign() -> None:
    """The generator gives another key each time."""
    first, second = LocalSigner(new_secret()), LocalSigner(new_secret())
    assert first.address != second.address


def test_plain_files_are_private_and_never_overwritten(tmp_path: Path) -> None:
    """Mode 0600 whatever the umask, folders made, an existing key kept."""
    path = tmp_path / "deep" / "er" / "signing.key"
    old = os.umask(0)
    try:
        write_plain(path, Secret(bytes.fromhex(KEY)))
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == KEY + "\n"
    with pytest.raises(KeyUnavailable, match="File exists") as caught:
        write_plain(path, new_secret())
    assert "never overwritten" in caught.value.hint
    assert path.read_text() == KEY + "\n"


def test_half_a_key_is_not_left_behind(tmp_path: Path) -> None:
    """Where writing fails, the file goes again, so that the next attempt is not refused."""
    path = tmp_path / "signing.key"
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limit[1]))
    try:
        with pytest.raises(KeyUnavailable, match=r"cannot write the key file .*: File too large"):
            write_plain(path, new_secret())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert not path.exists()


def test_the_key_itself_can_be_opened_for_export(plain: Path, tmp_path: Path) -> None:
    """`open_secret` gives the key behind a reference, for writing it elsewhere."""
    secret = open_secret(f"file:{plain}", OpenOptions())
    assert secret.reveal().hex() == KEY
    with pytest.raises(KeyUnavailable, match="expected a key reference"):
        open_secret("vault:x", OpenOptions())


def test_passphrases_lose_one_line_end_only(tmp_path: Path) -> None:
    """A file made with an editor ends in a line feed that is not part of the passphrase."""
    path = tmp_path / "pass"
    for content, expected in {"abc": "abc", "abc\n": "abc", "abc\r\n": "abc", " a \n\n": " a \n"}.items():
        path.write_bytes(content.encode())
        assert read_passphrase(f"file:{path}", tmp_path) == expected


def test_huge_key_files_are_not_read_whole(tmp_path: Path) -> None:
    """A file that is no key file is refused without filling memory."""
    path = tmp_path / "huge.key"
    with io.FileIO(str(path), "w") as file:
        file.truncate(10**9)
    path.chmod(0o600)
    with pytest.raises(KeyUnavailable, match="found something else"):
        open_signer(f"file:{path}")


def test_the_published_demo_keys_are_what_their_page_says() -> None:
    """fixtures/keys: TEST KEY ONLY, one key in two forms, with the address in its README."""
    folder = ROOT / "fixtures/keys"
    secret = Secret.from_hex((folder / "demo.key").read_bytes())
    assert secret is not None
    address = LocalSigner(secret).address.format()
    opened = open_signer(f"keystore:{folder / 'demo.keystore.json'}", passphrase=lambda: "test key only")
    assert opened.address.format() == address
    assert f"`{address}`" in (folder / "README.md").read_text()
