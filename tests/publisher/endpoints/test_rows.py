"""A new address is one row.

Six rows of the six sorts there are, handed in as a table, are found in every list that they claim, answered over the
real application, counted, limited and built; nothing else is changed for them.
"""

import hashlib
import json
from dataclasses import replace
from urllib.parse import urlsplit

import llms_txt
import pytest

from rootzpub.config import ServeTable
from rootzpub.documents import Capability, DocumentRow, Listing, Section
from rootzpub.documents.row import NOT_FOR_SEARCH
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.errors import NotFound
from rootzpub.fetch import Response
from rootzpub.publisher import ENDPOINTS, Counters, Endpoint, EndpointTable, RateClass, counted_names, write
from rootzpub.publisher.endpoints import Volatility, catalogued
from rootzpub.publisher.endpoints.rows import document_endpoint, tool_endpoint
from rootzpub.publisher.writer import VALIDITY
from rootzpub.readiness.rootz100 import ENDPOINTS as RUBRIC
from rootzpub.state import FileState
from rootzpub.tools import Tool
from rootzpub.verify import Outcome, Policy, verify
from rootzpub.verify.kinds import kind_of
from rootzpub.verify.site import visit_site
from rootzpub.web import create_app
from rootzpub.web.agents import Gate
from rootzpub.web.limits import Limiter, Rate
from rootzpub.web.request_parsing import Clients
from rootzpub.wire import BytesDocument, Document, Parameter, Place, Signing, TextDocument, ToolSpec, names
from rootzpub.wire.places import PLACES, SIGNATURE_SUFFIX, table_of
from tests.publisher.making import MORNING, a_config, a_page
from tests.store.making import an_entry

ORIGIN = "https://example.org"
COUNTS, TERMS, PROFILE, TWIN, SITEMAP, ASK = (
    "/.well-known/ai/counts",
    "/wp-json/rootz/v1/terms",
    "/profile",
    "/about.md",
    "/map.xml",
    "/ask",
)


def _counts(site, settings, request):
    return with_standard_stamps("ai-counts", {"pages": site.count("page")}, request=request, site=site)


def _terms(site, settings, request):
    body = {"taxonomy": request.text("taxonomy")}
    return Document(kind="listTerms", resource=request.resource, body=body, last_modified=site.last_modified)


def _profile(site, settings, request):
    if request.media_type == names.MARKDOWN_MEDIA_TYPE:
        return TextDocument(
            kind="profile", resource=request.resource, text="# Profile\n", media_type=names.MARKDOWN_MEDIA_TYPE
        )
    return Document(kind="profile", resource=request.resource, body={"name": "Profile"})


def _markdown(site, settings, request):
    entry = site.by_path(f"/{request.segment}/")
    if entry is None:
        raise NotFound("no published entry has this path")
    return TextDocument(
        kind="entry-markdown",
        resource=request.resource,
        text=entry.markdown,
        last_modified=entry.modified,
        media_type=names.MARKDOWN_MEDIA_TYPE,
    )


def _markdown_paths(site, settings):
    return [f"{record.path.rstrip('/')}.md" for record in site.records(limit=100)]


def _sitemap(site, settings, request):
    return BytesDocument(
        kind="sitemap",
        resource=request.resource,
        content=b"<urlset/>",
        media_type="application/xml",
        last_modified=site.last_modified,
    )


def _ask(site, settings, request):
    body = {"heard": json.loads(request.body)["question"], "by": request.method}
    return Document(kind="answer", resource=request.resource, body=body, max_age=0)


ROWS = (
    document_endpoint(
        DocumentRow(
            place=Place(name="counts", paths=(COUNTS,), kinds=("ai-counts",)),
            listing=Listing(
                title="Counts",
                note="how much there is",
                section=Section.AGENTS,
                front="figures",
                capability=Capability(name="counts"),
                scored=True,
                catalog=True,
            ),
            build=_counts,
        )
    ),
    tool_endpoint(
        Tool(
            spec=ToolSpec(
                name="listTerms",
                description="Terms of a taxonomy.",
                route="/terms",
                parameters=(Parameter(name="taxonomy", required=True, example="category"),),
            ),
            place=Place(name="terms", paths=(TERMS,), kinds=("listTerms",)),
            run=_terms,
        )
    ),
    Endpoint(
        place=Place(name="profile", paths=(PROFILE,), kinds=("profile",)),
        answer=_profile,
        media_types=(names.JSON_MEDIA_TYPE, names.MARKDOWN_MEDIA_TYPE),
        listing=Listing(title="Profile", note="in two forms", section=Section.OPTIONAL, front="a profile"),
        built=lambda *_: (PROFILE,),
    ),
    Endpoint(
        place=Place(name="markdown", paths=("/{entry:path}.md",), kinds=("entry-markdown",)),
        answer=_markdown,
        media_types=(names.MARKDOWN_MEDIA_TYPE,),
        headers=NOT_FOR_SEARCH,
        built=_markdown_paths,
    ),
    Endpoint(
        place=Place(name="sitemap", paths=(SITEMAP,), kinds=("sitemap",), signing=Signing.TWIN),
        answer=_sitemap,
        media_types=("application/xml",),
        counted_as="maps",
        built=lambda *_: (SITEMAP,),
    ),
    Endpoint(
        place=Place(name="ask", paths=(ASK,), kinds=("answer",)),
        answer=_ask,
        methods=("POST",),
        volatility=Volatility.LIVE,
        rate=RateClass.TOOLS,
        longest_body=100,
        listing=Listing(title="Ask", note="questions", catalog=True),
    ),
)
TABLE = EndpointTable(ENDPOINTS + ROWS)
PLACE_ROWS = (*PLACES, *(row.place for row in ROWS))


