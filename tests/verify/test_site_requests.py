"""How often a site is asked by those who read it honestly: within the default limits, at 10,000 entries too."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from bench.synthetic import write_site
from rootzpub.assembly import open_publisher, run_sync
from rootzpub.config import load_config
from rootzpub.config.tables import PoliciesTable
from rootzpub.fetch import Response
from rootzpub.owner.first_key import create_key
from rootzpub.publisher import ENDPOINT_TABLE, RateClass
from rootzpub.verify import Outcome, verify
from rootzpub.verify.site import visit_site

ORIGIN = "http://127.0.0.1:8399"
ENTRIES = 10_000
SMALL, LARGE = 100, 200

pytestmark = pytest.mark.slow("reads and verifies sites of hundreds of entries")


def limit(text: str) -> int:
    """Of `2000/hour`."""
    return int(text.partition("/")[0])


def audited(folder, posts):
    """Requests of `verify --site`, by rate class, and how its visits ended."""
    config = load_config(folder, overrides={"source.url": f"rest:{write_site(folder / 'rest', posts)}"})
    create_key(config)
    run_sync(config)
    publisher = open_publisher(config)
    asked = []

    def get(url, accept):
        del accept
        parts = urlsplit(url)
        asked.append(parts.path)
        answer = publisher.answer(parts.path, parse_qsl(parts.query, keep_blank_values=True))
        return Response(url=url, status=answer.status, headers={}, body=answer.body, content_type="application/json")

    visits = list(visit_site(ORIGIN, get, lambda body, url: verify(body, url=url)))
    publisher.store.close()
    assert [visit.as_line() for visit in visits if visit.outcome is Outcome.FAIL] == []
    return {rate: sum(_rate(path) is rate for path in asked) for rate in RateClass}


def test_verifying_a_large_site_stays_within_the_limits(tmp_path):
    """Counted for two sizes; what one entry more costs is the difference."""
    small, large = audited(tmp_path / "small", SMALL), audited(tmp_path / "large", LARGE)
    policies = PoliciesTable()

    each = {rate: (large[rate] - small[rate]) / (LARGE - SMALL) for rate in RateClass}
    expected = {rate: large[rate] + each[rate] * (ENTRIES - LARGE) for rate in RateClass}

    assert expected[RateClass.DOCUMENTS] <= limit(policies.document_limit)
    assert expected[RateClass.TOOLS] <= limit(policies.rate_limit)


def test_reading_a_large_site_stays_within_the_limit(tmp_path):
    """Every entry with its text, by following `nextUrl`."""
    config = load_config(tmp_path, overrides={"source.url": f"rest:{write_site(tmp_path / 'rest', SMALL)}"})
    create_key(config)
    run_sync(config)
    publisher = open_publisher(config)
    path, requests = "/.well-known/ai/content", 0
    while path:
        document = json.loads(publisher.answer(path).body)
        path, requests = document.get("nextUrl", ""), requests + 1
    publisher.store.close()

    assert requests * ENTRIES / SMALL <= limit(PoliciesTable().document_limit)


def _rate(path):
    found = ENDPOINT_TABLE.find(path)
    return found.endpoint.rate if found else RateClass.DOCUMENTS
