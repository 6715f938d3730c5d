"""A dumped site as rendering sees it: a small reader of two known dumps for these tests only, no part of the product.

It knows just enough of them: permalinks are those WordPress itself gave, PHP metadata is read by expression.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from rootzpub.site import Author, Term
from rootzpub.wordpress.rendering import (
    Attachment,
    ImageSize,
    Period,
    RawEntry,
    RenderSettings,
)
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite

_ROW_VALUE = re.compile(r"'((?:[^'\\]++|\\.|'')*+)'|(NULL)|([^,()']++)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a"}
_SIZE = re.compile(
    r's:\d+:"(?P<name>[\w-]+)";a:\d+:\{s:4:"file";s:\d+:"(?P<file>[^"]+)";s:5:"width";i:(?P<w>\d+);s:6:"height";i:(?P<h>\d+);'
)
_FULL = re.compile(r'^a:\d+:\{s:5:"width";i:(\d+);s:6:"height";i:(\d+);')


def tables(dump: str) -> dict[str, list[dict[str, str]]]:
    """Every table's rows by column name; NULL as an empty string."""
    found: dict[str, list[dict[str, str]]] = {}
    for name, definition in re.findall(r"CREATE TABLE `wp_(\w+)` \((.*?)\n\)", dump, re.DOTALL):
        columns = re.findall(r"^  `(\w+)`", definition, re.MULTILINE)
        found[name] = [dict(zip(columns, row, strict=True)) for row in _rows(dump, name)]
    return found


def _rows(dump: str, table: str) -> Iterator[list[str]]:
    for start in re.finditer(rf"^INSERT INTO `wp_{table}` VALUES\s*", dump, re.MULTILINE):
        at = start.end()
        while dump[at] == "(":
            row: list[str] = []
            at += 1
            while True:
                match = _ROW_VALUE.match(dump, at)
                assert match, dump[at : at + 80]
                text, null, bare = match.groups()
                plain = _ESCAPED.sub(lambda found: _CONTROL.get(found[1], found[1]), text or "").replace("''", "'")
                row.append(plain if text is not None else "" if null else bare)
                at = match.end() + 1
                if dump[at - 1] == ")":
                    break
            yield row
            at += 2 if dump[at] == "," and dump[at + 1] == "\n" else 1


