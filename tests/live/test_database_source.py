"""`mysql:` and `wordpress:` against a real MariaDB and a real WordPress that changes its own tables."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymysql
import pytest
from sqlalchemy import Engine, event

from rootzpub.errors import SourceUnavailable
from rootzpub.sources import Source
from rootzpub.sources.plugin import plugin_wallet
from tests.sources.reading import LATER, Seen, look
from tests.sources.reading import opened as opened_at
from tests.sources.reading import read as read_at
from tests.waiting import LIMIT, eventually

from .mariadb import Database, MariaDB
from .wordpress import WordPress


def opened(url: str, **options: object) -> Source:
    """A source whose clock is past everything published today."""
    return opened_at(url, now=LATER, **options)


def read(url: str, **options: object) -> Seen:
    """The same, read once."""
    return read_at(url, now=LATER, **options)


def test_the_database_gives_what_its_dump_gives(shared: Path, themeunit_database: Database) -> None:
    """Loaded into MariaDB and read by an account that may only read, the site is the same."""
    database = read(themeunit_database.source_url(), password=themeunit_database.reader_password)
    dump = read(f"sql:{shared}/sites/themeunit/dump.sql")
    random_order = {1782}  # a gallery that asks for a random order
    assert database.entries.keys() == dump.entries.keys()
    for number in database.entries.keys() - random_order:
        ours, theirs = database.entries[number], dump.entries[number]
        assert (ours.html, ours.url, ours.title, ours.media) == (theirs.html, theirs.url, theirs.title, theirs.media)
    assert (database.hidden, database.facts, database.terms) == (dump.hidden, dump.facts, dump.terms)
    assert "leak" not in repr(database).lower()


def test_a_password_of_blanks_is_a_password(shared: Path, mariadb: MariaDB) -> None:
    """To MariaDB `'  ' = ''` is true; WordPress asks a visitor for it all the same."""
    database = mariadb.create_database("blanks")
    database.load((shared / "sites" / "themeunit" / "dump.sql").read_bytes())
    before = read(database.source_url(), password=database.reader_password)
    number = next(entry.id for entry in before.entries.values() if entry.type == "post")
    database.execute(f"UPDATE wp_posts SET post_password = '  ' WHERE ID = {number}")

    assert read(database.source_url(), password=database.reader_password).hidden[number] == "password"


@pytest.fixture(scope="module")
def site(new_wordpress: Callable[..., WordPress]) -> WordPress:
    """A WordPress that these tests may change."""
    made: WordPress = new_wordpress(prefix="abc_")
    made.install(permalinks="/%year%/%postname%/")
    return made


@pytest.fixture(scope="module")
def source(site: WordPress) -> Source:
    """Its folder as a source."""
    return opened(f"wordpress:{site.path}", timeout=LIMIT)


PHP: dict[str, tuple[str, str]] = {
    "edit": ("wp_update_post(['ID' => $input, 'post_title' => 'Edited']);", "Edited"),
    "slug": ("wp_update_post(['ID' => $input, 'post_name' => 'moved']);", "/moved/"),
    "category": ("wp_set_post_categories($input, [wp_create_category('Fresh')]);", "term_ids"),
    "unpublish": ("wp_update_post(['ID' => $input, 'post_status' => 'draft']);", "draft"),
    "password": ("wp_update_post(['ID' => $input, 'post_password' => 'x']);", "password"),
    "private": ("wp_update_post(['ID' => $input, 'post_status' => 'private']);", "private"),
    "trash": ("wp_trash_post($input);", "trash"),
    "delete": ("wp_delete_post($input, true);", "gone"),
    "featured image": ("update_post_meta($input, '_thumbnail_id', '999');", "revision"),
}
NEW_POST = "echo wp_insert_post(['post_title' => 'Fresh', 'post_content' => 'Text', 'post_status' => 'publish']);"
HELP = "require_once ABSPATH . 'wp-admin/includes/taxonomy.php';"


@pytest.fixture(scope="module")
def posts(site: WordPress) -> dict[str, int]:
    """A post for each change."""
    made = site.php("foreach ($input as $name) {" + NEW_POST + "echo ' '; }", [*PHP])
    return dict(zip(PHP, map(int, made.split()), strict=True))


@pytest.mark.parametrize("name", PHP)
def test_a_change_made_by_wordpress(site: WordPress, source: Source, posts: dict[str, int], name: str) -> None:
    """Each change gives a new fingerprint and comes as what it is; nothing else comes with it."""
    number = posts[name]
    first = look(source)
    assert number in first.entries
    assert source.fingerprint() == first.fingerprint
    site.php(HELP + PHP[name][0], number)
    assert source.fingerprint() != first.fingerprint
    second = look(source, first.fingerprint, first.revisions)
    told = repr(second.entries.get(number)) + second.hidden.get(number, "") + ("gone" * (number in second.gone))
    assert PHP[name][1] in told
    assert second.entries.keys() <= {number}


def test_old_slugs_lead_home(site: WordPress, source: Source) -> None:
    """WordPress remembers the slugs a post had; so do we."""
    rename = "$number = wp_insert_post(['post_title' => 'Lasting', 'post_status' => 'publish']);"
    number = int(site.php(rename + "wp_update_post(['ID' => $number, 'post_name' => 'second']); echo $number;"))
    entry = look(source).entries[number]
    assert [path.rpartition("lasting")[1] for path in entry.former_paths] == ["lasting"]
    assert site.get(entry.former_paths[0]).headers["Location"] == entry.url


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("wp_update_term(1, 'category', ['name' => uniqid()]);", id="term-rename"),
        pytest.param("update_option('blogname', uniqid());", id="site-name"),
        pytest.param("wp_update_user(['ID' => 1, 'display_name' => uniqid()]);", id="author"),
        pytest.param("update_option('permalink_structure', '/'.uniqid().'/%postname%/');", id="permalinks"),
    ],
)
def test_a_change_of_the_site(site: WordPress, source: Source, code: str) -> None:
    """What is no entry is noticed too."""
    before = source.fingerprint()
    site.php(code)
    assert source.fingerprint() != before
    if "permalink" in code:  # back, for the other tests
        site.php("update_option('permalink_structure', '/%year%/%postname%/');")


def test_an_unchanged_database_is_asked_for_times_only(site: WordPress, source: Source) -> None:
    """Once the last change has settled, looking again runs no sum over any table."""
    del site
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    def asks_for_times_only() -> bool:
        statements.clear()
        source.fingerprint()
        return bool(statements) and "crc32" not in " ".join(statements).lower()

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert eventually(asks_for_times_only), statements
        assert asks_for_times_only(), statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_secrets_of_wp_config(site: WordPress, source: Source) -> None:
    """`wordpress:` knows the salts that open the plugin's key, and shows none of them."""
    site.php("update_option('rootz_signing_key', 'cipher'); update_option('rootz_signing_address', '0xA');")
    wallet = plugin_wallet(source)
    assert wallet is not None
    assert set(wallet.salts) == {"SECURE_AUTH_KEY", "SECURE_AUTH_SALT"}
    assert site.database.password not in repr(source)


