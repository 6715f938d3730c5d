"""Settings files as PHP itself reads them: what we know of them is what PHP says."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.sources.php_config.cases import CASES, ENVIRONMENT, PREFIX, Expected

from .processes import program

ASK = """
error_reporting(0); ob_start();
register_shutdown_function(function () {
    global $table_prefix;
    ob_end_clean();
    echo json_encode([get_defined_constants(true)['user'] ?? [], $table_prefix ?? null]);
});
include 'settings.php';
"""


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_php_says_the_same(tmp_path: Path, source: str, expected: Expected) -> None:
    """Every value in the table of cases is PHP's, and where it says that we do not know, PHP does."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "settings.php").write_bytes(b"<?php\n" + source.encode())
    (folder / "local.php").write_text("<?php define('DB_NAME', 'inc');")
    (folder / "secret").write_text(" word\n")
    answer = subprocess.run(
        [program("php"), "-d", "variables_order=EGPCS", "-r", ASK],
        cwd=folder,
        env={**ENVIRONMENT, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    constants, prefix = json.loads(answer.stdout)
    theirs = {
        name: "" if value in (None, False) else str(1 if value is True else value)
        for name, value in dict(constants).items()
    }
    theirs |= {PREFIX: prefix} if prefix is not None else {}
    unknown = {name for name, value in expected.items() if value is None}
    assert unknown <= theirs.keys()
    assert {name: value for name, value in theirs.items() if name not in unknown} == {
        name: value for name, value in expected.items() if value is not None
    }
