"""The four rules of [wire §1] and what breaks them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.wire import canonical, rules

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_]{0,8}", fullmatch=True)
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(
        st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | TEXT,
        lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
        max_leaves=15,
    ),
    min_size=1,
)


@given(DOCUMENTS)
def test_normalised_documents_obey_the_rules(document: dict[str, object]) -> None:
    """After normalising, all four encodings of any document give the same bytes."""
    normal = rules.normalise(document)
    if normal:
        assert rules.broken_rules(canonical(normal)) == []
    else:
        assert rules.broken_rules(canonical(normal)) == ["an object is empty"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        pytest.param(b'{"a":1.5}', "a number is a float", id="float"),
        pytest.param(b'{"a":9007199254740992}', "an integer is 2^53 or larger", id="large"),
        pytest.param(b'{"a":{}}', "an object is empty", id="empty-object"),
        pytest.param(b'{"10":1}', "the key '10' looks like an integer", id="integer-key"),
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


def test_what_is_not_json_is_refused() -> None:
    """A body that is not strict JSON obeys no rule."""
    with pytest.raises(MalformedInput, match="not JSON"):
        rules.broken_rules(b"{")


def test_normalise_cleans_text_and_drops_empty_objects() -> None:
    """Separators become line feeds, in keys too; empty objects go, empty lists stay; tuples become lists."""
    given_body = {"a\u2028": "x\u2029y", "empty": {"e": {}}, "nested": {"gone": {}, "list": [{}, ()]}, "n": 1}
    assert rules.normalise(given_body) == {"a\n": "x\ny", "nested": {"list": [[]]}, "n": 1}


def test_normalise_refuses_floats() -> None:
    """A document has no floats; the message says what to do."""
    with pytest.raises(MalformedInput, match="expected no floats") as caught:
        rules.normalise({"a": [1.5]})
    assert caught.value.hint == "write it as a string"
