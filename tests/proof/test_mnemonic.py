"""Keys from mnemonic phrases."""

import pytest
from eth_account import Account
from hypothesis import given, settings
from hypothesis import strategies as st

from rootzpub.errors import KeyUnavailable
from rootzpub.proof import LocalSigner
from rootzpub.proof.mnemonic import derive_key
from rootzpub.proof.secret import Secret

JUNK = "test test test test test test test test test test test junk"
"""TEST KEY ONLY: the phrase of every local development node."""

Account.enable_unaudited_hdwallet_features()


@pytest.mark.parametrize(
    ("path", "address"),
    [
        pytest.param("m/44'/60'/0'/0/0", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", id="first"),
        pytest.param("m/44'/60'/0'/0/1", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", id="second"),
    ],
)
def test_addresses_of_the_development_phrase(path: str, address: str) -> None:
    """The accounts that every local node shows."""
    assert LocalSigner(derive_key(Secret(JUNK.encode()), path=path)).address.format() == address


def test_the_default_is_the_first_account() -> None:
    """Without a path, m/44'/60'/0'/0/0; white space between words does not matter."""
    phrase = Secret(("  " + JUNK.replace(" ", "\n") + "\n").encode())
    assert LocalSigner(derive_key(phrase)).address.format() == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(0, 2**31 - 1), max_size=4),
    st.lists(st.booleans(), min_size=4, max_size=4),
    st.text(max_size=5),
)
def test_agrees_with_eth_account(steps: list[int], hard: list[bool], passphrase: str) -> None:
    """Any path, hardened or not, and any passphrase give what another library derives."""
    path = "m" + "".join(f"/{step}{chr(39) if is_hard else ''}" for step, is_hard in zip(steps, hard, strict=False))
    extra = passphrase.encode("utf-8", "replace")
    derived = derive_key(Secret(JUNK.encode()), path=path, passphrase=Secret(extra)).reveal()
    if steps:
        account = Account.from_mnemonic(JUNK, passphrase=extra.decode(), account_path=path)
        assert derived == bytes(account.key)


@pytest.mark.parametrize(
    ("phrase", "path", "message"),
    [
        pytest.param("one two three", "m/0", "12, 15, 18, 21 or 24 words", id="few-words"),
        pytest.param("", "m/0", "12, 15, 18, 21 or 24 words", id="none"),
        pytest.param(JUNK, "44'/60'", "derivation path like m/44'/60'/0'/0/0", id="no-m"),
        pytest.param(JUNK, "m/x", "derivation path", id="letters"),
        pytest.param(JUNK, "m//0", "derivation path", id="empty-step"),
        pytest.param(JUNK, "m/2147483648", "below 2147483648", id="index-too-large"),
    ],
)
def test_what_cannot_be_derived_says_why(phrase: str, path: str, message: str) -> None:
    """Phrases of the wrong length and paths that are none are KeyUnavailable."""
    with pytest.raises(KeyUnavailable, match=message):
        derive_key(Secret(phrase.encode()), path=path)


@pytest.mark.parametrize(
    "pasted",
    [
        pytest.param("\ufefftest test test test test test test test test test test junk", id="byte order mark"),
        pytest.param("Test TEST test test test test test test test test test Junk\r\n", id="capitals"),
        pytest.param("\n".join(f"{n}. {w}" for n, w in enumerate(["test"] * 11 + ["junk"], 1)), id="numbered list"),
        pytest.param(" ".join(f"{n}.{w}" for n, w in enumerate(["test"] * 11 + ["junk"], 1)), id="at the words"),
        pytest.param(" ".join(f"({n}) {w}" for n, w in enumerate(["test"] * 11 + ["junk"], 1)), id="in brackets"),
        pytest.param(", ".join(["test"] * 11 + ["junk"]), id="commas"),
        pytest.param("test\u200b test test test test test test\u00a0test test test test junk", id="what does not show"),
    ],
)
def test_what_a_paste_adds_gives_no_other_key(pasted: str) -> None:
    """The same key as the bare words, or wallets would show another address."""
    bare = derive_key(Secret(b"test test test test test test test test test test test junk"))
    assert derive_key(Secret(pasted.encode())).reveal() == bare.reveal()


@pytest.mark.parametrize("odd", ["te$t", "test!", "te5t", "test\u0000", "te\ufffdst"])
def test_what_no_word_list_has_is_refused(odd: str) -> None:
    """Rather than another key."""
    with pytest.raises(KeyUnavailable, match="expected a mnemonic phrase"):
        derive_key(Secret(f"{odd} test test test test test test test test test test junk".encode()))
