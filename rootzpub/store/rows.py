"""Rows and values: how an entry lies in the tables, and how it becomes a `PublishedEntry` again.

Invariants: what goes in comes out equal; all text is clean before it gets here (`clean`): no lone surrogates, no NUL,
no U+2028 or U+2029 [wire §1.1].
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from rootzpub.errors import MalformedInput, StoreUnavailable
from rootzpub.site import (
    Article,
    Author,
    ClosedSite,
    DecidingPlugin,
    Entry,
    EntryHead,
    Held,
    Image,
    Loss,
    Media,
    MenuItem,
    Publication,
    PublishedEntry,
    Record,
    Section,
    SiteFacts,
    Term,
    TypeInfo,
)
from rootzpub.store.paths import path_key
from rootzpub.wire import publication
from rootzpub.wire.rules import clean_text

# `entry_of_row` reads these by position, and `memory._published` puts its values together in this order.
ENTRY_COLUMNS = (
    "e.id, e.type, e.slug, e.path, e.url, e.title, e.published, e.modified, b.markdown, b.text, e.content_hash, "
    "e.excerpt, e.word_count, e.reading_minutes, e.token_estimate, a.name, e.parent_id, p.path, e.menu_order, "
    "e.sticky, e.description, e.canonical, e.details"
)
ENTRY_TABLES = (
    "entries e JOIN bodies b ON b.id = e.id LEFT JOIN authors a ON a.id = e.author_id "
    "LEFT JOIN entries p ON p.id = e.parent_id"
)
RECORD_COLUMNS = "path, title, type, content_hash, modified, leaf"
_JOINED = frozenset({15, 17})
"""Columns of ENTRY_COLUMNS that stand in rows of others: the author's name, the parent's path."""
_DETAILS = 22
_CHECK = "check"
"""The member of `details` that holds a digest of everything else that is served of the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """An entry with its converted content, ready to be kept."""

    entry: Entry
    article: Article
    excerpt: str
    """One line of plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHtml:
    """A published entry as it is looked for on its page."""

    id: int
    revision: str
    url: str
    path: str
    html: str
    canonical: str = ""
    file_url: str = ""
    """Of an attachment."""
    type: str = ""


HTML_COLUMNS = ("type", "url", "path", "canonical", "details")
"""What `stored_html` reads by position, between id with revision and the HTML."""


def stored_html(row: Sequence[Any]) -> StoredHtml:
    """Id, revision, HTML_COLUMNS and HTML as a value."""
    media = orjson.loads(row[6]).get("media")
    return StoredHtml(
        id=row[0],
        revision=row[1],
        type=row[2],
        url=row[3],
        path=row[4],
        canonical=row[5],
        html=row[7],
        file_url=media["url"] if media else "",
    )


def html_of(connection: sqlite3.Connection, entry_id: int) -> StoredHtml | None:
    """One published entry as it is looked for on its page."""
    columns = ", ".join(f"e.{name}" for name in HTML_COLUMNS)
    row = connection.execute(
        f"SELECT e.id, e.revision, {columns}, b.html FROM entries e JOIN bodies b ON b.id = e.id WHERE e.id = ?",
        (entry_id,),
    ).fetchone()
    return stored_html(row) if row else None


def clean(text: str) -> str:
    """Text that can be stored and published: clean as the wire wants it, and without NUL, which ends text in SQLite."""
    return clean_text(text).replace("\0", "")


def marks(values: Collection[Any]) -> str:
    """A `?` for each value of an SQL list."""
    return ", ".join("?" * len(values))


def seconds(moment: datetime) -> int:
    """Unix seconds of a moment."""
    return int(moment.timestamp())


def moment(value: int) -> datetime:
    """The moment of Unix seconds, UTC."""
    return datetime.fromtimestamp(value, UTC)


def content_hash(markdown: str) -> str:
    """`sha256:` + hex over the UTF-8 bytes of the markdown [wire §3b.1]."""
    return publication.sha256_text(hashlib.sha256(markdown.encode()).digest())


def record_of_row(row: Sequence[Any]) -> Record:
    """A row of RECORD_COLUMNS as a record."""
    path, title, kind, digest, modified, leaf = row
    with whole(f"the record of {path!r}"):
        record = Record(path=path, title=title, type=kind, content_hash=digest, modified=moment(modified))
        if publication.leaf_hash(record) != leaf:
            raise ValueError("its hash is another one")
        return record


@contextlib.contextmanager
def whole(what: str) -> Iterator[None]:
    """What is read inside is as it was written, or StoreUnavailable: a damaged row is never signed."""
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError, MalformedInput) as error:
        raise StoreUnavailable(
            f"the store is damaged: {what} is not as it was written",
            hint="Run `rootzpub store check`, which names the file; `rootzpub store rebuild` makes site.db anew.",
        ) from error


def entry_row(converted: Converted) -> dict[str, Any]:
    """The row of `entries`, by column."""
    entry, article = converted.entry, converted.article
    # The leaf is made of what the tables keep (clean text, whole seconds): it has to follow from the row alone, in
    # every process and after a restart.
    record = Record(
        path=clean(entry.path),
        title=clean(entry.title),
        type=entry.type,
        content_hash=content_hash(clean(article.markdown)),
        modified=moment(seconds(entry.modified)),
    )
    return {
        "id": entry.id,
        "type": entry.type,
        "revision": entry.revision,
        "slug": clean(entry.slug),
        "path": record.path,
        "path_key": path_key(record.path),
        "url": clean(entry.url),
        "title": record.title,
        "published": seconds(entry.published),
        "modified": seconds(entry.modified),
        "content_hash": record.content_hash,
        "leaf": publication.leaf_hash(record),
        "excerpt": clean(converted.excerpt),
        "word_count": article.word_count,
        "reading_minutes": article.reading_minutes,
        "token_estimate": article.token_estimate,
        "author_id": entry.author_id,
        "parent_id": entry.parent_id,
        "menu_order": entry.menu_order,
        "sticky": int(entry.sticky),
        "description": clean(entry.description),
        "canonical": clean(entry.canonical),
        "details": _details(converted),
    }


def checked_row(row: dict[str, Any], body: dict[str, Any], term_ids: Iterable[int]) -> dict[str, Any]:
    """The row of `entries` with a digest of what is served of it, which `entry_of_row` compares."""
    columns = {**row, **body}
    names = (name.rpartition(".")[2] for name in ENTRY_COLUMNS.split(", "))
    values = [None if place in _JOINED else columns[name] for place, name in enumerate(names)]
    details = orjson.loads(row["details"])
    return {**row, "details": orjson.dumps({**details, _CHECK: _digest(values, details, term_ids)}).decode()}


def without_check(row: dict[str, Any]) -> dict[str, Any]:
    """A row to be compared with one of before there were digests; what cannot be read is like nothing else."""
    try:
        details = orjson.loads(row["details"])
        return {**row, "details": {name: value for name, value in details.items() if name != _CHECK}}
    except (ValueError, TypeError, AttributeError):
        return {}


def _digest(values: Sequence[Any], details: dict[str, Any], term_ids: Iterable[int]) -> str:
    """Over the values of ENTRY_COLUMNS; those of other rows do not count, `details` as they are without the digest."""
    own = [None if place in _JOINED else value for place, value in enumerate(values)]
    own[_DETAILS] = details
    own.append(list(dict.fromkeys(term_ids)))
    return hashlib.sha256(orjson.dumps(own)).hexdigest()[:32]


def body_row(converted: Converted) -> dict[str, Any]:
    """The row of `bodies`, by column."""
    return {
        "id": converted.entry.id,
        "html": clean(converted.entry.html),
        "markdown": clean(converted.article.markdown),
        "text": clean(converted.article.text),
    }


def losses_of(converted: Converted) -> tuple[Loss, ...]:
    """What source and conversion lost, one `Loss` for each kind, in order of first occurrence."""
    # Source and converter may both lose a form; the table has one row for each kind.
    merged: dict[str, Loss] = {}
    for loss in (*converted.entry.losses, *converted.article.losses):
        known = merged.get(loss.kind)
        count = loss.count + (known.count if known else 0)
        merged[loss.kind] = Loss(kind=loss.kind, count=count, example=known.example if known else clean(loss.example))
    return tuple(merged.values())


def _details(converted: Converted) -> str:
    entry = converted.entry
    details: dict[str, Any] = {
        "losses": [[loss.kind, loss.count, loss.example] for loss in losses_of(converted)],
        "sections": [
            [section.level, clean(section.title), clean(section.anchor), section.start, section.end]
            for section in converted.article.sections
        ],
        "image": cleaned(asdict(entry.featured_image)) if entry.featured_image else None,
        "media": cleaned(asdict(entry.media)) if entry.media else None,
        "wordsBy": entry.words_by,
        "language": clean(entry.language),
        # In the order of tags, so that the same translations are the same row.
        "translations": cleaned(dict(sorted(entry.translations.items()))),
        "facts": cleaned(entry.facts),
    }
    return orjson.dumps({name: value for name, value in details.items() if value}).decode()


def cleaned(value: Any) -> Any:
    """A value of JSON with all of its text clean."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(name)): cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(inner) for inner in value]
    return value


