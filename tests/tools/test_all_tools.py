"""The table of tools, and the way from a name to its row."""

import pytest

from rootzpub.errors import BadParameter, NotFound
from rootzpub.tools import TOOLS, call_tool
from rootzpub.wire import names
from tests.documents.making import ask, ordinary, settings
from tests.tools.asking import PREFIX, call


def test_every_tool_of_the_wire_is_there() -> None:
    """[wire §3b]."""
    assert {tool.spec.name for tool in TOOLS} == {
        names.TOOL_SEARCH,
        names.TOOL_PAGE,
        names.TOOL_VERIFY,
        names.TOOL_STATUS,
        names.TOOL_CONTEXT,
        names.TOOL_ORGANIZATION,
        names.TOOL_POLICIES,
        names.TOOL_KNOWLEDGE,
        names.TOOL_FEED,
    }


def test_a_tool_s_place_is_its_route() -> None:
    """Below /wp-json/rootz/v1."""
    for tool in TOOLS:
        assert tool.place.path == PREFIX + tool.spec.route
        assert (tool.place.audience == "owner") == (tool.spec.auth == "owner")


@pytest.mark.parametrize(
    ("route", "document"),
    [
        ("/ai.json", "/wp-json/rootz/v1/ai.json"),
        ("/policies", "/wp-json/rootz/v1/policies"),
        ("/knowledge", "/wp-json/rootz/v1/knowledge"),
        ("/feed", "/wp-json/rootz/v1/feed"),
    ],
)
def test_four_tools_are_the_documents(route: str, document: str) -> None:
    """Same answer whether the address is taken for a tool or a document, of the document's kind."""
    of = ordinary()
    assert call(of, route) == ask(of, document)


def test_a_tool_follows_the_switch_of_its_document() -> None:
    """Not offered, and not there."""
    given = settings(feed={"enabled": False}, knowledge={"enabled": False})
    assert not {"getFeed", "getKnowledge"} & {spec.name for spec in given.tools}
    with pytest.raises(NotFound, match="no such tool"):
        call(ordinary(), "/feed", given=given)


def test_a_tool_is_called_by_name_with_typed_arguments() -> None:
    """The same answer as its route gives; booleans and numbers are written as in a URL."""
    of = ordinary()
    assert call_tool(of, settings(), "searchContent", {"q": "entry", "limit": 3}) == call(
        of, "/search", q="entry", limit="3"
    )
    assert call_tool(of, settings(), "getPolicies", {"full_text": True}).resource.endswith("?full_text=true")


def test_a_call_that_cannot_be_is_refused() -> None:
    """Unknown names; arguments that are no scalars."""
    with pytest.raises(NotFound, match="no such tool"):
        call_tool(ordinary(), settings(), "deleteEverything", {})
    with pytest.raises(BadParameter, match="q must be text, a whole number or a boolean, got list"):
        call_tool(ordinary(), settings(), "searchContent", {"q": ["x"]})
