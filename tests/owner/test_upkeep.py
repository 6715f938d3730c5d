"""Damage is found and named, the hint helps, and what cannot be derived comes back from a backup."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rootzpub import assembly
from rootzpub.config import Config, load_config
from rootzpub.errors import MalformedInput, RootzpubError, StoreUnavailable, UsageError
from rootzpub.owner import upkeep
from rootzpub.owner.diagnosis import diagnose
from rootzpub.owner.keyring import open_keyring
from rootzpub.owner.keys import make_key
from rootzpub.owner.withdrawing import withdraw_paths
from rootzpub.publisher import SyncOptions
from rootzpub.publisher.withdrawn import read_withdrawn
from rootzpub.verify import Policy, verify
from tests.conftest import ROOT
from tests.owner.conftest import NOBODY

URL = "https://example.org"


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo site, read once."""
    folder = tmp_path_factory.mktemp("site")
    source = f"rest:{ROOT / 'fixtures/demo/rest'}"
    (folder / "rootzpub.toml").write_text(f'[source]\nurl = "{source}"\n[site]\nbase_url = "{URL}"\n')
    config = load_config(folder)
    make_key(open_keyring(config, NOBODY))
    assembly.run_sync(config)
    return folder


@pytest.fixture
def config(synced: Path, tmp_path: Path) -> Config:
    """A copy of it."""
    shutil.copytree(synced, tmp_path / "site")
    return load_config(tmp_path / "site")


def flip(path: Path, chance: random.Random, *, bits: int) -> None:
    """Change some bits anywhere."""
    data = bytearray(path.read_bytes())
    for _ in range(bits):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


@pytest.mark.slow("opens some hundred damaged stores")
@pytest.mark.parametrize("name", ["site.db", "publications.db"])
@pytest.mark.parametrize("seed", range(4))
def test_no_flipped_bit_makes_a_wrong_answer(synced: Path, tmp_path: Path, name: str, seed: int) -> None:
    """What is answered verifies and says the same as before, or it is a 503; doctor and check end with lines."""
    chance = random.Random(seed)
    paths = ["/.well-known/ai", "/llms.txt", "/.well-known/ai/feed", "/.well-known/ai/content"]
    whole = {path: assembly.open_publisher(load_config(synced)).answer(path).etag for path in paths}
    for turn in range(15):
        folder = tmp_path / f"{turn}"
        shutil.copytree(synced, folder)
        flip(folder / "rootzpub-data" / name, chance, bits=chance.choice([1, 2, 64]))
        config = load_config(folder)
        problems = upkeep.check_store(config)
        assert all(line.startswith(name) for line in problems), problems
        diagnose(folder)
        try:
            publisher = assembly.open_publisher(config)
        except RootzpubError:
            continue
        for path in paths:
            answer = publisher.answer(path)
            assert answer.status in {200, 404, 503}
            report = verify(answer.body, url=URL + path, policy=Policy.offline())
            assert not [check for check in report.failures if not check.code.startswith("freshness")]
            assert answer.status != 200 or answer.etag == whole[path] or problems


@pytest.mark.slow("reads the demo site again")
def test_a_rebuilt_store_goes_on_with_its_history(config: Config) -> None:
    """The hint of doctor is one that helps: the same publication, the same root, no finding left."""
    before = assembly.open_store(config).publications()
    data = bytearray((config.data_dir / "site.db").read_bytes())
    data[4096:20480] = b"\xff" * 16384
    (config.data_dir / "site.db").write_bytes(data)
    found = [finding for finding in diagnose(config.directory) if finding.part == "store"]
    assert {(finding.outcome, finding.hint) for finding in found} == {("problem", upkeep.REBUILD)}
    upkeep.rebuild_store(config)
    after = assembly.open_store(config).publications()
    assert after[-len(before) :] == before
    assert after[0].root == before[0].root
    assert upkeep.check_store(config) == ()


def test_a_rebuild_that_fails_leaves_what_was_there(config: Config) -> None:
    """The source is gone."""
    (config.directory / "rootzpub.toml").write_text(f'[source]\nurl = "rest:/nowhere"\n[site]\nbase_url = "{URL}"\n')
    with pytest.raises(RootzpubError):
        upkeep.rebuild_store(load_config(config.directory))
    assert upkeep.check_store(config) == ()


@pytest.mark.slow("reads the site")
@pytest.mark.parametrize("gone", [["site.db"], ["site.db", "publications.db"]], ids=["site.db", "everything"])
def test_a_store_that_is_not_there_is_built(config: Config, gone: list[str]) -> None:
    """Deleted, or never read: the history that is there goes on, else it begins."""
    before = assembly.open_store(config).publications()
    for name in gone:
        for path in config.data_dir.glob(f"{name}*"):
            path.unlink()
    assert upkeep.rebuild_store(config).size == before[0].size
    after = assembly.open_store(config).publications()
    assert after[0].root == before[0].root
    assert after[0].sequence == before[0].sequence
    assert upkeep.check_store(config) == ()


