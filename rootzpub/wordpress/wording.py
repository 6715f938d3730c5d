"""Titles, excerpts and captions as WordPress words them: typographic marks by locale, then plain text."""

from dataclasses import dataclass

from rootzpub.wordpress.plain_text import plain_text
from rootzpub.wordpress.rendering.locales import locale_of
from rootzpub.wordpress.rendering.texturize import texturize


@dataclass(frozen=True, slots=True)
class Wording:
    """One site's typography."""

    locale: str

    def plain(self, markup: str) -> str:
        """The words a visitor sees of an excerpt, a caption or a description."""
        return plain_text(texturize(markup, locale_of(self.locale).quotes)) if markup else ""

    def title(self, markup: str) -> str:
        """The words a visitor sees of a title; WordPress corrects its own name there."""
        return self.plain(markup.replace("Wordpress", "WordPress"))
