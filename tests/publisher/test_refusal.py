"""Errors as documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import BadParameter, Busy, NotFound, NotReady, SourceUnavailable, StoreUnavailable
from rootzpub.publisher.refusal import come_back, error_document, shown_path
from rootzpub.wire import canonical


def test_an_error_says_what_is_wrong_and_what_to_do():
    """Code, message, hint, status, path."""
    document = error_document(BadParameter("q is missing", hint="q: words"), "/x")
    assert document.body == {
        "error": {"code": "bad_parameter", "message": "q is missing", "hint": "q: words"},
        "message": "q is missing. q: words.",
        "status": 400,
        "path": "/x",
    }
    assert (document.kind, document.status, document.max_age) == ("error", 400, 0)


def test_the_error_stands_there_as_a_sentence_too():
    """For an agent that shows what it finds; the entry that was asked for is named, not the tool's address."""
    error = NotFound("no published entry has this path", hint="searchContent finds entries", subject="/nowhere/")
    body = error_document(error, "/wp-json/rootz/v1/page").body
    assert body["message"] == "No published entry has this path. SearchContent finds entries."
    assert (body["error"]["code"], body["path"]) == ("not_found", "/nowhere/")


def test_an_error_without_a_hint_has_no_member_for_it():
    """Nothing empty."""
    assert "hint" not in error_document(NotFound("gone"), "/x").body["error"]


@pytest.mark.parametrize("error", [StoreUnavailable("x"), SourceUnavailable("x")])
def test_what_is_no_fault_of_the_request_is_unavailable(error):
    """Status 503."""
    document = error_document(error, "/x")
    assert (document.status, document.body["error"]["code"]) == (503, "unavailable")


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(Busy("x", retry_after=7), "7"), (NotReady("x"), "5"), (StoreUnavailable("x"), "5"), (NotFound("x"), None)],
)
def test_every_503_says_when_to_ask_again(error, seconds):
    """Also where nobody counted; what does not pass says nothing."""
    headers = dict(come_back(error, error_document(error, "/x").status))
    assert headers.get("Retry-After") == seconds


@pytest.mark.parametrize(
    ("asked", "resource"),
    [
        pytest.param([("q", "a b")], "/x?q=a%20b", id="understood"),
        pytest.param([("other", "1")], "/x", id="not understood"),
        pytest.param([("q", "1"), ("q", "2")], "/x", id="twice"),
        pytest.param([("q", "a" * 5000)], "/x", id="too long"),
    ],
)
def test_the_resource_names_what_was_understood(asked, resource):
    """The error is bound to its question as far as that makes sense."""
    assert error_document(NotFound("x"), "/x", asked, {"q"}).resource == resource


def test_a_very_long_path_is_cut():
    """Nobody reads on."""
    assert len(shown_path("/" + "a" * 100_000)) <= 2000


@pytest.mark.slow("more than a tenth of a second a case")
@given(path=st.text(), asked=st.lists(st.tuples(st.text(), st.text())), message=st.text())
def test_any_question_can_be_refused(path, asked, message):
    """Whatever a client sends, the document is one that can be sealed."""
    document = error_document(NotFound(message), path, asked, {"q"})
    assert document.resource.isascii()
    assert canonical({"path": document.body["path"]})
