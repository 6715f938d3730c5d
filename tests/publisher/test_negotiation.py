"""Which form a client gets."""

import pytest

from rootzpub.errors import NotAcceptable
from rootzpub.publisher.negotiation import accepts, best_of

FORMS = ("text/markdown; charset=utf-8", "application/json; charset=utf-8")


@pytest.mark.parametrize(
    ("accept", "allowed"),
    [
        pytest.param("", True, id="no header"),
        pytest.param("*/*", True, id="anything"),
        pytest.param("application/*", True, id="the family"),
        pytest.param("text/html, application/json;q=0.1", True, id="least liked"),
        pytest.param("application/json;q=0, */*", False, id="refused by name"),
        pytest.param("text/html", False, id="something else"),
        pytest.param("text/html, */*;q=0.8", True, id="a browser"),
    ],
)
def test_accept_is_weighed_and_not_searched(accept, allowed):
    """RFC 9110 section 12.5.1: the most specific range decides."""
    assert accepts(accept, "application/json; charset=utf-8") is allowed


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        pytest.param("", 0, id="no wish"),
        pytest.param("*/*", 0, id="anything"),
        pytest.param("application/json", 1, id="by name"),
        pytest.param("text/markdown;q=0.5, application/json", 1, id="by weight"),
        pytest.param("application/json, */*", 1, id="named before what is merely let through"),
        pytest.param("application/json, text/markdown", 0, id="a tie: the first of ours"),
        pytest.param("text/markdown;q=0, */*", 1, id="one refused"),
    ],
)
def test_the_form_that_is_liked_best(accept, form):
    """By weight, then by how closely it is named, then by our order."""
    assert best_of(accept, FORMS) == FORMS[form]


def test_none_of_the_forms_is_taken():
    """The error names what there is."""
    with pytest.raises(NotAcceptable, match="lets text/markdown or application/json through"):
        best_of("text/html", FORMS)
