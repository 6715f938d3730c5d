"""The rubric `rootz-100`, computed from inside: the owner's own server scores itself without a network [rootz-100 §2].

Invariants: what the table of the rubric says, line by line; endpoints and signatures count only after a trial.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from rootzpub.readiness.score import Check, RubricOutcome, Score, Trial
from rootzpub.wire import places

# Names out of the places, so that a renamed place cannot lose its points in silence.
ENDPOINTS: Final = tuple(
    place.name for place in (places.DISCOVERY, places.POLICIES, places.KNOWLEDGE, places.FEED, places.TOOLS)
)
"""Endpoints worth 3 points each, by the name a trial is handed in under; `content` is tried as well.

The rubric's own choice, which a new document does not change: what else is tried counts for the signatures only.
"""

_RESERVED: Final = "All Rights Reserved"
_MOST_COUNTED: Final = 5
_POLICY_POINTS: Final = 3
_POLICIES_MOST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What a server knows of itself. Empty text = not there."""

    name: str = ""
    domain: str = ""
    legal_name: str = ""
    sector: tuple[str, ...] = ()
    motto: str = ""
    """Tagline or mission."""
    license: str = _RESERVED
    policy_pages: tuple[str, ...] = ()
    """Paths of the policy pages that were discovered."""
    signer: str = ""
    """Address of the signing key, or empty."""
    authorization: str = "none"
    pages: int = 0
    posts: int = 0
    trials: Mapping[str, Trial] = field(default_factory=dict)
    """By endpoint name; what is missing was not tried."""
    declined: tuple[str, ...] = ()
    """Endpoints that the owner switched off."""
    email: str = ""
    operator: str = ""
    ai_support: str = ""
    privacy: str = ""
    about_page: str = ""
    product_page: str = ""
    concepts: int = 0
    """Core concepts that the owner defined or described."""
    access_log: bool = False


def score_inside(inside: Inside) -> Score:
    """The score of `rootz-100`; its checks add up to 100 points."""
    checks = (
        *_identity(inside),
        *_policies(inside),
        *_signing(inside),
        *_content(inside),
        *_endpoints(inside),
        *_contacts(inside),
        *_knowledge(inside),
        _metrics(inside),
    )
    return Score(rubric="rootz-100", checks=checks)


def outcome_of(inside: Inside, name: str) -> RubricOutcome:
    """The outcome of trying an endpoint by this name, whether the rubric gives points for it or not."""
    if name in inside.declined:
        return RubricOutcome.DECLINED
    trial = inside.trials.get(name)
    if trial is None:
        return RubricOutcome.SKIPPED
    return RubricOutcome.PASS if trial.works and trial.signed else RubricOutcome.FAIL


def _identity(inside: Inside) -> Iterator[Check]:
    yield _present("identity.name", 3, inside.name, "Set [identity] name.")
    yield _present("identity.domain", 3, inside.domain, "Set [site] base_url to the public address.")
    yield _present("identity.legal-name", 3, inside.legal_name, "Set [identity] legal_name.")
    yield _present("identity.sector", 3, ", ".join(inside.sector), "Set [identity] sector.")
    yield _present("identity.motto", 3, inside.motto, "Set [identity] tagline or mission.")


def _policies(inside: Inside) -> Iterator[Check]:
    # Reserved rights are worth 1 of the 3 points [rootz-100 §2].
    open_license = inside.license != _RESERVED
    yield Check(
        id="policies.license",
        most=3,
        points=3 if open_license else 1,
        outcome=RubricOutcome.PASS if open_license else RubricOutcome.FAIL,
        evidence=f"licence {inside.license}",
        fix="" if open_license else "Choose a licence that grants something: [policies] license.",
    )
    found = len(inside.policy_pages)
    # Four of the seven kinds of policy page give all points [rootz-100 §2].
    points = min(_POLICIES_MOST, _POLICY_POINTS * found)
    complete = points == _POLICIES_MOST
    yield Check(
        id="policies.pages",
        most=_POLICIES_MOST,
        points=points,
        outcome=RubricOutcome.PASS if complete else RubricOutcome.FAIL,
        evidence=f"{found} policy pages found" + (f": {', '.join(inside.policy_pages)}" if found else ""),
        fix="" if complete else "Publish pages such as privacy policy, terms, cookie policy, AI policy, accessibility.",
    )


