"""Blocks kept elsewhere."""

import json

import pytest

from rootzpub.wordpress.rendering import RawEntry
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import HOME, SITE, html, kinds, post, shown


def test_synced_patterns_are_shown() -> None:
    """A reference becomes what it refers to."""
    assert html('<!-- wp:block {"ref":50} /-->') == "<p>reused</p>"


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ('block {"ref":99}', "missing-reference"),
        ("block", "missing-reference"),
        ('pattern {"slug":"none"}', "missing-reference"),
        ('template-part {"slug":"header"}', "site-chrome"),
        ('block {"ref":51}', "recursion"),
        ("jetpack/map", "unknown-block"),
        ("legacy-widget", "unknown-block"),
    ],
)
def test_losses(block: str, kind: str) -> None:
    """What cannot be shown is named."""
    assert kinds(f"<!-- wp:{block} /-->") == {kind: 1}


def test_a_block_within_itself_is_shown_once() -> None:
    """The first level stays."""
    assert html('<!-- wp:block {"ref":51} /-->') == "<p>self</p>"


def test_registered_patterns_are_shown() -> None:
    """Where the source knows them."""
    assert html('<!-- wp:pattern {"slug":"theme/hello"} /-->') == "<p>pattern</p>"


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ('{"N":{"content":"changed \\u003cb\\u003ex\\u003c/b\\u003e"}}', '<p class="c">changed <b>x</b></p>'),
        ('{"M":{"content":"changed"}}', '<p class="c">default</p>'),
        ('{"N":"nonsense"}', '<p class="c">default</p>'),
        ("[]", '<p class="c">default</p>'),
    ],
)
def test_overrides_of_a_synced_pattern(content: str, wanted: str) -> None:
    """An instance changes the texts it names and no others."""
    assert html(f'<!-- wp:block {{"ref":52,"content":{content}}} /-->') == wanted


@pytest.mark.parametrize(
    ("markup", "changed", "wanted"),
    [
        ('<a href="/old">Old</a>', {"url": "/new?a&b", "text": "New"}, '<a href="/new?a&#038;b">New</a>'),
        ('<img src="a" alt="b"/>', {"url": "/c", "alt": '"d"'}, '<img src="/c" alt="&quot;d&quot;"/>'),
        ("<div>none</div>", {"content": "x", "title": "y"}, "<div>none</div>"),
    ],
)
def test_overrides_of_links_and_pictures(markup: str, changed: dict[str, str], wanted: str) -> None:
    """Addresses and alternative texts can be changed too."""
    bindings = {"metadata": {"name": "N", "bindings": {"__default": {"source": "core/pattern-overrides"}}}}
    pattern = f"<!-- wp:button {json.dumps(bindings)} -->{markup}<!-- /wp:button -->"
    raw = f'<!-- wp:block {{"ref":1,"content":{json.dumps({"N": changed})}}} /-->'
    assert html(raw, site=MemoryRenderSite(blocks={1: pattern})) == wanted


def test_values_bound_elsewhere_are_told() -> None:
    """The placeholder stays, the binding is named."""
    bindings = '{"metadata":{"bindings":{"content":{"source":"core/post-meta"}}}}'
    raw = f"<!-- wp:paragraph {bindings} --><p>placeholder</p><!-- /wp:paragraph -->"
    assert (html(raw), kinds(raw)) == ("<p>placeholder</p>", {"bound-value": 1})


def test_many_references_end() -> None:
    """Patterns that hold each other tenfold are too costly."""
    blocks = {number: f'<!-- wp:block {{"ref":{number + 1}}} /-->' * 10 for number in range(1, 9)}
    assert shown('<!-- wp:block {"ref":1} /-->', site=MemoryRenderSite(blocks={**blocks, 9: "x" * 10})).too_costly


def test_deep_references_end() -> None:
    """A chain of patterns longer than is reasonable is cut off."""
    blocks = {number: f'x<!-- wp:block {{"ref":{number + 1}}} /-->' for number in range(1, 40)}
    page = shown('<!-- wp:block {"ref":1} /-->', site=MemoryRenderSite(blocks=blocks))
    assert "recursion" in {loss.kind for loss in page.losses}


def test_footnotes_come_from_the_meta() -> None:
    """Each note has its anchor and a way back."""
    notes = json.dumps([{"id": "n1", "content": "<em>One</em>"}, {"id": 2, "content": "no"}, "no"])
    found = html("<!-- wp:footnotes /-->", entry=RawEntry(id=1, meta={"footnotes": notes}))
    assert found == '<ol class="wp-block-footnotes"><li id="n1"><em>One</em> <a href="#n1-link">↩︎</a></li></ol>'


@pytest.mark.parametrize("meta", ["", "nonsense", "{}", "[" * 100_000])
def test_footnotes_that_are_none(meta: str) -> None:
    """Damaged notes are no notes."""
    assert html("<!-- wp:footnotes /-->", entry=RawEntry(id=1, meta={"footnotes": meta})) == ""


def test_shortcode_blocks_have_paragraphs_and_shortcodes() -> None:
    """The text beside the shortcode is a paragraph."""
    found = html('<!-- wp:shortcode -->\n[gallery ids="7"]\n\ntext\n<!-- /wp:shortcode -->')
    assert "gallery-item" in found
    assert "<p>text</p>" in found


@pytest.mark.parametrize(
    ("block", "markup", "wanted"),
    [
        ("cover", '<div><div class="wp-block-cover__inner-container"></div></div>', "<div><img class="),
        ("media-text", '<figure class="wp-block-media-text__media"></figure>', '__media"><img class='),
        ("cover", "<div>odd</div>", "<div>odd</div>"),
    ],
)
def test_featured_images_fill_covers(block: str, markup: str, wanted: str) -> None:
    """The picture is put in its place."""
    raw = f'<!-- wp:{block} {{"useFeaturedImage":true}} -->{markup}<!-- /wp:{block} -->'
    assert wanted in html(raw)


def test_covers_without_a_featured_image_stay() -> None:
    """No picture, nothing changes."""
    raw = '<!-- wp:cover {"useFeaturedImage":true} --><div>x</div><!-- /wp:cover -->'
    assert html(raw, entry=post(2)) == "<div>x</div>"


def test_embeds_inside_patterns_become_links() -> None:
    """An address alone in a pattern is treated as in the post."""
    site = MemoryRenderSite(blocks={1: "<p>https://a.example/b</p>"})
    assert (
        html('<!-- wp:block {"ref":1} /-->', site=site)
        == '<p><a href="https://a.example/b">https://a.example/b</a></p>'
    )


def test_uses_name_what_was_shown() -> None:
    """A change of the pattern can be traced to the entry."""
    assert shown('<!-- wp:block {"ref":50} /-->').uses == {"block:50"}
    assert f"{HOME}" not in shown('<!-- wp:block {"ref":50} /-->', site=SITE).uses
