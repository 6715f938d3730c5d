"""The verify page without a browser: what the server says, and how."""

import json
import re

import pytest

from rootzpub.clock import system_clock
from rootzpub.errors import MalformedInput
from rootzpub.fetch import Response
from rootzpub.verify.quotation import questions
from rootzpub.wire import places
from tests.verify.conftest import WORDS, TestPublisher
from tests.web.conftest import verify_page

HOME = "https://werkhof.example"


def verdict(answer) -> str:
    """The server's verdict on the page."""
    found = re.search(r"Our server says: <strong>([^<]+)<", answer.get_data(as_text=True))
    return found[1] if found else ""


def test_the_form_needs_no_script(client):
    """A plain form; the script comes only with a result."""
    page = client.get("/verify")

    assert page.status_code == 200
    assert '<form method="post" action="/verify">' in page.get_data(as_text=True)
    assert "<script" not in page.get_data(as_text=True)


def test_the_policy_lets_nothing_in_from_elsewhere(client):
    """Own script and style only, no frame, no cache."""
    headers = client.get("/verify").headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; script-src 'self'")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_an_address_of_this_site_is_answered_without_a_request(client):
    """The publisher itself is asked."""
    assert verdict(client.post("/verify", data={"what": f"{HOME}/.well-known/ai/feed"})) == "verified"


def test_the_address_of_a_web_page_leads_to_the_document_about_it(client):
    """Of this site, and of another one, whose page says where its site publishes."""
    other = TestPublisher(origin="https://other.example", moment=system_clock())

    def get(url, limits):
        del limits
        if url == "https://other.example/about/":
            return Response(url=url, status=200, headers={}, body=b"<p>We make", content_type="text/html")
        return Response(url=url, status=200, headers={}, body=other.page(), content_type="application/json")

    assert verdict(client.post("/verify", data={"what": f"{HOME}/about/"})) == "verified"
    page = verify_page(client, get)
    assert verdict(page.post("/verify", data={"what": "https://other.example/about/"})) == "verified"


def test_a_wall_in_front_of_a_site_is_named(client):
    """What a site has cannot be seen then: that is no verdict on its document."""

    def get(url, limits):
        del limits
        return Response(
            url=url, status=403, headers={"cf-mitigated": "challenge"}, body=b"<p>", content_type="text/html"
        )

    answer = verify_page(client, get).post("/verify", data={"what": "https://other.example/.well-known/ai"})

    assert "Cloudflare answers in the place of https://other.example/.well-known/ai" in answer.get_data(as_text=True)
    assert verdict(answer) == ""


def test_a_pasted_document_is_verified_as_of_its_signing(client):
    """Its validity is over: both halves of the page say as of when it was verified."""
    answer = client.post(
        "/verify", data={"what": TestPublisher().discovery().decode(), "where": "https://example.com/.well-known/ai"}
    )

    shown = answer.get_data(as_text=True)
    assert verdict(answer) == "verified"
    assert "Verified as of 4 Mar 2026 20:30:00 UTC; what the site says today is another question" in shown
    assert json.loads(re.search(r'id="evidence">([^<]+)<', shown)[1])["kept"] is True


def test_a_pasted_document_keeps_its_bytes(client):
    """Browsers send line ends as CRLF; the document's own come back."""
    text = client.get("/llms.txt").get_data(as_text=True).replace("\n", "\r\n")

    assert verdict(client.post("/verify", data={"what": text, "where": f"{HOME}/llms.txt"})) == "verified"


