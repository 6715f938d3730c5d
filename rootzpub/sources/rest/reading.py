"""One object of the REST API, one `Change`: posts, pages, custom types and media; terms and authors beside them.

Invariants: a protected or hidden object becomes a `Hidden` and none of its words go further.
"""

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import quote, urlsplit

import orjson

from rootzpub.errors import MalformedInput
from rootzpub.site import Author, Entry, Hidden, Image, Media, Term
from rootzpub.sources.rest.answers import Json, integer, integers, member, text
from rootzpub.sources.rest.catalog import Collection
from rootzpub.sources.rest.languages import language_of, translations_of
from rootzpub.sources.rest.traces import HiddenTraces
from rootzpub.sources.source import OwnersRules
from rootzpub.sources.url import parts_of
from rootzpub.wordpress.dates import EPOCH, moment
from rootzpub.wordpress.gates import Closed
from rootzpub.wordpress.gates.private_files import private_folder
from rootzpub.wordpress.image_meta import camera_facts
from rootzpub.wordpress.plain_text import own_excerpt, plain_text, public_name, without_attachment
from rootzpub.wordpress.rendering import Rendered, close_rendered, open_text
from rootzpub.wordpress.visibility import Lineage, Standing, hidden_by_relatives, hidden_reason

_NOINDEX_HEAD = re.compile(r"<meta\s+name=['\"]robots['\"][^>]{0,200}noindex", re.IGNORECASE)
_NOINDEX_META = {
    "_yoast_wpseo_meta-robots-noindex": "1",
    "_seopress_robots_index": "yes",
    "_aioseop_noindex": "on",
}
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\"<>\\^`{|}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading an object needs to know of its site."""

    home: str
    homes: tuple[str, ...]
    """Addresses that are the site's own."""
    zone: tzinfo
    now: datetime
    taxonomy_bases: tuple[str, ...]
    """Members that hold term ids: `categories`, `tags`, …"""
    image: Callable[[int], Image | None]
    """A featured image by its attachment's id."""
    lineage: Lineage
    """Which parents are published."""
    traces: HiddenTraces
    """What must not show through in other entries."""
    show_protected_titles: bool = False
    language: str = ""
    """Of the site, where it is known."""
    multilingual: bool = False
    """Whether a plugin of languages is there, so that addresses tell them."""
    address: Callable[[int], str] = lambda _: ""
    """The address of another object, where all are at hand."""


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
    if not reason and leads_elsewhere(item, reading.homes):
        # Only a plugin gives an entry such an address: visitors are sent there, and read nothing of it here.
        reason = "redirect"
    until = standing.published if reason == "future" else None
    if not reason:
        parent = parent_of(item, kind)
        reason = hidden_by_relatives(entry_type=kind.name, parent_id=parent, lineage=reading.lineage)
    if reason:
        return Hidden(id=entry_id, reason=reason, cause=cause_of(item, kind, reason), until=until)
    return _entry(item, kind, reading, words=not is_protected(item))


def read_standing(item: Json, kind: Collection, zone: tzinfo, *, titles: bool = False) -> Standing:
    """What an object says about its own visibility; `titles`: a password hides its words only, not the entry."""
    closed = _closed(item, kind)
    # Where a saved answer lacks the member: visitors' answers hold nothing of another status. An empty one is another.
    missing = "inherit" if kind.name == "attachment" else "publish"
    return Standing(
        status=text(item, "status") if "status" in item else missing,
        type=kind.name,
        protected=is_protected(item) and not titles,
        published=_published(item, zone),
        noindex=_noindex(item),
        excluded=text(item, "meta", "_rootz_exclude") not in ("", "0"),
        closed=closed.reason if closed else "",
    )


def cause_of(item: Json, kind: Collection, reason: str) -> str:
    """The plugin that closes an object for this reason; empty where it is WordPress."""
    closed = _closed(item, kind)
    return closed.cause if closed and closed.reason == reason else ""


