"""The four rules of [wire §1] on whatever a builder puts together."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.documents.shape import clean_text, hash_text, record_body, shaped, time_text
from rootzpub.store.memory_site import record_of
from rootzpub.wire import canonical
from rootzpub.wire.rules import broken_rules
from tests.site_making import make_entry

_TEXT = st.text(alphabet=st.characters(), max_size=8) | st.sampled_from(["\u2028", "a\u2029b", "12", "-3", "\ud800"])
_SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXT
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=20
)


@given(st.dictionaries(_TEXT, _VALUES, max_size=5))
def test_whatever_goes_in_obeys_all_four_rules(body: dict) -> None:
    """RFC 8785, sorted keys, document order and JSON.stringify give the same bytes for any shaped body."""
    body["kind"] = "never empty"
    assert broken_rules(canonical(shaped(body))) == []


def test_objects_without_members_are_left_out() -> None:
    """An empty object disappears, and so does one that only held empty ones; empty arrays stay."""
    assert shaped({"a": {}, "b": {"c": {}}, "d": [{}, 1], "e": [], "f": {"g": 0}}) == {"d": [1], "e": [], "f": {"g": 0}}


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
    """Separators become line feeds, what UTF-8 cannot hold becomes U+FFFD, everything else stays."""
    assert clean_text(text) == clean


def test_keys_that_look_like_integers_get_an_underscore() -> None:
    """JavaScript would move such keys to the front."""
    assert list(shaped({"b": 1, "10": 2})) == ["b", "_10"]


def test_times_and_hashes_have_their_one_form() -> None:
    """UTC with Z and whole seconds; sha256: and lower-case hex."""
    assert time_text(datetime(2026, 3, 4, 5, 6, 7, 999, tzinfo=UTC)) == "2026-03-04T05:06:07Z"
    assert hash_text(b"\xab" * 32) == "sha256:" + "ab" * 32


def test_a_record_has_exactly_the_members_of_its_leaf() -> None:
    """contentHash, modified, path, title, type."""
    assert sorted(record_body(record_of(make_entry(1)))) == ["contentHash", "modified", "path", "title", "type"]
