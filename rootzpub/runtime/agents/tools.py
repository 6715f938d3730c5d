"""Tools as declared, sources of them by name, and the filter that says which ones a run sees.

Invariants: nothing is allowed that is not named; a denial wins over every permission; of two tools of one name the
first source's is kept.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rootzpub.runtime.agents.principal import Ceiling


@dataclass(frozen=True, slots=True)
class Ability:
    """What a product can do, with JSON Schemas of input and output; `category` groups, `capabilities` are needed."""

    name: str
    label: str
    description: str
    input_schema: Mapping[str, Any]
    output_schema: Mapping[str, Any]
    category: str = ""
    capabilities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ToolDeclaration:
    """A tool as a model sees it; `category` and `capabilities` are for the policy."""

    name: str
    description: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    returns: Mapping[str, Any] = field(default_factory=dict)
    category: str = ""
    capabilities: frozenset[str] = frozenset()


def declared(ability: Ability) -> ToolDeclaration:
    """The ability as a tool: its schemas as they are, its name with `/` as `__`, which models allow in names."""
    return ToolDeclaration(
        name=ability.name.replace("/", "__"),
        description=ability.description or ability.label,
        parameters=ability.input_schema,
        returns=ability.output_schema,
        category=ability.category,
        capabilities=ability.capabilities,
    )


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """What a call gave: a value, or an error with its type (`denied`, `unknown_tool`, `bad_arguments`, `failed`, …).

    `pause` is `approval_required` or `input_required` when somebody outside the run has to act first.
    """

    value: Any = None
    error_type: str = ""
    error: str = ""
    pause: str = ""

    def __post_init__(self) -> None:
        """Refuse a pause that no message type stands for."""
        if self.pause not in {"", "approval_required", "input_required"}:
            raise ValueError(f"pause {self.pause!r} is neither approval_required nor input_required")


ToolSource = Callable[[], Iterable[ToolDeclaration]]


class ToolSources:
    """Sources by name, in the order in which they were added; some for all modes, some for one."""

    def __init__(self) -> None:
        self._sources: dict[str, tuple[str, ToolSource]] = {}

    def add(self, name: str, source: ToolSource, *, mode: str = "") -> None:
        """Add a source, for one mode or for all; a name that is there keeps its place and is replaced."""
        self._sources[name] = (mode, source)

    def tools(self, mode: str) -> tuple[ToolDeclaration, ...]:
        """The tools of a mode: source after source, each name once."""
        found: dict[str, ToolDeclaration] = {}
        for wanted, source in self._sources.values():
            if wanted in {"", mode}:
                for tool in source():
                    found.setdefault(tool.name, tool)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class ToolPolicy:
    """Which tools an agent may use: by name or category; `allow_all` turns the default round, never a denial."""

    allow: frozenset[str] = frozenset()
    allow_categories: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    deny_categories: frozenset[str] = frozenset()
    allow_all: bool = False

    def permits(self, tool: ToolDeclaration, ceiling: Ceiling) -> bool:
        """Whether a run under this ceiling may call the tool."""
        if tool.name in self.deny or tool.category in self.deny_categories:
            return False
        is_named = self.allow_all or tool.name in self.allow or tool.category in self.allow_categories
        return is_named and ceiling.allows(tool.capabilities)

    def permitted(self, tools: Iterable[ToolDeclaration], ceiling: Ceiling) -> tuple[ToolDeclaration, ...]:
        """Those of them that may be called, in their order."""
        return tuple(tool for tool in tools if self.permits(tool, ceiling))
