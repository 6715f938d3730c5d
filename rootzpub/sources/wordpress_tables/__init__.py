"""WordPress's own tables, wherever they are: MariaDB, MySQL, SQLite, or a dump or export loaded into a private file.

Everything here reads through SQLAlchemy Core in one snapshot; nothing is written to a site's database, ever. `listing`
says what there is and what changed, `entries` reads whole entries, `render_site` answers what rendering asks.
"""
