"""Blocks that show the site itself: title, tagline, logo, menus, social links; and forms, which are not shown."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rootzpub.wordpress.rendering.blocks.scene import Piece, Scene, Shown, children, flag, number, text
from rootzpub.wordpress.rendering.context import Link
from rootzpub.wordpress.rendering.grammar import Block, parse
from rootzpub.wordpress.rendering.markup import escape, escape_url
from rootzpub.wordpress.rendering.media import image_tag

_MENU_LINES = frozenset({"core/navigation-link", "core/navigation-submenu", "core/home-link", "core/page-list-item"})
_EMAIL = re.compile(r"[^@\s:/]+@[^@\s:/]+\.[^@\s:/]+\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SERVICES = {
    "fivehundredpx": "500px",
    "amazon": "Amazon",
    "bandcamp": "Bandcamp",
    "behance": "Behance",
    "bluesky": "Bluesky",
    "chain": "Link",
    "codepen": "CodePen",
    "deviantart": "DeviantArt",
    "discord": "Discord",
    "dribbble": "Dribbble",
    "dropbox": "Dropbox",
    "etsy": "Etsy",
    "facebook": "Facebook",
    "feed": "RSS Feed",
    "flickr": "Flickr",
    "foursquare": "Foursquare",
    "goodreads": "Goodreads",
    "google": "Google",
    "github": "GitHub",
    "gravatar": "Gravatar",
    "instagram": "Instagram",
    "lastfm": "Last.fm",
    "linkedin": "LinkedIn",
    "mail": "Mail",
    "mastodon": "Mastodon",
    "medium": "Medium",
    "meetup": "Meetup",
    "patreon": "Patreon",
    "pinterest": "Pinterest",
    "pocket": "Pocket",
    "reddit": "Reddit",
    "skype": "Skype",
    "snapchat": "Snapchat",
    "soundcloud": "Soundcloud",
    "spotify": "Spotify",
    "telegram": "Telegram",
    "threads": "Threads",
    "tiktok": "TikTok",
    "tumblr": "Tumblr",
    "twitch": "Twitch",
    "twitter": "Twitter",
    "vimeo": "Vimeo",
    "vk": "VK",
    "whatsapp": "WhatsApp",
    "wordpress": "WordPress",
    "x": "X",
    "yelp": "Yelp",
    "youtube": "YouTube",
}


def site_title(block: Block, scene: Scene) -> Sequence[Piece]:
    """The site's name, linked home."""
    settings = scene.page.settings
    if not settings.name:
        return []
    level = number(block, "level", 1)
    tag = f"h{level}" if 1 <= level <= 6 else "p"  # noqa: PLR2004 - HTML has six headings
    name = escape(settings.name)
    if flag(block, "isLink", otherwise=True):
        name = f'<a href="{escape_url(settings.home_url)}" target="_self" rel="home">{name}</a>'
    return [f'<{tag} class="wp-block-site-title">{name}</{tag}>']


def site_tagline(block: Block, scene: Scene) -> Sequence[Piece]:
    """The site's tagline."""
    tagline = scene.page.settings.tagline
    level = number(block, "level", 0)
    tag = f"h{level}" if 1 <= level <= 6 else "p"  # noqa: PLR2004 - HTML has six headings
    return [f'<{tag} class="wp-block-site-tagline">{escape(tagline)}</{tag}>'] if tagline else []


def site_logo(block: Block, scene: Scene) -> Sequence[Piece]:
    """The site's logo, linked home."""
    settings = scene.page.settings
    logo = scene.page.site.attachment(settings.logo_id) if settings.logo_id else None
    if logo is None:
        return []
    shown = image_tag(logo, "full", attributes={"alt": escape(logo.alt or settings.name), "class": "custom-logo"})
    if flag(block, "isLink", otherwise=True):
        shown = f'<a href="{escape_url(f"{settings.home_url}/")}" class="custom-logo-link" rel="home">{shown}</a>'
    return [f'<div class="wp-block-site-logo">{shown}</div>']


def form(block: Block, scene: Scene) -> Sequence[Piece]:
    """Forms are for browsers."""
    scene.page.log.add("form", block.name)
    return []


def chrome(block: Block, scene: Scene) -> Sequence[Piece]:
    """What only has a meaning on an archive, a search or a logged-in page."""
    scene.page.log.add("site-chrome", block.name)
    return []


