"""Embeds: `[embed]` and addresses alone on a line, from what WordPress has stored, else as a link.

WordPress keeps what an embed's provider answered in the post's meta, under `_oembed_` and the MD5 of the address
followed by the serialised size it asked for. The width is the theme's, which only PHP knows; so every width is tried.
What a provider refused is kept as `{{unknown}}`: then the address stays text.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rootzpub.wordpress.rendering import media
from rootzpub.wordpress.rendering.markup import escape, escape_url
from rootzpub.wordpress.rendering.page import Page
from rootzpub.wordpress.rendering.shortcode_grammar import Shortcode
from rootzpub.wordpress.rendering.shortcodes import Handler, expand

_UNKNOWN = "{{unknown}}"
# Blank lines before it stay as they are without being part of the match: each line is entered once.
_ALONE = re.compile(r"^([ \t\v\f\r]*+)(https?://[^ \t\n\v\f\r<>\"]++)([ \t\v\f\r]*+)$", re.MULTILINE)
_IN_PARAGRAPH = re.compile(
    r"(<p(?: [^<>]*+)?>[ \t\n\v\f\r]*+)(https?://[^ \t\n\v\f\r<>\"]++)([ \t\n\v\f\r]*+</p>)", re.IGNORECASE
)
# Pixels: wider than the column of any theme, and few enough hashes to try for each address.
_MAX_WIDTH = 2000
_MAX_DEFAULT_HEIGHT = 1000
_PREFIX = "_oembed_"
_WORK_OF_HASHES = 8 * _MAX_WIDTH
_YOUTUBE_OLD = re.compile(r"https?://(?:www\.)?youtube\.com/(?:v|embed)/([^/]+)", re.IGNORECASE)


def embed_shortcodes(text: str, page: Page) -> str:
    """The text with every `[embed]` replaced; what cannot be embedded is a link."""
    if "[embed" not in text:
        return text
    table: dict[str, Handler] = {"embed": lambda found: _embed(found, page)}
    return expand(text, table, page.log)


def autoembed(text: str, page: Page) -> str:
    """The text with every address that stands alone on a line, or alone in a paragraph, replaced by what it embeds."""
    if "://" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        return f"{match.group(1)}{_automatic(match.group(2), page)}{match.group(3)}"

    return _IN_PARAGRAPH.sub(replace, _ALONE.sub(replace, text))


def _embed(found: Shortcode, page: Page) -> str:
    address = (found.content or "").strip() or found.attributes.get("src", "")
    if not address:
        return ""
    size = {name: value for name, value in found.attributes.items() if name != "src"}
    address = address.replace("&amp;", "&")
    known = _player(address) or _answer(address, size, page)
    if known and known != _UNKNOWN:
        return known
    # A refused one is a link in WordPress too: nothing is lost then.
    if not known:
        page.log.add("embed-as-link", address)
    return _link(address)


def _automatic(address: str, page: Page) -> str:
    address_meant = address.replace("&amp;", "&")
    known = _player(address_meant) or _answer(address_meant, {}, page)
    if known == _UNKNOWN:
        return address
    if known:
        return known
    page.log.add("embed-as-link", address)
    return _link(address_meant)


def _link(address: str) -> str:
    url = escape_url(address)
    return f'<a href="{url}">{escape(address)}</a>' if url else escape(address)


def _player(address: str) -> str:
    """Sound and film files are played by WordPress itself."""
    kind = media.extension(address)
    if kind in media.AUDIO_TYPES:
        return f'[audio src="{escape_url(address)}" /]'
    if kind in media.VIDEO_TYPES:
        return f'[video src="{escape_url(address)}" /]'
    return ""


def _answer(address: str, size: Mapping[str, str], page: Page) -> str:
    """What is stored for an address, each time it is shown."""
    html = _stored(address, size, page)
    page.may_add(html)
    return html


def _stored(address: str, size: Mapping[str, str], page: Page) -> str:
    """What the provider answered when WordPress asked; nothing when it never asked.

    With the theme's width unknown, the answer stored last counts: it was asked for by the theme now in use.
    """
    meta = page.entry.meta
    page.budget.spend(len(meta))
    order = {name: place for place, name in enumerate(meta) if name.startswith(_PREFIX)}
    if not order:
        return ""
    # WordPress asks for the page instead of the old player, so the answer is stored under the page's address.
    old = _YOUTUBE_OLD.match(address)
    address = f"https://youtube.com/watch?v={old.group(1)}" if old else address
    known, given = page.writing.content_width, tuple(size.items())
    for name in _names(address, _sizes(given, known, known + 1)) if known else ():
        if name in meta:
            return meta[name]
    page.budget.spend(_WORK_OF_HASHES)
    found = order.keys() & _names(address, _sizes(given, 1, _MAX_WIDTH))
    return meta[max(found, key=order.__getitem__)] if found else ""


def _names(address: str, sizes: Iterable[bytes]) -> Iterator[str]:
    """The names of the post meta that may hold the answer."""
    # The address is hashed once and the state copied for each of some thousand names; it is a name, no protection.
    begin = hashlib.md5(address.encode(), usedforsecurity=False)
    for size in sizes:
        name = begin.copy()
        name.update(size)
        yield _PREFIX + name.hexdigest()


@lru_cache(maxsize=16)
def _sizes(given: tuple[tuple[str, str], ...], first: int, end: int) -> tuple[bytes, ...]:
    """The sizes that a theme of these widths asks for, serialised: PHP writes heights as integers or as floats."""
    named = {name: _string(value) for name, value in given}
    more = "".join(f"{_string(name)}{value}" for name, value in named.items() if name not in {"width", "height"})
    begin = f'a:{len({"width", "height", *named})}:{{s:5:"width";'
    found: list[bytes] = []
    for width in range(first, end):
        height = (width * 3 + 1) // 2
        for written in dict.fromkeys((f"i:{min(height, _MAX_DEFAULT_HEIGHT)};", f"d:{height};")):
            values = f's:6:"height";{named.get("height", written)}{more}}}'
            found.append(f"{begin}{named.get('width', f'i:{width};')}{values}".encode())
    return tuple(found)


def _string(value: str) -> str:
    return f's:{len(value.encode())}:"{value}";'
