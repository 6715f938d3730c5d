"""What a site is: plain frozen values, no I/O, no clock.

Everything above speaks in these; nothing here knows WordPress tables, HTTP or signatures.
"""

from rootzpub.site.article import Article, Loss, Section

__all__ = ["Article", "Loss", "Section"]
