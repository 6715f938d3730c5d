"""Which converter runs is said without importing it."""

import subprocess
import sys

from rootzpub import __version__, compiled
from rootzpub.cli.main import run


def test_the_version_says_which_build_runs(capsys):
    """An editable install, which tests run in, is plain Python."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"rootzpub {__version__} (plain Python)\n"


def test_an_extension_beside_the_module_is_what_python_imports(tmp_path, monkeypatch):
    """Whatever suffix this interpreter gives it."""
    folder = tmp_path / "markdown"
    folder.mkdir()
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "compiled.py"))
    assert compiled.build_name() == "plain Python"
    (folder / f"walker{compiled.EXTENSION_SUFFIXES[0]}").touch()
    assert compiled.build_name() == "compiled converter"


def test_asking_imports_no_converter():
    """Nor lxml."""
    code = "import sys; from rootzpub.compiled import build_name; build_name(); print('lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
