"""Parameters are read strictly, in one place."""

import pytest

from rootzpub.documents import Request, read_parameters
from rootzpub.errors import BadParameter
from rootzpub.wire import Parameter

Q = Parameter(name="q", required=True, max_length=5, description="Words.")
LIMIT = Parameter(name="limit", type="integer", default=10, minimum=1, maximum=50)
FULL = Parameter(name="full", type="boolean", default=False)
ALL = (Q, LIMIT, FULL)


def test_values_are_typed_and_defaults_filled_in() -> None:
    """What was asked is typed; what was not has its default; `asked` holds only what was asked, by name."""
    values, asked = read_parameters([("q", "a b"), ("limit", "7")], ALL)
    assert values == {"q": "a b", "limit": 7, "full": False}
    assert asked == (("limit", "7"), ("q", "a b"))


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        pytest.param([], "q is missing", id="missing"),
        pytest.param([("q", "")], "q is missing", id="empty"),
        pytest.param([("q", "  ")], "q is missing", id="blank"),
        pytest.param([("q", "abcdef")], "q must have at most 5 characters, got 6", id="too-long"),
        pytest.param([("q", "a\x00")], "q must be text, got control characters", id="control"),
        pytest.param([("q", "a\ud800")], "q must be text, got control characters", id="surrogate"),
        pytest.param([("q", "a"), ("q", "b")], "q must be given once, got 2 times", id="repeated"),
        pytest.param([("q", "a"), ("limit", "abc")], "limit must be a whole number from 1 to 50", id="not-a-number"),
        pytest.param([("q", "a"), ("limit", "0")], "limit must be a whole number from 1 to 50", id="too-small"),
        pytest.param([("q", "a"), ("limit", "51")], "limit must be a whole number from 1 to 50", id="too-large"),
        pytest.param([("q", "a"), ("limit", "-1")], "limit must be a whole number", id="negative"),
        pytest.param([("q", "a"), ("limit", "1.0")], "limit must be a whole number", id="float"),
        pytest.param([("q", "a"), ("limit", "٣")], "limit must be a whole number", id="other-digits"),
        pytest.param([("q", "a"), ("limit", "9" * 5000)], "limit must be a whole number", id="very-long-number"),
        pytest.param([("q", "a"), ("full", "yes")], "full must be 1 or 0, got 'yes'", id="boolean"),
    ],
)
def test_what_cannot_be_is_refused_by_name(pairs: list[tuple[str, str]], message: str) -> None:
    """The message names the parameter and says what was expected."""
    with pytest.raises(BadParameter, match=message):
        read_parameters(pairs, ALL)


def test_a_message_stays_short() -> None:
    """What was got is shown shortened and on one line."""
    with pytest.raises(BadParameter) as caught:
        read_parameters([("q", "a"), ("limit", "\n" + "x" * 10_000)], ALL)
    assert len(caught.value.message) < 160
    assert "\n" not in caught.value.message


def test_an_integer_without_bounds_takes_any_number_that_json_holds() -> None:
    """Missing bounds are 0 and nine digits."""
    free = Parameter(name="n", type="integer")
    assert read_parameters([("n", "999999999")], (free,))[0] == {"n": 999_999_999}


def test_parameters_that_are_not_understood_do_not_stand_in_the_resource() -> None:
    """They are ignored, repeated or not."""
    values, asked = read_parameters([("utm", "x"), ("q", "ü /"), ("utm", "y")], ALL)
    request = Request(path="/search", values=values, asked=asked)
    assert request.resource == "/search?q=%C3%BC%20%2F"


def test_a_request_gives_typed_values() -> None:
    """Text, integer and flag, with empty text and False for what is missing."""
    request = Request(path="/x", values={"q": "a", "n": 3, "f": True}, asked=(("n", "3"),))
    assert (request.text("q"), request.integer("n"), request.flag("f")) == ("a", 3, True)
    assert (request.text("other"), request.flag("other")) == ("", False)
    assert request.was_asked("n", "m")
    assert not request.was_asked("q")
