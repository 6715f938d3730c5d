"""keys.json: where an origin keeps its key history, beside the key.

Invariants: written whole, flushed to the disk, replaced in one step; an entry that stood in it is never lost, because a
rotation cannot be made again once the old key is gone.
"""

import json
from pathlib import Path
from typing import Final

from rootzpub.errors import KeyUnavailable, MalformedInput
from rootzpub.files import write_atomic
from rootzpub.proof.history import KeyHistory

FILE_NAME: Final = "keys.json"
_MAX_SIZE: Final = 4 * 1024 * 1024


def history_path(reference: str, *, base_dir: Path, data_dir: Path) -> Path:
    """keys.json beside the key that `reference` names, or in `data_dir` where the key is in no file."""
    scheme, _, rest = reference.partition("?")[0].partition(":")
    if scheme not in {"file", "keystore"}:
        return data_dir / FILE_NAME
    return (base_dir / Path(rest).expanduser()).parent / FILE_NAME


def load_history(path: Path, origin: str) -> KeyHistory:
    """The history in `path`; an empty one for `origin` where there is no such file.

    Raises KeyUnavailable where the file cannot be read, or holds the history of another origin.
    """
    try:
        with path.open("rb") as file:
            history = KeyHistory.read(json.loads(file.read(_MAX_SIZE)))
    except FileNotFoundError:
        return KeyHistory(origin=origin)
    except OSError as error:
        raise KeyUnavailable(f"cannot read the key history {path}: {error.strerror}") from None
    except (ValueError, MalformedInput) as error:
        raise KeyUnavailable(
            f"expected a key history in {path}: {error}", hint="restore it from a backup; it cannot be made again"
        ) from None
    if history.origin != origin:
        raise KeyUnavailable(
            f"the key history {path} belongs to {history.origin}, not to {origin}",
            hint="set [site] base_url back, or keep one data folder per site",
        )
    return history


def save_history(path: Path, history: KeyHistory) -> None:
    """Replace `path` by this history, on disk before this returns. Raises KeyUnavailable."""
    content = json.dumps(history.body(), indent=1, sort_keys=True).encode("ascii") + b"\n"
    try:
        write_atomic(path, content)
    except OSError as error:
        raise KeyUnavailable(f"cannot write the key history {path}: {error.strerror}") from None
