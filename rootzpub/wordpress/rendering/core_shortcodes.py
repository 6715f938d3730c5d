"""The shortcodes WordPress itself brings: `caption gallery audio video playlist` (`embed` runs earlier: `embeds`)."""

import re
from collections.abc import Mapping, Sequence

from rootzpub.wordpress.rendering import media
from rootzpub.wordpress.rendering.context import Attachment
from rootzpub.wordpress.rendering.markup import escape, escape_url
from rootzpub.wordpress.rendering.page import KEPT, Page
from rootzpub.wordpress.rendering.shortcode_grammar import Shortcode
from rootzpub.wordpress.rendering.shortcodes import Handler, expand
from rootzpub.wordpress.rendering.texturize import texturize

_NO_IDENTITY = re.compile(r"[^A-Za-z0-9_-]")
_ID = re.compile(r"(?<![^\s,])[0-9]{1,19}(?![^\s,])")
_LEADING_NUMBER = re.compile(r"\s*(\d{1,9})")

NAMES = frozenset({"wp_caption", "caption", "gallery", "playlist", "audio", "video", "embed"})
"""Every shortcode of WordPress itself."""

_PICTURE_STARTS = re.compile(r"<(?:a|img) (?!>)", re.IGNORECASE)
_PICTURE = re.compile(r"<img [^>]++>(?:[ \t\n\v\f\r]*+</a>)?", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\v\f\r]*+")
_SAFE_TAG = re.compile(r"[A-Za-z0-9]+\Z")
_FALSE = frozenset({"", "0", "false", "off", "no"})


def handlers(page: Page) -> Mapping[str, Handler]:
    """What each shortcode stands for on this page."""
    core = _Core(page)
    table: dict[str, Handler] = {
        "wp_caption": core.caption,
        "caption": core.caption,
        "gallery": core.gallery,
        "playlist": core.playlist,
        "audio": core.audio,
        "video": core.video,
        # Whatever of `[embed]` is left after its own pass is shown as nothing.
        "embed": lambda _shortcode: "",
        KEPT: lambda found: _kept(found, page),
    }
    core.table = table
    return table


def _kept(found: Shortcode, page: Page) -> str:
    """Finished HTML in its place."""
    number = found.positional[0] if found.positional else ""
    if not number.isdecimal() or int(number) >= len(page.kept):
        return ""
    # An author may write our name as well, and the same number again and again.
    html = page.kept[int(number)]
    page.may_add(html)
    return html


