"""The demo site as it is published at one moment with the test key: every path, and answers of every tool."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rootzpub.assembly import open_publisher, run_sync
from rootzpub.clock import fixed_clock
from rootzpub.config import Config, load_config

ROOT = Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "fixtures" / "golden"
MANIFEST = GOLDEN / "manifest.sha256"
MOMENT = datetime(2026, 9, 1, 12, 0, 30, tzinfo=UTC)
ORIGIN = "https://werkhof.example"
WHOLE: Mapping[str, str] = {
    "/.well-known/ai": "ai.json",
    "/.well-known/ai/policies": "policies.json",
    "/wp-json/rootz/v1/page?path=/about/": "page.json",
    "/llms.txt": "llms.txt",
    "/llms.txt.sig": "llms.txt.sig",
}
"""What is kept as bytes, so that a difference can be read; of the rest the hash says that there is one."""
_REST = "/wp-json/rootz/v1"
QUESTIONS = (
    f"{_REST}/page?path=/about/",
    f"{_REST}/page?path=/nothing/",
    f"{_REST}/page",
    f"{_REST}/verify?page=/about/",
    f"{_REST}/search?q=repair",
    f"{_REST}/search?limit=3&q=Werkstatt",
    f"{_REST}/search?q=修理",
    f"{_REST}/search?limit=abc&q=x",
    f"{_REST}/status",
    f"{_REST}/context",
    "/llms.txt.sig",
    "/nothing",
)
"""Paths with a question, beside all that answer without one."""


def configuration(folder: Path) -> Config:
    """Only what the demo needs; the key is the TEST KEY ONLY of fixtures/keys."""
    return load_config(
        folder,
        overrides={
            "source.url": f"rest:{ROOT / 'fixtures/demo/rest'}",
            "site.base_url": ORIGIN,
            "site.data_dir": str(folder / "data"),
            "signing.key": f"file:{folder / 'demo.key'}",
            "llms.full": True,
        },
    )


def published(folder: Path) -> dict[str, bytes]:
    """Every answer by its path, made in an empty folder."""
    key = folder / "demo.key"
    key.write_bytes((ROOT / "fixtures/keys/demo.key").read_bytes())
    key.chmod(0o600)
    config, clock = configuration(folder), fixed_clock(MOMENT)
    run_sync(config, clock=clock)
    publisher = open_publisher(config, clock=clock)
    try:
        asked = (*publisher.paths(), *QUESTIONS)
        return {path: publisher.answer(*_split(path)).body for path in sorted(asked)}
    finally:
        publisher.store.close()


def _split(asked: str) -> tuple[str, list[tuple[str, str]]]:
    path, _, query = asked.partition("?")
    return path, [(name, value) for name, _, value in (part.partition("=") for part in query.split("&") if part)]


def manifest(answers: Mapping[str, bytes]) -> str:
    """A line for each path: SHA-256 and path, as `sha256sum` writes them."""
    return "".join(f"{hashlib.sha256(body).hexdigest()}  {path}\n" for path, body in sorted(answers.items()))


def read_manifest() -> dict[str, str]:
    """Hash by path."""
    return dict(_lines(MANIFEST.read_text("utf-8")))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        digest, _, path = line.partition("  ")
        yield path, digest