@pytest.mark.slow("reads the site twice")
def test_what_is_withdrawn_is_in_no_copy_that_was_put_aside(config: Config) -> None:
    """site.db.damaged, of a rebuild, holds every word; a withdrawal deletes it."""
    upkeep.rebuild_store(config)
    aside = config.data_dir / "site.db.damaged"
    with assembly.open_store(config).site() as site:
        path = next(record.path for record in site.records(limit=100))
    assert aside.exists()
    withdraw_paths(config, [path], everything=False)
    assert [file.name for file in config.data_dir.iterdir() if "damaged" in file.name] == []


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_backup_brings_the_history_back(config: Config, tmp_path: Path) -> None:
    """Made while a reader has the store open; restored over a damaged history; the server's answers are as before."""
    publisher = assembly.open_publisher(config)
    etag = publisher.answer("/.well-known/ai").etag
    made = upkeep.back_up(config, tmp_path / "backup")
    assert (made.path.stat().st_mode & 0o777, made.publication) == (0o600, 1)
    assert "signing.key" not in made.names
    (config.data_dir / "publications.db").write_bytes(b"\xff" * 40960)
    assert upkeep.hint_for(upkeep.check_store(config)[0]) == upkeep.RESTORE
    with pytest.raises(StoreUnavailable, match=r"publications\.db"):
        upkeep.rebuild_store(config)
    assert upkeep.restore(config, made.path).publication == 1
    assert upkeep.check_store(config) == ()
    assert assembly.open_publisher(config).answer("/.well-known/ai").etag == etag


def test_what_was_withdrawn_stays_out_after_a_restore(config: Config, tmp_path: Path) -> None:
    """On another machine, where only the backup is: no sync publishes it again."""
    withdraw_paths(config, ["/about/"], everything=False)
    made = upkeep.back_up(config, tmp_path / "backup")
    shutil.rmtree(config.data_dir)

    upkeep.restore(config, made.path)

    assert [path for _, path in read_withdrawn(assembly.open_state(config).note("withdrawn")).entries] == ["/about"]


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_restore_takes_no_withdrawal_back(config: Config, tmp_path: Path) -> None:
    """A backup knows less than the owner who withdrew more since."""
    withdraw_paths(config, ["/about/"], everything=False)
    made = upkeep.back_up(config, tmp_path / "backup")
    withdraw_paths(config, ["/"], everything=False)
    kept = read_withdrawn(assembly.open_state(config).note("withdrawn"))

    upkeep.restore(config, made.path, older=True)

    assert read_withdrawn(assembly.open_state(config).note("withdrawn")) == kept


@pytest.mark.slow("more than a tenth of a second a case")
def test_an_older_backup_is_recognised(config: Config, tmp_path: Path) -> None:
    """What readers would see is said; nothing is changed."""
    made = upkeep.back_up(config, tmp_path / "backup")
    (config.directory / "rootzpub.toml").write_text(
        (config.directory / "rootzpub.toml").read_text() + '[content]\nexclude = ["post"]\n'
    )
    later = load_config(config.directory)
    assembly.run_sync(later, options=SyncOptions(full=True))
    assert assembly.open_store(later).publications()[0].sequence == 2
    with pytest.raises(UsageError, match="ends with publication 1, and 2 was published") as caught:
        upkeep.restore(later, made.path)
    assert "rollback" in caught.value.hint
    assert upkeep.check_store(later) == ()


@pytest.mark.parametrize("content", [b"", b"hello", b"\0" * 10240], ids=["empty", "text", "zeros"])
def test_what_is_no_backup_is_refused(config: Config, tmp_path: Path, content: bytes) -> None:
    """In one line; nothing is changed."""
    (tmp_path / "backup").write_bytes(content)
    with pytest.raises(MalformedInput, match="expected"):
        upkeep.restore(config, tmp_path / "backup")
    assert upkeep.check_store(config) == ()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE meta SET value = replace(value, 'erkhof', 'erkhov') WHERE key = 'facts'",
        "UPDATE terms SET name = name || 'x' WHERE used > 0",
        "UPDATE terms SET used = used + 1 WHERE used > 0",
        "UPDATE authors SET name = name || 'x'",
        "UPDATE entry_terms SET term_id = term_id + 1",
    ],
    ids=["facts", "term", "count", "author", "whose-term"],
)
def test_what_entries_are_shown_with_is_never_signed_damaged(config: Config, damage: str) -> None:
    """None of it stands in the row of an entry: it is noticed, and answered with 503."""
    with closing(sqlite3.connect(config.data_dir / "site.db")) as connection, connection:
        assert connection.execute(damage).rowcount > 0
    assert upkeep.check_store(config)
    assert assembly.open_publisher(config).answer("/.well-known/ai/content/posts").status == 503
