"""Attributes of blocks, whatever their types."""

import pytest

from rootzpub.wordpress.rendering.blocks.scene import flag, number, numbers, text
from rootzpub.wordpress.rendering.grammar import Block


def _block(value: object) -> Block:
    return Block(name="core/x", attributes={"a": value})


@pytest.mark.parametrize(("value", "wanted"), [("x", "x"), (1, "-"), (None, "-"), ([], "-")])
def test_text(value: object, wanted: str) -> None:
    """Only text is text."""
    assert text(_block(value), "a", "-") == wanted


@pytest.mark.parametrize(("value", "wanted"), [(True, True), ("true", False), (1, False)])
def test_flag(value: object, wanted: bool) -> None:
    """Only a truth value is one."""
    assert flag(_block(value), "a") is wanted


@pytest.mark.parametrize(
    ("value", "wanted"), [(3, 3), ("7", 7), (2.9, 2), (-1, 0), (1e300, 999_999_999), ("x", 5), (True, 5), (None, 5)]
)
def test_number(value: object, wanted: int) -> None:
    """Whole numbers within bounds, else the default."""
    assert number(_block(value), "a", 5) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"), [([1, "2", "x", None, -3], (1, 2)), (4, (4,)), ("5", (5,)), (None, ()), ({"a": 1}, ())]
)
def test_numbers(value: object, wanted: tuple[int, ...]) -> None:
    """Ids out of whatever stands there."""
    assert numbers(value) == wanted
