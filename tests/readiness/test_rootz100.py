"""The rubric line by line [rootz-100 §2]."""

from dataclasses import replace

import pytest

from rootzpub.readiness import RUBRICS, Inside, RubricOutcome, Trial, score_inside
from rootzpub.readiness.rootz100 import ENDPOINTS

GOOD = Trial(path="/x", works=True, signed=True, detail="verified")
PERFECT = Inside(
    name="Example",
    domain="example.com",
    legal_name="Example Ltd",
    sector=("Widgets",),
    motto="Measured",
    license="CC-BY-4.0",
    policy_pages=("/a/", "/b/", "/c/", "/d/"),
    signer="0x" + "1" * 40,
    authorization="delegated",
    pages=5,
    posts=5,
    trials=dict.fromkeys((*ENDPOINTS, "content"), GOOD),
    email="a@b.example",
    operator="Ann",
    ai_support="c@b.example",
    privacy="d@b.example",
    about_page="/about/",
    product_page="/products/",
    concepts=3,
    access_log=True,
)


def test_a_perfect_site_has_a_hundred_points() -> None:
    """The table adds up to 100; every check passes and no fix is left."""
    score = score_inside(PERFECT)
    assert (score.points, score.most, score.grade) == (100, 100, "A")
    assert {check.outcome for check in score.checks} == {RubricOutcome.PASS}
    assert not [check.fix for check in score.checks if check.fix]


def test_an_empty_site_has_one_point() -> None:
    """A reserved licence is worth one; nothing else is given for nothing, and each missing point has its fix."""
    score = score_inside(Inside())
    assert (score.points, score.grade) == (1, "F")
    assert all(check.fix for check in score.checks if check.points < check.most)
    assert RubricOutcome.SKIPPED in {check.outcome for check in score.checks}


def test_categories_have_the_maxima_of_the_rubric() -> None:
    """identity 15, policies 15, signing 15, content 15, endpoints 15, contacts 10, knowledge 10, metrics 5."""
    score = score_inside(PERFECT)
    maxima = {category: sum(check.most for check in score.of(category)) for category in score.categories}
    assert maxima == {
        "identity": 15,
        "policies": 15,
        "signing": 15,
        "content": 15,
        "endpoints": 15,
        "contacts": 10,
        "knowledge": 10,
        "metrics": 5,
    }


BAD_SIGNATURE = replace(GOOD, signed=False)
BROKEN = replace(GOOD, works=False, signed=False)


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        pytest.param({"name": ""}, {"identity.name": 3}, id="name"),
        pytest.param({"domain": ""}, {"identity.domain": 3}, id="domain"),
        pytest.param({"legal_name": ""}, {"identity.legal-name": 3}, id="legal-name"),
        pytest.param({"sector": ()}, {"identity.sector": 3}, id="sector"),
        pytest.param({"motto": ""}, {"identity.motto": 3}, id="motto"),
        pytest.param({"license": "All Rights Reserved"}, {"policies.license": 2}, id="licence"),
        pytest.param({"policy_pages": ("/a/",)}, {"policies.pages": 9}, id="one-policy-page"),
        pytest.param({"policy_pages": tuple("abcdefg")}, {}, id="seven-policy-pages"),
        pytest.param({"signer": ""}, {"signing.key": 5}, id="key"),
        pytest.param({"authorization": "self-signed"}, {"signing.delegated": 5}, id="not-delegated"),
        pytest.param({"pages": 2}, {"content.pages": 3}, id="two-pages"),
        pytest.param({"posts": 0}, {"content.posts": 5}, id="no-posts"),
        pytest.param({"posts": 5000}, {}, id="many-posts"),
        pytest.param(
            {"trials": PERFECT.trials | {"feed": BROKEN}}, {"endpoints.feed": 3, "signing.valid": 5}, id="feed-broken"
        ),
        pytest.param(
            {"trials": dict.fromkeys(PERFECT.trials, BAD_SIGNATURE)},
            {**{f"endpoints.{name}": 3 for name in ENDPOINTS}, "signing.valid": 5},
            id="no-signature-verifies",
        ),
        pytest.param({"declined": ("knowledge",)}, {"endpoints.knowledge": 3}, id="knowledge-declined"),
        pytest.param({"declined": ("content",)}, {"content.endpoint": 5}, id="content-declined"),
        pytest.param({"email": ""}, {"contacts.email": 3}, id="email"),
        pytest.param({"operator": ""}, {"contacts.operator": 3}, id="operator"),
        pytest.param({"ai_support": ""}, {"contacts.ai-support": 2}, id="ai-support"),
        pytest.param({"privacy": ""}, {"contacts.privacy": 2}, id="privacy"),
        pytest.param({"about_page": ""}, {"knowledge.about": 4}, id="about"),
        pytest.param({"product_page": ""}, {"knowledge.products": 3}, id="products"),
        pytest.param({"concepts": 0}, {"knowledge.concepts": 3}, id="concepts"),
        pytest.param({"access_log": False}, {"metrics.access-log": 5}, id="access-log"),
    ],
)
def test_each_line_costs_its_points(changes: dict, lost: dict[str, int]) -> None:
    """One thing less than perfect: exactly its points are missing, with a fix."""
    score = score_inside(replace(PERFECT, **changes))
    missing = {check.id: check.most - check.points for check in score.checks if check.points < check.most}
    assert missing == lost
    assert all(check.fix for check in score.checks if check.id in lost)


def test_what_was_not_tried_is_skipped_and_gives_nothing() -> None:
    """SKIPPED is never PASS."""
    score = score_inside(replace(PERFECT, trials={}))
    skipped = {check.id for check in score.checks if check.outcome == RubricOutcome.SKIPPED}
    assert skipped == {"signing.valid", "content.endpoint", *(f"endpoints.{name}" for name in ENDPOINTS)}
    assert score.points == 100 - 5 - 5 - 15


def test_what_the_owner_switched_off_is_declined_and_says_how_to_switch_it_on() -> None:
    """Its points are not given, and nobody calls it a failure."""
    check = next(c for c in score_inside(replace(PERFECT, declined=("feed",))).checks if c.id == "endpoints.feed")
    assert (check.outcome, check.points) == (RubricOutcome.DECLINED, 0)
    assert check.fix == "Set [feed] enabled = true."


def test_the_content_endpoint_works_without_a_signature() -> None:
    """The rubric asks that it works; signatures count under signing."""
    trials = PERFECT.trials | {"content": BAD_SIGNATURE}
    check = next(c for c in score_inside(replace(PERFECT, trials=trials)).checks if c.id == "content.endpoint")
    assert check.outcome == RubricOutcome.PASS


def test_the_rubric_is_found_by_its_name() -> None:
    """RUBRICS names it."""
    assert RUBRICS["rootz-100"](PERFECT).rubric == "rootz-100"
