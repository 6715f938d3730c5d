"""Which file holds which path. Pure.

Invariants: a path is its own file name, so any host finds it; one that is also the folder of another path
(`/.well-known/ai` of `/.well-known/ai/policies`) lies in there as `index.json`. No path leaves the folder.
"""

from collections.abc import Iterable
from urllib.parse import unquote

INDEX = "index.json"


class Layout:
    """File names for a set of paths."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._folders = {folder for path in paths for folder in _folders(path)}

    def file_of(self, path: str) -> str:
        """The file of a path, relative to the folder; empty for a path that cannot be one."""
        # Decoded, because hosts decode a path before they look for its file.
        name = unquote(path).removeprefix("/")
        # A type of a foreign source may have any name: nothing is written outside of the folder.
        if "\0" in name or any(part in {"", ".", ".."} for part in name.split("/")):
            return ""
        return f"{name}/{INDEX}" if self.is_folder(path) else name

    def is_folder(self, path: str) -> bool:
        """Whether other paths lie below this one, so that it cannot be a plain file."""
        return path in self._folders


def _folders(path: str) -> Iterable[str]:
    """Every path above this one."""
    parts = path.split("/")
    return ("/".join(parts[:end]) for end in range(2, len(parts)))
