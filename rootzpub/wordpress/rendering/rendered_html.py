"""Text beside the pipeline: HTML that WordPress itself has rendered, and short texts that are not rendered at all.

What is closed in stored text is closed there too. Over REST many plugins do not register their shortcodes, and
WordPress prints them as text.
"""

from rootzpub.site import TooCostly
from rootzpub.wordpress.rendering.blocks.access import open_markup
from rootzpub.wordpress.rendering.builders import expand_rendered
from rootzpub.wordpress.rendering.context import Rendered
from rootzpub.wordpress.rendering.foreign_shortcodes import Resolver, without_shortcodes
from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.remains import report_remains


def close_rendered(html: str, *, is_media: bool = False) -> Rendered:
    """The HTML without shortcodes of plugins; `is_media`: it describes a file, which shows itself."""
    log = LossLog()
    resolver = Resolver(log=log, keep=str)
    try:
        closed = resolver.resolve(expand_rendered(html, log))
        closed += resolver.footnotes()
    except (TooCostly, RecursionError, MemoryError):
        return Rendered(html="", too_costly=True)
    report_remains(closed, log, shows_itself=is_media)
    return Rendered(html=closed, losses=log.losses(), marks=frozenset(log.marks))


def open_text(text: str) -> str:
    """An excerpt, a caption or a description without what is closed in it; that is not reported."""
    return without_shortcodes(open_markup(text))
