"""Following WordPress: a full sync, a check and one change, from MariaDB to what is published, at three sizes.

Run: python -m bench.sources [posts …]. The other side is the same database asked by PyMySQL alone (its rows streamed
without a thought, or one statement that every edit would touch), or the full sync of the same run. The server's buffer
pool holds the posts, as a site's own does. Each size is measured in a process of its own, so that its peak of memory is
its own. Needs MariaDB (scripts/install-live.sh); says so and leaves out where it is missing.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymysql
import pymysql.cursors

from bench.table import Row, show
from rootzpub.clock import system_clock
from rootzpub.config import Config
from rootzpub.publisher import is_current, sync
from rootzpub.sources import Remembering, Source, SourceOptions, open_source
from rootzpub.store import SqliteStore

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000)
_SETTLE_SECONDS = 3.5
"""After this the server's own record of the last write tells that nothing was written since."""
_POOL = 1 << 30
_ROUNDS = 7
_TABLES = """
CREATE TABLE wp_posts (ID bigint unsigned PRIMARY KEY AUTO_INCREMENT, post_author bigint unsigned NOT NULL DEFAULT 1,
 post_date datetime NOT NULL, post_date_gmt datetime NOT NULL, post_content longtext NOT NULL, post_title text NOT NULL,
 post_excerpt text NOT NULL DEFAULT '', post_status varchar(20) NOT NULL DEFAULT 'publish',
 post_password varchar(255) NOT NULL DEFAULT '', post_name varchar(200) NOT NULL, post_modified datetime NOT NULL,
 post_modified_gmt datetime NOT NULL, post_parent bigint unsigned NOT NULL DEFAULT 0,
 guid varchar(255) NOT NULL DEFAULT '',
 menu_order int NOT NULL DEFAULT 0, post_type varchar(20) NOT NULL DEFAULT 'post',
 post_mime_type varchar(100) NOT NULL DEFAULT '', KEY post_name (post_name(191)),
 KEY type_status_date (post_type, post_status, post_date, ID), KEY post_parent (post_parent),
 KEY post_author (post_author));
CREATE TABLE wp_postmeta (meta_id bigint unsigned PRIMARY KEY AUTO_INCREMENT, post_id bigint unsigned NOT NULL,
 meta_key varchar(255), meta_value longtext, KEY post_id (post_id), KEY meta_key (meta_key(191)));
CREATE TABLE wp_options (option_id bigint unsigned PRIMARY KEY AUTO_INCREMENT, option_name varchar(191) UNIQUE,
 option_value longtext NOT NULL);
CREATE TABLE wp_terms (term_id bigint unsigned PRIMARY KEY, name varchar(200) NOT NULL, slug varchar(200) NOT NULL);
CREATE TABLE wp_term_taxonomy (term_taxonomy_id bigint unsigned PRIMARY KEY, term_id bigint unsigned NOT NULL,
 taxonomy varchar(32) NOT NULL, description longtext NOT NULL, parent bigint unsigned NOT NULL, count bigint NOT NULL,
 KEY taxonomy (taxonomy));
CREATE TABLE wp_term_relationships (object_id bigint unsigned, term_taxonomy_id bigint unsigned,
 term_order int NOT NULL,
 PRIMARY KEY (object_id, term_taxonomy_id), KEY term_taxonomy_id (term_taxonomy_id));
CREATE TABLE wp_users (ID bigint unsigned PRIMARY KEY, user_nicename varchar(50), display_name varchar(250));
INSERT INTO wp_users VALUES (1, 'ada', 'Ada');
INSERT INTO wp_terms SELECT seq, CONCAT('Term ', seq), CONCAT('term-', seq) FROM seq_1_to_20;
INSERT INTO wp_term_taxonomy SELECT seq, seq, 'category', '', 0, 1 FROM seq_1_to_20;
INSERT INTO wp_options (option_name, option_value) VALUES ('home', 'https://bench.test'),
 ('siteurl', 'https://bench.test'), ('blogname', 'Bench'),
 ('permalink_structure', '/%year%/%monthnum%/%postname%/'), ('timezone_string', 'UTC')
"""
_POSTS = """
INSERT INTO wp_posts (post_date, post_date_gmt, post_content, post_title, post_name, post_modified, post_modified_gmt)
SELECT d, d, CONCAT(REPEAT(CONCAT('<!-- wp:paragraph -->\\n<p>Words of post ', seq,
 ' about repair, bicycles and lamps, ',
 'said more than once so that it is about as long as a post.</p>\\n<!-- /wp:paragraph -->\\n\\n'), 16)),
 CONCAT('Post ', seq), CONCAT('post-', seq), d, d
FROM (SELECT seq, '2020-01-01' + INTERVAL seq MINUTE AS d FROM seq_1_to_{posts}) AS numbers;
INSERT INTO wp_postmeta (post_id, meta_key, meta_value) SELECT seq, '_edit_last', '1' FROM seq_1_to_{posts};
INSERT INTO wp_postmeta (post_id, meta_key, meta_value)
 SELECT seq, '_yoast_wpseo_metadesc', CONCAT('About ', seq) FROM seq_1_to_{posts};
INSERT INTO wp_term_relationships SELECT seq, seq % 20 + 1, 0 FROM seq_1_to_{posts}
"""


