"""The shortcut and the strict reader must never differ."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.verify.canonical_fast_path import UNCOUNTED, is_canonical, is_shallow, read_canonical, unsigned_bytes
from rootzpub.verify.json_stats import depth_of, json_stats
from rootzpub.wire.canonical import canonical
from rootzpub.wire.strict import MAX_DEPTH, parse
from tests.growth import assert_linear
from tests.verify.conftest import judged

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
NOISE = st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace"))
OBJECTS = st.dictionaries(st.text(max_size=3), VALUES, max_size=5)
SIGNED = st.tuples(OBJECTS, st.none() | OBJECTS).map(
    lambda pair: pair[0] | ({"_signature": pair[1]} if pair[1] is not None else {})
)
TROUBLES = (
    *(b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\ud83d\\ude00"', b'"\\u0041"', b'"\xff"', b'"\xed\xa0\x80"', b'"\x01"'),
    *(b"-0", b"1e400", b"-1e400", b"1.0", b"1E2", b"1e-400", b"01", b"NaN", b"Infinity", b"-Infinity"),
    *(b"9007199254740993", b"18446744073709551616", b"9" * 400, b"9" * 4_001, b"0." + b"3" * 40),
    *(b'{"a":1,"a":2}', b'{"a":1,"\\u0061":1}', b"[" * 70 + b"]" * 70, b"[" * 1_100 + b"]" * 1_100, b"\xef\xbb\xbf1"),
)
"""Values that parsers read differently, or refuse."""


def compact(value: Any) -> bytes:
    """Sorted and compact, as canonical JSON mostly is."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def quickly(data: bytes) -> dict[str, Any] | None:
    """What the shortcut gives."""
    value = read_canonical(data)
    if value is None or not is_canonical(data, value) or depth_of(value) > MAX_DEPTH:
        return None
    return value


