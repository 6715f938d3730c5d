"""Does the markdown still say what the HTML said? The shared scorer, the probes, and the real pages."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

from rootzpub.markdown import convert, to_markdown

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "markdown.md").read_text("utf-8")


def table(heading):
    """The (first, second) columns of the table under a heading of docs/markdown.md."""
    section = PAGE.partition(f"### {heading}\n")[2].partition("\n### ")[0]
    return {
        (row[0].strip(), row[1].strip()) for row in re.findall(r"^\|([^|]+)\|([^|]+)\|.+\|$", section, re.MULTILINE)[1:]
    } - {("---", "---")}


@pytest.fixture(scope="session")
def fidelity(shared):
    """The scorer, loaded from where it lies."""
    specification = importlib.util.spec_from_file_location("fidelity", shared / "fidelity" / "fidelity.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def pages(shared):
    """The rendered pages of the theme unit test, by the last part of their address and their id."""
    entries = json.loads((shared / "sites" / "themeunit" / "rendered.json").read_text("utf-8"))
    return {
        f"{entry['permalink'].rstrip('/').rpartition('/')[2]} {entry['id']}": entry["content_rendered"]
        for entry in entries
    }


@pytest.fixture(scope="session")
def probes(shared, fidelity):
    """Scores of each probe: by a renderer with footnotes, and by one without."""
    paths = sorted((shared / "fidelity" / "probes").glob("*.html"))
    return {
        notes: {path.name: fidelity.Scorer(notes).score(path.read_text("utf-8"), to_markdown)[0] for path in paths}
        for notes in (True, False)
    }


@pytest.fixture(scope="session")
def scores(fidelity, pages):
    """Scores of each page: (ours, markdownify's)."""
    scorer = fidelity.Scorer()
    return {
        name: (
            scorer.score(html, to_markdown)[0],
            scorer.score(html, lambda h: convert(h, converter="markdownify").markdown)[0],
        )
        for name, html in pages.items()
    }


def means(fidelity, all_scores):
    """The mean of each dimension over the documents that have it."""
    found = {dim: [scores[dim] for scores in all_scores if scores.get(dim) is not None] for dim in fidelity.DIMS}
    return {dim: sum(values) / len(values) for dim, values in found.items() if values}


def test_probes(fidelity, probes):
    """Mean at least 0.97 and no dimension below 0.85, read by a renderer that knows the dialect's footnotes."""
    dimensions = means(fidelity, list(probes[True].values()))

    assert sum(dimensions.values()) / len(dimensions) >= 0.98
    assert min(dimensions.values()) >= 0.85, dimensions


def test_probes_without_footnotes(fidelity, probes):
    """The mean holds for a renderer that knows no footnotes; the one probe of footnotes costs it its list."""
    dimensions = means(fidelity, list(probes[False].values()))

    assert sum(dimensions.values()) / len(dimensions) >= 0.97
    assert {dim for dim, mean in dimensions.items() if mean < 0.85} <= {"lists"}


def test_every_shortfall_on_the_probes_is_explained(probes):
    """A row for each, and no row for none."""
    short = {
        (name, dimension)
        for found in probes.values()
        for name, by_dimension in found.items()
        for dimension, score in by_dimension.items()
        if score is not None and score < 0.9999
    }

    assert short == table("Shortfalls on the probes")


@pytest.mark.slow("reads and publishes a real site")
def test_real_pages(fidelity, scores):
    """Mean at least 0.995; no dimension below 0.98 but the one that CommonMark cannot have together with another."""
    dimensions = means(fidelity, [ours for ours, _ in scores.values()])

    assert sum(dimensions.values()) / len(dimensions) >= 0.995, dimensions
    assert {dim for dim, mean in dimensions.items() if mean < 0.98} <= {"inline_code"}


@pytest.mark.slow("reads and publishes a real site")
def test_where_markdownify_scores_higher_is_explained(scores):
    """Every difference is on our side, or has a row; and no row is there for nothing."""
    higher = {
        (name.rpartition(" ")[0], dimension)
        for name, (ours, other) in scores.items()
        for dimension, score in ours.items()
        if score is not None and other.get(dimension) is not None and score < other[dimension] - 1e-9
    }

    assert higher == table("Where markdownify scores higher on the theme unit pages")
