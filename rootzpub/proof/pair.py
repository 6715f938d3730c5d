"""Key and history as they belong together: what signs, and what is shown about its past.

Invariants: a history is never shown with the signatures of another key than the one that ends it; reading writes
nothing (decision 0021).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from rootzpub.clock import Clock, system_clock
from rootzpub.errors import KeyUnavailable
from rootzpub.proof.address import Address
from rootzpub.proof.history import KeyHistory
from rootzpub.proof.history_file import read_history
from rootzpub.proof.keyfile import Passphrase
from rootzpub.proof.replacement import in_force
from rootzpub.proof.signer import Signer, open_signer
from rootzpub.proof.succession import (
    as_signed_by,
    end_of_chain,
    in_force_at,
    known_keys,
    pending_after,
    revocation_after,
)
from rootzpub.state import Note

_TRIES: Final = 5
Mark = tuple[int, int, bool]
"""Of history and key file, and whether the next key has taken over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """One key, and the history that is shown with its signatures."""

    signer: Signer
    history: KeyHistory
    """As it was while this key ended the chain; its origin is empty where nothing was written yet."""
    end: Address | None
    """The key that the whole history has in force; None where no key was ever replaced."""
    replaced: bool = False
    """Whether another key has taken over from this one."""
    until: datetime | None = None
    """When the next key takes over, where that is recorded."""

    @property
    def problem(self) -> str:
        """What the owner should know of this pair; empty where it is as it should be."""
        if self.end in {None, self.signer.address}:
            return ""
        if self.replaced:
            return f"the key of {self.signer.address} was replaced by that of {self.end}, which is not the key at hand"
        return f"the key history leads to {self.end} and does not know the key at hand, {self.signer.address}"

    def body(self, origin: str) -> dict[str, object]:
        """The body of `/.well-known/ai/keys`. Raises KeyUnavailable where the history is another origin's."""
        if self.history.origin not in {"", origin}:
            # Entries name their origin, so that they would hold for nobody here [trust §7.2].
            raise KeyUnavailable(
                f"the key history belongs to {self.history.origin}, not to {origin}",
                hint="set [site] base_url back, or keep one data folder per site",
            )
        return KeyHistory(origin=origin, entries=self.history.entries).body()

    def leads_to(self, other: "KeyPair") -> bool:
        """Whether a reader who knows this pair follows `other` without an alarm."""
        before, after = self.history.entries, other.history.entries
        if after[: len(before)] != before:
            return False
        return other.signer.address == self.signer.address or (
            other.end == other.signer.address and self.signer.address in known_keys(other.history)
        )


class KeyReader:
    """Opens a key reference together with its history, as often as it is asked."""

    def __init__(
        self,
        reference: str,
        *,
        base_dir: Path,
        history: Note,
        passphrase: Passphrase | None = None,
        opener: Callable[[], Signer] | None = None,
        clock: Clock = system_clock,
    ) -> None:
        """`opener` gives the signer where the key lies in another process: the file is looked at then, never opened."""
        self._opener = opener
        self._clock = clock
        self._until: datetime | None = None
        self._opened: dict[str, Signer] = {}
        self._used: list[str] = []
        self._reference = reference
        self._base_dir = base_dir
        self._history = history
        self._passphrase = passphrase
        self._environment: Signer | None = None
        scheme, _, rest = reference.partition("?passphrase=")[0].partition(":")
        self._path = base_dir / Path(rest).expanduser() if scheme in {"file", "keystore"} else None

    def mark(self, moment: datetime | None = None) -> Mark:
        """Changes when key or history were written, and when the next key takes over; costs a look at two files."""
        until = self._until
        is_over = until is not None and (moment or self._clock()) >= until
        return self._history.mark(), _mark_of(self._path), is_over

    def read(self, moment: datetime | None = None) -> KeyPair:
        """The key in force at `moment`, by default now, with its history. Raises KeyUnavailable."""
        at = moment or self._clock()
        for turn in range(_TRIES):
            before, self._used = self.mark(at), []
            try:
                written = read_history(self._history) or KeyHistory(origin="")
                signer, announced = self._open(at), self._prepare(written, at)
            except KeyUnavailable:
                # The file that was to be opened may have taken its place meanwhile.
                if turn + 1 < _TRIES and self.mark(at) != before:
                    continue
                raise
            if self.mark(at) == before:
                break
        # A key that was replaced is forgotten.
        self._opened = {known: self._opened[known] for known in self._used if known in self._opened}
        pair = _pair(signer, written, at, announced=announced)
        self._until = pair.until
        return pair

    def _prepare(self, history: KeyHistory, at: datetime) -> bool:
        """Open the next key before its time; whether it is at hand, so that the change may be announced."""
        step = pending_after(history, at)
        if step is None or self._path is None:
            return False
        following = self._in_force(step.effective_at)
        if following == self._in_force(at) or self._opener is not None:
            return following != self._in_force(at)
        # Now, while there is time: a keystore takes a second to open, and at the moment itself nobody may wait.
        with suppress(KeyUnavailable):
            return self._signer(following).address == step.new_key
        return False

    def _in_force(self, moment: datetime) -> str:
        return in_force(self._reference, base_dir=self._base_dir, history=self._history, moment=moment)

    def _signer(self, reference: str) -> Signer:
        """The signer behind a reference; a file that did not change is opened once."""
        path = self._base_dir / Path(reference.partition(":")[2].partition("?passphrase=")[0]).expanduser()
        known = f"{_mark_of(path)}:{reference}"
        self._used.append(known)
        if known not in self._opened:
            self._opened[known] = open_signer(reference, passphrase=self._passphrase, base_dir=self._base_dir)
        return self._opened[known]

    def _open(self, at: datetime) -> Signer:
        if self._opener is not None:
            return self._opener()
        if self._path is None:
            # A variable is removed from the environment once read.
            self._environment = self._environment or open_signer(self._reference, base_dir=self._base_dir)
            return self._environment
        return self._signer(self._in_force(at))


def _pair(signer: Signer, history: KeyHistory, at: datetime, *, announced: bool) -> KeyPair:
    revocation = revocation_after(history, signer.address)
    if revocation is not None and revocation.revoked_at <= at:
        raise KeyUnavailable(
            f"the key of {signer.address} was revoked by a later one: {revocation.reason[:200]!r}",
            hint=f"Name the key of {end_of_chain(history)} in [signing] key.",
        )
    # A change that is announced stands in the history before it takes effect: readers then know the next key already.
    shown = as_signed_by(history, signer.address, at if announced else None)
    step = pending_after(history, at)
    return KeyPair(
        signer=signer,
        history=shown,
        end=in_force_at(history, at),
        replaced=shown != history,
        until=step.effective_at if step and step.old_key == signer.address and announced else None,
    )


def _mark_of(path: Path | None) -> int:
    try:
        found = path.stat() if path else None
        return found.st_mtime_ns ^ found.st_ino if found else 0
    except OSError:
        return -1
