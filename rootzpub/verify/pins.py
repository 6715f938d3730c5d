"""Pins: what a reader has seen of each origin, like the known hosts of ssh.

Invariants: a pin only ever learns (the highest sequence, an envelope once seen), except by `forget` and `add`; the file
is replaced whole, under a lock, readable by its owner alone; a damaged file is an error and never an empty one.
Decision 0006.
"""

import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from rootzpub.errors import ConfigError, MalformedInput, UsageError
from rootzpub.proof import Address
from rootzpub.verify.report import Observation
from rootzpub.wire import blocks
from rootzpub.wire.strict import parse

_VERSION: Final = 1
_PRIVATE_FILE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What is known of one origin."""

    signer: str
    """EIP-55 address."""
    first_seen: str
    """`YYYY-MM-DDTHH:MM:SSZ`, as all times here."""
    last_seen: str
    sequence: int = 0
    """The highest publication sequence seen; 0 when none was."""
    root: str = ""
    """The publication root seen with that sequence, `0x` hex."""
    envelope: bool = False
    """Whether an envelope was ever seen: then its absence is a failure."""


class Pins(Protocol):
    """Where pins are looked up; a dict of origin to Pin is one."""

    def get(self, origin: str, /) -> Pin | None:
        """The pin of `origin`, or None for an origin never seen."""


def default_path(environment: Mapping[str, str], home: Path) -> Path:
    """`$XDG_CONFIG_HOME/rootzpub/pins.json`, by default `~/.config/rootzpub/pins.json`."""
    configured = environment.get("XDG_CONFIG_HOME")
    return (Path(configured) if configured else home / ".config") / "rootzpub" / "pins.json"


def learned(pin: Pin | None, seen: Observation, moment: datetime) -> Pin:
    """What is known of an origin after `seen` was verified against `pin`."""
    now = blocks.format_time(moment)
    if pin is None:
        return Pin(
            signer=seen.signer,
            first_seen=now,
            last_seen=now,
            sequence=seen.sequence,
            root=seen.root,
            envelope=seen.envelope,
        )
    if seen.is_earlier:
        return pin
    if pin.signer != seen.signer:  # handed over: as in TUF, a new key clears what an old one may have run up
        pin = replace(pin, sequence=0, root="")
    newer = seen.sequence > pin.sequence
    return replace(
        pin,
        signer=seen.signer,
        last_seen=max(now, pin.last_seen),
        sequence=seen.sequence if newer else pin.sequence,
        # The root of a pin that was made by hand is learnt with the first document of its sequence.
        root=seen.root if newer or not pin.root else pin.root,
        envelope=pin.envelope or seen.envelope,
    )


@dataclass(frozen=True, slots=True)
class PinFile:
    """The pins of one file. Reading needs no lock (the file is replaced whole); changing takes one."""

    path: Path

    def get(self, origin: str, /) -> Pin | None:
        """The pin of `origin` as the file has it now. Raises ConfigError for a damaged file."""
        return self.all().get(origin)

    def all(self) -> dict[str, Pin]:
        """All pins by origin; empty when there is no file yet. Raises ConfigError for a damaged file."""
        return read_json(self.path, _read_pins, what="pins") or {}

    def record(self, seen: Observation, moment: datetime) -> Pin:
        """Learn from a verified document; concurrent verifiers keep the highest sequence of all.

        Nothing is written where there is nothing to learn: many documents of one site come within a second.
        """
        # Looked at before the lock is taken, and again under it: another verifier may have learnt more meanwhile.
        known = self.get(seen.origin)
        if known is not None and learned(known, seen, moment) == known:
            return known

        def change(pins: dict[str, Pin]) -> Pin:
            pins[seen.origin] = learned(pins.get(seen.origin), seen, moment)
            return pins[seen.origin]

        return self._change(change)

    def add(self, origin: str, signer: str, moment: datetime) -> Pin:
        """Pin `signer` for `origin` by hand. Raises UsageError when either is not one."""
        try:
            key, address = blocks.origin_of(origin), Address.parse(signer).format()
        except MalformedInput as error:
            raise UsageError(error.message, hint=error.hint) from None
        now = blocks.format_time(moment)

        def change(pins: dict[str, Pin]) -> Pin:
            pins[key] = Pin(signer=address, first_seen=now, last_seen=now)
            return pins[key]

        return self._change(change)

    def forget(self, origin: str) -> bool:
        """Drop what is known of `origin`; whether there was anything."""
        with suppress(MalformedInput):  # a key that is not an origin is looked up as it is
            origin = blocks.origin_of(origin)
        return self._change(lambda pins: pins.pop(origin, None) is not None)

    def _change(self, change: Callable[[dict[str, Pin]], T]) -> T:
        with locked(self.path):
            pins = self.all()
            outcome = change(pins)
            write_json(self.path, {"version": _VERSION, "pins": {name: asdict(pin) for name, pin in pins.items()}})
        return outcome


def _read_pins(value: Any) -> dict[str, Pin]:
    if value["version"] != _VERSION:
        raise ValueError
    pins = {str(origin): Pin(**members) for origin, members in value["pins"].items()}
    for pin in pins.values():
        Address.parse(pin.signer)
        blocks.parse_time(pin.last_seen)
        # dataclasses do not check types; a text as sequence would end a comparison in a traceback.
        if [type(pin.sequence), type(pin.envelope), type(pin.root)] != [int, bool, str]:
            raise ValueError
    return pins


def read_json(path: Path, read: Callable[[Any], T], *, what: str) -> T | None:
    """What `read` makes of the JSON file at `path`; None without a file. Raises ConfigError for a damaged one."""
    try:
        return read(parse(path.read_bytes()))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"cannot read {what} at {path}: {error.strerror}", hint="name another file") from None
    except (MalformedInput, ValueError, KeyError, TypeError, AttributeError):
        raise ConfigError(
            f"the file of {what} at {path} is damaged", hint="repair it or move it away; what it knew is then lost"
        ) from None


def write_json(path: Path, value: Any) -> None:
    """Replace the file at `path` whole: written beside it, flushed to disk, mode 0600, renamed. Raises ConfigError."""
    # A symbolic link stays one: who keeps the file elsewhere wants it written there.
    path = path.resolve()
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}") from None
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(value, stream, indent=1, sort_keys=True)
            stream.write("\n")
            stream.flush()
            os.fsync(descriptor)
        temporary.chmod(_PRIVATE_FILE)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ConfigError(f"cannot write {path}: {error.strerror}") from None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of `path` (a file beside it), waiting for whoever holds it. Raises ConfigError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
        # A file beside it, because the pin file itself is replaced: a lock on it would be on the file that went away.
        descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, _PRIVATE_FILE)
    except OSError as error:
        raise ConfigError(f"cannot write beside {path}: {error.strerror}", hint="name another file") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # which also lets go of the lock
