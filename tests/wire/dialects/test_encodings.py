"""JSON as JavaScript and Python write it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.wire import canonical
from rootzpub.wire.dialects import encodings

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(TEXT | st.integers(0, 99).map(str), inner),
    max_leaves=25,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param({"b": 1, "10": 2, "9": 3, "a": 4}, '{"9":3,"10":2,"b":1,"a":4}', id="array-indices-first"),
        pytest.param(
            {"4294967295": 1, "4294967294": 2, "01": 3}, '{"4294967294":2,"4294967295":1,"01":3}', id="largest"
        ),
        pytest.param([1.0, -0.0, 1e21, 1e-7, 0.1, 1e16], "[1,0,1e+21,1e-7,0.1,10000000000000000]", id="doubles"),
        pytest.param([9007199254740993, -(2**70)], "[9007199254740992,-1.1805916207174113e+21]", id="rounded"),
        pytest.param([2**1024, 10**400], "[null,null]", id="infinite"),
        pytest.param({"x": ["é\u2028\x7f", None, True]}, '{"x":["é\u2028\x7f",null,true]}', id="plain"),
    ],
)
def test_json_stringify(value: Any, text: str) -> None:
    """Keys and numbers come out as JavaScript has them."""
    assert encodings.stringify(value) == text.encode()


def test_sorted_stringify_is_canonical_where_javascript_does_not_interfere() -> None:
    """Without array indices and odd numbers the sorted form is RFC 8785; with them indices stand first."""
    plain = {"b": {"d": 1, "c": "é"}, "a": [{"z": 0, "y": 0}]}
    assert encodings.sorted_stringify(plain) == canonical(plain)
    assert encodings.sorted_stringify({"b": 1.0, "10": 2, "9": 3, "a": {"2": 1, "": 1}}) == (
        b'{"9":3,"10":2,"a":{"2":1,"":1},"b":1}'
    )


def test_picked_stringify_filters_every_level() -> None:
    """The second argument of JSON.stringify keeps these keys at every level, in this order, and all array elements."""
    value = {"b": {"a": 1, "x": 2, "b": 3}, "a": [{"x": 1}, {"a": 2.0}, "x"], "x": 1}
    assert encodings.picked_stringify(value, ["a", "b"]) == b'{"a":[{},{"a":2},"x"],"b":{"a":1,"b":3}}'
    assert encodings.pick(value, ["a", "b"]) == {"a": [{}, {"a": 2.0}, "x"], "b": {"a": 1, "b": 3}}


@pytest.mark.slow("more than a tenth of a second a case")
@given(VALUES, st.booleans(), st.booleans(), st.booleans())
def test_python_dumps_is_json_dumps(value: Any, sort_keys: bool, ensure_ascii: bool, spaced: bool) -> None:
    """Whatever the switches, the bytes are json.dumps's."""
    expected = json.dumps(
        value, sort_keys=sort_keys, ensure_ascii=ensure_ascii, separators=None if spaced else (",", ":")
    )
    got = encodings.python_dumps(value, sort_keys=sort_keys, ensure_ascii=ensure_ascii, spaced=spaced)
    assert got == expected.encode()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(list(range(2500)), id="long-list"),
        pytest.param({f"k{n % 7}{n}": n for n in range(2500)}, id="long-object"),
        pytest.param([[n] * 900 for n in range(5)], id="middling-lists"),
        pytest.param({"a": {f"k{n}": [n] * 500 for n in range(9)}, "b": []}, id="objects-of-lists"),
        pytest.param([{"x": list(range(1500))}, 1, [], {}], id="large-inside-small"),
    ],
)
@pytest.mark.parametrize("spaced", [False, True])
def test_large_values_are_written_in_slices_alike(value: Any, spaced: bool) -> None:
    """Slicing, which keeps memory small, changes no byte."""
    separators = None if spaced else (",", ":")
    for sort_keys in (False, True):
        expected = json.dumps(value, sort_keys=sort_keys, ensure_ascii=False, separators=separators)
        assert (
            encodings.python_dumps(value, sort_keys=sort_keys, ensure_ascii=False, spaced=spaced) == expected.encode()
        )


def test_default_sort_is_by_utf16() -> None:
    """A key beyond the BMP sorts before U+E000."""
    assert encodings.default_sort(["\ue000", "b", "😀", "a"]) == ["a", "b", "😀", "\ue000"]