@pytest.fixture
def site(bench):
    """A page, a page below it, two posts; requests are counted."""
    bench.config = a_config(bench.folder, serve=ServeTable(metrics=True))
    for entry in (
        an_entry(1),
        an_entry(2),
        a_page(3, path="/about/", slug="about"),
        a_page(4, 3, path="/about/team/", slug="team"),
    ):
        bench.source.entries[entry.id] = entry
    bench.sync()
    return bench


@pytest.fixture
def publisher(site):
    """A publisher with six more rows."""
    return site.publisher(endpoints=TABLE)


def a_client(publisher, limiter=None):
    """The real application over it."""
    gate = Gate(clients=Clients(()), limiter=limiter, limit_loopback=True, owner_token="")
    return create_app(publisher, gate=gate, config=publisher.config).test_client()


@pytest.fixture
def client(publisher):
    """A client that no limit holds back."""
    return a_client(publisher)


def verdicts(answer, url):
    """Codes of what does not verify."""
    report = verify(answer, url=url, policy=Policy.offline(), moment=MORNING)
    return [check.code for check in report.checks if check.outcome == "FAIL" or check.warning]


ASKED = {
    COUNTS: "",
    TERMS: "?taxonomy=category",
    PROFILE: "",
    TWIN: "",
    "/about/team.md": "",
    f"{SITEMAP}{SIGNATURE_SUFFIX}": "",
}


@pytest.mark.parametrize(("path", "query"), ASKED.items(), ids=ASKED)
def test_each_is_answered_and_verifies_where_it_was_fetched(client, path, query):
    """Document, tool, first form, entries of any depth, the signature beside bytes."""
    answer = client.get(path + query)

    detached = ["hash.detached"] if path.endswith(SIGNATURE_SUFFIX) else []
    assert (answer.status_code, verdicts(answer.data, ORIGIN + path + query)) == (200, detached)


def test_every_row_has_its_kinds_at_the_verifier(publisher):
    """From the same places that the publisher answers at, signatures included."""
    table = table_of(PLACE_ROWS)
    paths = (*ASKED, SITEMAP, ASK)

    assert {path: kind_of(path, table)[0] for path in paths} == {
        COUNTS: "ai-counts",
        TERMS: "listTerms",
        PROFILE: "profile",
        TWIN: "entry-markdown",
        "/about/team.md": "entry-markdown",
        f"{SITEMAP}.sig": "sitemap",
        SITEMAP: "sitemap",
        ASK: "answer",
    }


def test_llms_txt_links_to_what_claims_a_section(client):
    """The tool with the example that its row states; in the section that the row names."""
    sections = llms_txt.parse_llms_file(client.get("/llms.txt").get_data(as_text=True)).sections
    agents = {item.title: item.url for item in sections["For AI Agents"]}

    assert agents["Counts"] == ORIGIN + COUNTS
    assert agents["listTerms"] == f"{ORIGIN}{TERMS}?taxonomy=category"
    assert client.get(agents["listTerms"].removeprefix(ORIGIN)).status_code == 200
    assert "Profile" in {item.title for item in sections["Optional"]}
    assert "Ask" not in str(sections)


def test_the_front_page_shows_what_has_words_for_people(client):
    """And nothing else."""
    page = client.get("/").get_data(as_text=True)

    assert f'<a href="{COUNTS}">' in page
    assert "figures" in page
    assert f'<a href="{PROFILE}">' in page
    assert TERMS not in page


def test_the_discovery_document_names_the_capability(client):
    """Address and limit; switched off it says so, and names no address."""
    assert client.get("/.well-known/ai").json["capabilities"]["counts"] == {
        "available": True,
        "url": COUNTS,
        "auth": "none",
        "rateLimit": "2000/hour",
    }


