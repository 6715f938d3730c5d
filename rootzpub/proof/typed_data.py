"""EIP-712: hashing of typed structured data.

Invariants: complete and strict. Every type of the EIP (structs nested and recursive, arrays fixed and dynamic, bytesN,
bytes, string, bool, intN, uintN, address) with ranges checked; a member that is missing, or that the types do not name
(and so would not be signed), is an error.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from rootzpub.errors import MalformedInput
from rootzpub.proof.address import Address
from rootzpub.proof.keccak import keccak256

Types = Mapping[str, Sequence[Mapping[str, str]]]
"""Struct name → its members in order, each `{"name": …, "type": …}`, as wallets and libraries write them."""

Encode = Callable[[Any], bytes]
"""A value → the 32 bytes that stand for it in encodeData."""

DOMAIN_TYPE: Final = "EIP712Domain"
_DOMAIN_FIELDS: Final = (
    ("name", "string"),
    ("version", "string"),
    ("chainId", "uint256"),
    ("verifyingContract", "address"),
    ("salt", "bytes32"),
)
_ARRAY: Final = re.compile(r"(.+)\[([1-9][0-9]*)?\]", re.ASCII | re.DOTALL)
_INTEGER: Final = re.compile(r"(u?)int([1-9][0-9]{0,2})", re.ASCII)
_FIXED_BYTES: Final = re.compile(r"bytes([1-9]|[12][0-9]|3[0-2])", re.ASCII)
# 2^256 has 78 digits: a longer text would be converted at quadratic cost before its range is judged.
_NUMBER: Final = re.compile(r"-?(?:[0-9]{1,78}|0x[0-9a-fA-F]{1,64})", re.ASCII)
_SHORT: Final = 200
"""Characters up to which the hash of a text is remembered."""
_HEX: Final = re.compile(r"0x(?:[0-9a-fA-F]{2})*", re.ASCII)


def typed_data_digest(domain: Mapping[str, Any], types: Types, primary_type: str, message: Mapping[str, Any]) -> bytes:
    """The 32 bytes that a wallet signs: keccak256(0x1901 ‖ domainSeparator ‖ hashStruct(message)).

    Integers may be int or decimal or `0x` text, bytes may be bytes or `0x` hex. Raises MalformedInput for values and
    types that do not fit, and for what nests too deep.
    """
    try:
        return TypedData.prepare(domain, types, primary_type).digest(message)
    except RecursionError:
        raise MalformedInput("expected types and values of a moderate depth, got deeper ones") from None
    except (AttributeError, KeyError, TypeError):  # foreign JSON: a struct that is no list of names and types
        raise MalformedInput("expected struct types as lists of name and type, got something else") from None


@dataclass(frozen=True, slots=True)
class TypedData:
    """A domain and a struct type, prepared once: what does not depend on the message is already hashed."""

    domain_separator: bytes
    hash_struct: Encode

    @classmethod
    def prepare(cls, domain: Mapping[str, Any], types: Types, primary_type: str) -> "TypedData":
        """Raises MalformedInput where a type is unknown, or the domain has members that its type does not name."""
        # Where no type is declared the domain's own members say it, in the order that the EIP lays down.
        declared = types.get(DOMAIN_TYPE) or [
            {"name": name, "type": kind} for name, kind in _DOMAIN_FIELDS if name in domain
        ]
        domain_separator = _Encoders({DOMAIN_TYPE: declared}).struct(DOMAIN_TYPE)(domain)
        return cls(domain_separator, _Encoders(types).struct(primary_type))

    def digest(self, message: Mapping[str, Any]) -> bytes:
        """The 32-byte digest of one message. Raises MalformedInput where the message does not fit the types."""
        return keccak256(b"\x19\x01" + self.domain_separator + self.hash_struct(message))


class _Encoders:
    """Builds the encoders of a set of types, each struct once, so that recursive types end."""

    def __init__(self, types: Types) -> None:
        self._types = types
        self._structs: dict[str, Encode] = {}

    def struct(self, name: str) -> Encode:
        """Encoder of a struct: hashStruct = keccak256(typeHash ‖ encodeData)."""
        type_hash = keccak256(encode_type(name, self._types).encode())
        members: dict[str, Encode] = {}

        def encode(value: Any) -> bytes:
            # Also one too many: it would stand in the document and not be signed.
            if not isinstance(value, Mapping) or value.keys() != members.keys():
                raise MalformedInput(_describe_mismatch(name, value, list(members)))
            try:
                return keccak256(type_hash + b"".join([inner(value[key]) for key, inner in members.items()]))
            except MalformedInput:
                # Only now one by one, to name the member.
                for key, inner in members.items():
                    _member(value[key], key, inner)
                raise

        self._structs[name] = encode  # before its members: a struct may hold itself in an array
        members.update((member["name"], self._encoder(member["type"])) for member in self._types[name])
        return encode

    def _encoder(self, kind: str) -> Encode:
        if array := _ARRAY.fullmatch(kind):
            return _array(self._encoder(array[1]), int(array[2]) if array[2] else None)
        if kind in self._types:
            return self._structs.get(kind) or self.struct(kind)
        return _atomic(kind)


def _member(value: Any, name: str, encode: Encode) -> bytes:
    try:
        return encode(value)
    except MalformedInput as error:
        raise MalformedInput(f"{name}: {error.message}") from None


def _describe_mismatch(struct: str, value: Any, members: list[str]) -> str:
    if not isinstance(value, Mapping):
        return f"expected a {struct}, got {type(value).__name__}"
    missing = [name for name in members if name not in value]
    unknown = [str(name)[:40] for name in value if name not in members]
    return f"expected the members of {struct}; missing: {missing}, not in the type: {unknown}"


def encode_type(name: str, types: Types) -> str:
    """`Name(type member,…)` followed by every struct it refers to, sorted by name. Raises MalformedInput if unknown."""
    if name not in types:
        raise MalformedInput(f"expected a struct of the given types, got {name[:60]!r}")
    found: set[str] = set()
    waiting = [name]
    while waiting:
        struct = waiting.pop()
        found.add(struct)
        bases = (_base_type(field["type"]) for field in types[struct])
        waiting.extend(base for base in bases if base in types and base not in found)
    ordered = [name, *sorted(found - {name})]
    return "".join(f"{struct}({_members_text(types[struct])})" for struct in ordered)


def _members_text(members: Sequence[Mapping[str, str]]) -> str:
    return ",".join(f"{member['type']} {member['name']}" for member in members)


def _base_type(kind: str) -> str:
    return kind.partition("[")[0]


def _array(encode: Encode, size: int | None) -> Encode:
    """keccak256 of the concatenated elements."""

    def encode_array(value: Any) -> bytes:
        if not isinstance(value, list | tuple) or size not in (None, len(value)):
            raise MalformedInput(f"expected a list{f' of {size}' if size else ''}, got {_show(value)}")
        return keccak256(b"".join([encode(element) for element in value]))

    return encode_array


def _atomic(kind: str) -> Encode:
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if fixed := _FIXED_BYTES.fullmatch(kind):
        return _fixed_bytes(int(fixed[1]))
    integer = _INTEGER.fullmatch(kind)
    if integer and int(integer[2]) in range(8, 257, 8):
        return _integer(int(integer[2]), signed=not integer[1])
    raise MalformedInput(f"expected a type of EIP-712, got {kind[:60]!r}")


def _integer(bits: int, *, signed: bool) -> Encode:
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    kind = f"{'' if signed else 'u'}int{bits}"

    def encode(value: Any) -> bytes:
        # Wallets write large integers as text; one text of a number is as good as the number (eth_signTypedData_v4).
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            value = int(value, 0) if "x" in value else int(value)
        if type(value) is not int or not low <= value <= high:
            raise MalformedInput(f"expected {kind}, got {_show(value)}")
        return value.to_bytes(32, "big", signed=signed)

    return encode


def _fixed_bytes(size: int) -> Encode:
    def encode(value: Any) -> bytes:
        raw = _bytes(value)
        if len(raw) != size:
            raise MalformedInput(f"expected bytes{size}, got {len(raw)} bytes")
        # bytesN stand on the left of their word, numbers on the right.
        return raw.ljust(32, b"\0")

    return encode


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and _HEX.fullmatch(value):
        return bytes.fromhex(value[2:])
    raise MalformedInput(f"expected bytes as 0x and hex digits, got {_show(value)}")


def _text(value: Any) -> bytes:
    try:
        if isinstance(value, str):
            return _hash_short(value) if len(value) <= _SHORT else keccak256(value.encode("utf-8"))
    except UnicodeEncodeError:
        pass
    raise MalformedInput(f"expected text, got {_show(value)}")


@lru_cache(maxsize=8192)
def _hash_short(text: str) -> bytes:
    """Origins, kinds and paths come again and again, and hashing costs more than looking up."""
    return keccak256(text.encode("utf-8"))


def _boolean(value: Any) -> bytes:
    if not isinstance(value, bool):
        raise MalformedInput(f"expected true or false, got {_show(value)}")
    return bytes(31) + bytes((value,))


def _address(value: Any) -> bytes:
    address = value if isinstance(value, Address) else Address.parse(value)
    return bytes(12) + address.raw


def _show(value: Any) -> str:
    return f"{type(value).__name__} {repr(value)[:40]}"


_SIMPLE: Final[Mapping[str, Encode]] = {
    "string": _text,
    "bytes": lambda value: keccak256(_bytes(value)),
    "bool": _boolean,
    "address": _address,
}
