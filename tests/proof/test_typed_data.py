"""EIP-712: all published cases, and everything that does not fit its type."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.proof import Address, TypedData, keccak256, typed_data_digest
from rootzpub.proof.typed_data import encode_type


def one(kind: str, value: Any) -> bytes:
    """The digest of a struct with one member of this type."""
    return typed_data_digest({}, {"T": [{"name": "x", "type": kind}]}, "T", {"x": value})


def test_all_published_cases(shared: Path) -> None:
    """130 random and fixed cases of ethers: nested structs, arrays of all shapes, every width of every type."""
    cases = json.loads(gzip.decompress((shared / "vectors/eip/typed-data.json.gz").read_bytes()))
    assert len(cases) == 130
    for case in cases:
        digest = typed_data_digest(case["domain"], case["types"], case["primaryType"], case["data"])
        assert "0x" + digest.hex() == case["digest"], case["name"]


def test_the_mail_of_the_eip(shared: Path) -> None:
    """Domain separator and digest of the example in EIP-712, the domain type given or derived."""
    mail = json.loads((shared / "vectors/eip/eip55-191-712.json").read_text())["eip712mail"]
    prepared = TypedData.prepare(mail["domain"], mail["types"], "Mail")
    assert "0x" + prepared.domain_separator.hex() == mail["domainSeparator"]
    assert "0x" + prepared.digest(mail["message"]).hex() == mail["digest"]
    declared = [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ]
    types = {**mail["types"], "EIP712Domain": declared}
    assert "0x" + typed_data_digest(mail["domain"], types, "Mail", mail["message"]).hex() == mail["digest"]


def test_encode_type_lists_referenced_structs_sorted() -> None:
    """The primary struct first, then all it refers to, directly or not, by name."""
    types = {
        "Z": [{"name": "b", "type": "B[2][]"}, {"name": "n", "type": "uint8"}],
        "B": [{"name": "a", "type": "A"}],
        "A": [{"name": "z", "type": "string"}],
        "Unused": [{"name": "x", "type": "bool"}],
    }
    assert encode_type("Z", types) == "Z(B[2][] b,uint8 n)A(string z)B(A a)"


def test_recursive_structs() -> None:
    """A struct that holds itself in an array is hashed to its leaves."""
    types = {"Node": [{"name": "name", "type": "string"}, {"name": "children", "type": "Node[]"}]}
    type_hash = keccak256(b"Node(string name,Node[] children)")
    leaf = keccak256(type_hash + keccak256(b"leaf") + keccak256(b""))
    root = keccak256(type_hash + keccak256(b"root") + keccak256(leaf + leaf))
    child = {"name": "leaf", "children": []}
    prepared = TypedData.prepare({}, types, "Node")
    assert prepared.hash_struct({"name": "root", "children": [child, child]}) == root


@pytest.mark.slow("more than a tenth of a second a case")
@given(
    st.integers(0, 2**64 - 1), st.text(st.characters(exclude_categories=["Cs"])), st.binary(min_size=32, max_size=32)
)
def test_agrees_with_eth_account(number: int, text: str, digest: bytes) -> None:
    """Another implementation gives the same hashes for any values."""
    types = {
        "EIP712Domain": [{"name": "name", "type": "string"}],
        "T": [
            {"name": "n", "type": "uint64"},
            {"name": "t", "type": "string"},
            {"name": "h", "type": "bytes32"},
            {"name": "l", "type": "string[]"},
        ],
    }
    message = {"n": number, "t": text, "h": digest, "l": [text, text]}
    other = encode_typed_data(
        full_message={"types": types, "primaryType": "T", "domain": {"name": "D"}, "message": message}
    )
    prepared = TypedData.prepare({"name": "D"}, types, "T")
    assert (prepared.domain_separator, prepared.hash_struct(message)) == (other.header, other.body)


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        pytest.param("uint256", 255, "255", id="decimal"),
        pytest.param("uint8", 255, "0xff", id="hex"),
        pytest.param("int16", -5, "-5", id="negative"),
        pytest.param("uint8", 8, "08", id="leading-zero"),
        pytest.param("bytes", b"\x01\x02", "0x0102", id="bytes"),
        pytest.param("bytes2", b"\xab\xcd", "0xABCD", id="bytesN"),
        pytest.param("address", Address.zero(), "0x" + "0" * 40, id="address"),
        pytest.param("string[]", ["a"], ("a",), id="tuple"),
    ],
)
def test_values_may_come_as_text(kind: str, first: Any, second: Any) -> None:
    """Python values and their JSON spelling hash alike."""
    assert one(kind, first) == one(kind, second)


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        pytest.param("uint8", 256, "x: expected uint8", id="uint-too-large"),
        pytest.param("uint8", -1, "expected uint8", id="uint-negative"),
        pytest.param("int8", 128, "expected int8", id="int-too-large"),
        pytest.param("int8", -129, "expected int8", id="int-too-small"),
        pytest.param("uint256", True, "expected uint256, got bool", id="boolean-as-number"),
        pytest.param("uint256", 1.0, "expected uint256, got float", id="float"),
        pytest.param("uint256", "1e3", "expected uint256", id="exponent"),
        pytest.param("uint256", "１", "expected uint256", id="wide-digit"),
        pytest.param("uint256", "9" * 79, "expected uint256", id="long-text"),
        pytest.param("bool", 1, "expected true or false", id="number-as-boolean"),
        pytest.param("string", b"x", "expected text", id="bytes-as-text"),
        pytest.param("string", "\ud800", "expected text", id="lone-surrogate"),
        pytest.param("bytes", "0x1", "expected bytes", id="odd-digits"),
        pytest.param("bytes", 5, "expected bytes", id="number-as-bytes"),
        pytest.param("bytes4", "0x0102", "expected bytes4, got 2 bytes", id="short-bytes"),
        pytest.param("address", "0x12", "expected an address", id="short-address"),
        pytest.param("string[2]", ["a"], "expected a list of 2", id="array-size"),
        pytest.param("string[]", "ab", "expected a list", id="text-as-list"),
        pytest.param("uint", 1, "expected a type of EIP-712, got 'uint'", id="alias"),
        pytest.param("uint7", 1, "expected a type of EIP-712", id="odd-width"),
        pytest.param("uint264", 1, "expected a type of EIP-712", id="too-wide"),
        pytest.param("bytes33", b"", "expected a type of EIP-712", id="bytes33"),
        pytest.param("string[0]", [], "expected a type of EIP-712", id="array-of-zero"),
        pytest.param("Missing", {}, "expected a type of EIP-712", id="unknown-struct"),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, value: Any, message: str) -> None:
    """Ranges, types and sizes are checked, and the message names the member."""
    with pytest.raises(MalformedInput, match=message):
        one(kind, value)


def test_unknown_primary_type_is_refused() -> None:
    """The struct to be hashed must be among the types."""
    with pytest.raises(MalformedInput, match="expected a struct of the given types, got 'Nope'"):
        typed_data_digest({}, {}, "Nope", {})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param({}, r"missing: \['x'\]", id="missing"),
        pytest.param({"x": "a", "y": 1}, r"not in the type: \['y'\]", id="unsigned-member"),
        pytest.param("text", "expected a T, got str", id="no-object"),
    ],
)
def test_members_must_be_those_of_the_type(value: Any, message: str) -> None:
    """A member that the types do not name would not be signed, so it is refused."""
    with pytest.raises(MalformedInput, match=message):
        typed_data_digest({}, {"T": [{"name": "x", "type": "string"}]}, "T", value)


def test_unknown_members_of_the_domain_are_refused() -> None:
    """The domain has the five members of EIP-712 and no others."""
    with pytest.raises(MalformedInput, match="EIP712Domain"):
        typed_data_digest({"name": "x", "purpose": "y"}, {"T": []}, "T", {})


def test_long_texts_are_hashed_like_short_ones() -> None:
    """Remembering short texts changes no hash."""
    types = {"T": [{"name": "x", "type": "string"}]}
    prepared = TypedData.prepare({}, types, "T")
    for text in ("é" * 150, "é" * 250):
        assert prepared.hash_struct({"x": text}) == keccak256(keccak256(b"T(string x)") + keccak256(text.encode()))


@pytest.mark.parametrize(
    ("types", "message", "problem"),
    [
        pytest.param(None, {}, "expected struct types", id="no-types"),
        pytest.param({"T": "xy"}, {}, "expected struct types", id="text-as-struct"),
        pytest.param({"T": [{"name": "x"}]}, {"x": 1}, "expected struct types", id="member-without-a-type"),
        pytest.param({"T": [{"name": "x", "type": 8}]}, {"x": 1}, "expected struct types", id="number-as-type"),
        pytest.param({"T": [{"name": "x", "type": "string" + "[]" * 5000}]}, {"x": []}, "depth", id="endless-array"),
    ],
)
def test_types_of_another_form_are_refused(types: Any, message: Any, problem: str) -> None:
    """Typed data comes as foreign JSON; whatever it is, the answer is MalformedInput."""
    with pytest.raises(MalformedInput, match=problem):
        typed_data_digest({}, types, "T", message)


def test_a_message_that_nests_too_deep_is_refused() -> None:
    """A recursive struct can be written deeper than any stack."""
    message: dict[str, Any] = {"x": []}
    for _ in range(5000):
        message = {"x": [message]}
    with pytest.raises(MalformedInput, match="depth"):
        typed_data_digest({}, {"T": [{"name": "x", "type": "T[]"}]}, "T", message)
