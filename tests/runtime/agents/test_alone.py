"""The library stands alone; numbers are those of the statements in docs/runtime.md."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "rootzpub/runtime/agents"
MODULES = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.py"))}

BARE = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module("rootzpub.runtime.agents." + name)
print(*sorted(name for name in sys.modules if name.partition(".")[0] not in sys.stdlib_module_names))
"""


def test_002_25_loads_in_a_bare_interpreter_without_the_product():
    """Nothing but itself and the standard library; no site-packages either."""
    names = [name for name in MODULES if name != "__init__"]
    out = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", BARE, str(ROOT), *names], capture_output=True, text=True, check=True
    ).stdout.split()

    inside = {name for name in out if name.startswith("rootzpub")}
    assert inside == {"rootzpub", "rootzpub.runtime", "rootzpub.runtime.agents"} | {
        f"rootzpub.runtime.agents.{name}" for name in names
    }
    assert set(out) - inside <= {"__main__", "__mp_main__"}


def names(source: str) -> set[str]:
    """Every identifier, attribute, argument and string of a module, docstrings too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        for part in ("id", "attr", "arg", "name", "value"):
            word = getattr(node, part, None)
            if isinstance(word, str):
                found |= set(re.findall(r"\w+", word))
    return found


PRODUCT = {"job_id", "flow_step_id", "pipeline_id", "flow_id", "handler_slug", "datamachine_log"}
STAYS_OUT = re.compile(r"\b(?:flow|pipeline|job|handler|retention|undo|indexnow|pending_action)s?\b", re.IGNORECASE)


@pytest.mark.parametrize("module", MODULES)
def test_002_11_002_13_002_28_no_module_names_a_part_of_a_product(module: str):
    """As a name, and (but for words of prose) as text."""
    assert not names(MODULES[module]) & PRODUCT
    assert STAYS_OUT.findall(MODULES[module]) == []


def test_002_11_a_name_of_a_product_is_found():
    """Else the test above could not fail."""
    assert names("def run(x, job_id=None): return x.flow_id") >= {"job_id", "flow_id"}


HOOKS = re.compile(r"^\| `((?:wp_)?agents_api_\w+)` \| `(\w+)\.py` \| `(\w+)", re.MULTILINE)


def test_002_29_each_hook_has_one_name_and_no_second_one_is_tried():
    """The table in docs/runtime.md names what stands for each; the foreign names are nowhere in the code."""
    rows = HOOKS.findall((ROOT / "docs/runtime.md").read_text("utf-8"))

    assert len({hook for hook, _, _ in rows}) == len(rows) == 5
    assert [row for row in rows if row[2] not in names(MODULES[row[1]])] == []
    assert [name for name, source in MODULES.items() if "agents_api_" in source] == []


def test_002_07_no_module_names_the_reserved_addresses_while_a_gate_is_open():
    """The checklist in docs/runtime.md has five gates."""
    gates = re.findall(r"^- \[([ x])\] ", (ROOT / "docs/runtime.md").read_text("utf-8"), re.MULTILINE)
    serving = [path.name for path in (ROOT / "rootzpub").rglob("*.py") if b"wp-agents/v1" in path.read_bytes()]

    assert len(gates) == 5
    assert serving == [] or gates == ["x"] * 5
