"""Finds the public page that a player or frame shows, and recognises addresses that only count visits.

Invariants: one row per provider in `PROVIDERS`: a pattern of the player's address, and the page as a template of its
groups. No row: the player's own address is the page. Nothing is fetched.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Provider:
    """How one site's players are recognised; `page` is filled with the pattern's groups (percent-decoded once)."""

    name: str
    pattern: re.Pattern[str]
    page: str


def _row(name: str, pattern: str, page: str) -> Provider:
    return Provider(name, re.compile(r"(?:https?:)?//(?:www\.)?" + pattern, re.IGNORECASE), page)


PROVIDERS: Final = (
    _row(
        "YouTube",
        r"(?:m\.)?youtube(?:-nocookie)?\.com/embed/(?:videoseries|playlist)\?(?:[^#]*&)?list=([\w-]+)",
        "https://www.youtube.com/playlist?list={}",
    ),
    _row(
        "YouTube",
        r"(?:m\.)?youtube(?:-nocookie)?\.com/(?:embed|v|shorts|live)/([\w-]+)",
        "https://www.youtube.com/watch?v={}",
    ),
    _row("YouTube", r"youtu\.be/([\w-]+)", "https://www.youtube.com/watch?v={}"),
    _row("Vimeo", r"player\.vimeo\.com/video/(\d+)(?:\?(?:[^#]*&)?h=(\w+))?", "https://vimeo.com/{}/{}"),
    _row("SoundCloud", r"w\.soundcloud\.com/player/?\?(?:[^#]*&)?url=([^&#]+)", "{}"),
    _row("Spotify", r"open\.spotify\.com/embed(?:-podcast)?/(\w+/\w+)", "https://open.spotify.com/{}"),
    _row(
        "X",
        r"platform\.(?:twitter|x)\.com/embed/(?:Tweet|index)\.html\?(?:[^#]*&)?id=(\d+)",
        "https://x.com/i/status/{}",
    ),
    _row(
        "Google Maps",
        r"(?:maps\.)?google\.[a-z.]+/maps/embed/v1/\w+\?(?:[^#]*&)?q=([^&#]+)",
        "https://www.google.com/maps?q={}",
    ),
    _row("Google Maps", r"(?:maps\.)?google\.[a-z.]+/maps\?(?:[^#]*&)?q=([^&#]+)", "https://www.google.com/maps?q={}"),
    _row(
        "OpenStreetMap",
        r"openstreetmap\.org/export/embed\.html\?(?:[^#]*&)?marker=([\d.-]+)(?:%2C|,)([\d.-]+)",
        "https://www.openstreetmap.org/?mlat={}&mlon={}",
    ),
    _row("Facebook", r"facebook\.com/plugins/(?:post|video|page)\.php\?(?:[^#]*&)?href=([^&#]+)", "{}"),
    _row("Instagram", r"instagram\.com/((?:p|reel|tv)/[\w-]+)/embed", "https://www.instagram.com/{}/"),
    _row("TikTok", r"tiktok\.com/(?:embed|player)/(?:v\d/)?(\d+)", "https://www.tiktok.com/@_/video/{}"),
    _row("Dailymotion", r"dailymotion\.com/embed/video/(\w+)", "https://www.dailymotion.com/video/{}"),
    _row(
        "Dailymotion",
        r"geo\.dailymotion\.com/player(?:/\w+)?\.html\?(?:[^#]*&)?video=(\w+)",
        "https://www.dailymotion.com/video/{}",
    ),
    _row("TED", r"embed(?:-ssl)?\.ted\.com/talks/(?:lang/\w+/)?([\w-]+)", "https://www.ted.com/talks/{}"),
    _row("Twitch", r"player\.twitch\.tv/\?(?:[^#]*&)?video=v?(\d+)", "https://www.twitch.tv/videos/{}"),
    _row("Twitch", r"player\.twitch\.tv/\?(?:[^#]*&)?channel=(\w+)", "https://www.twitch.tv/{}"),
    _row("Loom", r"loom\.com/embed/(\w+)", "https://www.loom.com/share/{}"),
    _row("CodePen", r"codepen\.io/([\w-]+)/embed/(?:preview/)?(\w+)", "https://codepen.io/{}/pen/{}"),
    _row("Apple Podcasts", r"embed\.podcasts\.apple\.com/([^?#]+)", "https://podcasts.apple.com/{}"),
    _row("Apple Music", r"embed\.music\.apple\.com/([^?#]+)", "https://music.apple.com/{}"),
    _row(
        "Mixcloud",
        r"(?:player-widget\.)?mixcloud\.com/widget/iframe/?\?(?:[^#]*&)?feed=([^&#]+)",
        "https://www.mixcloud.com{}",
    ),
    _row("Scribd", r"scribd\.com/embeds/(\d+)", "https://www.scribd.com/document/{}"),
    _row("Internet Archive", r"archive\.org/embed/([^?#/]+)", "https://archive.org/details/{}"),
    _row("Giphy", r"giphy\.com/embed/(\w+)", "https://giphy.com/gifs/{}"),
    _row("VideoPress", r"(?:videopress\.com|video\.wordpress\.com)/embed/(\w+)", "https://videopress.com/v/{}"),
    _row("Streamable", r"streamable\.com/[eo]/(\w+)", "https://streamable.com/{}"),
    _row("Bilibili", r"player\.bilibili\.com/player\.html\?(?:[^#]*&)?bvid=(\w+)", "https://www.bilibili.com/video/{}"),
    _row("Reddit", r"(?:embed\.reddit|redditmedia)\.com/(r/[^?#]+)", "https://www.reddit.com/{}"),
    _row(
        "Pinterest", r"assets\.pinterest\.com/ext/embed\.html\?(?:[^#]*&)?id=(\d+)", "https://www.pinterest.com/pin/{}/"
    ),
    _row("Kickstarter", r"kickstarter\.com/(projects/[^?#]+)/widget/\w+\.html", "https://www.kickstarter.com/{}"),
    _row("Figma", r"figma\.com/embed\?(?:[^#]*&)?url=([^&#]+)", "{}"),
    _row("Deezer", r"widget\.deezer\.com/widget/\w+/(\w+/\d+)", "https://www.deezer.com/{}"),
    _row("Tumblr", r"embed\.tumblr\.com/embed/post/([\w:-]+/\d+)", "https://www.tumblr.com/{}"),
    _row(
        "Google Docs",
        r"docs\.google\.com/(\w+/d/(?:e/)?[\w-]+)/(?:embed|pubembed|preview|viewform)",
        "https://docs.google.com/{}",
    ),
    _row("Google Drive", r"drive\.google\.com/file/d/([\w-]+)/preview", "https://drive.google.com/file/d/{}/view"),
)

SCRIPTS: Final = (
    _row("Gist", r"gist\.github\.com/([\w-]+(?:/\w+)?)\.js(?:\?|$)", "https://gist.github.com/{}"),
    _row("asciinema", r"asciinema\.org/a/(\w+)\.js", "https://asciinema.org/a/{}"),
    _row("Jotform", r"(?:form\.|eu\.)?jotform\.(?:com|me)/jsform/(\d+)", "https://form.jotform.com/{}"),
    _row("Pastebin", r"pastebin\.com/embed_js/(?:embed_js\.php\?i=)?(\w+)", "https://pastebin.com/{}"),
    _row("GitLab snippet", r"gitlab\.com/((?:[\w.-]+/)*(?:-/)?snippets/\d+)\.js", "https://gitlab.com/{}"),
)
"""Scripts that write what they embed where they stand."""

_TRACKERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            """google-analytics.com doubleclick.net pixel.wp.com stats.wp.com bat.bing.com px.ads.linkedin.com
            met.vgwort.de analytics.twitter.com pixel.quantserve.com scorecardresearch.com ct.pinterest.com""".split(),  # noqa: SIM905
            "/",
        ),
        "googletagmanager.com": "/ns.html",
        "facebook.com": "/tr?",
        "feeds.wordpress.com": "/1.0/",
        "t.co": "/i/adsct",
        "mc.yandex.ru": "/watch",
        "feedburner.com": "/~r/",
    }
)
"""Hosts (with those below them) and where their paths begin that only count visits."""

_COUNTERS: Final = re.compile(r"/(?:matomo|piwik)\.php\?", re.IGNORECASE)
_LONGEST_HOST: Final = 256
_WORDPRESS_EMBED: Final = re.compile(r"^(https?://[^?#]+/)embed/(?:[?#].*)?$")


def public_page(address: str) -> tuple[str, str]:
    """(provider's name, address of the page people visit) of a player; the name is empty if no row knows it."""
    for provider in PROVIDERS:
        match = provider.pattern.match(address)
        if match:
            parts = [unquote(part or "") for part in match.groups()]
            return provider.name, provider.page.format(*parts).rstrip("/") + (
                "/" if provider.page.endswith("/") else ""
            )
    own = _WORDPRESS_EMBED.match(address)
    return ("", own.group(1)) if own else ("", address)


def script_page(address: str) -> tuple[str, str]:
    """(provider's name, address of the page) of what a script embeds; both empty if no row knows it."""
    for provider in SCRIPTS:
        match = provider.pattern.match(address)
        if match:
            return provider.name, provider.page.format(*match.groups())
    return "", ""


def is_tracker(address: str) -> bool:
    """Whether the address counts visits and shows nothing."""
    end = address.find("/", 8)
    if end > _LONGEST_HOST or end < 0:
        return False
    path = _counting_path(address[:end])
    return (path != "" and address.startswith(path, end)) or (
        ".php?" in address and _COUNTERS.search(address) is not None
    )


@lru_cache(maxsize=1024)
def _counting_path(origin: str) -> str:
    """Where the paths that count begin on this origin (`https://host`), or an empty string."""
    labels = origin.rpartition("/")[2].lower().split(".")
    for first in range(len(labels) - 1):
        path = _TRACKERS.get(".".join(labels[first:]))
        if path:
            return path
    return ""
