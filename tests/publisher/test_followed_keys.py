"""Another key while it is published: with its history at once, or not at all."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rootzpub import assembly
from rootzpub.config import Config, load_config
from rootzpub.owner.keyring import open_keyring
from rootzpub.owner.keys import make_key, revoke_key
from rootzpub.owner.rotation import rotate_in_place, rotate_to
from rootzpub.proof import Address, KeyHistory, follow
from rootzpub.publisher import Publisher, sync
from rootzpub.wire import parse
from tests.owner.conftest import NOBODY
from tests.owner.killing import COMMANDS
from tests.publisher.making import CLOCK, ListSource, a_page

KEYS = "/.well-known/ai/keys"
START = CLOCK()


@dataclass
class Ticking:
    """A clock of tests: moves on by `step` with every look. Threads may share it."""

    moment: datetime
    step: timedelta = timedelta(0)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> datetime:
        """The moment, moved on."""
        with self._lock:
            self.moment += self.step
            return self.moment


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A synced site with a key."""
    (tmp_path / "rootzpub.toml").write_text('[site]\nbase_url = "https://example.org"\n')
    config = load_config(tmp_path)
    make_key(ring(config))
    return config


def ring(config: Config) -> Any:
    """As a command opens it."""
    return open_keyring(config, NOBODY)


@pytest.fixture
def publisher(config: Config) -> Publisher:
    """As a worker opens it, over a site that was read."""
    store = assembly.open_store(config)
    source = ListSource()
    source.entries[3] = a_page(3, path="/about/", slug="about")
    sync(source, store, config=config, clock=CLOCK)
    return assembly.open_publisher(config)


def shown(publisher: Publisher) -> tuple[str, str, list[str]]:
    """Who signs a document, who signs the history, and the keys that the history leads through."""
    history = parse(publisher.answer(KEYS).body)
    document = parse(publisher.answer("/.well-known/ai").body)
    steps = [entry["message"]["newKey"] for entry in history["history"] if "newKey" in entry["message"]]
    return document["_signature"]["signer"], history["_signature"]["signer"], steps


def test_a_rotation_is_followed_at_once(config: Config, publisher: Publisher) -> None:
    """With its history: never the new history with the old key's signature, nor the other way round."""
    first = shown(publisher)
    done = rotate_in_place(ring(config))
    assert first == (done.old, done.old, [])
    assert shown(publisher) == (done.new, done.new, [done.new])


def test_a_rotation_that_was_cut_off_is_followed_too(config: Config, publisher: Publisher) -> None:
    """The record is written and the files have not changed places: the new key lies beside the old one."""
    path = config.data_dir / "signing.key"
    shown(publisher)
    done = rotate_in_place(ring(config))
    path.rename(path.with_name(f"signing.key.new-{done.new[:10]}"))
    shutil.copy2(done.kept_path or "", path)
    assert shown(publisher) == (done.new, done.new, [done.new])
    assert shown(assembly.open_publisher(config)) == (done.new, done.new, [done.new])


