"""getStatus."""

from dataclasses import replace

from rootzpub.documents import Traffic
from rootzpub.readiness import Trial
from rootzpub.site import Held, Loss, Omission
from tests.documents.making import ask, ordinary, page, settings, site
from tests.store.making import NOON
from tests.tools.asking import call


def test_every_member_of_the_plugin_is_there() -> None:
    """[wire §3c]: domain, pluginVersion, score, grade, breakdown, wallet, authorization, endpoints, metrics."""
    answer = call(ordinary(), "/status")
    assert answer.body.keys() >= {
        *("domain", "pluginVersion", "score", "grade", "breakdown", "wallet", "authorization", "endpoints", "metrics"),
    }
    assert (answer.kind, answer.body["rubric"], answer.body["maxScore"]) == ("getStatus", "rootz-100", 100)
    assert answer.body["publication"] == ask(ordinary(), "/.well-known/ai").body["publication"]
    assert answer.body["pluginVersion"].startswith("rootzpub/")


def test_the_breakdown_says_what_is_missing_and_how_to_fix_it() -> None:
    """Per category score, max, details; missing with points and fix; the score is their sum."""
    body = call(ordinary(), "/status").body
    assert body["score"] == sum(category["score"] for category in body["breakdown"].values())
    assert sum(category["max"] for category in body["breakdown"].values()) == 100
    identity = body["breakdown"]["identity"]
    assert (identity["score"], identity["max"]) == (9, 15)
    assert {"id": "identity.sector", "points": 3, "fix": "Set [identity] sector."} in identity["missing"]
    assert [line["outcome"] for line in identity["checks"]] == ["pass", "pass", "fail", "fail", "pass"]
    assert identity["details"] == "Missing: legal-name, sector"


def test_every_published_endpoint_is_really_tried() -> None:
    """Each once; what the owner switched off is not asked."""
    asked: list[str] = []

    def trial(path: str) -> Trial:
        asked.append(path)
        return Trial(path=path, works=True, signed=True, detail="verified")

    given = replace(settings(feed={"enabled": False}), trial=trial, signer="0x" + "1" * 40)
    body = call(ordinary(), "/status", given=given).body
    assert sorted(asked) == [f"/.well-known/ai{part}" for part in ("", "/content", "/knowledge", "/policies", "/tools")]
    assert body["breakdown"]["endpoints"]["score"] == 12
    assert (body["endpoints"]["feed"], body["endpoints"]["ai_json"]) == (False, True)
    assert body["addresses"]["feed"]["outcome"] == "declined"
    assert body["addresses"]["content"] == {"url": "/.well-known/ai/content", "outcome": "pass"}
    assert body["wallet"] == "0x" + "1" * 40


def test_without_a_trial_endpoints_give_no_points() -> None:
    """Skipped, not passed."""
    body = call(ordinary(), "/status").body
    assert {endpoint["outcome"] for endpoint in body["addresses"].values()} == {"skipped"}
    assert body["breakdown"]["endpoints"]["score"] == 0


def test_figures_are_the_owners_alone() -> None:
    """Traffic, omissions and losses; an anonymous answer has none of them and may be cached."""
    of = site(
        page(1, "x", "X", losses=(Loss(kind="form", count=2, example="f"),)),
        omitted=(Omission(reason="draft", count=3),),
        held_back=Held(reason="unmentioned", since={5: NOON, 6: NOON}, first=NOON, again=NOON, published=3),
    )
    given = replace(
        settings(serve={"metrics": True}),
        traffic=lambda: Traffic(since="2026-03-04T00:00:00Z", total=7, by_kind=(("getPage", 7),)),
    )
    anonymous = call(of, "/status", given=given)
    assert anonymous.body["metrics"] == {"enabled": True, "accessLog": False}
    assert not {"omissions", "losses", "held"} & anonymous.body.keys()
    owner = call(of, "/status", given=given, owner=True)
    assert owner.body["omissions"] == [{"reason": "draft", "count": 3}]
    assert (owner.body["held"]["reason"], owner.body["held"]["entries"]) == ("unmentioned", 2)
    assert owner.body["losses"] == [{"kind": "form", "count": 2}]
    assert owner.body["metrics"]["byKind"] == [{"kind": "getPage", "count": 7}]
    assert (owner.max_age, anonymous.max_age) == (0, 3600)


def test_an_owner_without_counting_sees_no_traffic() -> None:
    """Nothing is counted, nothing is shown."""
    assert call(ordinary(), "/status", owner=True).body["metrics"] == {"enabled": False, "accessLog": False}
