"""How far the check is, in numbers for the owner."""

from rootzpub.publisher.confirming.plan import CheckPlan
from rootzpub.store import Confirmations

SEEN, NOT_SEEN, WAITING, PENDING, HELD = "seen", "not seen", "waiting", "for a second look", "held"
COULD_NOT_LOOK = "could not look"
HELD_SINCE = "held-since"
"""Note of when a run turned at once by words."""


def counts(confirmations: Confirmations, plan: CheckPlan, *, now: int) -> dict[str, int]:
    """How many entries were seen, were not, wait, and could not be looked at and why (`bot-wall`, `timeout`, …)."""
    found = {SEEN: 0, NOT_SEEN: 0}
    for (decision, _, trouble), count in confirmations.by_decision().items():
        if decision:
            found[SEEN if decision == "seen" else NOT_SEEN] += count
        if trouble:
            name = f"{COULD_NOT_LOOK}: {trouble}"
            found[name] = found.get(name, 0) + count
    found[WAITING] = confirmations.waiting(oldest=now - plan.holds_seconds, basis=plan.basis)
    pending = confirmations.pending_since(0)
    # Held ones lack words at once with most of the others: a wall, or a closed site.
    found[HELD if confirmations.note(HELD_SINCE) else PENDING] = pending
    return {name: count for name, count in found.items() if count or name == SEEN}
