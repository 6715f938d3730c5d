"""Titles and the beginnings of texts."""

import pytest

from rootzpub.wordpress.rendering import RawEntry
from rootzpub.wordpress.rendering.blocks.post_texts import CUT, excerpt_of, first_page, title_of, trimmed
from rootzpub.wordpress.rendering.blocks.scene import Scene
from rootzpub.wordpress.rendering.page import Page
from tests.wordpress.rendering.small_site import SITE

PAGE = Page(RawEntry(id=1), SITE, lambda _page, text: text)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [("a<!--more-->b", "a"), ("a<!--more Go on-->b", "a"), ("a\n<!--nextpage-->\nb<!--more-->c", "a"), ("a", "a")],
)
def test_first_page(content: str, wanted: str) -> None:
    """The text up to its first break."""
    assert first_page(content) == wanted


def test_a_box_without_blocks_is_text() -> None:
    """A group that holds plain HTML counts for an excerpt, one that holds blocks gives those."""
    plain = "<!-- wp:group --><div>plain</div><!-- /wp:group --><!-- wp:image --><p>no</p><!-- /wp:image -->"
    boxed = "<!-- wp:group --><div>no<!-- wp:paragraph --><p>boxed</p><!-- /wp:paragraph --></div><!-- /wp:group -->"
    entry = RawEntry(id=1, content=plain + boxed)
    assert excerpt_of(entry, Scene(page=PAGE, entry=entry)) == "plainboxed"


def test_titles_are_typographic_and_keep_html() -> None:
    """As WordPress prints them."""
    assert title_of(RawEntry(id=1, title=" <em>It's</em> "), PAGE) == "<em>It&#8217;s</em>"


@pytest.mark.parametrize(
    ("text", "wanted"), [("a b", "a b"), ("a b c", f"a b{CUT}"), ("<p>a\n\n<b>b</b></p> <i>c</i>", f"a b{CUT}")]
)
def test_trimmed(text: str, wanted: str) -> None:
    """So many words, and a sign that it goes on."""
    assert trimmed(text, 2, PAGE) == wanted
