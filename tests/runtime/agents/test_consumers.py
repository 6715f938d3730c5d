"""Two agents that need nothing of the product; numbers are those of the statements in docs/runtime.md."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from rootzpub.runtime.agents.collaborators import Collaborators, ToolCall
from rootzpub.runtime.agents.loop import ConversationLoop
from rootzpub.runtime.agents.memory_store import DictMemory, MemoryScope
from rootzpub.runtime.agents.messages import Message
from rootzpub.runtime.agents.principal import Ceiling, Principal
from rootzpub.runtime.agents.registry import AgentDefinition, AgentRegistry
from rootzpub.runtime.agents.run_values import RunRequest, RunResult
from rootzpub.runtime.agents.runner_hook import RunnerHook
from rootzpub.runtime.agents.tools import Ability, ToolDeclaration, ToolOutcome, ToolSources, declared
from rootzpub.runtime.agents.transcript_store import DictTranscripts, StoredTranscript

ABILITIES = [
    Ability("site/remember", "Remember", "", {"type": "object"}, {}, "memory", frozenset({"read"})),
    Ability("site/draft", "Draft", "", {"type": "object"}, {}, "content", frozenset({"edit_posts"})),
]
EDITOR = Principal("7", "site", frozenset({"read", "edit_posts"}))


@dataclass
class Asking:
    """A model by rule: it calls the tools that the last text of its user names, then says what they gave."""

    def answer(self, messages: Sequence[Message], tools: Sequence[ToolDeclaration]) -> Sequence[object]:
        """See `ModelProvider`."""
        last = messages[-1]
        if last.role == "user":
            asked = [word for word in last.content.split() if "__" in word]
            return [
                {"role": "assistant", "metadata": {"type": "tool_call", "tool_name": name, "tool_call_id": name}}
                for name in asked
            ]
        given = [message.payload.get("error_type", "done") for message in messages if message.type == "tool_result"]
        return [Message("final_result", "assistant", " ".join(given))]


@dataclass
class SiteTools:
    """Remembers for the principal; drafts."""

    memory: DictMemory
    agent: str

    def execute(self, call: ToolCall, principal: Principal, ceiling: Ceiling) -> ToolOutcome:
        """See `ToolExecutor`."""
        if call.name == "site__remember":
            scope = MemoryScope("user", "site", principal.workspace_id, principal.user_id, self.agent, "MEMORY.md")
            return ToolOutcome(self.memory.write(scope, "asked").version)
        return ToolOutcome("drafted")


def conversation(agent: AgentDefinition, memory: DictMemory, transcripts: DictTranscripts) -> RunResult:
    registry, sources = AgentRegistry(), ToolSources()
    registry.on_init(lambda at: at.register(agent))
    registry.fire()
    sources.add("site", lambda: [declared(ability) for ability in ABILITIES])
    parts = Collaborators(Asking(), SiteTools(memory, agent.slug), sources, transcript=StoredTranscript(transcripts))
    asked = Message("text", "user", "site__remember site__draft")
    return ConversationLoop(registry, parts).run(RunRequest(agent.slug, "s1", "r1", EDITOR, (asked,)))


COPILOT = AgentDefinition(
    "site-copilot",
    "Site copilot",
    tools=frozenset({"site__remember", "site__draft"}),
    capabilities=frozenset({"read", "edit_posts"}),
)
SUPPORT = AgentDefinition(
    "support-bot", "Support bot", tools=frozenset({"site__remember"}), capabilities=frozenset({"read"})
)


@pytest.mark.parametrize(
    ("agent", "said"),
    [pytest.param(COPILOT, "done done", id="copilot"), pytest.param(SUPPORT, "done denied", id="support bot")],
)
def test_002_27_an_agent_has_bounded_tools_memory_and_a_conversation(agent: AgentDefinition, said: str):
    """The same model, tools and user: only the copilot may draft."""
    memory, transcripts = DictMemory(), DictTranscripts()
    result = conversation(agent, memory, transcripts)

    assert (result.status, result.messages[-1].content) == ("completed", said)
    assert transcripts.read("s1").messages == result.messages
    scope = MemoryScope("user", "site", "site", "7", agent.slug, "MEMORY.md")
    assert memory.read(scope).content == "asked"
    assert not memory.exists(replace(scope, agent_id="another"))


@dataclass
class Named:
    """A runner that says its name."""

    name: str

    def run(self, request: RunRequest) -> RunResult:
        """See `ConversationRunner`."""
        return RunResult(request.run_id, "completed", (), error=self.name)


def test_002_16_the_first_runner_that_takes_a_request_runs_it():
    hook = RunnerHook(Named("loop"))
    hook.add(lambda request: Named("remote") if request.mode == "remote" else None)
    hook.add(lambda request: Named("second") if request.mode in {"remote", "other"} else None)
    request = RunRequest("copilot", "s1", "r1", EDITOR, ())

    assert [hook.run(replace(request, mode=mode)).error for mode in ("remote", "other", "chat")] == [
        "remote",
        "second",
        "loop",
    ]
