"""Where an origin keeps its key history: a note, `keys.json` beside the key.

Invariants: written whole, flushed to the disk, replaced in one step; an entry that stood in it is never lost, because a
rotation cannot be made again once the old key is gone.
"""

import json
from pathlib import Path
from typing import Final

from rootzpub.errors import KeyUnavailable, MalformedInput, StoreUnavailable
from rootzpub.proof.history import KeyHistory
from rootzpub.state import Note

FILE_NAME: Final = "keys.json"
_MAX_SIZE: Final = 4 * 1024 * 1024


def history_path(reference: str, *, base_dir: Path, data_dir: Path) -> Path:
    """keys.json beside the key that `reference` names, or in `data_dir` where the key is in no file."""
    scheme, _, rest = reference.partition("?")[0].partition(":")
    if scheme not in {"file", "keystore"}:
        return data_dir / FILE_NAME
    return (base_dir / Path(rest).expanduser()).parent / FILE_NAME


def load_history(note: Note, origin: str) -> KeyHistory:
    """The history in `note`; an empty one for `origin` where nothing was written yet.

    Raises KeyUnavailable where it cannot be read, or holds the history of another origin.
    """
    history = read_history(note)
    if history is None:
        return KeyHistory(origin=origin)
    # Entries name their origin: one more for this one would make a history that holds for neither [trust §7.2].
    if history.origin != origin:
        raise KeyUnavailable(
            f"the key history {note.where} belongs to {history.origin}, not to {origin}",
            hint="set [site] base_url back, or keep one data folder per site",
        )
    return history


def read_history(note: Note) -> KeyHistory | None:
    """The history in `note`, of whatever origin; None where nothing was written yet. Raises KeyUnavailable."""
    try:
        written = note.read()
        return None if written is None else KeyHistory.read(json.loads(written[:_MAX_SIZE]))
    except StoreUnavailable as error:
        raise KeyUnavailable(f"cannot read the key history: {error.message}", hint=error.hint) from None
    except (ValueError, MalformedInput) as error:
        raise KeyUnavailable(
            f"expected a key history in {note.where}: {error}", hint="restore it from a backup; it cannot be made again"
        ) from None


def save_history(note: Note, history: KeyHistory) -> None:
    """Replace what is in `note` by this history, durably before this returns. Raises KeyUnavailable."""
    content = json.dumps(history.body(), indent=1, sort_keys=True).encode("ascii") + b"\n"
    try:
        note.write(content)
    except StoreUnavailable as error:
        raise KeyUnavailable(f"cannot write the key history: {error.message}", hint=error.hint) from None
