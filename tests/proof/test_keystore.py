"""Keystores with odd parameters: opened, or refused at once with the reason; never another key in silence."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rootzpub.errors import KeyUnavailable
from rootzpub.proof import open_signer
from rootzpub.proof.keyfile import write_keystore
from rootzpub.proof.secret import Secret

KEY = "0c679768108e4b0c53d71657e87017c157e46ba6dd3f96e2d8547dc9a7d90201"
"""TEST KEY ONLY: the key of the published worked examples."""
ADDRESS = "0x67bEdA60cae70D179c0cB023C0E4EcaAFB51FB19"
Keystore = dict[str, Any]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Keystore:
    """One that opens, cheap."""
    path = tmp_path_factory.mktemp("keystore") / "wallet.json"
    write_keystore(path, Secret(bytes.fromhex(KEY)), "x", work=2)
    found: Keystore = json.loads(path.read_text())
    return found


def opened(path: Path, keystore: Any) -> str:
    """The address of what opens. Raises KeyUnavailable."""
    path.write_text(json.dumps(keystore))
    return open_signer(f"keystore:{path}", passphrase=lambda: "x").address.format()


def change(*where: str, to: Any) -> Callable[[Keystore], None]:
    """Another value at a place."""

    def apply(keystore: Keystore) -> None:
        inner = keystore
        for name in where[:-1]:
            inner = inner[name]
        inner[where[-1]] = to(inner.get(where[-1])) if callable(to) else to

    return apply


def _other_digit(text: str) -> str:
    return ("0" if text[0] != "0" else "1") + text[1:]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param(change("crypto", "cipherparams", "iv", to=_other_digit), "it names the address", id="K2: iv"),
        pytest.param(change("address", to="11" * 20), "it names the address 0x1111", id="K18: another address"),
        pytest.param(change("address", to="xyz"), "its address is none", id="no address"),
        pytest.param(change("address", to=7), "its address is none", id="number for address"),
        pytest.param(change("crypto", "cipher", to="aes-256"), "expected the cipher aes-128-ctr", id="F11: cipher"),
        pytest.param(change("crypto", "cipher", to="aes-128-cbc"), "expected the cipher aes-128-ctr", id="cbc"),
        pytest.param(change("crypto", "kdf", to="argon2"), "expected the key derivation", id="kdf"),
        pytest.param(change("crypto", "kdfparams", "dklen", to=2**40), "expected a derived key", id="F11: dklen"),
        pytest.param(change("crypto", "kdfparams", "dklen", to=16), "expected a derived key", id="dklen too short"),
        pytest.param(change("crypto", "kdfparams", "dklen", to=-1), "expected a derived key", id="negative dklen"),
        pytest.param(change("crypto", "kdfparams", "dklen", to=32.0), "not a keystore V3", id="dklen a float"),
        pytest.param(change("crypto", "kdfparams", "n", to=2**40), "would cost more", id="absurd N"),
        pytest.param(change("crypto", "kdfparams", "n", to=3), "a power of two", id="N no power of two"),
        pytest.param(change("crypto", "kdfparams", "n", to=1), "a power of two", id="N too small"),
        pytest.param(change("crypto", "kdfparams", "r", to=2**30), "would cost more", id="absurd r"),
        pytest.param(change("crypto", "kdfparams", "p", to=2**30), "would cost more", id="absurd p"),
        pytest.param(change("crypto", "kdfparams", "p", to=0), "r and p from 1", id="no p"),
        pytest.param(
            change("crypto", "kdfparams", to={"dklen": 32, "n": 2**20, "r": 64, "p": 1, "salt": "00" * 16}),
            "would cost more",
            id="K21: 2^20 with r 64",
        ),
        pytest.param(change("crypto", "kdfparams", "salt", to="00" * 5000), "bytes of salt", id="long salt"),
        pytest.param(change("crypto", "ciphertext", to="00" * 64), "bytes of ciphertext", id="two keys"),
        pytest.param(change("crypto", "ciphertext", to=""), "bytes of ciphertext", id="no key"),
        pytest.param(change("crypto", "mac", to="00"), "32 bytes of mac", id="short mac"),
        pytest.param(change("crypto", "mac", to=_other_digit), "wrong passphrase", id="another mac"),
        pytest.param(change("crypto", to=[]), "not a keystore V3", id="crypto a list"),
        pytest.param(change("version", to=1), "not a keystore V3", id="version 1"),
    ],
)
def test_an_odd_keystore_is_refused(
    whole: Keystore, tmp_path: Path, changed: Callable[[Keystore], None], message: str
) -> None:
    """With the reason in one line, before its cost is paid."""
    keystore = copy.deepcopy(whole)
    changed(keystore)
    with pytest.raises(KeyUnavailable, match=message) as caught:
        opened(tmp_path / "odd.json", keystore)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("prf", "rounds", "message"),
    [("hmac-sha512", 10, "hmac-sha256"), ("hmac-sha256", 10**12, "rounds"), ("hmac-sha256", 0, "rounds")],
    ids=["another hash", "absurd count", "no rounds"],
)
def test_pbkdf2_is_bounded_too(whole: Keystore, tmp_path: Path, prf: str, rounds: int, message: str) -> None:
    """A trillion rounds would take days."""
    keystore = copy.deepcopy(whole)
    keystore["crypto"] |= {"kdf": "pbkdf2", "kdfparams": {"dklen": 32, "c": rounds, "prf": prf, "salt": "00" * 16}}
    with pytest.raises(KeyUnavailable, match=message):
        opened(tmp_path / "odd.json", keystore)


@pytest.mark.parametrize("form", [lambda text: text, lambda text: "0x" + text, str.upper], ids=["plain", "0x", "upper"])
def test_spellings_of_the_address_are_one(whole: Keystore, tmp_path: Path, form: Callable[[str], str]) -> None:
    """Wallets write it in several."""
    keystore = copy.deepcopy(whole)
    keystore["address"] = form(keystore["address"].removeprefix("0x"))
    assert opened(tmp_path / "wallet.json", keystore) == ADDRESS


def test_a_keystore_may_leave_its_address_out(whole: Keystore, tmp_path: Path) -> None:
    """Some wallets want the file to say nothing of its owner."""
    keystore = {name: value for name, value in whole.items() if name != "address"}
    assert opened(tmp_path / "wallet.json", keystore) == ADDRESS
