"""Strict JSON: everything JSONTestSuite decides, and what this reader refuses beyond it."""

import contextlib
import json
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.wire import parse
from tests.growth import assert_linear

DUPLICATES = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}
"""Valid by RFC 8259, refused here: two readers may see two documents."""

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=30,
)


def suite(shared: Path, prefix: str) -> list[Path]:
    """The files of JSONTestSuite whose names begin so."""
    files = sorted((shared / "vectors/json-parsing/test_parsing").glob(f"{prefix}_*.json"))
    assert files
    return files


def test_every_must_accept_is_accepted(shared: Path) -> None:
    """All y_ files but the two with duplicate keys give what Python's own reader gives."""
    for file in suite(shared, "y"):
        if file.name not in DUPLICATES:
            assert parse(file.read_bytes()) == json.loads(file.read_bytes()), file.name


def test_every_must_reject_is_rejected(shared: Path) -> None:
    """All n_ files, and the two with duplicate keys, raise MalformedInput and nothing else."""
    for file in [*suite(shared, "n"), *(f for f in suite(shared, "y") if f.name in DUPLICATES)]:
        with pytest.raises(MalformedInput, match=r"\bbyte \d+"):
            parse(file.read_bytes())


def test_what_may_go_either_way_ends_in_a_value_or_malformed_input(shared: Path) -> None:
    """The i_ files: accepted or refused, never another exception."""
    outcomes = set()
    for file in suite(shared, "i"):
        try:
            parse(file.read_bytes())
            outcomes.add("value")
        except MalformedInput:
            outcomes.add("refused")
    assert outcomes == {"value", "refused"}


def test_transform_files_are_read_without_changing_text(shared: Path) -> None:
    """NFC and NFD keys stay two keys; duplicate keys and lone surrogates are refused."""
    folder = shared / "vectors/json-parsing/test_transform"
    assert len(parse((folder / "object_key_nfc_nfd.json").read_bytes())) == 2
    for name in (
        "object_same_key_same_value",
        "object_same_key_different_values",
        "string_1_escaped_invalid_codepoint",
    ):
        with pytest.raises(MalformedInput, match=r"duplicate key|lone surrogate"):
            parse((folder / f"{name}.json").read_bytes())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('{"a":1,"b":{"x":2,"x":3}}', "duplicate key at byte 18", id="nested-duplicate"),
        pytest.param('[{"a":1},{"é":1,"a":2,"\\u0061":3}]', "duplicate key at byte 23", id="duplicate-by-escape"),
        pytest.param('{"a":[1,2],"a":3}', "duplicate key at byte 11", id="duplicate-after-array"),
        pytest.param('{"a":1,"a" :2,"c":"\\":"}', "duplicate key at byte 7", id="duplicate-hidden-by-space"),
        pytest.param('["\\ud800"]', "lone surrogate at byte 2", id="lone-high"),
        pytest.param('["\\udc00"]', "lone surrogate at byte 2", id="lone-low"),
        pytest.param('"\\udc00\\ud800"', "lone surrogate at byte 1", id="swapped-pair"),
        pytest.param('"\\ud800\\u0041"', "lone surrogate at byte 1", id="high-then-letter"),
        pytest.param('"\\ud800x\\udc00"', "lone surrogate at byte 1", id="pair-torn-apart"),
        pytest.param('"\\ud800\\n"', "lone surrogate at byte 1", id="high-then-escape"),
        pytest.param("\ufeff{}", "byte order mark at byte 0", id="bom"),
        pytest.param("[NaN]", "NaN is not JSON at byte 1", id="nan"),
        pytest.param('["NaN",-Infinity]', "-Infinity is not JSON at byte 7", id="infinity"),
        pytest.param("[1,1e999]", r"the range of a double at byte 3", id="overflow"),
        pytest.param("[" * 65 + "]" * 65, "deeper than 64 levels at byte 64", id="depth-65"),
        pytest.param("[" + "7" * 4001 + "]", "more than 4000 digits at byte 1", id="long-integer"),
        pytest.param("[0." + "7" * 4001 + "]", "more than 4000 digits at byte 1", id="long-fraction"),
        pytest.param('{"é":tru}', "not JSON: Expecting value at byte 6", id="position-in-bytes"),
        pytest.param("", "at byte 0", id="empty"),
        pytest.param("{} {}", "Extra data at byte 3", id="two-documents"),
    ],
)
def test_refusals_say_why_and_where(text: str, message: str) -> None:
    """The message names the reason and the byte offset."""
    with pytest.raises(MalformedInput, match=message):
        parse(text.encode())


def test_invalid_utf8_is_refused_with_its_place() -> None:
    """Bytes that are no UTF-8 are refused where they stand."""
    with pytest.raises(MalformedInput, match="invalid sequence at byte 3"):
        parse(b'["a\xff"]')


