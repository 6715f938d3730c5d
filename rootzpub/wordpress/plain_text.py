"""From WordPress's markup to plain words: titles, excerpts, names, descriptions.

Invariants: what comes out holds no tag, no entity and no unseen character that turns or hides others, and a mail
address never stands in for a person's name.
"""

import html
import re
from typing import Final

UNSEEN: Final = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0001\u00ad]")
"""Bidirectional controls (UAX 9) and characters without width; the joiners U+200C and U+200D are part of words."""

_NO_WORD = re.compile(r"\W+")
_WORD = re.compile(r"\w+")

_UNSPOKEN = re.compile(r"<(script|style)\b[^>]*+(?:>.*?(?:</\1\s*+>|\Z)|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|blockquote|figure|figcaption)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?][^<>]*>")
_SPACE = re.compile(r"\s+")
_MAIL = re.compile(r"(?<![^\s@<>])[^\s@<>]++@[^\s@<>]+\.[^\s@<>]+")
_MORE_LINK = re.compile(r"<a\b[^<>]*\bclass=(['\"])[^'\"]*\bmore-link\b[^'\"]*\1.*?</a>", re.IGNORECASE | re.DOTALL)
_ATTACHMENT = re.compile(
    r"<p class=(['\"])attachment\1>.*?</p>|<(audio|video)\b[^>]*>.*?</\2>|<a class=.wp-embedded-(?:audio|video).*?</a>",
    re.DOTALL,
)


def plain_text(markup: str) -> str:
    """The words of a piece of HTML in one line: tags gone (blocks apart by a space), entities decoded once."""
    if "<" in markup:
        markup = _COMMENT.sub("", _UNSPOKEN.sub("", markup))
        markup = _TAG.sub("", _BLOCK.sub(" ", markup))
    # Entities last: `&lt;b&gt;` is text that a visitor reads, no tag.
    text = html.unescape(markup)
    return _SPACE.sub(" ", text if text.isprintable() else UNSEEN.sub("", text)).strip()


def public_name(display_name: str) -> str:
    """A display name as it may be shown: plain text, empty when it is (or holds) a mail address."""
    # WordPress shows the login until somebody sets a name, and logins may be mail addresses.
    name = plain_text(display_name)
    return "" if _MAIL.search(name) else name


def without_attachment(markup: str) -> str:
    """An attachment's description without the file that WordPress puts before it."""
    return _ATTACHMENT.sub("", markup)


def own_excerpt(excerpt: str, content: str) -> str:
    """The owner's excerpt as plain text, or empty when WordPress made it from the content.

    A rendered excerpt does not tell whether a person wrote it. One that WordPress made ends in `[…]`, or it
    says nothing but words of the content in their order (it leaves out tables, galleries and the like).
    """
    spoken = plain_text(_MORE_LINK.sub(" ", excerpt))
    if not spoken or spoken.endswith(("[…]", "[...]")):
        return ""
    words, said = _words(spoken), plain_text(content)
    if _letters(spoken) in _letters(said) or _stand_in_order(words, _words(said)):
        return ""
    return spoken


def _letters(text: str) -> str:
    return _NO_WORD.sub("", text).casefold()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _stand_in_order(words: list[str], among: list[str]) -> bool:
    """Whether `words` are found in `among` in the same order, gaps allowed."""
    rest = iter(among)
    return all(word in rest for word in words)
