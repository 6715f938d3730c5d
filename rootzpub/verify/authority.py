"""Step 11: whether somebody besides the document vouches for its signer."""

from rootzpub.verify.case import Case, Finding, failed, passed, skipped


def check_authority(case: Case) -> Finding:
    """Step 11."""
    if case.signer is None:
        return skipped("authority.not-reached", "Nobody was asked: no signer is established.")
    return skipped("authority.self-asserted", "Nobody.", warning=case.policy.warnings_fail)