def test_what_is_switched_off_is_in_no_list(site):
    """One switch in the row."""
    off = replace(ROWS[0], enabled=lambda settings: False)
    client = a_client(site.publisher(endpoints=EndpointTable((*ENDPOINTS, off))))

    assert client.get("/.well-known/ai").json["capabilities"]["counts"] == {"available": False}
    assert (client.get(COUNTS).status_code, COUNTS in client.get("/llms.txt").get_data(as_text=True)) == (404, False)
    assert COUNTS not in client.get("/").get_data(as_text=True)
    assert client.get("/wp-json/rootz/v1/status").json["addresses"]["counts"]["outcome"] == "declined"


def test_the_manifest_lists_the_tool_with_its_example(client):
    """A verifier that does not know the place asks with it."""
    categories = client.get("/.well-known/ai/tools").json["categories"]
    [tool] = [tool for tool in categories["discovery"]["tools"] if tool["name"] == "listTerms"]

    assert (tool["endpoint"], tool["parameters"]["taxonomy"]["example"]) == (f"https://example.org{TERMS}", "category")
    assert tool["inputSchema"]["properties"]["taxonomy"]["examples"] == ["category"]


def test_the_readiness_score_tries_what_is_to_be_tried(client):
    """Also what the rubric gives no points for; its own endpoints are rows that are tried."""
    status = client.get("/wp-json/rootz/v1/status").json

    assert status["addresses"]["counts"] == {"url": COUNTS, "outcome": "pass"}
    assert status["maxScore"] == 100
    assert set(RUBRIC) <= {row.place.name for row in ENDPOINTS if row.listing.scored}


def test_catalogues_name_what_belongs_into_them():
    """By address, in the order of the table."""
    assert [row.place.path for row in catalogued(TABLE.rows)] == [COUNTS, ASK]


def test_a_whole_site_is_looked_at_with_the_new_rows(publisher, client):
    """The capability is followed and the tool is asked, with no word of them in the verifier."""

    def get(url, accept):
        parts = urlsplit(url)
        answer = client.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        kind = answer.headers["Content-Type"]
        return Response(url=url, status=answer.status_code, headers={}, body=answer.data, content_type=kind)

    def judge(body, url):
        return verify(body, url=url, policy=Policy.offline(), moment=MORNING)

    visits = {visit.url: visit.outcome for visit in visit_site(ORIGIN, get, judge, known=PLACE_ROWS)}

    assert visits[ORIGIN + COUNTS] == visits[f"{ORIGIN}{TERMS}?taxonomy=category"] == Outcome.PASS
    assert Outcome.FAIL not in visits.values()


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", names.JSON_MEDIA_TYPE),
        ("*/*", names.JSON_MEDIA_TYPE),
        ("text/markdown", names.MARKDOWN_MEDIA_TYPE),
        ("text/markdown, application/json;q=0.9", names.MARKDOWN_MEDIA_TYPE),
        ("text/*;q=0.1, application/json", names.JSON_MEDIA_TYPE),
    ],
)
def test_one_path_answers_in_the_form_that_is_wanted(client, accept, media_type):
    """Both are signed, and each has a validator of its own."""
    answer = client.get(PROFILE, headers={"Accept": accept} if accept else {})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    assert verdicts(answer.data, ORIGIN + PROFILE) == []
    assert "Accept" in answer.headers["Vary"]


def test_forms_differ_in_their_validator_and_none_is_answered_by_406(client):
    """A cached form is never confirmed as another one."""
    both = [client.get(PROFILE, headers={"Accept": accept}) for accept in ("application/json", "text/markdown")]
    refused = client.get(PROFILE, headers={"Accept": "image/png"})

    assert both[0].headers["ETag"] != both[1].headers["ETag"]
    assert (refused.status_code, refused.json["error"]["code"]) == (406, "not_acceptable")
    assert "application/json or text/markdown" in refused.json["error"]["message"]


def test_bytes_go_out_as_they_are_with_the_signature_of_just_these(client):
    """No stamp in a syntax that has no room for one."""
    answer, beside = client.get(SITEMAP), client.get(f"{SITEMAP}.sig")

    assert (answer.data, answer.headers["Content-Type"]) == (b"<urlset/>", "application/xml")
    assert beside.json["contentHash"] == f"sha256:{hashlib.sha256(answer.data).hexdigest()}"
    assert beside.json["envelope"]["message"]["resource"] == SITEMAP


def test_headers_belong_to_the_row(client):
    """The row that asks for it has it, whatever the media type; an error there has not, nor has another row."""
    assert client.get(TWIN).headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/never.md").headers
    assert "X-Robots-Tag" not in client.get(PROFILE, headers={"Accept": "text/markdown"}).headers


