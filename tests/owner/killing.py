"""A program: key commands that are killed at each of their steps, and what is found afterwards.

    python -m tests.owner.killing COMMAND WORK

`COMMAND` is one of `COMMANDS`, killed one step later each time until it gets through; or `machine`, where Hypothesis
chooses commands and kills. Prints the names of the steps, as JSON. Ends with a traceback where something was lost.
"""

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from eth_account import Account
from eth_account.messages import encode_typed_data
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from rootzpub.assembly import open_configured_keys
from rootzpub.config import load_config
from rootzpub.errors import KeyUnavailable
from rootzpub.owner.delegating import accept_delegation, prepare_delegation
from rootzpub.owner.keyring import Keyring, open_keyring
from rootzpub.owner.keys import import_key, make_key, revoke_key
from rootzpub.owner.rotation import rotate_in_place, rotate_to
from rootzpub.proof import Address, KeyHistory, KeyRotation, open_signer
from rootzpub.proof.history_file import load_history
from rootzpub.proof.keyfile import write_keystore, write_plain
from rootzpub.proof.lineage import follow
from rootzpub.proof.secret import Secret
from rootzpub.proof.succession import end_of_chain, latest
from tests.owner.conftest import ADDRESS, KEY, NOBODY, ORIGIN
from tests.upgrade.killing import killed_at

WALLET = (2).to_bytes(32, "big")  # TEST KEY ONLY
_SECRET = Secret(bytes.fromhex(KEY))
_RUN = ("rotate", "rotate", "rotate-to", "delegate", "new", "import")
_LONGEST = 90
"""Steps within which a command of the machine is killed; some come to their end before."""


