"""The main job on real input: everything published is reachable, verifies, and nothing hidden is."""

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.e2e.site import MARKER, Published, rootzpub


@pytest.fixture(scope="module")
def wanted(shared: Path) -> dict[str, dict]:
    """Every entry WordPress shows an anonymous visitor in full, by path."""
    rendered = json.loads((shared / "sites/themeunit/rendered.json").read_bytes())
    return {urlsplit(entry["permalink"]).path: entry for entry in rendered if not entry["protected"]}


def test_the_numbers_are_those_of_the_site(shared, wanted):
    """65 posts and 28 pages minus the protected ones: the truth we compare with is what it says it is."""
    rendered = json.loads((shared / "sites/themeunit/rendered.json").read_bytes())

    assert (len(rendered), len(wanted)) == (93, 90)


@pytest.mark.slow("reads and publishes a real site")
def test_every_entry_is_reached_by_its_exact_path(themeunit: Published, wanted):
    """getPage answers every permalink path, percent-encoded Greek included, with content that has its hash."""
    for path, entry in wanted.items():
        page = themeunit.page(path).json()

        assert page["path"] == path
        assert page["type"] == entry["type"]
        assert page["contentHash"] == "sha256:" + hashlib.sha256(page["content"].encode()).hexdigest()
        assert page["_origin"]["publishedAt"] == entry["date_gmt"] + "Z"


@pytest.mark.slow("more than a tenth of a second a case")
def test_paths_are_found_in_every_spelling(themeunit: Published):
    """Trailing slash, host, decoded and upper-case encodings mean one entry."""
    exact = "/greek/%ce%b5%cf%80%ce%af%cf%80%ce%b5%ce%b4%ce%bf-2/"
    for spelling in (
        exact.rstrip("/"),
        exact.upper().replace("/GREEK/", "/greek/"),
        "/greek/επίπεδο-2/",
        f"http://127.0.0.1:8081{exact}",
    ):
        assert themeunit.page(spelling).json()["path"] == exact, spelling


@pytest.mark.slow("reads and publishes a real site")
def test_every_entry_is_in_content_and_pages(themeunit: Published, wanted):
    """Nothing is cut off: paging reaches every entry."""
    records = {record["path"] for record in themeunit.paged("/.well-known/ai/pages?per_page=50", ["pages"])}
    content = {
        item["path"]
        for segment in ("pages", "posts")
        for item in themeunit.paged(f"/.well-known/ai/content/{segment}?per_page=7", ["content"])
    }

    assert set(wanted) <= records
    assert content == set(wanted)


@pytest.mark.slow("more than a tenth of a second a case")
def test_every_post_is_in_the_feed(themeunit: Published, wanted):
    """The feed pages through all posts."""
    urls = {urlsplit(item["url"]).path for item in themeunit.paged("/.well-known/ai/feed?limit=10", ["items"])}

    assert urls == {path for path, entry in wanted.items() if entry["type"] == "post"}


@pytest.mark.slow("reads and publishes a real site")
def test_every_entry_is_found_by_a_word_of_its_text(themeunit: Published, wanted):
    """The longest word of its title or text leads to it."""
    for path in wanted:
        page = themeunit.page(path).json()
        words = re.findall(r"[^\W\d_]{4,40}", re.sub(r"\]\([^)]*\)|https?:\S+", " ", page["content"])) or re.findall(
            r"\w+", page["title"]
        )
        if not words:
            continue  # an entry without a word cannot be searched for
        question = max(words, key=len)
        found: set[str] = set()
        offset: int | None = 0
        while offset is not None and path not in found:
            answer = themeunit.json(f"/wp-json/rootz/v1/search?q={quote(question)}&limit=50&offset={offset}")
            found |= {result["path"] for result in answer["results"]}
            offset = answer.get("nextOffset")
        assert path in found, (path, question)


@pytest.mark.slow("reads and publishes a real site")
def test_the_whole_site_verifies(themeunit: Published):
    """`rootzpub verify --site` finds nothing wrong in any document, tool or page."""
    outcome = rootzpub("verify", "--site", themeunit.url)

    assert [line for line in outcome.stdout.decode().splitlines() if line.startswith("FAIL")] == []
    assert outcome.returncode == 0


@pytest.mark.slow("reads and publishes a real site")
def test_no_marker_word_is_anywhere(themeunit: Published):
    """Not in an answer, a file of the store, a log, or what doctor and errors say."""
    paths = ["/.well-known/ai", "/.well-known/ai/policies?full_text=1", "/.well-known/ai/knowledge", "/llms.txt", "/"]
    paths += ["/.well-known/ai/content?per_page=100", "/.well-known/ai/feed?limit=100", "/wp-json/rootz/v1/status"]
    for word in ("LEAKPASSWORDBODY", "LEAKDRAFT", "LEAKMEDIA", "LEAKCOMMENT"):
        answer = themeunit.json(f"/wp-json/rootz/v1/search?q={word}")
        assert answer["results"] == []
    for path in paths:
        assert not MARKER.search(themeunit.get(path).content), path
    for file in themeunit.folder.rglob("*"):
        if file.is_file():
            assert not MARKER.search(file.read_bytes()), file
    doctor = rootzpub("-C", themeunit.folder, "doctor")
    assert not MARKER.search(doctor.stdout + doctor.stderr)


@pytest.mark.slow("publishes the theme unit site first")
def test_hidden_entries_cannot_be_told_from_unknown_ones(themeunit: Published, shared):
    """A protected entry's answer differs from that of a path that never was only in the path."""
    rendered = json.loads((shared / "sites/themeunit/rendered.json").read_bytes())
    hidden = next(urlsplit(entry["permalink"]).path for entry in rendered if entry["protected"])

    def shape(path: str) -> str:
        answer = themeunit.page(path)
        assert answer.status_code == 404
        return re.sub(
            re.escape(quote(path, safe="")) + "|" + re.escape(path), "PATH", answer.json()["error"]["message"]
        )

    assert shape(hidden) == shape("/no/such/entry/")


@pytest.mark.slow("publishes the theme unit site first")
def test_llms_txt_parses_in_the_reference_parser(themeunit: Published):
    """Title, summary and sections come out as they went in."""
    import llms_txt

    parsed = llms_txt.parse_llms_file(themeunit.get("/llms.txt").text)

    assert parsed.title == "Small Peer Site"
    assert {"Key Pages", "Recent Posts", "Policies", "For AI Agents"} <= set(parsed.sections)
