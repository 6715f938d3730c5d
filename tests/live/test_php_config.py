"""Settings files as PHP itself reads them: what we know of them is what PHP says."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.waiting import LIMIT
from tests.wordpress.php_config.cases import CASES, ENVIRONMENT, PREFIX, Expected

from .processes import program

ASK = """
error_reporting(0);
chdir('site');
function tell($name) {
    global $table_prefix;
    while (ob_get_level()) { ob_end_clean(); }
    $told = [get_defined_constants(true)['user'] ?? [], $table_prefix ?? null];
    file_put_contents("../told-$name.json", json_encode($told));
}
foreach (glob('case-*.php') as $file) {
    if (pcntl_fork() === 0) {  // a process for each, as constants stay
        ob_start();
        register_shutdown_function('tell', basename($file, '.php'));
        include $file;
        exit;
    }
    pcntl_wait($status);
}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What PHP knows after each settings file: constants, and the table prefix by its variable's name."""
    folder = tmp_path_factory.mktemp("settings")
    site = folder / "site"
    site.mkdir()
    (site / "local.php").write_text("<?php define('DB_NAME', 'inc');")
    (site / "secret").write_text(" word\n")
    for name, (source, _) in CASES.items():
        (site / f"case-{name}.php").write_bytes(b"<?php\n" + source.encode())
    command = [program("php"), "-d", "variables_order=EGPCS", "-r", ASK]
    environment = {**ENVIRONMENT, "PATH": "/usr/bin:/bin"}
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True, timeout=LIMIT)
    return {name: _known(folder / f"told-case-{name}.json") for name in CASES}


def _known(file: Path) -> dict[str, str]:
    constants, prefix = json.loads(file.read_bytes())
    values = {**dict(constants), **({} if prefix is None else {PREFIX: prefix})}
    return {
        name: "" if value in (None, False) else str(1 if value is True else value) for name, value in values.items()
    }


@pytest.mark.parametrize(("name", "expected"), [(name, expected) for name, (_, expected) in CASES.items()], ids=CASES)
def test_php_says_the_same(told: dict[str, dict[str, str]], name: str, expected: Expected) -> None:
    """Every value in the table of cases is PHP's, and where it says that we do not know, PHP does."""
    unknown = {constant for constant, value in expected.items() if value is None}
    assert unknown <= told[name].keys()
    assert {constant: value for constant, value in told[name].items() if constant not in unknown} == {
        constant: value for constant, value in expected.items() if value is not None
    }
