"""The agents' paths over HTTP [wire §6]."""

import json
from urllib.parse import urlencode

import pytest

from rootzpub.assembly import open_publisher
from rootzpub.config import Config, PoliciesTable, ServeTable, load_config
from rootzpub.publisher import Counters, RateClass
from rootzpub.state import FileState, MemoryState
from rootzpub.verify import verify
from rootzpub.web import create_app
from rootzpub.web.agents import Gate
from rootzpub.web.app import open_gate
from rootzpub.web.limits import Limiter, Rate
from rootzpub.web.request_parsing import Clients
from rootzpub.wire.names import WELL_KNOWN
from tests.web.conftest import TOKEN

DISCOVERY = "/.well-known/ai"
SEARCH = "/wp-json/rootz/v1/search?q=repair"


@pytest.mark.parametrize(
    ("path", "media_type", "max_age"),
    [
        pytest.param(DISCOVERY, "application/json; charset=utf-8", 86400, id="discovery"),
        pytest.param("/.well-known/ai/policies", "application/json; charset=utf-8", 86400, id="policies"),
        pytest.param("/.well-known/ai/knowledge", "application/json; charset=utf-8", 3600, id="knowledge"),
        pytest.param("/.well-known/ai/feed", "application/json; charset=utf-8", 1800, id="feed"),
        pytest.param("/.well-known/ai/content", "application/json; charset=utf-8", 86400, id="content"),
        pytest.param("/llms.txt", "text/plain; charset=utf-8", 3600, id="llms"),
    ],
)
def test_each_document_says_how_it_may_be_kept(client, path, media_type, max_age):
    """Type, caching, CORS and digests."""
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Cache-Control"] == f"public, max-age={max_age}"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["ETag"].startswith('W/"')
    assert answer.headers["Content-Digest"].startswith("sha-256=:")
    assert (answer.headers.get("X-Robots-Tag") == "noindex") == path.startswith("/llms")


def test_a_tool_may_be_kept_for_an_hour_at_most(client):
    """Tools: the freshness of what they show."""
    age = client.get(SEARCH).headers["Cache-Control"].removeprefix("public, max-age=")

    assert 0 < int(age) <= 3600


@pytest.mark.parametrize("path", [DISCOVERY, "/llms.txt", SEARCH, "/nothing"])
def test_head_is_get_without_a_body(client, path):
    """Same status, same headers."""
    get, head = client.get(path), client.head(path)

    assert head.status_code == get.status_code
    assert head.get_data() == b""
    assert head.headers["Content-Length"] == str(len(get.get_data()))