def strictly(data: bytes) -> object:
    """What the strict reader gives; its error in place of a value that it refuses."""
    try:
        return parse(data)
    except MalformedInput as error:
        return error.message


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A document, or one whose value is replaced, whose bytes are cut, repeated, or followed by others."""
    data = compact(draw(SIGNED))
    trouble = draw(st.sampled_from(TROUBLES))
    place = draw(st.integers(0, len(data)))
    how = draw(st.integers(0, 5))
    member = b'{"_":%s' % trouble + (b"," + data[1:] if len(data) > 2 else b"}")
    return (
        data,
        member,
        data[:place] + trouble + data[place:],
        data[:place],
        data + data[place:],
        b"\xef\xbb\xbf" + data,
    )[how]


@pytest.mark.slow("more than a tenth of a second a case")
@given(mutated() | NOISE.map(lambda tail: b"{" + tail))
def test_what_the_shortcut_reads_the_strict_reader_reads_alike(data: bytes) -> None:
    """Same value, and what it takes for the signed bytes are those of RFC 8785."""
    value = quickly(data)
    if value is None:
        return
    assert repr(strictly(data)) == repr(value)
    signature = value.get("_signature", {})
    if isinstance(signature, dict):
        unsigned = {key: member for key, member in value.items() if key != "_signature"}
        assert unsigned_bytes(data, value, json_stats(unsigned)) == canonical(unsigned)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: repr(trouble[:24]))
def test_what_can_be_read_in_two_ways_is_judged_by_the_strict_reader(trouble: bytes) -> None:
    """In a small document and in one of more bytes than are taken uncounted: its sentence, if it refuses."""
    for filling in (b"", b"x" * UNCOUNTED):
        data = b'{"a":"' + filling + b'","b":' + trouble + b"}"
        said = strictly(data)
        if isinstance(said, str):
            assert said in judged(data).check("parsed").evidence["reason"]
        assert quickly(data) in (None, said)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[1]",
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":9007199254740992}',
        b'{"a":1' + b"0" * 30 + b"}",
        b'{"a":-0}',
        b'{"a":1.0e1}',
        b'{"a":NaN}',
        b'{"a":"\xff"}',
        b'{"a":' + b"[" * 300 + b"]" * 300 + b"}",
    ],
    ids=lambda data: repr(data[:24]),
)
def test_what_is_not_canonical_goes_the_long_way(data: bytes) -> None:
    """None: the strict reader decides."""
    assert quickly(data) is None


@pytest.mark.parametrize(
    ("filling", "is_read"),
    [
        (b'"' + b"x" * UNCOUNTED + b'"', True),
        (b"[" + b'{"contentHash":"' + b"0" * 64 + b'","path":"/p/","title":"x"},' * UNCOUNTED, False),
        (b"[" + b"[]," * UNCOUNTED + b"1]", False),
        (b"[" + b"1," * UNCOUNTED + b"1]", False),
        (b"[" + b'"0123456789012345678901",' * UNCOUNTED + b"1]", False),
    ],
    ids=["text", "unfinished", "arrays", "integers", "texts"],
)
def test_large_documents_are_read_quickly_where_they_cannot_fill_memory(filling: bytes, *, is_read: bool) -> None:
    """By their marks before they are read, by their longest container before they are written."""
    assert (quickly(b'{"a":' + filling + b"}") is not None) is is_read


@pytest.mark.parametrize("levels", [62, 63, 64, 65])
def test_depth_is_counted_as_the_strict_reader_counts(levels: int) -> None:
    """Sixty-four levels with the object itself, and no more."""
    data = b'{"a":' + b"[" * levels + b"1" + b"]" * levels + b"}"
    value = read_canonical(data)
    assert value is not None
    if levels < 64:
        assert parse(data) == value
        assert is_shallow(json_stats(value))
    else:
        with pytest.raises(MalformedInput, match="nested deeper than 64 levels"):
            parse(data)
        assert not is_shallow(json_stats(value))


@pytest.mark.parametrize("signature", ["[]", "1", "null", "[" * 70 + "]" * 70, '{"a":' * 70 + "1" + "}" * 70])
def test_a_signature_of_any_shape_is_refused_as_the_strict_reader_refuses_it(signature: str) -> None:
    """It is left out of what is walked through."""
    data = f'{{"_signature":{signature}}}'.encode()
    said = strictly(data)
    assert (judged(data).check("parsed").code == "parsed.depth") is isinstance(said, str)


@pytest.mark.parametrize("value", [{"a": 1e21}, {"\ue000": 1, "\U0001f600": 2}, {"a": 0.1}])
def test_what_orjson_writes_otherwise_is_written_by_the_rule(value: dict[str, Any]) -> None:
    """Floats, and keys beyond ASCII."""
    assert unsigned_bytes(compact(value), value, json_stats(value)) == canonical(value)


@pytest.mark.parametrize("members", [{}, {"A": 1}, {"z": 1}, {"A": 1, "z": "_signature"}, {"A": {"_signature": {}}}])
def test_the_signature_is_cut_out_wherever_it_stands(members: dict[str, Any]) -> None:
    """First, last, alone, between others."""
    value = members | {"_signature": {"z": "x", "a": [1, {"_signature": 2}]}}
    assert unsigned_bytes(canonical(value), value, json_stats(members)) == canonical(members)


@pytest.mark.parametrize("innermost", ["[]", "{}", "1"])
@pytest.mark.parametrize("levels", [MAX_DEPTH - 2, MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1])
@pytest.mark.parametrize("depth", [lambda value: json_stats(value).depth, depth_of], ids=["stats", "depth"])
def test_the_two_readers_refuse_the_same_depth(innermost: str, levels: int, depth: Callable[[Any], int]) -> None:
    """An empty container is a level of its own."""
    data = ('{"a":' * levels + innermost + "}" * levels).encode()
    shallow = depth(json.loads(data)) <= MAX_DEPTH
    try:
        parse(data)
    except MalformedInput:
        assert not shallow
    else:
        assert shallow


def test_a_key_that_collides_is_named_in_nfc() -> None:
    """The first in the order of the document."""
    assert json_stats({"z\u00e9": 1, "a\u0301": 1, "\u00e1": 2}).collision == "\u00e1"
    assert json_stats({"\u00e1": 1, "\u00e9": 2}).collision == ""


@pytest.mark.slow("sorts keys by the hundred thousand")
def test_keys_beyond_ascii_are_compared_in_linear_time() -> None:
    """With the two that collide at the end."""

    def make(size: int) -> dict[str, int]:
        return {f"{each}\u00e9": each for each in range(size)} | {"e\u0301": 0, "\u00e9": 1}

    assert_linear(json_stats, make, 2_000)
