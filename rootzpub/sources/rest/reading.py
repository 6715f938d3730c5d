"""One object of the REST API, one `Change`: posts, pages, custom types and media; terms and authors beside them.

Invariants: a protected or hidden object becomes a `Hidden` and none of its words go further.
"""

import hashlib
import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit

import orjson

from rootzpub.errors import MalformedInput
from rootzpub.site import Author, Entry, Hidden, Image, Media, Term
from rootzpub.sources.rest.answers import Json, integer, integers, member, text
from rootzpub.sources.rest.catalog import Collection
from rootzpub.sources.rest.traces import HiddenTraces
from rootzpub.sources.source import OwnersRules
from rootzpub.sources.url import parts_of
from rootzpub.wordpress.dates import EPOCH, moment
from rootzpub.wordpress.image_meta import camera_facts
from rootzpub.wordpress.plain_text import own_excerpt, plain_text, public_name, without_attachment
from rootzpub.wordpress.rendering import Rendered, close_rendered, open_text
from rootzpub.wordpress.visibility import Standing, hidden_by_relatives, hidden_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading an object needs to know of its site."""

    home: str
    zone: tzinfo
    now: datetime
    taxonomy_bases: tuple[str, ...]
    """Members that hold term ids: `categories`, `tags`, …"""
    image: Callable[[int], Image | None]
    """A featured image by its attachment's id."""
    is_visible: Callable[[int], bool]
    """Whether a parent is published."""
    traces: HiddenTraces
    """What must not show through in other entries."""
    show_protected_titles: bool = False


def read_entry(item: Json, kind: Collection, reading: Reading) -> Entry | Hidden:
    """What an object of a type's collection means.

    Raises:
        MalformedInput: it has no id.
    """
    entry_id = integer(item, "id")
    if not entry_id:
        raise MalformedInput(f"an object of {kind.base} has no id", hint="export this collection again")
    standing = read_standing(item, kind, reading.zone, titles=reading.show_protected_titles)
    reason = hidden_reason(standing, now=reading.now)
    until = standing.published if reason == "future" else None
    if not reason:
        parent = parent_of(item, kind)
        reason = hidden_by_relatives(entry_type=kind.name, parent_id=parent, is_visible=reading.is_visible)
    if reason:
        return Hidden(id=entry_id, reason=reason, until=until)
    return _entry(item, kind, reading, words=not is_protected(item))


def read_standing(item: Json, kind: Collection, zone: tzinfo, *, titles: bool = False) -> Standing:
    """What an object says about its own visibility; `titles`: a password hides its words only, not the entry."""
    return Standing(
        # Where a saved answer lacks the member: visitors' answers hold nothing of another status.
        status=text(item, "status") or ("inherit" if kind.name == "attachment" else "publish"),
        type=kind.name,
        protected=is_protected(item) and not titles,
        published=_published(item, zone),
        noindex=_noindex(item),
        excluded=text(item, "meta", "_rootz_exclude") not in ("", "0"),
    )


def parent_of(item: Json, kind: Collection) -> int:
    """The hierarchical parent, or what an attachment is attached to; 0 = none."""
    return integer(item, "post") if kind.name == "attachment" else integer(item, "parent")


def is_protected(item: Json) -> bool:
    """Whether WordPress says that a password guards this object."""
    return member(item, "content", "protected") is True or member(item, "excerpt", "protected") is True


def is_kept_back(item: Json, kind: Collection, taxonomy_bases: Iterable[str], rules: OwnersRules | None) -> bool:
    """Whether the owner keeps an object back for what it is itself; files apart, which lists show as pictures."""
    if rules is None or kind.name == "attachment":
        return False
    terms = [term for base in taxonomy_bases for term in integers(item, base)]
    return rules.keeps_back(entry_type=kind.name, path=path_of(address_of(item)), term_ids=terms)


def read_term(item: Json, taxonomy: Collection) -> Term | None:
    """A term, or None for an object without id or name."""
    term_id, name = integer(item, "id"), plain_text(text(item, "name"))
    if not term_id or not name:
        return None
    return Term(
        id=term_id,
        taxonomy=text(item, "taxonomy") or taxonomy.name,
        slug=text(item, "slug"),
        name=name,
        description=plain_text(text(item, "description")),
        url=text(item, "link"),
        parent_id=integer(item, "parent"),
        count=integer(item, "count"),
    )


