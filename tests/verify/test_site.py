"""A whole site: what it advertises is asked for, and must tell one story."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.fetch import Budget, Limits, Response, Spending
from rootzpub.verify import Outcome, Verdict
from rootzpub.verify.html import render_site_html
from rootzpub.verify.site import visit_site
from rootzpub.verify.visits import SiteReport, Visit
from rootzpub.wire import names, publication
from tests.waiting import LIMIT

from .conftest import ORIGIN, WORDS, TestPublisher, judged, key

Pages = dict[str, Callable[[], bytes]]


@dataclass
class Site:
    """A site in memory: paths to documents; `getPage` answers for each path of WORDS."""

    publisher: TestPublisher = field(default_factory=TestPublisher)
    pages: dict[str, bytes | int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        made = self.publisher
        self.pages = {
            names.WELL_KNOWN: made.discovery(
                capabilities={
                    "knowledge": {"available": True, "url": "/.well-known/ai/knowledge"},
                    "feed": {"available": False, "url": "/.well-known/ai/feed"},
                    "content": {"url": "/.well-known/ai/content", "segments": ["/.well-known/ai/content/pages"]},
                    "tools": {"url": "/.well-known/ai/tools"},
                    "odd": "not an object",
                },
                policies={"detailsUrl": "/.well-known/ai/policies"},
            ),
            "/.well-known/ai/knowledge": made.sealed(names.KIND_KNOWLEDGE, "/.well-known/ai/knowledge", {"a": "b"}),
            "/.well-known/ai/policies": made.sealed(names.KIND_POLICIES, "/.well-known/ai/policies", {"a": "b"}),
            "/.well-known/ai/content": made.sealed(
                names.KIND_CONTENT,
                "/.well-known/ai/content",
                {"content": [self.item("/about/")], "nextUrl": "/.well-known/ai/content/page/2"},
            ),
            "/.well-known/ai/content/page/2": made.sealed(
                names.KIND_CONTENT, "/.well-known/ai/content/page/2", {"content": [self.item("/contact/")]}
            ),
            "/.well-known/ai/content/pages": made.sealed(
                names.KIND_CONTENT, "/.well-known/ai/content/pages", {"content": []}
            ),
            "/.well-known/ai/tools": self.tools(),
            "/.well-known/ai/pages": self.manifest(),
            "/llms.txt": made.llms(),
            "/llms.txt.sig": self.twin(made.llms()),
        }

    def item(self, path: str, **changes: Any) -> dict[str, Any]:
        """An entry as the content document shows it."""
        row = next(row for row in self.publisher.records if row.path == path)
        return {"path": path, "contentHash": row.content_hash, "content": WORDS[path], **changes}

    def manifest(self, **changes: Any) -> bytes:
        """The page manifest."""
        made = self.publisher
        tree = publication.build_tree(made.records)
        body = {
            "pages": [row.body() for row in made.records],
            "publication": {"sequence": made.sequence, "root": publication.sha256_text(tree.root), "size": 3},
        }
        return made.sealed(names.KIND_PAGES, "/.well-known/ai/pages", body | changes)

    def tools(self, *more: Any) -> bytes:
        """The tools document."""
        parameter = {"type": "string", "required": True}
        tools = [
            {"name": "getPage", "endpoint": "/wp-json/rootz/v1/page", "parameters": {"path": parameter}},
            {
                "name": "searchContent",
                "method": "GET",
                "endpoint": "/wp-json/rootz/v1/search",
                "parameters": {"q": parameter, "limit": {"type": "integer", "required": False}},
            },
            {"name": "getStatus", "endpoint": "/wp-json/rootz/v1/context", "auth": "owner"},
            *more,
        ]
        body = {"categories": {"discovery": {"tools": tools}, "meta": {}, "odd": {"tools": [7]}}}
        return self.publisher.sealed(names.KIND_TOOLS, "/.well-known/ai/tools", body)

    def twin(self, text: bytes) -> bytes:
        """llms.txt.sig."""
        return self.publisher.llms_signature(text.partition(b"## Verification")[0].decode())

    def get(self, url: str, accept: Collection[str]) -> Response:
        """What the site answers."""
        del accept
        self.asked.append(url)
        url = self.redirects.get(url, url)
        parts = urlsplit(url)
        content = self.pages.get(parts.path)
        if content is None:
            content = self.tool(parts.path, parse_qs(parts.query))
        status, body = (content, b"{}") if isinstance(content, int) else (200, content)
        if status == 0:
            raise FetchFailed("did not answer")
        return Response(url=url, status=status, headers={}, body=body, content_type="application/json")

    def tool(self, path: str, asked: dict[str, list[str]]) -> bytes | int:
        """getPage and searchContent."""
        if path.endswith("/page") and asked.get("path", [""])[0] in WORDS:
            return self.publisher.page(asked["path"][0])
        return self.publisher.search(asked["q"][0]) if path.endswith("/search") else 404

    def report(self, **options: Any) -> SiteReport:
        """Everything looked at."""
        visits = visit_site(ORIGIN, self.get, judged)
        return SiteReport(site=ORIGIN, visits=tuple(visits), **options)


def found(report: SiteReport, code: str) -> list[Visit]:
    """The visits with this code."""
    return [visit for visit in report.visits if visit.code == code]


def test_a_sound_site_is_verified() -> None:
    """Documents, paging, tools, page hashes and the publication root, each looked at once."""
    site = Site()
    report = site.report()
    assert report.verdict is Verdict.VERIFIED, [visit.as_line() for visit in report.visits]
    assert report.exit_code == 0
    paths = [urlsplit(url).path for url in site.asked]
    assert paths.count("/.well-known/ai/content/page/2") == 1
    assert "/.well-known/ai/feed" not in paths
    assert {"site.page-hashes", "site.publication", "site.one-signer"} <= {visit.code for visit in report.visits}
    assert [visit.what for visit in report.visits].count("tool") == 3
    assert report.summary().endswith("Verdict: verified\n")


def test_pages_that_no_list_shows_are_asked_for() -> None:
    """Every recorded page's words are hashed again, one way or the other."""
    site = Site()
    site.pages["/.well-known/ai/content/page/2"] = site.publisher.sealed(
        names.KIND_CONTENT, "/.well-known/ai/content/page/2", {"content": []}
    )
    report = site.report()
    assert report.verdict is Verdict.VERIFIED
    assert [visit.url for visit in report.visits if visit.what == "page"] == [
        f"{ORIGIN}/wp-json/rootz/v1/page?path=%2Fcontact%2F"
    ]