class _Core:
    def __init__(self, page: Page) -> None:
        self._page = page
        self.table: Mapping[str, Handler] = {}

    def caption(self, found: Shortcode) -> str:
        """`[caption]`: the picture, and under it the text after it or the `caption` attribute."""
        given = found.attributes
        content = found.content or ""
        text = given.get("caption", "")
        if not text and (picture_at := _picture(content)):
            begin, end = picture_at
            content, text = content[begin:end], content[end:].strip(" \t\n\r\0\v")
        picture = expand(content, self.table, self._page.log)
        width = _number(given.get("width", "0"))
        if width < 1 or not text:
            return picture
        html5 = self._page.writing.html5_markup
        identity = given.get("id", "")
        name = _NO_IDENTITY.sub("", identity)
        figure_id = f'id="{name}" ' if name else ""
        caption_id = f'id="caption-{name.replace("_", "-")}" ' if name else ""
        css = " ".join(filter(None, ("wp-caption", given.get("align", "alignnone"), given.get("class", ""))))
        outer, inner = ("figure", "figcaption") if html5 else ("div", "p")
        # The older markup has a box ten pixels wider than its picture.
        style = f'style="width: {width if html5 else width + 10}px" '
        return (
            f'<{outer} {figure_id}{style}class="{escape(css)}">{picture}'
            f'<{inner} {caption_id}class="wp-caption-text">{text}</{inner}></{outer}>'
        )

    def gallery(self, found: Shortcode) -> str:
        """`[gallery]`: the pictures named, or those attached to the entry, each with its caption."""
        given = found.attributes
        items = self._attached(given, "image/")
        if not items:
            return ""
        html5 = self._page.writing.html5_markup
        item_tag = _tag(given.get("itemtag"), "figure" if html5 else "dl")
        icon_tag = _tag(given.get("icontag"), "div" if html5 else "dt")
        caption_tag = _tag(given.get("captiontag"), "figcaption" if html5 else "dd")
        number = self._page.next_number("gallery")
        size = given.get("size", "thumbnail")
        columns = _number(given.get("columns", "3"))
        post_id = _number(given.get("id", str(self._page.entry.id)))
        rows = [f"<div id='gallery-{number}' class='gallery galleryid-{post_id} gallery-columns-{columns}'>"]
        for item in items:
            shown = media.attachment_link(
                item, size, to_file=given.get("link") == "file", linked=given.get("link") != "none"
            )
            rows.append(f"<{item_tag} class='gallery-item'>\n<{icon_tag} class='gallery-icon'>\n{shown}\n</{icon_tag}>")
            if item.caption.strip() and caption_tag:
                text = texturize(item.caption, self._page.quotes)
                rows.append(
                    f"<{caption_tag} class='wp-caption-text gallery-caption' id='gallery-{number}-{item.id}'>\n"
                    f"{text}\n</{caption_tag}>"
                )
            rows.append(f"</{item_tag}>")
        rows.append("</div>\n")
        return "".join(rows)

    def playlist(self, found: Shortcode) -> str:
        """`[playlist]`: what WordPress's player shows after it has started, a numbered list of its tracks."""
        kind = found.attributes.get("type", "audio")
        tracks = self._attached(found.attributes, "audio/" if kind == "audio" else "video/")
        if not tracks or kind not in {"audio", "video"}:
            return ""
        rows = "".join(
            f'<li><a href="{escape_url(track.url)}">{texturize(escape(track.title), self._page.quotes)}</a></li>'
            for track in tracks
        )
        return f'<div class="wp-playlist wp-{kind}-playlist"><ol>{rows}</ol></div>'

    def audio(self, found: Shortcode) -> str:
        """`[audio]`: a player of the file named, or of the sound attached to the entry."""
        sources = self._sources(found, media.AUDIO_TYPES, "audio/")
        if isinstance(sources, str):
            return sources
        number = self._page.next_number("audio")
        given = found.attributes
        options = {
            "id": f"audio-{self._page.entry.id}-{number}",
            "loop": _flag(given.get("loop")),
            "autoplay": _flag(given.get("autoplay")),
            "preload": given.get("preload", "none"),
        }
        return media.player("audio", sources, number=number, options=options)

    def video(self, found: Shortcode) -> str:
        """`[video]`: a player of the file named, or of the film attached to the entry."""
        sources = self._sources(found, media.VIDEO_TYPES, "video/")
        if isinstance(sources, str):
            return sources
        number = self._page.next_number("video")
        given = found.attributes
        width = _number(given.get("width", "640")) or 640
        options = {
            "id": f"video-{self._page.entry.id}-{number}",
            "width": str(width),
            "height": str(_number(given.get("height", "360")) or 360),
            "poster": escape_url(given.get("poster", "")),
            "loop": _flag(given.get("loop")),
            "autoplay": _flag(given.get("autoplay")),
            "muted": _flag(given.get("muted")),
            "preload": given.get("preload", "metadata"),
        }
        element = media.player("video", sources, number=number, options=options)
        tracks = found.content.strip() if found.content else ""
        if tracks:
            element = element.replace("<a href=", f"{tracks}<a href=", 1)
        return f'<div style="width: {width}px;" class="wp-video">{element}</div>'

    def _sources(self, found: Shortcode, types: Mapping[str, str], mime: str) -> list[tuple[str, str]] | str:
        """The files to play as `(mime, url)`; or the markup that stands for them when there is nothing to play."""
        given = found.attributes
        primary = given.get("src") or (found.positional[0] if found.positional else "")
        if primary:
            # WordPress goes by the file's ending; an address without a known one becomes a link.
            kind = types.get(media.extension(primary))
            if kind is None and mime == "video/" and media.is_youtube_or_vimeo(primary):
                kind = "video/vimeo" if "vimeo" in primary else "video/youtube"
            if kind is None:
                name = mime.removesuffix("/")
                return f'<a class="wp-embedded-{name}" href="{escape_url(primary)}">{escape(primary)}</a>'
        named = [(kind, given[name]) for name, kind in types.items() if given.get(name)]
        sources = [(str(kind), primary), *named] if primary else named
        if not sources:
            attached = self._attached({}, mime)
            sources = [(attached[0].mime, attached[0].url)] if attached else []
        return sources or ""

    def _attached(self, given: Mapping[str, str], mime: str) -> Sequence[Attachment]:
        """The media a shortcode means: by `ids` or `include`, else what is attached to the entry, less `exclude`."""
        site = self._page.site
        named = given.get("ids") or given.get("include", "")
        if named:
            items = [item for each in _ids(named) if (item := site.attachment(each))]
        else:
            excluded = set(_ids(given.get("exclude", "")))
            parent = _number(given.get("id", "")) or self._page.entry.id
            items = [item for item in site.attachments_of(parent) if item.id not in excluded]
        items = [item for item in items if item.mime.startswith(mime)]
        if named and len(items) < len(_ids(named)):
            self._page.log.add("missing-reference", f"media {named}", count=len(_ids(named)) - len(items))
        return self._ordered(items, given, named=bool(named))

    def _ordered(self, items: list[Attachment], given: Mapping[str, str], *, named: bool) -> list[Attachment]:
        order_by = given.get("orderby", "post__in" if "ids" in given else "menu_order ID").split()
        first = order_by[0].lower() if order_by else ""
        if first == "rand" or given.get("order", "").upper() == "RAND":
            # A random order would give other bytes at each reading of the same site [house §2.2].
            self._page.log.add("random-order", "gallery")
        elif first == "title":
            items.sort(key=lambda item: item.title)
        elif first in {"id", "post_date", "date"}:
            items.sort(key=lambda item: item.id)
        elif first in {"menu_order", ""} and not (named and first == "post__in"):
            items.sort(key=lambda item: (item.menu_order, item.id))
        return items[::-1] if given.get("order", "ASC").upper() == "DESC" and first != "post__in" else items


