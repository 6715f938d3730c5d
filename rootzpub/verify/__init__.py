"""Bytes in, Report out: what a document of the standard proves, step by step, and what it does not.

Invariants: it needs nothing of the publisher and opens no socket (`fetch` does, for whoever wants it); whatever the
bytes are, the answer is a Report; SKIPPED is never PASS. `import rootzpub.verify` stays lean.
"""

from rootzpub.verify.lookups import Lookups
from rootzpub.verify.pins import Pin, PinFile, Pins
from rootzpub.verify.policy import Policy, Requirement
from rootzpub.verify.report import Check, Observation, Outcome, Report, Unproven, Verdict
from rootzpub.verify.verifier import STEPS, verify

__all__ = [
    "STEPS",
    "Check",
    "Lookups",
    "Observation",
    "Outcome",
    "Pin",
    "PinFile",
    "Pins",
    "Policy",
    "Report",
    "Requirement",
    "Unproven",
    "Verdict",
    "verify",
]
