"""Key and history as they belong together: what signs, and what is shown about its past.

Invariants: a history is never shown with the signatures of another key than the one that ends it; reading writes
nothing (decision 0021).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rootzpub.errors import KeyUnavailable
from rootzpub.proof.address import Address
from rootzpub.proof.history import KeyHistory
from rootzpub.proof.history_file import read_history
from rootzpub.proof.keyfile import Passphrase
from rootzpub.proof.replacement import in_force
from rootzpub.proof.signer import Signer, open_signer
from rootzpub.proof.succession import as_signed_by, end_of_chain, known_keys, revocation_after
from rootzpub.state import Note

_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """One key, and the history that is shown with its signatures."""

    signer: Signer
    history: KeyHistory
    """As it was while this key ended the chain; its origin is empty where nothing was written yet."""
    end: Address | None
    """Where the whole history leads; None where no key was ever replaced."""
    replaced: bool = False
    """Whether the history goes on after this key."""

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
    ) -> None:
        """`opener` gives the signer where the key lies in another process: the file is looked at then, never opened."""
        self._opener = opener
        self._reference = reference
        self._base_dir = base_dir
        self._history = history
        self._passphrase = passphrase
        self._environment: Signer | None = None
        scheme, _, rest = reference.partition("?passphrase=")[0].partition(":")
        self._path = base_dir / Path(rest).expanduser() if scheme in {"file", "keystore"} else None

    def mark(self) -> tuple[int, int]:
        """Changes when key or history were written; costs a look at two files."""
        return self._history.mark(), _mark_of(self._path)

    def read(self) -> KeyPair:
        """What is there now. Raises KeyUnavailable."""
        for turn in range(_TRIES):
            before = self.mark()
            try:
                written = read_history(self._history)
                signer = self._open()
            except KeyUnavailable:
                # The file that was to be opened may have taken its place meanwhile.
                if turn + 1 < _TRIES and self.mark() != before:
                    continue
                raise
            if self.mark() == before:
                break
        return _pair(signer, written or KeyHistory(origin=""))

    def _open(self) -> Signer:
        if self._opener is not None:
            return self._opener()
        if self._path is None:
            # A variable is removed from the environment once read.
            self._environment = self._environment or open_signer(self._reference, base_dir=self._base_dir)
            return self._environment
        reference = in_force(self._reference, base_dir=self._base_dir, history=self._history)
        return open_signer(reference, passphrase=self._passphrase, base_dir=self._base_dir)


def _pair(signer: Signer, history: KeyHistory) -> KeyPair:
    revocation = revocation_after(history, signer.address)
    if revocation is not None:
        raise KeyUnavailable(
            f"the key of {signer.address} was revoked by a later one: {revocation.reason[:200]!r}",
            hint=f"Name the key of {end_of_chain(history)} in [signing] key.",
        )
    shown = as_signed_by(history, signer.address)
    return KeyPair(signer=signer, history=shown, end=end_of_chain(history), replaced=shown != history)


def _mark_of(path: Path | None) -> int:
    try:
        found = path.stat() if path else None
        return found.st_mtime_ns ^ found.st_ino if found else 0
    except OSError:
        return -1