def entry_of_row(row: Sequence[Any], terms: Mapping[int, Term | None]) -> PublishedEntry:
    """A row of ENTRY_COLUMNS and its terms by id as a value; None for a term that the site does not show.

    Raises:
        StoreUnavailable: it is not as it was written.
    """
    with whole(f"the entry {row[0]!r}"):
        return _entry_of_row(row, terms)


def _entry_of_row(row: Sequence[Any], terms: Mapping[int, Term | None]) -> PublishedEntry:
    details = orjson.loads(row[_DETAILS])
    check = details.pop(_CHECK, None)
    # Rows of before the digest have the hash of their text alone.
    if content_hash(row[8]) != row[10] if check is None else check != _digest(row, details, terms):
        raise ValueError("its digest is another one")
    image, media = details.get("image"), details.get("media")
    return PublishedEntry(
        id=row[0],
        type=row[1],
        slug=row[2],
        path=row[3],
        url=row[4],
        title=row[5],
        published=moment(row[6]),
        modified=moment(row[7]),
        markdown=row[8],
        text=row[9],
        content_hash=row[10],
        excerpt=row[11],
        word_count=row[12],
        reading_minutes=row[13],
        token_estimate=row[14],
        author=row[15] or "",
        parent_id=row[16],
        parent_path=row[17] or "",
        menu_order=row[18],
        sticky=bool(row[19]),
        description=row[20],
        canonical=row[21],
        losses=tuple(Loss(kind=kind, count=count, example=text) for kind, count, text in details.get("losses", ())),
        sections=tuple(_sections(details.get("sections", ()))),
        featured_image=Image(**image) if image else None,
        media=Media(**media) if media else None,
        words_by=details.get("wordsBy", ""),
        facts=details.get("facts", {}),
        terms=tuple(term for term in terms.values() if term is not None),
        language=details.get("language", ""),
        translations=details.get("translations", {}),
    )


