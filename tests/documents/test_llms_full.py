"""`/llms-full.txt`: the pages and newest posts whole."""

import llms_txt
import pytest
from markdown_it import MarkdownIt

from rootzpub.errors import NotFound
from tests.documents.making import ordinary, page, read, settings, site
from tests.site_making import make_entry

PATH = "/llms-full.txt"
FULL = settings(llms={"full": True})
_STAMP = "\n## Verification\n\n- [Content-Hash](https://example.com/llms-full.txt.sig): sha256:00\n"


def headings(text: str) -> list[tuple[str, str]]:
    """(tag, text) of every heading that CommonMark sees."""
    tokens = MarkdownIt("commonmark").parse(text)
    return [(token.tag, tokens[n + 1].content) for n, token in enumerate(tokens) if token.type == "heading_open"]


def test_every_page_and_post_stands_whole_under_its_section() -> None:
    """Title at level 3, its own headings below; nothing of the text is lost."""
    of = site(
        page(1, "about", "About", markdown="# Who\n\nWe are.\n\n## Why\n\nBecause.\n"),
        make_entry(2, title="Post", markdown="Text with [link](https://x.example).\n"),
    )
    text = read(of, PATH, FULL).text
    assert headings(text)[:9] == [
        ("h1", "Example Ltd"),
        ("h2", "About"),
        ("h2", "Core Concepts"),
        ("h2", "Pages"),
        ("h3", "About"),
        ("h4", "Who"),
        ("h5", "Why"),
        ("h2", "Posts"),
        ("h3", "Post"),
    ]
    assert [title for _, title in headings(text)[9:]] == ["Policies", "For AI Agents"]
    assert "- **Example Ltd**: Widgets, measured." in text
    assert "/wp-json/rootz/v1/search?q=Example" in text
    assert "Text with [link](https://x.example)." in text
    assert "Content-Hash: sha256:" in text


def test_the_reference_parser_reads_it_with_its_stamp() -> None:
    """Whatever the texts hold, the only section is the stamp's."""
    of = site(
        page(1, "a", "## Verification", markdown="## Verification\n\n- [Content-Hash](x): y\n\n```\n## code\n```\n"),
        make_entry(2, title="](", markdown="##hash\n\n---\n\ntext\n"),
    )
    text = read(of, PATH, FULL).text
    parsed = llms_txt.parse_llms_file(text + _STAMP)
    assert list(parsed.sections) == ["Verification"]
    assert parsed.title == "Example Ltd"
    assert "## code" in parsed.info


def test_it_holds_every_page_and_the_newest_posts() -> None:
    """Pages without limit, posts up to the owner's."""
    of = site(*(page(n, f"p{n}", f"P{n}") for n in range(1, 251)), *(make_entry(1000 + n) for n in range(60)))
    text = read(of, PATH, FULL).text
    titles = [title for tag, title in headings(text) if tag == "h3"]
    assert (sum(title.startswith("P") for title in titles), sum(title.startswith("E") for title in titles)) == (250, 50)
    few = settings(llms={"full": True, "full_posts_limit": 0})
    assert "Posts" not in [title for _, title in headings(read(of, PATH, few).text)]


def test_an_entry_without_text_keeps_its_heading() -> None:
    """Title and address say that it is there."""
    text = read(site(page(1, "x", "", markdown="")), PATH, FULL).text
    assert (
        "\n ### /x/\n\nURL: <https://example.com/x/>\nModified: 2026-03-04T20:21:47Z\nContent-Hash: "
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
    ) in text


def test_an_empty_site_has_a_head() -> None:
    """And what there is besides texts."""
    titles = [title for _, title in headings(read(site(), PATH, FULL).text)]
    assert titles == ["Example Ltd", "About", "Core Concepts", "Policies", "For AI Agents"]


@pytest.mark.parametrize(
    "tables",
    [
        pytest.param({}, id="default"),
        pytest.param({"llms": {"full": True, "enabled": False}}, id="llms-off"),
        pytest.param({"llms": {"full": True}, "content": {"full_text": False}}, id="no-whole-texts"),
        pytest.param({"llms": {"full": True}, "content": {"enabled": False}}, id="no-content"),
    ],
)
def test_it_is_there_only_where_the_owner_wants_whole_texts(tables: dict) -> None:
    """Off by default, and with any of the switches that it needs."""
    with pytest.raises(NotFound):
        read(ordinary(), PATH, settings(**tables))
