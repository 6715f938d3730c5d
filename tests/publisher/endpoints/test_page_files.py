"""The document about one entry at an address that a file can hold."""

import json

import pytest

from rootzpub.verify import Policy, verify
from rootzpub.verify.kinds import kind_of
from rootzpub.wire import names
from rootzpub.wire.places import PAGES, page_address
from tests.publisher.making import MORNING, a_page
from tests.store.making import an_entry

PREFIX = "/.well-known/ai/page"
ADDRESSES = {
    "/": f"{PREFIX}/index.json",
    "/prices/": f"{PREFIX}/prices/index.json",
    "/2026/03/04/a/": f"{PREFIX}/2026/03/04/a/index.json",
    "/shop/list.html": f"{PREFIX}/shop/list.html/index.json",
    "/caf%C3%A9/": f"{PREFIX}/caf%C3%A9/index.json",
    "/café/": f"{PREFIX}/caf%C3%A9/index.json",
    "/page/2/": f"{PREFIX}/page/2/index.json",
    "/?p=3": f"{PREFIX}/%3Fp=3/index.json",
}
"""An entry's path and where its document stands."""
STAMPS = {"_freshness", "_origin", "_provenance", "_signature"}


@pytest.fixture
def publisher(bench):
    """Pages at each of these paths, and a post."""
    paths = [path for path in ADDRESSES if path != "/café/"]
    # The last is id 3, as its path says.
    for number, path in zip(range(len(paths) + 2, 2, -1), paths, strict=True):
        bench.source.entries[number] = a_page(number, path=path, slug=f"p{number}")
    bench.source.entries[1] = an_entry(1)
    bench.sync()
    return bench.publisher()


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_entry_has_a_document_at_an_address_of_its_own(publisher, path):
    """What getPage answers, signed for this address, of the kind that belongs there."""
    address = page_address(path)
    answer = publisher.answer(address)
    tool = json.loads(publisher.answer("/wp-json/rootz/v1/page", [("path", path)]).body)
    document = json.loads(answer.body)

    assert (address, answer.status, answer.resource) == (ADDRESSES[path], 200, address)
    assert kind_of(address) == (names.TOOL_PAGE, names.KIND_ERROR)
    assert {name: document[name] for name in document.keys() - STAMPS} == {
        name: tool[name] for name in tool.keys() - STAMPS
    }
    url = f"https://example.org{address}"
    report = verify(answer.body, url=url, policy=Policy.offline(), moment=MORNING)
    assert (report.failures, report.signer) == ((), document["_signature"]["signer"])


def test_the_page_manifest_names_the_document_of_every_record(publisher):
    """Each answers, and is what `build` writes."""
    records = json.loads(publisher.answer(PAGES.path).body)["pages"]
    named = {record["documentUrl"]: record["path"] for record in records}
    assert {json.loads(publisher.answer(url).body)["path"]: url for url in named} == {
        path: url for url, path in named.items()
    }
    assert len(named) == len(records) == len(ADDRESSES)
    assert {path for path in publisher.paths() if path.startswith(f"{PREFIX}/")} == named.keys()


@pytest.mark.parametrize("path", [PREFIX, f"{PREFIX}/prices", f"{PREFIX}/none/index.json"])
def test_elsewhere_nothing_answers(publisher, path):
    """Unknown entries, and addresses without the file's name."""
    assert publisher.answer(path).status == 404
