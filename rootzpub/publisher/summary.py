"""What a sync did, for people and for machines."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rootzpub.publisher.confirming.counting import COULD_NOT_LOOK
from rootzpub.publisher.rules import UNCONFIRMED
from rootzpub.site import Entry, Held, Omission, left_out
from rootzpub.sources import Resumed


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Paths that a sync would change."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    """Of entries that would stay though the source does not mention them."""

    def by_name(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Name and paths, in the order of a report."""
        yield from (("added", self.added), ("changed", self.changed), ("removed", self.removed), ("held", self.held))


HELD_HINT = "If they are gone: `rootzpub sync --accept-removals`; if not, put the source right"
"""What the owner can do about what is held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSummary:
    """One finished sync."""

    read: int = 0
    """Entries that the source gave."""
    added: int = 0
    changed: int = 0
    """Entries that were published before and are new in part."""
    removed: int = 0
    """Entries that are no longer published."""
    left_out: tuple[Omission, ...] = ()
    """All that is not published now, by reason and cause."""
    notes: tuple[str, ...] = ()
    """What of it the owner can overrule, each with the line that does it."""
    losses: tuple[tuple[str, int], ...] = ()
    """What conversion could not carry, over the whole site, by kind."""
    before: int = 0
    """Sequence of the publication before; 0 = there was none."""
    sequence: int = 0
    size: int = 0
    """Published entries now."""
    seconds: float = 0.0
    full: bool = False
    """Whether everything was read anew."""
    held: Held | None = None
    """What was not removed though the source does not mention it."""
    dry_run: bool = False
    """Whether nothing was written."""
    differences: Differences = Differences()
    """Filled by a dry run."""
    resumed: Resumed | None = None
    """What of it an earlier read, one that broke off, had fetched."""
    confirmed: Mapping[str, int] | None = None
    """How many entries visitors see, do not see, and wait to be looked at; None where pages are not looked at."""

    unseen: tuple[str, ...] = ()
    """Path and first missing words of entries whose page lacks some, as far as this sync looked."""

    def and_then(self, after: "SyncSummary") -> "SyncSummary":
        """This sync and one right after it, as one."""
        return replace(
            after,
            read=self.read,
            added=self.added + after.added,
            changed=self.changed + after.changed,
            removed=self.removed + after.removed,
            before=self.before,
            seconds=self.seconds + after.seconds,
            full=self.full,
        )

    def lines(self) -> Iterator[tuple[str, str]]:
        """Name and text of each line, for a terminal."""
        yield "read", f"{self.read} entries ({self._why_read()})"
        if self.resumed:
            yield "resumed", str(self.resumed)
        counts = f"{self.added} added, {self.changed} changed, {self.removed} removed"
        yield (
            ("would be", f"{self.size} published ({counts})")
            if self.dry_run
            else (
                "published",
                f"{self.size} ({counts})",
            )
        )
        if self.held:
            yield "held", str(self.held)
            yield "", f"{HELD_HINT}; next look {self.held.again:%Y-%m-%d %H:%M} UTC"
        if self.dry_run:
            for name, paths in self.differences.by_name():
                yield from ((name, path) for path in paths)
            return
        yield "left out", ", ".join(map(str, left_out(self.left_out))) or "nothing"
        yield from (("note", note) for note in self.notes)
        yield "losses", _listed(self.losses)
        if self.confirmed is not None:
            yield "looked at", _listed((name, count) for name, count in self.confirmed.items())
            yield from (("waiting", text) for text in self._waiting())
            yield from (("not visible", line) for line in self.unseen)
        same = self.before == self.sequence
        yield "publication", f"{self.sequence} (unchanged)" if same else f"{self.before} -> {self.sequence}"
        yield "time", f"{self.seconds:.1f} s"

    def _why_read(self) -> str:
        """Why as many were read: more than were published anew, for what is left out or the same is read as well."""
        why = "everything" if self.full else "what WordPress changed since the last sync, and what depends on it"
        rest = self.read - self.added - self.changed
        return f"{why}; {rest} of them unchanged or not published" if rest > 0 else why

    def _waiting(self) -> Iterator[str]:
        """How many entries are withheld until their pages were seen, and why that may last."""
        waiting = sum(omission.count for omission in self.left_out if omission.reason == UNCONFIRMED)
        if waiting:
            yield f"{waiting} marked entries are withheld until their pages were seen; `rootzpub confirm` looks now"
        if any(name.startswith(COULD_NOT_LOOK) for name in self.confirmed or ()):
            yield "the site's pages could not all be had: marked entries stay withheld, plain ones are published"

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
            "leftOut": _counts((omission.reason, omission.count) for omission in self.left_out),
            "leftOutBy": _counts((omission.cause, omission.count) for omission in self.left_out if omission.cause),
            "notes": list(self.notes),
            "losses": dict(self.losses),
            "sequenceBefore": self.before,
            "sequence": self.sequence,
            "size": self.size,
            "milliseconds": round(self.seconds * 1000),
            "full": self.full,
            "held": self.held.as_dict() if self.held else None,
            "dryRun": self.dry_run,
            **({"paths": {name: list(paths) for name, paths in self.differences.by_name()}} if self.dry_run else {}),
            "resumed": self.resumed.entries if self.resumed else 0,
            "notVisible": list(self.unseen),
            "confirmed": dict(self.confirmed) if self.confirmed is not None else None,
        }


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts while a sync runs."""

    read: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    converted: int = 0
    """Conversions tried."""
    failed: int = 0
    """Conversions that gave nothing."""
    detailed: bool = False
    """Whether paths are wanted, not only counts."""
    added_paths: dict[int, str] = field(default_factory=dict)
    changed_paths: dict[int, str] = field(default_factory=dict)
    withdrawn_ids: set[int] = field(default_factory=set)
    """All that was published before this sync and is not now."""
    withdrawn: list[int] = field(default_factory=list)
    """Ids that were published before this sync and are not now; what depends on them must follow."""

    def took(self, entry: Entry, kept: str) -> None:
        """An entry was put into the store; `kept` is what that did."""
        self.added += kept == "added"
        self.changed += kept == "changed"
        if self.detailed and kept != "same":
            (self.added_paths if kept == "added" else self.changed_paths)[entry.id] = entry.path

    def left(self, ids: Collection[int]) -> None:
        """These were published and are not any more."""
        before = len(self.withdrawn_ids)
        self.withdrawn_ids.update(ids)
        self.removed += len(self.withdrawn_ids) - before
        for entry_id in ids if self.detailed else ():
            self.added_paths.pop(entry_id, None)
            self.changed_paths.pop(entry_id, None)


def _counts(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Sums by name."""
    sums = Counter[str]()
    for name, count in counts:
        sums[name] += count
    return dict(sums)


def _listed(counts: Any) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts) or "nothing"
