"""The key as it is now: a running publisher goes on with another one when a rotation leads to it (decision 0021).

Invariants: key, history and delegation change together, and between two answers; whatever else happens to the files,
the pair that readers know goes on signing, and a line in the log says what stands against the new one.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from rootzpub.clock import Clock, system_clock
from rootzpub.errors import KeyUnavailable, RootzpubError
from rootzpub.logs import package_logger
from rootzpub.proof.pair import KeyPair, Mark
from rootzpub.publisher.edition import Identity
from rootzpub.wire.blocks import format_time

_logger = package_logger(__name__)


class KeySource(Protocol):
    """Where key and history come from."""

    def mark(self, moment: datetime | None = None) -> Mark:
        """Changes when key or history were written, and when the next key takes over; cheap."""

    def read(self, moment: datetime | None = None) -> KeyPair:
        """What is in force at `moment`, by default now. Raises KeyUnavailable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Everything that changes with the key."""

    identity: Identity
    key_history: Callable[[str], Mapping[str, Any]] | None
    changed: datetime
    """Since when configuration and key are what they are."""
    number: int = 0
    """Counts the keys that this process has signed with."""


def _until(pair: KeyPair) -> str:
    return f"; from {format_time(pair.until)} on the next key signs" if pair.until else ""


class FollowedKeys:
    """The pair in use, and whether another one takes its place. Threads may share it."""

    def __init__(
        self, source: KeySource, prepare: Callable[[KeyPair], Signing], *, clock: Clock = system_clock
    ) -> None:
        """`prepare` makes of a pair what the publisher needs. Raises KeyUnavailable where there is no key."""
        self._source = source
        self._prepare = prepare
        self._seen = clock()
        self._pair = source.read(self._seen)
        self._mark = source.mark(self._seen)
        self._said = ""
        self._looking = threading.Lock()
        if self._pair.problem:
            self._say(self._pair.problem)
        self.signing = prepare(self._pair)

    def at(self, moment: datetime) -> Signing:
        """What signs at `moment`, after a look whether the files changed or the next key took over. Never raises.

        Whoever signs with a moment at or after that of a rotation gets the new key: the verifier knows no grace.
        """
        # A clock that goes back brings no former key back.
        self._seen = seen = max(moment, self._seen)
        until = self._pair.until
        is_due = until is not None and seen >= until
        if is_due or self._source.mark(seen) != self._mark:
            # While somebody else looks at files, the pair that is known is as good as it was. When its time is over it
            # is not, and all wait; the next key is opened already.
            self._follow(seen, wait=is_due)
        return self.signing

    def _follow(self, moment: datetime, *, wait: bool) -> None:
        if not self._looking.acquire(blocking=wait):
            return
        try:
            mark = self._source.mark(moment)
            if mark == self._mark and not (self._pair.until and moment >= self._pair.until):
                return
            pair = self._source.read(moment)
            # Files as they were before they were read: what is written meanwhile is looked at next time.
            mark = (*mark[:2], self._source.mark(moment)[2])
            if not self._pair.leads_to(pair):
                raise KeyUnavailable(pair.problem or f"no rotation leads to the key at hand, {pair.signer.address}")
            self._mark, before = mark, self._pair
            if pair.problem:
                self._say(pair.problem)
            is_other = (pair.signer.address, pair.history) != (before.signer.address, before.history)
            if is_other:
                self.signing = replace(self._prepare(pair), number=self.signing.number + 1)
            self._pair = pair
            if is_other:
                _logger.info("signing as %s%s", pair.signer.address, _until(pair))
        except RootzpubError as error:
            # Not asked again for every request; the files say when there is something new.
            self._mark, self._pair = mark, replace(self._pair, until=None)
            self._say(error.message)
        finally:
            self._looking.release()

    def _say(self, problem: str) -> None:
        """Once for each problem: every worker looks, and a file may be written again and again."""
        if problem != self._said:
            self._said = problem
            _logger.warning("still signing as %s: %s", self._pair.signer.address, problem)
