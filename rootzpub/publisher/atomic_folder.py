"""Atomic replacement of a folder: the new one is made beside the old one and takes its place in one step.

Invariants: until the step the old tree is untouched, after it the new one is complete; a folder we did not make is
never replaced; what others put into ours is carried over.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rootzpub.errors import MalformedInput, StoreUnavailable, UsageError
from rootzpub.wire import canonical, parse

MANIFEST: Final = ".rootzpub-build.json"
_FORMAT: Final = "rootzpub-build/1"
# Linux's numbers (fcntl.h, linux/fs.h): Python has no call that exchanges two names.
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


@dataclass(slots=True)
class Manifest:
    """Files of a build and the SHA-256 of each, in hex."""

    files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Manifest | None":
        """The manifest of a folder that we made; None for any other."""
        try:
            kept = parse((folder / MANIFEST).read_bytes())
        except (OSError, MalformedInput):
            return None
        if not isinstance(kept, dict) or kept.get("format") != _FORMAT:
            return None
        files = kept.get("files") or {}
        return cls({str(name): str(digest) for name, digest in files.items()} if isinstance(files, dict) else {})

    def write(self, folder: Path) -> None:
        """Keep it in the folder it describes."""
        kept: dict[str, object] = {"format": _FORMAT}
        if self.files:
            kept["files"] = self.files
        (folder / MANIFEST).write_bytes(canonical(kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFolder:
    """The folder that will take the place of the old one."""

    folder: Path
    """Where the new tree grows."""
    old: Path
    """Where the old one stands (or will stand)."""
    before: Manifest
    """What the old one holds; empty when there is none."""
    link: Callable[..., None] = os.link
    """Gives a file a second name; where the file system cannot, files are copied."""

    def reuse(self, name: str) -> bool:
        """Take a file over from the old tree as it is; False when it is not there."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.link(self.old / name, target, follow_symlinks=False)
        except FileNotFoundError:
            return False
        # Some file systems know no second names.
        except OSError:
            shutil.copy2(self.old / name, target, follow_symlinks=False)
        return True


@contextlib.contextmanager
def replace_folder(out: Path) -> Iterator[NewFolder]:
    """Make a new tree for `out`; when the block ends well it takes the place of the old one.

    Raises:
        UsageError: `out` is something we did not make.
        StoreUnavailable: it cannot be written, or another build is running.
    """
    out = out.resolve()
    with _our_errors(out), _alone(out):
        # 1. Finish or refuse what is there: a swap that was cut off, a folder that is not ours.
        before = _check(out)
        new = _beside(out, "new")
        _clear(new)
        try:
            # 2. Build beside it. The manifest comes first, so that a build that is cut off is recognised and removed.
            new.mkdir(parents=True)
            Manifest().write(new)
            yield NewFolder(folder=new, old=out, before=before)
            # 3. Carry over what others put there, and flush it all before the step that makes it visible.
            _close_to_others(new)
            _carry_over(out, new, before)
            os.sync()
            swap(new, out, libc=ctypes.CDLL(None, use_errno=True))
        finally:
            _clear(new)


def _check(out: Path) -> Manifest:
    """The manifest of the old tree; an empty one where there is nothing to lose."""
    aside = _beside(out, "old")
    if not out.exists() and Manifest.read(aside) is not None:
        aside.rename(out)  # a build without an atomic exchange was cut off between its two steps
    if not out.is_dir():
        if out.exists() or out.is_symlink():
            raise UsageError(f"{out} is not a folder", hint="Name a folder for the files.")
        return Manifest()
    manifest = Manifest.read(out)
    if manifest is None and any(out.iterdir()):
        raise UsageError(
            f"{out} is not empty and was not made by rootzpub build", hint="Name an empty or a new folder."
        )
    return manifest or Manifest()


def _close_to_others(new: Path) -> None:
    """Nobody else may write what is published, whatever the umask of the process was."""
    for place, _, names in os.walk(new):
        for path in (Path(place), *(Path(place, name) for name in names)):
            mode = path.lstat().st_mode
            if mode & stat.S_IWOTH and not stat.S_ISLNK(mode):
                path.chmod(stat.S_IMODE(mode) & ~stat.S_IWOTH)


def _carry_over(out: Path, new: Path, before: Manifest) -> None:
    """Files that others put into the old tree."""
    # Ours are known by the old manifest: what stands in it and not in the new one is gone, everything else is the
    # owner's.
    ours = {MANIFEST, *before.files, *(f"{name}.gz" for name in before.files)}
    for place, _, names in os.walk(out):
        for name in names:
            source = Path(place, name)
            relative = source.relative_to(out)
            target = new / relative
            if str(relative) in ours or target.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)


def swap(new: Path, out: Path, *, libc: object) -> None:
    """Swap the two folders in one step where the system can; else in two, which `_check` knows how to finish."""
    if not out.exists():
        new.rename(out)
        return
    # The folder's mode is its owner's: the new one gets it.
    shutil.copymode(out, new)
    rename = getattr(libc, "renameat2", None)
    if rename is not None and rename(_AT_FDCWD, bytes(new), _AT_FDCWD, bytes(out), _RENAME_EXCHANGE) == 0:
        return
    # ENOSYS: an old kernel or another system. EINVAL: a file system that cannot. Any other error is one.
    code = ctypes.get_errno() if rename is not None else errno.ENOSYS
    if code not in {errno.ENOSYS, errno.EINVAL}:
        raise OSError(code, os.strerror(code))
    # Two steps: cut off between them, `_check` of the next build puts the old tree back.
    aside = _beside(out, "old")
    _clear(aside)
    out.rename(aside)
    new.rename(out)
    _clear(aside)


def _clear(folder: Path) -> None:
    """Remove a tree of ours, even one whose manifest was cut off. Anything else that has the name stays and is said."""
    if not folder.exists():
        return
    # The manifest's presence is enough: a build that was cut off may have left half of it.
    if not (folder / MANIFEST).exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is in the way and was not made by rootzpub build", hint="Move it away.")
    shutil.rmtree(folder)


def _beside(out: Path, what: str) -> Path:
    return out.parent / f".{out.name}.{what}"


@contextlib.contextmanager
def _alone(out: Path) -> Iterator[None]:
    """One build at a time beside this folder; the lock is the parent folder itself and leaves no file."""
    out.parent.mkdir(parents=True, exist_ok=True)
    # Of the parent, because the folder itself is replaced, and a lock on it would go with the old tree.
    handle = os.open(out.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise StoreUnavailable(f"another build is writing beside {out}", hint="Wait until it has ended.") from None
    try:
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _our_errors(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(
            f"{out} cannot be written: {error.strerror or error}",
            hint="Check room and rights there; the old tree is untouched.",
        ) from error
