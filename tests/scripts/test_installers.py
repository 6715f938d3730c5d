"""The scripts that install what tests need: what they refuse, and that a run in CI fails where something is missing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

INSTALLERS = ("install-live.sh", "node-tools.sh")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with nothing but the scripts and the list of Node packages."""
    for name in (*(f"scripts/{script}" for script in INSTALLERS), "tests/node/package-lock.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """A PATH without Node, npm and apt-get."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "dirname", "cksum", "cat", "id", "sed"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def said(project: Path, script: str, *arguments: str, **variables: str) -> tuple[int, str]:
    """Exit code and what a script printed on both outputs."""
    environment = {"PATH": os.environ["PATH"], **variables}
    command = ["/bin/sh", str(project / "scripts" / script), *arguments]
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("script", INSTALLERS)
def test_an_unknown_argument_is_refused(project: Path, script: str) -> None:
    """Exit code 2, and the argument."""
    code, text = said(project, script, "--fast")
    assert (code, "unknown argument '--fast'; see --help" in text) == (2, True)


@pytest.mark.parametrize("script", INSTALLERS)
def test_help_is_the_head_of_the_script(project: Path, script: str) -> None:
    """Every line of it, and no code."""
    code, text = said(project, script, "--help")
    head = (ROOT / "scripts" / script).read_text().split("\nset -eu")[0].splitlines()[1:]
    assert (code, text.splitlines()) == (0, [line.removeprefix("#").removeprefix(" ") for line in head])


@pytest.mark.parametrize("script", INSTALLERS)
@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 3)], ids=["at home", "in CI"])
def test_what_cannot_be_installed_fails_in_ci_only(
    project: Path, bin_folder: Path, script: str, ci: str, code: int
) -> None:
    """At home the tests are skipped, and the script says which."""
    ended, text = said(project, script, PATH=str(bin_folder), CI=ci)
    assert (ended, "until then pytest skips the tests" in text) == (code, True)


def test_check_says_what_is_missing(project: Path) -> None:
    """Exit code 1 where the packages are not there."""
    assert said(project, "node-tools.sh", "--check") == (1, "node tools: missing; run scripts/node-tools.sh\n")
