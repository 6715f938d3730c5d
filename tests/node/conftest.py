"""Running Node scripts of ours against libraries from npm."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.missing import missing
from tests.waiting import LIMIT

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
NODE = MODULES / "node/bin/node"
"""The Node that scripts/node-tools.sh installs beside the packages, whatever Node the machine has."""

Run = Callable[[str, Any], Any]


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The installed packages with their Node; absent in CI is a failure, elsewhere a skip with its reason."""
    if not (MODULES / "ethers").is_dir() or not NODE.is_file():
        missing("needs Node and the packages of tests/node: run scripts/node-tools.sh")
    return MODULES


@pytest.fixture
def run(node_modules: Path) -> Run:
    """Run a script of tests/node with a JSON value on standard input; the JSON value it prints."""

    def call(script: str, value: Any) -> Any:
        assert node_modules.is_dir()
        answer = subprocess.run(
            [str(NODE), str(HERE / script)],
            input=json.dumps(value),
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    return call
