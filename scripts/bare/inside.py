"""The part that runs inside the namespaces, as their first process: it makes the bare system and takes it through.

python -m scripts.bare.inside FOLDER ORDER.json
"""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from .settings import NoSettingsError, gather
from .stages import StageFailedError, Stages, say
from .system import FRESH, HOST_NAME, ROOT, BareSystem

BUNDLE = "head.bundle"
INSIDE = f"/srv/{BUNDLE}"


def main() -> int:
    """Exit code 0 when all stages did what they must, else 1 with the reason."""
    folder, order = Path(sys.argv[1]), json.loads(sys.argv[2])
    socket.sethostname(HOST_NAME)
    try:
        run(folder, order)
    except (StageFailedError, NoSettingsError, ValueError) as error:
        print(f"bare: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"bare: {error}\n{error.stdout or ''}logs: {order['logs']}", file=sys.stderr)
        return 1
    return 0


def run(folder: Path, order: dict[str, str]) -> None:
    """All that `order` asks for: codename, logs, shared, only, without, options."""
    logs, shared = Path(order["logs"]), Path(order["shared"])
    system = BareSystem(folder / "root", gather(order["codename"], environment=os.environ))
    say(f"debootstrap of {order['codename']}")
    system.create(order["codename"], logs / "system.log")
    (system.path / INSIDE.lstrip("/")).write_bytes((folder / BUNDLE).read_bytes())
    root, fresh = Stages(system, ROOT, logs), Stages(system, FRESH, logs)
    root.clone(INSIDE, shared, without=order["without"])
    if order["only"] == "user":
        say("root: install step")
        root.install()
    else:
        _all_of(root, order["options"])
    if order["only"] != "root":
        system.add_account(FRESH)
        fresh.clone(INSIDE, shared, without=order["without"])
        _all_of(fresh, order["options"])


def _all_of(stages: Stages, options: str) -> None:
    say(f"{stages.account.name}: make demo")
    stages.demo()
    say(f"{stages.account.name}: the demo's first answer is verified; CI=true make test")
    stages.test(options)


def reaping() -> int:
    """Run `main` in a child and collect every process that ends meanwhile, as the first process of a machine does."""
    child = os.fork()
    if child == 0:
        code = 1
        signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where we were started in the background
        try:
            code = main()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    while True:
        ended, status = os.wait()
        if ended == child:
            return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(reaping())
