"""Whether a source is believed when entries are missing [visibility §plausibility]. Pure; why: decision 0020.

Invariants: only entries of which the source says nothing count; what it shows as hidden is never held. An entry that is
held was missing from every look since the moment that stands beside it; once held, it goes only when that is long ago,
when the owner says so, or when its own address says that it is gone and nothing else is in doubt.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from rootzpub.site import Held
from rootzpub.sources import Trace

FEW: Final = 10
"""So many entries may be missing whatever their share is."""
CLOCK_TOLERANCE: Final = timedelta(minutes=1)
"""Clocks of two machines, and of one before and after it was set, differ by some seconds."""
_ENOUGH: Final = 20
"""So many addresses that still answer show that the listing is wrong: the rest is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at the source gave."""

    now: datetime
    published: int
    """Entries that were published before."""
    missing: Mapping[int, str]
    """Type by id of those that the source did not report."""
    contradictions: tuple[str, ...] = ()
    """What in the listing cannot be true at once."""
    hold: timedelta = timedelta(hours=1)
    accepts: bool = False
    """Whether the owner said that what is missing is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What follows from it."""

    gone: frozenset[int] = frozenset()
    """To be removed."""
    held: Held | None = None
    """What stays."""

    @property
    def doubts_all(self) -> bool:
        """Whether the look as a whole is in doubt, with it what it says of the site, its terms and its authors."""
        return self.held is not None and self.held.reason != "still-answers"


def is_behind(now: datetime, last: datetime | None) -> bool:
    """Whether the clock stands before the last publication."""
    return last is not None and now < last - CLOCK_TOLERANCE


def judge(look: Look, before: Held | None, trace: Callable[[int, str], Trace]) -> Verdict:
    """Which of the missing entries are gone, and which stay; `trace` asks the source for one of them."""
    if look.accepts:
        return Verdict(gone=frozenset(look.missing))
    return _Judge(look=look, before=before, trace=trace).verdict()


@dataclass(slots=True, kw_only=True)
class _Judge:
    look: Look
    before: Held | None
    trace: Callable[[int, str], Trace]
    answering: int = 0
    """Addresses that were asked and did not say that the entry is gone."""
    since: dict[int, datetime] = field(default_factory=dict)

    def verdict(self) -> Verdict:
        # 1. Since when each is missing: what was mentioned in between begins anew.
        look, known = self.look, self.before.since if self.before else {}
        now = look.now.replace(microsecond=0)
        # A moment beyond now was noted by a clock that ran ahead: it begins anew as well.
        self.since = {id_: min(known.get(id_, now), now) for id_ in sorted(look.missing)}
        # 2. Is the look as a whole in doubt: now, or since an earlier one whose missing entries did not all return?
        many = len(look.missing) > FEW and 2 * len(look.missing) > look.published
        contradicts = bool(look.contradictions and look.missing)
        in_doubt = self.before is not None and self.before.reason != "still-answers"
        reason = "unmentioned" if many else "contradiction" if contradicts else ""
        if not reason and in_doubt and self.before and known.keys() & look.missing.keys():
            reason = "unmentioned" if self.before.reason == "clock" else self.before.reason
        # 3. Only those may go that are missing long enough; without any doubt, those that are missing for the first
        # time as well. Where the source can be asked, the entry's own address has the last word.
        fresh = frozenset[int]() if reason else self.since.keys() - known.keys()
        ripe = [id_ for id_, since in self.since.items() if id_ in fresh or now - since >= look.hold]
        gone = frozenset(id_ for id_ in ripe if self._is_gone(id_))
        held = self.since.keys() - gone
        if not held:
            return Verdict(gone=gone)
        # 4. An address that still answers is asked again after the same time.
        asked = set(ripe)
        since = {id_: now if id_ in asked else self.since[id_] for id_ in sorted(held)}
        return Verdict(gone=gone, held=self._held(reason or "still-answers", since, now))

    def _is_gone(self, entry_id: int) -> bool:
        if self.answering >= _ENOUGH:
            return False
        gone = self.trace(entry_id, self.look.missing[entry_id]) == "absent"
        self.answering += not gone
        return gone

    def _held(self, reason: str, since: dict[int, datetime], now: datetime) -> Held:
        detail = "; ".join(self.look.contradictions[:3])
        if self.before is not None and not detail:
            detail = self.before.detail if self.before.reason == reason else ""
        first = min([*since.values(), *([self.before.first] if self.before else [])])
        again = min(moment + self.look.hold for moment in since.values())
        return Held(
            reason=reason,
            since=since,
            first=min(first, now),
            again=max(again, now + timedelta(seconds=1)),
            published=self.look.published,
            detail=detail,
        )


def hold_clock(now: datetime, before: Held | None, *, hold: timedelta, newest: datetime, last: datetime) -> Held | None:
    """What to hold while the clock stands before the last publication; None once that is believed.

    Believed is a clock that has stood so for `hold`, and not before `newest`, the newest date of an entry: a clock that
    stopped in the past fails at that for ever, a publication that was dated by a clock ahead of time does not.
    """
    now = now.replace(microsecond=0)
    is_second = before is not None and before.reason == "clock" and before.first <= now
    first = before.first if before is not None and is_second else now
    if now - first >= hold and newest <= now:
        return None
    detail = f"now {now:%Y-%m-%d %H:%M} UTC, last publication {last:%Y-%m-%d %H:%M} UTC"
    again = max(first + hold, now + timedelta(seconds=1))
    return Held(reason="clock", first=first, again=again, detail=detail, since=before.since if before else {})


def dependents(held: Collection[int], parents: Mapping[int, int]) -> frozenset[int]:
    """Of entries whose source hides them for their parent's sake (parent by id) those whose parent is held."""
    children: dict[int, list[int]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    kept: set[int] = set()
    # A worklist: however deep a tree of pages is, each is looked at once.
    waiting = [child for parent in held for child in children.get(parent, ())]
    while waiting:
        child = waiting.pop()
        if child not in kept:
            kept.add(child)
            waiting += children.get(child, ())
    return frozenset(kept)
