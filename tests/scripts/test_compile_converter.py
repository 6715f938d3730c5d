"""The build hook that compiles the converter: when it does, and when it leaves the wheel plain Python."""

from pathlib import Path

import pytest

from scripts import compile_converter
from scripts.compile_converter import PLAIN, ROOT, TOOLS, CompileConverter, hindrance


@pytest.fixture
def hook(tmp_path: Path) -> CompileConverter:
    """The hook as hatchling makes it for a wheel."""
    return CompileConverter(str(ROOT), {}, None, None, str(tmp_path), "wheel")


def test_the_setting_keeps_a_wheel_plain(hook: CompileConverter, monkeypatch: pytest.MonkeyPatch) -> None:
    """ROOTZPUB_COMPILE=0: nothing is compiled, no tool is asked for, and the wheel is for every platform."""
    monkeypatch.setenv("ROOTZPUB_COMPILE", "0")
    build_data: dict[str, object] = {"force_include": {}, "pure_python": True}
    hook.initialize("standard", build_data)
    assert hindrance() == "ROOTZPUB_COMPILE=0"
    assert hook.dependencies() == []
    assert build_data == {"force_include": {}, "pure_python": True}


def test_without_a_compiler_a_wheel_is_plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No compiler on the path is a reason, not an error."""
    monkeypatch.delenv("ROOTZPUB_COMPILE", raising=False)
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hindrance() == "no C compiler"


def test_without_headers_a_wheel_is_plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A compiler without Python.h cannot make extensions; the reason names the package that has it."""
    monkeypatch.delenv("ROOTZPUB_COMPILE", raising=False)
    compiler = tmp_path / "cc"
    compiler.write_text("#!/bin/sh\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("CC", str(compiler))
    monkeypatch.setattr(compile_converter.sysconfig, "get_path", lambda _: str(tmp_path))
    assert hindrance() == "no Python.h (Debian: python3-dev)"


def test_an_editable_install_is_never_compiled(hook: CompileConverter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stale extension would hide what a developer changes."""
    monkeypatch.setattr(compile_converter, "hindrance", lambda: "")
    build_data: dict[str, object] = {"force_include": {}, "pure_python": True}
    hook.initialize("editable", build_data)
    assert hook.dependencies() == TOOLS
    assert build_data["pure_python"] is True


def test_what_stays_plain_exists() -> None:
    """A module that was renamed must not fall out of the list unseen."""
    assert {path.stem for path in (ROOT / "rootzpub" / "markdown").glob("*.py")} > PLAIN
