"""Lists go by the row: what is for the owner, switched off, a pattern or answered anew is never in the wrong one."""

from dataclasses import replace

import pytest

from rootzpub.config import ServeTable
from rootzpub.documents import Capability, Listing, Section
from rootzpub.publisher import ENDPOINTS, Counters, Endpoint, EndpointTable, RequestContext, counted_names, write
from rootzpub.publisher.endpoints import Volatility, catalogued
from rootzpub.state import MemoryState
from rootzpub.web import create_app
from rootzpub.web.agents import Gate
from rootzpub.web.request_parsing import Clients
from rootzpub.wire import OWNER, Audience, Document, Place, names
from tests.publisher.making import a_config
from tests.store.making import an_entry

PATH = "/own"
EVERYWHERE = Listing(
    title="Own",
    note="what is listed everywhere",
    section=Section.AGENTS,
    front="everywhere",
    capability=Capability(name="own"),
    scored=True,
    catalog=True,
)


def answering(**changes):
    """An answer that says what is given beside kind and address."""
    return lambda site, settings, request: Document(kind="own", resource=request.resource, body={}, **changes)


def a_row(path=PATH, answer=None, *, audience=Audience.ANYONE, kinds=("own",), paged=False, **changes):
    """A row with one path."""
    place = Place(name="own", paths=(path,), kinds=kinds, audience=audience, paged=paged)
    return Endpoint(place=place, answer=answer or answering(), **changes)


@pytest.fixture
def site(bench):
    """A site of one post."""
    bench.config = a_config(bench.folder, serve=ServeTable(metrics=True))
    bench.source.entries[1] = an_entry(1)
    bench.sync()
    return bench


def published(site, *rows):
    """A publisher with these rows beside ours."""
    return site.publisher(endpoints=EndpointTable((*ENDPOINTS, *rows)))


def client_of(publisher):
    """The real application over it."""
    gate = Gate(clients=Clients(()), limiter=None, limit_loopback=False, owner_token="")
    return create_app(publisher, gate=gate, config=publisher.config).test_client()


def test_what_is_for_the_owner_alone_is_in_no_public_list(site):
    """Whatever its row claims; the owner is answered."""
    row = a_row(audience=Audience.OWNER, listing=EVERYWHERE, volatility=Volatility.OWNER)
    publisher = published(site, row)
    client = client_of(publisher)
    lists = ("/", "/llms.txt", "/.well-known/ai", "/wp-json/rootz/v1/status", "/.well-known/ai/tools")

    assert [path for path in lists if PATH in client.get(path).get_data(as_text=True)] == []
    assert row not in catalogued(publisher.endpoints.rows)
    assert publisher.answer(PATH, (), RequestContext(caller=OWNER)).status == 200


def test_what_is_for_everybody_is_in_each(site):
    """The same row without the audience, so that the test above looks where it must."""
    client = client_of(published(site, a_row(listing=EVERYWHERE)))
    lists = ("/", "/llms.txt", "/.well-known/ai", "/wp-json/rootz/v1/status")

    assert [path for path in lists if PATH in client.get(path).get_data(as_text=True)] == list(lists)


@pytest.mark.parametrize("media_types", [(names.JSON_MEDIA_TYPE,), (names.JSON_MEDIA_TYPE, "text/plain")])
def test_a_build_says_nothing_of_what_is_switched_off(site, tmp_path, media_types):
    """No server would answer there either."""
    on = a_row(media_types=media_types)
    off = replace(on, enabled=lambda settings: False)
    notes = [" ".join(write(published(site, row), tmp_path / str(at)).notes) for at, row in enumerate((on, off))]

    assert [PATH in said for said in notes] == [True, False]


@pytest.mark.parametrize(
    "listing",
    [
        Listing(title="", note="", section=Section.OPTIONAL),
        Listing(title="", note="", front="words"),
        Listing(title="", note="", capability=Capability(name="own")),
        Listing(title="", note="", scored=True),
    ],
    ids=["llms", "front", "capability", "scored"],
)
def test_a_pattern_that_is_to_be_linked_to_is_refused(listing):
    """Nobody can ask for a placeholder; a concrete first path makes it a link."""
    row = a_row("/{entry:path}.md", listing=listing)
    with pytest.raises(ValueError, match="own: what is listed needs a first path without a placeholder"):
        EndpointTable([row])

    assert EndpointTable([replace(row, place=replace(row.place, paths=("/all", "/{entry:path}.md")))]).find("/all")


def test_a_pattern_may_be_in_a_catalogue():
    """It describes addresses."""
    row = a_row("/{entry:path}.md", listing=Listing(title="", note="", catalog=True))

    assert catalogued(EndpointTable([row]).rows) == (row,)


def test_a_second_kind_is_counted_under_its_name():
    """Not as something other."""
    rows = EndpointTable([a_row(kinds=("first", "second"))]).rows
    counters = Counters(MemoryState().counts(), names=counted_names(rows))
    counters.count("second")

    assert dict(counters.read().by_kind) == {"second": 1}


@pytest.mark.parametrize(
    ("volatility", "said", "sent"),
    [
        pytest.param(Volatility.LIVE, {}, "no-store", id="live"),
        pytest.param(Volatility.LIVE, {"max_age": 60}, "public, max-age=60", id="live-and-says-so"),
        pytest.param(Volatility.SITE, {}, "public, max-age=3600", id="site"),
    ],
)
def test_what_is_answered_anew_is_stored_nowhere(site, volatility, said, sent):
    """Unless the document says otherwise; its signature holds all the same."""
    answer = client_of(published(site, a_row(answer=answering(**said), volatility=volatility))).get(PATH)
    message = answer.json["_signature"]["envelope"]["message"]

    assert answer.headers["Cache-Control"] == sent
    assert message["expiresAt"] > message["signedAt"]


def test_a_path_that_only_looks_like_a_further_page_has_rules_of_its_own(site, tmp_path):
    """Only further pages of rows that have pages go with their first one."""
    path = "/book/page/2"
    row = a_row(path, built=lambda *_: (path,))
    write(published(site, row), tmp_path / "out")

    assert f"\n{path}\n" in (tmp_path / "out/_headers").read_text()
    assert f"location ~ ^{path}$ " in (tmp_path / "out/_nginx.conf").read_text()
