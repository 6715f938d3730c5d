"""Sources of tools and the policy; numbers are those of the statements in docs/runtime.md."""

import pytest

from rootzpub.runtime.agents.principal import Ceiling
from rootzpub.runtime.agents.tools import Ability, ToolDeclaration, ToolOutcome, ToolPolicy, ToolSources, declared

READ = ToolDeclaration("read", "Reads", category="content")
WRITE = ToolDeclaration("write", "Writes", category="content", capabilities=frozenset({"edit_posts"}))


def test_002_18_sources_compose_in_their_order_and_the_first_of_a_name_is_kept():
    sources = ToolSources()
    sources.add("site", lambda: [WRITE, READ])
    sources.add("chat", lambda: [ToolDeclaration("read", "Another"), ToolDeclaration("ask", "Asks")], mode="chat")
    sources.add("night", lambda: [ToolDeclaration("sweep", "Sweeps")], mode="scheduled")

    assert [(tool.name, tool.description) for tool in sources.tools("chat")] == [
        ("write", "Writes"),
        ("read", "Reads"),
        ("ask", "Asks"),
    ]
    assert [tool.name for tool in sources.tools("scheduled")] == ["write", "read", "sweep"]


def test_002_18_a_source_added_again_keeps_its_place():
    sources = ToolSources()
    sources.add("one", lambda: [READ])
    sources.add("two", lambda: [WRITE])
    sources.add("one", lambda: [ToolDeclaration("read", "New")])

    assert [tool.description for tool in sources.tools("chat")] == ["New", "Writes"]


NAMED, CATEGORY = frozenset({"write"}), frozenset({"content"})
EDITOR, VISITOR = Ceiling(frozenset({"edit_posts"})), Ceiling(frozenset())


@pytest.mark.parametrize(
    ("policy", "ceiling", "is_permitted"),
    [
        pytest.param(ToolPolicy(), EDITOR, False, id="denied by default"),
        pytest.param(ToolPolicy(allow=NAMED), EDITOR, True, id="named"),
        pytest.param(ToolPolicy(allow_categories=CATEGORY), EDITOR, True, id="category"),
        pytest.param(ToolPolicy(allow_all=True), EDITOR, True, id="all"),
        pytest.param(ToolPolicy(allow=NAMED, deny=NAMED), EDITOR, False, id="denial over a name"),
        pytest.param(ToolPolicy(allow=NAMED, deny_categories=CATEGORY), EDITOR, False, id="denial of the category"),
        pytest.param(ToolPolicy(allow_all=True, deny=NAMED), EDITOR, False, id="denial over all"),
        pytest.param(ToolPolicy(allow=NAMED), VISITOR, False, id="capability"),
        pytest.param(ToolPolicy(allow_all=True), VISITOR, False, id="capability under all"),
    ],
)
def test_002_19_a_tool_is_permitted_by_name_category_and_capability_and_a_denial_wins(policy, ceiling, is_permitted):
    assert policy.permits(WRITE, ceiling) is is_permitted


def test_002_20_an_ability_becomes_a_declaration_without_code():
    given, gives = {"type": "object", "properties": {"id": {"type": "integer"}}}, {"type": "string"}
    ability = Ability("site/get-page", "Get page", "", given, gives, "content", frozenset({"read"}))

    assert declared(ability) == ToolDeclaration(
        "site__get-page", "Get page", given, gives, "content", frozenset({"read"})
    )


def test_002_20_an_outcome_carries_its_error_type_and_only_known_pauses():
    assert ToolOutcome(error_type="failed", error="no such page").error_type == "failed"
    with pytest.raises(ValueError, match="pause 'later'"):
        ToolOutcome(pause="later")