def _sections(rows: Sequence[Sequence[Any]]) -> Iterator[Section]:
    for level, title, anchor, start, end in rows:
        yield Section(level=level, title=title, anchor=anchor, start=start, end=end)


def term_row(term: Term) -> tuple[Any, ...]:
    """The row of `terms`, without `used`."""
    return (
        term.id,
        term.taxonomy,
        clean(term.slug),
        clean(term.name),
        clean(term.description),
        clean(term.url),
        term.parent_id,
    )


def term_of_row(row: Sequence[Any]) -> Term:
    """A row (id, taxonomy, slug, name, description, url, parent_id, used) as a term; `count` is published entries."""
    return Term(
        id=row[0],
        taxonomy=row[1],
        slug=row[2],
        name=row[3],
        description=row[4],
        url=row[5],
        parent_id=row[6],
        count=row[7],
    )


def author_row(author: Author) -> tuple[int, str]:
    """The row of `authors`."""
    return author.id, clean(author.name)


def head_of_row(row: tuple[Any, ...]) -> EntryHead:
    """(id, type, path, title, facts, losses), the last two as JSON or NULL."""
    entry_id, kind, path, title, facts, losses = row
    with whole(f"the entry at {path!r}"):
        return EntryHead(
            id=entry_id,
            type=kind,
            path=path,
            title=title,
            facts=orjson.loads(facts or "{}"),
            losses=tuple(
                Loss(kind=kind, count=count, example=text) for kind, count, text in orjson.loads(losses or "[]")
            ),
        )


def facts_to_json(facts: SiteFacts) -> str:
    """The site's facts as kept."""
    # Without the digest, which no document shows: another one is no change of what is published.
    kept = {name: value for name, value in asdict(facts).items() if name != "visibility_digest"}
    # Sorted, because `keep_facts` compares the text to know whether anything changed.
    return orjson.dumps(cleaned(kept), option=orjson.OPT_SORT_KEYS).decode()


def facts_of_json(kept: str) -> SiteFacts:
    """The site's facts as they were."""
    values = orjson.loads(kept)
    values["types"] = tuple(TypeInfo(**kind) for kind in values["types"])
    values["menu"] = tuple(MenuItem(**item) for item in values["menu"])
    values["builders"] = tuple((name, count) for name, count in values.get("builders", ()))
    # Facts that an earlier version stored lack these.
    values["closed"] = tuple(ClosedSite(**site) for site in values.get("closed", ()))
    values["plugins"] = tuple(DecidingPlugin(**plugin) for plugin in values.get("plugins", ()))
    values["unknown_types"] = tuple(values.get("unknown_types", ()))
    return SiteFacts(**values)


def held_to_json(held: Held | None) -> str:
    """What was held back, as site.db keeps it: ids by the second in which they were first missed."""
    if held is None:
        return ""
    by_moment: dict[int, list[int]] = {}
    for entry_id, since in held.since.items():
        by_moment.setdefault(seconds(since), []).append(entry_id)
    head = (held.reason, held.detail, seconds(held.first), seconds(held.again), held.published)
    return orjson.dumps((head, sorted(by_moment.items()))).decode()


def held_of_json(kept: str | None) -> Held | None:
    """What was held back, as it was."""
    if not kept:
        return None
    (reason, detail, first, again, published), by_moment = orjson.loads(kept)
    since = {entry_id: moment(second) for second, ids in by_moment for entry_id in ids}
    return Held(
        reason=reason,
        detail=detail,
        first=moment(first),
        again=moment(again),
        published=published,
        since=dict(sorted(since.items())),
    )


def publication_to_json(publication: Publication) -> str:
    """The publication that site.db shows, as kept there."""
    row = (publication.sequence, publication.root.hex(), publication.size, seconds(publication.published_at))
    return orjson.dumps(row).decode()


def publication_of_json(kept: str) -> Publication:
    """The publication as it was."""
    sequence, root, size, published = orjson.loads(kept)
    return Publication(sequence=sequence, root=bytes.fromhex(root), size=size, published_at=moment(published))
