"""Reading WordPress: what a full read, a look and one change cost at 1,000, 10,000 and 100,000 posts in MariaDB.

Run: python -m bench.sources [posts …]. The other side is the same database asked by PyMySQL alone: its rows streamed
without a thought, or one statement that every change would touch. Each size is measured in a process of its own, so
that its peak of memory is its own. Needs MariaDB (scripts/install-live.sh); says so and leaves out where it is missing.
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
from rootzpub.site import Entry
from rootzpub.sources import Source, SourceOptions, open_source

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000)
_SETTLE_SECONDS = 3.5
_TABLES = """
CREATE TABLE wp_posts (ID bigint unsigned PRIMARY KEY AUTO_INCREMENT, post_author bigint unsigned NOT NULL DEFAULT 1,
 post_date datetime NOT NULL, post_date_gmt datetime NOT NULL, post_content longtext NOT NULL, post_title text NOT NULL,
 post_excerpt text NOT NULL DEFAULT '', post_status varchar(20) NOT NULL DEFAULT 'publish',
 post_password varchar(255) NOT NULL DEFAULT '', post_name varchar(200) NOT NULL, post_modified datetime NOT NULL,
 post_modified_gmt datetime NOT NULL, post_parent bigint unsigned NOT NULL DEFAULT 0,
 guid varchar(255) NOT NULL DEFAULT '',
 menu_order int NOT NULL DEFAULT 0, post_type varchar(20) NOT NULL DEFAULT 'post',
 post_mime_type varchar(100) NOT NULL DEFAULT '', KEY post_name (post_name(191)),
 KEY type_status_date (post_type, post_status, post_date, ID), KEY post_parent (post_parent));
CREATE TABLE wp_postmeta (meta_id bigint unsigned PRIMARY KEY AUTO_INCREMENT, post_id bigint unsigned NOT NULL,
 meta_key varchar(255), meta_value longtext, KEY post_id (post_id), KEY meta_key (meta_key(191)));
CREATE TABLE wp_options (option_id bigint unsigned PRIMARY KEY AUTO_INCREMENT, option_name varchar(191) UNIQUE,
 option_value longtext NOT NULL);
CREATE TABLE wp_terms (term_id bigint unsigned PRIMARY KEY, name varchar(200) NOT NULL, slug varchar(200) NOT NULL);
CREATE TABLE wp_term_taxonomy (term_taxonomy_id bigint unsigned PRIMARY KEY, term_id bigint unsigned NOT NULL,
 taxonomy varchar(32) NOT NULL, description longtext NOT NULL, parent bigint unsigned NOT NULL, count bigint NOT NULL);
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


def measure(posts: int) -> list[dict[str, Any]]:
    """The rows of one size."""
    with _database(posts) as database:
        options = SourceOptions(password=database.reader_password, timeout=300)
        source = open_source(database.source_url(), options)
        bare = _bare_read(database)
        before = _memory()
        took, known = _read(source, None, {})
        memory = _memory() - before
        time.sleep(_SETTLE_SECONDS)
        first_look = _timed(source.fingerprint)
        quiet_look = min(_timed(source.fingerprint) for _ in range(5))
        one_statement = min(
            _timed(lambda: _ask(database, "SELECT COUNT(*), MAX(post_modified_gmt) FROM wp_posts")) for _ in range(5)
        )
        since = source.fingerprint()
        database.execute(
            f"UPDATE wp_posts SET post_title = 'Changed', post_modified_gmt = NOW() WHERE ID = {posts // 2}"
        )
        noticed = _timed(source.fingerprint)
        changed, again = _read(source, since, known)
        assert len(again) == 1, f"{len(again)} entries came again for one change"
        return [
            _row(
                posts,
                "full read",
                posts / took,
                posts / bare,
                "posts/s",
                "bare rows",
                note=f"{took:.2f} s, +{memory} MB",
            ),
            _row(
                posts, "look, nothing changed", quiet_look * 1e3, one_statement * 1e3, "ms", "COUNT and MAX", lower=True
            ),
            _row(posts, "look after a change", noticed * 1e3, first_look * 1e3, "ms", "first look", lower=True),
            _row(posts, "one change read", changed * 1e3, took * 1e3, "ms", "full read", lower=True),
        ]


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
        database = server.create_database("bench")
        statements = (_TABLES + ";" + _POSTS.format(posts=posts)).split(";\n")
        database.execute(*(part for statement in statements for part in statement.split(";\nCREATE") if part.strip()))
        yield database


def _read(source: Source, since: str | None, known: dict[int, str]) -> tuple[float, dict[int, str]]:
    """Seconds for one snapshot's changes, and the revisions of the entries that came."""
    begun = time.perf_counter()
    with source.snapshot() as snapshot:
        found = {change.id: change.revision for change in snapshot.changes(since, known) if isinstance(change, Entry)}
    return time.perf_counter() - begun, found


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
        show("Reading WordPress from MariaDB", rows(*map(int, sys.argv[1:])))
