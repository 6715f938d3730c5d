"""The visitor check: what pages show decides what is published [visibility §visitor].

Invariants: looking changes no entry, it only keeps what was found; a sync applies it (`Gate`); what could not be looked
at withdraws nothing and publishes no marked entry.
"""

from rootzpub.publisher.confirming.gate import Gate
from rootzpub.publisher.confirming.looking import Looker
from rootzpub.publisher.confirming.plan import CheckPlan, is_check_on, visibility_digest
from rootzpub.publisher.confirming.run import ConfirmRun, Looked

__all__ = ["CheckPlan", "ConfirmRun", "Gate", "Looked", "Looker", "is_check_on", "visibility_digest"]
