"""Secret: a private key that does not show.

Invariants: the bytes are reached through `reveal` only; repr, str, pickle, copy and comparison give nothing away, and a
traceback that prints local variables prints `Secret(hidden)`. So key material is wrapped the moment it is read.
"""

import re
from typing import Final, NoReturn

_HEX_KEY: Final = re.compile(rb"\s*(?:0x)?([0-9a-fA-F]{64})\s*", re.ASCII)


class Secret:
    """Some bytes that nobody prints."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = content

    @classmethod
    def from_hex(cls, text: bytes) -> "Secret | None":
        """The 32-byte key that 64 hex digits say (`0x` and white space around are fine); None for anything else."""
        match = _HEX_KEY.fullmatch(text)
        return cls(bytes.fromhex(match[1].decode("ascii"))) if match else None

    def reveal(self) -> bytes:
        """The bytes themselves: for arithmetic and for writing a key file, nothing else."""
        return self._content

    def __repr__(self) -> str:
        return "Secret(hidden)"

    # copy and deepcopy go through here too, and crash reporters that pickle local variables.
    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled or copied")
