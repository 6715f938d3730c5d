"""PHP's serialisation format."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.wordpress.php_serialize import MOST_BYTES, MOST_DEPTH, Value, php_array, php_value
from tests.growth import assert_linear


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("N;", None, id="null"),
        pytest.param("b:1;", True, id="bool"),
        pytest.param("i:-5;", -5, id="int"),
        pytest.param("d:0.5;", 0.5, id="float"),
        pytest.param("d:-INF;", -math.inf, id="infinity"),
        pytest.param('s:2:"ä";', "ä", id="bytes-not-characters"),
        pytest.param('s:5:"a";b:";', 'a";b:', id="quotes-inside"),
        pytest.param('a:2:{i:0;s:1:"x";s:1:"k";b:0;}', {0: "x", "k": False}, id="array"),
        pytest.param('O:8:"stdClass":1:{s:4:"\0*\0p";i:1;}', {"p": 1}, id="object"),
        pytest.param('O:1:"A":1:{s:4:"\0A\0q";i:1;}', {"q": 1}, id="private-member"),
        pytest.param("a:2:{i:0;a:1:{i:0;i:7;}i:1;R:2;}", {0: {0: 7}, 1: {0: 7}}, id="reference"),
        pytest.param('a:2:{i:0;O:1:"A":0:{}i:1;r:2;}', {0: {}, 1: {}}, id="object-again"),
        pytest.param(
            'a:4:{i:0;O:1:"A":0:{}i:1;r:2;i:2;s:1:"x";i:3;R:4;}', {0: {}, 1: {}, 2: "x", 3: "x"}, id="r-takes-a-number"
        ),
        pytest.param(
            'a:4:{i:0;a:0:{}i:1;R:2;i:2;s:1:"y";i:3;R:3;}', {0: {}, 1: {}, 2: "y", 3: "y"}, id="R-takes-no-number"
        ),
        pytest.param("a:1:{i:0;R:1;}", {0: None}, id="reference-to-itself"),
        pytest.param('a:2:{i:0;C:1:"A":3:{x;}}i:1;i:2;}', {0: None, 1: 2}, id="custom"),
        pytest.param('E:11:"Suit:Hearts";', "Hearts", id="enum"),
    ],
)
def test_values(text: str, value: Value) -> None:
    """Every kind of value PHP writes."""
    assert php_value(text) == value


def test_text_of_an_old_database() -> None:
    """Lengths that count Windows-1252 bytes are understood too."""
    assert php_value('s:4:"Grün";') == "Grün"


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "x",
        "i:5",
        "i:;",
        "i:5x;",
        "i:99999999999999999999999;",
        's:5:"abc";',
        's:-1:"";',
        's:99999999:"";',
        "a:1:{i:0;i:1;",
        "a:9999999:{}",
        "a:-1:{}",
        "a:1:{d:0.5;i:1;}",
        "R:5;",
        "r:0;",
        "d:zero;",
        "i:1;i:2;",
        'O:3:"Abc":1:{}',
        "Z:1;",
        "b",
        's:1:"日";',
    ],
)
def test_broken_values(broken: str) -> None:
    """Whatever is broken is MalformedInput, and an empty array where an array was wanted."""
    with pytest.raises(MalformedInput, match="PHP serialisation"):
        php_value(broken)
    assert php_array(broken) == {}


def test_too_deep() -> None:
    """Nesting has a bound."""
    depth = MOST_DEPTH + 1
    with pytest.raises(MalformedInput, match="nested deeper"):
        php_value("a:1:{i:0;" * depth + "N;" + "}" * depth)


def test_too_long() -> None:
    """Length has a bound."""
    with pytest.raises(MalformedInput, match="longer than"):
        php_value(b"s:" + b"0" * MOST_BYTES)


@pytest.mark.slow("one very large input")
def test_a_bomb_of_references_costs_nothing() -> None:
    """Values shared again and again are shared, not copied: twice the levels cost twice as much."""

    def bomb(levels: int) -> str:
        shared = (f"i:{level};a:2:{{i:0;R:{1 + level};i:1;R:2;}}" for level in range(1, levels))
        return f"a:{levels}:{{i:0;a:1:{{i:0;i:1;}}{''.join(shared)}}}"

    assert isinstance(php_value(bomb(30)), dict)
    assert_linear(php_value, bomb, 1_000)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Any bytes give a value or MalformedInput: an array in any case."""
    assert isinstance(php_array(data), dict)


@pytest.mark.parametrize("written", ["i:-+5;", "i:+-5;", "d:1_0;", "d: 1;", "d:infinity;", "d:.;", "a:1:{i:-+1;N;}"])
def test_numbers_that_only_python_reads(written: str) -> None:
    """Two signs ended a reading with ValueError; `1_0` and blanks are numbers in Python alone."""
    with pytest.raises(MalformedInput, match="broken"):
        php_value(written)


@pytest.mark.parametrize("mark", ["R", "r"])
def test_references_hold_no_more_than_the_bytes_allow(mark: str) -> None:
    """A kilobyte of arrays, each the one before it twice, was 2^30 values for whoever walked it."""

    def nested(level: int, place: int) -> str:
        if not level:
            return "N;"
        return f"a:2:{{i:0;{nested(level - 1, place + 1)}i:1;{mark}:{place + 1};}}"

    written = nested(30, 1)
    waiting, met = [php_value(written)], 0
    while waiting and met < 100_000:
        value = waiting.pop()
        met += 1
        waiting += value.values() if isinstance(value, dict) else ()
    assert 1_000 < met <= len(written) + 1_100
