"""Self-check of our own endpoints through the verifier: how `getStatus` knows that an address works."""

from datetime import datetime
from http import HTTPStatus

from rootzpub.readiness import Trial
from rootzpub.seal import SealedResponse
from rootzpub.verify import Outcome, Policy, verify

_HASH = "hash"
# No network: a request waits for nobody outside [house §2.4].
_OFFLINE = Policy.offline()


def try_answer(answer: SealedResponse, path: str, *, origin: str, moment: datetime) -> Trial:
    """Read an answer with the verifier and give the result."""
    if answer.status != HTTPStatus.OK:
        return Trial(path=path, works=False, signed=False, detail=f"status {answer.status}")
    report = verify(answer.body, url=origin + path, policy=_OFFLINE, moment=moment)
    # Two results: without a key there is a hash that holds and no signature.
    hashed = any(check.name == _HASH and check.outcome == Outcome.PASS for check in report.checks)
    signed = bool(report.signer) and not any(check.outcome == Outcome.FAIL for check in report.checks)
    return Trial(path=path, works=hashed, signed=signed, detail=str(report.verdict.value))
