"""Looking after the data folder: check it, make site.db anew, back up and restore what cannot be derived.

Invariants: the publication history is never thrown away; what is replaced is put aside first, and put back where the
new one cannot be made; an older history than the present one is not taken in silence.
"""

import contextlib
import io
import itertools
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rootzpub.assembly import open_state, run_sync
from rootzpub.clock import Clock, system_clock
from rootzpub.config import Config
from rootzpub.errors import MalformedInput, NotReady, StoreUnavailable, UsageError
from rootzpub.files import write_atomic
from rootzpub.publisher import SyncOptions, SyncSummary
from rootzpub.state import NoteName
from rootzpub.store.sqlite import SqliteStore

_SITE: Final = "site.db"
_PAST: Final = "publications.db"
_ENDINGS: Final = ("", "-wal", "-shm")
"""Of a database's files."""
_NOTES: Final[tuple[NoteName, ...]] = ("approved", "approved-settings", "withdrawn")
_GROWING: Final[tuple[NoteName, ...]] = ("keys", "withdrawn")
_KEYS: Final = "keys.json"
_LARGEST: Final = 4 * 1024**3
_MAKES: Final = "`rootzpub store backup` makes one."
REBUILD: Final = (
    "Run `rootzpub store rebuild`: site.db is made anew from the source, and the publication history is kept."
)
RESTORE: Final = (
    "Stop the server and run `rootzpub store restore FILE` with a backup. Without one move publications.db away and "
    "sync: the count goes on from site.db, and earlier publications can no longer be proved."
)


def hint_for(problem: str) -> str:
    """What to do about a line of `Store.check`."""
    return RESTORE if problem.startswith(_PAST) else REBUILD


def check_store(config: Config) -> Sequence[str]:
    """What is wrong with the store, one line for each thing. Raises StoreUnavailable where there is no folder."""
    if not (config.data_dir / _SITE).exists():
        raise StoreUnavailable("nothing was read yet", hint="Run `rootzpub sync`.")
    return SqliteStore(config.data_dir).check()


def rebuild_store(
    config: Config, *, clock: Clock = system_clock, report: Callable[[str], None] = lambda _: None
) -> SyncSummary:
    """Make site.db anew from the source; the damaged one stays beside it as site.db.damaged.

    Raises:
        StoreUnavailable: the history is damaged itself, or the folder cannot be written.
        SourceUnavailable: the source cannot be read; everything is as it was then.
    """
    # Also where nothing was read yet, or site.db was deleted: there is only less to look at.
    found = SqliteStore(config.data_dir).check() if (config.data_dir / _PAST).exists() else ()
    damaged = [line for line in found if line.startswith(_PAST) and "is not in the history" not in line]
    if damaged:
        raise StoreUnavailable(damaged[0], hint=RESTORE)
    with _aside(config.data_dir, _SITE):
        return run_sync(config, options=SyncOptions(full=True), clock=clock, report=report)


@contextlib.contextmanager
def _aside(folder: Path, name: str) -> Iterator[None]:
    """Put a database away while another one is made; put it back where that fails."""
    moved = []
    try:
        for ending in _ENDINGS:
            path, aside = folder / f"{name}{ending}", folder / f"{name}.damaged{ending}"
            aside.unlink(missing_ok=True)
            if path.exists():
                moved.append((path, path.rename(aside)))
        yield
    except BaseException:
        for path, aside in moved:
            aside.replace(path)
        raise