def social_links(block: Block, scene: Scene) -> Sequence[Piece]:
    """A list of links to the owner's places elsewhere."""
    rows = list(children(block, scene))
    return ['<ul class="wp-block-social-links">', *rows, "</ul>"] if rows else []


def social_link(block: Block, _scene: Scene) -> Sequence[Piece]:
    """One such link, named by its service."""
    url = text(block, "url")
    if not url:
        return []
    if _EMAIL.match(url):
        url = f"mailto:{url}"
    elif not url.startswith("//") and not _SCHEME.match(url):
        url = f"https://{url}"
    service = text(block, "service")
    label = text(block, "label") or _SERVICES.get(service, "Share Icon")
    shown = f'<span class="wp-block-social-link-label">{escape(label)}</span>'
    link = f'<a href="{escape_url(url)}" class="wp-block-social-link-anchor">{shown}</a>'
    return [f'<li class="wp-social-link wp-social-link-{escape(service)} wp-block-social-link">{link}</li>']


def navigation(block: Block, scene: Scene) -> Sequence[Piece]:
    """A menu: the block's own links, else the navigation or classic menu it refers to, else the list of pages."""
    pieces = list(children(block, scene)) if block.inner else _referenced(block, scene)
    if not pieces:
        scene.page.log.add("empty-list", block.name)
        return []
    return ['<nav class="wp-block-navigation">', *_listed(pieces), "</nav>"]


def _listed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Lines of a menu stand in lists; other blocks, a list of pages among them, beside these."""
    open_list = False
    for piece in pieces:
        line = isinstance(piece, str) or piece.block.name in _MENU_LINES
        if line != open_list:
            yield '<ul class="wp-block-navigation__container">' if line else "</ul>"
            open_list = line
        yield piece
    if open_list:
        yield "</ul>"


def _referenced(block: Block, scene: Scene) -> list[Piece]:
    page = scene.page
    location = text(block, "__unstableLocation")
    if location and (links := page.site.menu(location)):
        return [_menu_rows(links)]
    reference = number(block, "ref") or number(block, "navigationMenuId")
    markup = page.site.navigation(reference)
    name = f"navigation:{reference}"
    if markup and name not in scene.inside:
        # A navigation may hold a block that refers to it.
        inner = replace(scene, inside=scene.inside | {name})
        return [Shown(block=child, scene=inner) for child in parse(markup).blocks if child.name]
    if reference:
        page.log.add("missing-reference", f"navigation {reference}")
        return []
    return [Shown(block=Block(name="core/page-list"), scene=scene)]


def _menu_rows(links: Iterable[Link], depth: int = 0) -> str:
    rows: list[str] = []
    for link in links if depth < _MAX_DEPTH else ():
        below = _menu_rows(link.children, depth + 1)
        submenu = f'<ul class="wp-block-navigation__submenu-container">{below}</ul>' if below else ""
        rows.append(_item(escape_url(link.url), link.label, submenu))
    return "".join(rows)


_MAX_DEPTH = 20


def _item(url: str, label: str, submenu: str = "") -> str:
    opened = f'<a class="wp-block-navigation-item__content" href="{url}">' if url else "<span>"
    closed = "</a>" if url else "</span>"
    return f'<li class="wp-block-navigation-item">{opened}{label}{closed}{submenu}</li>'


def menu_link(block: Block, scene: Scene) -> Sequence[Piece]:
    """A line of a menu with the lines below it; links to entries that are not public are left out."""
    label = text(block, "label")
    target = number(block, "id")
    if not label or (target and text(block, "kind") == "post-type" and scene.page.site.post(target) is None):
        return []
    url = escape_url(text(block, "url"))
    opened = f'<a class="wp-block-navigation-item__content" href="{url}">' if url else "<span>"
    described = text(block, "description")
    label += f'<span class="wp-block-navigation-item__description">{described}</span>' if described else ""
    row = f'<li class="wp-block-navigation-item">{opened}{label}{"</a>" if url else "</span>"}'
    below = list(children(block, scene))
    if below:
        below = ['<ul class="wp-block-navigation__submenu-container">', *below, "</ul>"]
    return [row, *below, "</li>"]


def home_link(block: Block, scene: Scene) -> Sequence[Piece]:
    """A link to the front page."""
    label = text(block, "label")
    return [_item(escape_url(scene.page.settings.home_url), label)] if label else []
