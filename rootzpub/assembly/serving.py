"""What a running server was started with, for `doctor`: whether it still has the settings of the file.

Invariants: a note of digests, never of values; a note that cannot be read or written is no reason not to serve.
"""

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rootzpub.assembly.parts import open_state
from rootzpub.clock import Clock, system_clock
from rootzpub.config import Config
from rootzpub.errors import MalformedInput, StoreUnavailable
from rootzpub.wire.blocks import format_time, parse_time

_OF_THE_COMMAND: Final = frozenset({"serve.bind", "serve.workers"})
"""Settings that flags of `serve` have, so that a difference says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A server that runs."""

    address: str
    """`host:port` that it listens on."""
    since: datetime
    settings: dict[str, str]
    """Digest of each setting, by `table.key`."""

    def differing(self, config: Config) -> tuple[str, ...]:
        """The settings that `config` has otherwise: the server goes on with the old ones."""
        now = _digests(config)
        names = sorted({*now, *self.settings} - _OF_THE_COMMAND)
        return tuple(name for name in names if now.get(name) != self.settings.get(name))


def note_serving(config: Config, *, clock: Clock = system_clock) -> None:
    """Write down what this process serves with. Never raises."""
    known = {
        "pid": os.getpid(),
        "since": format_time(clock()),
        "address": config.serve.bind,
        "settings": _digests(config),
    }
    with contextlib.suppress(StoreUnavailable):
        open_state(config).note("serving").write(json.dumps(known, sort_keys=True).encode())


def forget_serving(config: Config) -> None:
    """Take the note back: this process ends. Never raises."""
    with contextlib.suppress(StoreUnavailable):
        open_state(config).note("serving").write(b"null")


def read_serving(config: Config) -> Serving | None:
    """The server that runs over this data folder; None where none does."""
    with contextlib.suppress(StoreUnavailable, MalformedInput, ValueError, KeyError, TypeError, AttributeError):
        known: Any = json.loads(open_state(config).note("serving").read() or b"null")
        if known is not None and _runs(int(known["pid"])):
            return Serving(
                address=str(known["address"]),
                since=parse_time(known["since"]),
                settings={str(name): str(digest) for name, digest in known["settings"].items()},
            )
    return None


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)  # asks only whether it is there
    except ProcessLookupError:
        return False
    except PermissionError:  # of another user
        return True
    return True


def _digests(config: Config) -> dict[str, str]:
    tables = config.model_dump(mode="json")
    return {
        f"{table}.{key}": hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
        for table, values in tables.items()
        for key, value in values.items()
    }
