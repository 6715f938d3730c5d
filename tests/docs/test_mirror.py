"""Where a test of a module is not in its mirror place, docs/testing.md names it; both directions [house §8.1].

The mirror place of `rootzpub/a/b.py` is `tests/a/test_b.py`. A test file that a row names has to import something of
the top package of the module (`rootzpub.a`): itself, through modules of `tests` that it imports, or in a `conftest.py`
of its folders.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
PACKAGE = ROOT / "rootzpub"
PAGE = (ROOT / "docs/testing.md").read_text("utf-8")
NO_MODULE = frozenset({"__init__.py", "__main__.py"})


@dataclass(frozen=True, slots=True)
class Row:
    """Modules of one package (`a/b`, without suffix), and the files below `tests/` that test them."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


def _row(line: str) -> Row:
    package, modules, tests = (cell.strip() for cell in line.strip("|").split("|"))
    folder = package.strip("`").removeprefix("rootzpub").strip("/")
    names = tuple(f"{folder}/{name.strip()}".strip("/") for name in modules.split(","))
    return Row(names, tuple(re.findall(r"`([^`]+)`", tests)))


def _rows() -> list[Row]:
    table = PAGE.split("<!-- begin: mirror -->")[1].split("<!-- end: mirror -->")[0]
    return [_row(line) for line in table.strip().splitlines()[2:]]


MODULES = frozenset(
    str(path.relative_to(PACKAGE).with_suffix("")) for path in PACKAGE.rglob("*.py") if path.name not in NO_MODULE
)
ROWS = _rows()


def _mirror(module: str) -> Path:
    place = TESTS / f"{module}.py"
    return place.with_name(f"test_{place.name}")


def _imported(file: Path) -> Iterator[str]:
    """Dotted names that a file of `tests` imports; whether the last part is a module or a name in it is left open."""
    folder = file.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else ()
            origin = ".".join((*base, *(node.module or "").split("."))).strip(".")
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def _own_modules(name: str) -> Iterator[Path]:
    """The files of `tests` that an import loads: the last part may be a name in a module."""
    for part in (name, name.rpartition(".")[0]):
        path = ROOT.joinpath(*part.split("."))
        yield from (found for found in (path.with_suffix(".py"), path / "__init__.py") if found.is_file())


@cache
def _packages(file: Path) -> frozenset[str]:
    """Top packages of `rootzpub` that a test file imports in one of the three ways."""
    folders = [folder for folder in file.parents if folder.is_relative_to(TESTS)]
    waiting = [file, *(folder / "conftest.py" for folder in folders if (folder / "conftest.py").is_file())]
    seen: set[Path] = set()
    found: set[str] = set()
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        for name in _imported(at):
            top, _, rest = name.partition(".")
            if top == "rootzpub":
                found.add(rest.partition(".")[0])
            elif top == "tests":
                waiting += _own_modules(name)
    return frozenset(found)


def _complaints(rows: Sequence[Row]) -> Iterator[str]:
    named = [module for row in rows for module in row.modules]
    without = {module for module in MODULES if not _mirror(module).is_file()}
    yield from (f"{module}: neither a mirror nor a row" for module in sorted(without - set(named)))
    yield from (f"{module}: no such module" for module in named if module not in MODULES)
    yield from (f"{module}: has its mirror, needs no row" for module in named if module in MODULES - without)
    yield from (f"{module}: twice" for module in sorted(set(named)) if named.count(module) > 1)
    for row in rows:
        yield from (f"{', '.join(row.modules)}: no test is named" for _ in range(not row.tests))
        for test in row.tests:
            yield from _about_test(test, row.modules)


def _about_test(test: str, modules: Iterable[str]) -> Iterator[str]:
    file = TESTS / test
    if not file.is_file() or not file.name.startswith("test_"):
        yield f"tests/{test}: no such test file"
        return
    for module in modules:
        package = module.partition("/")[0]
        if package not in _packages(file):
            yield f"tests/{test}: named for {module}, and imports nothing of rootzpub.{package}"


def test_every_module_has_its_test_in_its_place_or_a_row() -> None:
    """And every row says what is so."""
    assert list(_complaints(ROWS)) == []


def _without(module: str) -> list[Row]:
    return [Row(tuple(name for name in row.modules if name != module), row.tests) for row in ROWS]


LAST = ROWS[-1].modules[-1]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        pytest.param(_without(LAST), f"{LAST}: neither", id="a module without either"),
        pytest.param([*ROWS, Row(("wire/canonical",), ("wire/test_canonical.py",))], "has its mirror", id="mirrored"),
        pytest.param([*ROWS, Row(("wire/no_such",), ("wire/test_canonical.py",))], "no such module", id="gone module"),
        pytest.param([*ROWS, ROWS[0]], ": twice", id="twice"),
        pytest.param([*ROWS, Row(ROWS[0].modules, ())], "no test is named", id="no test"),
        pytest.param([*ROWS, Row(ROWS[0].modules, ("wire/test_gone.py",))], "no such test file", id="gone test"),
        pytest.param([*ROWS, Row((LAST,), ("test_clock.py",))], "imports nothing of", id="a test of something else"),
    ],
)
def test_what_is_wrong_in_the_table_is_said(rows: list[Row], complaint: str) -> None:
    """Each direction can fail."""
    assert any(complaint in line for line in _complaints(rows))
