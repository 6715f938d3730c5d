"""An export put into a private database as if it were WordPress's tables.

Invariants: what an export lacks (options, counts, media types) is derived from what it holds; logins are used to find
authors and then forgotten, mail addresses are never looked at.
"""

import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urljoin

from rootzpub.sources.url import parts_of
from rootzpub.sources.wordpress_tables.private import PrivateDatabase
from rootzpub.sources.wordpress_tables.schema import COLUMNS
from rootzpub.sources.wordpress_tables.values import as_number
from rootzpub.sources.wxr.inference import Clues, Published
from rootzpub.sources.wxr.records import ExportRecord
from rootzpub.wordpress.visibility import INTERNAL_TAXONOMIES

# WooCommerce uses these terms as marks on entries; they have no pages.
_HIDDEN_TAXONOMIES = INTERNAL_TAXONOMIES | {"product_type", "product_visibility"}
_GENERATOR = re.compile(r"wordpress\.org/\?v=(\d{1,4})\.(\d{1,4})")
# The twins of `SINCE_6_7`, `SINCE_6_4` and `SINCE_6_3` in `rendering.page`.
_DB_VERSIONS = (((6, 7), "58975"), ((6, 4), "56657"), ((6, 3), "55853"))
_FIRST_OWN_ID = 1_000_000_000
"""Ids for authors and terms of old exports that do not number them: above all real ones."""
_TERM_NAMES = {
    "category": ("category", "category_nicename", "cat_name", "category_description", "category_parent"),
    "tag": ("post_tag", "tag_slug", "tag_name", "tag_description", ""),
    "term": ("", "term_slug", "term_name", "term_description", "term_parent"),
}
"""By kind of record: taxonomy, and where slug, name, description and the parent's slug stand."""


DOUBLE_ID = "rootzpub-double-id"
"""The status that stands for items whose id another item has: they are left out and counted (`visibility`)."""


class _Taken(NamedTuple):
    """The item that has an id."""

    published: bool
    type: str
    link: str
    title: str


