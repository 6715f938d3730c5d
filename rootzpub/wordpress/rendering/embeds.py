"""Embeds: `[embed]` and addresses alone on a line, from what WordPress has stored, else as a link.

WordPress keeps what an embed's provider answered in the post's meta, under `_oembed_` and the MD5 of the address
followed by the serialised size it asked for. The width is the theme's, which only PHP knows; so every width is tried.
What a provider refused is kept as `{{unknown}}`: then the address stays text.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping

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
    known = _player(address) or _stored(address, size, page)
    if known and known != _UNKNOWN:
        return known
    # A refused one is a link in WordPress too: nothing is lost then.
    if not known:
        page.log.add("embed-as-link", address)
    return _link(address)


def _automatic(address: str, page: Page) -> str:
    address_meant = address.replace("&amp;", "&")
    known = _player(address_meant) or _stored(address_meant, {}, page)
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


def _stored(address: str, size: Mapping[str, str], page: Page) -> str:
    """What the provider answered when WordPress asked; nothing when it never asked.

    With the theme's width unknown, the answer stored last counts: it was asked for by the theme now in use.
    """
    meta = page.entry.meta
    order = {name: place for place, name in enumerate(meta) if name.startswith("_oembed_")}
    if not order:
        return ""
    # WordPress asks for the page instead of the old player, so the answer is stored under the page's address.
    old = _YOUTUBE_OLD.match(address)
    address = f"https://youtube.com/watch?v={old.group(1)}" if old else address
    known = page.writing.content_width
    for name in _names(address, size, range(known, known + 1)) if known else ():
        if name in meta:
            return meta[name]
    names = _names(address, size, range(1, _MAX_WIDTH))
    latest = max(names & order.keys(), key=order.__getitem__, default="")
    return meta.get(latest, "")


def _names(address: str, size: Mapping[str, str], widths: Iterable[int]) -> set[str]:
    """The names of the post meta that may hold the answer: PHP writes heights as integers or as floats."""
    given = {name: _string(value) for name, value in size.items()}
    more = "".join(f"{_string(name)}{value}" for name, value in given.items() if name not in {"width", "height"})
    count = len({"width", "height", *given})
    # The address is hashed once and the state copied for each of some thousand names; it is a name, no protection.
    begin = hashlib.md5(f'{address}a:{count}:{{s:5:"width";'.encode(), usedforsecurity=False)
    names: set[str] = set()
    for width in widths:
        height = (width * 3 + 1) // 2
        for written in (f"i:{min(height, _MAX_DEFAULT_HEIGHT)};", f"d:{height};"):
            values = f's:6:"height";{given.get("height", written)}{more}}}'
            name = begin.copy()
            name.update(f"{given.get('width', f'i:{width};')}{values}".encode())
            names.add(f"_oembed_{name.hexdigest()}")
    return names


def _string(value: str) -> str:
    return f's:{len(value.encode())}:"{value}";'
