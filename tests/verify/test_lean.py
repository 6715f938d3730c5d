"""What importing the verifier costs, and what it must never know."""

import subprocess
import sys

import pytest

import rootzpub.verify

HEAVY = ("requests", "urllib3", "flask", "sqlalchemy", "sqlite3", "lxml", "bs4", "click", "pydantic", "ssl")
OURS = ("site", "config", "sources", "store", "markdown", "documents", "publisher", "tools", "seal", "web", "cli")


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("module", ["rootzpub.verify", "rootzpub.verify.reader", "rootzpub.verify.passage"])
def test_the_import_is_lean(module: str) -> None:
    """Neither the network nor a database nor anything of the publisher is loaded."""
    code = f"import {module}, sys; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint(HEAVY)
    assert loaded.isdisjoint(f"rootzpub.{name}" for name in OURS)


def test_the_exported_names_are_these() -> None:
    """The library surface: a change here is a change for others."""
    assert rootzpub.verify.__all__ == [
        "STEPS",
        "Check",
        "Lookups",
        "Observation",
        "Outcome",
        "Pin",
        "PinFile",
        "Pins",
        "Policy",
        "Report",
        "Requirement",
        "Unproven",
        "Verdict",
        "verify",
    ]
    assert all(hasattr(rootzpub.verify, name) for name in rootzpub.verify.__all__)
