"""Registration of agents in its window; numbers are those of the statements in docs/runtime.md."""

import pytest

from rootzpub.runtime.agents.memory_store import MemoryScope
from rootzpub.runtime.agents.principal import Principal, ceiling_of
from rootzpub.runtime.agents.registry import AgentDefinition, AgentRegistry
from rootzpub.runtime.agents.tools import ToolDeclaration, ToolPolicy

COPILOT = AgentDefinition("copilot", "Copilot", provenance="plugin-one")


def codes(registry: AgentRegistry) -> list[str]:
    return [notice.code for notice in registry.notices]


def test_002_01_registers_only_while_the_signal_is_fired():
    """Before and after: None, a notice, and nothing registered."""
    registry = AgentRegistry()
    inside = []
    registry.on_init(lambda at: inside.append(at.register(COPILOT)))

    before = registry.register(AgentDefinition("early", "Early"))
    registry.fire()
    after = registry.register(AgentDefinition("late", "Late"))

    assert (before, inside, after) == (None, [COPILOT], None)
    assert codes(registry) == ["outside_init", "outside_init"]
    assert registry.all() == (COPILOT,)


def test_002_01_a_callback_that_fails_closes_the_window():
    registry = AgentRegistry()

    def failing(at: AgentRegistry) -> None:
        raise RuntimeError("broken plugin")

    registry.on_init(failing)
    with pytest.raises(RuntimeError, match="broken plugin"):
        registry.fire()

    assert registry.register(COPILOT) is None


def test_002_02_the_signal_is_fired_once_and_never_replayed():
    registry = AgentRegistry()
    calls = []
    registry.on_init(lambda at: calls.append("first"))
    registry.fire()
    registry.on_init(lambda at: calls.append("later"))
    registry.fire()

    assert calls == ["first"]
    assert codes(registry) == ["late_callback"]


def test_002_03_reads_are_empty_before_the_signal_and_right_after_it():
    registry = AgentRegistry()
    registry.on_init(lambda at: at.register(COPILOT))

    assert (registry.get("copilot"), registry.all(), registry.has("copilot")) == (None, (), False)
    assert registry.unregister("copilot") is None
    assert codes(registry) == ["too_early"] * 4

    registry.fire()
    assert (registry.get("copilot"), registry.all(), registry.has("copilot")) == (COPILOT, (COPILOT,), True)
    assert registry.unregister("copilot") == COPILOT
    assert (registry.get("copilot"), registry.unregister("copilot")) == (None, None)
    assert registry.notices[-1].code == "unknown"


def test_002_04_the_first_of_a_slug_wins_and_the_notice_names_who_registered_it():
    registry = AgentRegistry()
    registry.on_init(lambda at: at.register(COPILOT))
    registry.on_init(lambda at: at.register(AgentDefinition("copilot", "Other", provenance="plugin-two")))
    registry.fire()

    assert registry.all() == (COPILOT,)
    assert [notice.text for notice in registry.notices] == ["agent 'copilot' is registered already, by plugin-one"]


@pytest.mark.parametrize("slug", ["", "Copilot", "a--b", "-a", "a/b", "a\n", "é"])
def test_002_04_a_malformed_slug_is_refused(slug: str):
    registry = AgentRegistry()
    registry.on_init(lambda at: at.register(AgentDefinition(slug, "X")))
    registry.fire()

    assert (registry.all(), codes(registry)) == ((), ["bad_slug"])


def test_002_05_rows_are_made_after_all_agents_are_collected():
    """Whatever the order in which product and agents hooked themselves in."""
    registry = AgentRegistry()
    rows: list[list[str]] = []
    registry.after_collection(lambda agents: rows.append([agent.slug for agent in agents]))
    registry.on_init(lambda at: at.register(COPILOT))
    registry.on_init(lambda at: at.register(AgentDefinition("support", "Support")))
    registry.fire()

    assert rows == [["copilot", "support"]]


USER = Principal("7", "site", frozenset({"edit_posts"}))
TOOL = ToolDeclaration("write", "Writes", capabilities=frozenset({"edit_posts"}))


@pytest.mark.parametrize(
    "effect",
    [
        pytest.param(lambda agent: agent.is_public, id="REST visibility"),
        pytest.param(lambda agent: ToolPolicy(allow=agent.tools).permits(TOOL, ceiling_of(agent, USER)), id="tool"),
        pytest.param(lambda agent: MemoryScope("agent", "site", "1", USER.user_id, agent.slug).place(), id="memory"),
        pytest.param(lambda agent: agent.owner_id, id="owner"),
        pytest.param(lambda agent: ceiling_of(agent, USER).capabilities, id="execution"),
    ],
)
def test_002_06_metadata_grants_nothing(effect):
    granting = {"capabilities": ["edit_posts"], "tools": ["write"], "is_public": True, "owner_id": "1", "memory": "*"}
    plain = AgentDefinition("copilot", "Copilot")

    assert effect(AgentDefinition("copilot", "Copilot", metadata=granting)) == effect(plain)
    # The same fields, declared where they count, do make a difference: the comparison can fail.
    named = AgentDefinition(
        "other",
        "Copilot",
        owner_id="1",
        is_public=True,
        tools=frozenset({"write"}),
        capabilities=frozenset({"edit_posts"}),
    )
    assert effect(named) != effect(plain)
