"""A program: opens copies of an old folder, each killed one step later than the one before, until one gets through.

    python -m tests.upgrade.killing TEMPLATE WORK

A step is a call into SQLite or into the operating system that writes, found by a profile hook: nothing of ours is
changed for it. After each kill the folder is opened again and must hold what an undisturbed one holds. Prints the name
of the call at which each was killed, in order, as JSON.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from rootzpub.state import FileState
from rootzpub.store import SqliteStore

_STEPS = frozenset(
    {
        *("execute", "executemany", "commit", "connect"),
        *("open", "write", "flush", "fsync", "replace", "rename", "mkdir", "chmod", "fchmod", "close"),
        *("link", "unlink", "utime", "flock"),
    }
)
_INDEX = ("store/words.py", "store/finding/vocabulary.py")
_OF_INDEX = 199
"""The search index is made in one transaction of thousands of equal statements: every so manieth is a step."""
_NOTES = ("approved.json", "keys.json", "last-sync.json", "settings.json", "format")


def main(template: Path, work: Path) -> None:
    """Raises AssertionError where something was lost."""
    expected = contents(opened(copied(template, work / "undisturbed")))
    killed: list[str] = []
    while True:
        folder = copied(template, work / "killed")
        name = killed_at(len(killed), lambda folder=folder: opened(folder))
        assert contents(opened(folder)) == expected, f"lost something when killed at {name} ({len(killed)})"
        if not name:
            break
        killed.append(name)
    json.dump(killed, sys.stdout)


def opened(folder: Path) -> Path:
    """Opened and brought up to date."""
    FileState.open(folder)
    SqliteStore.open(folder).close()
    return folder


def killed_at(step: int, action: Callable[[], object]) -> str:
    """Do something in a child that is killed before its nth step; the step's name, empty when there is none."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        sys.setprofile(_killer(step, writer))
        try:
            action()
        finally:
            sys.setprofile(None)
            os._exit(0)
    os.close(writer)
    name = os.read(reader, 100).decode()
    os.close(reader)
    os.waitpid(child, 0)
    return name


def _killer(step: int, writer: int) -> Callable[[Any, str, Any], None]:
    left, alike = step, 0

    def hook(frame: FrameType, event: str, called: Any) -> None:
        nonlocal left, alike
        if event != "c_call" or called.__name__ not in _STEPS:
            return
        if frame.f_code.co_filename.endswith(_INDEX):
            alike += 1
            if alike % _OF_INDEX:
                return
        if not left:
            sys.setprofile(None)
            os.write(writer, called.__name__.encode())
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    return hook


def copied(template: Path, folder: Path) -> Path:
    """A fresh copy."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    return folder


def contents(folder: Path) -> dict[str, Any]:
    """Every row and every definition of both databases, the notes, the counts."""
    found: dict[str, Any] = {name: (folder / name).read_bytes() for name in _NOTES if (folder / name).exists()}
    totals = FileState(folder).counts().totals()
    found["counts"] = (dict(totals.by_name), totals.since)
    for name in ("site.db", "publications.db"):
        connection = sqlite3.connect(folder / name)
        found[name] = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
        for kind, table, sql in found[name][:]:
            if kind == "table" and not sql.startswith("CREATE VIRTUAL"):
                rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
                found[name].append((table, sorted(map(repr, rows))))
        found[name].append(connection.execute("PRAGMA user_version").fetchone())
        found[name].append(connection.execute("PRAGMA integrity_check").fetchall())
        connection.close()
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
