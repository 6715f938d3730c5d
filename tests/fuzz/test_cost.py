"""What the worst bytes cost: memory in multiples of the input, time that grows with it."""

import json
import tracemalloc
from collections.abc import Callable
from random import Random

import pytest

from rootzpub.verify import Report
from tests.growth import assert_linear
from tests.verify.conftest import judged

MEGABYTE = 1_000_000
MEMORY = 20
HASH = b'"_signature":{"contentHash":"sha256:' + b"0" * 64 + b'","method":"ecdsa-secp256k1"},'


def filled(unit: bytes, *, close: bytes = b"1") -> Callable[[int], bytes]:
    """A document with a signature block, whose array repeats `unit`."""
    return lambda size: b"{" + HASH + b'"a":[' + unit * (size // len(unit)) + close + b"]}"


def members(size: int) -> bytes:
    """As many different members as fit."""
    names = b",".join(b'"%x":1' % number for number in range(size // 9))
    return b"{" + HASH + names + b"}"


def floats(size: int) -> bytes:
    """Different doubles, each of which every dialect prints in its own way."""
    random = Random(7)
    return b"{" + HASH + b'"a":[' + b",".join(b"%.17g" % random.random() for _ in range(size // 20)) + b"]}"


def emoji(size: int) -> bytes:
    """Text that takes four bytes a character in memory, because of one."""
    return b"{" + HASH + b'"a":"\xf0\x9f\x98\x80' + b"x" * size + b'"}'


def emoji_pieces(size: int) -> bytes:
    """Many such texts."""
    return filled('"😀xxxxxxxxxx",'.encode(), close=b'""')(size)


def pages(size: int) -> bytes:
    """A document such as a large site has."""
    record = {
        "path": "/p/",
        "title": "Größe — x",
        "contentHash": "sha256:" + "a" * 64,
        "modified": "2026",
        "type": "page",
    }
    return filled(json.dumps(record, ensure_ascii=False).encode() + b",", close=b"{}")(size)


WORST: dict[str, Callable[[int], bytes]] = {
    "arrays": filled(b"[],"),
    "objects": filled(b"{},"),
    "nested-objects": filled(b'{"a":{"b":[]}},'),
    "integers": filled(b"1,"),
    "big-integers": filled(b"9" * 3_900 + b","),
    "longs": filled(b"4611686018427387904,"),
    "same-floats": filled(b"1.5,"),
    "floats": floats,
    "exponents": filled(b"1e300,"),
    "short-texts": filled(b'"",'),
    "texts": filled(b'"ab",'),
    "escapes": filled(b'"\\u00e9\\n\\u2028",'),
    "surrogate-pairs": filled(b'"\\ud83d\\ude00",'),
    "members": members,
    "emoji": emoji,
    "emoji-pieces": emoji_pieces,
    "pages": pages,
    "blanks": lambda size: b"{" + b" " * size + b"}",
    "open-brackets": lambda size: b'{"a":' + b"[" * size,
    "open-text": lambda size: b'{"a":"' + b"\\" * size,
    "quotes": lambda size: b"{" + b'"' * size,
    "colons": lambda size: b'{"a"' + b":" * size,
    "lines": lambda size: b"\n" * size,
    "rules": lambda size: b"---\n" * (size // 4),
    "headings": lambda size: b"## Verification\n" * (size // 16),
    "stamp-lines": lambda size: b"# x\n\n## Verification\n" + b"- [Signer](x): y\n" * (size // 17),
    "code-lines": lambda size: b"# x\n\n---\n" + b"_Signed by: x_\n" * (size // 15),
    "underscores": lambda size: b"# x\n\n---\n_" + b"A" * size + b"_\n",
    "zeros": bytes,
    "noise": lambda size: Random(3).randbytes(size),
}


def judged_at_cost(data: bytes) -> tuple[Report, int]:
    """The report, and the peak of memory in bytes."""
    tracemalloc.start()
    try:
        report = judged(data)
        return report, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow("traces every allocation of large documents")
@pytest.mark.parametrize("make", WORST.values(), ids=WORST)
def test_no_bytes_cost_more_memory_than_they_may(make: Callable[[int], bytes]) -> None:
    """At most twenty times the input, and a report that says what is wrong."""
    data = make(MEGABYTE // 4)
    report, peak = judged_at_cost(data)
    assert report.failures
    assert peak <= MEMORY * len(data), f"{peak / len(data):.1f} times"


@pytest.mark.slow("measures growth: many kinds of bytes")
@pytest.mark.parametrize("make", WORST.values(), ids=WORST)
def test_time_grows_with_the_bytes_and_not_faster(make: Callable[[int], bytes]) -> None:
    """Twice the bytes, at most two and a half times the work."""
    assert_linear(judged, make, MEGABYTE // 20)


@pytest.mark.fuzz
@pytest.mark.parametrize("make", WORST.values(), ids=WORST)
def test_a_megabyte_costs_no_more_for_each_byte(make: Callable[[int], bytes]) -> None:
    """The same memory for a whole one."""
    data = make(MEGABYTE)
    _, peak = judged_at_cost(data)
    assert peak <= MEMORY * len(data), f"{peak / len(data):.1f} times"


@pytest.mark.fuzz
@pytest.mark.parametrize("make", WORST.values(), ids=WORST)
def test_time_of_megabytes_grows_with_the_input_and_not_faster(make: Callable[[int], bytes]) -> None:
    """From two and a half megabytes to five."""
    assert_linear(judged, make, 5 * MEGABYTE // 2)