def test_a_body_reaches_the_row_and_each_request_is_answered_anew(client):
    """With POST alone; the answer is sealed like any other."""
    first, second = (client.post(ASK, json={"question": question}) for question in ("a", "b"))

    assert (first.json["heard"], second.json["heard"], first.json["by"]) == ("a", "b", "POST")
    assert verdicts(first.data, ORIGIN + ASK) == []
    assert first.headers["Cache-Control"] == "no-store"


def test_a_body_that_is_too_long_is_refused_before_it_is_read(client):
    """As long as the row says."""
    answer = client.post(ASK, data=b"x" * 101)

    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", ASK, {"POST", "OPTIONS"}),
        ("PUT", ASK, {"POST", "OPTIONS"}),
        ("POST", COUNTS, {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", COUNTS, {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/nothing", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_another_method_is_refused_with_those_of_the_row(client, method, path, allowed):
    """405 as a sealed document."""
    answer = client.open(path, method=method)

    assert (answer.status_code, answer.json["error"]["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_the_preflight_says_the_methods_of_the_row(client):
    """And that a script of another site may send the headers that programs add by themselves (W12)."""
    answer = client.options(ASK)

    assert answer.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    for path in (ASK, COUNTS):
        preflight = client.options(path)
        allowed = set(preflight.headers["Access-Control-Allow-Headers"].split(", "))
        assert allowed > {"Authorization", "Content-Type", "If-None-Match", "X-WP-Nonce", "*"}
        assert "Content-Type" not in preflight.headers


def test_each_counts_against_the_limit_of_its_class(publisher, tmp_path):
    """Two in an hour for tool and question together; documents as often as one likes."""
    client = a_client(publisher, Limiter(Rate(requests=2, seconds=3600), FileState(tmp_path).windows()))
    free = [client.get(path).status_code for path in (COUNTS, PROFILE, TWIN, SITEMAP) for _ in range(3)]
    limited = [client.get(f"{TERMS}?taxonomy=a").status_code for _ in range(1)]
    limited += [client.post(ASK, json={"question": "a"}).status_code for _ in range(2)]

    assert (set(free), limited) == ({200}, [200, 200, 429])


def test_each_is_counted_under_its_name(publisher, client):
    """The kind, or what the row says; signatures count as what they sign."""
    for path, query in ASKED.items():
        client.get(path + query)
    client.get(SITEMAP)
    client.post(ASK, json={"question": "a"})

    counted = dict(
        Counters(FileState(publisher.config.data_dir).counts(), names=counted_names(TABLE.rows)).read().by_kind
    )
    assert counted == {"ai-counts": 1, "listTerms": 1, "profile": 1, "entry-markdown": 2, "maps": 2, "answer": 1}


def test_each_is_written_or_said_not_to_be(publisher, tmp_path):
    """The same bytes as served; the signature beside the bytes; headers for the host."""
    out = tmp_path / "public"
    summary = write(publisher, out)
    written = {path: (out / path.removeprefix("/")).read_bytes() for path in (COUNTS, PROFILE, TWIN, SITEMAP)}
    written[f"{SITEMAP}.sig"] = (out / f"{SITEMAP}.sig".removeprefix("/")).read_bytes()

    files = publisher.as_files(VALIDITY)
    assert written == {path: files.answer(path).body for path in written}
    assert (out / "about/team.md").exists()
    assert not (out / "ask").exists()
    notes = "\n".join(summary.notes)
    assert "tools need a server" in notes
    assert f"{ASK} needs a server" in notes
    assert f"{PROFILE} is written in its first form; text/markdown needs a server" in notes
    assert "/about.md\n  Content-Type: text/markdown; charset=utf-8" in (out / "_headers").read_text()
    assert "X-Robots-Tag: noindex" in (out / "_headers").read_text().partition("/about.md\n")[2].partition("\n/")[0]


def test_a_row_may_claim_the_front_page(site):
    """Then the page for people is not there."""
    front = Endpoint(place=Place(name="front", paths=("/",), kinds=("profile",)), answer=_profile)
    client = a_client(site.publisher(endpoints=EndpointTable((*ENDPOINTS, front))))

    assert client.get("/").json["name"] == "Profile"


def test_a_later_row_takes_over_an_address(site):
    """So that whoever adds rows may answer where we do."""
    other = Endpoint(place=Place(name="other", paths=("/llms.txt",), kinds=("profile",)), answer=_profile)
    publisher = site.publisher(endpoints=EndpointTable((*ENDPOINTS, other)))

    assert publisher.answer("/llms.txt").kind == "profile"


def test_a_row_that_nobody_could_link_to_is_refused():
    """A required parameter needs an example; for ours the table has been made."""
    bare = replace(ROWS[1], parameters=(Parameter(name="q", required=True),))
    with pytest.raises(ValueError, match="terms: the required parameter q needs an example"):
        EndpointTable([bare])
