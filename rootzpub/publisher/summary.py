"""What a sync did, for people and for machines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rootzpub.site import Omission
from rootzpub.sources import Resumed


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
    """All that is not published now, by reason."""
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
    resumed: Resumed | None = None
    """What of it an earlier read, one that broke off, had fetched."""
    confirmed: Mapping[str, int] | None = None
    """How many entries visitors see, do not see, and wait to be looked at; None where pages are not looked at."""

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
        yield "read", f"{self.read} entries{' (everything)' if self.full else ''}"
        if self.resumed:
            yield "resumed", str(self.resumed)
        yield "published", f"{self.size} ({self.added} added, {self.changed} changed, {self.removed} removed)"
        yield "left out", _listed((omission.reason, omission.count) for omission in self.left_out)
        yield "losses", _listed(self.losses)
        if self.confirmed is not None:
            yield "looked at", _listed((name, count) for name, count in self.confirmed.items())
        same = self.before == self.sequence
        yield "publication", f"{self.sequence} (unchanged)" if same else f"{self.before} -> {self.sequence}"
        yield "time", f"{self.seconds:.1f} s"

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
            "leftOut": {omission.reason: omission.count for omission in self.left_out},
            "losses": dict(self.losses),
            "sequenceBefore": self.before,
            "sequence": self.sequence,
            "size": self.size,
            "milliseconds": round(self.seconds * 1000),
            "full": self.full,
            "resumed": self.resumed.entries if self.resumed else 0,
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
    withdrawn: list[int] = field(default_factory=list)
    """Ids that were published before this sync and are not now; what depends on them must follow."""


def _listed(counts: Any) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts) or "nothing"
