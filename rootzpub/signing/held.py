"""The key that is held: it follows a rotation, and whatever else happens to the files, it goes on signing."""

import time
from collections.abc import Callable
from typing import Final

from rootzpub.errors import KeyUnavailable, RootzpubError
from rootzpub.logs import package_logger
from rootzpub.proof import Signer
from rootzpub.proof.pair import KeyPair, KeyReader, Mark

_logger = package_logger(__name__)
FORMER: Final = 60.0
"""Seconds that the key before goes on signing: for answers that were begun with it."""


class HeldKeys:
    """The pair in force, and for a moment the one before."""

    def __init__(self, reader: KeyReader, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Opens the key. Never raises: what stands against it is in `problem`."""
        self._reader = reader
        self._clock = clock
        self._pair: KeyPair | None = None
        self._mark: Mark | None = None
        self._former: tuple[Signer, float] | None = None
        self.problem: RootzpubError | None = None
        self.follow()

    @property
    def signer(self) -> Signer | None:
        """Who signs; None where no key could be opened yet."""
        return self._pair.signer if self._pair else None

    def follow(self) -> None:
        """Look whether the files changed; costs two looks at files."""
        if self._former and self._clock() > self._former[1]:
            self._former = None
        mark = self._reader.mark()
        if mark == self._mark:
            return
        self._mark, before = mark, self._pair
        try:
            pair = self._reader.read()
            if before and not before.leads_to(pair):
                raise KeyUnavailable(f"no rotation leads to the key at hand, {pair.signer.address}")
        except RootzpubError as error:
            self.problem = error
            if before:
                _logger.warning("the signing process goes on as %s: %s", before.signer.address, error.message)
            return
        if before and before.signer.address != pair.signer.address:
            self._former = before.signer, self._clock() + FORMER
            _logger.info("the signing process signs as %s", pair.signer.address)
        self._pair, self.problem = pair, None

    def named(self, address: str) -> Signer | None:
        """The signer with this address, where it is held."""
        for signer in (self.signer, self._former[0] if self._former else None):
            if signer is not None and signer.address.format() == address:
                return signer
        return None
