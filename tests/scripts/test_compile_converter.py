"""The build hook that compiles the converter: when it does, and when it leaves the wheel plain Python."""

from pathlib import Path

import pytest

from scripts import compile_converter
from scripts.compile_converter import PLAIN, ROOT, TOOLS, CompileConverter, hindrance


@pytest.fixture
def hook(tmp_path: Path) -> CompileConverter:
    """The hook as hatchling makes it for a wheel."""
    return CompileConverter(str(ROOT), {}, None, None, str(tmp_path), "wheel")


@pytest.mark.parametrize("setting", [None, "", "0", "yes"])
def test_unasked_a_wheel_is_plain(setting: str | None, hook: CompileConverter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ROOTZPUB_COMPILE=1 nothing is compiled, no tool is asked for, and the wheel is for every platform."""
    monkeypatch.delenv("ROOTZPUB_COMPILE", raising=False)
    if setting is not None:
        monkeypatch.setenv("ROOTZPUB_COMPILE", setting)
    monkeypatch.setattr(compile_converter, "hindrance", lambda: "")
    build_data: dict[str, object] = {"force_include": {}, "pure_python": True}
    hook.initialize("standard", build_data)
    assert hook.dependencies() == []
    assert build_data == {"force_include": {}, "pure_python": True}


def test_what_was_asked_for_and_cannot_be_is_an_error(hook: CompileConverter, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that says what is missing: nobody who asked for the fast one gets the slow one without a word."""
    monkeypatch.setenv("ROOTZPUB_COMPILE", "1")
    monkeypatch.setattr(compile_converter, "hindrance", lambda: "no C compiler")
    with pytest.raises(SystemExit, match="ROOTZPUB_COMPILE=1, but no C compiler"):
        hook.initialize("standard", {})


def test_without_a_compiler_nothing_can_be_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No compiler on the path is a reason, not an error."""
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hindrance() == "no C compiler"


def test_without_headers_nothing_can_be_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A compiler without Python.h cannot make extensions; the reason names the package that has it."""
    compiler = tmp_path / "cc"
    compiler.write_text("#!/bin/sh\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("CC", str(compiler))
    monkeypatch.setattr(compile_converter.sysconfig, "get_path", lambda _: str(tmp_path))
    assert hindrance() == "no Python.h (Debian: python3-dev)"


def test_an_editable_install_is_never_compiled(hook: CompileConverter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stale extension would hide what a developer changes."""
    monkeypatch.setenv("ROOTZPUB_COMPILE", "1")
    monkeypatch.setattr(compile_converter, "hindrance", lambda: "")
    build_data: dict[str, object] = {"force_include": {}, "pure_python": True}
    hook.initialize("editable", build_data)
    assert hook.dependencies() == TOOLS
    assert build_data["pure_python"] is True


def test_what_stays_plain_exists() -> None:
    """A module that was renamed must not fall out of the list unseen."""
    assert {path.stem for path in (ROOT / "rootzpub" / "markdown").glob("*.py")} > PLAIN
