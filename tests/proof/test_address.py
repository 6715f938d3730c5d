"""Addresses and EIP-55."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.proof import Address, LocalSigner
from rootzpub.proof.secret import Secret


def test_published_checksums(shared: Path) -> None:
    """The list of EIP-55 reads and writes back; its bad checksum is refused."""
    vectors = json.loads((shared / "vectors/eip/eip55-191-712.json").read_text())["eip55"]
    for case in vectors["valid"]:
        assert Address.parse(case["address"]).raw == bytes.fromhex(case["address"][2:])
        if not case["address"][2:].islower() and not case["address"][2:].isupper():
            assert Address.parse(case["address"]).format() == case["address"]
    for case in vectors["invalid"]:
        with pytest.raises(MalformedInput, match="expected the EIP-55 checksum") as caught:
            Address.parse(case["address"])
        assert "copy the address again" in caught.value.hint


def test_published_accounts(shared: Path) -> None:
    """259 private keys give their addresses."""
    accounts = json.loads(gzip.decompress((shared / "vectors/eip/accounts.json.gz").read_bytes()))
    assert len(accounts) == 259
    for account in accounts:
        secret = Secret.from_hex(account["privateKey"].encode())
        assert secret is not None
        assert LocalSigner(secret).address.format() == account["address"]


@given(st.binary(min_size=20, max_size=20))
def test_any_case_without_a_checksum_is_one_address(raw: bytes) -> None:
    """All lower, all upper and checksummed text are the same address; equality is by bytes."""
    address = Address(raw)
    text = address.format()
    assert Address.parse(text) == Address.parse(text.lower()) == Address.parse("0x" + text[2:].upper()) == address
    assert str(address) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("0x" + "0" * 39, id="short"),
        pytest.param("0x" + "0" * 41, id="long"),
        pytest.param("0" * 40, id="no-prefix"),
        pytest.param("0X" + "0" * 40, id="upper-prefix"),
        pytest.param("0x" + "g" * 40, id="not-hex"),
        pytest.param(" 0x" + "0" * 40, id="space"),
        pytest.param("0x" + "0" * 40 + "\n", id="line-end"),
        pytest.param("0x" + "０" * 40, id="wide-digits"),
        pytest.param("", id="empty"),
        pytest.param(None, id="none"),
        pytest.param(5, id="number"),
    ],
)
def test_what_is_no_address_is_refused(text: object) -> None:
    """Anything else is MalformedInput, whatever its type."""
    with pytest.raises(MalformedInput, match="expected an address like"):
        Address.parse(text)  # type: ignore[arg-type]


@given(st.binary(min_size=20, max_size=20), st.integers(2, 41))
def test_one_changed_case_is_a_wrong_checksum(raw: bytes, position: int) -> None:
    """Changing the case of one letter of a mixed-case address is noticed."""
    text = Address(raw).format()
    changed = text[:position] + text[position].swapcase() + text[position + 1 :]
    digits = changed[2:]
    if changed != text and digits not in (digits.lower(), digits.upper()):
        with pytest.raises(MalformedInput, match="checksum"):
            Address.parse(changed)


def test_an_address_has_twenty_bytes() -> None:
    """Other sizes are refused; zero means none; addresses sort by their bytes."""
    with pytest.raises(MalformedInput, match="20 bytes, got 19"):
        Address(bytes(19))
    assert Address.zero().format() == "0x" + "0" * 40
    assert Address.zero() < Address(bytes(19) + b"\1")
