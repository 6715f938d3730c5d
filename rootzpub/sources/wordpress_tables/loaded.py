"""A site that lies in files (a dump, an export): loaded into a private database for each snapshot.

Invariants: whether anything changed is judged by the files' sizes and times alone; nothing is kept between snapshots.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rootzpub.errors import SourceUnavailable
from rootzpub.sources.plugin import PluginWallet
from rootzpub.sources.source import Snapshot, SourceOptions
from rootzpub.sources.wordpress_tables.context import Setup, read_context
from rootzpub.sources.wordpress_tables.private import PrivateDatabase
from rootzpub.sources.wordpress_tables.source import TableSnapshot, TableSource, state_of
from rootzpub.sources.wordpress_tables.watching import Watch


@dataclass(slots=True, kw_only=True)
class LoadedSource:
    """One or several files that `load` turns into tables."""

    url: str
    files: Callable[[], list[Path]]
    load: Callable[[], PrivateDatabase]
    setup: Setup
    options: SourceOptions
    default_refresh_seconds: int = 5
    _next_change: datetime | None = None

    def fingerprint(self) -> str:
        """A digest over names, sizes and times of the files."""
        digest = hashlib.blake2b(digest_size=16)
        for file in self.files():
            try:
                stat = file.stat()
            except OSError as error:
                reason = (error.strerror or type(error).__name__).lower()
                raise SourceUnavailable(f"cannot read {file}: {reason}", hint="check the path") from None
            # The inode as well: a file renamed into place may bring size and time along.
            digest.update(f"{file.name}|{stat.st_size}|{stat.st_mtime_ns}|{stat.st_ino}\n".encode())
        # The files are the same once a post's date has passed; what is published is not.
        due = self._next_change is not None and self._next_change <= self.options.clock()
        return digest.hexdigest() + ("+" if due else "")

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Load, look, let go."""
        self._next_change = None
        # Before loading: what replaces a file meanwhile is found at the next look.
        fingerprint = self.fingerprint()
        private = self.load()
        try:
            with private.reader() as reader:
                context = read_context(reader, self.setup, self.options.clock())
                state = state_of(context, Watch())
                self._next_change = state.next_change
                yield TableSnapshot(site=context, state=state, given_fingerprint=fingerprint)
        finally:
            private.close()

    def next_change_at(self) -> datetime | None:
        """The next moment at which a post is due, as the last snapshot saw it."""
        upcoming = self._next_change
        return upcoming if upcoming is not None and upcoming > self.options.clock() else None

    def plugin_wallet(self) -> PluginWallet | None:
        """The Rootz plugin's encrypted key, for `init` only; the salts are in wp-config.php, not here."""
        private = self.load()
        try:
            return self._tables(private).plugin_wallet()
        finally:
            private.close()

    def _tables(self, private: PrivateDatabase) -> TableSource:
        return TableSource(url=self.url, open_reader=private.reader, setup=self.setup, options=self.options)