def test_brackets_that_do_not_match_are_refused() -> None:
    """Unbalanced brackets, even a hundred of them, are no JSON; depth does not confuse them."""
    for text in ("[}", "{]" * 70, "]" * 100, "[[" * 20 + "}" * 90):
        with pytest.raises(MalformedInput, match="not JSON"):
            parse(text.encode())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("[" * 64 + "]" * 64, None, id="depth-64"),
        pytest.param("9" * 4000, int("9" * 4000), id="4000-digits"),
        pytest.param("-" + "9" * 4000, -int("9" * 4000), id="4000-digits-and-a-sign"),
        pytest.param('"\\ud83d\\ude00 \\\\ud800 x"', "😀 \\ud800 x", id="pair-and-escaped-backslash"),
        pytest.param('["[[[[", "{{"]', ["[[[[", "{{"], id="brackets-in-strings"),
        pytest.param('{"a":{"k":1},"b":{"k":1}}', {"a": {"k": 1}, "b": {"k": 1}}, id="same-key-in-siblings"),
        pytest.param('{"q":"say \\"a\\":1","a":1}', {"q": 'say "a":1', "a": 1}, id="key-like-text"),
        pytest.param('{"a" :1, "b"\n:{"a"\t:2}}', {"a": 1, "b": {"a": 2}}, id="space-before-colons"),
        pytest.param(" \t\r\n1 ", 1, id="white-space"),
    ],
)
def test_edges_are_accepted(text: str, value: object) -> None:
    """What lies just inside the limits is read."""
    got = parse(text.encode())
    assert value is None or got == value


def test_depth_is_counted_outside_strings_only() -> None:
    """A thousand brackets in strings, beside real ones, are no depth."""
    text = json.dumps([["[" * 1000, '"]{' * 50], {"k": "}" * 99}] * 40)
    assert parse(text.encode()) == json.loads(text)


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@given(JSON_VALUES)
def test_what_python_writes_is_read_back(value: object) -> None:
    """Any JSON value that Python writes without NaN reads back equal."""
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value
    assert parse(json.dumps(value, indent=1).encode()) == value


@given(st.binary(max_size=200) | st.text('{}[]",:\\ud8é0 -+.e\n', max_size=120).map(lambda t: t.encode()))
def test_any_bytes_end_in_a_value_or_malformed_input(data: bytes) -> None:
    """No input raises anything else, and what is accepted Python accepts too."""
    with contextlib.suppress(MalformedInput):
        value = parse(data)
        assert json.loads(data) == value


def test_a_lower_digit_limit_of_the_interpreter_is_no_crash() -> None:
    """Where the interpreter's own limit is below ours, a long number is MalformedInput, not ValueError."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        with pytest.raises(MalformedInput, match="more digits than this interpreter reads at byte 0"):
            parse(b"9" * 3000)
    finally:
        sys.set_int_max_str_digits(limit)


@pytest.mark.slow("one very large input")
@pytest.mark.parametrize(
    "piece",
    [
        pytest.param('{"":0},', id="objects"),
        pytest.param("[],", id="arrays"),
        pytest.param('"€",', id="short-strings"),
        pytest.param("999,", id="integers"),
        pytest.param('"\\"\\\\",', id="escapes"),
    ],
)
def test_a_megabyte_is_read_or_refused_in_bounds(piece: str) -> None:
    """Twenty times the input in memory and linear time, whatever the megabyte is made of."""

    def document(size: int) -> bytes:
        return ("[" + piece * (size // len(piece.encode())) + "0]").encode()

    def read(data: bytes) -> None:
        with contextlib.suppress(MalformedInput):
            assert len(parse(data)) > 10_000

    data = document(1_000_000)
    tracemalloc.start()
    read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * len(data)
    assert_linear(read, document, 200_000)


@pytest.mark.parametrize("piece", [pytest.param('{"":0},', id="objects"), pytest.param("[],", id="arrays")])
def test_nothing_but_brackets_is_refused(piece: str) -> None:
    """A megabyte of empty containers is no document, and is refused before any is built."""
    with pytest.raises(MalformedInput, match="more objects and arrays than a document of this size holds"):
        parse(("[" + piece * (1_000_000 // len(piece)) + "0]").encode())


def test_brackets_in_strings_weigh_nothing() -> None:
    """Code in a text may be all brackets."""
    document = {"content": "[]{}" * 200_000}
    assert parse(json.dumps(document).encode()) == document


def test_deeper_than_the_stack_is_refused_too() -> None:
    """Thousands of levels, closed or not, are refused with the place of level 65."""
    for data in (b"[" * 9_000 + b"]" * 9_000, b'{"a":' * 9_000, b'["x",' * 65 + b'"'):
        with pytest.raises(MalformedInput, match=r"nested deeper than 64 levels at byte \d+"):
            parse(data)


def test_many_keys_of_ordinary_size_are_accepted() -> None:
    """The limits are far from real documents: 20,000 members of 30 bytes are read."""
    document = {f"key-number-{number}": "value" for number in range(20_000)}
    assert parse(json.dumps(document).encode()) == document


def test_colons_inside_strings_are_no_entries() -> None:
    """Text that shows JSON is text: only real members count."""
    document = [json.dumps({"k": 1})] * 15_000
    assert parse(json.dumps(document).encode()) == document


@pytest.mark.slow("one very large input")
def test_unterminated_strings_are_refused_in_linear_time() -> None:
    """Escaped quotes with no end."""

    def refused(data: bytes) -> None:
        with pytest.raises(MalformedInput, match="Unterminated string"):
            parse(data)

    assert_linear(refused, lambda size: b'{"a":' + b"[" * 60 + b'"' + b'\\"' * size, 250_000)
