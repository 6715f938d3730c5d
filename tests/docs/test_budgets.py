"""docs/deployment.md's table of budgets says what the code says."""

import re

from rootzpub.cli import server
from rootzpub.config.tables import ServeTable
from rootzpub.publisher import cache, request_context
from rootzpub.publisher.endpoints import endpoint
from rootzpub.verify.reader import SITE_BUDGET
from rootzpub.web import asked, bodies, delegate_page, evidence
from tests.conftest import ROOT

LIMITS = bodies.BodyLimits()
BUDGETS = {
    "query, bytes": request_context.LONGEST_QUERY,
    "parameters of a query": request_context.MOST_PARAMETERS,
    "path, characters": request_context.LONGEST_PATH,
    "body of a request to a tool or document, bytes": endpoint.LONGEST_BODY,
    "fields of a form": bodies.MOST_FIELDS,
    "answer of a wallet at `/delegate`, bytes": delegate_page.LARGEST_ANSWER,
    "document to verify (`[serve] verify_bytes`), bytes": ServeTable().verify_bytes,
    "members and elements of a document to verify": evidence.MOST_VALUES,
    "passage to find, characters": evidence.LONGEST_PASSAGE,
    "address to verify, characters": evidence.LONGEST_ADDRESS,
    "verifications at once in a worker": 1,
    "fetches for one visitor": evidence.FETCHING.fetches,
    "bytes of them together": evidence.FETCHING.body_bytes,
    "seconds of them together": int(evidence.FETCHING.seconds),
    "seconds that any body has": int(LIMITS.patience),
    "bytes a second that a slower body must bring": LIMITS.bytes_per_second,
    "bodies that a worker waits for at once": LIMITS.waiting,
    "unfinished bodies of a worker": LIMITS.unfinished,
    "unfinished bodies of one client": LIMITS.unfinished_of_client,
    "head of a request, bytes": server.LONGEST_HEAD,
    "milliseconds until a head must be whole": server.HEAD_MILLISECONDS,
    "connections of a worker": server.CONNECTIONS,
    "cached answers of a worker, bytes": cache.DEFAULT_BYTES,
    "prepared documents of a worker, bytes": cache.DEFAULT_BYTES,
    "remembered questions of a worker, bytes": asked.MOST_BYTES,
    "documents that `verify --site` fetches": SITE_BUDGET.fetches,
}


def documented() -> dict[str, int]:
    """The rows of the table."""
    section = (ROOT / "docs/deployment.md").read_text("utf-8").partition("## Budgets")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| ([\d,]+) \|", section, re.MULTILINE)
    return {what: int(most.replace(",", "")) for what, most in rows}


def test_every_budget_stands_in_the_table():
    """And no other."""
    assert documented() == BUDGETS


def test_bodies_leave_threads_for_others():
    """Whoever waits for clients never has all threads of a worker."""
    assert LIMITS.waiting < server.THREADS
