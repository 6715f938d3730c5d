"""Shortcodes of plugins that stand for one known thing: a film, a sound, a snippet, a formula, a table.

What is shown is an address rebuilt from the identifier, never the arguments themselves: they may hold keys.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from rootzpub.wordpress.rendering.context import DataTable
from rootzpub.wordpress.rendering.markup import escape, escape_url

_FORMULA_SETTING = re.compile(r"&(?:bg|fg|s)=[0-9A-Fa-f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What a shortcode was given."""

    named: Mapping[str, str]
    """Names in lower case."""
    positional: tuple[str, ...]
    """Without the sign of equality of `[youtube=URL]`."""
    content: str = ""
    """What it encloses, as text without tags."""

    def places(self) -> Iterator[str]:
        """Every value that may name the thing, the likeliest first."""
        yield from (self.named[name] for name in _NAMES if self.named.get(name))
        yield from self.positional
        if self.content:
            yield self.content


_IDENTIFIER = re.compile(r"[\w-]{3,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Where a kind of media lives, and how an address is made of its identifier."""

    hosts: tuple[str, ...]
    """Addresses elsewhere are none of this provider's."""
    address: str = ""
    """With `{}` for the identifier; empty = only whole addresses name it."""
    identifier: re.Pattern[str] = _IDENTIFIER


_NAMES = ("url", "src", "href", "link", "id", "video", "video_id", "clip_id", "code", "v", "gist", "track")
_YOUTUBE = Provider(
    hosts=("youtube.com", "youtu.be", "youtube-nocookie.com"),
    address="https://www.youtube.com/watch?v={}",
    identifier=re.compile(r"[\w-]{11}"),
)
_VIMEO = Provider(hosts=("vimeo.com",), address="https://vimeo.com/{}", identifier=re.compile(r"[0-9]{4,12}"))
_DIGITS = re.compile(r"[0-9]{1,19}")
PROVIDERS: Mapping[str, Provider] = {
    **dict.fromkeys(("youtube", "youtube_sc", "embedyt", "su_youtube", "su_youtube_advanced", "tube"), _YOUTUBE),
    **dict.fromkeys(("vimeo", "su_vimeo"), _VIMEO),
    "dailymotion": Provider(hosts=("dailymotion.com", "dai.ly"), address="https://www.dailymotion.com/video/{}"),
    "soundcloud": Provider(hosts=("soundcloud.com",)),
    "spotify": Provider(hosts=("open.spotify.com", "spotify.com")),
    "gist": Provider(
        hosts=("gist.github.com",), address="https://gist.github.com/{}", identifier=re.compile(r"[\w/-]{5,80}")
    ),
    "instagram": Provider(hosts=("instagram.com",)),
    "tweet": Provider(
        hosts=("twitter.com", "x.com"), address="https://twitter.com/i/web/status/{}", identifier=_DIGITS
    ),
    "twitch": Provider(hosts=("twitch.tv",)),
    "tiktok": Provider(hosts=("tiktok.com",)),
    "flickr": Provider(hosts=("flickr.com", "flic.kr")),
    "slideshare": Provider(hosts=("slideshare.net",)),
    "archiveorg": Provider(
        hosts=("archive.org",), address="https://archive.org/details/{}", identifier=re.compile(r"[\w.-]{3,90}")
    ),
    **dict.fromkeys(
        ("wpvideo", "videopress"),
        Provider(
            hosts=("videopress.com",), address="https://videopress.com/v/{}", identifier=re.compile(r"[A-Za-z0-9]{8}")
        ),
    ),
    "ted": Provider(hosts=("ted.com",), address="https://www.ted.com/talks/{}"),
}
"""By the shortcode's name."""


def address_of(name: str, given: Arguments) -> str:
    """The address a media shortcode stands for, or an empty string."""
    provider = PROVIDERS[name]
    for place in given.places():
        written = html.unescape(place).strip().lstrip("=").strip("\"'")
        found = _whole(written, provider) if "/" in written else ""
        if found:
            return found
        if provider.address and provider.identifier.fullmatch(written):
            return provider.address.format(written)
    return ""


def _whole(written: str, provider: Provider) -> str:
    """A provider's own address without what was added to it; a film's by its identifier."""
    try:
        parts = urlsplit(written if "://" in written else f"https:{written}" if written.startswith("//") else written)
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if parts.scheme not in ("http", "https") or not any(
        host == own or host.endswith(f".{own}") for own in provider.hosts
    ):
        return ""
    if provider is _YOUTUBE:
        named = parse_qs(parts.query.replace("&#038;", "&")).get("v", [""])[0] or parts.path.rpartition("/")[2]
        return provider.address.format(named) if provider.identifier.fullmatch(named) else ""
    return f"https://{parts.netloc.rpartition('@')[2]}{parts.path}"


def link(address: str, keep: Callable[[str], str]) -> str:
    """A link that shows where it leads; `keep` guards its text from the filters that are still to come."""
    return f'<a href="{escape_url(address)}">{keep(escape(address))}</a>'


def formula(tex: str, keep: Callable[[str], str]) -> str:
    """TeX as the plugins of KaTeX mark it."""
    return f'<span class="wp-katex-eq">{keep(html.escape(html.unescape(tex).strip(), quote=False))}</span>'


_DOLLAR = re.compile(r"\$latex(?:=|[ \t\r\n]|&nbsp;)((?:[^$\\<]|\\[^<])+)\$")


def dollar_formulas(text: str, keep: Callable[[str], str]) -> str:
    """`$latex …$` anywhere in a text as formulas."""
    if "$latex" not in text:
        return text
    return _DOLLAR.sub(lambda match: formula(_FORMULA_SETTING.sub("", match[1]), keep), text)


def table(found: DataTable, cell: Callable[[str], str]) -> str:
    """A table of a plugin: its rows as they are shown; `cell` finishes the text of each cell."""
    rows = [f"<tr>{''.join(f'<{tag}>{cell(each)}</{tag}>' for each in row)}</tr>" for tag, row in _tagged(found)]
    head = f"<thead>{rows[0]}</thead>" if found.head and rows else ""
    return f"<table>{head}<tbody>{''.join(rows[1:] if head else rows)}</tbody></table>"


def _tagged(found: DataTable) -> Iterator[tuple[str, tuple[str, ...]]]:
    for at, row in enumerate(found.rows):
        yield ("th" if found.head and at == 0 else "td"), row
