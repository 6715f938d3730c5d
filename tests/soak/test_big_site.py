"""Ten thousand posts, read, synced and served: every list to its end, every entry, every document; nothing hidden.

The truth about the posts is asked of the database that the dump makes, not of what reads the dump.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urljoin

import pytest
import requests

from rootzpub.verify import verify
from tests.e2e.site import MARKER, Published, rootzpub
from tests.live.mariadb import Database
from tests.soak.conftest import LIMIT

LISTS = {
    "pages": "/.well-known/ai/pages?per_page=500",
    "feed": "/.well-known/ai/feed?limit=100",
    "content": "/.well-known/ai/content?per_page=100",
    "content/posts": "/.well-known/ai/content/posts?per_page=100",
    "content/pages": "/.well-known/ai/content/pages?per_page=100",
    "content/media": "/.well-known/ai/content/media?per_page=100",
}
SINGLE = (
    "/.well-known/ai",
    "/.well-known/ai/knowledge",
    "/.well-known/ai/policies?full_text=1",
    "/.well-known/ai/tools",
)

PUBLISHED = (
    "SELECT ID FROM wp_posts WHERE post_type = '{}' AND post_status = 'publish' AND post_password = ''"
    " AND post_date_gmt <= UTC_TIMESTAMP()"
)


def _documents(session: requests.Session, url: str) -> Iterator[tuple[str, bytes]]:
    """A paged list from its first document to its last."""
    following = url
    while following:
        response = session.get(following, timeout=LIMIT)
        assert response.status_code == 200, following
        yield following, response.content
        link = json.loads(response.content).get("nextUrl", "")
        following = urljoin(url, link) if link else ""


@pytest.fixture(scope="module")
def lists(big_site: Published) -> dict[str, dict[str, bytes]]:
    """Each list: address -> body of each of its documents."""
    with requests.Session() as session:
        return {name: dict(_documents(session, big_site.url + path)) for name, path in LISTS.items()}


@pytest.fixture(scope="module")
def paths(lists: Mapping[str, Mapping[str, bytes]]) -> list[str]:
    """The path of every entry, as the page manifest says."""
    return [record["path"] for body in lists["pages"].values() for record in json.loads(body)["pages"]]


@pytest.fixture(scope="module")
def answers(big_site: Published, paths: list[str]) -> dict[str, bytes]:
    """Address -> body of getPage for every entry."""
    found = {}
    with requests.Session() as session:
        for path in paths:
            address = f"{big_site.url}/wp-json/rootz/v1/page?path={quote(path, safe='')}"
            response = session.get(address, timeout=LIMIT)
            assert response.status_code == 200, path
            found[address] = response.content
    return found


@pytest.fixture(scope="module")
def documents(
    big_site: Published, lists: Mapping[str, Mapping[str, bytes]], answers: Mapping[str, bytes]
) -> dict[str, bytes]:
    """All that was fetched, and the documents that are no list."""
    found = {address: body for each in lists.values() for address, body in each.items()}
    return found | {big_site.url + path: big_site.get(path).content for path in SINGLE} | dict(answers)


def _ids(database: Database, type_name: str) -> set[int]:
    return {row[0] for row in database.execute(PUBLISHED.format(type_name))}


def _number(feed_id: str) -> int:
    """Of `slug-7`, as the feed names an entry."""
    return int(feed_id.rpartition("-")[2])


def test_the_lists_lead_to_every_post(lists: Mapping[str, Mapping[str, bytes]], big_database: Database) -> None:
    """The feed and the segment of posts, paged to their ends, each hold what the database publishes, each post once."""
    wanted = _ids(big_database, "post")
    feed = [_number(item["id"]) for body in lists["feed"].values() for item in json.loads(body)["items"]]
    posts = [item["id"] for body in lists["content/posts"].values() for item in json.loads(body)["content"]]
    assert len(wanted) > 9_900
    assert sorted(feed) == sorted(wanted)
    assert sorted(posts) == sorted(wanted)


def test_the_manifest_names_what_the_content_holds(lists: Mapping[str, Mapping[str, bytes]], paths: list[str]) -> None:
    """Every entry once: in the page manifest, in the content as a whole and in the content by segments."""
    by_segment, whole = [], []
    for segment in ("posts", "pages", "media"):
        by_segment += [
            item["path"] for body in lists[f"content/{segment}"].values() for item in json.loads(body)["content"]
        ]
    for body in lists["content"].values():
        content = json.loads(body)["content"]
        whole += [item["path"] for segment in ("posts", "pages", "media") for item in content[segment]]
    assert len(set(paths)) == len(paths) > 10_000
    assert sorted(by_segment) == sorted(whole) == sorted(paths)


def test_getpage_answers_every_path_with_its_entry(answers: Mapping[str, bytes], paths: list[str]) -> None:
    """The path that was asked for, and a content that has the hash beside it."""
    for path, body in zip(paths, answers.values(), strict=True):
        page = json.loads(body)
        assert page["path"] == path
        assert page["contentHash"] == "sha256:" + hashlib.sha256(page["content"].encode()).hexdigest()


def test_every_document_verifies(documents: Mapping[str, bytes]) -> None:
    """Each by itself, at its own address."""
    assert len(documents) > 10_000
    for address, body in documents.items():
        report = verify(body, url=address)
        assert not report.failures, report.as_text()


def test_the_whole_site_verifies(big_site: Published) -> None:
    """`rootzpub verify --site` finds nothing wrong, and nothing that it had to leave out for a limit."""
    outcome = rootzpub("verify", "--site", big_site.url, limit=LIMIT)
    assert [line for line in outcome.stdout.decode().splitlines() if line.startswith("FAIL")] == []
    assert b"does not answer us here" not in outcome.stdout
    assert outcome.returncode == 0


def test_no_marker_word_is_anywhere(big_site: Published, documents: Mapping[str, bytes]) -> None:
    """Not in a document, an answer, a file of the store or a log."""
    assert [address for address, body in documents.items() if MARKER.search(body)] == []
    assert [path for path in big_site.folder.rglob("*") if path.is_file() and MARKER.search(path.read_bytes())] == []
    assert not MARKER.search(big_site.log.read_bytes())


def test_what_names_entries_on_one_page_stays_small(big_site: Published) -> None:
    """The discovery document, llms.txt and the front page do not grow with the site."""
    sizes = {path: len(big_site.get(path).content) for path in ("/.well-known/ai", "/llms.txt", "/")}
    assert {path: size for path, size in sizes.items() if size > 100_000} == {}
