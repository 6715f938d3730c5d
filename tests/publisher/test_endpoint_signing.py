"""Where a signature is, is said by the row's place: publisher, self-check and verifier go by it alone."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from rootzpub.documents import Capability, Listing
from rootzpub.fetch import Response
from rootzpub.publisher import ENDPOINTS, Endpoint, EndpointTable
from rootzpub.publisher.self_check import try_answer
from rootzpub.verify import Outcome, Policy, verify
from rootzpub.verify.site import visit_site
from rootzpub.web import create_app
from rootzpub.web.agents import Gate
from rootzpub.web.request_parsing import Clients
from rootzpub.wire import BytesDocument, Document, Place, Signing, TextDocument
from rootzpub.wire.places import PLACES
from tests.publisher.making import MORNING
from tests.store.making import an_entry

ORIGIN = "https://example.org"
CARD, ROBOTS = "/card.bin", "/robots.bin"


def _bytes(site, settings, request):
    return BytesDocument(kind="card", resource=request.resource, content=b"\x00card", media_type="application/x-card")


def _row(path, signing, answer=_bytes):
    name = path.strip("/").partition(".")[0]
    listing = Listing(title=name, note="bytes", capability=Capability(name=name), scored=True)
    place = Place(name=name, paths=(path,), kinds=("card",), signing=signing)
    return Endpoint(place=place, answer=answer, media_types=("application/x-card",), listing=listing)


ROWS = (_row(CARD, Signing.HEADER), _row(ROBOTS, Signing.NONE))


@pytest.fixture
def site(bench):
    """A site of one post."""
    bench.source.entries[1] = an_entry(1)
    bench.sync()
    return bench


@pytest.fixture
def publisher(site):
    """With a row that is signed in a header, and one that is deliberately unsigned."""
    return site.publisher(endpoints=EndpointTable((*ENDPOINTS, *ROWS)))


def visits_of(publisher, change=lambda path, headers, body: (headers, body)):
    """Outcome and code of each address, looked at over the real application."""
    gate = Gate(clients=Clients(()), limiter=None, limit_loopback=False, owner_token="")
    client = create_app(publisher, gate=gate, config=publisher.config).test_client()

    def get(url, accept):
        parts = urlsplit(url)
        answer = client.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        headers = {name.lower(): value for name, value in answer.headers.items()}
        headers, body = change(parts.path, headers, answer.data)
        return Response(url=url, status=answer.status_code, headers=headers, body=body, content_type="")

    def judge(body, url):
        return verify(body, url=url, policy=Policy.offline(), moment=MORNING)

    known = (*PLACES, *(row.place for row in ROWS))
    return {visit.url: (visit.outcome, visit.code) for visit in visit_site(ORIGIN, get, judge, known=known)}


def test_bytes_are_verified_by_the_signature_in_their_header(publisher):
    """As far as a signature beside the bytes would be."""
    assert visits_of(publisher)[ORIGIN + CARD] == (Outcome.PASS, "site.verified")


def test_what_is_deliberately_unsigned_is_skipped(publisher):
    """Neither a failure nor a success, and the site as a whole does not fail for it."""
    visits = visits_of(publisher)

    assert visits[ORIGIN + ROBOTS] == (Outcome.SKIPPED, "site.unsigned")
    assert Outcome.FAIL not in {outcome for outcome, _ in visits.values()}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda headers, body: (headers, body + b"!"), id="other-bytes"),
        pytest.param(lambda headers, body: ({}, body), id="no-header"),
        pytest.param(lambda headers, body: ({"ai-signature": "e30="}, body), id="no-byte-sequence"),
        pytest.param(lambda headers, body: ({"ai-signature": ":e3*=:"}, body), id="no-base64"),
    ],
)
def test_bytes_that_their_header_does_not_sign_fail(publisher, change):
    """The table says that it is there."""
    visits = visits_of(publisher, lambda path, *given: change(*given) if path == CARD else given)

    assert visits[ORIGIN + CARD] == (Outcome.FAIL, "site.header")


def test_a_header_that_holds_no_block_fails(publisher):
    """By what the verifier says of it."""
    empty = {"ai-signature": ":e30=:"}
    visits = visits_of(publisher, lambda path, headers, body: (empty if path == CARD else headers, body))

    assert visits[ORIGIN + CARD][0] is Outcome.FAIL


def test_the_self_check_reads_the_header_and_leaves_out_what_is_unsigned(publisher):
    """The score names both, and counts no bad signature."""
    status = publisher.answer("/wp-json/rootz/v1/status").body
    answer = publisher.answer(CARD)
    trial = try_answer(answer, CARD, origin=ORIGIN, moment=MORNING)
    broken = try_answer(replace(answer, body=b"other"), CARD, origin=ORIGIN, moment=MORNING)

    assert (trial.works, trial.signed, broken.works) == (True, True, False)
    assert b'"card":{"outcome":"pass"' in status
    assert b'"robots":{"outcome":"skipped"' in status


@pytest.mark.parametrize(
    ("signing", "unsigned"),
    [
        (Signing.INSIDE, BytesDocument(kind="card", resource="/x", content=b"", media_type="application/x-card")),
        (Signing.HEADER, TextDocument(kind="card", resource="/x", text="")),
        (Signing.NONE, Document(kind="card", resource="/x", body={})),
        (Signing.TWIN, Document(kind="card", resource="/x", body={})),
    ],
)
def test_what_cannot_be_signed_where_the_place_says_is_refused(site, signing, unsigned):
    """Nobody would look where it is signed."""
    publisher = site.publisher(endpoints=EndpointTable((_row("/x", signing, lambda *_: unsigned),)))

    with pytest.raises(ValueError, match=f"x: a {type(unsigned).__name__} cannot have its signature {signing.value}"):
        publisher.answer("/x")


def test_both_headers_can_be_read_by_scripts_of_other_sites(publisher):
    """Who verifies in a browser, and who reports an answer."""
    gate = Gate(clients=Clients(()), limiter=None, limit_loopback=False, owner_token="")
    client = create_app(publisher, gate=gate, config=publisher.config).test_client()

    exposed = client.get(CARD).headers["Access-Control-Expose-Headers"].split(", ")
    assert {"AI-Signature", "X-Request-Id"} <= set(exposed)