def read_author(item: Json) -> Author | None:
    """An author by display name, or None for an object without id."""
    author_id = integer(item, "id")
    return Author(id=author_id, name=public_name(text(item, "name"))) if author_id else None


def read_image(item: Json) -> Image | None:
    """A media object as a picture, or None when it has no file."""
    url = text(item, "source_url")
    if not url:
        return None
    details = member(item, "media_details")
    return Image(
        url=url,
        alt=plain_text(text(item, "alt_text")),
        width=integer(details, "width"),
        height=integer(details, "height"),
    )


def address_of(item: Json) -> str:
    """The permalink, or nothing where it is not one: no web address, or one that climbs out of the site."""
    url = html.unescape(text(item, "link"))
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    climbs = ".." in parts.path.split("/")
    return url if parts.scheme in ("http", "https") and not climbs else ""


def path_of(url: str) -> str:
    """Path of a permalink with its query, as the site writes it."""
    parts = parts_of(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def revision_of(value: object) -> str:
    """Sixteen hex digits that change with any part of a JSON value."""
    return hashlib.blake2b(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()


def _entry(item: Json, kind: Collection, reading: Reading, *, words: bool) -> Entry:
    # WordPress answers the plain address of every type.
    url = address_of(item) or f"{reading.home}/?p={integer(item, 'id')}"
    body, losses = reading.traces.remove_from(_body(item, kind)) if words else ("", ())
    rendered = close_rendered(body, is_media=kind.name == "attachment") if words else Rendered(html="")
    image = reading.image(integer(item, "featured_media")) if words else None
    published = _published(item, reading.zone) or EPOCH
    modified = moment(text(item, "modified_gmt"), text(item, "modified"), reading.zone)
    return Entry(
        id=integer(item, "id"),
        type=kind.name,
        # With the body as it is without traces: what another entry hides changes this one.
        revision=revision_of([item, str(image), body]),
        slug=text(item, "slug"),
        path=path_of(url),
        url=url,
        title=plain_text(text(item, "title", "rendered")),
        html=rendered.html,
        published=published,
        modified=modified or published,
        excerpt=_excerpt(item, kind, body) if words else "",
        author_id=integer(item, "author"),
        parent_id=parent_of(item, kind),
        menu_order=integer(item, "menu_order"),
        sticky=member(item, "sticky") is True,
        term_ids=tuple(term for base in reading.taxonomy_bases for term in integers(item, base)),
        featured_image=image,
        media=_media(item) if kind.name == "attachment" else None,
        description=_seo_description(item) if words else "",
        canonical=_canonical(item, url),
        losses=(*losses, *rendered.losses),
        marks=rendered.marks,
    )


def _body(item: Json, kind: Collection) -> str:
    return text(item, "description", "rendered") if kind.name == "attachment" else text(item, "content", "rendered")


def _excerpt(item: Json, kind: Collection, body: str) -> str:
    written = text(item, "caption", "rendered") if kind.name == "attachment" else text(item, "excerpt", "rendered")
    return own_excerpt(open_text(written), without_attachment(body))


def _published(item: Json, zone: tzinfo) -> datetime | None:
    found = moment(text(item, "date_gmt"), text(item, "date"), zone)
    return found.astimezone(UTC) if found else None


def _media(item: Json) -> Media:
    details = member(item, "media_details")
    body = open_text(without_attachment(text(item, "description", "rendered")))
    return Media(
        url=text(item, "source_url") or text(item, "guid", "rendered"),
        mime=text(item, "mime_type"),
        caption=own_excerpt(open_text(text(item, "caption", "rendered")), body),
        description=plain_text(body),
        alt=plain_text(text(item, "alt_text")),
        width=integer(details, "width"),
        height=integer(details, "height"),
        size=integer(details, "filesize"),
        exif=camera_facts(member(details, "image_meta")),
    )


def _noindex(item: Json) -> bool:
    yoast = text(item, "yoast_head_json", "robots", "index").lower() == "noindex"
    return yoast or "noindex" in text(item, "aioseo_head_json", "robots").lower()


def _seo_description(item: Json) -> str:
    written = text(item, "yoast_head_json", "description") or text(item, "aioseo_head_json", "description")
    return plain_text(written)


def _canonical(item: Json, url: str) -> str:
    """Another address declared canonical; every plugin names the entry's own by default."""
    declared = text(item, "yoast_head_json", "canonical") or text(item, "aioseo_head_json", "canonical_url")
    return "" if declared.rstrip("/") == url.rstrip("/") else declared
