"""docs/house.md and CONTRIBUTING.md name what there is: modules, and the commands of the Makefile."""

import ast
import re
from collections import defaultdict

import pytest

from tests.conftest import ROOT

HOUSE = (ROOT / "docs/house.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PLACE = re.compile(r"`((?:[a-z_]+/)*(?:[a-z_]+\.py|[a-z_]+/))`")
"""A folder or a module in back quotes; `x.py` is the new one."""


def _section(number: int) -> str:
    return HOUSE.split(f'<a id="house-{number}"></a>')[1].split(f'<a id="house-{number + 1}"></a>')[0]


def _absent(text: str) -> list[str]:
    named = {re.sub(r"\b(?:test_)?x\.py$", "", place) for place in PLACE.findall(text)}
    return sorted(place for place in named if not (ROOT / "rootzpub" / place).exists() and not (ROOT / place).exists())


@pytest.mark.parametrize(
    "text", [_section(1), _section(4), CONTRIBUTING], ids=["packages", "extending", "contributing"]
)
def test_modules_that_are_named_exist(text: str) -> None:
    """Below `rootzpub/`, or in the project's folder."""
    assert len(PLACE.findall(text)) > 5
    assert _absent(text) == []


def test_a_module_that_is_not_there_is_found() -> None:
    """Else the test above could not fail."""
    assert _absent("`store/nowhere.py`, `wire/places.py` and `store/x.py`") == ["store/nowhere.py"]


def test_commands_are_those_of_the_makefile() -> None:
    """Every target, and no other."""
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert phony
    assert sorted(re.findall(r"^\| `make ([a-z-]+)` \|", CONTRIBUTING, re.MULTILINE)) == sorted(phony[1].split())


@pytest.mark.slow("parses every module")
def test_no_module_has_two_classes_of_one_name() -> None:
    """[house §6.1]: a class that shares its name with another one is never imported beside it, nor under an alias."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in (ROOT / "rootzpub").rglob("*.py")}
    defined: dict[str, list[str]] = defaultdict(list)
    for path, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                defined[node.name].append(str(path))
    shared = {name for name, places in defined.items() if len(places) > 1}
    assert shared
    clashes = [
        f"{path.relative_to(ROOT)}: {alias.name}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rootzpub")
        for alias in node.names
        if alias.name in shared
        and (alias.asname is not None or alias.name in {one.name for one in tree.body if isinstance(one, ast.ClassDef)})
    ]
    assert clashes == []