@dataclass(slots=True)
class Loader:
    """Fills one private database from one or several files of an export."""

    private: PrivateDatabase
    clues: Clues = field(default_factory=Clues)
    _authors: dict[str, int] = field(default_factory=dict)
    _terms: dict[tuple[str, str], int] = field(default_factory=dict)
    _categories: set[str] = field(default_factory=set)
    _parents: dict[int, tuple[str, str]] = field(default_factory=dict)
    _entries: dict[int, _Taken] = field(default_factory=dict)
    _channel: dict[str, str] = field(default_factory=dict)
    _used_taxonomies: set[str] = field(default_factory=set)
    _next_id: int = _FIRST_OWN_ID

    def load(self, records: Iterable[ExportRecord]) -> None:
        """Take in one file."""
        # Empty ones as well, for `Reader.has` goes by what is there.
        for table_name in COLUMNS:
            # An export has no tables of plugins.
            if not table_name.startswith(("aioseo_", "pmpro_", "icl_")):
                self.private.create(table_name)
        for record in records:
            if record.kind == "channel":
                self._channel = record.texts | {name: text for name, text in self._channel.items() if text}
            elif record.kind == "author":
                self._author(record.text("author_login"), record)
            elif record.kind in _TERM_NAMES:
                self._term_record(record)
            else:
                link = record.text("link").strip()
                if not self.clues.home and parts_of(link).netloc:
                    self.clues.home = link.partition("?")[0].rstrip("/")
                self._item(record)

    def finish(self) -> None:
        """Write what follows from the whole: the tree of terms, counts, options."""
        # 1. Rows and indexes, which the statements below need.
        self.private.finish()
        table = self.private.schema.name
        # 2. Who stands above whom: an export names parents by slug, and a parent may follow its child.
        for term_id, parent in self._parents.items():
            self.private.connection.execute(
                f'UPDATE "{table("term_taxonomy")}" SET parent=? WHERE term_id=?',  # noqa: S608 a checked prefix
                (self._terms.get(parent, 0), term_id),
            )
        # 3. Counts, of published entries as WordPress counts them.
        self.private.connection.execute(
            f'UPDATE "{table("term_taxonomy")}" SET count=(SELECT count(*) FROM "{table("term_relationships")}" r '  # noqa: S608 a checked prefix
            f'JOIN "{table("posts")}" p ON p."ID"=r.object_id WHERE p.post_status=\'publish\' '
            f'AND r.term_taxonomy_id="{table("term_taxonomy")}".term_taxonomy_id)'
        )
        # 4. Options, which are known only when every item was seen.
        for number, (name, value) in enumerate(self._options().items(), start=1):
            self.private.add("options", {"option_id": number, "option_name": name, "option_value": value})
        self.private.flush()

    def start(self, home: str) -> None:
        """Tell the home address, where it is known before the items come."""
        self.clues.home = home.rstrip("/")

    def _item(self, record: ExportRecord) -> None:
        entry_id = as_number(record.text("post_id"))
        if not entry_id:
            return
        post_type, status = _column(record, "post_type", "post"), _column(record, "status", "publish")
        this = _Taken(
            (status == "publish" or (post_type == "attachment" and status == "inherit"))
            and not record.text("post_password"),
            post_type,
            record.text("link").strip(),
            record.text("title"),
        )
        other = self._entries.get(entry_id)
        if other is not None:
            # Parts of one export may overlap: the same item once more is none.
            if other[1:] != this[1:]:
                self._double(this if other.published or not this.published else other)
            if other[1:] == this[1:] or other.published or not this.published:
                return
            # A published item is not lost to a draft with its id.
            self.private.remove_entry(entry_id)
        self._entries[entry_id] = this
        attachment_url = record.text("attachment_url").strip()
        self.private.add(
            "posts",
            {
                "ID": entry_id,
                "post_author": self._author(record.text("creator").strip()),
                "post_date": record.text("post_date").strip(),
                "post_date_gmt": record.text("post_date_gmt").strip(),
                "post_content": record.text("content"),
                "post_title": record.text("title"),
                "post_excerpt": record.text("excerpt"),
                "post_status": status,
                "post_password": record.text("post_password"),
                "post_name": record.text("post_name").strip(),
                # Exports of older versions do not say when an item was changed.
                "post_modified": record.text("post_modified").strip() or record.text("post_date").strip(),
                "post_modified_gmt": record.text("post_modified_gmt").strip() or record.text("post_date_gmt").strip(),
                "post_parent": as_number(record.text("post_parent")),
                # An item may lack `_wp_attached_file`; `Uploads.url` then takes the guid.
                "guid": attachment_url or record.text("guid").strip(),
                "menu_order": as_number(record.text("menu_order")),
                "post_type": post_type,
                "post_mime_type": (mimetypes.guess_type(attachment_url)[0] or "") if attachment_url else "",
            },
        )
        self._members(record, entry_id, post_type, published=status == "publish")

    def _double(self, loser: _Taken) -> None:
        """Count an item that is left out, because another one has its id."""
        self.private.add("posts", {"ID": self._own_id(), "post_type": loser.type, "post_status": DOUBLE_ID})

    def _members(self, record: ExportRecord, entry_id: int, post_type: str, *, published: bool) -> None:
        link = record.text("link").strip()
        # Other systems export addresses below their own.
        if link and self.clues.home and not parts_of(link).scheme and parts_of(link) != parts_of(""):
            link = urljoin(f"{self.clues.home}/", link)
        self.private.add("rootzpub_links", {"post_id": entry_id, "url": link})
        for key, value in record.meta:
            self.private.add("postmeta", {"meta_id": None, "post_id": entry_id, "meta_key": key, "meta_value": value})
            if key == "_wp_attached_file":
                self.clues.see_file(record.text("attachment_url").strip(), value)
        for order, (taxonomy, slug, name) in enumerate(record.terms):
            term_id = self._term(taxonomy, slug, name)
            self.private.add(
                "term_relationships", {"object_id": entry_id, "term_taxonomy_id": term_id, "term_order": order}
            )
            if published:
                self._used_taxonomies.add(taxonomy)
        if published:
            date = record.text("post_date").strip()
            seen = Published(
                id=entry_id,
                type=post_type,
                link=link,
                slug=record.text("post_name").strip(),
                date=date,
                author=record.text("creator").strip().lower(),
                categories=self._categories,
            )
            self.clues.see(seen)
            self.clues.see_dates(date, record.text("post_date_gmt").strip())
        if record.text("is_sticky").strip() == "1":
            self.clues.sticky.append(entry_id)

    def _author(self, login: str, record: ExportRecord | None = None) -> int:
        """An author's id by login; only the display name is kept."""
        if not login:
            return 0
        if login not in self._authors:
            known = as_number(record.text("author_id")) if record else 0
            self._authors[login] = known or self._own_id()
            shown = record.text("author_display_name").strip() if record else ""
            row: dict[str, str | int | None] = {"ID": self._authors[login], "user_nicename": "", "display_name": shown}
            self.private.add("users", row)
        return self._authors[login]

    def _term_record(self, record: ExportRecord) -> None:
        taxonomy, slug, name, description, parent = _TERM_NAMES[record.kind]
        taxonomy = taxonomy or record.text("term_taxonomy").strip()
        term_id = self._term(
            taxonomy, record.text(slug).strip(), record.text(name).strip(), record, description=record.text(description)
        )
        for key, value in record.meta:
            self.private.add("termmeta", {"meta_id": None, "term_id": term_id, "meta_key": key, "meta_value": value})
        above = record.text(parent).strip() if parent else ""
        if above:
            self._parents[term_id] = (taxonomy, above)

    def _term(
        self, taxonomy: str, slug: str, name: str, record: ExportRecord | None = None, *, description: str = ""
    ) -> int:
        """A term's id by taxonomy and slug; it is added when it is new."""
        key = (taxonomy, slug or name.casefold())
        if key not in self._terms:
            term_id = (as_number(record.text("term_id")) if record else 0) or self._own_id()
            self._terms[key] = term_id
            if taxonomy == "category":
                self._categories.add(slug)
            self.private.add("terms", {"term_id": term_id, "name": name or slug, "slug": slug})
            row: dict[str, str | int | None] = {"term_taxonomy_id": term_id, "term_id": term_id, "taxonomy": taxonomy}
            self.private.add("term_taxonomy", row | {"parent": 0, "count": 0, "description": description})
        return self._terms[key]

    def _own_id(self) -> int:
        self._next_id += 1
        return self._next_id

    def _options(self) -> dict[str, str]:
        """A site's options, as far as an export lets us know them."""
        clues, channel = self.clues, self._channel
        home = (channel.get("base_blog_url") or channel.get("link") or clues.home).rstrip("/")
        offset = clues.offsets.most_common(1)[0][0] if clues.offsets else 0.0
        sticky = "".join(f"i:{place};i:{entry_id};" for place, entry_id in enumerate(clues.sticky))
        return {
            "home": home,
            "siteurl": (channel.get("base_site_url") or home).rstrip("/"),
            "blogname": channel.get("title", ""),
            "blogdescription": channel.get("description", ""),
            "WPLANG": channel.get("language", "").replace("-", "_"),
            "gmt_offset": f"{offset:g}",
            "permalink_structure": clues.structure,
            "db_version": _db_version(channel.get("generator", "")),
            "show_on_front": "page" if clues.front_page else "posts",
            "page_on_front": str(clues.front_page),
            "sticky_posts": f"a:{len(clues.sticky)}:{{{sticky}}}",
            "upload_url_path": clues.uploads.most_common(1)[0][0] if clues.uploads else "",
            "rootzpub_types": ",".join(sorted(clues.public_types)),
            "rootzpub_taxonomies": ",".join(sorted(self._used_taxonomies - _HIDDEN_TAXONOMIES)),
        }


def _column(record: ExportRecord, name: str, default: str) -> str:
    """A column that decides about visibility; `default` where the export lacks it, not where it is empty."""
    value = record.texts.get(name, default)
    # Blanks are part of the value, unless the file was indented by hand.
    return value.strip() if "\n" in value else value


def _db_version(generator: str) -> str:
    """The database version of the WordPress that wrote an export, as far as rendering tells versions apart."""
    match = _GENERATOR.search(generator)
    release = (int(match[1]), int(match[2])) if match else (0, 0)
    return next((number for since, number in _DB_VERSIONS if release >= since), "")
