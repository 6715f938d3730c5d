"""What one request may cost: every entrance has the same bounds, and cost grows with the input at most as it does."""

import json
import threading
from urllib.parse import quote

import pytest

from rootzpub.config import Config, ServeTable
from rootzpub.errors import FetchFailed, TooLarge
from rootzpub.fetch import Limits, Response
from rootzpub.publisher import PLAIN_GET
from rootzpub.publisher.refusal import error_document
from rootzpub.state import MemoryState
from rootzpub.verify import verify
from rootzpub.web import create_app
from rootzpub.web.agents import Gate
from rootzpub.web.evidence import FETCHING, EvidenceFinder
from rootzpub.web.limits import Limiter, Rate
from rootzpub.web.request_parsing import Clients
from rootzpub.web.turns import Turns
from rootzpub.wire import blocks, places
from rootzpub.wire.strict import most_values
from tests.growth import assert_linear
from tests.waiting import LIMIT
from tests.web.conftest import verify_page

HOME = "https://werkhof.example"
SEARCH = f"{HOME}{places.SEARCH.path}"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(f"{SEARCH}?" + "&".join(["q="] * 60), id="many parameters"),
        pytest.param(f"{SEARCH}?q=" + "x" * 9000, id="long query"),
        pytest.param(f"{HOME}/{'x' * 3000}", id="long path"),
        pytest.param(f"{SEARCH}?q=%ff", id="not UTF-8"),
        pytest.param(f"{HOME}/" + "x" * 60_000, id="long address"),
    ],
)
def test_an_address_to_verify_has_the_bounds_of_every_question(client, address):
    """The publisher is not asked at all."""
    answer = client.post("/verify", data={"what": address})

    assert answer.status_code == 400
    assert "expected" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/verify", "/delegate", places.SEARCH.path, "/.well-known/ai", "/nothing"])
@pytest.mark.parametrize(
    "query",
    [
        pytest.param("&".join(["q="] * 60), id="parameters"),
        pytest.param("q=" + "x" * 9000, id="length"),
        pytest.param("q=%ff", id="bytes"),
    ],
)
def test_a_question_has_the_same_bounds_on_every_route(client, path, query):
    """400 in words, whoever answers."""
    assert client.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize("path", ["/x" * 1500, "/.well-known/ai/content/" + "x" * 3000])
def test_a_path_has_a_bound(client, path):
    """Longer than any of ours: refused with a signed error, and not remembered."""
    answer = client.get(path)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "bad_parameter")


@pytest.mark.slow("more than a tenth of a second a case")
def test_an_error_about_many_parameters_costs_as_much_as_they_are_long(publisher):
    """80,000 repeated parameters took 4.5 s: each was counted anew."""
    understood = publisher.endpoints.parameters(places.SEARCH.path)
    problem = FetchFailed("it failed")

    assert_linear(
        lambda asked: error_document(problem, places.SEARCH.path, asked, understood),
        lambda size: [("q", "")] * size,
        2000,
    )


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_refused_question_costs_as_much_as_it_is_long(publisher):
    """The publisher itself, without the bounds before it."""
    assert_linear(
        lambda asked: publisher.answer(places.SEARCH.path, asked, PLAIN_GET), lambda size: [("q", "x")] * size, 2000
    )


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    "what",
    [
        pytest.param(lambda size: f"{SEARCH}?" + "&".join(["q="] * size), id="parameters"),
        pytest.param(lambda size: f"{HOME}/" + "/" * size, id="path"),
        pytest.param(lambda size: json.dumps({str(number): number for number in range(size)}), id="members"),
        pytest.param(lambda size: json.dumps({"a": [number + 0.5 for number in range(size)]}), id="floats"),
        pytest.param(lambda size: json.dumps({"a": [f"ä{number}" for number in range(size)]}), id="texts"),
        pytest.param(lambda size: "[" * size, id="brackets"),
        pytest.param(lambda size: "word " * size, id="passage"),
        pytest.param(lambda size: "](" * size, id="marks"),
    ],
)
def test_verifying_costs_as_much_as_is_given(client, what):
    """One POST, whatever it holds: beyond the bounds it costs hardly anything."""

    def post(body):
        return client.post("/verify", data=body, content_type="application/x-www-form-urlencoded")

    assert_linear(post, lambda size: "what=" + quote(what(size)), 3000)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(json.dumps({str(number): number for number in range(25_000)}), id="members"),
        pytest.param(json.dumps({"a": [number + 0.5 for number in range(30_000)]}), id="elements"),
        pytest.param('{"a":[' + '{"é":1.5},' * 15_000 + "1]}", id="objects"),
        pytest.param('{"a":"' + "x" * 530_000 + '"}', id="bytes"),
    ],
)
def test_a_document_beyond_the_budget_is_not_looked_at(client, document):
    """413 on the page, with what to do instead."""
    answer = client.post("/verify", data={"what": document})

    assert answer.status_code == 413
    assert "rootzpub verify" in answer.get_data(as_text=True)


