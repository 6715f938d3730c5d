"""Ethereum keystores (Web3 Secret Storage, version 3): read with bounds, and compared with the address they name.

Invariants: what a file asks for is looked at before it is done: names of cipher and key derivation, sizes, and what the
derivation costs. A key that is not the one whose address the file names is not handed out: one changed digit of the IV
gives another key, and the MAC does not cover it.
"""

import json
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final

from rootzpub.errors import MalformedInput
from rootzpub.proof.address import Address
from rootzpub.proof.curve import prepare_signing
from rootzpub.proof.secret import Secret

WRONG_PASSPHRASE: Final = "wrong passphrase"  # noqa: S105 - what is said, no passphrase
NOT_ONE: Final = "it is not a keystore V3"
_KEY_SIZE: Final = 32
_LONGEST_DERIVED: Final = 64
_LONGEST_SALT: Final = 1024
# Wallets write N = 2¹⁸, r = 8 (2²¹ blocks, 256 MiB) or less; four times that is still some seconds and a gigabyte.
_MOST_SCRYPT: Final = 2**23
"""N · r · p that is computed at most."""
# Wallets write 262,144; OWASP's advice of 2023 for this hash is 600,000.
_MOST_PBKDF2: Final = 10_000_000
"""Rounds that are computed at most."""


def problem_of(content: Secret) -> str:
    """Why this file will not be opened with any passphrase, in a few words; empty where it may be tried."""
    keystore = _parsed(content)
    if isinstance(keystore, str):
        return keystore
    try:
        crypto = keystore.get("crypto", keystore.get("Crypto"))
        if keystore.get("version") != 3 or not isinstance(crypto, dict):  # noqa: PLR2004 - the format's own number
            return NOT_ONE
        return _cipher_problem(crypto) or _derivation_problem(crypto) or _address_problem(keystore)
    except (TypeError, ValueError, AttributeError, KeyError):
        return NOT_ONE


def claimed_address(content: Secret) -> Address | None:
    """The address that the file names, unproven; None where it names none."""
    keystore = _parsed(content)
    if isinstance(keystore, str) or not keystore.get("address") or _address_problem(keystore):
        return None
    return _address(keystore["address"])


def decrypt(content: Secret, passphrase: Secret) -> Secret | str:
    """The key, or what is wrong in a few words. Only for what `problem_of` finds nothing wrong with."""
    keystore = _parsed(content)
    if isinstance(keystore, str):
        return keystore
    try:
        key = Secret(bytes(_eth_keyfile().decode_keyfile_json(keystore, passphrase.reveal())).rjust(_KEY_SIZE, b"\0"))
    # eth_keyfile has no error class for a wrong passphrase; the word is the only sign.
    except ValueError as error:
        return WRONG_PASSPHRASE if "MAC" in str(error) else NOT_ONE
    except (KeyError, TypeError, RuntimeError, AttributeError):
        return NOT_ONE
    except MemoryError:
        return "its key derivation takes more memory than there is"
    claimed, found = claimed_address(content), _address_of(key)
    if claimed is not None and found != claimed:
        return (
            f"it names the address {claimed}, and its key is {f'that of {found}' if found else 'none'}: it is damaged"
        )
    return key


def encrypt(secret: Secret, passphrase: Secret, *, work: int | None = None) -> Secret:
    """The file's bytes (scrypt; `work` is its N)."""
    keystore = _eth_keyfile().create_keyfile_json(secret.reveal(), passphrase.reveal(), kdf="scrypt", iterations=work)
    return Secret(json.dumps(keystore, indent=1).encode("ascii") + b"\n")


def _parsed(content: Secret) -> dict[str, Any] | str:
    try:
        keystore = json.loads(content.reveal())
    except (ValueError, RecursionError):
        return "it is not JSON"
    return keystore if isinstance(keystore, dict) else NOT_ONE


def _cipher_problem(crypto: Mapping[str, Any]) -> str:
    # The library below opens everything as if it said aes-128-ctr.
    if crypto["cipher"] != "aes-128-ctr":
        return f"expected the cipher aes-128-ctr, got {str(crypto['cipher'])[:40]!r}"
    sizes = {"iv": (_bytes(crypto["cipherparams"]["iv"]), 16), "mac": (_bytes(crypto["mac"]), 32)}
    for name, (value, size) in sizes.items():
        if len(value) != size:
            return f"expected {size} bytes of {name}, got {len(value)}"
    held = len(_bytes(crypto["ciphertext"]))
    return "" if 0 < held <= _KEY_SIZE else f"expected {_KEY_SIZE} bytes of ciphertext, got {held}"


def _derivation_problem(crypto: Mapping[str, Any]) -> str:
    asked = crypto["kdfparams"]
    length = _count(asked["dklen"])
    if not _KEY_SIZE <= length <= _LONGEST_DERIVED:
        return f"expected a derived key (dklen) of {_KEY_SIZE} bytes, got {length}"
    if len(_bytes(asked["salt"])) > _LONGEST_SALT:
        return f"expected at most {_LONGEST_SALT} bytes of salt"
    if crypto["kdf"] == "scrypt":
        return _scrypt_problem(_count(asked["n"]), _count(asked["r"]), _count(asked["p"]))
    if crypto["kdf"] == "pbkdf2":
        return _pbkdf2_problem(asked)
    return f"expected the key derivation scrypt or pbkdf2, got {str(crypto['kdf'])[:40]!r}"


def _scrypt_problem(n: int, r: int, p: int) -> str:
    # RFC 7914 §2: N is a power of two and greater than 1.
    if n < 2 or n & (n - 1) or r < 1 or p < 1:  # noqa: PLR2004
        return "expected an N of scrypt that is a power of two, and r and p from 1"
    if n * r * p > _MOST_SCRYPT:
        return f"its scrypt (N · r · p) would cost more than {_MOST_SCRYPT:,}, which nobody's wallet writes"
    return ""


def _pbkdf2_problem(asked: Mapping[str, Any]) -> str:
    if asked.get("prf", "hmac-sha256") != "hmac-sha256":
        return f"expected pbkdf2 with hmac-sha256, got {str(asked['prf'])[:40]!r}"
    if not 1 <= _count(asked["c"]) <= _MOST_PBKDF2:
        return f"expected 1 to {_MOST_PBKDF2:,} rounds of pbkdf2"
    return ""


def _address_problem(keystore: Mapping[str, Any]) -> str:
    # Left out by wallets that want the file to say nothing of its owner.
    named = keystore.get("address")
    if named is None or named == "":
        return ""
    return "" if isinstance(named, str) and _address(named) else "its address is none"


def _address(text: str) -> Address | None:
    """Files have it in lower case, with or without 0x."""
    try:
        return Address.parse("0x" + text.lower().removeprefix("0x"))
    except MalformedInput:
        return None


def _address_of(key: Secret) -> Address | None:
    try:
        return prepare_signing(key.reveal())[0]
    except ValueError:
        return None


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("expected a whole number")
    return value


def _eth_keyfile() -> ModuleType:
    """eth_keyfile, loaded when a keystore is at hand (it takes 360 ms).

    Something below it raises the interpreter's recursion limit a hundredfold, to where deep input ends in a crash of
    the process instead of an error; the limit is put back.
    """
    limit = sys.getrecursionlimit()
    from eth_keyfile import keyfile  # noqa: PLC0415 - see above

    sys.setrecursionlimit(limit)
    return keyfile