def _ids(text: str) -> list[int]:
    return [int(part) for part in _ID.findall(text)]


def _number(text: str) -> int:
    match = _LEADING_NUMBER.match(text)
    return int(match.group(1)) if match else 0


def _flag(value: str | None) -> str:
    return "" if value is None or value.lower() in _FALSE else "1"


def _tag(name: str | None, otherwise: str) -> str:
    return name.lower() if name and _SAFE_TAG.match(name) else otherwise


def _picture(content: str) -> tuple[int, int] | None:
    """Where the first picture with its link begins and ends; each tag is read once, also where none is closed."""
    at = 0
    while (start := _PICTURE_STARTS.search(content, at)) and (close := content.find(">", start.end())) >= 0:
        begin = start.start()
        if content[begin + 1] in "aA":
            image = _PICTURE.match(content, _after_spaces(content, close + 1))
        else:
            image = _PICTURE.match(content, begin)
        if image:
            return begin, image.end()
        # Of starts within this tag only a picture's can still match: it ends at the same sign.
        at = start.end()
        while (within := _PICTURE_STARTS.search(content, at, close)) and content[within.start() + 1] in "aA":
            at = within.end()
        at = within.start() if within else close
    return None


def _after_spaces(text: str, at: int) -> int:
    match = _SPACES.match(text, at)
    return match.end() if match else at
