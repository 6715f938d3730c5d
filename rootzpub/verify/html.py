"""A report as a page of its own, for `--html FILE` and mail: no script, no request, readable in light and dark."""

from html import escape
from typing import Final

from rootzpub.verify.report import Check, Outcome, Report, printable

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
    """The page; every word that is not ours is escaped."""
    tone = {"verified": "pass", "failed": "fail"}.get(report.verdict.value, "skipped")
    rows = "\n".join(_row(check) for check in report.checks)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_text(report.verdict.value)}: {_text(report.url or "document")}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1 class="{tone}">{_text(report.verdict.value.capitalize())}</h1>
{_facts(report)}
<table>
<caption>What was checked, in order</caption>
<thead><tr><th scope="col">#</th><th scope="col">Outcome</th><th scope="col">Check</th>
<th scope="col">Finding</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
{_unproven(report)}
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
