"""From a verdict to what is believed, with what was believed before [visibility §visitor.5]. Pure.

Invariants: what the answer itself says is believed at once; missing words and 404 only when a second look, ten minutes
later, says the same; could not look changes no decision.
"""

from dataclasses import dataclass, replace

from rootzpub.pages.verdict import Verdict
from rootzpub.store import Confirmation

SECOND_LOOK_SECONDS = 600
HOLD_SECONDS = 3_600
"""How long a run that turns at once is held before it is believed."""
FEW = 10
"""So many may turn at once without being a wall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a verdict is given in."""

    now: int
    basis: str
    held: bool = False
    """Whether nothing is believed that only words say."""
    published: bool = True
    """Whether the entry is published as ours now."""
    facts: str = ""
    """What its page states, as JSON."""


def next_confirmation(before: Confirmation, verdict: Verdict, given: Circumstances) -> Confirmation:
    """What is known after a look."""
    now, basis = given.now, given.basis
    if verdict.outcome == "unknown":
        return replace(before, looked=now, trouble=verdict.reason)
    looked = replace(before, looked=now, trouble="", basis=basis, missing=verdict.missing)
    if verdict.second_look and not _is_closed(before):
        begun = before.pending or now
        # Ten minutes less a second: the clock of a look that was due then.
        if given.held or now - begun < SECOND_LOOK_SECONDS - 1:
            return replace(looked, pending=begun, revision=before.revision, basis=before.basis)
    decided = replace(
        looked,
        revision=before.wanted,
        decision=verdict.outcome,
        reason=verdict.reason,
        html=verdict.html or "",
        words_by=verdict.words_by if verdict.outcome == "seen" else "",
        moved=verdict.moved_to,
        facts=given.facts if verdict.outcome == "seen" else "",
        pending=0,
    )
    return replace(decided, applied=int(before.applied and _is_same(before, decided, published=given.published)))


def _is_closed(before: Confirmation) -> bool:
    """Whether the entry is withheld by an earlier look: what says so again needs no second one."""
    return before.decision == "not-seen" and not before.pending


def _is_same(before: Confirmation, after: Confirmation, *, published: bool) -> bool:
    """Whether a sync would do nothing else than the one before."""
    if not before.decision:
        # A plain entry is published as ours already, with what its source states of it.
        plain = after.decision == "seen" and not (after.replaces or after.moved) and after.facts == before.facts
        return plain and published
    names = ("decision", "reason", "html", "words_by", "moved", "facts")
    return before.revision == after.revision and all(getattr(before, name) == getattr(after, name) for name in names)
