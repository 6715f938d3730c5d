"""`rootzpub bookmark` and `rootzpub recheck`: what was relied on, and what became of it."""

import json
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fetch.conftest import RawServer, Start, ok, serve
from tests.verify.conftest import TestPublisher, key

__all__ = ["serve"]


@pytest.fixture(autouse=True)
def _own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bookmarks of a test are its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def run(*arguments: str) -> int:
    """The exit code of the command line."""
    from rootzpub.cli.main import run as run_cli

    return run_cli(list(arguments))


class Live:
    """A server whose document can change."""

    def __init__(self, start: Start) -> None:
        self.server: RawServer = start(self._answer)
        self.signer = key(1)
        self.summary: str | None = "We make widgets."

    @property
    def url(self) -> str:
        """Where the document is."""
        return f"{self.server.origin}/.well-known/ai"

    def _answer(self, connection: socket.socket, head: bytes) -> None:
        if self.summary is None or b"/keys" in head:
            connection.sendall(ok(b"{}", status="404 Not Found"))
            return
        made = TestPublisher(origin=self.server.origin, signer=self.signer, moment=datetime.now(UTC))
        connection.sendall(ok(made.discovery(aiSummary=self.summary)))


def test_the_life_of_a_bookmark(serve: Start, capsys: pytest.CaptureFixture[str]) -> None:
    """Same, changed with lineage, changed without, gone, unreachable; each with its exit code."""
    live = Live(serve)
    assert run("bookmark", live.url) == 0
    assert live.url in capsys.readouterr().out
    outcomes = [(run("recheck"), capsys.readouterr().out)]
    live.summary = "We make gadgets."
    outcomes.append((run("recheck", live.url), capsys.readouterr().out))
    live.signer = key(2)
    outcomes.append((run("recheck"), capsys.readouterr().out))
    live.summary = None
    outcomes.append((run("recheck"), capsys.readouterr().out))
    live.server.close()
    outcomes.append((run("recheck"), capsys.readouterr().out))
    assert [code for code, _ in outcomes] == [0, 0, 1, 1, 4]
    fates = ["same", "changed with lineage", "changed without lineage", "gone", "unreachable"]
    assert [line.partition(":")[0] for _, line in outcomes] == fates


def test_bookmarks_are_listed_and_dropped(serve: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As lines and as JSON, in a file of one's own."""
    live, file = Live(serve), str(tmp_path / "mine.json")
    run("bookmark", live.url, "--bookmarks", file)
    capsys.readouterr()
    assert run("bookmark", "--list", "--bookmarks", file) == 0
    assert key(1).address.format() in capsys.readouterr().out
    assert run("bookmark", "--list", "--json", "--bookmarks", file) == 0
    assert json.loads(capsys.readouterr().out)["bookmarks"][0]["url"] == live.url
    assert run("recheck", "--json", "--bookmarks", file) == 0
    assert json.loads(capsys.readouterr().out)["findings"][0]["fate"] == "same"
    assert run("bookmark", "--drop", live.url, "--bookmarks", file) == 0
    assert capsys.readouterr().out == ""
    assert run("recheck", "--bookmarks", file) == 0


def test_nothing_to_keep_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2."""
    assert run("bookmark") == 2
    assert "expected a URL to keep" in capsys.readouterr().err


def test_a_url_that_is_not_bookmarked_is_named(serve: Start, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage, and nothing is fetched: who asks about it would take the silence for an answer."""
    live = Live(serve)
    run("bookmark", live.url)
    assert run("recheck", live.url, "https://example.com/other") == 2
    said = capsys.readouterr().err
    assert "no bookmark of https://example.com/other" in said
    assert live.url not in said


def test_what_does_not_verify_is_not_kept(serve: Start, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 5, and nothing is written."""
    server = serve(ok(b"{}"))
    assert run("bookmark", f"{server.origin}/.well-known/ai") == 5
    assert "expected a signed document that verifies" in capsys.readouterr().err
    assert run("bookmark", "--list") == 0
    assert capsys.readouterr().out == ""
