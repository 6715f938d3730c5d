"""Self-check of our own endpoints through the verifier: how `getStatus` knows that an address works."""

from datetime import datetime
from http import HTTPStatus

from rootzpub.readiness import Trial
from rootzpub.seal import SealedResponse
from rootzpub.verify import Outcome, Policy, verify
from rootzpub.verify.beside import block_in, block_url, is_of
from rootzpub.wire.names import SIGNATURE_HEADER

_HASH = "hash"
# No network: a request waits for nobody outside [house §2.4].
_OFFLINE = Policy.offline()


def try_answer(answer: SealedResponse, path: str, *, origin: str, moment: datetime) -> Trial:
    """Read an answer with the verifier and give the result."""
    if answer.status != HTTPStatus.OK:
        return Trial(path=path, works=False, signed=False, detail=f"status {answer.status}")
    header = dict(answer.headers).get(SIGNATURE_HEADER, "")
    body, url = (block_in(header), block_url(origin + path)) if header else (answer.body, origin + path)
    report = verify(body, url=url, policy=_OFFLINE, moment=moment)
    # Two results: without a key there is a hash that holds and no signature.
    hashed = any(check.name == _HASH and check.outcome == Outcome.PASS for check in report.checks)
    works = is_of(report, answer.body) if header else hashed
    signed = bool(report.signer) and not any(check.outcome == Outcome.FAIL for check in report.checks)
    return Trial(path=path, works=works, signed=signed, detail=str(report.verdict.value))
