"""post_content to the HTML an anonymous visitor sees, without PHP.

WordPress's filters in WordPress's order, written from documented behaviour and compared with a running WordPress. All
that is asked of the site goes through `RenderSite`, which shows only what is public. Never raises for what a text
holds; linear; whatever cannot be rendered is a named loss. Decision 0004.
"""

from rootzpub.wordpress.rendering.context import (
    Archive,
    Attachment,
    DataTable,
    ImageSize,
    Link,
    Period,
    PostQuery,
    RawEntry,
    Rendered,
    RenderSettings,
    RenderSite,
)
from rootzpub.wordpress.rendering.losses import KINDS
from rootzpub.wordpress.rendering.pipeline import render
from rootzpub.wordpress.rendering.rendered_html import close_rendered, open_text

__all__ = [
    "KINDS",
    "Archive",
    "Attachment",
    "DataTable",
    "ImageSize",
    "Link",
    "Period",
    "PostQuery",
    "RawEntry",
    "RenderSettings",
    "RenderSite",
    "Rendered",
    "close_rendered",
    "open_text",
    "render",
]
