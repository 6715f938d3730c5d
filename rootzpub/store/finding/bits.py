"""Sets of entries and their scores as whole numbers: one bit an entry, one plane a binary digit of the score. Pure.

A chunk is 16,384 ids. Python's long integers do the work: a union, a sum or a count over a chunk is a few operations on
2 KiB, whatever stands in it, so that a word of every entry costs no more than any other (decision 0025).
"""

import heapq
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

SHIFT: Final = 14
"""An id belongs to the chunk `id >> SHIFT`."""
_MASK: Final = (1 << SHIFT) - 1
_BYTES: Final = (1 << SHIFT) // 8
EVERY: Final = (1 << (1 << SHIFT)) - 1
"""All places of a chunk."""
PLANES: Final = 4
HIGHEST: Final = (1 << PLANES) - 1
"""Levels of a word in an entry: 1 to 15."""
_MOST_SPARSE: Final = 700
"""Up to so many entries are written one by one (3 bytes each), more as planes (8 KiB)."""
_SPARSE, _DENSE = b"\0", b"\1"

Planes: TypeAlias = tuple[int, ...]


def chunk_of(entry_id: int) -> tuple[int, int]:
    """(chunk, place in it)."""
    return entry_id >> SHIFT, entry_id & _MASK


def encode(levels: Mapping[int, int]) -> bytes:
    """Levels by place, as they lie in the file: the same levels are the same bytes."""
    if len(levels) > _MOST_SPARSE:
        return _DENSE + b"".join(plane.to_bytes(_BYTES, "little") for plane in _planes(levels.items()))
    places = sorted(levels)
    return _SPARSE + struct.pack(f"<{len(places)}H", *places) + bytes(levels[place] for place in places)


def decode(data: bytes) -> Planes:
    """The planes of what `encode` gave."""
    if data[:1] == _DENSE:
        return tuple(int.from_bytes(data[1 + n * _BYTES : 1 + (n + 1) * _BYTES], "little") for n in range(PLANES))
    return _planes(_pairs(data))


def levels_of(data: bytes) -> dict[int, int]:
    """Levels by place of what `encode` gave."""
    if data[:1] == _SPARSE:
        return dict(_pairs(data))
    planes = decode(data)
    return {place: level_at(planes, place) for place in places_of(union(planes))}


def changed(data: bytes, changes: Mapping[int, int]) -> tuple[bytes, int]:
    """What `encode` gives of `data` (empty: of nothing) with these levels by place, 0 for none; by how many it grew.

    Gives empty bytes where nothing is left. A chunk of planes is changed in place: one edit of a word of every entry
    costs as much as of any other.
    """
    if data[:1] != _DENSE:
        former = dict(_pairs(data)) if data else {}
        now = {place: level for place, level in {**former, **changes}.items() if level}
        return (encode(now) if now else b""), len(now) - len(former)
    before = union(decode(data)).bit_count()
    written = bytearray(data)
    for place, level in changes.items():
        at, bit = 1 + (place >> 3), 1 << (place & 7)
        for digit in range(PLANES):
            if level >> digit & 1:
                written[at + digit * _BYTES] |= bit
            else:
                written[at + digit * _BYTES] &= ~bit
    after = union(decode(bytes(written))).bit_count()
    if after > _MOST_SPARSE:
        return bytes(written), after - before
    # As few as are written one by one: the same levels are the same bytes, whatever was there before.
    few = levels_of(bytes(written))
    return (encode(few) if few else b""), after - before


def level_at(planes: Sequence[int], place: int) -> int:
    """The number that the planes hold at a place."""
    return sum((plane >> place & 1) << digit for digit, plane in enumerate(planes))


def _pairs(data: bytes) -> Iterator[tuple[int, int]]:
    size = (len(data) - 1) // 3
    return zip(struct.unpack_from(f"<{size}H", data, 1), data[1 + 2 * size :], strict=True)


def _planes(levels: Iterable[tuple[int, int]]) -> Planes:
    planes = tuple(bytearray(_BYTES) for _ in range(PLANES))
    for place, level in levels:
        at, bit = place >> 3, 1 << (place & 7)
        for digit in range(PLANES):
            if level >> digit & 1:
                planes[digit][at] |= bit
    return tuple(int.from_bytes(plane, "little") for plane in planes)


def bitmap(places: Sequence[int]) -> int:
    """The set of these places."""
    found = bytearray(_BYTES)
    for place in places:
        found[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(found, "little")


def union(planes: Sequence[int]) -> int:
    """Places that stand in any of the planes."""
    found = 0
    for plane in planes:
        found |= plane
    return found


def places_of(found: int) -> Iterator[int]:
    """The places of a set, highest first."""
    while found:
        place = found.bit_length() - 1
        yield place
        found ^= 1 << place


def add(total: list[int], planes: Sequence[int], *, times: int) -> None:
    """Add `times` the number in `planes` to the number in `total`, at every place at once."""
    for shift in range(times.bit_length()):
        if times >> shift & 1:
            _add_shifted(total, planes, shift)


def _add_shifted(total: list[int], planes: Sequence[int], shift: int) -> None:
    carry, at = 0, shift
    total.extend([0] * (shift + len(planes) + 1 - len(total)))
    for plane in planes:
        present = total[at]
        differs = present ^ plane
        total[at], carry = differs ^ carry, (present & plane) | (differs & carry)
        at += 1
    while carry:
        if at == len(total):
            total.append(0)
        total[at], carry, at = total[at] ^ carry, total[at] & carry, at + 1


@dataclass(slots=True)
class Ranked:
    """Scores of all chunks, read best first: higher score, then higher id."""

    _heap: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    _totals: dict[int, list[int]] = field(default_factory=dict)

    def put(self, chunk: int, candidates: int, total: list[int]) -> None:
        """The candidates of a chunk with the number that each has in `total`."""
        if candidates:
            self._totals[chunk] = total
            # (−highest possible score, −chunk, digit to look at, what is sure of the score, candidates)
            heapq.heappush(self._heap, (1 - (1 << len(total)), -chunk, len(total) - 1, 0, candidates))

    def read(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """(id, score) of the places `start` to `stop` of the order."""
        at = 0
        while self._heap and at < stop:
            _, chunk, digit, score, found = heapq.heappop(self._heap)
            if digit >= 0:
                self._split(-chunk, digit, score, found)
                continue
            size = found.bit_count()
            if at + size > start:
                for rank, place in enumerate(places_of(found), start=at):
                    if rank >= stop:
                        return
                    if rank >= start:
                        yield (-chunk << SHIFT) + place, score
            at += size

    def _split(self, chunk: int, digit: int, score: int, found: int) -> None:
        plane = self._totals[chunk][digit]
        for one, part in ((1, found & plane), (0, found & ~plane)):
            if part:
                sure = score + (one << digit)
                heapq.heappush(self._heap, (-(sure + (1 << digit) - 1), -chunk, digit - 1, sure, part))
