"""`rootzpub confirm`, `sync` and `doctor` over a site of ours: what visitors see, in tables, counts and exit codes."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rootzpub.assembly import open_store, run_sync, run_watch
from rootzpub.cli.main import run
from rootzpub.config import FILE_NAME, load_config
from rootzpub.errors import NotReady
from rootzpub.owner.diagnosis import diagnose
from rootzpub.publisher import SyncOptions, SyncSummary
from rootzpub.site import Omission
from tests.conftest import ROOT
from tests.publisher.confirming.site import Answer, WebSite, running
from tests.sources.wordpress_tables.tables import WordPressFile
from tests.waiting import eventually

DEMO = ROOT / "fixtures/demo/rest"


@pytest.fixture
def site() -> Iterator[WebSite]:
    with running(WebSite()) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path, site: WebSite) -> Path:
    """A site of two posts, saved as REST answers, whose home is ours."""
    answers = tmp_path / "rest"
    answers.mkdir()
    items = []
    for number in (1, 2):
        html = f"<p>Number {number} has a dozen words and some more of them, all of it plain prose.</p>"
        path = f"/entry-{number}/"
        site.pages[path] = Answer(f'<link rel=shortlink href="/?p={number}"><main>{html}</main>')
        items.append(
            {
                "id": number, "date_gmt": "2026-01-01T00:00:00", "modified_gmt": "2026-01-01T00:00:00",
                "slug": f"entry-{number}", "status": "publish", "type": "post", "link": f"{site.home}{path}",
                "title": {"rendered": f"Entry {number}"}, "content": {"rendered": html, "protected": False},
                "excerpt": {"rendered": "", "protected": False}, "author": 0, "categories": [], "tags": [],
            }
        )  # fmt: skip
    index = {"name": "A site", "description": "", "url": site.home, "home": site.home, "namespaces": ["wp/v2"]}
    types = {"post": {"name": "Posts", "slug": "post", "rest_base": "posts"}}
    for name, value in {"index": index, "types": types, "posts": items}.items():
        (answers / f"{name}.json").write_text(json.dumps(value))
    (tmp_path / FILE_NAME).write_text(
        f'[source]\nurl = "rest:rest"\nsite = "{site.home}"\nsite_rate = 100\n[signing]\nkey = "none"\n'
    )
    return tmp_path


def test_sync_looks_and_publishes_what_was_seen(folder: Path) -> None:
    summary = run_sync(load_config(folder))
    assert (summary.size, summary.confirmed) == (2, {"seen": 2})
    assert ("looked at", "2 seen") in list(summary.lines())


def test_sync_and_doctor_name_the_first_words_that_a_page_lacks(folder: Path, site: WebSite) -> None:
    run_sync(load_config(folder))
    site.pages["/entry-2/"] = Answer('<link rel=shortlink href="/?p=2"><main>This is for members only, sorry.</main>')
    (folder / "rootzpub-data/confirmations.db").unlink()
    summary = run_sync(load_config(folder), options=SyncOptions(full=True))
    lines = [text for name, text in summary.lines() if name == "not visible"]
    assert len(lines) == 1
    assert lines[0].startswith("/entry-2/: \u201cnumber 2 has a dozen")
    found = [finding.message for finding in diagnose(folder) if finding.part == "visitors"]
    assert any("number 2 has a dozen" in message for message in found)


def test_sync_says_that_marked_entries_wait_and_why() -> None:
    waiting = (Omission(reason="unconfirmed", count=3),)
    summary = SyncSummary(left_out=waiting, confirmed={"seen": 0, "could not look: timeout": 3})
    said = [text for name, text in summary.lines() if name == "waiting"]
    assert said[0].startswith("3 marked entries are withheld")
    assert "plain ones are published" in said[1]
    assert not [name for name, _ in SyncSummary(confirmed={"seen": 2}).lines() if name == "waiting"]


def test_confirm_prints_a_table_and_says_by_its_exit_code(
    folder: Path, site: WebSite, capsys: pytest.CaptureFixture[str]
) -> None:
    run_sync(load_config(folder))
    assert run(["-C", str(folder), "confirm", "/entry-1/"]) == 0
    site.pages["/entry-2/"] = Answer("<p>no", 403)
    assert run(["-C", str(folder), "confirm", "/entry-1/", "/entry-2/"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[2:4]] == [["/entry-1/", "seen"], ["/entry-2/", "not-seen", "restricted"]]
    assert lines[-1] == "1 seen, 1 not seen"
    site.pages["/entry-1/"] = Answer("<p>x", 202)
    assert run(["-C", str(folder), "confirm", "--json", "/entry-1/"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["entries"][0]["reason"] == "bot-wall"


def test_what_was_withdrawn_stays_out_when_what_looks_gave_is_published(tmp_path: Path, site: WebSite) -> None:
    """The sync behind the looks knows what the owner took back, as every other does."""
    tables = WordPressFile(tmp_path / "site.sqlite")
    tables.options(home=site.home, siteurl=site.home, permalink_structure="/%postname%/")
    for number in (1, 2):
        tables.post(number, post_content=f"<p>Number {number} has a dozen words and some more of them.</p>")
    tables.connection.close()
    (tmp_path / FILE_NAME).write_text(
        f'[source]\nurl = "{tables.url}"\nsite = "{site.home}"\nsite_rate = 100\n[signing]\nkey = "none"\n'
    )
    site.pages["/post-2/"] = Answer("<p>no", 403)
    assert run(["-C", str(tmp_path), "sync"]) == 0
    assert run(["-C", str(tmp_path), "withdraw", "--yes", "/post-1/"]) == 0
    site.pages["/post-2/"] = Answer(
        '<link rel=shortlink href="/?p=2"><p>Number 2 has a dozen words and some more of them.'
    )
    assert run(["-C", str(tmp_path), "confirm", "/post-2/"]) == 0
    with closing(open_store(load_config(tmp_path))) as store, store.site() as found:
        assert [entry.path for entry in found.every()] == ["/post-2/"]


def test_a_path_that_no_entry_has_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_sync(load_config(folder))
    assert run(["-C", str(folder), "confirm", "/nowhere/"]) == 2
    assert "no entry has the path /nowhere/" in capsys.readouterr().err


def test_confirm_says_when_the_check_is_off(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / FILE_NAME).read_text()
    (folder / FILE_NAME).write_text(f'{text}[content]\nconfirm = "off"\n')
    run_sync(load_config(folder))
    assert run(["-C", str(folder), "confirm"]) == 2
    assert "pages are not looked at" in capsys.readouterr().err


def test_doctor_names_a_bot_wall(folder: Path, site: WebSite) -> None:
    for path in ("/entry-1/", "/entry-2/"):
        site.pages[path] = Answer("<p>x", 403, {"cf-mitigated": "challenge"})
    run_sync(load_config(folder))
    found = next(finding for finding in diagnose(folder) if finding.part == "visitors")
    assert found.outcome == "warning"
    assert "could not look: bot-wall" in found.message
    assert "bot wall" in found.hint


@pytest.mark.slow("the thread that looks begins a few seconds after the first sync")
def test_a_watcher_looks_in_the_background_and_publishes_what_was_found(folder: Path, site: WebSite) -> None:
    site.pages["/entry-2/"] = Answer("<p>no", 403)
    config, stop = load_config(folder, overrides={"source.refresh_seconds": 1}), threading.Event()
    watching = threading.Thread(target=run_watch, args=(config,), kwargs={"stop": stop}, daemon=True)
    watching.start()
    with closing(open_store(config)) as store:

        def paths() -> list[str]:
            try:
                with store.site() as view:
                    return [found.path for found in view.entries()]
            except NotReady:
                return []

        assert eventually(lambda: paths() == ["/entry-1/"])
        stop.set()
        watching.join()


@pytest.mark.slow("starts a command and kills it again and again")
@pytest.mark.parametrize("requests", [1, 2, 3])
def test_a_look_that_is_killed_takes_nothing_back(folder: Path, site: WebSite, requests: int) -> None:
    """At each request that it makes: what was published stays, no half verdict stays, and the next look is whole."""
    before = run_sync(load_config(folder))
    asked = len(site.asked)
    command = [sys.executable, "-m", "rootzpub", "-C", str(folder), "confirm", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert eventually(lambda: len(site.asked) >= asked + requests or process.poll() is not None)
        process.kill()
    with closing(open_store(load_config(folder))) as store, store.site() as found:
        assert (found.publication.sequence, found.publication.size) == (before.sequence, 2)
    assert run(["-C", str(folder), "store", "check"]) == 0
    assert run(["-C", str(folder), "confirm"]) == 0
    assert run_sync(load_config(folder)).size == 2
