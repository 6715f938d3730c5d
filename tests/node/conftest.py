"""Running Node scripts of ours against libraries from npm."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
Run = Callable[[str, Any], Any]


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The installed packages; absent with Node at hand in CI is a failure, elsewhere a skip with its reason."""
    modules = HERE / "node_modules"
    if not (modules / "ethers").is_dir() or shutil.which("node") is None:
        reason = "needs Node and the packages of tests/node: run scripts/node-tools.sh"
        if os.environ.get("CI") and shutil.which("node"):
            pytest.fail(reason)
        pytest.skip(reason)
    return modules


@pytest.fixture
def run(node_modules: Path) -> Run:
    """Run a script of tests/node with a JSON value on standard input; the JSON value it prints."""

    def call(script: str, value: Any) -> Any:
        assert node_modules.is_dir()
        answer = subprocess.run(
            ["node", str(HERE / script)],
            input=json.dumps(value),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    return call
