"""RFC 8785: the published cases, ECMAScript's numbers, and the guard that chooses the fast path."""

import hashlib
import json
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.wire import canonical, parse
from rootzpub.wire.canonical import canonical_members, join_members

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(1 - 2**53, 2**53 - 1)
    | TEXT
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=25,
)


def test_published_cases(shared: Path) -> None:
    """All six inputs of the JCS test data give their output, also byte by byte as hex."""
    inputs = sorted((shared / "vectors/jcs/testdata/input").glob("*.json"))
    assert len(inputs) == 6
    for file in inputs:
        expected = (shared / "vectors/jcs/testdata/output" / file.name).read_bytes()
        hexdump = (shared / "vectors/jcs/testdata/outhex" / f"{file.stem}.txt").read_text()
        assert canonical(parse(file.read_bytes())) == expected == bytes.fromhex(hexdump), file.name


def es6_patterns(static: list[int]) -> Iterator[int]:
    """The IEEE-754 patterns of the published sequence: fixed cases, 2,000 in a row, then a SHA-256 chain."""
    yield from static
    yield from (0x0010000000000000 + i for i in range(2000))
    block = bytes(32)
    while True:
        block = hashlib.sha256(block).digest()
        for pattern in struct.unpack("<4Q", block):
            if (pattern >> 52) & 0x7FF != 0x7FF:
                yield pattern


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(1_000, id="1k"),
        pytest.param(10_000, id="10k"),
        pytest.param(1_000_000, id="1M", marks=pytest.mark.fuzz),
    ],
)
def test_es6_numbers(shared: Path, lines: int) -> None:
    """The lines `pattern,number` of the published sequence have the published SHA-256."""
    readme = (shared / "vectors/jcs/testdata/README.md").read_text()
    static = [int(word, 16) for word in re.findall(r"0x([0-9a-f]{16})n", readme)[:-1]]
    digest = hashlib.sha256()
    patterns = es6_patterns(static)
    for _ in range(lines):
        pattern = next(patterns)
        number = struct.unpack("<d", struct.pack("<Q", pattern))[0]
        digest.update(f"{pattern:x},{canonical(number).decode()}\n".encode())
    published = {int(count): checksum for checksum, count in re.findall(r"\| ([0-9a-f]{64}) \| (\d+)", readme)}
    assert digest.hexdigest() == published[lines]


@pytest.mark.slow("compares thousands of documents")
@given(VALUES)
def test_both_paths_give_the_same_bytes(value: object) -> None:
    """Whatever the guard decides, the bytes are those of the reference implementation."""
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@given(st.dictionaries(TEXT, VALUES))
def test_members_join_to_the_same_object(body: dict[str, object]) -> None:
    """Encoding members one by one and joining them is encoding the object."""
    assert join_members(canonical_members(body)) == canonical(body)


def test_every_character_is_escaped_as_the_rule_says() -> None:
    """All of the first 256 characters, DEL and U+2028 among them, are written as RFC 8785 §3.2.2.2 has it."""
    text = "".join(map(chr, [*range(256), 0x2028, 0x2029, 0xFEFF, 0x1F600]))
    assert canonical(text) == rfc8785.dumps(text)


def test_keys_sort_by_utf16() -> None:
    """A key beyond the BMP comes before U+E000, unlike in code-point order."""
    assert canonical({"\ue000": 1, "😀": 2}) == '{"😀":2,"\ue000":1}'.encode()
    assert join_members({"\ue000": b"1", "😀": b"2"}) == '{"😀":2,"\ue000":1}'.encode()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(2**53, "below 2\\^53", id="2^53"),
        pytest.param([-(2**53)], "below 2\\^53", id="-2^53"),
        pytest.param({"é": 2**53}, "below 2\\^53", id="2^53-on-the-slow-path"),
        pytest.param(float("nan"), "canonical JSON can hold", id="nan"),
        pytest.param([float("inf")], "canonical JSON can hold", id="infinity"),
        pytest.param("\ud800", "canonical JSON can hold", id="lone-surrogate"),
        pytest.param({"\ud800": 1}, "canonical JSON can hold", id="lone-surrogate-in-key"),
        pytest.param({1: 2}, "text as keys", id="integer-key"),
        pytest.param(datetime(2026, 1, 1, tzinfo=UTC), "a JSON value, got datetime", id="datetime"),
        pytest.param({"a": {1, 2}}, "a JSON value, got set", id="set"),
        pytest.param(b"bytes", "a JSON value, got bytes", id="bytes"),
    ],
)
def test_what_json_cannot_hold_is_refused(value: object, message: str) -> None:
    """Types, numbers and text outside of JSON raise MalformedInput."""
    with pytest.raises(MalformedInput, match=message):
        canonical(value)


def test_depth_is_bounded() -> None:
    """A value nested a thousand deep is refused, not a RecursionError."""
    value: list[object] = []
    for _ in range(1000):
        value = [value]
    with pytest.raises(MalformedInput, match="at most 200 levels"):
        canonical(value)


def test_long_lists_are_written_alike() -> None:
    """Beyond the size where orjson reserves too much memory, the bytes stay the same."""
    value = {"list": list(range(5000)), "map": {f"k{i:05}": None for i in range(5000)}, "pair": (1, 2)}
    assert canonical(value) == json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def test_largest_integers_are_exact() -> None:
    """±(2^53 − 1) are written digit for digit."""
    assert canonical([2**53 - 1, 1 - 2**53]) == b"[9007199254740991,-9007199254740991]"
