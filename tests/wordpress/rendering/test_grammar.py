"""The block grammar: sound blocks, and damage read as WordPress reads it."""

import pytest

from rootzpub.wordpress.rendering.grammar import Block, has_blocks, parse

DEPTH = 100_000


def _shape(blocks: list[Block]) -> list[object]:
    return [(block.name, dict(block.attributes), _shape(block.inner), block.html) for block in blocks]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("plain", [("", {}, [], "plain")], id="free-text"),
        pytest.param("", [], id="nothing"),
        pytest.param('<!-- wp:x {"a":1} /-->', [("core/x", {"a": 1}, [], "")], id="void"),
        pytest.param("<!-- wp:n/x -->a<!-- /wp:n/x -->", [("n/x", {}, [], "a")], id="with-namespace"),
        pytest.param('<!-- wp:x {"a":"\\u002d\\u002d\\u003e"} /-->', [("core/x", {"a": "-->"}, [], "")], id="escapes"),
        pytest.param('<!-- wp:x {"a":"-->"} /-->', [("core/x", {"a": "-->"}, [], "")], id="comment-end-in-json"),
        pytest.param("<!-- wp:x {a} /-->", [("core/x", {}, [], "")], id="no-json"),
        pytest.param('<!-- wp:x {"a":NaN} /-->', [("core/x", {}, [], "")], id="json-wordpress-refuses"),
        pytest.param("<!-- wp:x [1] /-->", [("", {}, [], "<!-- wp:x [1] /-->")], id="attributes-not-an-object"),
        pytest.param("<!--wp:x /-->", [("", {}, [], "<!--wp:x /-->")], id="no-space"),
        pytest.param('<!-- wp:x {"a":1', [("", {}, [], '<!-- wp:x {"a":1')], id="attributes-without-end"),
        pytest.param("a<!-- /wp:x -->b", [("", {}, [], "a<!-- /wp:x -->b")], id="closer-alone"),
        pytest.param("<!-- wp:x -->a<!-- /wp:y -->", [("core/x", {}, [], "a")], id="closer-of-another-name"),
        pytest.param("a<!-- wp:x -->b", [("", {}, [], "a"), ("core/x", {}, [], "b")], id="never-closed"),
    ],
)
def test_trees(text: str, wanted: list[object]) -> None:
    """The text gives this tree."""
    assert _shape(parse(text).blocks) == wanted


def test_inner_blocks_stand_in_their_places() -> None:
    """Markup and inner blocks keep their order."""
    (block,) = parse("<!-- wp:a --><i><!-- wp:b /--></i><!-- /wp:a -->").blocks
    assert (block.content, [child.name for child in block.inner]) == (["<i>", None, "</i>"], ["core/b"])


def test_unclosed_blocks_stand_alone_innermost_first() -> None:
    """Each repeats the text behind its opener, as in WordPress, and their number is reported."""
    parsed = parse("<!-- wp:a -->x<!-- wp:b -->y")
    assert [block.name for block in parsed.blocks] == ["", "core/b", "core/a"]
    assert parsed.unclosed == 2


def test_many_unclosed_blocks_do_not_multiply_the_text() -> None:
    """Beyond a bound only the outermost keeps the text."""
    parsed = parse("<!-- wp:a -->" * 1000)
    assert (len(parsed.blocks), parsed.unclosed) == (1, 1000)


@pytest.mark.slow("one very large input")
def test_depth_is_no_bound() -> None:
    """A hundred thousand nested blocks are a tree of that depth."""
    parsed = parse("<!-- wp:a -->" * DEPTH + "<!-- /wp:a -->" * DEPTH)
    depth, level = 0, parsed.blocks
    while level:
        depth, level = depth + 1, level[0].inner
    assert depth == DEPTH


def test_json_nested_too_deep_counts_as_none() -> None:
    """Attributes beyond what can be read are left out."""
    (block,) = parse('<!-- wp:x {"a":' + "[" * DEPTH + "]" * DEPTH + "} /-->").blocks
    assert block.attributes == {}


@pytest.mark.parametrize(("text", "wanted"), [("<!-- wp:x /-->", True), ("<!--wp:x /-->", False), ("wp:x", False)])
def test_has_blocks(text: str, wanted: bool) -> None:
    """One opener decides for the whole text."""
    assert has_blocks(text) is wanted
