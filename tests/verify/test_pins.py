"""Pins: what is remembered, how it is kept, and who may read it."""

import json
import multiprocessing
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rootzpub.errors import ConfigError, UsageError
from rootzpub.verify import Observation, PinFile, Verdict
from rootzpub.verify.pins import default_path, learned, write_json
from tests.waiting import LIMIT

from .conftest import NOW, ORIGIN, TestPublisher, judged, key, pin_of

SEEN = Observation(
    origin=ORIGIN, signer=key(1).address.format(), sequence=5, root="0x" + "aa" * 32, envelope=True, signed_at=1
)


@pytest.fixture
def file(tmp_path: Path) -> PinFile:
    """A pin file in a folder that does not exist yet."""
    return PinFile(tmp_path / "config" / "rootzpub" / "pins.json")


def test_a_first_contact_is_remembered(file: PinFile) -> None:
    """Signer, times, sequence, root and envelope."""
    assert file.get(ORIGIN) is None
    pin = file.record(SEEN, NOW)
    assert file.get(ORIGIN) == pin
    assert (pin.signer, pin.sequence, pin.envelope) == (SEEN.signer, 5, True)
    assert pin.first_seen == pin.last_seen == "2026-03-04T20:30:00Z"


def test_pins_only_learn(file: PinFile) -> None:
    """The highest sequence stays, an envelope once seen stays, the last time moves on."""
    file.record(SEEN, NOW)
    older = replace(SEEN, sequence=4, root="0x" + "bb" * 32, envelope=False)
    pin = file.record(older, NOW + timedelta(days=1))
    assert (pin.sequence, pin.root, pin.envelope) == (5, SEEN.root, True)
    assert (pin.first_seen, pin.last_seen) == ("2026-03-04T20:30:00Z", "2026-03-05T20:30:00Z")
    newer = file.record(replace(SEEN, sequence=6, root="0x" + "cc" * 32), NOW)
    assert (newer.sequence, newer.root, newer.last_seen) == (6, "0x" + "cc" * 32, "2026-03-05T20:30:00Z")


def test_nothing_is_written_where_there_is_nothing_to_learn(file: PinFile) -> None:
    """The same document again within the second leaves the file as it is."""
    file.record(SEEN, NOW)
    before = file.path.stat().st_ino
    assert file.record(SEEN, NOW) == file.get(ORIGIN)
    assert file.path.stat().st_ino == before
    file.record(SEEN, NOW + timedelta(seconds=1))
    assert file.path.stat().st_ino != before


def test_a_new_key_clears_what_the_old_one_ran_up() -> None:
    """After a rotation the sequence is taken from the new key's documents."""
    first = learned(None, replace(SEEN, sequence=10**9), NOW)
    pin = learned(first, replace(SEEN, signer=key(2).address.format(), sequence=7), NOW)
    assert (pin.signer, pin.sequence) == (key(2).address.format(), 7)


def test_a_root_is_taken_up_when_none_was_known() -> None:
    """A pin made by hand learns the root of its sequence later."""
    pin = learned(None, replace(SEEN, root=""), NOW)
    assert learned(pin, SEEN, NOW).root == SEEN.root


def test_the_file_is_the_owner_s_alone(file: PinFile) -> None:
    """Mode 0600, in a folder of mode 0700."""
    file.record(SEEN, NOW)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700


def test_a_pin_by_hand(file: PinFile) -> None:
    """The origin is normalised, and what was known is replaced."""
    file.record(SEEN, NOW)
    pin = file.add("HTTPS://Example.com:443/any", key(2).address.format().lower(), NOW)
    assert file.all() == {ORIGIN: pin}
    assert (pin.signer, pin.sequence, pin.envelope) == (key(2).address.format(), 0, False)


@pytest.mark.parametrize(("origin", "signer"), [("example.com", key(1).address.format()), (ORIGIN, "0x12")])
def test_a_pin_that_cannot_be_is_refused(file: PinFile, origin: str, signer: str) -> None:
    """Neither a host without scheme nor half an address."""
    with pytest.raises(UsageError, match="expected an"):
        file.add(origin, signer, NOW)
    assert not file.path.exists()


