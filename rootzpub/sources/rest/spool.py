"""Pages already read, kept on disk until a sync is through, so that one that broke off goes on where it stopped.

Law: a kept page counts only while every object in it is still as the site lists it; only public answers are kept.
"""

import hashlib
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rootzpub.errors import MalformedInput
from rootzpub.sources.rest.answers import Json, objects, parse


@dataclass(slots=True, kw_only=True)
class Spool:
    """Answers by name in a private folder that goes with the process."""

    _folder: tempfile.TemporaryDirectory[str] | None = field(default=None)

    def keep(self, name: str, body: bytes) -> None:
        """Keep one answer. A full disk is no error here: the page is read again if need be."""
        with suppress(OSError):
            self._file(name).write_bytes(body)

    def page(self, name: str, still_holds: Callable[[Json], bool]) -> list[Json] | None:
        """A kept page whose every object still holds, or None."""
        if self._folder is None:
            return None
        try:
            items = objects(parse(self._file(name).read_bytes(), where=name), where=name)
        except (OSError, MalformedInput):
            return None
        return items if items and all(still_holds(item) for item in items) else None

    def clear(self) -> None:
        """Forget everything."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _file(self, name: str) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="rootzpub-rest-", ignore_cleanup_errors=True)
        return Path(self._folder.name) / hashlib.sha256(name.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPages:
    """The pages of one collection in a spool."""

    spool: Spool
    route: str
    still_holds: Callable[[Json], bool]

    def keep(self, page: int, body: bytes) -> None:
        """Keep a page that was read."""
        self.spool.keep(f"{self.route} {page}", body)

    def kept(self, page: int) -> list[Json] | None:
        """The page, if every object in it is still as the site lists it."""
        return self.spool.page(f"{self.route} {page}", self.still_holds)
