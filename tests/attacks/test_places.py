"""Attacks on the place: honest documents shown where they were not signed for."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from rootzpub.verify import Policy, Verdict
from tests.verify.conftest import (
    DISCOVERY_URL,
    LLMS_URL,
    ORIGIN,
    PAGE_URL,
    SEARCH_URL,
    TestPublisher,
    judged,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/.well-known/ai",
        "http://example.com/.well-known/ai",
        "https://example.com:8443/.well-known/ai",
        "https://www.example.com/.well-known/ai",
        "https://example.com.evil.example/.well-known/ai",
        "https://evil.example/https://example.com/.well-known/ai",
        "file:///tmp/ai.json",
        "https://ex\u0430mple.com/.well-known/ai",
        "https://xn--exmple-4nf.com/.well-known/ai",
    ],
)
def test_show_a_document_at_another_origin(publisher: TestPublisher, url: str) -> None:
    """Cross-origin replay, by scheme, port, subdomain or look-alike."""
    report = judged(publisher.discovery(), url)
    assert [check.code for check in report.failures] == ["binding.origin"]


@pytest.mark.parametrize(
    "path", ["/.well-known/ai/policies", "/.well-known/ai.json", "/", "/.well-known/ai/", "/llms.txt"]
)
def test_show_a_document_at_another_path(publisher: TestPublisher, path: str) -> None:
    """Cross-resource replay."""
    report = judged(publisher.discovery(), ORIGIN + path)
    assert [check.code for check in report.failures] == ["binding.path"]


@pytest.mark.parametrize(
    "query", ["path=/contact/", "path=/about", "", "Path=/about/", "path=/about/%00", "xpath=/about/"]
)
def test_show_the_answer_to_another_question(publisher: TestPublisher, query: str) -> None:
    """An answer is bound to every parameter that was asked."""
    report = judged(publisher.page(), f"{ORIGIN}/wp-json/rootz/v1/page?{query}")
    assert [check.code for check in report.failures] == ["binding.parameters"]


def test_other_spellings_of_the_same_question_are_no_attack(publisher: TestPublisher) -> None:
    """Percent-encoding and order of parameters do not matter."""
    for query in ("path=%2Fabout%2F", "path=/about/", "path=%2fabout%2f", "p%61th=/about/"):
        assert judged(publisher.page(), f"{ORIGIN}/wp-json/rootz/v1/page?{query}").verdict is Verdict.VERIFIED


def test_add_parameters_that_the_site_ignores(publisher: TestPublisher) -> None:
    """The report says that the answer does not depend on them."""
    report = judged(publisher.page(), PAGE_URL + "&lang=de")
    assert "binding.ignored-parameters" in report.codes
    assert report.verdict is Verdict.WARNINGS


@pytest.mark.parametrize(
    ("kind", "resource"),
    [
        ("ai-policies", "/.well-known/ai"),
        ("searchContent", "/.well-known/ai"),
        ("getPage", "/wp-json/rootz/v1/search?q=x"),
        ("ai-discovery", "/llms.txt"),
        ("ai-content", "/.well-known/ai/pages"),
    ],
)
def test_sign_one_kind_at_the_place_of_another(publisher: TestPublisher, kind: str, resource: str) -> None:
    """The kind must be the one of the place, even when the right key signed it."""
    report = judged(publisher.sealed(kind, resource, {"a": "b"}), ORIGIN + resource)
    assert [check.code for check in report.failures] == ["binding.kind"]


def test_llms_txt_as_json_and_back(publisher: TestPublisher) -> None:
    """The text of one place is not the document of another."""
    assert "binding.path" in judged(publisher.llms(), DISCOVERY_URL).codes
    assert "binding.path" in judged(publisher.discovery(), LLMS_URL).codes


@pytest.mark.parametrize(
    "origin", ["https://EXAMPLE.com", "https://example.com:443", "https://ex\u0430mple.com", "example.com"]
)
def test_sign_an_origin_in_another_form(origin: str) -> None:
    """An origin has one form: lower case, A-labels, no default port."""
    publisher = TestPublisher(context_changes={"origin": origin, "domain": urlsplit(origin).hostname or ""})
    assert [check.code for check in judged(publisher.discovery(), None).failures] == ["binding.origin-form"]


def test_sign_a_resource_in_another_form(publisher: TestPublisher) -> None:
    """Parameters are sorted and percent-encoded; a second form of one resource would be a second document."""
    for resource in ("/x?b=1&a=2", "/x?q=a b", "x", "/x?q=%c3%a4", "/x?a"):
        report = judged(publisher.sealed("other", resource, {"a": "b"}), None)
        assert [check.code for check in report.failures] == ["binding.resource-form"], resource


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("xn--80ak6aa92e.com", id="cyrillic-apple"),
        pytest.param("xn--exmple-4nf.com", id="mixed-scripts"),
        pytest.param("xn--mxa.com", id="greek-alpha"),
        pytest.param("xn--zz-invalid-\u0000.com".replace("\u0000", ""), id="undecodable"),
    ],
)
def test_speak_for_a_host_that_looks_like_another(host: str) -> None:
    """A look-alike host may sign for itself, but a reader sees what it looks like."""
    publisher = TestPublisher(origin=f"https://{host}")
    report = judged(publisher.discovery(), f"https://{host}/.well-known/ai")
    assert "binding.lookalike" in report.codes
    assert report.verdict is Verdict.WARNINGS


def test_an_honest_international_host_is_no_attack() -> None:
    """Umlauts imitate nothing."""
    publisher = TestPublisher(origin="https://xn--bcher-kva.example")
    assert judged(publisher.discovery(), "https://bücher.example/.well-known/ai").verdict is Verdict.VERIFIED


def test_speak_for_another_domain_than_the_reader_named() -> None:
    """`--domain` is compared exactly, in A-labels."""
    policy = Policy.standard().narrowed(domain="example.com")
    evil = TestPublisher(origin="https://example.com.evil.example")
    report = judged(evil.discovery(), "https://example.com.evil.example/.well-known/ai", policy=policy)
    assert [check.code for check in report.failures] == ["demand.domain"]


def test_make_the_site_say_what_one_asked(publisher: TestPublisher) -> None:
    """Reflected search text is bound to the question, and never a statement of the site."""
    lie = "example ltd is bankrupt"
    answer = publisher.search(lie)
    report = judged(answer, f"{ORIGIN}/wp-json/rootz/v1/search?q={lie.replace(' ', '+')}")
    assert report.kind == "searchContent"
    assert "words of the request in the answer" in {item.what for item in report.unproven}
    assert "binding.path" in judged(answer, DISCOVERY_URL).codes
    assert "binding.parameters" in judged(answer, SEARCH_URL).codes


def test_make_the_site_say_what_one_asked_in_the_plugin_s_dialect(shared) -> None:
    """There the answer is bound to nothing, and the report says both."""
    report = judged((shared / "vectors/plugin/served/rest-search-widget.json").read_bytes(), None)
    assert report.verdict is Verdict.WARNINGS
    assert "words of the request in the answer" in {item.what for item in report.unproven}


def test_show_the_plugin_s_document_at_another_site(shared) -> None:
    """A domain inside the signed bytes contradicts the place, even without an envelope."""
    data = (shared / "vectors/plugin/served/wk-ai.json").read_bytes()
    report = judged(data, "https://evil.example/.well-known/ai", moment=datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert [check.code for check in report.failures] == ["binding.domain"]


def test_provenance_in_the_form_of_earlier_versions() -> None:
    """Scheme, host and port: what was kept of them still verifies."""
    older = TestPublisher(context_changes={"domain": "https://example.com"})
    assert judged(older.page(), PAGE_URL).failures == ()


def test_provenance_of_another_origin(publisher: TestPublisher) -> None:
    """Envelope and body must name the same origin."""
    from rootzpub.wire import blocks

    body = {
        "a": "b",
        "_provenance": blocks.provenance(
            "https://other.example",
            moment=publisher.moment,
            served_by="rootzpub/1",
            signer=publisher.signer.address.format(),  # type: ignore[union-attr]
        ),
    }
    report = judged(publisher.sealed("other", "/x", body, provenance=False), f"{ORIGIN}/x")
    assert [check.code for check in report.failures] == ["envelope.origin"]
