"""What could not be carried."""

import pytest

from rootzpub.wordpress.rendering import KINDS
from rootzpub.wordpress.rendering.losses import LossLog


def test_losses_are_counted_in_order_of_first_occurrence() -> None:
    """One line a kind, with the first example shortened to one line of 120 characters."""
    log = LossLog()
    log.add("form", "core/search")
    log.add("feed", "x\n" * 200)
    log.add("form", "other", count=2)
    first, second = log.losses()
    assert (first.kind, first.count, first.example) == ("form", 3, "core/search")
    assert (second.kind, len(second.example), "\n" in second.example) == ("feed", 120, False)


def test_kinds_are_closed() -> None:
    """A kind that is not in the table is a mistake in the code."""
    with pytest.raises(AssertionError, match="invented"):
        LossLog().add("invented", "")
    assert all(KINDS.values())
