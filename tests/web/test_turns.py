"""One at a time, and nobody waits."""

import pytest

from rootzpub.errors import Busy
from rootzpub.web.turns import Turns


def test_a_turn_that_is_taken_is_refused_at_once():
    """With the seconds after which to come back."""
    turns = Turns()
    with turns.taken(), pytest.raises(Busy) as refused, turns.taken():
        pass

    assert refused.value.retry_after > 0


def test_a_turn_is_free_again_after_an_error():
    """Whatever happened inside."""
    turns = Turns()
    with pytest.raises(KeyError), turns.taken():
        raise KeyError

    with turns.taken():
        pass
