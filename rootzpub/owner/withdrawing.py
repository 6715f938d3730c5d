"""Withdrawing: the owner's one command after a leak, and its undoing."""

from collections.abc import Sequence
from contextlib import closing

from rootzpub import assembly
from rootzpub.config import Config
from rootzpub.errors import UsageError
from rootzpub.owner.upkeep import erase_put_aside
from rootzpub.publisher import Withdrawal, release, withdraw


def withdraw_paths(config: Config, paths: Sequence[str], *, everything: bool) -> Withdrawal:
    """Entries gone from every answer at once, without asking the source, and kept out of every later sync.

    Raises:
        UsageError: neither paths nor everything, or both.
        StoreUnavailable: the data folder cannot be written.
    """
    _refuse_unclear(paths, everything=everything)
    try:
        parts = assembly.open_withdrawal(config)
        with closing(parts.store):
            return withdraw(parts, paths, everything=everything)
    finally:
        # A copy that a rebuild or a restore put aside holds the words too; nothing but a look at it needs it.
        erase_put_aside(config)


def release_paths(config: Config, paths: Sequence[str], *, everything: bool) -> int:
    """Let later syncs publish these again; how many withdrawn paths are left. Raises UsageError, StoreUnavailable."""
    _refuse_unclear(paths, everything=everything)
    parts = assembly.open_withdrawal(config)
    with closing(parts.store):
        return len(release(parts, paths, everything=everything).entries)


def _refuse_unclear(paths: Sequence[str], *, everything: bool) -> None:
    if bool(paths) == everything:
        raise UsageError("expected paths, or --all", hint="Name what is to go: `rootzpub withdraw /page/`, or --all.")