def test_a_kept_answer_is_confirmed_without_a_body(client):
    """304 by entity tag and by date."""
    first = client.get(DISCOVERY)

    by_tag = client.get(DISCOVERY, headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(DISCOVERY, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert (by_tag.status_code, by_tag.get_data()) == (304, b"")
    assert (by_date.status_code, by_date.get_data()) == (304, b"")
    assert by_tag.headers["ETag"] == first.headers["ETag"]


def test_preflight_is_answered(client):
    """OPTIONS with what is allowed."""
    answer = client.options(DISCOVERY)

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_refused_with_what_is_allowed(client, method):
    """405 as a signed document."""
    answer = getattr(client, method)(DISCOVERY)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.get_json()["error"]["code"] == "method_not_allowed"


def test_an_impossible_accept_is_406(client):
    """And what would be possible is said."""
    answer = client.get(DISCOVERY, headers={"Accept": "image/png"})

    assert answer.status_code == 406
    assert "application/json" in answer.get_json()["error"]["message"]


def test_an_error_is_signed_and_verifies(client):
    """Errors are documents too, bound to what was asked."""
    answer = client.get("/wp-json/rootz/v1/page?path=/nowhere/")

    report = verify(answer.get_data(), url="https://werkhof.example/wp-json/rootz/v1/page?path=/nowhere/")

    assert answer.status_code == 404
    assert report.failures == ()
    assert answer.headers["Cache-Control"] == "no-store" or "max-age" in answer.headers["Cache-Control"]


def test_the_limit_is_enforced_and_said(limited):
    """The third request of a client in the hour is 429 with Retry-After; another client is not touched."""
    mine, other = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
    first = limited.get(SEARCH, headers=mine)
    limited.get(SEARCH, headers=mine)

    third = limited.get(SEARCH, headers=mine)

    assert third.headers["RateLimit"].startswith('"tools";r=0;t=')
    assert first.headers["RateLimit"].startswith('"tools";r=1;t=')
    assert third.status_code == 429
    assert 0 < int(third.headers["Retry-After"]) <= 3600
    assert third.get_json()["error"]["code"] == "too_many_requests"
    assert limited.get(SEARCH, headers=other).status_code == 200


@pytest.fixture
def both_limited(publisher):
    """Two tool calls and four documents an hour, behind a proxy at 127.0.0.1 that is trusted."""
    state = MemoryState()
    gate = Gate(
        clients=Clients(("127.0.0.1",)),
        limiter=Limiter(Rate(requests=2, seconds=3600), state.windows()),
        limit_loopback=False,
        owner_token="",
        documents=Limiter(Rate(requests=4, seconds=3600), state.windows("documents"), name="documents"),
    )
    return create_app(publisher, gate=gate).test_client()


def test_documents_have_a_limit_of_their_own(both_limited):
    """Whatever way they are answered: the first time, from the cache, and where there is none."""
    mine = {"X-Forwarded-For": "192.0.2.3"}
    both_limited.get(SEARCH, headers=mine)

    asked = (DISCOVERY, DISCOVERY, "/llms.txt", "/nothing", DISCOVERY)
    answers = [both_limited.get(path, headers=mine) for path in asked]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 429]
    assert answers[1].headers["RateLimit"].startswith('"documents";r=2;t=')
    assert answers[0].headers["RateLimit-Policy"] == '"documents";q=4;w=3600'


@pytest.mark.parametrize("path", ["/", "/rootzpub.css", "/verify", "/verify.js", "/delegate", "/delegate.js"])
def test_pages_for_people_are_not_limited(both_limited, path):
    """Static, or as good as."""
    statuses = {both_limited.get(path, headers={"X-Forwarded-For": "192.0.2.4"}).status_code for _ in range(6)}

    assert len(statuses) == 1
    assert statuses <= {200, 503}


def test_a_passage_counts_as_the_questions_that_it_takes(both_limited):
    """Several parts in one request are several."""
    passage = "one two three four five six seven eight nine ten eleven twelve thirteen"

    answer = both_limited.post("/verify", data={"what": passage}, headers={"X-Forwarded-For": "192.0.2.5"})

    assert answer.status_code == 429


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_behind_an_undeclared_proxy_no_limit_is_declared(demo_config, header, caplog):
    """What cannot hold for each visitor is not promised; the log names the line to add, once."""
    gate = Gate(clients=Clients(()), limiter=None, limit_loopback=False, owner_token="")
    client = create_app(open_publisher(demo_config, proxy=gate.proxy), gate=gate).test_client()
    before = client.get(DISCOVERY).get_json()["capabilities"]

    with caplog.at_level("WARNING", logger="rootzpub"):
        answers = [client.get(DISCOVERY, headers={header: "for=192.0.2.1"}) for _ in range(2)]

    assert [row["rateLimit"] for row in before.values()] == [
        *["2000/hour"] * 5,
        "100/hour",
    ]
    for answer in answers:
        assert {row["rateLimit"] for row in answer.get_json()["capabilities"].values()} == {"none"}
        assert verify(answer.get_data(), url=f"https://werkhof.example{DISCOVERY}").failures == ()
    assert [record.getMessage().count('trusted_proxies = ["127.0.0.1"]') for record in caplog.records] == [1]
    policies = client.get("/.well-known/ai/policies").get_json()
    assert policies["termsOfService"]["rateLimit"] == "none"


def test_a_forwarding_header_from_the_internet_declares_nothing_undone(demo_config):
    """Anybody can send one; only an address of this machine or a private network is taken for a proxy."""
    gate = Gate(clients=Clients(()), limiter=None, limit_loopback=False, owner_token="")
    client = create_app(open_publisher(demo_config, proxy=gate.proxy), gate=gate).test_client()

    client.get(DISCOVERY, headers={"X-Forwarded-For": "x"}, environ_base={"REMOTE_ADDR": "93.184.216.34"})

    assert gate.proxy.address == ""


def test_a_forged_forwarding_header_does_not_help(publisher, tmp_path):
    """Without a trusted proxy the peer's address counts, whatever it says of others."""
    from rootzpub.web import create_app
    from rootzpub.web.agents import Gate
    from rootzpub.web.limits import Limiter, Rate
    from rootzpub.web.request_parsing import Clients

    limiter = Limiter(Rate(requests=1, seconds=3600), MemoryState().windows())
    gate = Gate(clients=Clients(()), limiter=limiter, limit_loopback=True, owner_token="")
    client = create_app(publisher, gate=gate).test_client()
    client.get(SEARCH, headers={"X-Forwarded-For": "192.0.2.1"})

    assert client.get(SEARCH, headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 429


@pytest.mark.parametrize(("trusted", "second"), [((), 429), (("127.0.0.0/8",), 200)], ids=["nobody", "the proxy"])
def test_the_configured_proxies_are_believed(publisher, tmp_path, trusted, second):
    """[serve] trusted_proxies: behind one, each visitor has the limit for himself."""
    config = Config(
        directory=tmp_path,
        policies=PoliciesTable(rate_limit="1/day"),
        serve=ServeTable(trusted_proxies=trusted),
    )
    client = create_app(publisher, config=config).test_client()
    client.get(SEARCH, headers={"X-Forwarded-For": "192.0.2.1"})

    assert client.get(SEARCH, headers={"X-Forwarded-For": "192.0.2.2"}).status_code == second


def test_the_owner_sees_what_others_do_not(client):
    """Context is the owner's alone; with the token it is there and never cached."""
    path = "/wp-json/rootz/v1/context"

    anonymous = client.get(path)
    owner = client.get(path, headers={"Authorization": f"Bearer {TOKEN}"})
    wrong = client.get(path, headers={"Authorization": "Bearer guess"})

    assert anonymous.status_code == wrong.status_code == 404
    assert owner.status_code == 200
    assert owner.headers["Cache-Control"] == "private, no-store"


def test_the_bytes_do_not_change_within_a_step(client):
    """Equal within `stamp_seconds`: caches and digests can rely on it."""
    assert client.get(SEARCH).get_data() == client.get(SEARCH).get_data()


def test_an_answer_is_signed_for_the_address_it_was_asked_at(client):
    """An alias is its own resource."""
    for path in (DISCOVERY, "/.well-known/ai.json", "/wp-json/rootz/v1/ai.json"):
        document = json.loads(client.get(path).get_data())

        assert document["_signature"]["envelope"]["message"]["resource"] == path


REPAIR = {"q": "repair"}
ROUTED = {"rest_route": "/rootz/v1/search", "q": "repair"}


@pytest.mark.parametrize(
    ("path", "query", "resource"),
    [
        pytest.param(f"{DISCOVERY}/", {}, f"{DISCOVERY}/", id="slash"),
        pytest.param("/.well-known/ai/content/pages/", {}, "/.well-known/ai/content/pages/", id="segment"),
        pytest.param("/llms.txt/", {}, "/llms.txt/", id="text"),
        pytest.param("/index.php/llms.txt.sig", {}, "/index.php/llms.txt", id="signature"),
        pytest.param("/wp-json/rootz/v1/search/", REPAIR, "/wp-json/rootz/v1/search/?q=repair", id="tool"),
        pytest.param(
            "/index.php/wp-json/rootz/v1/search", REPAIR, "/index.php/wp-json/rootz/v1/search?q=repair", id="index"
        ),
        pytest.param("/", ROUTED, "/?q=repair&rest_route=%2Frootz%2Fv1%2Fsearch", id="parameter"),
        pytest.param(
            "/index.php", ROUTED, "/index.php?q=repair&rest_route=%2Frootz%2Fv1%2Fsearch", id="index-parameter"
        ),
        pytest.param("/", {"rest_route": "/rootz/v1/ai.json"}, "/?rest_route=%2Frootz%2Fv1%2Fai.json", id="document"),
        pytest.param(
            "/wp-json/rootz/v1/search",
            {"q": "repair", "type": "", "limit": "100"},
            "/wp-json/rootz/v1/search?limit=100&q=repair&type=",
            id="empty-and-capped",
        ),
    ],
)
def test_other_spellings_are_answered_and_signed_as_asked(client, path, query, resource):
    """The document is that of the plain address; a verifier finds it bound to the one it fetched, without a warning."""
    answer = client.get(path, query_string=query)
    asked = f"https://werkhof.example{path}" + (f"?{urlencode(query)}" if query else "")
    report = verify(answer.get_data(), url=asked)

    assert answer.status_code == 200
    assert report.failures == ()
    assert {check.code for check in report.warnings} <= {"hash.detached"}
    assert report.check("binding").evidence["signedFor"] == f"https://werkhof.example{resource}"


def test_a_route_that_nobody_has_is_a_sealed_error(client):
    """Where WordPress would answer JSON, the front page is no answer; without a route it is the front page."""
    missing = client.get("/?rest_route=/wp/v2/posts")
    assert (missing.status_code, missing.json["error"]["code"]) == (404, "not_found")
    assert verify(missing.get_data(), url="https://werkhof.example/?rest_route=/wp/v2/posts").failures == ()
    assert client.get("/?page=2").mimetype == "text/html"
    wrong = client.get("/?rest_route=/rootz/v1/search&q=a&limit=0")
    assert (wrong.status_code, wrong.json["message"].split(" ")[0]) == (400, "limit")


def test_a_tool_counts_against_its_limit_in_every_spelling(publisher, demo_config):
    """One limit for one tool."""
    limiter = Limiter(Rate(requests=2, seconds=3600), MemoryState().windows("tools"))
    gate = Gate(clients=Clients(()), limiter=limiter, limit_loopback=True, owner_token="")
    client = create_app(publisher, gate=gate, config=demo_config).test_client()
    asked = ("/?rest_route=/rootz/v1/search&q=a", "/index.php/wp-json/rootz/v1/search?q=a", f"{SEARCH}", "/llms.txt/")
    assert [client.get(path).status_code for path in asked] == [200, 200, 429, 200]


def test_the_front_page_names_the_discovery_document(client):
    """HTML carries the Link relation, and no script."""
    page = client.get("/")

    assert page.status_code == 200
    assert page.headers["Link"] == '</.well-known/ai>; rel="ai-discovery"; type="application/json"'
    assert f'<link rel="ai-discovery" href="{WELL_KNOWN}">' in page.get_data(as_text=True)
    assert "script" not in page.get_data(as_text=True)
    assert "werkhof" in page.get_data(as_text=True).lower()
    assert client.get("/rootzpub.css").mimetype == "text/css"


def test_what_is_asked_is_counted_for_the_owner(demo_config, publisher, tmp_path):
    """By kind of answer, on the short way too; people's pages and preflights are none."""
    counted = Config(
        directory=tmp_path, serve=ServeTable(metrics=True, owner_token="file:token"), site=demo_config.site
    )
    (tmp_path / "token").write_text("t")
    client = create_app(publisher, config=counted).test_client()
    for _ in range(3):
        client.get(DISCOVERY)
    for path in (SEARCH, "/nothing", "/", "/verify"):
        client.get(path)
    client.options(DISCOVERY)

    traffic = Counters(FileState(counted.data_dir).counts()).read()

    assert traffic.by_kind == (("ai-discovery", 3), ("error", 1), ("searchContent", 1))


def test_the_default_limits_leave_this_machine_alone_whatever_else_is_set(publisher, tmp_path):
    """Also where the table of the limits has another key."""
    (tmp_path / "rootzpub.toml").write_text('[policies]\nlicense = "cc0"\nrate_limit = "none"\n')

    gate = open_gate(load_config(tmp_path))

    assert (gate.limiter, gate.limit_loopback_documents) == (None, False)
    assert gate.count({"REMOTE_ADDR": "127.0.0.1"}, RateClass.DOCUMENTS) is None
    assert gate.count({"REMOTE_ADDR": "93.184.216.34"}, RateClass.DOCUMENTS) is not None
