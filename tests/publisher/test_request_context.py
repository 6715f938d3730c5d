"""Reading questions strictly."""

import pytest

from rootzpub.errors import BadParameter
from rootzpub.publisher.request_context import parameters


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param("q=%ff", "UTF-8", id="bytes"),
        pytest.param("q=" + "a" * 9000, "at most 8192", id="long"),
        pytest.param("&".join(["a=1"] * 60), "at most 50 parameters", id="many"),
    ],
)
def test_a_query_that_cannot_be(query, message):
    """Named, with what was expected."""
    with pytest.raises(BadParameter, match=message):
        parameters(query)


def test_parameters_keep_order_and_emptiness():
    """Nothing is dropped silently."""
    assert parameters("b=2&a=&b=3") == [("b", "2"), ("a", ""), ("b", "3")]
