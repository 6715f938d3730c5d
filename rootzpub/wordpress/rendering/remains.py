"""What a finished text still holds or lacks that an owner must know: swallowed words, or no words at all."""

import re

from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.markup import strip_tags

# Browsers take `<?`, `<!x` and `</ ` for the beginning of a comment that ends at the next `>`.
_BOGUS = re.compile(r"<(?:\?(?!xml\b)|!(?!--|doctype\b|\[)|/(?![A-Za-z]))[^>]*>?", re.IGNORECASE)
_WORD = re.compile(r"\w")
_MEDIA = re.compile(r"<(?:img|audio|video|iframe|object|embed|svg|canvas|picture|math|input|form)\b", re.IGNORECASE)
_BLANK = re.compile(r"&nbsp;|&#160;|&#xa0;|[\s\u00a0\u200b-\u200f\u2060\ufeff]", re.IGNORECASE)


def report_remains(html: str, log: LossLog, *, shows_itself: bool = False) -> None:
    """Count comments that are none and swallow words, and say where an entry shows nothing.

    `shows_itself`: a file, or the page that lists posts: what they show is not in their text.
    """
    for match in _BOGUS.finditer(html):
        if _WORD.search(match[0]):
            log.add("odd-markup", match[0][:2])
    if not shows_itself and not _MEDIA.search(html) and not _BLANK.sub("", strip_tags(html)):
        log.add("empty-entry", "")
        log.mark("empty")