def test_a_site_that_has_had_enough_is_left_alone() -> None:
    """The first refusal of a page ends the asking; what was not seen is a warning."""
    site = Site()
    for path in ("/.well-known/ai/content", "/.well-known/ai/content/page/2"):
        site.pages[path] = site.publisher.sealed(names.KIND_CONTENT, path, {"content": []})
    site.pages["/.well-known/ai/tools"] = 404
    site.pages["/wp-json/rootz/v1/page"] = 429
    report = site.report()
    assert len(found(report, "site.refused")) == 1
    assert found(report, "site.page-hash-unknown")


def test_the_search_asks_for_a_word_of_the_site() -> None:
    """A sample that finds something."""
    site = Site()
    rows = [row.body() | {"title": "A Widget catalogue"} for row in site.publisher.records]
    summary = json.loads(site.manifest())["publication"] | {"size": 99}
    site.pages["/.well-known/ai/pages"] = site.manifest(pages=rows, publication=summary)
    site.pages[names.WELL_KNOWN] = site.publisher.discovery(
        pages=rows, publication=summary, capabilities={"tools": {"url": "/.well-known/ai/tools"}}
    )
    site.report()
    assert any(url.endswith("search?q=Widget") for url in site.asked)


def test_a_document_that_fails_fails_the_site() -> None:
    """Its first failure is the visit's code."""
    site = Site()
    site.pages["/.well-known/ai/knowledge"] = site.publisher.discovery()
    report = site.report()
    assert (report.verdict, report.exit_code) == (Verdict.FAILED, 1)
    assert [visit.url for visit in found(report, "binding.path")] == [f"{ORIGIN}/.well-known/ai/knowledge"]


@pytest.mark.parametrize(
    ("path", "status", "code", "outcome"),
    [
        ("/.well-known/ai/knowledge", 404, "site.missing", Outcome.FAIL),
        ("/.well-known/ai/knowledge", 500, "site.missing", Outcome.FAIL),
        ("/.well-known/ai/knowledge", 0, "site.fetch", Outcome.FAIL),
        ("/.well-known/ai/pages", 404, "site.missing", Outcome.FAIL),
        ("/.well-known/ai/knowledge", 429, "site.refused", Outcome.SKIPPED),
        ("/llms.txt", 404, "site.not-published", Outcome.SKIPPED),
    ],
)
def test_what_is_not_there(path: str, status: int, code: str, outcome: Outcome) -> None:
    """What is advertised must be there; what is optional need not; a refusal is a warning."""
    site = Site()
    site.pages[path] = status
    visit = (
        found(site.report(), code)[0]
        if code != "site.not-published"
        else next(visit for visit in site.report().visits if visit.url == f"{ORIGIN}{path}")
    )
    assert (visit.code, visit.outcome, visit.url) == (code, outcome, f"{ORIGIN}{path}")


