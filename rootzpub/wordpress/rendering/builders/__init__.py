"""Pages of page builders: what a visitor reads of them, without the builder.

Divi 4, WPBakery and Avada keep pages as shortcodes, Divi 5 as blocks with the words in their attributes, Elementor and
Bricks as trees in a post's meta, beside which `post_content` is an old copy or nothing. Tables say what each element
prints; what only a request decides is a loss (`page-builder`), never text.
"""

from rootzpub.wordpress.rendering.builders.content import Built, built
from rootzpub.wordpress.rendering.builders.marks import BUILDERS, LIBRARY_TYPES, MARK_KEYS, TREE_KEYS, Builder
from rootzpub.wordpress.rendering.builders.nesting import expand_rendered, expand_shortcodes

__all__ = [
    "BUILDERS",
    "LIBRARY_TYPES",
    "MARK_KEYS",
    "TREE_KEYS",
    "Builder",
    "Built",
    "built",
    "expand_rendered",
    "expand_shortcodes",
]
