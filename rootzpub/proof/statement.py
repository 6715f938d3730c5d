"""Signed statements about keys: a typed-data message and the addresses that signed it.

Invariants: pure. Times on the wire are Unix seconds (uint64), addresses EIP-55, signatures `0x` + 130 hex digits.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from rootzpub.errors import BadSignature, MalformedInput
from rootzpub.proof.address import Address

_SIGNATURE: Final = re.compile(r"0x[0-9a-f]{130}", re.ASCII)
_MAX_TIME: Final = 253_402_300_799  # 9999-12-31T23:59:59Z, the last second that a datetime holds
_MAX_UINT64: Final = 2**64 - 1


def seconds(moment: datetime) -> int:
    """Unix seconds of a moment, fractions dropped."""
    return int(moment.timestamp())


def moment_of(unix_seconds: int) -> datetime:
    """The moment of Unix seconds; what no datetime holds is the nearest that one does. Never raises."""
    # A signed uint64 may name the year 30 million: for what is before and after, that is as good as the last second.
    return datetime.fromtimestamp(min(max(0, unix_seconds), _MAX_TIME), UTC)


def read_moment(value: Any) -> datetime:
    """The moment that Unix seconds name. Raises MalformedInput."""
    # Not isinstance: True is an int, and no moment.
    if type(value) is not int or not 0 <= value <= _MAX_TIME:
        raise MalformedInput(f"expected Unix seconds, got {str(value)[:40]!r}")
    return moment_of(value)


def read_count(value: Any) -> int:
    """A uint64. Raises MalformedInput."""
    if type(value) is not int or not 0 <= value <= _MAX_UINT64:
        raise MalformedInput(f"expected a count below 2^64, got {str(value)[:40]!r}")
    return value


def read_text(value: Any) -> str:
    """Text. Raises MalformedInput."""
    if not isinstance(value, str):
        raise MalformedInput(f"expected text, got {type(value).__name__}")
    return value


def read_members(value: Any, *names: str) -> list[Any]:
    """The named members of an object, which has these and no others. Raises MalformedInput."""
    # Exactly these: a member that is not named is not signed, and a reader would take it for a part of the statement.
    if not isinstance(value, Mapping) or set(value) != set(names):
        got = sorted(map(str, value))[:10] if isinstance(value, Mapping) else type(value).__name__
        raise MalformedInput(f"expected an object with the members {', '.join(names)}; got {got}")
    return [value[name] for name in names]


def read_signature(value: Any) -> bytes:
    """The 65 bytes that `0x` + 130 lower-case hex digits say. Raises BadSignature."""
    if not isinstance(value, str) or not _SIGNATURE.fullmatch(value):
        raise BadSignature("expected a signature like 0x and 130 lower-case hex digits")
    return bytes.fromhex(value[2:])


def show_signature(signature: bytes) -> str:
    """`0x` + 130 lower-case hex digits."""
    return "0x" + signature.hex()


def read_address(value: Any) -> Address:
    """An address, EIP-55 checked. Raises MalformedInput."""
    return Address.parse(value)