def test_words_that_are_not_the_recorded_ones_fail() -> None:
    """A list that shows another text than the publication records."""
    site = Site()
    item = site.item("/contact/", content="Call us.\n")
    site.pages["/.well-known/ai/content/page/2"] = site.publisher.sealed(
        names.KIND_CONTENT, "/.well-known/ai/content/page/2", {"content": [item]}
    )
    visit = found(site.report(), "site.page-hash")[0]
    assert "/contact/" in visit.sentence


def test_records_that_are_not_the_signed_ones_fail() -> None:
    """All records together must give the root that the envelopes sign."""
    site = Site()
    rows = [row.body() for row in site.publisher.records][:2]
    site.pages["/.well-known/ai/pages"] = site.manifest(pages=rows)
    site.pages[names.WELL_KNOWN] = site.publisher.discovery(
        pages=rows, publication=json.loads(site.manifest())["publication"]
    )
    assert found(site.report(), "site.root")


def test_two_signers_are_one_too_many() -> None:
    """One site, one key."""
    site = Site()
    other = TestPublisher(signer=key(2))
    site.pages["/.well-known/ai/policies"] = other.sealed(names.KIND_POLICIES, "/.well-known/ai/policies", {"a": "b"})
    assert found(site.report(), "site.signers")


def test_documents_of_an_older_publication_are_mixed_in() -> None:
    """Mix and match: each verifies alone, together they contradict."""
    site = Site()
    older = TestPublisher(sequence=41)
    site.pages["/.well-known/ai/policies"] = older.sealed(names.KIND_POLICIES, "/.well-known/ai/policies", {"a": "b"})
    assert found(site.report(), "site.mixed")


def test_two_roots_of_one_publication_are_mixed_in() -> None:
    """The same sequence with another root."""
    site = Site()
    other = TestPublisher(context_changes={"publication_root": bytes(range(32))})
    site.pages["/.well-known/ai/policies"] = other.sealed(names.KIND_POLICIES, "/.well-known/ai/policies", {"a": "b"})
    assert "different roots" in found(site.report(), "site.mixed")[0].sentence


def test_a_site_that_publishes_anew_meanwhile_is_no_mixture() -> None:
    """A sequence may grow while one looks; the records counted are those of the newer publication."""
    site = Site()
    newer = Site(publisher=TestPublisher(sequence=43))
    for path in ("/.well-known/ai/tools", "/.well-known/ai/pages", "/llms.txt", "/llms.txt.sig"):
        site.pages[path] = newer.pages[path]
    site.publisher = newer.publisher
    site.pages.pop("/.well-known/ai/policies")
    site.pages["/.well-known/ai/policies"] = newer.pages["/.well-known/ai/policies"]
    report = site.report()
    assert not found(report, "site.mixed")
    assert "publication 43" in found(report, "site.publication")[0].sentence


def test_a_twin_that_signs_another_text_fails() -> None:
    """llms.txt.sig must be about llms.txt."""
    site = Site()
    site.pages["/llms.txt.sig"] = site.twin(site.publisher.llms("# Other\n\n> x\n"))
    assert found(site.report(), "site.twin")


def test_a_twin_without_its_text_stays_a_warning() -> None:
    """Alone it proves no text."""
    site = Site()
    site.pages["/llms.txt"] = 404
    assert found(site.report(), "hash.detached")


def test_tools_that_cannot_be_asked_are_said() -> None:
    """Owner's tools, other methods, and parameters nobody can guess."""
    site = Site()
    required = {"type": "string", "required": True}
    more = (
        {"name": "write", "method": "POST", "endpoint": "/wp-json/rootz/v1/write"},
        {"name": "mystery", "endpoint": "/wp-json/rootz/v1/mystery", "parameters": {"spell": required}},
        {"name": "lost", "parameters": {}},
        {"name": "count", "endpoint": "/n", "parameters": {"n": {"type": "integer", "required": True}}},
        {"name": "preset", "endpoint": "/p", "parameters": {"p": {"required": True, "default": "x"}, "odd": 7}},
        {"name": "shown", "endpoint": "/s", "parameters": {"path": {"required": True, "example": "e", "default": "d"}}},
        {"name": "whole", "endpoint": f"{ORIGIN}/wp-json/rootz/v1/verify", "parameters": {"page": required}},
        {"name": "guessed", "endpoint": "/g", "parameters": {"q": required}},
        {"name": "broken", "endpoint": "http://[", "parameters": {"b": required}},
    )
    site.pages["/.well-known/ai/tools"] = site.tools(*more)
    report = site.report()
    reasons = {visit.sentence for visit in found(report, "site.tool-not-asked")}
    assert reasons == {
        "getStatus is for the owner only.",
        "write is not asked with GET.",
        "No sample is known for 'spell'.",
        "No sample is known for 'q'.",
        "No sample is known for 'b'.",
        "lost is not asked with GET.",
    }
    assert f"{ORIGIN}/n?n=1" in site.asked
    assert f"{ORIGIN}/p?p=x" in site.asked
    assert f"{ORIGIN}/s?path=e" in site.asked
    assert any(url.startswith(f"{ORIGIN}/wp-json/rootz/v1/verify?page=%2F") for url in site.asked)


