"""Converts HTML to markdown, plain text, outline and counts in one walk, and reports every loss.

Invariants: pure (no file, socket, clock or randomness); linear in time and bounded in memory; any input gives an
Article; the markdown is CommonMark with GFM tables, strikethrough and footnotes, and holds no raw HTML but `<br>` in
cells.
"""

from rootzpub.markdown.conversion import convert, to_markdown
from rootzpub.site import Article, Loss, Section

__all__ = ["Article", "Loss", "Section", "convert", "to_markdown"]
