"""The four rules of [wire §1], what breaks them, and the one cleaning that keeps every body from it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.wire import canonical, rules
from rootzpub.wire.blocks import format_time

_ODD_TEXT = ["\u2028", "a\u2029b", "0", "1", "12", "-3", "-0", "007", "4294967295", "٣", "\ud800", "😀", "\ue000"]
_TEXT = st.text(alphabet=st.characters(), max_size=8) | st.sampled_from(_ODD_TEXT)
_SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXT
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=20
)


@pytest.mark.slow("more than a tenth of a second a case")
@given(st.dictionaries(_TEXT, _VALUES, max_size=5))
def test_whatever_goes_in_gets_the_same_bytes_from_all_four_rules(body: dict) -> None:
    """RFC 8785, sorted keys, PHP's arrays in document order and JavaScript's objects, for any normalized body."""
    encoded = canonical(rules.normalize_body({**body, "kind": "never empty"}))

    assert set(rules.encodings(encoded).values()) == {encoded}
    assert rules.broken_rules(encoded) == []


@pytest.mark.slow("more than a tenth of a second a case")
@given(st.dictionaries(_TEXT, _VALUES, max_size=5))
def test_normalizing_twice_is_normalizing_once(body: dict) -> None:
    """The seal may do again what a builder did."""
    once = rules.normalize_body(body)
    assert rules.normalize_body(once) == once


@pytest.mark.slow("more than a tenth of a second a case")
@given(st.lists(st.sampled_from(_ODD_TEXT[2:-3]) | st.integers(-(2**40), 2**40).map(str), unique=True, min_size=2))
def test_keys_that_another_program_would_move_are_told(keys: list[str]) -> None:
    """Whatever JavaScript moves and whatever PHP writes as a list looks like an integer to us."""
    encoded = canonical(dict.fromkeys(sorted(keys), 1))

    if set(rules.encodings(encoded).values()) != {encoded}:
        assert any("looks like an integer" in problem for problem in rules.broken_rules(encoded))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        pytest.param(b'{"a":1.5}', "a number is a float", id="float"),
        pytest.param(b'{"a":9007199254740992}', "an integer is 2^53 or larger", id="large"),
        pytest.param(b'{"a":{}}', "an object is empty", id="empty-object"),
        pytest.param(b'{"10":1}', "the key '10' looks like an integer", id="integer-key"),
        pytest.param(b'{"-5":1}', "the key '-5' looks like an integer", id="negative-key"),
        pytest.param(b'{"007":1}', "the key '007' looks like an integer", id="key-with-zeros"),
        pytest.param('{"a":["x\u2028"]}'.encode(), "text holds U+2028 or U+2029", id="separator"),
        pytest.param('{"x\u2029":1}'.encode(), "text holds U+2028 or U+2029", id="separator-in-key"),
        pytest.param(b'{"b":1,"a":2}', "RFC 8785 gives other bytes", id="order"),
        pytest.param(b'{"a": 1}', "JSON.stringify gives other bytes", id="space"),
        pytest.param(b'{"a":"\\/"}', "PHP in document order gives other bytes", id="escape"),
        pytest.param('{"\ue000":1,"😀":2}'.encode(), "RFC 8785 gives other bytes", id="code-point-order"),
        pytest.param('{"😀":2,"\ue000":1}'.encode(), "sorted keys gives other bytes", id="utf16-order"),
    ],
)
def test_each_broken_rule_is_named(body: bytes, problem: str) -> None:
    """What keeps the four rules apart is said in words."""
    assert problem in rules.broken_rules(body)


@pytest.mark.parametrize(
    ("body", "rule", "bytes_"),
    [
        pytest.param(b'{"a":1,"10":2}', "JSON.stringify", b'{"10":2,"a":1}', id="javascript-moves-indices"),
        pytest.param(b'{"0":1,"1":2}', "PHP in document order", b"[1,2]", id="php-makes-a-list"),
        pytest.param(b'{"a":{}}', "PHP in document order", b'{"a":[]}', id="php-has-no-empty-object"),
    ],
)
def test_the_encodings_do_what_the_other_programs_do(body: bytes, rule: str, bytes_: bytes) -> None:
    """As `php -r` and `node -e` print it."""
    assert rules.encodings(body)[rule] == bytes_


def test_what_is_not_json_is_refused() -> None:
    """A body that is not strict JSON obeys no rule."""
    with pytest.raises(MalformedInput, match="not JSON"):
        rules.broken_rules(b"{")


def test_objects_without_members_are_left_out() -> None:
    """An empty object disappears, and so does one that only held empty ones; empty arrays stay; tuples become lists."""
    body = {"a": {}, "b": {"c": {}}, "d": [{}, 1], "e": [], "f": {"g": 0}, "h": [{}, ()]}
    assert rules.normalize_body(body) == {"d": [1], "e": [], "f": {"g": 0}, "h": [[]]}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("a\u2028b\u2029c", "a\nb\nc", id="separators"),
        pytest.param("a\ud83db", "a\ufffdb", id="half-a-character"),
        pytest.param("plain", "plain", id="ascii"),
        pytest.param("Größe 日本 👋", "Größe 日本 👋", id="unicode-stays"),
    ],
)
def test_text_is_cleaned(text: str, clean: str) -> None:
    """Separators become line feeds, what UTF-8 cannot hold becomes U+FFFD, everything else stays; in keys too."""
    assert rules.clean_text(text) == clean
    assert rules.normalize_body({"a": text}) == {"a": clean}


@pytest.mark.parametrize(
    ("key", "clean"),
    [("10", "_10"), ("0", "_0"), ("-3", "_-3"), ("007", "_007"), ("1.0", "1.0"), ("+3", "+3"), ("٣", "٣")],
)
def test_keys_that_look_like_integers_get_an_underscore(key: str, clean: str) -> None:
    """JavaScript would move such keys to the front, PHP would make numbers of them."""
    assert list(rules.normalize_body({"b": 1, key: 2})) == ["b", clean]


def test_floats_are_refused() -> None:
    """A document has no floats; the message says what to do."""
    with pytest.raises(MalformedInput, match="expected no floats") as caught:
        rules.normalize_body({"a": [1.5]})
    assert caught.value.hint == "write it as a string"


def test_times_have_their_one_form() -> None:
    """UTC with Z and whole seconds."""
    assert format_time(datetime(2026, 3, 4, 5, 6, 7, 999, tzinfo=UTC)) == "2026-03-04T05:06:07Z"
