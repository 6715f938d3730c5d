"""A path and its parameters in, the final bytes out."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootzpub.clock import fixed_clock
from rootzpub.config import ContentTable, FeedTable, LlmsTable, ServeTable, SiteTable
from rootzpub.documents import Traffic
from rootzpub.errors import BadParameter, StoreUnavailable
from rootzpub.publisher import EndpointTable, Identity, Publisher, RequestContext
from rootzpub.publisher.endpoints.rows import ENDPOINTS
from rootzpub.site import Term
from rootzpub.store import SqliteStore
from rootzpub.verify import Policy, verify
from rootzpub.wire import OWNER, parse
from tests.publisher.making import CLOCK, MORNING, ListSource, a_config, a_page, a_signer, an_attachment
from tests.store.making import an_entry, bytes_of

ORIGIN = "https://example.org"
REST = "/wp-json/rootz/v1"
KNOWN_PATHS = [f"{REST}/search", f"{REST}/page", "/llms.txt", "/.well-known/ai"]


@pytest.fixture
def full(bench):
    """A site with a bit of everything."""
    for entry in (an_entry(1), an_entry(2), a_page(3, path="/about/", slug="about"), an_attachment(4, 1)):
        bench.source.entries[entry.id] = entry
    bench.sync()
    return bench


def failures(answer, url):
    """Codes of what does not verify."""
    report = verify(answer.body, url=url, policy=Policy.offline(), moment=MORNING)
    return [check.code for check in report.checks if check.outcome == "FAIL" or check.warning]


def every_path(bench, publisher):
    """All documents."""
    with bench.store.site() as site:
        return list(publisher.endpoints.built(site, publisher.edition().settings))


def test_every_document_verifies_where_it_was_fetched(full):
    """All addresses of all documents, aliases included."""
    publisher = full.publisher()
    paths = every_path(full, publisher)
    assert len(paths) > 20
    assert {path: failures(publisher.answer(path), ORIGIN + path) for path in paths} == {path: [] for path in paths}


def test_spellings_of_one_question_share_what_is_built(full):
    """They differ in what is sealed alone: each is signed for the address that was asked."""
    asked = []

    def counted(row):
        def answer(site, settings, request):
            asked.append(request.resource)
            return row.answer(site, settings, request)

        return replace(row, answer=answer)

    publisher = full.publisher(endpoints=EndpointTable(map(counted, ENDPOINTS)))
    word, path = ("q", "text"), f"{REST}/search"
    questions = [
        (path, [word]),
        (path, [word, ("type", ""), ("limit", "")]),
        (f"{path}/", [word]),
        (f"/index.php{path}", [word]),
        ("/", [("rest_route", "/rootz/v1/search"), word]),
    ]
    answers = [publisher.answer(*question) for question in questions]

    assert asked == [f"{path}?q=text"]
    assert len({answer.resource for answer in answers}) == len(questions)
    assert [failures(answer, ORIGIN + answer.resource) for answer in answers] == [[]] * len(questions)
    capped = [publisher.answer(path, [word, ("limit", limit)]).resource for limit in ("50", "51", "500")]
    assert (len(asked), len(set(capped))) == (2, 3)


@pytest.mark.parametrize(
    ("route", "query", "status"),
    [
        ("search", "q=text", 200),
        ("page", "path=%2Fabout%2F", 200),
        ("verify", "page=%2Fabout%2F", 200),
        ("search", "", 400),
        ("search", "limit=abc&q=x", 400),
        ("page", "path=..%2F..%2Fetc%2Fpasswd", 404),
        ("verify", "page=%2Fnothing%2F", 404),
        ("nothing", "", 404),
    ],
)
def test_every_tool_answer_verifies_where_it_was_fetched(full, route, query, status):
    """Errors too: they are signed documents."""
    pairs = [tuple(part.replace("%2F", "/").split("=")) for part in query.split("&") if part]
    answer = full.publisher().answer(f"{REST}/{route}", pairs)
    url = f"{ORIGIN}{REST}/{route}" + (f"?{query}" if query else "")
    assert (answer.status, failures(answer, url)) == (status, [])


def test_the_signature_of_a_text_stands_beside_it(full):
    """`/llms.txt.sig` is the block of `/llms.txt`."""
    publisher = full.publisher()
    block = parse(publisher.answer("/llms.txt.sig").body)
    assert block["contentHash"].encode() in publisher.answer("/llms.txt").body


def test_the_key_history_is_a_signed_document(full):
    """Where one is kept; it is written too."""
    publisher = full.publisher(key_history=lambda origin: {"origin": origin, "history": []})
    answer = publisher.answer("/.well-known/ai/keys")
    assert (answer.status, answer.kind, parse(answer.body)["origin"]) == (200, "ai-keys", ORIGIN)
    assert failures(answer, f"{ORIGIN}/.well-known/ai/keys") == []
    assert "/.well-known/ai/keys" in list(publisher.as_files(timedelta(days=7)).paths())


def test_without_a_key_history_there_is_no_such_document(full):
    """404 like any other."""
    assert full.publisher().answer("/.well-known/ai/keys").status == 404


@pytest.mark.parametrize("path", ["/.well-known/ai.sig", "/nothing.sig", "/.sig", ".sig", ""])
def test_only_texts_have_a_signature_beside_them(full, path):
    """Documents carry theirs inside."""
    assert full.publisher().answer(path).status == 404


def test_an_answer_stays_the_same_object_within_a_step(full):
    """Sealed once, whoever asks."""
    now = [MORNING]
    publisher = full.publisher(clock=lambda: now[0])
    first = publisher.answer("/.well-known/ai")
    now[0] += timedelta(seconds=44)
    same = publisher.answer("/.well-known/ai")
    now[0] += timedelta(seconds=1)
    later = publisher.answer("/.well-known/ai")
    assert (first is same, first.body == later.body, first.etag == later.etag) == (True, False, True)


def test_what_is_not_understood_makes_no_answer_of_its_own(full):
    """Junk in the query, and another order, cost nothing."""
    publisher = full.publisher()
    plain = publisher.answer(f"{REST}/search", [("q", "text"), ("limit", "5")])
    assert publisher.answer(f"{REST}/search", [("limit", "5"), ("utm", "1"), ("q", "text")]) is plain
    assert publisher.answer("/.well-known/ai", [("x", "1")]) is publisher.answer("/.well-known/ai")


def test_a_sync_is_seen_at_once(full):
    """The next question gets the new site."""
    publisher = full.publisher()
    before = publisher.answer("/.well-known/ai/pages")
    full.source.put(an_entry(9))
    full.sync()
    after = publisher.answer("/.well-known/ai/pages")
    assert (parse(before.body)["total"], parse(after.body)["total"]) == (4, 5)
    assert before.etag != after.etag


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda source: source.drop(1), id="an entry is deleted"),
        pytest.param(lambda source: source.hide(2), id="an entry is unpublished"),
        pytest.param(lambda source: setattr(source, "facts", replace(source.facts, name="Another")), id="a new name"),
        pytest.param(
            lambda source: setattr(source, "terms", [Term(id=9, taxonomy="category", slug="n", name="New", url="")]),
            id="a new term",
        ),
    ],
)
def test_last_modified_rises_with_every_change(full, change):
    """A client that asks `If-Modified-Since` must never keep what is no longer published."""
    publisher, paths = full.publisher(config_changed=MORNING - timedelta(days=1)), ("/.well-known/ai", "/llms.txt")
    before = [publisher.answer(path).last_modified for path in paths]
    change(full.source)
    full.source.state += 1
    full.sync()  # by the fixed clock in the same second as before
    after = [publisher.answer(path).last_modified for path in paths]
    assert all(new > old for new, old in zip(after, before, strict=True))


def test_last_modified_of_a_page_follows_the_publication(full):
    """Its proof changes with every other entry."""
    publisher, asked = full.publisher(config_changed=MORNING - timedelta(days=1)), [("path", "/about/")]
    before = publisher.answer(f"{REST}/page", asked).last_modified
    full.source.drop(1)
    full.sync()
    assert publisher.answer(f"{REST}/page", asked).last_modified > before


def test_last_modified_follows_the_owners_settings(full):
    """Another name, key or delegation is another answer."""
    later = MORNING + timedelta(days=1)
    assert full.publisher(config_changed=later).answer("/.well-known/ai").last_modified == later


def test_what_changes_without_a_trace_has_no_last_modified(full):
    """The status is tried just now."""
    answer = full.publisher().answer(f"{REST}/status")
    assert (answer.status, answer.last_modified) == (200, None)


def test_no_question_waits_for_a_sync(full):
    """While one is open, the last publication answers."""
    publisher = full.publisher()
    with full.store.update():
        assert publisher.answer(f"{REST}/page", [("path", "/about/")]).status == 200


@pytest.mark.parametrize(
    ("tables", "paths"),
    [
        pytest.param(
            {"content": ContentTable(enabled=False)},
            [
                *("/.well-known/ai/content", "/.well-known/ai/content/posts", "/.well-known/ai/content/posts/page/1"),
                *("/wp-json/rootz/v1/content", "/wp-json/rootz/v1/content/pages"),
            ],
            id="content",
        ),
        pytest.param({"feed": FeedTable(enabled=False)}, ["/.well-known/ai/feed", f"{REST}/feed"], id="feed"),
        pytest.param(
            {"llms": LlmsTable(enabled=False)},
            ["/llms.txt", "/llms.txt.sig", "/llms-full.txt", "/llms-full.txt.sig"],
            id="llms",
        ),
        pytest.param(
            {"content": ContentTable(media=False)},
            ["/.well-known/ai/content/media", "/wp-json/rootz/v1/content/media"],
            id="media",
        ),
    ],
)
def test_a_switched_off_tier_answers_404_at_every_address(full, tables, paths):
    """As if it had never been."""
    full.config = a_config(full.folder, **tables)
    publisher = full.publisher()
    assert {path: publisher.answer(path).status for path in paths} == dict.fromkeys(paths, 404)


def test_unknown_unpublished_and_hidden_cannot_be_told_apart(full):
    """The error differs in nothing but what was asked."""
    full.source.hide(2)
    full.sync()
    publisher = full.publisher()
    answers = [parse(publisher.answer(f"{REST}/page", [("path", path)]).body) for path in ("/entry-2/", "/never/")]
    assert answers[0]["error"] == answers[1]["error"]
    assert answers[0]["status"] == answers[1]["status"] == 404


def test_only_the_owner_gets_what_is_theirs(full):
    """The context, the omissions; never kept for others."""
    full.config = a_config(full.folder, serve=ServeTable(owner_token="env:TOKEN"))
    publisher = full.publisher()
    mine = publisher.answer(f"{REST}/status", (), RequestContext(caller=OWNER))
    others = publisher.answer(f"{REST}/status")
    assert (mine.private, others.private) == (True, False)
    assert "omissions" in parse(mine.body)
    assert "omissions" not in parse(others.body)
    assert publisher.answer(f"{REST}/context").status == 404
    assert publisher.answer(f"{REST}/context", (), RequestContext(caller=OWNER)).status == 200


def test_traffic_reaches_the_owner(full):
    """Whoever counts hands it in."""
    publisher = full.publisher(traffic=lambda: Traffic(since="2026-01-01T00:00:00Z", total=7))
    metrics = parse(publisher.answer(f"{REST}/status", (), RequestContext(caller=OWNER)).body)["metrics"]
    assert metrics["total"] == 7


def test_the_status_is_tried_not_claimed(full):
    """Each endpoint was really asked and verified."""
    body = parse(full.publisher().answer(f"{REST}/status").body)
    assert {name: endpoint["outcome"] for name, endpoint in body["addresses"].items()} == dict.fromkeys(
        ("discovery", "policies", "knowledge", "feed", "content", "tools"), "pass"
    )


def test_without_a_key_the_status_says_so(full):
    """Hashes hold, signatures are missing."""
    body = parse(full.publisher(signer=None).answer(f"{REST}/status").body)
    outcomes = {endpoint["outcome"] for name, endpoint in body["addresses"].items() if name != "content"}
    assert (outcomes, body["addresses"]["content"]["outcome"]) == ({"fail"}, "pass")


def test_before_the_first_sync_every_question_is_answered_503(bench):
    """With a document that says so, hash only: nobody knows the origin yet."""
    answer = bench.publisher().answer("/.well-known/ai")
    body = parse(answer.body)
    assert (answer.status, body["error"]["code"], body["_signature"]["method"]) == (503, "not_ready", "hash-only")


def test_before_the_first_sync_a_known_origin_signs(bench):
    """The owner said where the site is."""
    bench.config = a_config(bench.folder, site=SiteTable(base_url=ORIGIN))
    body = parse(bench.publisher().answer("/.well-known/ai").body)
    assert body["_signature"]["method"] == "ecdsa-secp256k1"


def test_the_first_sync_ends_the_waiting(bench):
    """A 503 is not kept."""
    publisher = bench.publisher()
    before = publisher.answer("/.well-known/ai").status
    bench.source.put(an_entry(1))
    bench.sync()
    assert (before, publisher.answer("/.well-known/ai").status) == (503, 200)


class BrokenStore(SqliteStore):
    """A store whose disk is gone."""

    def version(self):
        """Fail."""
        raise StoreUnavailable("the store cannot be used: disk I/O error", hint="Check the disk.")


def test_a_broken_store_is_said(full):
    """A sealed 503, not a traceback."""
    identity = Identity.of(full.config.identity, a_signer(full.folder), None)
    broken = Publisher(BrokenStore(full.config.data_dir), full.config, identity=identity, clock=CLOCK)
    answer = broken.answer("/.well-known/ai")
    assert (answer.status, parse(answer.body)["error"]["code"]) == (503, "unavailable")


def test_an_error_met_before_is_sealed_the_same_way(full):
    """The web refuses, the publisher writes the document."""
    publisher = full.publisher()
    answer = publisher.refuse(BadParameter("expected less"), f"{REST}/search", [("q", "x"), ("other", "y")])
    assert (answer.status, answer.etag, answer.resource) == (400, "", f"{REST}/search?q=x")
    assert failures(answer, f"{ORIGIN}{REST}/search?q=x") == []


def test_tools_and_documents_count_against_limits_of_their_own(full):
    """Also at the address that a tool shares with a document; its further pages are the document's."""
    classes = {
        path: full.publisher().endpoints.find(path).endpoint.rate
        for path in (f"{REST}/search", f"{REST}/feed", f"{REST}/feed/page/2", "/llms.txt", "/llms.txt.sig")
    }
    assert list(classes.values()) == ["tools", "tools", "documents", "documents", "documents"]


