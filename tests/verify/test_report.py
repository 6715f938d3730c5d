"""Reports: verdict, exit code, and the three forms in which they are shown."""

import json
from pathlib import Path

import pytest

from rootzpub.verify import STEPS, Check, Outcome, Report, Unproven, Verdict
from rootzpub.verify.html import render_html

from .conftest import DISCOVERY_URL, TestPublisher, judged
from .published_form import problems

ROOT = Path(__file__).resolve().parents[2]


def check(outcome: Outcome, *, warning: bool = False, code: str = "some.code") -> Check:
    """A check that ended so."""
    return Check(number=1, name="some", outcome=outcome, code=code, sentence="A sentence.", warning=warning)


VERDICTS: dict[str, tuple[tuple[Check, ...], bool, Verdict, int]] = {
    "all-passed": ((check(Outcome.PASS), check(Outcome.SKIPPED)), False, Verdict.VERIFIED, 0),
    "one-failed": ((check(Outcome.PASS), check(Outcome.FAIL)), False, Verdict.FAILED, 1),
    "warned": ((check(Outcome.SKIPPED, warning=True),), False, Verdict.WARNINGS, 0),
    "warned-but-passed": ((check(Outcome.PASS, warning=True),), False, Verdict.WARNINGS, 0),
    "warned-under-strict": ((check(Outcome.PASS, warning=True),), True, Verdict.FAILED, 6),
    "failed-under-strict": ((check(Outcome.FAIL), check(Outcome.PASS, warning=True)), True, Verdict.FAILED, 1),
    "clean-under-strict": ((check(Outcome.PASS), check(Outcome.SKIPPED)), True, Verdict.VERIFIED, 0),
}


@pytest.mark.parametrize(("checks", "strict", "verdict", "code"), VERDICTS.values(), ids=VERDICTS)
def test_the_verdict_follows_from_the_checks(
    checks: tuple[Check, ...], strict: bool, verdict: Verdict, code: int
) -> None:
    """FAIL fails, a warning warns, and SKIPPED alone does neither."""
    report = Report(checks=checks, warnings_fail=strict)
    assert (report.verdict, report.exit_code) == (verdict, code)


def test_every_report_has_every_step(publisher: TestPublisher) -> None:
    """Twelve numbered checks, whatever the bytes were: no step is left out."""
    for data in (publisher.discovery(), publisher.llms(), b"", b"{}", b"\xff", b"{"):
        report = judged(data)
        assert [(item.number, item.name) for item in report.checks] == [
            (number, name) for number, (name, _) in enumerate(STEPS, start=1)
        ]


def test_a_check_is_found_by_name(publisher: TestPublisher) -> None:
    """And a name that is none is a KeyError."""
    report = judged(publisher.discovery())
    assert report.check("hash").number == 3
    with pytest.raises(KeyError, match="nothing"):
        report.check("nothing")


def test_the_text_has_one_line_for_each_check_and_the_verdict(publisher: TestPublisher) -> None:
    """Numbered, with outcome, name, sentence and code."""
    lines = judged(publisher.discovery()).as_text().splitlines()
    assert lines[2].startswith("  3  PASS")
    assert lines[2].endswith("[hash.matches]")
    assert lines[-1] == f"Verdict: verified signed by {publisher.signer.address.format()}"  # type: ignore[union-attr]
    assert "Not proven:" in lines


def test_the_text_says_what_failed_and_what_warns(publisher: TestPublisher) -> None:
    """The codes stand behind the verdict."""
    assert judged(publisher.discovery(), "https://x.example/").as_text().endswith("failed (binding.origin)\n")
    assert "verified with warnings (binding.no-url)" in judged(publisher.discovery(), None).as_text()
    strict = Report(checks=(check(Outcome.PASS, warning=True),), policy="strict", warnings_fail=True)
    assert strict.as_text().endswith("failed (under policy strict: some.code)\n")


def test_no_control_character_of_a_document_reaches_the_terminal() -> None:
    """Escapes, line feeds and bidi overrides are shown, not obeyed."""
    evil = Check(number=1, name="x", outcome=Outcome.FAIL, code="c", sentence="a\x1b[2Jb\u202ec\nPASS")
    text = Report(checks=(evil,), unproven=(Unproven(what="\x07", why="\u200b"),)).as_text()
    assert "\x1b" not in text
    assert "\\x1b[2Jb\\u202ec\\nPASS" in text
    assert "\\x07" in text


def test_the_page_escapes_every_foreign_word() -> None:
    """No markup of a document becomes markup of the report, and nothing is loaded."""
    evil = Check(
        number=1,
        name="x",
        outcome=Outcome.PASS,
        code="c",
        sentence="<script>alert(1)</script>",
        evidence={"<b>": '"><img src=x onerror=alert(1)>'},
        warning=True,
    )
    report = Report(checks=(evil,), url="https://e.example/<i>", unproven=(Unproven(what="<u>", why="&"),))
    page = render_html(report)
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src &#x27;none&#x27;" not in page
    assert "default-src 'none'" in page
    assert "PASS (warning)" in page
    assert page.count("<h2>Not proven</h2>") == 1


def test_the_page_of_a_good_document(publisher: TestPublisher) -> None:
    """It names address, signer and verdict, and is a whole page."""
    page = render_html(judged(publisher.discovery()))
    assert page.startswith("<!doctype html>")
    assert '<h1 class="pass">Verified</h1>' in page
    assert DISCOVERY_URL in page
    assert publisher.signer.address.format() in page  # type: ignore[union-attr]
    assert "<h2>Not proven</h2>" not in render_html(Report(checks=(check(Outcome.PASS),)))


def test_the_json_form_is_the_published_one(publisher: TestPublisher) -> None:
    """Every report conforms to docs/verify-report.schema.json, and is JSON."""
    for data in (publisher.discovery(), publisher.page(), publisher.llms(), b"", b"{}"):
        report = json.loads(json.dumps(judged(data).as_dict()))
        assert problems(report) == []
        assert problems({**report, "verdict": "fine"}) != []
