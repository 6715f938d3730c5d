"""The words of a page that its builder keeps in a meta instead of `post_content`.

Beside such a tree `post_content` is a copy, of the last saving or of the time before the builder. What cannot be read
is left out and said (`page-builder`), never replaced by that copy: no visitor sees it.
"""

from collections.abc import Sequence
from typing import Any

from rootzpub.errors import MalformedInput
from rootzpub.wordpress.php_serialize import php_value
from rootzpub.wordpress.rendering.builders import bricks
from rootzpub.wordpress.rendering.builders.elementor import Tree, parsed
from rootzpub.wordpress.rendering.builders.marks import NO, Builder
from rootzpub.wordpress.rendering.page import Page

MOST_TREE = 16 * 1024 * 1024
"""Code points of a tree beyond which it is not read."""


def tree_html(builder: Builder, page: Page) -> str | None:
    """What the tree of the page's entry prints; None where there is none, so that `post_content` is what is shown."""
    written = page.site.stored_tree(page.entry.id, builder.tree or builder.key)
    # What an entry without a tree shows is `post_content`, in Elementor as in Bricks.
    if written.strip() in NO:
        return None
    if not builder.readable:
        page.log.add("page-builder", builder.name)
        return ""
    elements = _elements(builder, written) if len(written) <= MOST_TREE else None
    if elements is None:
        page.log.add("page-builder", f"{builder.name}: its tree cannot be read")
        return ""
    return bricks.write(elements, page) if builder.name == "Bricks" else Tree(page).write(elements)


def _elements(builder: Builder, written: str) -> Sequence[Any] | None:
    """The elements of a tree, or None when it is damaged."""
    if builder.name != "Bricks":
        return parsed(written)
    try:
        found = php_value(written)
    except MalformedInput:
        return None
    return list(found.values()) if isinstance(found, dict) else None
