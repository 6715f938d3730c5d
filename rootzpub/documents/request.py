"""What was asked: path and parameters, read strictly in one place for documents and tools alike.

Invariants: a parameter that is understood is checked here or refused by name; one that is not understood is ignored and
does not stand in `resource`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from rootzpub.errors import BadParameter
from rootzpub.wire import ANONYMOUS, Caller, Parameter
from rootzpub.wire.blocks import resource

Value = str | int | bool

# One spelling for each number, in ASCII: int() takes `007`, `1_0` and digits of other scripts, and each would be
# another resource with the same answer.
_INTEGER: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_LARGE: Final = re.compile(r"[1-9][0-9]{9,}")
# Surrogates among them: they cannot be written as UTF-8, so an answer that repeats them could not be signed.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BOOLEANS: Final = {"1": True, "true": True, "0": False, "false": False}
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to a document or a tool, already checked."""

    path: str
    """The path as asked, without query."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Typed values by parameter name; defaults filled in, missing ones absent."""
    asked: tuple[tuple[str, str], ...] = ()
    """The understood parameters that were given, by name, in one spelling: empty ones left out, capped ones capped."""
    base: str = ""
    """`path` without a trailing `/page/N`; empty = the path itself."""
    page: int = 0
    """N of a trailing `/page/N`, or 0."""
    segment: str = ""
    """What stands at `{segment}` in the row's path."""
    caller: Caller = ANONYMOUS
    """Who asks, established by whoever took the request."""
    method: str = "GET"
    """HEAD is asked as GET."""
    body: bytes = b""
    """The request's body, unread."""
    media_type: str = ""
    """The form that was chosen, of those that the address has; empty where it has one."""

    @property
    def resource(self) -> str:
        """Path and understood parameters in one spelling; the publisher signs the one that was asked."""
        return resource(self.path, self.asked)

    def was_asked(self, *names: str) -> bool:
        """Whether any of these parameters stands in the question."""
        return any(name in names for name, _ in self.asked)

    def text(self, name: str) -> str:
        """A string parameter, or an empty string."""
        return str(self.values.get(name, ""))

    def integer(self, name: str) -> int:
        """An integer parameter that has a default."""
        return int(self.values[name])

    def flag(self, name: str) -> bool:
        """A boolean parameter; missing = False."""
        return bool(self.values.get(name, False))


def read_parameters(
    pairs: Iterable[tuple[str, str]], parameters: Iterable[Parameter]
) -> tuple[dict[str, Value], tuple[tuple[str, str], ...]]:
    """Typed values with defaults, and the understood parameters that were given, sorted by name, in one spelling.

    `pairs` are the decoded name-value pairs of the query string in its order. An empty one counts as not given, as
    WordPress has it: programs send the defaults that a manifest names [wire §3.4].

    Raises:
        BadParameter: one is missing, repeated, too long, out of range or of the wrong type; it is named.
    """
    given: dict[str, list[str]] = {}
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    values: dict[str, Value] = {}
    asked: list[tuple[str, str]] = []
    for parameter in parameters:
        texts = given.get(parameter.name, [])
        # Of two values each program takes another one; what is signed has to be what was answered.
        if len(texts) > 1:
            raise BadParameter(f"{parameter.name} must be given once, got {len(texts)} times", hint=_hint(parameter))
        if texts and texts[0].strip():
            value = values[parameter.name] = _value(parameter, texts[0])
            asked.append((parameter.name, str(value) if parameter.type == "integer" else texts[0]))
        elif parameter.required:
            raise BadParameter(f"{parameter.name} is missing", hint=_hint(parameter))
        elif parameter.default is not None:
            values[parameter.name] = parameter.default
    # Without the defaults: an answer that goes on with parameters goes on with those that were given.
    return values, tuple(sorted(asked))


def _value(parameter: Parameter, text: str) -> Value:
    if parameter.type == "integer":
        return _integer(parameter, text)
    if parameter.type == "boolean":
        if text not in _BOOLEANS:
            raise BadParameter(f"{parameter.name} must be 1 or 0, got {_shown(text)}", hint=_hint(parameter))
        return _BOOLEANS[text]
    return _string(parameter, text)


def _integer(parameter: Parameter, text: str) -> int:
    low = parameter.minimum or 0
    high = parameter.maximum if parameter.maximum is not None else 999_999_999
    # However many digits: what is above the maximum is the maximum, and need not be read as a number.
    number = high + 1 if _LARGE.fullmatch(text) else int(text) if _INTEGER.fullmatch(text) else -1
    if number > high and parameter.capped:
        return high
    if not low <= number <= high:
        raise BadParameter(
            f"{parameter.name} must be a whole number from {low} to {high}, got {_shown(text)}", hint=_hint(parameter)
        )
    return number


def _string(parameter: Parameter, text: str) -> str:
    if parameter.max_length is not None and len(text) > parameter.max_length:
        raise BadParameter(
            f"{parameter.name} must have at most {parameter.max_length} characters, got {len(text)}",
            hint=_hint(parameter),
        )
    if _CONTROL.search(text):
        raise BadParameter(f"{parameter.name} must be text, got control characters", hint=_hint(parameter))
    return text


def _shown(text: str) -> str:
    # Escaped and short: it is a stranger's text in a document that we sign.
    return ascii(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _hint(parameter: Parameter) -> str:
    return f"{parameter.name}: {parameter.description}" if parameter.description else ""
