"""The layers of the package: imports point down only."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rootzpub.documents.all_documents import DOCUMENTS
from rootzpub.tools.all_tools import TOOLS
from rootzpub.wire.dialects import DIALECTS

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_import_contracts_hold():
    """import-linter reads them from pyproject.toml; a new top-level module without a floor fails."""
    linter = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)

    assert outcome.returncode == 0, outcome.stdout


def test_every_folder_states_its_invariants():
    """Each package's docstring is there and at most five lines long."""
    for init in (ROOT / "rootzpub").rglob("__init__.py"):
        docstring = init.read_text("utf-8").split('"""')[1].strip()
        assert 1 <= len(docstring.splitlines()) <= 5, init


def test_no_module_is_too_long():
    """About 400 lines at most; then a file becomes a folder."""
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "rootzpub").rglob("*.py")
        if (count := path.read_text("utf-8").count("\n")) > 450
    }

    assert long == {}


NAMES_THE_OTHERS = {"rootzpub.documents.llms", "rootzpub.documents.llms_full"}


@pytest.mark.parametrize(
    ("rows", "contract"),
    [
        pytest.param({row.build.__module__ for row in DOCUMENTS} - NAMES_THE_OTHERS, "documents", id="documents"),
        pytest.param({dialect.fits.__module__ for dialect in DIALECTS}, "dialects", id="dialects"),
    ],
)
def test_every_row_stands_in_its_contract_of_siblings(rows: set[str], contract: str):
    """A new document or dialect may not be built on another one without anybody noticing."""
    assert siblings(contract) == rows


def test_every_tool_stands_in_its_contract_of_siblings():
    """Each has a module of its own, named after it."""
    snake = {"".join(f"_{char.lower()}" if char.isupper() else char for char in tool.spec.name) for tool in TOOLS}

    assert siblings("tools") == {f"rootzpub.tools.{name}" for name in snake}


def siblings(name: str) -> set[str]:
    """The modules of the contract `siblings: NAME do not know each other`."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    found = next(row for row in contracts if row["name"].startswith(f"siblings: {name} do not know each other"))
    return set(found["modules"])


@pytest.mark.slow("more than a tenth of a second a case")
def test_only_growth_and_waiting_look_at_a_clock() -> None:
    """No test asserts seconds: what measures or waits goes through these two modules."""
    clock = re.compile(r"\b(perf_counter|monotonic|process_time|thread_time|time\.time)(_ns)?\(")
    folder = ROOT / "tests"
    readers = {
        str(file.relative_to(folder))
        for file in folder.rglob("*.py")
        if "node_modules" not in file.parts and clock.search(file.read_text("utf-8"))
    }
    assert readers == {"growth.py", "waiting.py"}
