"""Our own rows: each is in every list that it claims, and each place of the standard that is ours has a row."""

import llms_txt
import pytest

from rootzpub.documents import DOCUMENTS, Section
from rootzpub.publisher import ENDPOINT_TABLE, ENDPOINTS, counted_names
from rootzpub.publisher.endpoints import Volatility, tools_and_listings
from rootzpub.tools import TOOLS
from rootzpub.verify.site import unnamed_addresses
from rootzpub.web.pages import listed_documents
from rootzpub.wire import Effect, Sample, names
from rootzpub.wire.places import ELSEWHERE, PLACES
from tests.documents.making import ordinary, read, settings
from tests.publisher.making import a_page
from tests.store.making import an_entry

GIVEN = settings(llms={"full": True})
BY_NAME = {row.place.name: row for row in ENDPOINTS}
SAMPLES = {Sample.WORD: "about", Sample.ENTRY_PATH: "/about/"}
EACH = pytest.mark.parametrize("row", ENDPOINTS, ids=lambda row: row.place.name)


@pytest.fixture
def publisher(bench):
    """A publisher over a page, a front page and a post."""
    for entry in (an_entry(1), a_page(3, path="/about/", slug="about"), a_page(4, path="/", slug="home")):
        bench.source.entries[entry.id] = entry
    bench.sync()
    return bench.publisher(key_history=lambda origin: {"origin": origin, "history": []})


def test_every_place_of_ours_has_a_row_and_every_row_a_place():
    """A row whose place the verifier does not know would go unchecked."""
    places = {row.place.name: row.place for row in ENDPOINTS}
    assert places == {place.name: place for place in PLACES if place not in ELSEWHERE}
    assert len(BY_NAME) == len(ENDPOINTS)


def test_every_document_and_every_tool_is_a_row():
    """The small tables below are what rows are made of."""
    assert {row.place.name for row in (*DOCUMENTS, *TOOLS)} | {"keys", "page-file"} == set(BY_NAME)


def test_rows_share_only_the_addresses_of_tools_that_are_documents():
    """The tool answers there; anything else would be an accident."""
    paths = [path for row in ENDPOINTS for path in row.place.paths]
    shared = {path for path in paths if paths.count(path) > 1}

    assert shared == {f"{names.REST_PREFIX}/{name}" for name in ("ai.json", "policies", "knowledge", "feed")}
    assert {ENDPOINT_TABLE.find(path).endpoint.spec.name for path in shared} == {
        *(names.TOOL_ORGANIZATION, names.TOOL_POLICIES, names.TOOL_KNOWLEDGE, names.TOOL_FEED),
    }


@EACH
def test_each_is_answered_with_a_kind_of_its_place(row, publisher):
    """What the verifier demands of it; and it is counted under a name."""
    asked = {one.name: SAMPLES[one.example] for one in row.parameters if one.required}
    answer = publisher.answer(row.place.path, list(asked.items()))

    if row.enabled(publisher.edition().settings):
        assert (answer.status, answer.kind) == (200, row.place.kinds[0])
    else:
        assert answer.status == 404
    assert (answer.counted_as or answer.kind) in counted_names(ENDPOINTS)


@EACH
def test_each_is_in_llms_txt_if_it_says_so(row):
    """In its section, once."""
    sections = llms_txt.parse_llms_file(read(ordinary(), "/llms.txt", GIVEN).text).sections
    found = {title for title, items in sections.items() for item in items if item.title == row.listing.title}

    assert found == ({row.listing.section.value} if row.listing.section else set())


@EACH
def test_each_is_a_capability_if_it_says_so(row, publisher):
    """With its address."""
    capabilities = publisher.edition().settings.listings
    listed = [listed.place.path for listed in capabilities if listed.listing.capability and listed.place is row.place]

    assert listed == ([row.place.path] if row.listing.capability else [])


def test_the_front_page_lists_what_has_words_for_people(publisher):
    """In the order of the table; what does not answer is left out."""
    listed = [path for path, _ in listed_documents(publisher)]

    assert listed == [row.place.path for row in ENDPOINTS if row.listing.front]
    assert listed[0] == "/.well-known/ai"


def test_every_offered_tool_is_in_the_manifest_and_in_llms_txt():
    """The owner's is in the manifest alone."""
    tools, listings = tools_and_listings(ENDPOINTS, settings(serve={"owner_token": "env:X"}))
    agents = {listed.listing.title for listed in listings if listed.listing.section is Section.AGENTS}

    assert [spec.name for spec in tools] == [tool.spec.name for tool in TOOLS]
    assert {spec.name for spec in tools} - agents == {names.TOOL_CONTEXT}


def test_the_verifier_looks_for_what_no_document_names():
    """Key history and texts, each text with its signature."""
    assert list(unnamed_addresses(PLACES)) == [
        *("/.well-known/ai/keys", "/llms.txt", "/llms.txt.sig", "/llms-full.txt", "/llms-full.txt.sig"),
    ]


def test_samples_are_of_parameters_and_stand_in_one_place():
    """What the manifest does not publish, the standard's places say."""
    for row in ENDPOINTS:
        sources = {one.name: one.example for one in row.parameters if isinstance(one.example, Sample)}
        assert sources == dict(row.place.samples)


def test_what_writes_is_never_answered_from_a_cache():
    """Nor asked by whoever follows a link."""
    for row in ENDPOINTS:
        reads = row.spec is None or row.spec.effect is Effect.READ
        assert reads or row.volatility in {Volatility.LIVE, Volatility.OWNER}
        assert reads or "GET" not in row.methods


def test_counts_of_an_earlier_version_go_on():
    """The file holds its names: there may be more of them, but under a changed one the count begins at nothing."""
    earlier = {*names.DOCUMENT_KINDS, names.TOOL_SEARCH, names.TOOL_PAGE, names.TOOL_VERIFY, names.TOOL_STATUS}
    counted = counted_names(ENDPOINTS)

    assert {*earlier, names.TOOL_CONTEXT} <= set(counted)
    assert (counted[-1], len(set(counted))) == ("other", len(counted))


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("/wp-json/rootz/v1/feed", "feed-tool"),
        ("/wp-json/rootz/v1/feed/page/2", "feed"),
        ("/.well-known/ai/content/posts/page/12", "content"),
        ("/llms.txt.sig", "llms-signature"),
        ("/wp-json/rootz/v1/context.sig", "context-signature"),
    ],
)
def test_the_closest_row_answers(path, row):
    """A tool before the document whose address it shares; further pages are the document's."""
    assert ENDPOINT_TABLE.find(path).endpoint.place.name == row


@pytest.mark.parametrize(
    "path", ["/.well-known/ai.sig", "/.well-known/ai/content/a.sig/x", "/.sig", ".sig", "/llms.txt.sig.sig"]
)
def test_only_what_has_a_twin_has_a_signature_beside_it(path):
    """Documents carry theirs inside."""
    assert ENDPOINT_TABLE.find(path) is None
