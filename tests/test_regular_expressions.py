"""No regular expression of the package costs the square of what an author, a site or a caller gives it."""

import ast
from collections.abc import Callable, Iterator
from typing import Any, TypeGuard

import pytest

from tests.growth import AT_MOST, LEAST_SUSPECT_NS, cost_once
from tests.regular_expressions import ROOT, Expression, all_expressions, attacks

_SIZE = 1_000
"""Characters of an attack; four times as many cost a quadratic expression millions of steps."""
_TIMES = 4
_AT_MOST = AT_MOST**2
"""Twice the input may cost `AT_MOST` times as much, so four times the input its square; a quadratic one costs 16."""
_RUNS = 8


def _costly(expression: Expression) -> Iterator[str]:
    """What costs more than in proportion, in words; the first of each use."""
    for work in expression.works():
        for single, large in zip(attacks(expression, _SIZE), attacks(expression, _TIMES * _SIZE), strict=True):
            if _is_costly(work, single, large):
                yield f"{expression.place}: {expression.pattern!r} on {single[:40]!r}…"
                break


def _is_costly(work: Callable[[Any], object], single: Any, large: Any) -> bool:
    """Whether in none of `_RUNS` the cost stays in proportion: what is linear leaves at the first or the second."""
    least, most = float("inf"), float("inf")
    for _ in range(_RUNS):
        least, most = min(least, cost_once(work, single)), min(most, cost_once(work, large))
        if most <= LEAST_SUSPECT_NS or most <= _AT_MOST * least:
            return False
    return True


@pytest.mark.slow("hundreds of expressions, each with two dozen texts")
def test_every_expression_of_the_package_is_linear() -> None:
    """Whatever begins like a match, again and again, is read in linear time."""
    expressions = all_expressions()
    assert len(expressions) > 200  # the recorder sees them
    found = [line for expression in expressions for line in _costly(expression)]
    assert not found, "\n".join(found)


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("pattern", [r"<!--more(.*?)?-->", r"[\w.]+@[\w.]+", r"\s+$", r"(?:a|b)*c"])
def test_a_careless_expression_is_caught(pattern: str) -> None:
    """Planted: lazy up to an end that never comes, a repeat searched from every start, blanks before an end."""
    assert list(_costly(Expression("planted:0", pattern, 0)))


@pytest.mark.parametrize("pattern", [r"<!--more[^-]*+-->", r"(?<!\w)\w++@", r"[a-z]{1,20}x"])
def test_a_careful_expression_passes(pattern: str) -> None:
    """The same wishes in linear time."""
    assert not list(_costly(Expression("planted:0", pattern, 0)))


@pytest.mark.slow("more than a tenth of a second a case")
def test_expressions_are_constants_of_their_module() -> None:
    """One inside a function escapes the test above, unless importing or a call of `BUILDERS` compiles it."""
    seen = frozenset(expression.place for expression in all_expressions())
    found = [
        line
        for path in sorted(ROOT.rglob("*.py"))
        for line in _unseen(path.read_text("utf-8"), str(path.relative_to(ROOT)), seen)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "careless", ["re.search(name + '.*x', text)", "re.compile(rf'{name}.*x')", "(lambda: re.sub('a.*', '', text))()"]
)
def test_an_expression_inside_a_function_is_caught(careless: str) -> None:
    """Planted: made of what it is given, whether compiled or used at once, and a literal."""
    source = f"import re\n\ndef find(name, text):\n    return {careless}\n"
    assert _unseen(source, "planted.py", frozenset()) == ["planted.py:4"]
    assert not _unseen(f"import re\nfound = {careless.replace('lambda:', '')}\n", "planted.py", frozenset())


def test_an_expression_that_is_walked_may_be_made_by_a_function() -> None:
    """A builder's, once its place was seen."""
    source = "import re\n\ndef made(name):\n    return re.compile(\n        name\n    )\n"
    assert not _unseen(source, "planted.py", frozenset({"planted.py:4"}))


def _unseen(source: str, file: str, seen: frozenset[str]) -> list[str]:
    """Where a function makes an expression, the places that were seen left out."""
    calls = {
        call
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for call in ast.walk(function)
        if _makes_an_expression(call)
    }
    return sorted(
        f"{file}:{call.lineno}"
        for call in calls
        if seen.isdisjoint(f"{file}:{line}" for line in range(call.lineno, (call.end_lineno or call.lineno) + 1))
    )


def _makes_an_expression(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr not in {"escape", "purge"}
    )