def a_site(folder: Path, *, key: bool = True, keystore: bool = False) -> Keyring:
    """A fresh folder with a configuration, and a key where it is wanted."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "pass").write_text("x")
    kind, passphrase = ("keystore", '\npassphrase = "file:pass"') if keystore else ("file", "")
    (folder / "rootzpub.toml").write_text(
        f'[site]\nbase_url = "{ORIGIN}/"\n[signing]\nkey = "{kind}:data/signing.key"{passphrase}\n'
    )
    if keystore:
        write_keystore(folder / "data/signing.key", _SECRET, "x", work=2)
    elif key:
        write_plain(folder / "data/signing.key", _SECRET)
    return ring(folder)


def ring(folder: Path) -> Keyring:
    """As a command opens it."""
    return open_keyring(load_config(folder), NOBODY)


def _delegated(keyring: Keyring) -> None:
    request = dict(prepare_delegation(keyring))
    signature = Account.sign_message(encode_typed_data(full_message=request), WALLET).signature
    accept_delegation(keyring, json.dumps({**request, "signature": "0x" + signature.hex()}).encode())


def _rotate_to(keyring: Keyring) -> None:
    successor = keyring.base_dir / "next.key"
    if not successor.exists():
        write_plain(successor, Secret((7).to_bytes(32, "big")))
    rotate_to(keyring, f"file:{successor}")


COMMANDS: dict[str, Callable[[Keyring], object]] = {
    "rotate": rotate_in_place,
    "rotate-keystore": rotate_in_place,
    "rotate-to": _rotate_to,
    "revoke": lambda keyring: revoke_key(keyring, reason="test"),
    "delegate": _delegated,
    "new": make_key,
    "import": lambda keyring: import_key(keyring, _SECRET),
}


def kills(command: str, work: Path) -> list[str]:
    """Kill it at each step; after each look, then go on as an owner would.

    A keystore is made slow to open on purpose, a second for each look: there at each fourth step.
    """
    stride = 4 if command == "rotate-keystore" else 1
    killed: list[str] = []
    while True:
        folder = work / "site"
        keyring = a_site(folder, key=command not in {"new", "import"}, keystore=command == "rotate-keystore")
        name = killed_at(len(killed) * stride, lambda keyring=keyring: COMMANDS[command](keyring))
        whole(folder, keyring, command=command)
        if not name:
            return killed
        killed.append(name)


def whole(folder: Path, keyring: Keyring, *, command: str) -> None:
    """The pair fits as a server reads it, without writing; the same command ends well; then one more change does."""
    if (keyring.path or folder).exists() and (pair := open_configured_keys(load_config(folder))) is not None:
        assert end_of_chain(pair.history) in {None, pair.signer.address}
    said = _refusal(command, folder)
    # Done already: the file is there, the key is revoked, or the chain has gone on to the next key.
    assert not said or any(
        word in said for word in ("File exists", "was revoked", "the key at hand", "was in use before")
    ), said
    if command not in {"revoke", "rotate-to"}:
        rotate_in_place(ring(folder))
        assert ring(folder).signer().address == end_of_chain(load_history(keyring.history, ORIGIN))
    # No key was lost on the way: every one that the history names is in some file.
    files = [path for path in (folder / "data").iterdir() if re.fullmatch(r"signing\.key(\.(new|old)-\w+)?", path.name)]
    held = {open_signer(f"file:{path}", passphrase=lambda: "x").address for path in (*files, *folder.glob("next.key"))}
    entries = load_history(keyring.history, ORIGIN).entries
    named = {entry.new_key for entry in entries if isinstance(entry, KeyRotation)}
    assert named <= held
    assert not list((folder / "data").glob("*unfinished*"))


def _refusal(command: str, folder: Path) -> str:
    try:
        COMMANDS[command](ring(folder))
    except KeyUnavailable as error:
        return error.message
    return ""


class Machine(RuleBasedStateMachine):
    """Commands and kills in any order, watched by a reader who remembers everything that was ever shown."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        a_site(self.folder)
        self.seen = KeyHistory(origin=ORIGIN)

    def teardown(self) -> None:
        """Leave nothing."""
        shutil.rmtree(self.folder)

    @rule(
        command=st.sampled_from(["rotate", "rotate", "rotate-to", "delegate", "new", "import"]),
        step=st.integers(0, _LONGEST),
    )
    def run(self, command: str, step: int) -> None:
        """One command, killed on its way or not; refusals are fine, what they leave is looked at below."""
        killed_at(step, lambda: COMMANDS[command](ring(self.folder)))

    @rule(at=st.sampled_from([0, 1]))
    def restore_an_old_key(self, at: int) -> None:
        """The owner puts a former key in the place of the present one, and its own file stays."""
        former = sorted((self.folder / "data").glob("signing.key.old-*"))
        if len(former) > at:
            shutil.copy2(self.folder / "data/signing.key", self.folder / "moved.key")
            shutil.copy2(former[at], self.folder / "data/signing.key")

    @rule()
    def put_the_present_key_back(self) -> None:
        """And notices."""
        if (self.folder / "moved.key").exists():
            shutil.move(self.folder / "moved.key", self.folder / "data/signing.key")

    @invariant()
    def the_history_only_grows(self) -> None:
        """One chain, sound from its first key, and what was shown before is its beginning."""
        history = load_history(ring(self.folder).history, ORIGIN)
        assert history.entries[: len(self.seen.entries)] == self.seen.entries
        self.seen = history
        rotations = [entry for entry in history.entries if isinstance(entry, KeyRotation)]
        found = follow(history, Address.parse(ADDRESS), latest(history, datetime(2026, 1, 1, tzinfo=UTC)))
        assert found.is_sound, found.sentence
        assert len(found.steps) == len(rotations)

    @invariant()
    def a_server_shows_a_pair_that_fits(self) -> None:
        """The history that it shows ends with the key that it signs with."""
        pair = open_configured_keys(load_config(self.folder))
        assert pair is not None
        assert end_of_chain(pair.history) in {None, pair.signer.address}


def main(command: str, work: Path) -> None:
    """See above."""
    if command == "machine":
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=15,
                stateful_step_count=12,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                # What failed is printed as it was: each try costs a process and looks at files.
                phases=(Phase.generate,),
            ),
        )
        return
    json.dump(kills(command, work), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
