"""Numbers by id, and numbers for ranges of ids: how a site of any size is compared in a few hundred numbers.

Invariants: a number tells nothing but whether something is the same; equal numbers everywhere mean an equal site.
"""

import hashlib
from array import array
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from sys import byteorder

_UNSIGNED = (1 << 64) - 1
# Ranges of 512 ids, at most 2,048 of them: the fingerprint in the store stays below 24 kB (decision 0005).
_SMALLEST_SHIFT = 9
_MOST_RANGES = 2_048


def combine(*numbers: int) -> int:
    """One 64-bit number from several, each of which counts modulo 2⁶⁴; the same in every process and Python.

    It is kept on disk (in revisions and fingerprints), so it may not be Python's `hash()`, whose values belong to one
    build of the interpreter (docs/decisions/0015).
    """
    packed = b"".join((number & _UNSIGNED).to_bytes(8, "big") for number in numbers)
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big")


def text_checksum(*texts: str) -> int:
    """One number from several texts."""
    digest = hashlib.blake2b(digest_size=8)
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        # With its length, so that `ab`, `c` is not the same as `a`, `bc`.
        digest.update(b"%d:" % len(data) + data)
    return int.from_bytes(digest.digest(), "big")


@dataclass(slots=True)
class ChecksumsById:
    """Numbers by id, packed, ids ascending."""

    ids: "array[int]" = field(default_factory=lambda: array("Q"))
    values: "array[int]" = field(default_factory=lambda: array("Q"))

    def append(self, entry_id: int, value: int) -> None:
        """Add the next id."""
        self.ids.append(entry_id)
        self.values.append(value & _UNSIGNED)

    def items(self) -> Iterator[tuple[int, int]]:
        """Id and number of each."""
        return zip(self.ids, self.values, strict=True)

    def add_in_order(self, others: "ChecksumsById") -> None:
        """Mix the numbers of others into ours, id by id; both ascend, so one pass does it."""
        place, last = 0, len(others.ids)
        ids, values, their_ids, their_values = self.ids, self.values, others.ids, others.values
        for index, entry_id in enumerate(ids):
            while place < last and their_ids[place] < entry_id:
                place += 1
            if place < last and their_ids[place] == entry_id:
                values[index] = combine(values[index], their_values[place])

    def of(self, entry_id: int) -> int:
        """The number of an id, 0 when there is none."""
        place = bisect_left(self.ids, entry_id)
        return self.values[place] if place < len(self.ids) and self.ids[place] == entry_id else 0


def shift_for(last_id: int) -> int:
    """How long a range is, as a power of two: 512 ids, and longer where there would be more than 2,048 of them."""
    return max(_SMALLEST_SHIFT, (last_id // _MOST_RANGES).bit_length())


@dataclass(frozen=True, slots=True)
class RangeChecksums:
    """One number for each range of `1 << shift` ids, from id 0 on."""

    shift: int = _SMALLEST_SHIFT
    values: "array[int]" = field(default_factory=lambda: array("Q"))

    @classmethod
    def of(cls, shift: int, last_id: int, tables: Iterable[Mapping[int, int]]) -> "RangeChecksums":
        """What several tables say of each range up to the last id, mixed into one number."""
        values = array("Q", bytes(8 * ((last_id >> shift) + 1)))
        for checksums in tables:
            for place, value in enumerate(values):  # other tables may speak of posts that never were: not asked
                values[place] = combine(value, checksums.get(place, 0))
        return cls(shift, values)

    @classmethod
    def parse(cls, text: str) -> "RangeChecksums | None":
        """The inverse of `str`; None for anything else."""
        shift, _, packed = text.partition(":")
        values = array("Q")
        try:
            values.frombytes(b64decode(packed, validate=True))
        except (NotBase64, ValueError):
            return None
        if byteorder == "big":
            values.byteswap()
        return cls(int(shift), values) if shift.isascii() and shift.isdigit() else None

    def __str__(self) -> str:
        """As kept in a fingerprint."""
        values = self.values[:]
        if byteorder == "big":
            values.byteswap()
        # Little-endian on every machine: it is kept on disk, and a data folder may move.
        return f"{self.shift}:{b64encode(values.tobytes()).decode('ascii')}"

    @property
    def number(self) -> int:
        """All of them in one."""
        return combine(*self.values)

    def differing(self, other: "RangeChecksums") -> list[range]:
        """The ids of every range that is not the same in both; of the same length they must be."""
        pairs = enumerate(zip_longest(self.values, other.values))
        return [range(place << self.shift, (place + 1) << self.shift) for place, (mine, its) in pairs if mine != its]
