"""Pictures, sounds and films as WordPress writes them into a post."""

import posixpath
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from rootzpub.wordpress.rendering.context import Attachment
from rootzpub.wordpress.rendering.markup import escape, escape_url, strip_tags

AUDIO_TYPES = {
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "m4a": "audio/mpeg",
    "wav": "audio/wav",
}
VIDEO_TYPES = {
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "flv": "video/x-flv",
}


def extension(url: str) -> str:
    """The lower-case file extension of a URL's path, without the dot."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return posixpath.splitext(path)[1].removeprefix(".").lower()


def is_youtube_or_vimeo(url: str) -> bool:
    """Whether WordPress's own video player plays this page."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    return host in {"youtube.com", "youtu.be", "vimeo.com", "player.vimeo.com"}


def scaled(image: Attachment, size: str) -> tuple[str, int, int]:
    """URL, width and height of a picture in a named size; the file itself when that copy does not exist."""
    copy = image.sizes.get(size)
    if copy is not None:
        return copy.url, copy.width, copy.height
    return image.url, image.width, image.height


def image_tag(image: Attachment, size: str, *, attributes: Mapping[str, str] | None = None) -> str:
    """The `img` of a picture in a named size, with its alternative text."""
    url, width, height = scaled(image, size)
    described = {
        "width": str(width) if width else "",
        "height": str(height) if height else "",
        "src": escape_url(url),
        "class": f"attachment-{size} size-{size}",
        "alt": escape(strip_tags(image.alt).strip()),
        **(attributes or {}),
    }
    parts = [f'{name}="{value}"' for name, value in described.items() if value or name == "alt"]
    return f"<img {' '.join(parts)} />"


def attachment_link(item: Attachment, size: str, *, to_file: bool = False, linked: bool = True) -> str:
    """The item's picture, or its title when it is none, linked to its page or its file."""
    shown = image_tag(item, size) if item.mime.startswith("image/") else escape(strip_tags(item.title))
    if not linked:
        return shown
    url = item.url if to_file or not item.page_url else item.page_url
    return f"<a href='{escape_url(url)}'>{shown}</a>"


def player(kind: str, sources: Sequence[tuple[str, str]], *, number: int, options: Mapping[str, str]) -> str:
    """An `audio` or `video` element over `(mime, url)` sources, with a link to the first inside."""
    written = "".join(
        f'<source type="{escape(mime)}" src="{_numbered(escape_url(url), number)}" />' for mime, url in sources
    )
    url = sources[0][1]
    fallback = f'<a href="{escape_url(url)}">{escape(url)}</a>'
    given = "".join(f' {name}="{escape(value)}"' for name, value in options.items() if value)
    return f'<{kind} class="wp-{kind}-shortcode"{given} controls="controls">{written}{fallback}</{kind}>'


def _numbered(url: str, number: int) -> str:
    """WordPress tells apart two players of one file by a counter in the address."""
    return f"{url}{'&#038;' if '?' in url else '?'}_={number}"
