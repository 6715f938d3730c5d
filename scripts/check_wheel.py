"""Build the wheel as pip does, install it into a fresh environment, run it from there: what is packed must work alone.

The wheel of `pip install .` is plain Python, for every platform, and the same bytes each time. Where there is a C
compiler the one of `ROOTZPUB_COMPILE=1 pip install .` holds the compiled converter, and its own tests run against that.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from compile_converter import ROOT, hindrance

COMPILED_TESTS = ("tests/markdown", "tests/golden")


def main() -> int:
    """Exit code 0 when the wheel is what it should be here, and converts, shows its pages and names its version."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        wheel = build(folder / "plain")
        assert wheel.name.endswith("none-any.whl"), f"{wheel.name} is not for every platform"
        assert wheel.read_bytes() == build(folder / "again").read_bytes(), "two builds differ"
        check_packed(wheel)
        check_installed(wheel, folder)
        why_plain = hindrance()
        if not why_plain:
            compiled = build(folder / "compiled", compiled=True)
            assert not compiled.name.endswith("none-any.whl"), f"{compiled.name} is not compiled"
            test_compiled(compiled, folder)
        print(f"{wheel.name}: installs and runs on its own, {why_plain or 'also compiled'}")
    return 0


def build(target: Path, *, compiled: bool = False) -> Path:
    """A wheel as pip builds it."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    environment = {**os.environ, "ROOTZPUB_COMPILE": "1" if compiled else ""}
    subprocess.run([*command, "--wheel-dir", target, ROOT], check=True, env=environment)
    (wheel,) = target.glob("*.whl")
    return wheel


def check_packed(wheel: Path) -> None:
    """What those who package look for: types are ours to use, and the licence is inside."""
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    assert "rootzpub/py.typed" in names
    assert any(name.endswith("/LICENSE") for name in names), names


def check_installed(wheel: Path, folder: Path) -> None:
    """In an environment of its own."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel], check=True)
    check = (
        "from rootzpub.web.app import templates_folder; import rootzpub;"
        "assert (templates_folder() / 'front.html').is_file();"
        "assert 'site-packages' in str(templates_folder()); print(rootzpub.__version__)"
    )
    subprocess.run([python, "-c", check], check=True, cwd=folder)
    page = subprocess.run(
        [folder / "venv" / "bin" / "rootzpub", "convert", "-"],
        input=b"<p>It <em>works</em>.</p>",
        check=True,
        capture_output=True,
        cwd=folder,
    )
    assert page.stdout == b"It *works*.\n", page.stdout


def test_compiled(wheel: Path, folder: Path) -> None:
    """The tests of the converter, in a copy of the project whose package is the wheel's."""
    copy = folder / "project"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "rootzpub", "__pycache__", "node_modules"))
    modules = ROOT / "tests/node/node_modules"
    if modules.is_dir():  # the text of CommonMark's specification lies there
        (copy / "tests/node/node_modules").symlink_to(modules)
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(copy)
    which = "import rootzpub.markdown.walker as module; assert module.__file__.endswith('.so'), module.__file__"
    environment = {**os.environ, "ROOTZPUB_SHARED": os.environ.get("ROOTZPUB_SHARED", str(ROOT.parent / "shared"))}
    subprocess.run([sys.executable, "-c", which], check=True, cwd=copy, env=environment)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", *COMPILED_TESTS]
    subprocess.run(command, check=True, cwd=copy, env=environment)


if __name__ == "__main__":
    sys.exit(main())
