"""Compiles the markdown converter with mypyc when a wheel is built; the same modules run as plain Python without it.

Invariants: what is compiled is an addition. It is made only where ROOTZPUB_COMPILE=1 asks for it, never in an editable
install; the Python files are in the wheel too, and give the same output, more slowly.

Run: ROOTZPUB_COMPILE=1 pip install .            the compiled converter, or an error that says what is missing
Run: python scripts/compile_converter.py FOLDER   a compiled copy of the package in FOLDER, for tests and measurements
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
PLAIN = frozenset({"__init__", "elements", "listing", "second"})
"""Modules that stay Python: tables read once, a subclass of str, and the engine that is somebody else's."""

TOOLS = ["mypy>=1.11", "setuptools>=70"]
"""What compiling needs beside a C compiler (mypyc is part of mypy)."""


def is_wanted() -> bool:
    """Whether compiling was asked for: it takes minutes, and a newcomer waits for nothing they did not ask for."""
    return os.environ.get("ROOTZPUB_COMPILE") == "1"


def hindrance() -> str:
    """Why nothing can be compiled here; empty if it can."""
    if sys.implementation.name != "cpython":
        return f"{sys.implementation.name} is not CPython"
    if not any(map(shutil.which, (os.environ.get("CC", "cc"), "gcc", "clang", "cl"))):
        return "no C compiler"
    if not (Path(sysconfig.get_path("include")) / "Python.h").is_file():
        return "no Python.h (Debian: python3-dev)"
    return ""


def compile_copy(folder: Path) -> list[Path]:
    """Copies the package into `folder` and compiles the converter there; the paths of the extensions below `folder`.

    Raises subprocess.CalledProcessError with the compiler's output.
    """
    shutil.copytree(ROOT / "rootzpub", folder / "rootzpub", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    modules = [
        str(path.relative_to(folder))
        for path in sorted((folder / "rootzpub" / "markdown").glob("*.py"))
        if path.stem not in PLAIN
    ]
    subprocess.run(
        [sys.executable, "-m", "mypyc", "--ignore-missing-imports", *modules],
        cwd=folder,
        env={**os.environ, "MYPYC_OPT_LEVEL": "3"},
        check=True,
        capture_output=True,
        text=True,
    )
    shutil.rmtree(folder / "build")
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    return [path.relative_to(folder) for path in sorted(folder.rglob(f"*{suffix}"))]


class CompileConverter(BuildHookInterface[Any]):
    """The build hook: adds the compiled modules to a wheel and gives it the platform's tag."""

    PLUGIN_NAME = "custom"

    _folder: tempfile.TemporaryDirectory[str] | None = None
    """Where the compiled copy is until it is packed."""

    def dependencies(self) -> list[str]:
        """Packages the build needs: none where nothing will be compiled."""
        return TOOLS if is_wanted() and not hindrance() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before a wheel is put together: compile, where that was asked for.

        Raises SystemExit with one line where it cannot be: who asks for it must not get something else.
        """
        if version == "editable" or not is_wanted():
            return
        if reason := hindrance():
            raise SystemExit(f"error: ROOTZPUB_COMPILE=1, but {reason}; without it the converter is plain Python")
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        try:
            extensions = compile_copy(folder)
        except subprocess.CalledProcessError as error:
            raise SystemExit(
                f"error: ROOTZPUB_COMPILE=1, but compiling failed:\n{error.stdout}{error.stderr}"
            ) from None
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"].update({str(folder / path): str(path) for path in extensions})

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """After the wheel is written: nothing is left behind."""
        del version, build_data, artifact_path
        if self._folder is not None:
            self._folder.cleanup()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for extension in compile_copy(target):
        print(target / extension)
