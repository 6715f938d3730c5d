"""The command: options, what must hold before anything is made, the namespaces, the end."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .folder import BareFolder, remove_stale
from .inside import BUNDLE
from .stages import INSTALLER, left_out

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / ".bare"
RELEASE = Path("/etc/os-release")
NOT_HERE = 3
NAMESPACES = ("--mount", "--mount-proc", "--pid", "--ipc", "--uts", "--fork", "--kill-child=KILL")


def main(arguments: Sequence[str] | None = None, *, release: Path = RELEASE, uid: int | None = None) -> int:
    """The exit code: 0 all well, 1 something failed, 2 wrong arguments, 3 not Debian or not root."""
    options = parse(arguments)
    codename = debian_release(release)
    if codename is None or (os.geteuid() if uid is None else uid) != 0:
        print("bare: make bare needs root on Debian; nothing was done", file=sys.stderr)
        return NOT_HERE
    if not options.shared.is_dir():
        print(f"bare: no shared folder at {options.shared}; set ROOTZPUB_SHARED to where it is", file=sys.stderr)
        return NOT_HERE
    install_debootstrap()
    for folder in remove_stale():
        print(f"bare: removed {folder}, left by a run that was killed")
    LOGS.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with BareFolder(keep=options.keep) as folder:
        if options.keep:
            print(f"bare: the system stays at {folder.path}/root")
        commit = bundle(folder.path / BUNDLE)
        print(f"bare: commit {commit}, logs in {LOGS}", flush=True)
        return enter(folder.path, order(options, codename))


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options; exits with 2 and one line where they make no sense."""
    parser = argparse.ArgumentParser(
        prog="make bare",
        description="The README's two commands on a bare Debian, as root and as a fresh user.",
        epilog="Options are given as: make bare BARE='--only user'",
    )
    parser.add_argument("--only", choices=["root", "user"], default="", help="one of the two runs")
    parser.add_argument(
        "--without", metavar="PACKAGE", default="", help=f"one package less in {INSTALLER}: it must fail"
    )
    parser.add_argument("--keep", action="store_true", help="leave the bare system behind, and say where")
    options = parser.parse_args(arguments)
    options.shared = Path(os.environ.get("ROOTZPUB_SHARED", ROOT.parent / "shared")).resolve()
    if options.without:
        try:
            left_out((ROOT / INSTALLER).read_text("utf-8"), options.without)
        except ValueError as error:
            parser.error(str(error))
    return options


def debian_release(release: Path = RELEASE) -> str | None:
    """The code name of this machine's Debian; None where it is none."""
    if not release.is_file():
        return None
    fields = dict(line.split("=", 1) for line in release.read_text("utf-8").splitlines() if "=" in line)
    return (
        fields.get("VERSION_CODENAME", "").strip('"') or None if fields.get("ID", "").strip('"') == "debian" else None
    )


def install_debootstrap() -> None:
    """With apt-get, where it is missing."""
    if shutil.which("debootstrap") is None:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "debootstrap"]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def bundle(file: Path) -> str:
    """Write HEAD with its history into one file of git's; the commit's short name, and whether more is in the tree."""
    git = ["git", "-C", str(ROOT)]
    subprocess.run([*git, "bundle", "create", "--quiet", str(file), "HEAD"], check=True)
    name = subprocess.run([*git, "log", "-1", "--format=%h"], check=True, capture_output=True, text=True).stdout.strip()
    changed = subprocess.run([*git, "status", "--porcelain"], check=True, capture_output=True, text=True).stdout
    return f"{name} (what is not committed is not tested)" if changed else name


def order(options: argparse.Namespace, codename: str) -> dict[str, str]:
    """What the inner part is asked to do."""
    return {
        "codename": codename,
        "logs": str(LOGS),
        "shared": str(options.shared),
        "only": options.only,
        "without": options.without,
        "options": os.environ.get("PYTEST_ADDOPTS", ""),
    }


def enter(folder: Path, wanted: dict[str, str]) -> int:
    """Run the inner part in namespaces of its own, which the kernel ends when this process ends."""
    inner = [sys.executable, "-m", "scripts.bare.inside", str(folder), json.dumps(wanted)]
    command = ["setpriv", "--pdeathsig", "KILL", "--", "unshare", *NAMESPACES, "--", *inner]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            return process.wait()
        finally:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