def rows(*sizes: int) -> list[Row]:
    """Each size measured in a process of its own."""
    found: list[Row] = []
    for posts in sizes or SIZES:
        command = [sys.executable, "-m", "bench.sources", "--one", str(posts)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"sources, {posts:,} posts: left out: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            continue
        found += [Row(**row) for row in json.loads(done.stdout)]
    return found


CHANGES = {
    "one post edited": "UPDATE wp_posts SET post_title = 'Edited {n}', post_modified_gmt = NOW() WHERE ID = {post}",
    "one post edited by SQL alone": "UPDATE wp_posts SET post_content = '<p>Edited {n}</p>' WHERE ID = {post} + 1",
    "one description edited": "UPDATE wp_postmeta SET meta_value = 'Edited {n}' WHERE post_id = {post} + 2 "
    "AND meta_key = '_yoast_wpseo_metadesc'",
    "one post new": "INSERT INTO wp_posts (post_date, post_date_gmt, post_content, post_title, post_name, "
    "post_modified, post_modified_gmt) SELECT post_date, post_date_gmt, post_content, 'New', 'new-{n}', NOW(), NOW() "
    "FROM wp_posts WHERE ID = {post}",
    "one post withdrawn": "UPDATE wp_posts SET post_password = 'x' WHERE ID = {post} + 3 + {n}",
    "a term renamed": "UPDATE wp_terms SET name = 'Renamed {n}' WHERE term_id = 3",
    "the site renamed": "UPDATE wp_options SET option_value = 'Renamed {n}' WHERE option_name = 'blogname'",
}
"""What is done to the site, one after the other, and how it is written."""


def measure(posts: int) -> list[dict[str, Any]]:
    """The rows of one size."""
    with _database(posts) as database, tempfile.TemporaryDirectory(prefix="rootzpub-bench-") as folder:
        source = open_source(database.source_url(), SourceOptions(password=database.reader_password, timeout=300))
        bare = _bare_read(database)
        before = _memory()
        site = _Followed(source, Path(folder))
        full = _timed(site.sync)
        memory = _memory() - before
        time.sleep(_SETTLE_SECONDS)
        _timed(site.is_current)
        quiet = min(_timed(site.is_current) for _ in range(5))
        statement = "SELECT COUNT(*), MAX(post_modified_gmt) FROM wp_posts"
        one_statement = min(_timed(lambda: _ask(database, statement)) for _ in range(5))
        found = [
            _row(
                posts,
                "full sync",
                posts / full,
                posts / bare,
                "posts/s",
                "bare rows",
                note=f"{full:.2f} s, +{memory} MB",
            ),
            _row(posts, "check, nothing changed", quiet * 1e3, one_statement * 1e3, "ms", "COUNT and MAX", lower=True),
        ]
        for name, statement in CHANGES.items():
            looked, synced = min((_change(database, site, statement, posts // 2, n) for n in range(_ROUNDS)), key=sum)
            note = f"look {looked * 1e3:.0f} ms + sync {synced * 1e3:.0f} ms"
            found.append(
                _row(posts, name, (looked + synced) * 1e3, full * 1e3, "ms", "full sync", lower=True, note=note)
            )
        found[-1]["note"] += f"; +{_memory() - before} MB after all"
        return found


class _Followed:
    """A store that follows the source."""

    def __init__(self, source: Source, folder: Path) -> None:
        self._source = source
        self._config = Config(directory=folder)
        self._store = SqliteStore.open(self._config.data_dir)

    def is_current(self) -> bool:
        """What a watcher asks every few seconds."""
        return is_current(self._source, self._store, config=self._config, clock=system_clock)

    def sync(self) -> None:
        """What it does when the answer is no."""
        source = self._source.after_look() if isinstance(self._source, Remembering) else self._source
        sync(source, self._store, config=self._config, clock=system_clock)


def _change(database: Any, site: _Followed, statement: str, post: int, number: int) -> tuple[float, float]:
    """Seconds of the look that finds a change, and of the sync that publishes it."""
    database.execute(statement.format(post=post, n=number))
    begun = time.perf_counter()
    assert not site.is_current(), "the change was not seen"
    looked = time.perf_counter() - begun
    synced = _timed(site.sync)
    assert site.is_current(), "the change was not taken in"
    return looked, synced


def _row(posts: int, name: str, ours: float, other: float, unit: str, other_name: str, **more: Any) -> dict[str, Any]:
    lower = more.pop("lower", False)
    return {
        "name": f"{posts:,} posts: {name}",
        "ours": ours,
        "other": other,
        "unit": unit,
        "other_name": other_name,
        "lower_is_better": lower,
        **more,
    }


@contextmanager
def _database(posts: int) -> "Iterator[Any]":
    from tests.live.mariadb import MariaDB  # noqa: PLC0415 - the server of the tests, needed only here

    with tempfile.TemporaryDirectory(prefix="rootzpub-bench-") as folder, MariaDB(Path(folder)) as server:
        server.execute(f"SET GLOBAL innodb_buffer_pool_size = {_POOL}")
        database = server.create_database("bench")
        statements = (_TABLES + ";" + _POSTS.format(posts=posts)).split(";\n")
        database.execute(*(part for statement in statements for part in statement.split(";\nCREATE") if part.strip()))
        yield database


def _bare_read(database: Any) -> float:
    """Seconds to stream every row of wp_posts with PyMySQL and forget it."""
    begun = time.perf_counter()
    with _connected(database) as connection:
        cursor = connection.cursor(pymysql.cursors.SSCursor)
        cursor.execute("SELECT ID, post_date_gmt, post_content, post_title, post_name, post_modified_gmt FROM wp_posts")
        while cursor.fetchmany(500):
            pass
    return time.perf_counter() - begun


def _ask(database: Any, statement: str) -> None:
    with _connected(database) as connection:
        connection.cursor().execute(statement)


def _connected(database: Any) -> "pymysql.Connection[Any]":
    return pymysql.connect(
        host=database.host,
        port=database.port,
        user=database.reader,
        password=database.reader_password,
        database=database.name,
    )


def _timed(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _memory() -> int:
    """Peak of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        show("Following WordPress in MariaDB", rows(*map(int, sys.argv[1:])))
