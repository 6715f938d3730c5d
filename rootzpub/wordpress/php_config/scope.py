"""What is known at one place of a settings file: constants, variables, environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from rootzpub.wordpress.php_config.values import UNKNOWN, Value, same

MOST_FILES = 64
"""Files that are read in all, however they include each other."""


class ReturnError(Exception):
    """`return`: the file that says it ends here."""


class ExitError(Exception):
    """`exit`: everything ends here."""


class Files(Protocol):
    """The file system that settings ask about. Whoever reads settings gives it: this package does no I/O itself."""

    def read(self, file: PurePath, *, most_bytes: int) -> bytes:
        """The first bytes of a file. Raises OSError where it cannot be read."""

    def is_file(self, file: PurePath) -> bool:
        """Whether it is a file."""

    def is_dir(self, file: PurePath) -> bool:
        """Whether it is a folder."""

    def exists(self, file: PurePath) -> bool:
        """Whether there is anything of this name."""

    def resolve(self, file: PurePath) -> PurePath:
        """The path without links and `..`. Raises OSError where there is nothing."""


@dataclass(slots=True)
class Scope:
    """What is known now."""

    file: PurePath
    """The file that is being read."""
    environment: Mapping[str, str] = field(repr=False)
    disk: Files = field(repr=False)
    constants: dict[str, Value] = field(default_factory=dict, repr=False)
    variables: dict[str, Value] = field(default_factory=dict, repr=False)
    files: list[PurePath] = field(default_factory=list)
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
            scope = Scope(
                self.file, self.environment, self.disk, dict(self.constants), dict(self.variables), self.files
            )
            try:
                ends.append((scope, action(scope)))
            except (ReturnError, ExitError):
                continue
        # Whichever way is taken ends the file, so this place does too.
        if not ends:
            raise ExitError
        self.constants = _agreed([scope.constants for scope, _ in ends])
        self.variables = _agreed([scope.variables for scope, _ in ends])
        return _one_of([value for _, value in ends])


def _agreed(ends: list[dict[str, Value]]) -> dict[str, Value]:
    # A name that only some ways set is unknown afterwards, not missing: it may have been set.
    names = dict.fromkeys(name for end in ends for name in end)
    return {name: _one_of([end.get(name, UNKNOWN) for end in ends]) for name in names}


def _one_of(values: list[Value]) -> Value:
    first = values[0]
    # The type as well: in Python `1 == True`, in PHP the two are written and compared differently.
    return first if all(value is first or same(value, first) is True for value in values) else UNKNOWN
