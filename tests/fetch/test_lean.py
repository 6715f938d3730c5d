"""What importing the fetcher costs."""

import subprocess
import sys


def test_importing_fetch_loads_no_http_client() -> None:
    """requests and what it needs load with the first fetch, not with the import."""
    clients = ("requests", "urllib3", "ssl", "certifi", "http.client", "http.cookiejar")
    code = f"import rootzpub.fetch, sys; print([m for m in {clients} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
