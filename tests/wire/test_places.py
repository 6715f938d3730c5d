"""Where things live: patterns, pages, segments, any depth."""

import pytest

from rootzpub.verify.kinds import kind_of
from rootzpub.wire.places import PLACES, PathTable, Place, Signing, table_of

TABLE = PathTable(
    [("/a", 1), ("/a", 2), ("/a/{segment}", 3), ("/{entry:path}.md", 4), ("/{name}.txt", 5), ("/a/page/7", 6)]
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/a", [((1, 2), "/a", "", "")]),
        ("/a/page/2", [((1, 2), "/a", "2", "")]),
        ("/a/page/7", [((6,), "/a/page/7", "", ""), ((1, 2), "/a", "7", "")]),
        ("/a/b", [((3,), "/a/b", "", "b")]),
        ("/a/b/page/3", [((3,), "/a/b", "3", "b")]),
        ("/a/page", [((3,), "/a/page", "", "page")]),
        ("/any/depth.md", [((4,), "/any/depth.md", "", "any/depth")]),
        ("/one.txt", [((5,), "/one.txt", "", "one")]),
        ("/two/parts.txt", []),
        ("/.md", []),
        ("/a/", []),
        ("/a/page/0", []),
        ("/b", []),
        ("", []),
    ],
)
def test_a_path_finds_its_rows_the_closest_first(path, found):
    """Rows, the path without page, the page's digits, the segment."""
    assert [(match.rows, match.base, match.page, match.segment) for match in TABLE.matches(path)] == found


def test_names_are_unique():
    """Rows are called by them."""
    assert len({place.name for place in PLACES}) == len(PLACES)


def test_the_verifier_knows_the_kinds_of_places_that_are_handed_in():
    """A new place is one row: its kind, its pages and its signature are known."""
    table = table_of([Place(name="x", paths=("/x",), kinds=("x-kind",), paged=True, signing=Signing.TWIN)])

    assert kind_of("/x", table) == kind_of("/x/page/2", table) == kind_of("/x.sig", table) == ("x-kind", "error")
    assert kind_of("/y", table) == ()


@pytest.mark.parametrize(
    "path", ["/.well-known/ai/content/a/b", "/.well-known/ai/content/", "/wp-json/rootz/v1/content/x"]
)
def test_all_that_lies_below_the_content_is_content(path):
    """Also where other publishers go deeper than we do."""
    assert kind_of(path) == ("ai-content", "error")


def test_an_address_of_tool_and_document_may_hold_both_kinds():
    """The plugin gives the tool's name, we give the document's."""
    assert kind_of("/wp-json/rootz/v1/feed") == ("ai-feed", "getFeed", "error")