def test_values_are_counted_outside_of_texts():
    """Commas and brackets in texts are no values, escaped quotes do not end one."""
    assert most_values(json.dumps({"a": 'x,y,[{"\\', "b": [1, 2]}).encode()) == 4


def test_the_owner_may_set_the_size(publisher, tmp_path):
    """[serve] verify_bytes."""
    config = Config(directory=tmp_path, serve=ServeTable(verify_bytes=65_536))
    client = create_app(publisher, config=config).test_client()

    assert client.post("/verify", data={"what": '{"a":"' + "x" * 70_000 + '"}'}).status_code == 413


def test_one_document_is_verified_at_a_time_and_the_others_come_back(client):
    """503 with Retry-After on the page; nobody waits on a serving thread."""
    inside, go_on = threading.Event(), threading.Event()
    turns = Turns()

    def hold():
        with turns.taken():
            inside.set()
            go_on.wait(LIMIT)

    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    assert inside.wait(LIMIT)
    busy = verify_page(client, turns=turns)

    answer = busy.post("/verify", data={"what": "{}"})
    form = busy.get("/verify")

    go_on.set()
    holder.join(LIMIT)
    assert (answer.status_code, answer.headers["Retry-After"], form.status_code) == (503, "5", 200)
    assert "another document is being verified" in answer.get_data(as_text=True)
    assert busy.post("/verify", data={"what": "{}"}).status_code == 200


def test_a_visitor_makes_us_fetch_so_often_and_no_more(publisher):
    """All fetches of one passage share one budget: number, bytes, time."""
    asked: list[Limits] = []

    def get(url: str, limits: Limits) -> Response:
        asked.append(limits)
        rows = [{"path": f"/{len(asked)}-{number}/"} for number in range(9)]
        return Response(
            url=url,
            status=200,
            headers={},
            body=json.dumps({"results": rows}).encode(),
            content_type="application/json",
        )

    finder = EvidenceFinder(publisher=publisher, verifier=_judge, largest=1000, get=get)
    with pytest.raises(Exception, match="none of the pages"):
        finder.find("words that stand nowhere at all, and more of them", "https://slow.example")

    assert len(asked) <= FETCHING.fetches
    assert max(limits.seconds for limits in asked) <= FETCHING.seconds
    assert {limits.body_bytes for limits in asked} == {1000}


def test_time_that_one_fetch_took_is_gone_for_the_next(publisher):
    """A site that answers slowly each time does not get the whole time each time."""
    now = [0.0]
    given: list[float] = []

    def get(url: str, limits: Limits) -> Response:
        given.append(limits.seconds)
        now[0] += 7.0
        return Response(url=url, status=200, headers={}, body=b"{}", content_type="application/json")

    finder = EvidenceFinder(publisher=publisher, verifier=_judge, largest=1000, get=get)
    finder.spending.now = lambda: now[0]
    with pytest.raises(FetchFailed, match="12 seconds"):
        finder.find("many words that stand nowhere at all, and more", "https://slow.example")

    assert given == [12.0, 5.0]


def test_a_document_that_was_fetched_has_the_same_bounds(publisher):
    """Also what another site gave."""

    def get(url: str, limits: Limits) -> Response:
        del limits
        return Response(url=url, status=200, headers={}, body=b"[" + b"1," * 30_000, content_type="application/json")

    finder = EvidenceFinder(publisher=publisher, verifier=_judge, largest=500_000, get=get)
    with pytest.raises(TooLarge, match="20000 values"):
        finder.read("https://elsewhere.example/.well-known/ai")


def _judge(document, url, *, kept):
    return verify(document, url=url or None, kept=kept)


def test_what_strangers_write_is_not_remembered_where_it_is_long(publisher):
    """Caches are bounded in entries: each entry must be short too."""
    before = blocks._known_origin.cache_info().currsize
    blocks.origin_of("https://elsewhere.example/" + "x" * 5000)
    rows = publisher.endpoints._open.cache_info().currsize
    publisher.endpoints.find("/.well-known/ai/content/" + "x" * 5000)

    assert blocks._known_origin.cache_info().currsize == before
    assert publisher.endpoints._open.cache_info().currsize == rows


def test_a_question_that_cannot_be_read_counts_as_well(publisher):
    """Its answer is signed like any other."""
    gate = Gate(
        clients=Clients(()),
        limiter=Limiter(Rate(requests=1, seconds=3600), MemoryState().windows()),
        limit_loopback=True,
        owner_token="",
    )
    client = create_app(publisher, gate=gate).test_client()

    assert [client.get(f"{places.SEARCH.path}?q=%ff").status_code for _ in range(2)] == [400, 429]
