"""Titles, URLs and notes as both markdown and the reference parser read them."""

import html
from collections.abc import Callable

import llms_txt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rootzpub.documents.llms_syntax import link, link_text, link_url, paragraph, prose, under

NASTY = [
    "Plain",
    "A [b] c",
    "](http://evil.example)",
    "\\",
    "`code](x)`",
    "*stars* and _lines_ ~~gone~~",
    "<script>alert(1)</script>",
    "&amp; stays &#93; and & and &copy;",
    "Markup: ~`!@#$%^&*()-_=+{}[]/\\;:'\"?,.>",
    "![image](x.png)",
    "## Verification",
    "日本語「題名」",
    "a\u2028b\nc",
]
_MARKDOWN = MarkdownIt("commonmark")


def rendered_links(line: str) -> list[tuple[str, str]]:
    """(text, href) of each link that CommonMark sees in a line."""
    links: list[tuple[str, str]] = []
    for token in _MARKDOWN.parse(line):
        for child in token.children or ():
            if child.type == "link_open":
                links.append(("", str(child.attrs["href"])))
            elif links and child.type != "link_close":
                links[-1] = (links[-1][0] + child.content, links[-1][1])
    return links


@pytest.mark.parametrize("title", NASTY)
def test_a_title_is_read_back_as_it_was(title: str) -> None:
    """CommonMark renders exactly one link whose text is the title on one line."""
    assert rendered_links(link(title, "https://example.com/")) == [(" ".join(title.split()), "https://example.com/")]


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_the_reference_parser_reads_any_link(title: str, path: str, note: str) -> None:
    """One item with title, URL and note, whatever they hold."""
    line = link(title, f"https://example.com/{path}", note)
    assert "\n" not in line
    parsed = llms_txt.core.parse_link(line)
    assert parsed["url"] == link_url(f"https://example.com/{path}")
    assert parsed["title"] == (link_text(title) or link_text(f"https://example.com/{path}"))
    assert (parsed["desc"] or "") == prose(note)


@given(st.text(alphabet="[]()\\`*_<>&#;amp39x~! :", max_size=30))
def test_any_title_renders_as_itself(title: str) -> None:
    """Also such as are made of markup only."""
    expected = " ".join(title.split())
    links = rendered_links(link(title, "https://example.com/"))
    assert links == [(expected or "https://example.com/", "https://example.com/")]


def test_a_bracket_is_written_as_an_entity() -> None:
    """The reference parser ends a title at any closing bracket, escaped or not; the entity reads as a bracket."""
    assert link_text("a]b") == "a&#93;b"
    assert html.unescape(link_text("[x]")) == "[x]"


def test_a_url_holds_no_parentheses_and_no_blanks() -> None:
    """Percent-encoded; what is encoded already stays."""
    assert link_url("https://example.com/a_(b) c/%ce%b1/") == "https://example.com/a_%28b%29%20c/%ce%b1/"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("Plain text", "Plain text", id="plain"),
        pytest.param("# Heading", "\\# Heading", id="heading"),
        pytest.param("##nothing", "\\##nothing", id="hashes"),
        pytest.param("- item", "\\- item", id="item"),
        pytest.param("1. first", "1\\. first", id="number"),
        pytest.param("> quote", "\\> quote", id="quote"),
        pytest.param("--- ", "\\---", id="rule"),
        pytest.param("```x", "\\```x", id="fence"),
        pytest.param("a\n\n## b", "a ## b", id="one-line"),
        pytest.param("2026 was good", "2026 was good", id="a-year"),
    ],
)
def test_prose_begins_no_block(text: str, written: str) -> None:
    """One line that markdown reads as a paragraph."""
    assert paragraph(text) == written
    assert [token.type for token in _MARKDOWN.parse(paragraph(text))][:1] == ["paragraph_open"]


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("markdown", "moved"),
    [
        pytest.param("# A\n\n## B\n", " #### A\n\n ##### B\n", id="from-one"),
        pytest.param("## A\n\n### B\n", " #### A\n\n ##### B\n", id="from-two"),
        pytest.param("##### A\n\n###### B\n", " #### A\n\n ##### B\n", id="upwards"),
        pytest.param("# A\n\n#### D\n", " #### A\n\n ###### D\n", id="none-deeper-than-six"),
        pytest.param("text\n##no heading\n", "text\n ##no heading\n", id="hashes-in-text"),
        pytest.param("```\n# comment\n```\n", "```\n# comment\n```\n", id="code-stays"),
        pytest.param(
            "```sh\n## a\n\nb\n```\n## C\n", " ```sh\n ## a\n\n b\n ```\n #### C\n", id="code-moves-as-a-whole"
        ),
        pytest.param("````\n```\n# x\n````\n# Y\n", "````\n```\n# x\n````\n #### Y\n", id="longer-fence"),
        pytest.param("```\n# open", "```\n# open", id="fence-never-closed"),
        pytest.param("``` a `b`\n# Y\n", "``` a `b`\n #### Y\n", id="inline-code-is-no-fence"),
        pytest.param("    # code\n", "    # code\n", id="indented-code"),
        pytest.param("no heading", "no heading", id="none"),
    ],
)
def test_headings_move_below_and_no_line_begins_a_section(markdown: str, moved: str) -> None:
    """Relative depth is kept; code keeps its content."""
    assert under(markdown, 4) == moved


@given(
    st.lists(st.sampled_from(["# a", "## b", "text", "```", "~~~", "## Verification", "", "    x", "#c"]), max_size=14)
)
def test_code_stays_the_same_code(lines: list[str]) -> None:
    """For CommonMark the fenced and indented code blocks are the same before and after."""
    markdown = "\n".join(lines)

    def code(text: str) -> list[str]:
        return [token.content for token in _MARKDOWN.parse(text) if token.type in {"fence", "code_block"}]

    assert code(under(markdown, 4)) == code(markdown)
    assert not any(line.startswith("##") for line in under(markdown, 4).split("\n"))


@pytest.mark.parametrize("note", NASTY)
def test_a_note_makes_no_second_link_nor_markup(note: str) -> None:
    """An excerpt or a tagline is text, whatever it holds."""
    line = link("Title", "https://example.com/", note)
    kinds = {child.type for token in _MARKDOWN.parse(line) for child in token.children or ()}

    assert rendered_links(line)[1:] == []
    assert kinds <= {"text", "link_open", "link_close", "text_special"}


def test_a_plain_note_stays_as_it_is() -> None:
    """Words with signs that mean nothing are what people read and quote."""
    assert prose("snake_case, 5 * 3, [1], a < b & c") == "snake_case, 5 * 3, [1], a < b & c"


@pytest.mark.parametrize("write", [link_text, prose, paragraph], ids=["title", "note", "prose"])
def test_what_turns_or_hides_the_rest_of_a_line_is_left_out(write: Callable[[str], str]) -> None:
    """Bidirectional controls and characters without width; joiners of emoji and scripts stay."""
    assert (
        write("a\u202eb\u2066c\u200bd\ufeff \u0645\u06cc\u200c\u062e 👩\u200d🚀")
        == "abcd \u0645\u06cc\u200c\u062e 👩\u200d🚀"
    )
