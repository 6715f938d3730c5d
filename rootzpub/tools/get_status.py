"""getStatus: how ready the site is, by the rubric rootz-100; traffic and omissions only for the owner [wire §3b]."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from rootzpub.documents import Request, Settings
from rootzpub.documents.shape import Members
from rootzpub.readiness import Check, Inside, Score, outcome_of, score_inside
from rootzpub.site import Omission, Site
from rootzpub.tools.readiness_facts import gather, scored_addresses
from rootzpub.tools.tool import Tool
from rootzpub.wire import Caller, Category, Document, ToolSpec, names, places
from rootzpub.wire.rules import normalize_body

_PLUGIN_ENDPOINTS: Final = MappingProxyType(
    {
        "ai_json": places.DISCOVERY.name,
        "policies": places.POLICIES.name,
        "knowledge": places.KNOWLEDGE.name,
        "feed": places.FEED.name,
        "tools": places.TOOLS.name,
        "search": places.SEARCH.name,
        "verify": places.VERIFY.name,
        "status": places.STATUS.name,
    }
)
"""What the plugin calls them, and we."""

SPEC: Final = ToolSpec(
    name=names.TOOL_STATUS,
    # Stands in signed documents: its words change when the version does, and not before.
    description="How ready the site is for agents: score, grade, and what is missing with the way to fix it.",
    route="/status",
    category=Category.META,
)


def run(site: Site, settings: Settings, request: Request) -> Document:
    """The score with its breakdown; for the owner also what was left out, what was lost and how often it was asked."""
    inside = gather(site, settings)
    score = score_inside(inside)
    body: Members = {
        "domain": settings.domain,
        # The plugin's name for it [wire §3c].
        "pluginVersion": settings.served_by,
        "rubric": score.rubric,
        "score": score.points,
        "maxScore": score.most,
        "grade": score.grade,
        "breakdown": breakdown(score),
        "wallet": settings.signer or names.SIGNER_NONE,
        "authorization": settings.authorization,
        # Whether it works, by the plugin's names; and address and outcome of each by ours.
        "endpoints": _working(inside),
        "addresses": _addresses(inside, score, settings),
        "metrics": _metrics(settings, request.caller),
        "publication": site.publication.body(),
    }
    # Reasons and losses say what exists besides what is published: for the owner only [wire §3b.6].
    if request.caller.is_owner:
        body |= _withheld(site) | {"signing": {"isolated": settings.config.signing.isolate}}
        if settings.waiting is not None:
            body["waitsForApproval"] = [*settings.waiting()]
        if settings.confirmed is not None:
            body["confirmed"] = [{"name": name, "count": count} for name, count in settings.confirmed().items()]
    return Document(
        kind=names.TOOL_STATUS,
        resource=request.resource,
        body=normalize_body(body),
        last_modified=site.last_modified,
        # Figures of one caller must not come out of a cache for another.
        max_age=0 if request.caller.is_owner else 3600,
    )


def breakdown(score: Score) -> Members:
    """Per category `score`, `max`, `details` in words, `checks`, and `missing` with fixes [rootz-100 §3]."""
    return {category: _category(score.of(category)) for category in score.categories}


def _metrics(settings: Settings, caller: Caller) -> Members:
    """Whether use is counted and logged; the figures themselves are the owner's."""
    serve = settings.config.serve
    metrics: Members = {"enabled": serve.metrics, "accessLog": serve.access_log}
    if caller.is_owner and settings.traffic is not None:
        traffic = settings.traffic()
        metrics |= {
            "since": traffic.since,
            "total": traffic.total,
            "byKind": [{"kind": kind, "count": count} for kind, count in traffic.by_kind],
        }
    return metrics


def _withheld(site: Site) -> Members:
    """What only the owner may see of the content: what was left out and why, and what the conversion lost."""
    held = site.held()
    return {
        "held": held.as_dict() if held else None,
        "omissions": [_omission(omission) for omission in site.omissions()],
        "losses": [{"kind": kind, "count": count} for kind, count in site.loss_totals()],
    }


def _omission(omission: Omission) -> Members:
    members: Members = {"reason": omission.reason, "count": omission.count}
    return members | ({"cause": omission.cause} if omission.cause else {})


def _category(checks: Sequence[Check]) -> Members:
    missing = [check.id.partition(".")[2] for check in checks if check.points < check.most]
    return {
        "score": sum(check.points for check in checks),
        "max": sum(check.most for check in checks),
        "details": f"Missing: {', '.join(missing)}" if missing else "Complete",
        "checks": [
            {
                "id": check.id,
                "outcome": check.outcome.value,
                "points": check.points,
                "max": check.most,
                "evidence": check.evidence,
            }
            for check in checks
        ],
        "missing": [
            {"id": check.id, "points": check.most - check.points, "fix": check.fix}
            for check in checks
            if check.points < check.most
        ],
    }


def _working(inside: Inside) -> Members:
    """Whether the owner publishes each endpoint that the plugin names."""
    return {theirs: ours not in inside.declined for theirs, ours in _PLUGIN_ENDPOINTS.items()}


def _addresses(inside: Inside, score: Score, settings: Settings) -> Members:
    """Each endpoint's address and the outcome of trying it, also for those that the rubric gives no points for."""
    # The rubric's own outcome where it has one (content counts without a signature), else that of the trial.
    by_name = {check.id.partition(".")[2]: check.outcome for check in (*score.of("endpoints"), *score.of("content"))}
    # The check is called `content.endpoint`, the address `content`.
    by_name["content"] = by_name.pop("endpoint")
    return {
        name: {"url": path, "outcome": (by_name.get(name) or outcome_of(inside, name)).value}
        for name, path in scored_addresses(settings).items()
    }


# Clocked: its trials verify signatures as of now, so its answer holds for one step (decision 0014).
GET_STATUS: Final = Tool(spec=SPEC, place=places.STATUS, run=run, clocked=True)
