"""The version of the package, and that nobody pays for it who does not ask."""

import subprocess
import sys

import pytest

import rootzpub


def test_the_version_is_known() -> None:
    """Installed or not, there is one, and other names are not made up."""
    assert rootzpub.__version__[0].isdigit()
    with pytest.raises(AttributeError, match="has no attribute 'nope'"):
        rootzpub.nope  # noqa: B018


def test_the_package_loads_without_looking_it_up() -> None:
    """importlib.metadata takes longer to load than all of `wire`; who does not ask for the version does not load it."""
    script = "import sys, rootzpub.wire; print('importlib.metadata' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"
