"""The verify page without a browser: what the server says, and how."""

import json
import re

import pytest

from rootzpub.errors import MalformedInput
from rootzpub.web.evidence import questions

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
