"""What `build` writes says what a host of files can hold, and until when."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from rootzpub.config import SigningTable
from rootzpub.errors import UsageError
from rootzpub.fetch import Response
from rootzpub.publisher import write
from rootzpub.publisher.index_page import INDEX_PAGE
from rootzpub.publisher.layout import INDEX
from rootzpub.state import MemoryNote
from rootzpub.verify import Policy, verify
from rootzpub.verify.site import visit_site
from rootzpub.wire import canonical, parse
from rootzpub.wire.blocks import format_time
from tests.publisher.making import MORNING, a_config, a_page
from tests.store.making import an_entry

ORIGIN = "https://example.org"
MONTH = timedelta(days=30)
STAMPED = MORNING.replace(second=0)
"""A stamp moves in whole minutes."""


@pytest.fixture
def out(tmp_path):
    """Where files go."""
    return tmp_path / "public"


@pytest.fixture
def site(bench):
    """A front page, a page and posts."""
    pages = (a_page(70, path="/", slug="home"), a_page(71, path="/about/", slug="about"))
    for entry in (*(an_entry(number) for number in range(1, 30)), *pages):
        bench.source.entries[entry.id] = entry
    bench.sync()
    return bench


def documents(out: Path):
    """Every JSON document that was written, by its resource."""
    found = {}
    for path in out.rglob("*"):
        if path.is_file() and path.name[0] not in "_." and path.suffix not in {".gz", ".html", ".txt"}:
            value = parse(path.read_bytes())
            # A signature beside a text is the block itself.
            found[str(path.relative_to(out))] = value
    return found


def file_server(out: Path):
    """A plain host of files: the file of the path, else the index in the folder, else 404."""

    def get(url: str, types: object) -> Response:
        del types
        file = out / unquote(urlsplit(url).path).removeprefix("/")
        file = file / INDEX if file.is_dir() else file
        there = file.is_file()
        body = file.read_bytes() if there else b"not found"
        return Response(url=url, status=200 if there else 404, headers={}, content_type="application/json", body=body)

    return get


def test_the_site_verifies_from_its_files(site, out):
    """`verify --site` has nothing to say against it: every page is looked at, no tool is missed."""
    write(site.publisher(), out)
    visits = list(
        visit_site(
            ORIGIN,
            file_server(out),
            lambda body, url: verify(body, url=url, policy=Policy.offline(), moment=MORNING + timedelta(days=6)),
        )
    )
    assert [(visit.url, visit.sentence) for visit in visits if visit.outcome == "FAIL"] == []
    assert {"site.page-hashes", "site.publication", "site.one-signer"} <= {visit.code for visit in visits}
    assert [visit for visit in visits if visit.what == "tool"] == []


def test_no_tool_is_offered(site, out):
    """Nothing is advertised that a file cannot answer, and no limit that no host keeps."""
    write(site.publisher(), out)
    capabilities = parse((out / ".well-known/ai.json").read_bytes())["capabilities"]
    assert capabilities["tools"] == {"available": False}
    assert {one["rateLimit"] for one in capabilities.values() if one["available"]} == {"none"}
    assert not list(out.rglob("tools*"))
    assert b"/wp-json/rootz/v1/page?" not in b"".join(path.read_bytes() for path in out.rglob("*.json"))
    assert "/wp-json/rootz/v1/search" not in (out / "llms.txt").read_text("utf-8")


@pytest.mark.parametrize(("validity", "policy"), [(MONTH, "monthly"), (timedelta(days=7), "weekly")])
def test_everything_holds_until_one_moment(site, out, validity, policy):
    """Envelopes and freshness alike, of documents, pages and texts; that moment is reported."""
    summary = write(site.publisher(), out, validity=validity)
    until = format_time(STAMPED + validity)
    found = documents(out)
    blocks = [value.get("_signature", value) for value in found.values()]
    fresh = [value["_freshness"] for value in found.values() if "_freshness" in value]
    assert len(fresh) > 40
    assert {block["envelope"]["message"]["expiresAt"] for block in blocks} == {int((STAMPED + validity).timestamp())}
    assert {(one["freshUntil"], one["maxAge"], one["refreshPolicy"]) for one in fresh} == {
        (until, int(validity.total_seconds()), policy)
    }
    assert summary.as_dict()["validUntil"] == until
    assert any(name == "rebuild" and until in text for name, text in summary.lines())


@pytest.mark.parametrize("validity", [timedelta(days=31), timedelta(0)])
def test_an_impossible_validity_is_refused(site, out, validity):
    """An envelope holds for 30 days at most."""
    with pytest.raises(UsageError, match="at most 30 days"):
        write(site.publisher(), out, validity=validity)
    assert not out.exists()


def test_people_find_a_page(site, out):
    """What lies there, until when it holds, how it is verified; it names the document where every host has it."""
    write(site.publisher(), out)
    page = (out / INDEX_PAGE).read_text("utf-8")
    assert f"rootzpub verify --site {ORIGIN}" in page
    assert format_time(STAMPED + timedelta(days=7)) in page
    links = [part.partition('"')[0] for part in page.split('href="')[1:]]
    local = [link for link in links if link.startswith("/")]
    assert "/.well-known/ai.json" in local
    assert "/llms.txt" in local
    assert [link for link in local if not (out / link[1:]).exists()] == []


def test_pages_and_rules_of_the_owner_stay(site, out):
    """Put there by hand, they are not ours to replace; that is reported."""
    write(site.publisher(), out)
    for name in ("index.html", ".htaccess"):
        (out / name).unlink()
    manifest = out / ".rootzpub-build.json"
    kept = parse(manifest.read_bytes())
    kept["files"] = {name: digest for name, digest in kept["files"].items() if name not in {"index.html", ".htaccess"}}
    manifest.write_bytes(canonical(kept))
    for name in ("index.html", ".htaccess"):
        (out / name).write_text("mine")
    summary = write(site.publisher(), out)
    assert {(out / name).read_text() for name in ("index.html", ".htaccess")} == {"mine"}
    assert {note for note in summary.notes if "is yours" in note} == {
        "index.html is yours and was left as it is",
        ".htaccess is yours and was left as it is",
    }


def test_what_is_approved_is_not_what_files_offer(site, out, tmp_path):
    """Building changes no approval, and an approved statement offers no tools from files."""
    site.config = a_config(tmp_path, signing=SigningTable(publish="approved"))
    note = MemoryNote()
    publisher = site.publisher(released=note)
    publisher.approve()
    before = note.read()
    write(publisher, out)
    assert note.read() == before
    written = parse((out / ".well-known/ai.json").read_bytes())
    assert written["capabilities"]["tools"] == {"available": False}
    assert "entrypoints" in parse(before)
    assert "entrypoints" not in written
    assert publisher.waiting() == ()