def _closed(item: Json, kind: Collection) -> Closed | None:
    """What plugins' marks say of an object, as far as the API shows them."""
    meta = {key: tuple(_meta_texts(value)) for key, value in _members(member(item, "meta")).items()}
    rows = [(key, value) for key, values in meta.items() for value in values]
    opened = {number: (0,) for key, value in rows for number in kind.gates.opened(key, value)}
    folder = private_folder(text(item, "source_url")) or private_folder(text(item, "guid", "rendered"))
    if folder and kind.name == "attachment":
        return Closed(reason="private-file", cause=folder)
    # By id 0: a rule of this kind knows no ids, and whatever is open here is this object.
    return kind.gates.closed_by_meta(meta) or kind.gates.closed_by_type(0, kind.name, opened)


def _members(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _meta_texts(value: Any) -> Iterator[str]:
    """A meta field as a database has it: one text for each value; what is nested counts as set."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, bool) or one is None:
            yield "1" if one else ""
        else:
            yield str(one) if isinstance(one, str | int | float) else ("1" if one else "")


def parent_of(item: Json, kind: Collection) -> int:
    """The hierarchical parent, or what an attachment is attached to; 0 = none."""
    return integer(item, "post") if kind.name == "attachment" else integer(item, "parent")


def is_protected(item: Json) -> bool:
    """Whether WordPress says that a password guards this object."""
    # Whatever is not plainly false: something between may have made a text or a number of it.
    return any(
        isinstance(part, dict) and part.get("protected", False) is not False
        for part in (member(item, "content"), member(item, "excerpt"))
    )


def kept_back(item: Json, kind: Collection, taxonomy_bases: Iterable[str], rules: OwnersRules | None) -> bool:
    """Whether the owner keeps an object back."""
    if rules is None:
        return False
    term_ids = tuple(term for base in taxonomy_bases for term in integers(item, base))
    return rules.keeps_back(entry_type=kind.name, path=path_of(address_of(item)), term_ids=term_ids)


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
    """The permalink, or nothing where it is not one: no web address, or one that climbs out of the site.

    What may not stand in an address (white space, line separators, controls) is percent-encoded.
    """
    url = _UNSAFE.sub(lambda match: quote(match[0], safe=""), html.unescape(text(item, "link")).strip())
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    climbs = ".." in parts.path.split("/")
    return url if parts.scheme in ("http", "https") and not climbs else ""


def leads_elsewhere(item: Json, homes: Iterable[str]) -> bool:
    """Whether an object's link is an address of another host than the site has."""
    hosts = {_host(home) for home in homes} - {""}
    host = _host(address_of(item))
    return bool(host and hosts) and host not in hosts


def _host(url: str) -> str:
    # A staging port and www. are the same site.
    return (parts_of(url).hostname or "").removeprefix("www.")


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
    language = language_of(
        item, url, home=reading.home, site_language=reading.language, told_by_address=reading.multilingual
    )
    translations = translations_of(item, language, is_visible=reading.lineage.is_visible, address=reading.address)
    return Entry(
        id=integer(item, "id"),
        type=kind.name,
        # With the body as it is without traces: what another entry hides changes this one.
        revision=revision_of([item, str(image), body, *([translations] if translations else [])]),
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
        too_costly=rendered.too_costly,
        marks=rendered.marks,
        language=language,
        translations=translations,
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
    if yoast or "noindex" in text(item, "aioseo_head_json", "robots").lower():
        return True
    # Yoast before 16.7 shows its head as HTML alone.
    return bool(_NOINDEX_HEAD.search(text(item, "yoast_head"))) or _marked_noindex(_members(member(item, "meta")))


def _marked_noindex(meta: Json) -> bool:
    """Marks of SEO plugins in the meta of an entry, where a site shows them."""
    robots, slim = meta.get("rank_math_robots"), meta.get("slim_seo")
    return (
        (isinstance(robots, list) and "noindex" in robots)
        or (isinstance(slim, dict) and slim.get("noindex") in (True, 1, "1"))
        or any(str(meta.get(key, "")).lower() == value for key, value in _NOINDEX_META.items())
    )


def _seo_description(item: Json) -> str:
    written = text(item, "yoast_head_json", "description") or text(item, "aioseo_head_json", "description")
    return plain_text(written)


def _canonical(item: Json, url: str) -> str:
    """Another address declared canonical; every plugin names the entry's own by default."""
    declared = text(item, "yoast_head_json", "canonical") or text(item, "aioseo_head_json", "canonical_url")
    return "" if declared.rstrip("/") == url.rstrip("/") else declared
