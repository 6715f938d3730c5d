"""The shortcut and the strict reader must never differ."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.verify.canonical_fast_path import LARGEST, is_shallow, read_canonical, write_canonical
from rootzpub.verify.json_stats import json_stats
from rootzpub.wire.canonical import canonical
from rootzpub.wire.strict import MAX_DEPTH, parse
from tests.growth import assert_linear

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
NOISE = st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace"))
OBJECTS = st.dictionaries(st.text(max_size=3), VALUES, max_size=5)


def compact(value: Any) -> bytes:
    """Sorted and compact, as canonical JSON mostly is."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@pytest.mark.slow("more than a tenth of a second a case")
@given(OBJECTS.map(compact) | NOISE.map(lambda tail: b"{" + tail))
def test_what_the_shortcut_reads_the_strict_reader_reads_alike(data: bytes) -> None:
    """Same value, and where it is written again, the same bytes as RFC 8785."""
    value = read_canonical(data)
    if value is None:
        return
    found = json_stats(value)
    assert is_shallow(found)
    assert parse(data) == value
    assert repr(parse(data)) == repr(value)
    assert write_canonical(value, found) == canonical(value)


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
        b'{"a":"' + b"x" * LARGEST + b'"}',
    ],
    ids=lambda data: repr(data[:24]),
)
def test_what_is_not_canonical_goes_the_long_way(data: bytes) -> None:
    """None: the strict reader decides."""
    assert read_canonical(data) is None


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


@pytest.mark.parametrize("value", [{"a": 1e21}, {"\ue000": 1, "\U0001f600": 2}, {"a": 0.1}])
def test_what_orjson_writes_otherwise_is_written_by_the_rule(value: dict[str, Any]) -> None:
    """Floats, and keys beyond ASCII."""
    assert write_canonical(value, json_stats(value)) == canonical(value)


@pytest.mark.parametrize("innermost", ["[]", "{}", "1"])
@pytest.mark.parametrize("levels", [MAX_DEPTH - 2, MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1])
def test_the_two_readers_refuse_the_same_depth(innermost: str, levels: int) -> None:
    """An empty container is a level of its own."""
    data = ('{"a":' * levels + innermost + "}" * levels).encode()
    shallow = is_shallow(json_stats(json.loads(data)))
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