STRUCTURES = [
    "/%year%/%monthnum%/%day%/%postname%/",
    "/%category%/%postname%",
    "/blog/%author%/%post_id%/",
    "/index.php/%postname%/",
    "/index.php/archives/%post_id%",
    "/%monthnum%-%day%/%hour%.%minute%/%postname%.html",
    "",
]
MAKE = """
require_once ABSPATH . 'wp-admin/includes/taxonomy.php';
$new = fn($values) => wp_insert_post($values + ['post_status' => 'publish', 'post_content' => 'x', 'post_author' => 1]);
$parent = wp_create_category('Élan vital');
$child = wp_create_category('Child', $parent);
$post = $new(['post_title' => 'Ελληνικά', 'post_category' => [$child]]);
$page = $new(['post_title' => 'Über uns', 'post_type' => 'page']);
$below = $new(['post_title' => 'Team', 'post_type' => 'page', 'post_parent' => $page]);
$new(['post_title' => 'Fair', 'post_type' => 'event']);
$folder = $new(['post_title' => 'Manual', 'post_type' => 'doc']);
$new(['post_title' => 'Chapter', 'post_type' => 'doc', 'post_parent' => $folder]);
$new(['post_title' => 'Hush', 'post_type' => 'hushed']);
foreach ([$post, $below, 0] as $at) {
    wp_insert_attachment(['post_title' => 'Lake', 'post_mime_type' => 'image/jpeg', 'post_status' => 'inherit'],
        'lake.jpg', $at);
}
wp_set_object_terms($post, ['one two'], 'post_tag');
wp_set_object_terms($post, ['Bern'], 'place');
update_option('show_on_front', 'page'); update_option('page_on_front', $page);
"""
PLUGIN = """<?php
add_action('init', function () {
    register_post_type('event', ['public' => true, 'has_archive' => 'all-events',
        'rewrite' => ['slug' => 'what/is-on', 'with_front' => false]]);
    register_post_type('doc', ['public' => true, 'hierarchical' => true]);
    register_post_type('hushed', ['public' => false]);
    register_taxonomy('place', ['post'], ['public' => true, 'rewrite' => ['slug' => 'at']]);
});
"""
CHOOSE = "update_option('permalink_structure', $input); delete_option('rewrite_rules');"
ASK = """
global $wp_rewrite; $wp_rewrite->flush_rules(false);
$links = [];
foreach (get_posts(['post_type' => 'any', 'post_status' => ['publish', 'inherit'], 'numberposts' => -1]) as $post) {
    $links[$post->ID] = get_permalink($post);
}
foreach (get_terms(['taxonomy' => ['category', 'post_tag', 'place'], 'hide_empty' => false]) as $term) {
    $links['term ' . $term->term_id] = get_term_link($term);
}
echo json_encode(['links' => $links, 'archive' => get_post_type_archive_link('event')]);
"""


