"""docs/spec/wire.md says which addresses there are, and with which headers they answer, as the code does."""

import re

import pytest

from rootzpub.documents import DOCUMENTS
from rootzpub.publisher.endpoints import ENDPOINTS
from rootzpub.publisher.hosting import Hosted
from rootzpub.tools import TOOLS
from rootzpub.web.transport import COMMON_HEADERS
from rootzpub.wire.places import ELSEWHERE, PLACES, SIGNATURE_SUFFIX, Place
from tests.conftest import ROOT

SPEC = (ROOT / "docs/spec/wire.md").read_text("utf-8")
HEADER = re.compile(r"`(Vary|[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]+)+)[:`]")
TOOL_PLACES = frozenset(tool.place.name for tool in TOOLS)


def _rule(anchor: str) -> str:
    """What stands between an anchor and the next one."""
    found = re.search(rf'<a id="wire-{anchor}"></a>(.*?)(?=<a id=|\Z)', SPEC, re.DOTALL)
    assert found, anchor
    return found[1]


def _rows(anchor: str) -> list[list[str]]:
    """Cells of the table behind an anchor, without its two lines of heading."""
    lines = re.findall(r"^\| (.*?) ?\|$", _rule(anchor), re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines if not line.startswith("---")][1:]


def _words(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def _paths(place: Place) -> tuple[str, ...]:
    return tuple(path + suffix for path in place.paths for suffix in (("", SIGNATURE_SUFFIX) if place.twin else ("",)))


def test_documents_are_those_of_the_table() -> None:
    """Kind, every address and every parameter of each, and nothing else."""
    rows = [(_words(kind), _words(paths), _words(parameters)) for kind, paths, parameters in _rows("3-kinds")]
    ours = [row for row in ENDPOINTS if row.place.name not in TOOL_PLACES]
    expected = [(row.place.kinds, _paths(row.place), tuple(one.name for one in row.parameters)) for row in ours]
    assert rows == expected
    assert len(expected) == len(DOCUMENTS) + 2


def test_tools_are_those_of_the_table() -> None:
    """Name, addresses and the kind that we give there."""
    rows = [(tool, _words(paths), _words(kind)) for tool, paths, kind in _rows("3b-kinds")]
    assert sorted(rows) == sorted((tool.spec.name, _paths(tool.place), tool.place.kinds[:1]) for tool in TOOLS)


def test_the_tables_have_every_place_of_ours() -> None:
    """What other publishers have is named below the tables."""
    shown = {path for row in (*_rows("3-kinds"), *_rows("3b-kinds")) for path in _words(row[1])}
    assert shown == {path for place in PLACES if place not in ELSEWHERE for path in _paths(place)}
    assert ELSEWHERE[0].path in _rule("3-7")


def test_headers_of_every_answer_are_those_that_are_sent() -> None:
    """By name; the digest is made for each coding."""
    assert HEADER.findall(_rule("6-2")) == [*COMMON_HEADERS, "Content-Digest"]


@pytest.mark.parametrize("name", ["Vary", "Content-Digest"])
def test_headers_for_hosts_are_those_that_are_written(name: str) -> None:
    """Those of rule 7, and not what it says is missing."""
    written = Hosted(path="/x", media_type="text/plain", max_age=1, headers=(("X-Robots-Tag", "noindex"),)).lines
    said, _, absent = _rule("6-7").partition("Codings")
    assert HEADER.findall(said) == [header for header, _ in written]
    assert f"`{name}`" in absent