def test_many_threads_get_the_same_bytes(full):
    """One publisher serves them all."""
    publisher = full.publisher()
    paths = every_path(full, publisher)
    expected = {path: publisher.answer(path).body for path in paths}
    fresh, wrong = full.publisher(), []

    def ask():
        wrong.extend(path for path in paths if fresh.answer(path).body != expected[path])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_no_marker_word_leaves_the_publisher(file_bench):
    """Drafts, children of drafts, excluded entries: no document, tool, error or file knows them."""
    file_bench.config = a_config(
        file_bench.folder, content=ContentTable(exclude=("/private/",)), llms=LlmsTable(full=True)
    )
    leaking = {"title": "LEAKWORD", "html": "<p>LEAKWORD</p>", "excerpt": "LEAKWORD", "description": "LEAKWORD"}
    file_bench.source = ListSource.of(
        an_entry(1),
        a_page(2, 50, path="/leakword/", **leaking),
        an_attachment(3, 50, **leaking),
        an_entry(4, path="/private/leakword/", **leaking),
    )
    file_bench.source.hide(50)
    file_bench.sync()
    publisher = file_bench.publisher()
    paths = [*every_path(file_bench, publisher), "/llms.txt.sig", f"{REST}/status"]
    said = b"".join(publisher.answer(path, (), RequestContext(caller=OWNER)).body for path in paths)
    said += publisher.answer(f"{REST}/search", [("q", "leak*")]).body
    assert b"LEAKWORD" not in said + bytes_of(file_bench.config.data_dir)


@pytest.mark.slow("more than a tenth of a second a case")
@settings(deadline=None)
@given(
    path=st.one_of(
        st.text(max_size=50), st.sampled_from([f"{REST}/search", f"{REST}/page", "/llms.txt", "/.well-known/ai"])
    ),
    pairs=st.lists(st.tuples(st.sampled_from(["q", "path", "limit", "page", "x"]), st.text(max_size=30)), max_size=3),
)
def test_anything_is_answered(anything, path, pairs):
    """Never a traceback, never a status of 500 for anything a client sends."""
    answer = anything.answer(path, pairs)
    assert answer.status in {200, 400, 404}
    assert answer.body


@pytest.fixture(scope="module")
def anything(tmp_path_factory):
    """A publisher that many examples share."""
    from tests.publisher.making import Bench

    folder = tmp_path_factory.mktemp("anything")
    config = a_config(folder)
    store = SqliteStore.open(config.data_dir)
    shared = Bench(folder=folder, source=ListSource.of(an_entry(1), a_page(2)), store=store, config=config)
    shared.sync()
    yield shared.publisher(clock=fixed_clock(MORNING))
    store.close()