@pytest.fixture(scope="module")
def varied(new_wordpress: Callable[..., WordPress]) -> WordPress:
    """A site with custom types and taxonomies, Greek and umlauts, pictures attached here and there."""
    made: WordPress = new_wordpress()
    made.install()
    plugins = made.path / "wp-content" / "mu-plugins"
    (plugins / "types.php").write_text(PLUGIN)
    made.php(MAKE)
    return made


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda structure: structure or "plain")
def test_permalinks_equal_wordpress(varied: WordPress, structure: str) -> None:
    """Every entry and term has exactly the address that WordPress gives it, under every kind of structure."""
    varied.php(CHOOSE, structure)
    asked: dict[str, Any] = json.loads(varied.php(ASK))
    seen = read(f"wordpress:{varied.path}?types=event,doc")
    ours = {str(entry.id): entry.url for entry in seen.entries.values()}
    ours |= {f"term {term.id}": term.url for term in seen.terms}
    theirs = dict(asked["links"])
    if not structure:  # without rules no table says that this taxonomy is public, nor how the type is asked for
        theirs = {name: link for name, link in theirs.items() if name in ours}
    assert ours == theirs
    archives = {kind.name: kind.archive_url for kind in seen.facts.types}
    assert archives["event"] == (asked["archive"] if structure else "")


def test_text_in_latin1_columns(site: WordPress) -> None:
    """UTF-8 bytes in latin1 columns, as old sites have them, read as they were meant."""
    number = int(site.php(NEW_POST))
    meant = "Grün – “café”".encode()
    hexadecimal = meant.hex()
    site.database.execute(
        "CREATE TABLE old_posts LIKE abc_posts",
        "ALTER TABLE old_posts MODIFY post_title text CHARACTER SET latin1",
        "ALTER TABLE old_posts MODIFY post_content longtext CHARACTER SET latin1",
        f"INSERT INTO old_posts SELECT * FROM abc_posts WHERE ID={number}",
        f"UPDATE old_posts SET post_title=UNHEX('{hexadecimal}'), post_content=UNHEX('{hexadecimal}')",
    )
    entry = read(site.database.source_url(prefix="old_"), password=site.database.reader_password).entries[number]
    assert (entry.title, entry.html) == ("Grün – “café”", "<p>Grün – “café”</p>\n")


@contextlib.contextmanager
def locked(database: Database, table: str) -> Iterator[None]:
    """Another connection holds a lock on a table."""
    with pymysql.connect(
        host=database.host, port=database.port, user=database.user, password=database.password, database=database.name
    ) as connection:
        connection.cursor().execute(f"LOCK TABLES {table} WRITE")
        yield


def test_a_locked_table(site: WordPress) -> None:
    """A backup that locks a table makes the source unavailable for a while, no longer than the timeout."""
    source = opened(f"wordpress:{site.path}", timeout=1)
    with locked(site.database, "abc_posts"), pytest.raises(SourceUnavailable, match=r"locked|broke off|longer"):
        look(source)
    assert look(opened(f"wordpress:{site.path}", timeout=LIMIT)).entries


def test_wrong_password(site: WordPress) -> None:
    """The refusal is reported without the password."""
    with pytest.raises(SourceUnavailable, match="refused user or password") as caught:
        read(site.database.source_url(), password="geheim")
    assert "geheim" not in repr(caught.value)


def test_no_such_database(site: WordPress) -> None:
    """A database that is not there, or not for this account."""
    address = site.database.source_url().replace(f"/{site.database.name}?", "/nowhere?")
    with pytest.raises(SourceUnavailable, match=r"may not read the database|no database of that name"):
        read(address, password=site.database.reader_password)


def test_a_database_that_restarts(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> None:
    """While it is gone the message says so; when it is back, the same source reads on."""
    with MariaDB(tmp_path_factory.mktemp("restarting")) as server:
        database = server.create_database("themeunit")
        database.load((shared / "sites" / "themeunit" / "dump.sql").read_bytes())
        source = opened(database.source_url(), password=database.reader_password, timeout=LIMIT)
        first = look(source)
        server.stop()
        with pytest.raises(SourceUnavailable, match="does not answer"):
            source.fingerprint()
        server.start()
        assert source.fingerprint() == first.fingerprint
