"""`/.well-known/ai/tools`: what an agent can call."""

from rootzpub.documents.tools_manifest import input_schema, tool_body
from rootzpub.wire import Category, Parameter, ToolSpec
from tests.documents.making import ask, ordinary, settings

PATH = "/.well-known/ai/tools"
SPEC = ToolSpec(
    name="find",
    description="Finds.",
    route="/find",
    category=Category.ACTIONS,
    parameters=(
        Parameter(name="q", required=True, description="Words.", max_length=200),
        Parameter(name="limit", type="integer", default=10, minimum=1, maximum=50, description="How many."),
    ),
)


def test_every_member_of_the_wire_is_there() -> None:
    """Site, protocols, the three categories with description and tools [wire §3c]."""
    body = ask(ordinary(), PATH).body
    assert body["site"] == {"name": "Example Ltd", "url": "https://example.com"}
    assert body["protocols"] == ["rest"]
    assert list(body["categories"]) == ["discovery", "actions", "meta"]
    for category in body["categories"].values():
        assert category["description"]
        for tool in category["tools"]:
            assert tool.keys() >= {"name", "description", "method", "endpoint", "auth", "inputSchema"}


def test_every_offered_tool_stands_in_one_category() -> None:
    """As many as capabilities count; the owner's own tool only where an owner can prove who they are."""
    given = settings(serve={"owner_token": "env:OWNER"})
    for of_settings, more in ((settings(), 0), (given, 1)):
        categories = ask(ordinary(), PATH, given=of_settings).body["categories"]
        listed = [tool["name"] for category in categories.values() for tool in category["tools"]]
        assert sorted(listed) == sorted(spec.name for spec in of_settings.tools)
        assert len(listed) == 8 + more
        assert ("getContext" in listed) is bool(more)
        counted = ask(ordinary(), "/.well-known/ai", given=of_settings).body["capabilities"]["tools"]["toolCount"]
        assert counted == len(listed)


def test_a_tool_tells_endpoint_parameters_and_schema() -> None:
    """Parameters as the plugin lists them, and JSON Schema for programs."""
    body = tool_body(SPEC, settings())
    assert (body["endpoint"], body["method"], body["auth"]) == (
        "https://example.com/wp-json/rootz/v1/find",
        "GET",
        "none",
    )
    assert body["parameters"] == {
        "q": {"type": "string", "required": True, "description": "Words."},
        "limit": {"type": "integer", "required": False, "description": "How many.", "default": 10},
    }
    assert body["inputSchema"] == {
        "type": "object",
        "additionalProperties": False,
        "required": ["q"],
        "properties": {
            "q": {"type": "string", "description": "Words.", "maxLength": 200, "minLength": 1},
            "limit": {"type": "integer", "description": "How many.", "default": 10, "minimum": 1, "maximum": 50},
        },
    }


def test_a_tool_without_parameters_has_no_empty_objects() -> None:
    """[wire §1]: the member is left out."""
    tools = ask(ordinary(), PATH).body["categories"]["meta"]["tools"]
    status = next(tool for tool in tools if tool["name"] == "getStatus")
    assert "parameters" not in status
    assert status["inputSchema"] == {"type": "object", "additionalProperties": False}
    assert input_schema(()) == {"type": "object", "properties": {}, "additionalProperties": False}