def test_an_address_that_is_none_ends_nothing() -> None:
    """Advertised, it is a finding; behind a list, the list ends; the rest is looked at."""
    site = Site()
    broken = {"knowledge": {"available": True, "url": "http://["}}
    site.pages["/.well-known/ai"] = site.publisher.discovery(capabilities=broken)
    site.pages["/.well-known/ai/pages"] = site.manifest(nextUrl="http://[")
    report = site.report()
    [visit] = found(report, "site.fetch")
    assert (visit.outcome, visit.url) == (Outcome.FAIL, "http://[")
    assert f"{ORIGIN}/llms.txt" in site.asked


def test_a_circle_of_pages_ends() -> None:
    """nextUrl that leads back is not followed twice."""
    site = Site()
    site.pages["/.well-known/ai/content/page/2"] = site.publisher.sealed(
        names.KIND_CONTENT,
        "/.well-known/ai/content/page/2",
        {"content": [site.item("/contact/")], "nextUrl": "/.well-known/ai/content"},
    )
    assert site.report().verdict is Verdict.VERIFIED


def test_a_plugin_s_site_is_looked_at_as_far_as_it_goes(shared: Any) -> None:
    """Its page hashes follow a rule that their words do not show: a warning, not a failure."""
    data = (shared / "vectors/plugin/served/wk-ai.json").read_bytes()
    search = (shared / "vectors/plugin/served/rest-search-widget.json").read_bytes()

    def get(url: str, accept: Collection[str]) -> Response:
        del accept
        bodies = {"/.well-known/ai": data, "/.well-known/ai/knowledge": search}
        body = bodies.get(urlsplit(url).path)
        return Response(
            url=url, status=200 if body else 404, headers={}, body=body or b"", content_type="application/json"
        )

    from datetime import UTC, datetime

    moment = datetime(2026, 11, 20, 9, tzinfo=UTC)
    visits = list(visit_site("http://127.0.0.1:8081", get, lambda body, url: judged(body, url, moment=moment)))
    codes = [visit.code for visit in visits]
    assert "site.page-hash-unknown" in codes
    assert "site.no-publication" in codes
    assert codes.count("site.not-published") == 6


def test_a_redirected_document_is_judged_where_it_came_from() -> None:
    """Signed for the place it was moved to, it verifies; signed for the old one, it does not."""
    site = Site()
    old, new = f"{ORIGIN}/.well-known/ai/knowledge", "/.well-known/ai/knowledge/page/1"
    site.redirects[old] = ORIGIN + new
    site.pages[new] = site.publisher.sealed(names.KIND_KNOWLEDGE, new, {"a": "b"})
    assert site.report().verdict is Verdict.VERIFIED
    site.pages[new] = site.pages["/.well-known/ai/knowledge"]
    assert found(site.report(), "binding.path")


def test_rows_that_are_no_records_are_passed_over() -> None:
    """A list may hold anything."""
    site = Site()
    site.pages["/.well-known/ai/knowledge"] = site.publisher.sealed(
        names.KIND_KNOWLEDGE, "/.well-known/ai/knowledge", {"pages": [7, {"path": 1}], "publication": {"sequence": 42}}
    )
    assert found(site.report(), "publication.contradiction")
    site.pages["/.well-known/ai/knowledge"] = site.publisher.sealed(
        names.KIND_KNOWLEDGE, "/.well-known/ai/knowledge", {"pages": [7, {"path": 1}]}
    )
    assert found(site.report(), "site.publication")


def test_a_site_without_a_signature_has_no_signer() -> None:
    """Hash-only documents are warnings each."""
    site = Site(publisher=TestPublisher(signer=None))
    site.pages = {names.WELL_KNOWN: site.publisher.discovery(), "/.well-known/ai/pages": site.manifest()}
    report = site.report()
    assert report.verdict is Verdict.WARNINGS
    assert not found(report, "site.one-signer")
    assert replace(report, warnings_fail=True).exit_code == 6


