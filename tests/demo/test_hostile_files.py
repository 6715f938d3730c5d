"""The hostile files are what their names say, and everything that is said of them is there."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

HOSTILE = Path(__file__).resolve().parents[2] / "fixtures" / "hostile"
NOT_JSON = ["truncated", "html", "empty-file", "nan"]


def load_script() -> ModuleType:
    """The script that writes them."""
    spec = importlib.util.spec_from_file_location("hostile_make", HOSTILE / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def refuse_constant(name: str) -> float:
    """What strict JSON says to NaN and its like."""
    raise ValueError(f"not JSON: {name}")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script that writes the hostile files."""
    return load_script()


def test_committed_files_are_what_the_script_writes(script: ModuleType) -> None:
    """The folder holds exactly the script's files, byte for byte."""
    names = {str(path.relative_to(HOSTILE)) for path in HOSTILE.rglob("*") if path.is_file()}
    files = script.small_files()
    assert {name for name in names if "/" in name and "__pycache__" not in name} == set(files)
    assert [name for name, data in files.items() if (HOSTILE / name).read_bytes() != data] == []


def test_every_file_is_explained(script: ModuleType) -> None:
    """The README names every folder of `rest/` and every other file."""
    readme = (HOSTILE / "README.md").read_text()
    names = {name.split("/")[1] for name in script.small_files()}
    assert [name for name in sorted(names) if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("name", NOT_JSON)
def test_some_answers_are_not_json(name: str) -> None:
    """These answers are no JSON at all."""
    text = (HOSTILE / "rest" / name / "posts.json").read_text()
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|not JSON"):
        json.loads(text, parse_constant=refuse_constant)


def test_the_harmless_parts_are_harmless(script: ModuleType) -> None:
    """The entry that all of them start from is a good one: what is wrong was put in on purpose."""
    assert json.loads(json.dumps([script.post()]))[0]["title"] == {"rendered": "Post 1"}
    assert script.wxr(script.wxr_item()).count("<item>") == 1


@pytest.mark.slow("one very large input")
def test_bombs_are_large_or_deep(script: ModuleType) -> None:
    """Each bomb is one: many levels, or much more than its size."""
    bombs = script.bombs()
    assert bombs["deep.json"].startswith(b"[" * 1000)
    assert bombs["deep.xml"].count(b"<a>") == 100_000
    assert len(bombs["wide-post.sql"]) > 50_000_000
    assert len(bombs["bomb.sql.gz"]) < 2_000_000
    assert bombs["php-depth.txt"].count(b"{") == 100_000
