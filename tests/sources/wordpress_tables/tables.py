"""A small WordPress database in a SQLite file, with whole tables as WordPress makes them, to put rows into."""

import sqlite3
from pathlib import Path
from typing import Any

_TABLES = {
    "posts": (
        "ID INTEGER PRIMARY KEY, post_author, post_date, post_date_gmt, post_content, post_title, post_excerpt, "
        "post_status, comment_status, ping_status, post_password, post_name, to_ping, pinged, post_modified, "
        "post_modified_gmt, post_content_filtered, post_parent, guid, menu_order, post_type, post_mime_type, "
        "comment_count"
    ),
    "postmeta": "meta_id INTEGER PRIMARY KEY, post_id, meta_key, meta_value",
    "options": "option_id INTEGER PRIMARY KEY, option_name, option_value, autoload",
    "terms": "term_id INTEGER PRIMARY KEY, name, slug, term_group",
    "term_taxonomy": "term_taxonomy_id INTEGER PRIMARY KEY, term_id, taxonomy, description, parent, count",
    "term_relationships": "object_id, term_taxonomy_id, term_order",
    "users": "ID INTEGER PRIMARY KEY, user_login, user_nicename, user_email, display_name",
    "aioseo_posts": "post_id, description, canonical_url, robots_default, robots_noindex",
}
_OPTIONS = {
    "home": "https://example.test",
    "siteurl": "https://example.test",
    "blogname": "Example &amp; Co",
    "blogdescription": "A site",
    "permalink_structure": "/%year%/%monthnum%/%postname%/",
    "show_on_front": "posts",
    "timezone_string": "Europe/Berlin",
    "stylesheet": "theme",
    "default_category": "1",
    "WPLANG": "de_DE",
}


class WordPressFile:
    """The file, and methods that add to it."""

    def __init__(self, file: Path, *, prefix: str = "wp_", without: tuple[str, ...] = ()) -> None:
        self.file = file
        self.prefix = prefix
        self.connection = sqlite3.connect(file, isolation_level=None)
        self.connection.executescript("PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;")
        for name, columns in _TABLES.items():
            if name not in without:
                self.connection.execute(f'CREATE TABLE "{prefix}{name}" ({columns})')
        if "options" not in without:
            self.options(**_OPTIONS)
        if "users" not in without:
            self.insert(
                "users", ID=1, user_login="ada", user_nicename="ada-l", user_email="a@x.test", display_name="Ada"
            )
        if "terms" not in without:
            self.term(1, "category", "news", "News")

    @property
    def url(self) -> str:
        """As a source."""
        return f"sqlite:{self.file}?prefix={self.prefix}"

    def insert(self, table: str, **values: Any) -> None:
        """Add a row."""
        names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        self.connection.execute(f'INSERT INTO "{self.prefix}{table}" ({names}) VALUES ({marks})', [*values.values()])

    def options(self, **values: str) -> None:
        """Set options."""
        for name, value in values.items():
            self.connection.execute(f'DELETE FROM "{self.prefix}options" WHERE option_name=?', [name])
            self.insert("options", option_name=name, option_value=value, autoload="yes")

    def post(
        self, number: int, *, terms: tuple[int, ...] = (), meta: dict[str, str] | None = None, **values: Any
    ) -> None:
        """Add a published post; anything can be said otherwise."""
        row: dict[str, Any] = {
            "ID": number,
            "post_author": 1,
            "post_date": "2026-01-02 04:04:05",
            "post_date_gmt": "2026-01-02 03:04:05",
            "post_content": f"<p>Body of {number}</p>",
            "post_title": f"Post {number}",
            "post_excerpt": "",
            "post_status": "publish",
            "post_password": "",
            "post_name": f"post-{number}",
            "post_modified": "2026-01-02 04:04:05",
            "post_modified_gmt": "2026-01-02 03:04:05",
            "post_parent": 0,
            "guid": f"https://example.test/?p={number}",
            "menu_order": 0,
            "post_type": "post",
            "post_mime_type": "",
        }
        self.insert("posts", **row | values)
        for term in terms:
            self.insert("term_relationships", object_id=number, term_taxonomy_id=term, term_order=0)
        for key, value in (meta or {}).items():
            self.insert("postmeta", post_id=number, meta_key=key, meta_value=value)

    def page(self, number: int, **values: Any) -> None:
        """Add a published page."""
        self.post(
            number, **{"post_type": "page", "post_name": f"page-{number}", "post_title": f"Page {number}"} | values
        )

    def attachment(self, number: int, parent: int = 0, **values: Any) -> None:
        """Add a picture."""
        meta = {"_wp_attached_file": f"2026/01/{number}.jpg", "_wp_attachment_image_alt": f"Picture {number}"}
        details: dict[str, Any] = {
            "meta": meta,
            "post_type": "attachment",
            "post_status": "inherit",
            "post_mime_type": "image/jpeg",
            "post_content": "",
        }
        self.post(number, post_parent=parent, post_name=f"picture-{number}", **details | values)

    def term(self, number: int, taxonomy: str, slug: str, name: str, *, parent: int = 0, description: str = "") -> None:
        """Add a term; its number is that of its taxonomy row too."""
        self.insert("terms", term_id=number, name=name, slug=slug)
        row = {"term_taxonomy_id": number, "term_id": number, "taxonomy": taxonomy, "description": description}
        self.insert("term_taxonomy", **row, parent=parent, count=1)

    def update(self, table: str, where: str, **values: Any) -> None:
        """Change rows."""
        sets = ", ".join(f'"{name}"=?' for name in values)
        self.connection.execute(f'UPDATE "{self.prefix}{table}" SET {sets} WHERE {where}', [*values.values()])