def test_a_key_that_is_not_named_yet_leaves_the_old_pair(
    config: Config, publisher: Publisher, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In no file: until [signing] key names it, the old key signs, with the history as it was, restarted or not."""
    old = shown(publisher)
    monkeypatch.setenv("TEST_NEXT_KEY", "7".rjust(64, "0"))
    done = rotate_to(ring(config), "env:TEST_NEXT_KEY")
    assert shown(publisher) == old == shown(assembly.open_publisher(config))
    assert f"was replaced by that of {done.new}, which is not the key at hand" in caplog.text


def test_a_key_elsewhere_is_followed_too(config: Config, publisher: Publisher) -> None:
    """`rotate --new` with a file: running or started anew, without a change of the settings."""
    old = shown(publisher)
    made = make_key(ring(config), out=config.directory / "next.key")
    rotate_to(ring(config), made.reference)
    assert old[0] != made.address
    assert shown(publisher) == shown(assembly.open_publisher(config)) == (made.address, made.address, [made.address])


def _signed(answer: Any) -> tuple[str, int]:
    """Who signed, and the Unix second that was signed."""
    block = parse(answer.body)["_signature"]
    return block["signer"], block["envelope"]["message"]["signedAt"]


def test_two_workers_change_at_the_same_moment(config: Config, publisher: Publisher) -> None:
    """Before it the old key signs, with the change announced; from it on the new one does; both under load.

    Whatever is signed at or after the moment is signed by the new key: a verifier knows no grace.
    """
    del publisher
    clock = Ticking(START)
    config = load_config(config.directory, overrides={"site.stamp_seconds": 1})
    workers = [assembly.open_publisher(config, clock=clock) for _ in range(2)]
    done = rotate_in_place(ring(config), clock=clock, ahead=timedelta(minutes=2))
    effective = int(done.effective_at.timestamp())
    assert done.effective_at == START + timedelta(minutes=2)
    announced = [parse(worker.answer(KEYS).body) for worker in workers]
    assert [entry["_signature"]["signer"] for entry in announced] == [done.old] * 2
    assert [len(entry["history"]) for entry in announced] == [1, 1]

    clock.moment, clock.step = done.effective_at - timedelta(seconds=2), timedelta(milliseconds=5)
    with ThreadPoolExecutor(8) as pool:
        asked = [workers[number % 2] for number in range(400)]
        signed = list(pool.map(lambda worker: _signed(worker.answer("/.well-known/ai")), asked))
        # Errors are signed too.
        signed += list(pool.map(lambda worker: _signed(worker.answer("/wp-json/rootz/v1/page")), asked[:50]))

    assert {signer for signer, at in signed if at >= effective} == {done.new}
    assert {signer for signer, _ in signed} == {done.old, done.new}


def test_a_clock_that_goes_back_brings_no_former_key_back(config: Config, publisher: Publisher) -> None:
    """And a process that starts before the moment signs as the others do."""
    del publisher
    clock = Ticking(START)
    running = assembly.open_publisher(config, clock=clock)
    done = rotate_in_place(ring(config), clock=clock, ahead=timedelta(minutes=2))
    assert _signed(assembly.open_publisher(config, clock=clock).answer(KEYS))[0] == done.old
    clock.moment = done.effective_at
    assert _signed(running.answer(KEYS))[0] == done.new
    clock.moment = START
    assert _signed(running.answer(KEYS))[0] == done.new


def test_a_key_that_is_revoked_while_its_successor_waits(config: Config, publisher: Publisher) -> None:
    """The chain still leads to the new key: the revocation holds from after the change on."""
    del publisher
    clock = Ticking(START)
    done = rotate_in_place(ring(config), clock=clock, ahead=timedelta(minutes=2))
    revoke_key(ring(config), address=done.old, reason="stolen", clock=clock)
    running = assembly.open_publisher(config, clock=clock)
    history = KeyHistory.read(parse(running.answer(KEYS).body))
    assert _signed(running.answer(KEYS))[0] == done.old
    old = Address.parse(done.old)
    assert follow(history, old, START).current == old
    clock.moment = START + timedelta(minutes=3)
    assert _signed(running.answer(KEYS))[0] == done.new
    lineage = follow(history, old, clock.moment)
    assert (lineage.code, lineage.current.format()) == ("ok", done.new)


@pytest.mark.parametrize("fault", ["removed", "unreadable", "swapped", "history cut", "history damaged"])
def test_what_happens_to_the_files_changes_no_answer(
    config: Config, publisher: Publisher, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    """What is known goes on signing, one line says what is wrong, and when it is put right nothing has happened."""
    rotate_in_place(ring(config))
    before = shown(publisher)
    path, history = config.data_dir / "signing.key", config.data_dir / "keys.json"
    saved = path.read_bytes(), history.read_bytes()
    if fault == "removed":
        path.unlink()
    elif fault == "unreadable":
        path.chmod(0o644)
        path.write_bytes(saved[0] + b"\n")
    elif fault == "swapped":
        path.write_text("7".rjust(64, "0"))
    elif fault == "history cut":
        history.unlink()
    else:
        history.write_text("{")
    caplog.clear()
    assert shown(publisher) == before == shown(publisher)
    assert len([record for record in caplog.records if "still signing as" in record.message]) == 1
    path.write_bytes(saved[0])
    path.chmod(0o600)
    history.write_bytes(saved[1])
    done = rotate_in_place(ring(config))
    assert shown(publisher)[:2] == (done.new, done.new)


def test_a_delegation_to_a_former_key_is_left_out(config: Config, publisher: Publisher) -> None:
    """It would stand in documents that another key signs, and fail them."""
    del publisher
    COMMANDS["delegate"](ring(config))
    (config.directory / "rootzpub.toml").write_text(
        '[site]\nbase_url = "https://example.org"\n[signing]\nauthorization = "rootzpub-data/delegation.json"\n'
    )
    delegated = load_config(config.directory)
    running = assembly.open_publisher(delegated)
    block = parse(running.answer("/.well-known/ai").body)["_signature"]
    assert block["authorization"] == "delegated"
    rotate_in_place(ring(delegated))
    block = parse(running.answer("/.well-known/ai").body)["_signature"]
    assert (block["authorization"], block.get("delegation")) == ("self-signed", None)


def test_a_revocation_is_shown_at_once(config: Config, publisher: Publisher) -> None:
    """By the key that is revoked: readers must see it."""
    shown(publisher)
    revoke_key(ring(config), reason="closing")
    assert parse(publisher.answer(KEYS).body)["history"][0]["message"]["reason"] == "closing"
