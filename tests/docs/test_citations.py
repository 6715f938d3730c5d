"""Every citation leads to something that a reader has: a rule of the specification, a decision, a page."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = {path.stem: path for path in (*(DOCS / "spec").glob("*.md"), DOCS / "house.md")}
CITING = ("rootzpub", "tests", "scripts", "bench", "templates", "docs")
SUFFIXES = frozenset({".py", ".md", ".js", ".mjs", ".html", ".sh"})

CITATION = re.compile(r"\[([a-z0-9-]+) §([0-9a-z.-]*[0-9a-z])\]")
"""`[wire §3b.1]`."""
ABSENT = re.compile(
    r"\b(?:WIRE|TRUST|HOUSE|MARKDOWN|READINESS|VISITOR|SURFACES|MODELS)(?:\.md|,? ?§| sections? \d)|\bissue \d+\b"
)
"""Pages and tickets that a reader does not have."""
DECISION = re.compile(r"\b[Dd]ecisions?[ /](\d{4})\b|\]\((\d{4})-[a-z0-9-]+\.md\)")
ANCHOR = re.compile(r'<a id="([a-z0-9-]+)"></a>')
LINK = re.compile(r"\]\(([^)\s#:]*)#([^)\s]+)\)")
"""A link into a page, or into its own."""


def _texts() -> dict[str, str]:
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ROOT / "pyproject.toml"]
    for folder in CITING:
        files += [path for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES]
    wanted = (path for path in sorted(files) if "node_modules" not in path.parts and path != Path(__file__).resolve())
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in wanted}


TEXTS = _texts()


def _anchors(text: str) -> list[str]:
    """Anchors that a page sets itself, and those of its headings as renderers make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    return [*ANCHOR.findall(text), *slugs]


def _resolves(page: str, section: str) -> bool:
    found = PAGES.get(page)
    return found is not None and f'<a id="{page}-{section.replace(".", "-")}"></a>' in found.read_text("utf-8")


def test_every_citation_resolves() -> None:
    """`[page §section]` names an anchor of that page."""
    cited = {(page, section, name) for name, text in TEXTS.items() for page, section in CITATION.findall(text)}
    assert len(cited) > 80
    assert sorted(row for row in cited if not _resolves(*row[:2])) == []


@pytest.mark.parametrize("broken", [("wire", "99"), ("nowhere", "1")], ids=["section", "page"])
def test_a_citation_of_nothing_does_not_resolve(broken: tuple[str, str]) -> None:
    """Else the test above could not fail."""
    assert not _resolves(*broken)


@pytest.mark.slow("more than a tenth of a second a case")
def test_nothing_absent_is_cited() -> None:
    """No page outside the project and no ticket is named as a source."""
    found = [(name, match[0]) for name, text in TEXTS.items() for match in ABSENT.finditer(text)]
    assert found == []


@pytest.mark.slow("more than a tenth of a second a case")
def test_every_decision_that_is_named_exists() -> None:
    """By number or by path."""
    there = {path.name[:4] for path in (DOCS / "decisions").glob("[0-9]*.md")}
    named = {(number or linked, name) for name, text in TEXTS.items() for number, linked in DECISION.findall(text)}
    assert sorted(row for row in named if row[0] not in there) == []


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    """The list of decisions links each of them, in order."""
    files = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    listed = re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (DOCS / "decisions" / "README.md").read_text("utf-8"))
    assert listed == files


@pytest.mark.parametrize("page", sorted(PAGES))
def test_anchors_are_unique_and_bear_the_name_of_their_page(page: str) -> None:
    """One anchor is one rule, and says on which page it is."""
    anchors = ANCHOR.findall(PAGES[page].read_text("utf-8"))
    assert [anchor for anchor, count in Counter(anchors).items() if count > 1] == []
    assert [anchor for anchor in anchors if not anchor.startswith(f"{page}-")] == []


def test_links_into_pages_resolve() -> None:
    """Every link with a fragment leads to an anchor or a heading."""
    broken = []
    for name, text in TEXTS.items():
        for target, anchor in LINK.findall(text) if name.endswith(".md") else ():
            page = (ROOT / name).parent / target if target else ROOT / name
            if not page.is_file() or anchor not in _anchors(page.read_text("utf-8")):
                broken.append((name, target, anchor))
    assert broken == []
