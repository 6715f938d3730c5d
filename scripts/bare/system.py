"""The bare Debian itself: laid out by debootstrap, given the machine's settings; programs run with it as their root.

Everything here runs inside the namespaces (`scripts.bare.inside`): its mounts are seen by nobody else and go with them.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .settings import BUNDLE, Settings, certificates

INCLUDED = ("python3", "python3-venv", "git", "make", "ca-certificates")
"""What the README asks for: Python, git and make (certificates are what git and pip need of any machine)."""

DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
LINKS = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2", "ptmx": "pts/ptmx"}
HOST_NAME = "bare"
SEARCHED = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

ENTER = """
cd "$0" && umask 022 && mkdir -p .machine && pivot_root . .machine && umount -l /.machine && cd "$1" && shift &&
exec "$@"
"""
"""Arguments of the shell: the new root, the working folder in it, the program with its arguments."""


class Account:
    """Who runs something in the bare system: a name and a home folder."""

    def __init__(self, name: str, home: str) -> None:
        self.name = name
        self.home = home


ROOT = Account("root", "/root")
FRESH = Account("fresh", "/home/fresh")


class BareSystem:
    """A Debian below `path`, made by `create`."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self._settings = settings

    def create(self, codename: str, log: Path) -> None:
        """Lay it out and hand the machine's settings in. Raises CalledProcessError; what was said is in the log."""
        self.path.mkdir()
        command = ["debootstrap", "--variant=minbase", f"--include={','.join(INCLUDED)}"]
        with log.open("wb") as out:
            subprocess.run(
                [*command, codename, self.path, self._settings.mirror],
                stdout=out,
                stderr=out,
                env={**os.environ, **self._proxy()},
                check=True,
            )
        self._mount()
        self._write("etc/hostname", f"{HOST_NAME}\n")
        shutil.copy("/etc/resolv.conf", self.path / "etc/resolv.conf")
        self._write("etc/hosts", f"127.0.0.1 localhost {HOST_NAME}\n::1 localhost\n{_own_hosts()}")
        self._write("etc/dpkg/dpkg.cfg.d/90bare", "force-unsafe-io\n")  # who would need it after a crash?
        for name, text in self._settings.files.items():
            self._write(name, text)
        self._write_home(ROOT)
        for place in self._settings.places:
            self._show(place)
        self._trust(log)

    def add_account(self, account: Account) -> None:
        """Make an ordinary user with the machine's settings in the home folder."""
        self.run(["useradd", "--create-home", "--shell", "/bin/bash", account.name], check=True)
        self._write_home(account)
        self.run(["chown", "-R", f"{account.name}:", account.home], check=True)

    def show(self, place: Path, inside: str) -> None:
        """Mount a folder of the machine read-only at a path of the bare system."""
        target = self.path / inside.lstrip("/")
        target.mkdir(parents=True, exist_ok=True)
        _mount("--bind", str(place), str(target))
        _mount("-o", "remount,bind,ro", str(target))

    def command(self, arguments: Sequence[str], *, account: Account = ROOT, folder: str = "/") -> list[str]:
        """The command line that runs a program with the bare system as its root, as `account`, in `folder`."""
        user = ["setpriv", f"--reuid={account.name}", f"--regid={account.name}", "--init-groups", "--"]
        return ["unshare", "--mount", "sh", "-c", ENTER, str(self.path), folder, *user, *arguments]

    def environment(self, account: Account) -> dict[str, str]:
        """What such a program finds: the machine's settings and what a login has, nothing else of the machine's."""
        return {
            **self._settings.variables,
            "HOME": account.home,
            "LOGNAME": account.name,
            "PATH": SEARCHED,
            "SHELL": "/bin/bash",
            "TERM": "dumb",
            "USER": account.name,
        }

    def run(
        self, arguments: Sequence[str], *, account: Account = ROOT, folder: str = "/", check: bool = False
    ) -> "subprocess.CompletedProcess[str]":
        """Run a short program; what it printed, both outputs together."""
        return subprocess.run(
            self.command(arguments, account=account, folder=folder),
            env=self.environment(account),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=check,
        )

    def _mount(self) -> None:
        """Make it a mount point of its own, with the kernel's file systems and the six devices that programs expect."""
        _mount("--bind", str(self.path), str(self.path))
        _mount("-t", "proc", "proc", str(self.path / "proc"))
        devices = self.path / "dev"
        _mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", str(devices))
        for name in DEVICES:
            (devices / name).touch()
            _mount("--bind", f"/dev/{name}", str(devices / name))
        for name, target in LINKS.items():
            (devices / name).symlink_to(target)
        for name, kind, options in (
            ("shm", "tmpfs", "mode=1777"),
            ("pts", "devpts", "newinstance,ptmxmode=0666,mode=0620,gid=5"),
        ):
            (devices / name).mkdir()
            _mount("-t", kind, "-o", options, kind, str(devices / name))

    def _show(self, place: Path) -> None:
        """Show a place of the machine that settings name, where the bare system has nothing at that path."""
        target = self.path / str(place).lstrip("/")
        if target.exists():
            return
        if place.is_dir():
            self.show(place, str(place))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place, target)

    def _trust(self, log: Path) -> None:
        """Add the certificates that the machine trusts and a bare Debian does not."""
        known = set(certificates((self.path / BUNDLE).read_text("utf-8")))
        for number, body in enumerate(body for body in self._settings.certificates if body not in known):
            lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
            text = f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
            self._write(f"usr/local/share/ca-certificates/machine-{number}.crt", text)
        done = self.run(["update-ca-certificates"], check=True)
        with log.open("a") as out:
            out.write(done.stdout)

    def _proxy(self) -> dict[str, str]:
        """For debootstrap, which does not read apt's settings: apt's proxy, where the environment names none."""
        conf = self._settings.files["etc/apt/apt.conf.d/90machine"]
        lines = [line for line in conf.splitlines() if line.startswith("Acquire::http::Proxy ")]
        proxy = lines[0].split('"')[1] if lines else ""
        return {"http_proxy": proxy} if proxy and "http_proxy" not in os.environ else {}

    def _write_home(self, account: Account) -> None:
        for name, text in self._settings.home_files.items():
            self._write(f"{account.home.lstrip('/')}/{name}", text, mode=0o600)

    def _write(self, name: str, text: str, *, mode: int = 0o644) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        file.chmod(0o600 if "auth.conf" in name else mode)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _own_hosts() -> str:
    """Names that the machine's own table of hosts gives to other addresses."""
    lines = Path("/etc/hosts").read_text("utf-8").splitlines()
    return "".join(f"{line}\n" for line in lines if not line.startswith(("#", "127.", "::1")) and line.strip())
