"""Keys from a mnemonic phrase: BIP-39 seed, BIP-32 derivation along a path such as m/44'/60'/0'/0/0.

Invariants: pure. The word list is not needed to derive, so a mistyped word gives another key, not an error: the address
that comes out must be compared with the one the wallet shows. What a paste adds (capitals, numbers, invisible marks) is
taken away, or the phrase is refused: it never gives another key.
"""

import hashlib
import hmac
import re
import unicodedata
from typing import Final

from rootzpub.errors import KeyUnavailable
from rootzpub.proof.curve import ORDER, public_key_of
from rootzpub.proof.secret import Secret

DEFAULT_PATH: Final = "m/44'/60'/0'/0/0"
"""The first account of Ethereum wallets (BIP-44)."""

_PATH: Final = re.compile(r"m(?:/[0-9]{1,10}'?)*", re.ASCII)
_NUMBERING: Final = re.compile(r"^\(?[0-9]{1,2}[.):]?", re.ASCII)
"""`1.`, `(1)`, `1:` or `1` before a word."""
_HARDENED: Final = 2**31
# Rounds, word counts and the salt's prefix are BIP-39's; "Bitcoin seed" is BIP-32's, whatever the coin.
_ROUNDS: Final = 2048
_WORD_COUNTS: Final = (12, 15, 18, 21, 24)


def derive_key(phrase: Secret, *, path: str = DEFAULT_PATH, passphrase: Secret | None = None) -> Secret:
    """The private key at `path`. `phrase` is UTF-8 text of 12 to 24 words. Raises KeyUnavailable."""
    if not _PATH.fullmatch(path):
        raise KeyUnavailable(f"expected a derivation path like {DEFAULT_PATH}, got {path[:60]!r}")
    steps = [(int(step.rstrip("'")), step.endswith("'")) for step in path.split("/")[1:]]
    if any(index >= _HARDENED for index, _ in steps):
        raise KeyUnavailable(f"expected indices below {_HARDENED} in a derivation path, got {path[:60]!r}")
    seed = _seed(phrase, passphrase or Secret(b""))
    if seed is None:
        raise KeyUnavailable(
            "expected a mnemonic phrase of 12, 15, 18, 21 or 24 words",
            hint="Words and blanks only: numbers before the words and commas are taken away, nothing else.",
        )
    node = Secret(hmac.digest(b"Bitcoin seed", seed.reveal(), "sha512"))
    for index, is_hardened in steps:
        node = _child(node, index + _HARDENED if is_hardened else index)
    return Secret(node.reveal()[:32])


def _seed(phrase: Secret, passphrase: Secret) -> Secret | None:
    """BIP-39: PBKDF2-HMAC-SHA512 over the NFKD form; None where the number of words is wrong."""
    words = _words(phrase)
    if len(words) not in _WORD_COUNTS or not all(map(_is_word, words)):
        return None
    salt = "mnemonic" + unicodedata.normalize("NFKD", passphrase.reveal().decode("utf-8", "replace"))
    return Secret(hashlib.pbkdf2_hmac("sha512", " ".join(words).encode(), salt.encode(), _ROUNDS))


def _words(phrase: Secret) -> list[str]:
    """The words as the lists of BIP-39 have them, from text that a person pasted.

    Marks that do not show (a byte order mark, zero-width characters), capitals, commas and the numbers of a numbered
    list are no part of a phrase, and each would give another key in silence.
    """
    text = unicodedata.normalize("NFKD", phrase.reveal().decode("utf-8", "replace")).lower()
    text = "".join(" " if sign in ",;" else sign for sign in text if unicodedata.category(sign) != "Cf")
    return [word for token in text.split() if (word := _NUMBERING.sub("", token, count=1))]


def _is_word(word: str) -> bool:
    """Letters and their marks only: no list of BIP-39 has anything else."""
    return all(unicodedata.category(sign)[0] in "LM" for sign in word)


def _child(node: Secret, index: int) -> Secret:
    """CKDpriv of BIP-32: 32 bytes of key ‖ 32 bytes of chain code.

    That the left half is not below the group order, or that the sum is 0, happens once in 2¹²⁷ and is not handled.
    """
    key, chain_code = node.reveal()[:32], node.reveal()[32:]
    material = b"\0" + key if index >= _HARDENED else public_key_of(key)
    digest = hmac.digest(chain_code, material + index.to_bytes(4, "big"), "sha512")
    number = (int.from_bytes(digest[:32], "big") + int.from_bytes(key, "big")) % ORDER
    return Secret(number.to_bytes(32, "big") + digest[32:])