def _signing(inside: Inside) -> Iterator[Check]:
    yield _present("signing.key", 5, inside.signer, "Make a key with `rootzpub keys new` and set [signing] key.")
    # All that was tried, also what gives no points of its own [rootz-100 §2].
    trials = tuple(inside.trials.values())
    # Nothing tried is SKIPPED and never PASS: `doctor` without a server knows nothing of signatures [house §5.2].
    if not trials:
        yield _untried("signing.valid", 5, "signatures")
    else:
        bad = [trial.path for trial in trials if not trial.signed]
        yield Check(
            id="signing.valid",
            most=5,
            points=0 if bad else 5,
            outcome=RubricOutcome.FAIL if bad else RubricOutcome.PASS,
            evidence=f"{len(trials) - len(bad)} of {len(trials)} answers verify",
            fix=f"Not valid: {', '.join(bad)}. Run `rootzpub doctor`." if bad else "",
        )
    # More than a key of the server: with a delegation the owner's own key never came near it [trust §7.4].
    delegated = inside.authorization == "delegated"
    yield Check(
        id="signing.delegated",
        most=5,
        points=5 if delegated else 0,
        outcome=RubricOutcome.PASS if delegated else RubricOutcome.FAIL,
        evidence=f"authorization {inside.authorization}",
        fix="" if delegated else "Let the owner's wallet delegate to this key and set [signing] authorization.",
    )


def _content(inside: Inside) -> Iterator[Check]:
    yield _counted("content.pages", inside.pages, "pages")
    yield _counted("content.posts", inside.posts, "posts")
    # It only has to work: signatures count under `signing` [rootz-100 §2].
    yield _endpoint(inside, places.CONTENT.name, check_id="content.endpoint", most=5, must_sign=False)


def _endpoints(inside: Inside) -> Iterator[Check]:
    for name in ENDPOINTS:
        yield _endpoint(inside, name, check_id=f"endpoints.{name}", most=3, must_sign=True)


def _contacts(inside: Inside) -> Iterator[Check]:
    yield _present("contacts.email", 3, inside.email, "Set [contact] email.")
    yield _present("contacts.operator", 3, inside.operator, "Set [contact] operator.")
    yield _present("contacts.ai-support", 2, inside.ai_support, "Set [contact] ai_email.")
    yield _present("contacts.privacy", 2, inside.privacy, "Set [contact] privacy_email.")


def _knowledge(inside: Inside) -> Iterator[Check]:
    yield _present("knowledge.about", 4, inside.about_page, "Publish a page with the slug `about`.")
    yield _present(
        "knowledge.products",
        3,
        inside.product_page,
        "Publish a page `products` or `services`, or name [identity] applications.",
    )
    concepts = f"{inside.concepts} core concepts" if inside.concepts else ""
    yield _present(
        "knowledge.concepts", 3, concepts, "Set [identity] concepts, or describe the categories of the site."
    )


def _metrics(inside: Inside) -> Check:
    return _present("metrics.access-log", 5, "on" if inside.access_log else "", "Set [serve] access_log = true.")


def _present(check_id: str, most: int, found: str, fix: str) -> Check:
    return Check(
        id=check_id,
        most=most,
        points=most if found else 0,
        outcome=RubricOutcome.PASS if found else RubricOutcome.FAIL,
        evidence=found or "not set",
        fix="" if found else fix,
    )


def _counted(check_id: str, count: int, what: str) -> Check:
    points = min(_MOST_COUNTED, count)
    full = points == _MOST_COUNTED
    return Check(
        id=check_id,
        most=_MOST_COUNTED,
        points=points,
        outcome=RubricOutcome.PASS if full else RubricOutcome.FAIL,
        evidence=f"{count} published {what}",
        fix="" if full else f"Publish at least {_MOST_COUNTED} {what}.",
    )


def _endpoint(inside: Inside, name: str, *, check_id: str, most: int, must_sign: bool) -> Check:
    # The owner's decision is no failure; the points are missing all the same, and the fix says how to get them.
    if name in inside.declined:
        return Check(
            id=check_id,
            most=most,
            points=0,
            outcome=RubricOutcome.DECLINED,
            evidence="switched off by the owner",
            fix=f"Set [{name}] enabled = true.",
        )
    trial = inside.trials.get(name)
    if trial is None:
        return _untried(check_id, most, f"the {name} endpoint")
    good = trial.works and (trial.signed or not must_sign)
    return Check(
        id=check_id,
        most=most,
        points=most if good else 0,
        outcome=RubricOutcome.PASS if good else RubricOutcome.FAIL,
        evidence=f"{trial.path}: {trial.detail}" if trial.detail else trial.path,
        fix="" if good else "Make a key with `rootzpub keys new`; then ask `rootzpub doctor` what else is wrong.",
    )


def _untried(check_id: str, most: int, what: str) -> Check:
    return Check(
        id=check_id,
        most=most,
        points=0,
        outcome=RubricOutcome.SKIPPED,
        evidence=f"{what} could not be tried here",
        # Only a publisher can build, seal and verify an answer; whoever scores without one cannot.
        fix="Ask the running server: `rootzpub show /wp-json/rootz/v1/status`.",
    )
