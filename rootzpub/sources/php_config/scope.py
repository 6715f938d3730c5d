"""What is known at one place of a settings file: constants, variables, environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rootzpub.sources.php_config.values import UNKNOWN, Value

MOST_FILES = 64
"""Files that are read in all, however they include each other."""


class ReturnError(Exception):
    """`return`: the file that says it ends here."""


class ExitError(Exception):
    """`exit`: everything ends here."""


@dataclass(slots=True)
class Scope:
    """What is known now."""

    file: Path
    """The file that is being read."""
    environment: Mapping[str, str] = field(repr=False)
    constants: dict[str, Value] = field(default_factory=dict, repr=False)
    variables: dict[str, Value] = field(default_factory=dict, repr=False)
    files: list[Path] = field(default_factory=list)
    """Every file that was included, on every way that was tried."""

    def define(self, name: str, value: Value) -> None:
        """Define a constant; PHP keeps the first definition."""
        self.constants.setdefault(name, value)

    def alternatives(self, *actions: "Callable[[Scope], Value]") -> Value:
        """Do one of several things, nobody knows which: what they do not agree upon is unknown afterwards.

        An action that ends the program is not the one that was taken, for what follows would not matter then.
        """
        ends: list[tuple[Scope, Value]] = []
        for action in actions:
            scope = Scope(self.file, self.environment, dict(self.constants), dict(self.variables), self.files)
            try:
                ends.append((scope, action(scope)))
            except (ReturnError, ExitError):
                continue
        if not ends:
            raise ExitError
        self.constants = _agreed([scope.constants for scope, _ in ends])
        self.variables = _agreed([scope.variables for scope, _ in ends])
        return _one_of([value for _, value in ends])


def _agreed(ends: list[dict[str, Value]]) -> dict[str, Value]:
    names = dict.fromkeys(name for end in ends for name in end)
    return {name: _one_of([end.get(name, UNKNOWN) for end in ends]) for name in names}


def _one_of(values: list[Value]) -> Value:
    first = values[0]
    return first if all(type(value) is type(first) and value == first for value in values) else UNKNOWN