def erase_put_aside(config: Config) -> None:
    """Delete what a rebuild or a restore put aside. Raises StoreUnavailable, which names the file."""
    for name, ending in itertools.product((_SITE, _PAST), _ENDINGS):
        aside = config.data_dir / f"{name}.damaged{ending}"
        try:
            aside.unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnavailable(
                f"{aside} cannot be deleted: {error.strerror}", hint="It may hold what was withdrawn: delete it."
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds."""

    path: Path
    publication: int
    """The newest publication in it; 0 for none."""
    names: Sequence[str]


def back_up(config: Config, path: Path, *, with_key: bool = False) -> Backup:
    """Write what cannot be derived to one new file of mode 0600.

    History, key history, statement, delegation, what was withdrawn, settings. Consistent while a server runs: the
    history is copied by SQLite. The key only where `with_key` is said.

    Raises StoreUnavailable, UsageError.
    """
    if path.exists():
        raise UsageError(f"{path} exists already", hint="Name a new file; an older backup may be worth keeping.")
    content = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=content, mode="w") as archive:
        copy = Path(folder, _PAST)
        newest = _copied_history(config.data_dir / _PAST, copy)
        members = {_PAST: copy, **_files(config, with_key=with_key)}
        for name, source in members.items():
            archive.add(source, arcname=name, recursive=False)
    try:
        write_atomic(path, content.getvalue(), mode=0o600)
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be written: {error.strerror}", hint="Check space and rights.") from None
    return Backup(path=path, publication=newest, names=tuple(members))


def _files(config: Config, *, with_key: bool) -> dict[str, Path]:
    found = {**_notes(config), "rootzpub.toml": config.directory / "rootzpub.toml"}
    scheme, _, rest = config.signing.key.partition("?")[0].partition(":")
    if with_key and scheme in {"file", "keystore"}:
        found["signing.key"] = config.resolve(rest)
    return {name: path for name, path in found.items() if path.is_file()}


def _notes(config: Config) -> dict[str, Path]:
    """Small files by their names in a backup; a key history may lie elsewhere under another name."""
    state = open_state(config)
    notes = [Path(state.note(name).where) for name in _NOTES]
    kept = {path.name: path for path in (*notes, config.data_dir / "delegation.json")}
    return {_KEYS: Path(state.note("keys").where), **kept}


def _copied_history(path: Path, copy: Path) -> int:
    """A whole copy, checked; gives its newest publication. Raises StoreUnavailable."""
    try:
        with (
            contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            if target.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise StoreUnavailable(f"{path} is damaged", hint="A copy of it would be no backup. " + RESTORE)
            return _newest(target)
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{path} cannot be copied: {error}", hint="Run `rootzpub doctor`.") from None


def _newest(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(sequence), 0) FROM publications").fetchone()[0])


def restore(config: Config, path: Path, *, older: bool = False) -> Backup:
    """Put the history, notes and key history of a backup into the data folder; what was there stays as NAME.damaged.

    Settings and key are not touched. With `older` a history that ends before the present one is taken too.

    Raises:
        MalformedInput: the file is no backup.
        UsageError: it is older than what is there: readers who saw later publications would take it for an attack.
        StoreUnavailable: another process is writing, or the folder cannot be written.
    """
    members = _read(path)
    folder = config.data_dir
    lock = open_state(config).lock()
    with tempfile.TemporaryDirectory() as unpacked, lock.held(wait=False):
        copy = Path(unpacked, _PAST)
        copy.write_bytes(members[_PAST])
        newest = _copied_history(copy, Path(unpacked, "checked"))
        present = _present(folder)
        if newest < present and not older:
            raise UsageError(
                f"the backup ends with publication {newest}, and {present} was published",
                hint="Readers who saw later ones report a rollback, and another publication of the same number as a "
                "forgery. Take the newest backup there is; --older takes this one nevertheless.",
            )
        with _aside(folder, _PAST):
            write_atomic(folder / _PAST, members[_PAST], mode=0o600)
    # A history of keys that is there may be longer than the copy: it is never shortened. Nor is what was withdrawn.
    grow = {Path(open_state(config).note(name).where) for name in _GROWING}
    for name, target in _notes(config).items():
        if name in members and not (target in grow and target.exists()):
            write_atomic(target, members[name], mode=0o644 if name == _KEYS else 0o600)
    return Backup(path=path, publication=newest, names=tuple(members))


def _read(path: Path) -> dict[str, bytes]:
    try:
        with tarfile.open(path) as archive:
            found = {
                member.name: file.read()
                for member in archive
                if member.isfile() and member.size < _LARGEST and (file := archive.extractfile(member)) is not None
            }
    except (OSError, tarfile.TarError) as error:
        raise MalformedInput(
            f"expected a backup in {path}: {error}", hint="`rootzpub store backup` makes one."
        ) from None
    if _PAST not in found:
        raise MalformedInput(f"expected {_PAST} in {path}", hint=_MAKES)
    return found


def _present(folder: Path) -> int:
    """The newest publication that anything in the folder knows of."""
    known = [0]
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"file:{folder / _PAST}?mode=ro", uri=True)) as connection,
    ):
        known.append(_newest(connection))
    with contextlib.suppress(StoreUnavailable, NotReady):
        store = SqliteStore(folder)
        with contextlib.closing(store), store.site() as site:
            known.append(site.publication.sequence)
    return max(known)
