"""A report as a page of its own, for `--html FILE` and mail: no script, no request, readable in light and dark."""

from collections.abc import Sequence
from html import escape
from typing import Final

from rootzpub.terminal import printable
from rootzpub.verify.report import Check, Outcome, Report, Verdict
from rootzpub.verify.visits import SiteReport, Visit

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #d0d0d0; --good: #0a6b2d; --bad: #b00020;
  --soft: #805b00 }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --paper: #161616; --line: #444; --good: #6fd08c;
  --bad: #ff8a80; --soft: #e8c268 } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 64rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line) }
code { overflow-wrap: anywhere } dt { font-weight: 600 } dd { margin: 0 0 .5rem; overflow-wrap: anywhere }
.pass { color: var(--good) } .fail { color: var(--bad) } .skipped { color: var(--soft) }
"""


def render_html(report: Report) -> str:
    """The page of one document: no script, nothing loaded from elsewhere, every foreign word escaped."""
    rows = "\n".join(_row(check) for check in report.checks)
    table = _table("What was checked, in order", ("#", "Outcome", "Check", "Finding"), rows)
    return _page(report.verdict, report.url or "document", f"{_facts(report)}\n{table}\n{_unproven(report)}")


def render_site_html(report: SiteReport) -> str:
    """The page of a whole site."""
    rows = "\n".join(_visit(visit) for visit in report.visits)
    table = _table("What was looked at, in order", ("Outcome", "What", "Address", "Finding"), rows)
    return _page(report.verdict, report.site, table)


def _table(caption: str, columns: Sequence[str], rows: str) -> str:
    heads = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return (
        f"<table>\n<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _visit(visit: Visit) -> str:
    warns = " (warning)" if visit.warning and visit.outcome is not Outcome.FAIL else ""
    return (
        f'<tr><td class="{visit.outcome.value.lower()}">{visit.outcome.value}{warns}</td><td>{_text(visit.what)}</td>'
        f"<td><code>{_text(visit.url)}</code></td><td>{_text(visit.sentence)} <code>{_text(visit.code)}</code></td>"
        "</tr>"
    )


def _page(verdict: Verdict, about: str, content: str) -> str:
    tone = {Verdict.VERIFIED: "pass", Verdict.FAILED: "fail"}.get(verdict, "skipped")
    # Everything is escaped; the policy is the second line, for a page that people open from their mail.
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_text(verdict.value)}: {_text(about)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1 class="{tone}">{_text(verdict.value.capitalize())}</h1>
<p><code>{_text(about)}</code></p>
{content}
</body>
</html>
"""


def _facts(report: Report) -> str:
    facts = {
        "Address": report.url,
        "Signer": report.signer,
        "Dialect": report.dialect,
        "Kind": report.kind,
        "Content hash": report.content_hash,
        "Policy": report.policy,
        "Judged at": report.moment,
    }
    items = "".join(f"<dt>{name}</dt><dd>{_text(value)}</dd>" for name, value in facts.items() if value)
    return f"<dl>{items}</dl>"


def _row(check: Check) -> str:
    evidence = "".join(f"<dt>{_text(name)}</dt><dd>{_text(str(value))}</dd>" for name, value in check.evidence.items())
    details = f"<details><summary>Evidence</summary><dl>{evidence}</dl></details>" if evidence else ""
    warns = " (warning)" if check.warning and check.outcome is not Outcome.FAIL else ""
    return (
        f'<tr><td>{check.number}</td><td class="{check.outcome.value.lower()}">{check.outcome.value}{warns}</td>'
        f"<td>{_text(check.name)}</td><td>{_text(check.sentence)} <code>{_text(check.code)}</code>{details}</td></tr>"
    )


def _unproven(report: Report) -> str:
    if not report.unproven:
        return ""
    items = "".join(f"<li><strong>{_text(item.what)}</strong>: {_text(item.why)}</li>" for item in report.unproven)
    return f"<h2>Not proven</h2>\n<ul>{items}</ul>"


def _text(value: str) -> str:
    return escape(printable(value), quote=True)
