"""Ethereum addresses: 20 bytes, shown with the checksum of EIP-55."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rootzpub.errors import MalformedInput
from rootzpub.proof.keccak import keccak256

_FORM: Final = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Twenty bytes; two addresses are equal when their bytes are, however they were written."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 20:  # noqa: PLR2004 - the size of an address
            raise MalformedInput(f"expected an address of 20 bytes, got {len(self.raw)}")

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `0x` + 40 hex digits: all lower case, all upper case, or mixed with a right EIP-55 checksum.

        Raises MalformedInput for anything else, a wrong checksum included.
        """
        given: object = text  # it comes from foreign JSON
        if not isinstance(given, str) or not _FORM.fullmatch(given):
            raise MalformedInput(f"expected an address like 0x and 40 hex digits, got {str(given)[:50]!r}")
        address = cls(bytes.fromhex(text[2:]))
        digits = text[2:]
        # One case throughout carries no checksum (EIP-55), so there is nothing that could be wrong with it.
        if digits not in (digits.lower(), digits.upper()) and text != address.format():
            raise MalformedInput(
                f"expected the EIP-55 checksum of {text.lower()}, got {text}",
                hint="copy the address again; one character or its case is wrong",
            )
        return address

    @classmethod
    def of_public_key(cls, point: bytes) -> "Address":
        """The address of an uncompressed public key: 65 bytes 0x04 x y, or 64 bytes x y."""
        # The prefix 0x04 of SEC1 is no part of what is hashed.
        return _of_point(bytes(point[-64:]))

    @classmethod
    def zero(cls) -> "Address":
        """The zero address, which means "none"."""
        return cls(bytes(20))

    def format(self) -> str:
        """`0x` and 40 hex digits with the checksum of EIP-55."""
        return _checksummed(self.raw)

    def __str__(self) -> str:
        return self.format()


@lru_cache(maxsize=1024)
def _checksummed(raw: bytes) -> str:
    """EIP-55: a letter is upper case where the hash of the lower-case digits has a nibble of 8 or more."""
    digits = raw.hex()
    checksum = keccak256(digits.encode()).hex()
    return "0x" + "".join(
        digit.upper() if nibble >= "8" else digit for digit, nibble in zip(digits, checksum, strict=False)
    )


@lru_cache(maxsize=1024)
def _of_point(coordinates: bytes) -> Address:
    """The last 20 bytes of the hash of x ‖ y; the same few keys come again and again."""
    return Address(keccak256(coordinates)[12:])
