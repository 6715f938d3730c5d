"""`make demo`: the demo site, read, signed and served on http://127.0.0.1:8321, as a newcomer would do it by hand."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "demo-site"
BIND = os.environ.get("DEMO_BIND", "127.0.0.1:8321")
BASE_URL = f"http://{BIND}"

OPEN = """
The demo site is published at {base}
  {base}/                        what it is, for people
  {base}/.well-known/ai          identity, policies, tools: the entry point for agents
  {base}/llms.txt                the same as text
  {base}/wp-json/rootz/v1/search?q=repair
Verify all of it, in another terminal:
  {command} verify --site {base}
Stop with Ctrl-C.
"""


def main() -> None:
    """Prepare `demo-site/` once, then become its server, so that a signal to this process is one to the server."""
    command = Path(sys.executable).with_name("rootzpub")
    if not (FOLDER / "rootzpub.toml").exists():
        source = f"rest:{ROOT / 'fixtures' / 'demo' / 'rest'}"
        subprocess.run([command, "init", FOLDER, "--source", source, "--base-url", BASE_URL], check=True)
    subprocess.run([command, "-C", FOLDER, "sync"], check=True)
    shown = command.relative_to(ROOT) if command.is_relative_to(ROOT) else command
    print(OPEN.format(base=BASE_URL, command=shown), flush=True)
    os.execv(command, [str(command), "-C", str(FOLDER), "serve", "--bind", BIND])


if __name__ == "__main__":
    main()
