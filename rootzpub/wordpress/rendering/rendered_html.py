"""HTML that WordPress itself has rendered: what its plugins left unrendered is closed there as it is in stored text.

Over REST many plugins do not register their shortcodes, and WordPress prints them as text.
"""

from rootzpub.wordpress.rendering.context import Rendered
from rootzpub.wordpress.rendering.foreign_shortcodes import Resolver
from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.remains import report_remains


def close_rendered(html: str, *, is_media: bool = False) -> Rendered:
    """The HTML without shortcodes of plugins; `is_media`: it describes a file, which shows itself."""
    log = LossLog()
    resolver = Resolver(log=log, keep=str)
    closed = resolver.resolve(html)
    closed += resolver.footnotes()
    report_remains(closed, log, is_media=is_media)
    return Rendered(html=closed, losses=log.losses(), marks=frozenset(log.marks))
