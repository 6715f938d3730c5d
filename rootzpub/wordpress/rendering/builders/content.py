"""The one step of the pipeline that concerns page builders: before all others."""

from dataclasses import dataclass

from rootzpub.wordpress.rendering.builders.marks import BUILDERS, builder_of
from rootzpub.wordpress.rendering.builders.trees import tree_html
from rootzpub.wordpress.rendering.page import Page

_KEYS = frozenset(builder.key for builder in BUILDERS if builder.plugins or builder.themes)


@dataclass(frozen=True, slots=True)
class Built:
    """A text as the pipeline goes on with it."""

    text: str
    finished: bool = False
    """Whether a builder wrote it: it then switches off paragraphs and typography."""


def built(raw: str, page: Page) -> Built:
    """The words of a page that a builder keeps as a tree; any other text as it is, marked where a builder prints it."""
    entry = page.entry
    marked = not _KEYS.isdisjoint(entry.meta)
    builder = builder_of(entry.meta, raw, page.site.inactive_builders if marked else frozenset())
    if builder is not None:
        page.log.mark("builder")
    if builder is not None and (builder.tree or not builder.readable) and raw == entry.content:
        html = tree_html(builder, page)
        if html is not None:
            return Built(html, finished=True)
    return Built(raw)