def test_a_passage_is_found_and_quoted_as_it_stands(client):
    """With the page's address."""
    page = client.get("/wp-json/rootz/v1/page?path=%2Fabout%2F").get_json()
    words = " ".join(re.findall(r"\w+", page["content"])[0:1] + page["content"].split("\n\n")[0].split()[1:8])

    answer = client.post("/verify", data={"what": " ".join(page["content"].split("\n\n")[0].split()[:9])})

    assert words
    assert "These words stand on the page" in answer.get_data(as_text=True)
    assert page["url"] in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("what", "where", "status", "said"),
    [
        pytest.param("words that nobody here wrote zebra", "", 404, "could not be verified", id="no such passage"),
        pytest.param("!!! ???", "", 400, "with words in it", id="no words"),
        pytest.param("some words", "not a site", 400, "address of a site", id="no site"),
        pytest.param("http://127.0.0.1:1/x", "", 400, "could not be verified", id="loopback"),
        pytest.param("http://169.254.169.254/latest", "", 400, "could not be verified", id="link-local"),
    ],
)
def test_what_cannot_be_done_is_said(client, what, where, status, said):
    """In words, with the right status, on the same page."""
    answer = client.post("/verify", data={"what": what, "where": where})

    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)


def test_foreign_words_never_become_markup(client):
    """Everything shown is escaped."""
    evil = json.dumps({"_signature": {"contentHash": "</script><img src=x onerror=alert(1)>"}, "x": "<b>"})

    page = client.post("/verify", data={"what": evil, "where": "javascript:alert(1)"}).get_data(as_text=True)

    assert "<img src=x" not in page
    assert "<b>" not in page


def test_a_form_that_is_too_large_is_refused(client):
    """413, and nothing is parsed."""
    assert client.post("/verify", data={"what": "x" * (5 * 1024 * 1024)}).status_code == 413


def test_verifying_counts_like_a_tool(limited):
    """The third time in the hour is 429, with the page around it."""
    for _ in range(2):
        limited.post("/verify", data={"what": "{}"}, headers={"X-Forwarded-For": "192.0.2.9"})

    answer = limited.post("/verify", data={"what": "{}"}, headers={"X-Forwarded-For": "192.0.2.9"})

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("name", ["verify.js", "verify-page.js"])
def test_the_scripts_are_served_as_modules(client, name):
    """As JavaScript, and verify.js to anybody."""
    answer = client.get(f"/{name}")

    assert answer.mimetype == "text/javascript"
    assert (answer.headers.get("Access-Control-Allow-Origin") == "*") == (name == "verify.js")


def test_questions_go_from_phrases_to_words():
    """Beginning, middle, end, then the longest words; never longer than search allows."""
    asked = questions("one two three four five six seven eight nine ten eleven twelve")

    assert asked[0] == '"one two three four five six"'
    assert asked[-1].split() == ["eleven", "twelve", "eight", "seven", "three", "five"]
    assert all(len(question) <= 200 for question in questions("Wort" * 400))


def test_a_passage_without_words_has_no_questions():
    """There is nothing to search for."""
    with pytest.raises(MalformedInput, match="with words"):
        questions("… !")


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        pytest.param("https://victim-bank.example/promise", False, id="another site"),
        pytest.param("javascript:alert(1)", False, id="script"),
        pytest.param("data:text/html,x", False, id="data"),
        pytest.param("https://evil.example\\@victim.example/", False, id="backslash"),
        pytest.param("https://evil.example/a", True, id="its own"),
    ],
)
def test_what_a_document_claims_is_shown_as_a_claim(client, address, linked):
    """A stranger's page about another site: signed by him, and never in green under the other's name."""
    stranger = TestPublisher(origin="https://evil.example", moment=system_clock())
    page = stranger.page("/about/", url=address)
    title = next(row.title for row in stranger.records if row.path == "/about/")
    found = stranger.sealed("searchContent", "/x", {"results": [{"path": "/about/"}]})

    def get(url, limits):
        del limits
        body = page if places.PAGE.path in url else found
        return Response(url=url, status=200, headers={}, body=body, content_type="application/json")

    answer = verify_page(client, get).post("/verify", data={"what": WORDS["/about/"], "where": "https://evil.example"})

    shown = answer.get_data(as_text=True)
    assert f"The document claims: <cite>{title}</cite>" in shown
    assert (f'<a href="{address}"' in shown) is linked
    assert ("These words stand on the page" in shown) is linked
    assert ('class="result verified" aria-labelledby="quotation"' in shown) is linked
    assert ("is not proven" in shown) is not linked
    assert ("binding.other-origin" in shown) is not linked