class DumpedSite:
    """The site of a folder's `dump.sql`, and in `rendered` what WordPress itself showed of it, by id."""

    def __init__(self, folder: Path) -> None:
        self._tables = tables((folder / "dump.sql").read_text(encoding="utf-8"))
        self.options = {row["option_name"]: row["option_value"] for row in self._tables["options"]}
        self.home = self.options["home"]
        self.zone = ZoneInfo(self.options["timezone_string"])
        self.meta: dict[int, dict[str, str]] = {}
        for row in self._tables["postmeta"]:
            self.meta.setdefault(int(row["post_id"]), {})[row["meta_key"]] = row["meta_value"]
        self._posts = {int(row["ID"]): row for row in self._tables["posts"]}
        self.rendered = {entry["id"]: entry for entry in json.loads((folder / "rendered.json").read_text("utf-8"))}
        self._types = {entry["type"] for entry in self.rendered.values()}
        self.entries = {number: self._entry(number) for number in self._posts if self._is_published(number)}
        self.visible = [number for number in self.entries if not self._posts[number]["post_password"]]
        self.site = self._site()

    def _is_published(self, number: int) -> bool:
        row = self._posts[number]
        return row["post_status"] == "publish" and row["post_type"] in self._types

    def _url(self, number: int) -> str:
        row = self._posts[number]
        if number in self.rendered:
            return str(self.rendered[number]["permalink"])
        parent = int(row["post_parent"])
        above = self._url(parent) if parent in self._posts else f"{self.home}/"
        return f"{above}{row['post_name']}/"

    def _entry(self, number: int) -> RawEntry:
        row, meta = self._posts[number], self.meta.get(number, {})
        return RawEntry(
            id=number,
            type=row["post_type"],
            title=row["post_title"],
            url=self._url(number),
            date=self._moment(row["post_date"]),
            modified=self._moment(row["post_modified"]),
            excerpt=row["post_excerpt"],
            content=row["post_content"],
            author_id=int(row["post_author"]),
            parent_id=int(row["post_parent"]),
            menu_order=int(row["menu_order"]),
            thumbnail_id=int(meta.get("_thumbnail_id", 0)),
            meta=meta,
        )

    def media_entry(self, item: Attachment) -> RawEntry:
        """A media item as an entry of its own."""
        return RawEntry(id=item.id, type="attachment", title=item.title, url=item.page_url, attachment=item)

    def _attachment(self, number: int) -> Attachment:
        row, meta = self._posts[number], self.meta.get(number, {})
        file = meta.get("_wp_attached_file", "")
        uploads = f"{self.home}/wp-content/uploads/"
        folder = uploads + (file.rpartition("/")[0] + "/" if "/" in file else "")
        data = meta.get("_wp_attachment_metadata", "")
        full = _FULL.search(data)
        sizes = {
            found["name"]: ImageSize(url=folder + quote(found["file"]), width=int(found["w"]), height=int(found["h"]))
            for found in _SIZE.finditer(data)
        }
        return Attachment(
            id=number,
            url=uploads + file,
            page_url=self._url(number) if int(row["post_parent"]) else f"{self.home}/{row['post_name']}/",
            mime=row["post_mime_type"],
            title=row["post_title"],
            alt=meta.get("_wp_attachment_image_alt", ""),
            caption=row["post_excerpt"],
            description=row["post_content"],
            parent_id=int(row["post_parent"]),
            menu_order=int(row["menu_order"]),
            width=int(full[1]) if full else 0,
            height=int(full[2]) if full else 0,
            sizes=sizes,
        )

    def _site(self) -> MemoryRenderSite:
        terms = self._terms()
        by_taxonomy: dict[str, list[Term]] = {}
        for term in terms.values():
            by_taxonomy.setdefault(term.taxonomy, []).append(term)
        by_post: dict[int, list[Term]] = {}
        for row in self._tables["term_relationships"]:
            by_post.setdefault(int(row["object_id"]), []).append(terms[int(row["term_taxonomy_id"])])
        return MemoryRenderSite(
            settings=RenderSettings(
                name=self.options["blogname"],
                tagline=self.options["blogdescription"],
                home_url=self.home,
                locale=self.options.get("WPLANG") or "en_US",
                date_format=self.options["date_format"],
                logo_id=int(self.options.get("site_logo") or 0),
                start_of_week=int(self.options["start_of_week"]),
            ),
            entries=list(self.entries.values()),
            attachments=[self._attachment(n) for n, row in self._posts.items() if row["post_type"] == "attachment"],
            terms_by_taxonomy=by_taxonomy,
            terms_by_post=by_post,
            authors=[Author(id=int(row["ID"]), name=row["display_name"]) for row in self._tables["users"]],
            blocks=self._contents("wp_block"),
            navigations=self._contents("wp_navigation"),
            sticky_ids=frozenset(map(int, re.findall(r"i:\d+;i:(\d+);", self.options["sticky_posts"]))),
            hidden_ids=frozenset(set(self.entries) - set(self.visible)),
            archive_url=self._archive_url,
        )

    def _contents(self, post_type: str) -> dict[int, str]:
        return {
            number: row["post_content"]
            for number, row in self._posts.items()
            if row["post_type"] == post_type and row["post_status"] == "publish" and not row["post_password"]
        }

    def _terms(self) -> dict[int, Term]:
        """By term_taxonomy_id."""
        names = {row["term_id"]: row for row in self._tables["terms"]}
        slugs = {
            row["term_id"]: (names[row["term_id"]]["slug"], row["parent"]) for row in self._tables["term_taxonomy"]
        }

        def path(term_id: str) -> str:
            slug, parent = slugs[term_id]
            return (path(parent) if parent in slugs else "") + slug + "/"

        found: dict[int, Term] = {}
        for row in self._tables["term_taxonomy"]:
            base = {"category": "category/", "post_tag": "tag/"}.get(row["taxonomy"], "")
            found[int(row["term_taxonomy_id"])] = Term(
                id=int(row["term_id"]),
                taxonomy=row["taxonomy"],
                slug=names[row["term_id"]]["slug"],
                name=names[row["term_id"]]["name"].replace("&amp;", "&"),
                url=f"{self.home}/{base}{path(row['term_id'])}",
                parent_id=int(row["parent"]),
                count=int(row["count"]),
            )
        return found

    def _moment(self, text: str) -> datetime | None:
        return None if text.startswith("0000") else datetime.fromisoformat(text).replace(tzinfo=self.zone)

    def _archive_url(self, start: datetime, period: Period) -> str:
        parts = {"yearly": "%Y/", "monthly": "%Y/%m/", "daily": "%Y/%m/%d/", "weekly": "?w=%V"}
        return f"{self.home}/{start.strftime(parts[period])}"
