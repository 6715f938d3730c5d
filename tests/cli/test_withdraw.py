"""`rootzpub withdraw`, and what `sync` says of what it holds and foresees."""

import json
from pathlib import Path

import pytest

from rootzpub.cli.main import run


def item(number: int) -> dict[str, object]:
    """A post as the API shows it."""
    return {
        "id": number,
        "date_gmt": "2026-01-02T03:04:05",
        "modified_gmt": "2026-01-02T03:04:05",
        "slug": f"post-{number}",
        "status": "publish",
        "link": f"https://example.test/post-{number}/",
        "title": {"rendered": f"Post {number}"},
        "content": {"rendered": f"<p>Zanzibar {number}</p>", "protected": False},
    }


def fill(folder: Path, numbers: range) -> None:
    """The source as it is now."""
    (folder / "rest").mkdir(exist_ok=True)
    (folder / "rest" / "posts.json").write_text(json.dumps([item(number) for number in numbers]))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of thirty posts, synced."""
    fill(tmp_path, range(1, 31))
    source = f"rest:{tmp_path / 'rest'}"
    assert run(["init", str(tmp_path / "site"), "--source", source, "--new-key"]) == 0
    assert on(tmp_path / "site", "sync") == 0
    return tmp_path / "site"


def on(site: Path, *arguments: str) -> int:
    """Run a command for a site; its exit code."""
    return run(["-C", str(site), *arguments])


def test_withdraw_asks_on_a_terminal_only(site, capsys):
    """In a script it needs --yes."""
    assert on(site, "withdraw", "/post-7/") == 2
    assert "expected --yes" in capsys.readouterr().err


def test_withdraw_takes_a_path_out(site, capsys):
    """It says what went, and what is to be done about copies; the sync behind it keeps it out."""
    capsys.readouterr()
    assert on(site, "withdraw", "/post-7/", "--yes") == 0
    said = capsys.readouterr()
    assert "withdrawn    /post-7/" in said.out
    assert "1 -> 2, 29 entries" in said.out
    assert "rootzpub withdraw --undo" in said.err
    assert on(site, "sync") == 0
    assert on(site, "show", "/wp-json/rootz/v1/page?path=/post-7/") != 0
    capsys.readouterr()
    assert on(site, "withdraw", "--undo", "/post-7/") == 0
    assert on(site, "sync", "--json") == 0
    assert json.loads(capsys.readouterr().out)["size"] == 30


def test_withdraw_all_for_machines(site, capsys):
    """One object."""
    capsys.readouterr()
    assert on(site, "withdraw", "--all", "--yes", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (len(found["withdrawn"]), found["size"], found["notPublished"]) == (30, 0, [])


def test_an_unknown_path_is_reported(site, capsys):
    """It stays out all the same; the exit code says that something may be misspelled."""
    assert on(site, "withdraw", "/psot-7/", "--yes") == 2
    assert "is it spelled right?" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("/a/", "--all")], ids=["nothing", "both"])
def test_it_must_be_clear_what_goes(site, arguments):
    """Paths, or all."""
    assert on(site, "withdraw", *arguments, "--yes") == 2


def test_sync_ends_with_its_own_code_when_it_held_something(site, capsys):
    """And doctor says what and why; the owner lets it go."""
    fill(site.parent, range(1, 5))
    capsys.readouterr()
    assert on(site, "sync") == 7
    assert "26 of 30 entries stay published" in capsys.readouterr().out
    assert on(site, "doctor") == 0
    said = capsys.readouterr().out
    assert "warning held" in said
    assert "--accept-removals" in said
    assert on(site, "sync", "--accept-removals") == 0
    assert "26 removed" in capsys.readouterr().out


def test_a_dry_run_shows_paths_and_ends_well(site, capsys):
    """Nothing is written, so nothing is held yet."""
    fill(site.parent, range(2, 32))
    capsys.readouterr()
    assert on(site, "sync", "--dry-run", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["paths"] == {"added": ["/post-31/"], "changed": [], "removed": ["/post-1/"], "held": []}
    assert on(site, "sync", "--dry-run") == 0
    assert "would be" in capsys.readouterr().out


def test_a_dry_run_before_the_first_sync_makes_no_store(tmp_path, capsys):
    """All would be added."""
    fill(tmp_path, range(1, 4))
    (tmp_path / "rootzpub.toml").write_text(f'[source]\nurl = "rest:{tmp_path / "rest"}"\n')
    assert on(tmp_path, "sync", "--dry-run") == 0
    assert "added        /post-1/" in capsys.readouterr().out
    assert not (tmp_path / "rootzpub-data").exists()
