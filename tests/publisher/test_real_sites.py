"""Real sites, from their REST export to answers: everything is there, nothing hidden is."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.publisher import RequestContext, write
from rootzpub.site import Query
from rootzpub.sources import SourceOptions, open_source
from rootzpub.store import SqliteStore
from rootzpub.wire import OWNER, parse
from tests.publisher.making import Bench, a_config
from tests.store.making import bytes_of

AFTERWARDS = fixed_clock(datetime(2027, 1, 2, tzinfo=UTC))
"""When all that is published there was published."""
REST = "/wp-json/rootz/v1"
MARKERS = re.compile(
    rb"demohidden|leak(draft|private|password|future|trash|pending|page|revision|comment|media)|leak\w*mail@",
    re.IGNORECASE,
)
"""Words that only hidden content holds: of the demo site, of themeunit."""


@dataclass(frozen=True)
class Published:
    """A synced site and what WordPress itself shows."""

    bench: Bench
    truth: list[dict]


def is_visible(entry):
    """Whether rootzpub may publish it: no password, no marker but what blocks quote (comments, lists of posts)."""
    words = re.findall(r"(?:demohidden|leak)\w*", json.dumps(entry).lower())
    return not entry["protected"] and all("comment" in word or "password" in word for word in words)


def published(folder: Path, export: Path, rendered: Path) -> Published:
    """Read the export."""
    config = a_config(folder)
    source = open_source(f"rest:{export}", SourceOptions(clock=AFTERWARDS))
    bench = Bench(folder=folder, source=source, store=SqliteStore.open(config.data_dir), config=config)
    bench.sync(clock=AFTERWARDS)
    truth = json.loads(rendered.read_text("utf-8"))
    return Published(bench=bench, truth=[entry for entry in truth if is_visible(entry)])


@pytest.fixture(scope="module")
def themeunit(tmp_path_factory, shared):
    """The theme unit test site."""
    site = shared / "sites/themeunit"
    made = published(tmp_path_factory.mktemp("themeunit"), site / "rest", site / "rendered.json")
    yield made
    made.bench.store.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory, request):
    """Our own demo site."""
    site = request.config.rootpath / "fixtures/demo"
    made = published(tmp_path_factory.mktemp("demo"), site / "rest", site / "rendered.json")
    yield made
    made.bench.store.close()


@pytest.fixture(params=["themeunit", "demo"])
def site(request):
    """Each of them."""
    return request.getfixturevalue(request.param)


def path_of(entry):
    """The path of its permalink."""
    return re.sub(r"^https?://[^/]+", "", entry["permalink"])


@pytest.mark.slow("more than a tenth of a second a case")
def test_every_visible_entry_is_published_and_no_other_post_or_page(site):
    """With its exact WordPress path, percent-encoded ones included."""
    with site.bench.store.site() as view:
        ours = {entry.path for entry in view.every("post", "page", "event")}
    assert ours == {path_of(entry) for entry in site.truth}


@pytest.mark.slow("reads and publishes a real site")
def test_every_entry_is_reachable_by_getpage(site):
    """And is the one that was asked for."""
    publisher = site.bench.publisher(clock=AFTERWARDS)
    for entry in site.truth:
        answer = publisher.answer(f"{REST}/page", [("path", path_of(entry))])
        assert answer.status == 200, entry["permalink"]
        assert parse(answer.body)["path"] == path_of(entry)


@pytest.mark.slow("more than a tenth of a second a case")
def test_every_entry_is_reached_by_following_the_content(site):
    """`nextUrl` leads through all pages."""
    publisher, seen = site.bench.publisher(clock=AFTERWARDS), set()
    for segment in ("pages", "posts", "media", "event"):
        url = f"/.well-known/ai/content/{segment}"
        while url:
            answer = publisher.answer(url)
            if answer.status == 404:
                break
            body = parse(answer.body)
            seen |= {item["path"] for item in body["content"]}
            url = body.get("nextUrl", "").replace(body["_signature"]["envelope"]["message"]["origin"], "")
    assert {path_of(entry) for entry in site.truth} <= seen


@pytest.mark.slow("reads and publishes a real site")
def test_every_entry_is_found_by_a_word_of_its_text(site):
    """Any word of three letters or more, the rarest of its first two hundred."""
    with site.bench.store.site() as view:
        for entry in view.every("post", "page"):
            words = sorted(set(re.findall(r"\w{3,}", entry.text)[:200]), key=lambda word: (-len(word), word))
            found = [view.search(Query(text=word, limit=50)) for word in words[:3]]
            if words:
                assert any(entry.id in {hit.entry.id for hit in hits.hits} for hits in found), entry.path


@pytest.mark.slow("reads and publishes a real site")
def test_no_marker_word_is_published_or_kept(site, tmp_path):
    """In any file, answer or page of the store; both sites are full of them."""
    bench = site.bench
    publisher = bench.publisher(clock=AFTERWARDS)
    write(publisher, tmp_path / "public")
    files = [path.read_bytes() for path in (tmp_path / "public").rglob("*") if path.is_file() and path.suffix != ".gz"]
    tools = [("status", []), ("page", [("path", "/nothing/")]), ("verify", [("page", "/nothing/")])]
    tools += [("search", [("q", words)]) for words in ("leak*", "demo*")]
    answers = [publisher.answer(f"{REST}/{tool}", asked, RequestContext(caller=OWNER)).body for tool, asked in tools]
    assert MARKERS.findall(b"".join([*files, *answers, bytes_of(bench.config.data_dir)])) == []


def test_protected_entries_are_left_out_and_counted(themeunit):
    """The owner sees how many."""
    assert themeunit.bench.omissions()["password"] == 3
