"""What importing the fetcher costs."""

import subprocess
import sys


def test_importing_fetch_loads_no_requests() -> None:
    """Requests and urllib3 load with the first fetch, not with the import."""
    code = "import rootzpub.fetch, sys; print([m for m in ('requests', 'urllib3', 'ssl') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