def test_a_site_with_nothing_but_a_broken_document() -> None:
    """Nothing can be learnt from what failed."""
    site = Site()
    site.pages = {names.WELL_KNOWN: b"<html>"}
    report = site.report()
    assert report.exit_code == 1
    assert not found(report, "site.page-hashes")


def test_the_forms_of_a_site_report() -> None:
    """JSON, lines and a page."""
    site = Site()
    site.pages["/.well-known/ai/knowledge"] = 429
    report = site.report()
    value = json.loads(json.dumps(report.as_dict()))
    assert value["schema"] == "rootzpub-verify-site/1"
    assert value["counts"]["PASS"] == report.count(Outcome.PASS)
    assert value["visits"][0]["report"]["verdict"] == "verified"
    page = render_site_html(report)
    assert page.startswith("<!doctype html>")
    assert "SKIPPED (warning)" in page
    assert any(line.startswith("SKIPPED ") for line in (visit.as_line() for visit in report.visits))


class Publishing(Site):
    """A site that publishes while it is read: its text is of one publication, the signature beside it of the next."""

    always: bool = False

    def get(self, url: str, accept: Collection[str]) -> Response:
        """As the site, which changes just before the signature is asked for."""
        if urlsplit(url).path == "/llms.txt.sig" and (self.always or self.publisher.sequence == 42):
            self.publisher = TestPublisher(sequence=self.publisher.sequence + 1)
            asked = self.asked
            self.__post_init__()
            self.asked = asked
            text = f"# Example\n\n> Publication {self.publisher.sequence}.\n"
            self.pages["/llms.txt"] = self.publisher.llms(text)
            self.pages["/llms.txt.sig"] = self.twin(self.pages["/llms.txt"])
        return super().get(url, accept)


def test_a_site_that_publishes_meanwhile_is_read_again() -> None:
    """What does not fit together because it is of two publications is no fault."""
    site = Publishing()
    report = site.report()
    assert found(report, "site.read-again"), [visit.as_line() for visit in report.visits]
    assert report.count(Outcome.FAIL) == 0
    assert found(report, "site.publication")


def test_a_site_that_never_rests_is_not_called_failed() -> None:
    """After three readings what stays open is a warning, never a pass."""
    site = Publishing()
    site.always = True
    report = site.report()
    assert (len(found(report, "site.read-again")), report.verdict) == (2, Verdict.WARNINGS)
    assert all(visit.outcome is Outcome.SKIPPED for visit in found(report, "site.unsettled"))
    assert found(report, "site.unsettled")


def test_another_origin_is_not_asked() -> None:
    """A hostile site made us send three hundred requests to its victim."""
    site = Site()
    capabilities = {f"c{number}": {"url": f"https://victim.example/{number}"} for number in range(300)}
    site.pages[names.WELL_KNOWN] = site.publisher.discovery(capabilities=capabilities)
    report = site.report()
    assert not [url for url in site.asked if "victim" in url]
    assert len(found(report, "site.other-origin")) == 300


def test_an_endless_chain_ends_with_the_budget() -> None:
    """Each page leads to a further one; what was not looked at is said, and the verdict is no plain one."""
    spending = Spending(Budget(fetches=40, body_bytes=10**9, seconds=LIMIT))

    class Endless(Site):
        """One page more, always."""

        def get(self, url: str, accept: Collection[str]) -> Response:
            spending.limits(Limits())
            path = urlsplit(url).path
            if path.startswith("/.well-known/ai/content"):
                number = int(path.rpartition("/")[2]) if path[-1].isdigit() else 1
                following = {"content": [], "nextUrl": f"/.well-known/ai/content/page/{number + 1}"}
                self.pages[path] = self.publisher.sealed(names.KIND_CONTENT, path, following)
            return super().get(url, accept)

    site = Endless()
    report = site.report()
    assert len(site.asked) == 40
    assert [visit.outcome for visit in found(report, "site.budget")] == [Outcome.SKIPPED]
    assert report.verdict is Verdict.WARNINGS


@pytest.mark.parametrize("endpoint", ["http://[::1", "http://[", "https://x:99999999/", "//", "http://\x00/", "?q"])
def test_an_endpoint_that_is_no_address_does_not_end_the_tour(endpoint: str) -> None:
    """Whatever a manifest calls one."""
    site = Site()
    site.pages["/.well-known/ai/tools"] = site.tools({"name": "odd", "endpoint": endpoint, "parameters": {}})
    assert found(site.report(), "site.one-signer")
