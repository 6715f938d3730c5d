"""How this machine reaches its packages: what apt, pip, npm, proxies and certificates are set to, to be handed in.

Invariants: everything comes from the machine's environment and configuration; only settings of access are taken, none
that choose other packages than a bare Debian has (pinning, third-party sources).
"""

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLES = re.compile(
    r"(?!.*(CACHE|PREFIX|TARGET))(PIP_\w+|NPM_CONFIG_\w+|(HTTP|HTTPS|FTP|ALL|NO)_PROXY|SSL_CERT_\w+|\w+_CA_BUNDLE|\w+_CA_CERTS|\w+_SSL_CAINFO)",
    re.IGNORECASE,
)
"""Names of variables that say how packages are reached; each stands for itself in the bare system."""

BUNDLE = Path("etc/ssl/certs/ca-certificates.crt")
PATHS = re.compile(r"(?:(?P<url>file://)|(?<![\w.:/~-]))(?P<path>/[\w.+~@/-]+)")
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----\s+(.*?)\s*-----END CERTIFICATE-----", re.DOTALL)
ACCESS = re.compile(r"(?m)^Acquire::(?!IndexTargets|cdrom|Changelogs|Languages|CompressionTypes).*;$")


class NoSettingsError(RuntimeError):
    """The machine does not say where its packages come from."""


@dataclass(frozen=True)
class Repository:
    """One line of apt's sources: the address of a Debian archive, a suite in it, its components."""

    url: str
    suite: str
    components: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """What is handed in.

    `files` maps paths from the root, `home_files` paths from every home folder, to their text; `variables` is the
    environment; `places` are files and folders of this machine that the settings name, and that are shown under the
    same path where the bare system has nothing there; `certificates` are PEM bodies that this machine trusts.
    """

    mirror: str
    files: Mapping[str, str]
    home_files: Mapping[str, str]
    variables: Mapping[str, str]
    places: tuple[Path, ...]
    certificates: tuple[str, ...]


def gather(codename: str, *, environment: Mapping[str, str], root: Path = Path("/")) -> Settings:
    """The settings of this machine for the Debian release `codename`.

    Raises NoSettingsError where apt names no archive of that release.
    """
    repositories = debian_repositories(_asked("apt-get", "indextargets", "Created-By: Packages"), codename)
    mirror = next((one.url for one in repositories if one.suite == codename and "main" in one.components), None)
    if mirror is None:
        raise NoSettingsError(f"apt names no Debian archive of {codename}: look at /etc/apt, then run apt-get update")
    files = {
        "etc/apt/sources.list": "".join(
            f"deb {one.url} {one.suite} {' '.join(one.components)}\n" for one in repositories
        ),
        "etc/apt/apt.conf.d/90machine": "\n".join(ACCESS.findall(_asked("apt-config", "dump"))) + "\n",
        **_texts(root, _below(root, "etc/apt", ("auth.conf", "auth.conf.d/*"))),
        **_texts(root, _pip_files(environment)),
    }
    home = root / environment.get("HOME", "/root").lstrip("/")
    home_files = {**_texts(home, (".pip/pip.conf", ".config/pip/pip.conf")), ".npmrc": _npm(root, home)}
    variables = {name: value for name, value in environment.items() if VARIABLES.fullmatch(name)}
    named = [f"{name.lower().replace('_', '-')}={value}" for name, value in variables.items()]
    said = "\n".join([*files.values(), *home_files.values(), *named])
    return Settings(
        mirror=mirror,
        files=files,
        home_files=home_files,
        variables=variables,
        places=tuple(named_places(said, root)),
        certificates=tuple(trusted(root, said)),
    )


def debian_repositories(targets: str, codename: str) -> list[Repository]:
    """Debian's own archives of one release, out of what `apt-get indextargets` lists."""
    found: dict[tuple[str, str], list[str]] = {}
    for paragraph in targets.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in paragraph.splitlines() if ": " in line)
        if fields.get("Origin", "Debian") != "Debian" or "Repo-URI" not in fields:
            continue
        if not fields["Release"].startswith(codename):
            continue
        components = found.setdefault((fields["Repo-URI"], fields["Release"]), [])
        if fields["Component"] not in components:
            components.append(fields["Component"])
    return [Repository(url=url, suite=suite, components=tuple(parts)) for (url, suite), parts in found.items()]


def named_places(said: str, root: Path = Path("/")) -> Iterable[Path]:
    """Files that settings name by their path, and folders that they name as a source of packages, each once.

    A folder counts behind `file://`, in lines of `find-links` and in the indented lines of a list; of an index
    `…/simple` the folder above is meant, for its pages point beside it.
    """
    seen = set()
    for line in said.splitlines():
        for match in PATHS.finditer(line):
            path = Path(match["path"].rstrip("/"))
            here = root / str(path).lstrip("/")
            is_source = bool(match["url"]) or "find-links" in line or line[:1].isspace()
            if not here.is_file() and not (is_source and here.is_dir()):
                continue
            path = path.parent if here.is_dir() and path.name == "simple" else path
            if path not in seen and len(path.parts) > 2:
                seen.add(path)
                yield path


def trusted(root: Path, said: str) -> Iterable[str]:
    """The base64 bodies of the certificates that the machine's bundle and the files named by its settings hold."""
    files = [root / BUNDLE, *(root / match["path"].lstrip("/") for match in PATHS.finditer(said))]
    bodies: dict[str, None] = {}
    for file in dict.fromkeys(files):
        if file.is_file():
            bodies.update(dict.fromkeys(certificates(file.read_text("utf-8", errors="replace"))))
    return bodies


def certificates(text: str) -> list[str]:
    """The base64 bodies of all certificates in a PEM text, without blanks."""
    return ["".join(body.split()) for body in CERTIFICATE.findall(text)]


def _asked(*command: str) -> str:
    """What a program prints; its locale is C, so that field names are English."""
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, check=True, text=True, env=environment).stdout


def _below(root: Path, folder: str, patterns: Iterable[str]) -> list[str]:
    return [str(file.relative_to(root)) for pattern in patterns for file in sorted((root / folder).glob(pattern))]


def _pip_files(environment: Mapping[str, str]) -> list[str]:
    """Where pip looks for settings of the whole machine, and the file that PIP_CONFIG_FILE names."""
    folders = environment.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")
    files = [*(f"{folder}/pip/pip.conf" for folder in folders), "/etc/pip.conf", environment.get("PIP_CONFIG_FILE", "")]
    return [file.lstrip("/") for file in files if file]


def _npm(root: Path, home: Path) -> str:
    """The machine's and the user's npm settings as one file; later lines win, as the user's do over the machine's."""
    files = [root / place / "etc/npmrc" for place in ("", "usr", "usr/local")]
    return "".join(file.read_text("utf-8") + "\n" for file in [*files, home / ".npmrc"] if file.is_file())


def _texts(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Text of the files that are there, by their path from the folder."""
    return {name: (folder / name).read_text("utf-8") for name in names if (folder / name).is_file()}
