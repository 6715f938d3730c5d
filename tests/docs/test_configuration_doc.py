"""docs/configuration.md says what the settings say."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_page_is_what_the_settings_give():
    """Run `python scripts/write_configuration_doc.py` when this fails."""
    script = "import runpy; print(runpy.run_path('scripts/write_configuration_doc.py')['render'](), end='')"
    fresh = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert (ROOT / "docs" / "configuration.md").read_text("utf-8") == fresh
