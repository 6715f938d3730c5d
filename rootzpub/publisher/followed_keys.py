"""The key as it is now: a running publisher goes on with another one when a rotation leads to it (decision 0021).

Invariants: key, history and delegation change together, and between two answers; whatever else happens to the files,
the pair that readers know goes on signing, and a line in the log says what stands against the new one.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from rootzpub.errors import KeyUnavailable, RootzpubError
from rootzpub.logs import package_logger
from rootzpub.proof.pair import KeyPair
from rootzpub.publisher.edition import Identity

_logger = package_logger(__name__)


class KeySource(Protocol):
    """Where key and history come from."""

    def mark(self) -> tuple[int, int]:
        """Changes when key or history were written; cheap."""

    def read(self) -> KeyPair:
        """What is there now. Raises KeyUnavailable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Everything that changes with the key."""

    identity: Identity
    key_history: Callable[[str], Mapping[str, Any]] | None
    changed: datetime
    """Since when configuration and key are what they are."""


class FollowedKeys:
    """The pair in use, and whether another one takes its place. Threads may share it."""

    def __init__(self, source: KeySource, prepare: Callable[[KeyPair], Signing]) -> None:
        """`prepare` makes of a pair what the publisher needs. Raises KeyUnavailable where there is no key."""
        self._source = source
        self._prepare = prepare
        self._mark = source.mark()
        self._pair = source.read()
        self._said = ""
        self._looking = threading.Lock()
        if self._pair.problem:
            self._say(self._pair.problem)
        self.signing = prepare(self._pair)

    def follow(self) -> bool:
        """Look whether the files changed; whether `signing` is another one now. Never raises."""
        if self._source.mark() == self._mark or not self._looking.acquire(blocking=False):
            # Somebody else looks already: meanwhile the pair that is known is as good as it was.
            return False
        try:
            mark = self._source.mark()
            pair = self._source.read()
            if not self._pair.leads_to(pair):
                raise KeyUnavailable(pair.problem or f"no rotation leads to the key at hand, {pair.signer.address}")
            self._mark, before = mark, self._pair
            if pair.problem:
                self._say(pair.problem)
            if (pair.signer.address, pair.history) == (before.signer.address, before.history):
                return False
            self._pair, self.signing = pair, self._prepare(pair)
        except RootzpubError as error:
            self._mark = mark
            self._say(error.message)
            return False
        else:
            _logger.info("signing as %s", pair.signer.address)
            return True
        finally:
            self._looking.release()

    def _say(self, problem: str) -> None:
        """Once for each problem: every worker looks, and a file may be written again and again."""
        if problem != self._said:
            self._said = problem
            _logger.warning("still signing as %s: %s", self._pair.signer.address, problem)
