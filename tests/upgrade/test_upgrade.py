"""A folder of an older program opens without a question, and what that program said still holds.

Invariants: these tests stay as they are in every later issue; a folder of each release is added. Since
0.3.0 the schema is another one, and an older program refuses the folder by name.
"""

import contextlib
import json
import shutil
import sqlite3
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from rootzpub import __version__, assembly
from rootzpub.config import load_config
from rootzpub.errors import RootzpubError, StoreUnavailable
from rootzpub.publisher import Counters, Publisher, last_outcome
from rootzpub.publisher.released_statement import ReleasedStatement
from rootzpub.sources.rest.journal import Earlier, Journal
from rootzpub.state import FileState
from rootzpub.store.database import refuse_newer
from rootzpub.store.schema import SITE_MIGRATIONS
from rootzpub.wire import names
from rootzpub.wire.blocks import format_time
from tests.upgrade.folders import COMMITS, OldFolder

_CLOSED_SINCE = {"1d03cc3": 1}
"""How many entries have words that a later program closes [visibility §9], by the commit of the older one."""
_FOLLOWS_SITE = {"pages", "pagesUrl", "publication"}


@pytest.fixture(params=COMMITS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> OldFolder:
    """What each older program left."""
    return OldFolder.unpack(request.param, tmp_path / "site")


@pytest.fixture
def publisher(old: OldFolder) -> Iterator[Publisher]:
    """The present program over it."""
    opened = assembly.open_publisher(old.config, clock=old.clock)
    yield opened
    opened.store.close()


def _json(publisher: Publisher, path: str, *asked: tuple[str, str]) -> dict[str, object]:
    value = json.loads(publisher.answer(path, asked).body)
    assert isinstance(value, dict)
    return value


def _publications(publisher: Publisher) -> list[dict[str, object]]:
    return [
        {
            "sequence": publication.sequence,
            "root": publication.root.hex(),
            "size": publication.size,
            "publishedAt": publication.published_at.isoformat(),
        }
        for publication in reversed(publisher.store.publications())
    ]


def test_every_publication_is_there(old: OldFolder, publisher: Publisher) -> None:
    """Sequence, root, size and moment of each, and the last one is what is shown."""
    assert _publications(publisher) == old.expected["publications"]
    with publisher.store.site() as site:
        assert site.publication.sequence == old.expected["sequence"]
    assert publisher.store.check() == ()


def test_the_key_history_is_there(old: OldFolder, publisher: Publisher) -> None:
    """With the signatures of both keys."""
    document, expected = _json(publisher, names.KEYS_PATH), old.expected["keyHistory"]
    stamps = {name for name in (*document, *expected) if name.startswith("_")}
    assert {name: value for name, value in document.items() if name not in stamps} == {
        name: value for name, value in expected.items() if name not in stamps
    }


def test_what_was_approved_is_what_is_served(old: OldFolder, publisher: Publisher) -> None:
    """The statement as it was released, at the time of its release."""
    document, expected = _json(publisher, names.WELL_KNOWN), old.expected["ai"]
    for name in expected.keys() - _FOLLOWS_SITE:
        if not name.startswith("_"):
            assert document[name] == expected[name], name
    assert document["publication"] == expected["publication"]
    assert ReleasedStatement(assembly.open_state(old.config).note("approved")).mark() == old.expected["approvalMark"]


def test_old_and_present_hashes_are_told_as_before(old: OldFolder, publisher: Publisher) -> None:
    """`verify?hash=` for what a page says, once said and never said."""
    answered = []
    for expected in old.expected["verify"]:
        document = _json(publisher, "/wp-json/rootz/v1/verify", ("page", expected["page"]), ("hash", expected["hash"]))
        answered.append({name: document[name] for name in expected})
    assert answered == old.expected["verify"]


def test_notes_and_counters_are_there(old: OldFolder) -> None:
    """How the last look ended, and what was counted."""
    outcome = last_outcome(assembly.open_state(old.config).note("last-sync"))
    assert outcome is not None
    assert {
        "at": format_time(outcome.moment),
        "error": outcome.error,
        "failures": outcome.failures,
        "hint": outcome.hint,
    } == old.expected["lastSync"]
    counters = Counters(assembly.open_state(old.config).counts())
    assert (dict(counters.read().by_kind), counters.read().since) == (
        old.expected["traffic"],
        old.expected["trafficSince"],
    )


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_site_that_did_not_change_keeps_its_statement(old: OldFolder) -> None:
    """The revisions of an older program may mean nothing to this one: all is read once more, nothing is published."""
    first = assembly.run_sync(old.config, clock=old.clock)
    second = assembly.run_sync(old.config, clock=old.clock)
    closed = _CLOSED_SINCE.get(old.commit, 0)
    assert (first.before, first.sequence) == (old.expected["sequence"], old.expected["sequence"] + bool(closed))
    assert (first.added, first.changed, first.removed) == (0, closed, 0)
    assert second.read == second.changed == 0


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_next_publication_is_the_next_number(old: OldFolder) -> None:
    """And all before stay."""
    dump = old.path / "dump.sql"
    changed = dump.read_text("utf-8").replace("five are around nearly every week", "six are around nearly every week")
    dump.write_text(changed, "utf-8")
    summary = assembly.run_sync(old.config, clock=old.clock)
    closed = _CLOSED_SINCE.get(old.commit, 0)
    assert (summary.changed, summary.sequence) == (1 + closed, old.expected["sequence"] + 1)
    publisher = assembly.open_publisher(old.config, clock=old.clock)
    assert _publications(publisher)[:-1] == old.expected["publications"]
    publisher.store.close()


@pytest.mark.slow("more than a tenth of a second a case")
def test_an_older_program_refuses_it_by_name(old: OldFolder) -> None:
    """The site has a schema that it does not know; history and notes are as they were, only new files were added."""
    before = _schemas(old.data)[1], _notes(old.data)
    assembly.run_sync(old.config, clock=old.clock)
    assembly.open_publisher(old.config, clock=old.clock).store.close()
    after = _schemas(old.data)[1], {name: data for name, data in _notes(old.data).items() if name in before[1]}
    assert after == before
    known = SITE_MIGRATIONS[:_KNOWN_THEN]
    says = "has schema 3, this rootzpub knows up to 2"
    path = old.data / "site.db"
    with contextlib.closing(sqlite3.connect(path)) as site, pytest.raises(StoreUnavailable, match=says):
        refuse_newer(site, known, path=path)


_KNOWN_THEN = 2
"""Steps of the schema that the program of that folder knew."""


def _schemas(data: Path) -> list[int]:
    found = []
    for name in ("site.db", "publications.db"):
        connection = sqlite3.connect(data / name)
        found.append(int(connection.execute("PRAGMA user_version").fetchone()[0]))
        connection.close()
    return found


def _notes(data: Path) -> dict[str, bytes]:
    names = ("approved.json", "keys.json", "last-sync.json", "signing.key", "traffic-465f437b")
    return {path.name: path.read_bytes() for path in data.iterdir() if path.name in names}


def test_every_setting_is_read_as_it_was_written(old: OldFolder, tmp_path: Path) -> None:
    """All tables that its `init` wrote, every line switched on: none is refused or read as something else."""
    shutil.copy(old.beside / "every-setting.toml", tmp_path / "rootzpub.toml")
    written = tomllib.loads((tmp_path / "rootzpub.toml").read_text("utf-8"))
    read = load_config(tmp_path).model_dump(mode="json")
    assert len(written) >= 11
    assert {table: {name: read[table][name] for name in values} for table, values in written.items()} == written


def test_an_unfinished_read_is_dropped_and_begun_anew(old: OldFolder) -> None:
    """It holds answers as another version understood them: none counts, and a new journal takes over."""
    shutil.copy(old.beside / "unfinished-read", old.data / "unfinished-read")
    assembly.open_publisher(old.config, clock=old.clock).store.close()
    site = "https://werkhof.example https://werkhof.example/wp-json/ "  # as the old program had it
    journal = Journal(scratch=assembly.open_state(old.config).scratch(), site=site, clock=old.clock)
    assert (journal.begin(""), journal.names(), journal.keeps) == (Earlier(), (), True)
    journal.keep("posts 1", b"[]", entries=1)
    journal.close()
    assert journal.begin("").entries == 1
    journal.close()
    assert b"0.1.0" not in (old.data / "unfinished-read").read_bytes()


def test_only_the_version_keeps_an_unfinished_read_from_being_resumed(old: OldFolder) -> None:
    """Site, visitor, format and moment are those of the test before: it is dropped for no other reason."""
    left = (old.beside / "unfinished-read").read_bytes()
    (old.data / "unfinished-read").write_bytes(left.replace(b'"0.1.0"', f'"{__version__}"'.encode(), 1))
    site = "https://werkhof.example https://werkhof.example/wp-json/ "
    journal = Journal(scratch=assembly.open_state(old.config).scratch(), site=site, clock=old.clock)
    assert journal.begin("").entries == 1
    journal.close()


@pytest.mark.parametrize("what", ["folder", "site.db", "publications.db"])
def test_a_newer_folder_is_refused_by_name(old: OldFolder, what: str) -> None:
    """Whatever of it is newer: one line that names it and the versions, and not a byte of the rest is touched."""
    if what == "folder":
        (old.data / "format").write_text("rootzpub-data/99\n")
    else:
        connection = sqlite3.connect(old.data / what)
        connection.execute("PRAGMA user_version=99")
        connection.close()
    before = {path.name: path.read_bytes() for path in old.data.iterdir()}
    with pytest.raises(StoreUnavailable, match="99, this rootzpub knows up to") as refused:
        assembly.open_publisher(old.config, clock=old.clock)
    assert "newer rootzpub" in refused.value.hint
    after = {path.name: path.read_bytes() for path in old.data.iterdir() if path.name in before}
    if what == "folder":
        assert after == before
    databases = ("site.db", "publications.db", "approved.json", "keys.json")
    assert [after[name] for name in databases] == [before[name] for name in databases]


@pytest.mark.parametrize("text", ["", "rootzpub-data/", "rootzpub-data/one", "something else", "rootzpub-data/²"])
def test_a_format_that_says_nothing_is_refused(tmp_path: Path, text: str) -> None:
    """Nothing is guessed."""
    (tmp_path / "format").write_text(text)
    with pytest.raises(RootzpubError, match="expected rootzpub-data/N in"):
        FileState.open(tmp_path)


def test_a_new_folder_has_the_present_format(tmp_path: Path) -> None:
    """And is its owner's alone."""
    FileState.open(tmp_path / "data")
    FileState.open(tmp_path / "data")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["format"]
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_counters_are_carried_over_once(old: OldFolder) -> None:
    """What was counted since is not lost when the folder is opened again, nor when the old file is gone."""
    counters = Counters(assembly.open_state(old.config).counts())
    counters.count("ai-feed")
    (old.data / "traffic-465f437b").unlink()
    again = Counters(assembly.open_state(old.config).counts())
    assert dict(again.read().by_kind) == {**old.expected["traffic"], "ai-feed": 1}
