"""What is kept on disk means the same in every process: no value of Python's own `hash()` is in it."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import rootzpub
from rootzpub.sources.wordpress_tables.id_ranges import RangeChecksums, combine, text_checksum
from tests.sources.wordpress_tables.tables import WordPressFile

_PROGRAM = """
import sys
from datetime import UTC, datetime
from rootzpub.site import NOTHING_KNOWN
from rootzpub.sources import SourceOptions, open_source

source = open_source(sys.argv[1], SourceOptions(clock=lambda: datetime(2026, 3, 4, tzinfo=UTC)))
with source.snapshot() as snapshot:
    print(snapshot.fingerprint)
    for change in snapshot.changes(None, NOTHING_KNOWN):
        print(change.id, getattr(change, "revision", ""))
"""


@pytest.mark.slow("starts processes of our own")
def test_two_processes_give_the_same_fingerprint_and_revisions(wordpress: WordPressFile) -> None:
    """Whatever seed Python's hash has in them."""
    for number in range(1, 5):
        wordpress.post(number, post_title=f"Post {number}")
    wordpress.page(10)
    wordpress.page(11, post_parent=10)
    said = [_said(wordpress.url, seed) for seed in ("1", "2", "random")]
    assert said[0] == said[1] == said[2]
    assert len(said[0].splitlines()) == 7


def _said(url: str, seed: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, url],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_checksums_are_what_they_always_were() -> None:
    """Stores hold them: another value means that every site is read once again."""
    assert f"{combine(1, 2, 2**64 - 1):016x}" == "616a770bb7f12427"
    assert combine(1, 2) != combine(2, 1) != combine(2, 1, 0)
    assert combine(2**64 + 5) == combine(5)
    assert f"{text_checksum('a', 'bc'):016x}" == "c8dd0f99cbb6ce78"
    assert str(RangeChecksums.of(9, 600, [{0: 1, 1: 2}, {1: 3}])) == "9:bmKkjoVPFB/LgYlQ/dttsA=="


@pytest.mark.slow("starts processes of our own")
def test_python_s_hash_is_asked_in_memory_only() -> None:
    """One place may: which lock of the cache a question takes."""
    package = Path(rootzpub.__file__).parent
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "hash"
    }
    assert found <= {"publisher/cache.py"}