def test_forgetting(file: PinFile) -> None:
    """Whether there was anything to forget is said."""
    file.record(SEEN, NOW)
    assert file.forget("https://EXAMPLE.com")
    assert not file.forget(ORIGIN)
    assert not file.forget("not an origin")
    assert file.all() == {}


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'{"version": 2, "pins": {}}',
        b'{"version": 1}',
        b'{"version": 1, "pins": {"https://a.example": {"signer": "0x12"}}}',
        b'{"version": 1, "pins": {"https://a.example": 7}}',
        json.dumps({"version": 1, "pins": {ORIGIN: {"signer": "x", "first_seen": "", "last_seen": ""}}}).encode(),
        json.dumps(
            {
                "version": 1,
                "pins": {
                    ORIGIN: {
                        "signer": key(1).address.format(),
                        "first_seen": "2026-03-04T20:30:00Z",
                        "last_seen": "2026-03-04T20:30:00Z",
                        "sequence": "5",
                    }
                },
            }
        ).encode(),
    ],
)
def test_a_damaged_file_is_an_error_and_stays(file: PinFile, content: bytes) -> None:
    """It is never taken for an empty one, and never overwritten."""
    file.path.parent.mkdir(parents=True)
    file.path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"pins at .* is damaged"):
        file.get(ORIGIN)
    with pytest.raises(ConfigError, match="is damaged"):
        file.record(SEEN, NOW)
    assert file.path.read_bytes() == content


def test_a_file_that_is_a_folder_is_an_error(tmp_path: Path) -> None:
    """The message says what the system said."""
    with pytest.raises(ConfigError, match=r"cannot read pins .* Is a directory"):
        PinFile(tmp_path).all()


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """A file where a folder should be."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"cannot (read pins|write beside)"):
        PinFile(tmp_path / "file" / "pins.json").record(SEEN, NOW)


def test_a_name_that_leaves_no_room_is_an_error(tmp_path: Path) -> None:
    """The file beside it could not be named."""
    with pytest.raises(ConfigError, match="cannot write"):
        PinFile(tmp_path / ("p" * 248)).record(SEEN, NOW)


def test_a_full_disk_leaves_the_old_file(file: PinFile) -> None:
    """Writing goes beside the file first: what cannot be written changes nothing."""
    import resource

    file.record(SEEN, NOW)
    before = file.path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    import signal

    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
        with pytest.raises(ConfigError, match="cannot write"):
            file.record(replace(SEEN, origin="https://other.example"), NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert file.path.read_bytes() == before
    assert sorted(entry.name for entry in file.path.parent.iterdir()) == ["pins.json", "pins.json.lock"]


def _record_many(path: Path, worker: int) -> None:
    for number in range(20):
        seen = replace(SEEN, origin=f"https://w{worker}-{number}.example", sequence=number)
        PinFile(path).record(seen, NOW)
        PinFile(path).record(replace(SEEN, sequence=worker * 100 + number), NOW)


@pytest.mark.slow("starts processes of our own")
def test_concurrent_verifiers_lose_nothing(file: PinFile) -> None:
    """Four processes record at once: every origin is there, and the highest sequence won."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_record_many, args=(file.path, worker)) for worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(LIMIT)
    pins = file.all()
    assert len(pins) == 4 * 20 + 1
    assert pins[ORIGIN].sequence == 319


def test_where_pins_are_kept_by_default(tmp_path: Path) -> None:
    """XDG_CONFIG_HOME, else ~/.config."""
    assert default_path({}, tmp_path) == tmp_path / ".config/rootzpub/pins.json"
    assert default_path({"XDG_CONFIG_HOME": "/etc/xdg"}, tmp_path) == Path("/etc/xdg/rootzpub/pins.json")


def test_a_known_key_is_said(publisher: TestPublisher) -> None:
    """PASS, since when, and with which sequence."""
    report = judged(publisher.discovery(), pins=pin_of(publisher.signer))
    assert report.check("continuity").code == "continuity.same-key"
    assert report.verdict is Verdict.VERIFIED


def test_a_first_contact_is_said(publisher: TestPublisher) -> None:
    """SKIPPED: there is nothing to compare with."""
    assert judged(publisher.discovery(), pins={}).check("continuity").code == "continuity.first-contact"


def test_a_plugin_document_keeps_no_sequence(shared: Path) -> None:
    """Without an envelope only the key is compared."""
    data = (shared / "vectors/plugin/served/wk-ai.json").read_bytes()
    signer = "0xCc5E961C073708A0ce630f2aa507E4542528fD09"
    origin = "http://127.0.0.1:8081"
    pins = {origin: replace(pin_of(key(1))[ORIGIN], signer=signer, envelope=False)}
    report = judged(data, f"{origin}/.well-known/ai", pins=pins, moment=NOW + timedelta(days=300))
    assert report.check("continuity").code == "continuity.same-key"
    assert report.observation is not None
    assert report.observation.root == ""


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """Where the lock should lie there is a folder."""
    (tmp_path / "pins.json.lock").mkdir()
    with pytest.raises(ConfigError, match="cannot write beside"):
        PinFile(tmp_path / "pins.json").record(SEEN, NOW)


def test_a_symbolic_link_stays_one(tmp_path):
    """What it leads to is replaced, not the link."""
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "pins.json"
    link.symlink_to(tmp_path / "elsewhere/pins.json")
    write_json(link, {"version": 1})
    assert link.is_symlink()
    assert (tmp_path / "elsewhere/pins.json").read_text() == '{\n "version": 1\n}\n'
