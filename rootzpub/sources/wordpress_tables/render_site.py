"""What rendering asks of a site, answered from its tables. Only what an anonymous visitor may see exists here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar, cast

from sqlalchemy import ColumnElement, func, select

from rootzpub.site import Author, Term
from rootzpub.sources.wordpress_tables.context import SiteContext
from rootzpub.sources.wordpress_tables.data_tables import data_table
from rootzpub.sources.wordpress_tables.media import attachment_of
from rootzpub.sources.wordpress_tables.menus import menu_id_of, menu_tree, navigation_markup
from rootzpub.sources.wordpress_tables.post_query import counted, selected
from rootzpub.sources.wordpress_tables.rows import Meta, PostRow, first, meta_by_id, post_columns, post_row, rows_by_id
from rootzpub.sources.wordpress_tables.values import as_number, as_text
from rootzpub.wordpress.date_archives import archives_of
from rootzpub.wordpress.languages import Language
from rootzpub.wordpress.plain_text import public_name
from rootzpub.wordpress.rendering import (
    Archive,
    Attachment,
    DataTable,
    Link,
    Period,
    PostQuery,
    RawEntry,
    RenderSettings,
)
from rootzpub.wordpress.rendering.builders import LIBRARY_TYPES, MARK_KEYS, TREE_KEYS
from rootzpub.wordpress.rendering.collation import collated
from rootzpub.wordpress.rendering.database_order import most_used

Answer = TypeVar("Answer")

_RENDERED = MARK_KEYS | TREE_KEYS | {"footnotes"}

_MOST_KEPT = 2_000
_MOST_ANSWERS = 64
_MOST_ATTACHED = 2_000
_NEIGHBOURS_LOOKED_AT = 20


@dataclass(slots=True)
class TableSite:
    """A `RenderSite` over one snapshot."""

    site: SiteContext
    settings: RenderSettings
    language: str = ""
    """Code of the language whose lists are shown; empty = all that there is."""
    _languages: dict[str, "TableSite"] = field(default_factory=dict)
    _attachments: dict[int, Attachment | None] = field(default_factory=dict)
    _answers: dict[str, Sequence[object]] = field(default_factory=dict)

    def in_language(self, language: Language | None) -> "TableSite":
        """The site as a visitor of pages in this language sees it: its dates, its marks, its lists."""
        if language is None or language.code == self.language:
            return self
        if language.code not in self._languages:
            settings = replace(self.settings, locale=language.locale)
            self._languages[language.code] = TableSite(self.site, settings, language.code)
        return self._languages[language.code]

    def attachment(self, attachment_id: int) -> Attachment | None:
        """One media item."""
        if attachment_id not in self._attachments:
            self._keep(rows_by_id(self.site.reader, [attachment_id]).values())
            self._attachments.setdefault(attachment_id, None)
        return self._attachments[attachment_id]

    def attachments_of(self, parent_id: int) -> Sequence[Attachment]:
        """The media attached to an entry, by menu order, then id."""
        # Most entries have no media of their own; where all is listed, the checksums say so without a statement.
        if not self.site.listing.attached_to(parent_id):
            return []
        posts = self.site.reader.schema.table("posts").c
        statement = (
            select(*post_columns(self.site.reader))
            .where(posts.post_parent == parent_id, posts.post_type == "attachment", posts.post_status == "inherit")
            .order_by(posts.menu_order, posts.ID)
            .limit(_MOST_ATTACHED)
        )
        rows = [post_row(self.site.reader, line) for line in self.site.reader.rows(statement)]
        self._keep(rows)
        return [item for row in rows if (item := self._attachments.get(row.id)) is not None]

    def post(self, post_id: int) -> RawEntry | None:
        """One published entry of any public type, with its content."""
        if not self.site.shows(post_id):
            return None
        rows = rows_by_id(self.site.reader, [post_id])
        return next(iter(self._entries(rows.values())), None)

    def posts(self, query: PostQuery) -> Sequence[RawEntry]:
        """The published entries the query selects, the hidden ones among them left out."""
        return self._once(f"posts {query}", lambda: self._selected(query))

    def count(self, query: PostQuery) -> int:
        """How many entries the query selects without its offset and limit."""
        posts = self.site.reader.schema.table("posts")
        line = self.site.reader.one(
            select(func.count()).select_from(posts).where(*counted(self.site, query), *self._of_language())
        )
        return as_number(line[0]) if line else 0

    def neighbour(self, entry: RawEntry, *, newer: bool) -> RawEntry | None:
        """The published entry of the same type before or after this one in time."""
        posts = self.site.reader.schema.table("posts").c
        own = self.site.reader.one(select(posts.post_date).where(posts.ID.in_([entry.id])))
        if own is None:
            return None
        after = posts.post_date > own[0] if newer else posts.post_date < own[0]
        order = posts.post_date.asc() if newer else posts.post_date.desc()
        statement = select(*post_columns(self.site.reader)).where(
            posts.post_type == entry.type, posts.post_status == "publish", after, *self._of_language()
        )
        lines = self.site.reader.rows(statement.order_by(order).limit(_NEIGHBOURS_LOOKED_AT))
        return next(iter(self._entries(self._shown(post_row(self.site.reader, line) for line in lines)[:1])), None)

    def archives(self, period: Period, post_type: str) -> Sequence[Archive]:
        """The spans of time that hold posts, newest first."""
        return self._once(f"archives {period} {post_type}", lambda: self._archives(period, post_type))

    def terms(self, taxonomy: str, *, used: bool = False) -> Sequence[Term]:
        """The terms of a taxonomy by name; `used`: none without published entries."""
        found = self._once(f"terms {taxonomy}", lambda: self._terms(taxonomy))
        return [term for term in found if term.count] if used else found

    def most_used_terms(self, taxonomy: str, limit: int) -> Sequence[Term]:
        """The terms with the most published entries, equals as MariaDB leaves them."""
        found = self.site.terms.of_taxonomy(taxonomy, self.language)
        return most_used([term for term in found if self.site.shows_term(term.id)], limit)

    def post_terms(self, post_id: int, taxonomy: str) -> Sequence[Term]:
        """The terms of one entry, by name."""
        rows = self.site.terms.of_entries([post_id]).get(post_id, [])
        return [self.site.terms.term(row) for row in rows if row.taxonomy == taxonomy and self.site.shows_term(row.id)]

    def author(self, author_id: int) -> Author | None:
        """Someone who published."""
        if not self.site.reader.has("users"):
            return None
        users = self.site.reader.schema.table("users").c
        line = self.site.reader.one(select(users.ID, users.display_name).where(users.ID.in_([author_id])))
        return Author(id=author_id, name=public_name(as_text(line[1]))) if line else None

    def reusable_block(self, block_id: int) -> str | None:
        """The markup of a published synced pattern."""
        row = rows_by_id(self.site.reader, [block_id]).get(block_id)
        shown = row is not None and row.type == "wp_block" and row.status == "publish" and not row.protected
        return row.content if row is not None and shown else None

    def library_entry(self, entry_id: int) -> RawEntry | None:
        """A published entry of a page builder's library."""
        row = rows_by_id(self.site.reader, [entry_id]).get(entry_id)
        if row is None or row.type not in LIBRARY_TYPES or row.status != "publish" or row.protected:
            return None
        return RawEntry(id=row.id, type=row.type, content=row.content)

    def stored_tree(self, entry_id: int, key: str) -> str:
        """The meta in which a page builder keeps the words of an entry."""
        if key not in TREE_KEYS or not self.site.reader.has("postmeta"):
            return ""
        meta = self.site.reader.schema.table("postmeta").c
        statement = select(meta.meta_value).where(meta.post_id == entry_id, meta.meta_key == key)
        line = self.site.reader.one(statement.order_by(meta.meta_id).limit(1))
        return as_text(line[0]) if line else ""

    def pattern(self, slug: str) -> str | None:
        """Registered patterns live in themes' PHP, which no table holds."""
        del slug
        return None

    def navigation(self, navigation_id: int) -> str | None:
        """The markup of a published `wp_navigation`."""
        return navigation_markup(self.site, navigation_id)

    def menu(self, location_or_id: str) -> Sequence[Link]:
        """A classic menu."""
        menu_id = menu_id_of(self.site, location_or_id)
        return menu_tree(self.site, menu_id) if menu_id else ()

    def table(self, table_id: str) -> DataTable | None:
        """A published table of TablePress."""
        return data_table(self.site, table_id)

    def raw_entry(self, row: PostRow, meta: Meta, *, url: str) -> RawEntry:
        """An entry as rendering takes it."""
        item = attachment_of(row, meta, self.site.uploads, url) if row.type == "attachment" else None
        return RawEntry(
            id=row.id,
            type=row.type,
            title=row.title,
            url=url,
            date=self._local(row.published(self.site.zone)),
            modified=self._local(row.changed(self.site.zone)),
            excerpt=row.excerpt,
            content=row.content,
            author_id=row.author,
            parent_id=row.parent,
            menu_order=row.menu_order,
            thumbnail_id=as_number(first(meta, "_thumbnail_id")),
            meta={key: values[0] for key, values in meta.items() if key in _RENDERED or key.startswith("_oembed_")},
            attachment=item,
        )

    def _of_language(self) -> tuple[ColumnElement[bool], ...]:
        """The condition that leaves out what has another language."""
        others = self.site.languages.of_other_languages(self.language)
        return () if others is None else (self.site.reader.schema.table("posts").c.ID.not_in(others),)

    def _once(self, question: str, answer: Callable[[], Sequence[Answer]]) -> Sequence[Answer]:
        """The answer to a question that many entries ask (the latest posts, the archives), found once a snapshot."""
        if question not in self._answers:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers[question] = answer()
        return cast("Sequence[Answer]", self._answers[question])

    def _selected(self, query: PostQuery) -> list[RawEntry]:
        lines = self.site.reader.rows(selected(self.site, query).where(*self._of_language()))
        return self._entries(
            self._shown(post_row(self.site.reader, line, with_content=query.with_content) for line in lines)
        )

    def _shown(self, rows: Iterable[PostRow]) -> list[PostRow]:
        """Those that a visitor may see."""
        found = list(rows)
        shown = set(self.site.shown(row.id for row in found))
        return [row for row in found if row.id in shown]

    def _terms(self, taxonomy: str) -> list[Term]:
        found = self.site.terms.of_taxonomy(taxonomy, self.language)
        shown = [term for term in found if self.site.shows_term(term.id)]
        return sorted(shown, key=lambda term: collated(term.name))

    def _archives(self, period: Period, post_type: str) -> list[Archive]:
        posts = self.site.reader.schema.table("posts").c
        # By day for every period: `archives_of` makes weeks by the site's own first day.
        day = func.substr(posts.post_date, 1, 10)
        statement = (
            select(day, func.count())
            .where(posts.post_type == post_type, posts.post_status == "publish", *self._of_language())
            .group_by(day)
        )
        days = [(as_text(line[0]), as_number(line[1])) for line in self.site.reader.rows(statement)]
        return archives_of(
            days,
            period,
            links=self.site.permalinks,
            zone=self.site.zone,
            start_of_week=self.settings.start_of_week,
        )

    def _entries(self, rows: Iterable[PostRow]) -> list[RawEntry]:
        found = list(rows)
        ids = [row.id for row in found]
        metas = meta_by_id(self.site.reader, ids)
        self.site.links.prepare(ids)
        return [self.raw_entry(row, metas.get(row.id, {}), url=self.site.links.of(row.id)) for row in found]

    def _keep(self, rows: Iterable[PostRow]) -> None:
        """Remember attachments that a visitor may see."""
        if len(self._attachments) > _MOST_KEPT:
            self._attachments.clear()
        shown = self._shown(row for row in rows if row.type == "attachment")
        metas = meta_by_id(self.site.reader, [row.id for row in shown])
        self.site.links.prepare([row.id for row in shown])
        for row in shown:
            url = self.site.links.of(row.id)
            self._attachments[row.id] = attachment_of(row, metas.get(row.id, {}), self.site.uploads, url)

    def _local(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self.site.zone) if moment else None


def table_site(site: SiteContext) -> TableSite:
    """The site's options as rendering wants them, and the answers to its questions."""
    options = site.options
    mods = options.theme_mods()
    settings = RenderSettings(
        name=options.text("blogname"),
        tagline=options.text("blogdescription"),
        home_url=site.permalinks.home,
        locale=site.locale,
        date_format=options.text("date_format") or "F j, Y",
        start_of_week=options.number("start_of_week") if options.text("start_of_week") else 1,
        posts_per_page=options.number("posts_per_page") or 10,
        front_page_id=site.front_page_id,
        posts_page_id=site.posts_page_id,
        logo_id=as_number(mods.get("custom_logo")) or options.number("site_logo"),
        use_smilies=options.text("use_smilies") != "0",
        inactive_builders=options.inactive_builders,
        notes_in_parentheses=options.notes_in_parentheses,
        db_version=options.number("db_version"),
    )
    return TableSite(site, settings)
