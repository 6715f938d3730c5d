"""The engine: from blocks to HTML with its own stack."""

import pytest

from rootzpub.wordpress.rendering.blocks.renderers import RENDERERS, STORED
from tests.wordpress.rendering.small_site import html, kinds


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("plain", "<p>plain</p>\n"),
        (
            "<!-- wp:group --><div><!-- wp:paragraph --><p>a</p><!-- /wp:paragraph --></div><!-- /wp:group -->",
            "<div><p>a</p></div>",
        ),
        ("a<!-- wp:spacer /-->b", "ab"),
        ("<!-- wp:acme/box --><p>fallback</p><!-- /wp:acme/box -->", "<p>fallback</p>"),
    ],
    ids=["no-blocks", "nested", "void", "plugin"],
)
def test_stored_markup_is_shown(raw: str, wanted: str) -> None:
    """Blocks without a renderer show what is stored in them."""
    assert html(raw) == wanted


@pytest.mark.parametrize(
    ("raw", "wanted"), [("<!-- wp:acme/map /-->", {"unknown-block": 1}), ("<!-- wp:group /-->", {})]
)
def test_only_empty_blocks_of_plugins_are_losses(raw: str, wanted: dict[str, int]) -> None:
    """An empty block of WordPress itself loses nothing."""
    assert kinds(raw) == wanted


def test_no_block_is_both_rendered_and_stored() -> None:
    """The two tables are apart."""
    assert not STORED & RENDERERS.keys()
