"""A site in tables: what is shown, what is hidden, what a change costs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rootzpub.errors import ConfigError, SourceUnavailable
from rootzpub.sources.plugin import plugin_wallet
from rootzpub.sources.wordpress_tables.values import as_number, as_text
from tests.sources.reading import NOW, look, opened, read

from .conftest import MakeSite
from .tables import WordPressFile

SECRET = "LEAKME"


def test_a_published_post(wordpress: WordPressFile) -> None:
    """Row, term, author, address and HTML become one entry."""
    wordpress.post(5, terms=(1,), post_title="Gr&uuml;n -- rot", post_excerpt="Kurz <b>gesagt</b>", post_content="Text")
    seen = read(wordpress.url)
    entry = seen.entries[5]
    assert (entry.title, entry.excerpt, entry.html) == ("Grün — rot", "Kurz gesagt", "<p>Text</p>\n")
    assert (entry.path, entry.url) == ("/2026/01/post-5/", "https://example.test/2026/01/post-5/")
    assert (entry.term_ids, entry.author_id) == ((1,), 1)
    assert entry.published == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert [author.name for author in seen.authors] == ["Ada"]


def test_facts(wordpress: WordPressFile) -> None:
    """Options tell who the site is."""
    wordpress.page(7)
    wordpress.page(8, post_name="blog")
    wordpress.attachment(9)
    wordpress.options(
        show_on_front="page", page_on_front="7", page_for_posts="8", site_icon="9", wp_page_for_privacy_policy="7"
    )
    wordpress.options(rootz_organization_name="Acme", rootz_signing_key="cipher", rootz_plugin_wallet="w")
    facts = read(wordpress.url).facts
    assert (facts.name, facts.tagline, facts.language) == ("Example & Co", "A site", "de-DE")
    assert (facts.front_page_id, facts.posts_page_id, facts.privacy_page_id) == (7, 8, 7)
    assert facts.icon_url == "https://example.test/wp-content/uploads/2026/01/9.jpg"
    assert dict(facts.settings) == {"rootz_organization_name": "Acme"}
    assert [kind.name for kind in facts.types] == ["page", "attachment"]
    assert facts.feed_url == "https://example.test/feed/"


def hide(**values: object) -> Callable[[WordPressFile], None]:
    """Put in a post 5 with something about it."""
    return lambda site: site.post(5, **{"post_title": SECRET, "post_content": SECRET} | values)


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        pytest.param(hide(post_status="draft"), "draft", id="draft"),
        pytest.param(hide(post_status="private"), "private", id="private"),
        pytest.param(hide(post_status="trash"), "trash", id="trash"),
        pytest.param(hide(post_status="future", post_date_gmt="2027-01-01 00:00:00"), "future", id="scheduled"),
        pytest.param(hide(post_date_gmt="2026-06-01 00:00:01"), "future", id="published-in-the-future"),
        pytest.param(hide(post_password="x"), "password", id="password"),
        pytest.param(hide(post_password="0"), "password", id="password-zero"),
        pytest.param(hide(post_type="secret"), "type-not-public", id="type"),
        pytest.param(hide(meta={"_yoast_wpseo_meta-robots-noindex": "1"}), "noindex", id="yoast"),
        pytest.param(hide(meta={"rank_math_robots": 'a:1:{i:0;s:7:"noindex";}'}), "noindex", id="rank-math"),
        pytest.param(hide(meta={"_seopress_robots_index": "yes"}), "noindex", id="seopress"),
        pytest.param(hide(meta={"_aioseop_noindex": "on"}), "noindex", id="old-aioseo"),
        pytest.param(hide(meta={"_rootz_exclude": "1"}), "excluded", id="opted-out"),
        pytest.param(hide(post_type="page", post_parent=6), "ancestor-hidden", id="below-a-draft"),
        pytest.param(
            hide(post_type="attachment", post_status="inherit", post_parent=6), "parent-hidden", id="attached"
        ),
    ],
)
def test_hidden(wordpress: WordPressFile, prepare: Callable[[WordPressFile], None], reason: str) -> None:
    """A hidden entry is an id and a reason, and nothing of its words goes anywhere."""
    wordpress.page(6, post_status="draft")
    prepare(wordpress)
    seen = read(wordpress.url)
    assert seen.hidden[5] == reason
    assert 5 not in seen.entries
    assert SECRET not in repr(seen.changes)


def test_noindex_in_the_table_of_aioseo(wordpress: WordPressFile) -> None:
    """All in One SEO keeps its own table; its defaults do not hide."""
    wordpress.post(5)
    wordpress.post(6)
    wordpress.insert("aioseo_posts", post_id=5, robots_default=0, robots_noindex=1)
    wordpress.insert("aioseo_posts", post_id=6, robots_default=1, robots_noindex=1, description="By the table")
    seen = read(wordpress.url)
    assert seen.hidden == {5: "noindex"}
    assert seen.entries[6].description == "By the table"


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("value", ["0", "", "no"])
def test_an_opt_out_that_says_no(wordpress: WordPressFile, value: str) -> None:
    """`_rootz_exclude` counts only when it says yes."""
    wordpress.post(5, meta={"_rootz_exclude": value})
    assert 5 in read(wordpress.url).entries


def test_furniture_is_not_counted(wordpress: WordPressFile) -> None:
    """Revisions, menu items, patterns and auto-drafts are neither entries nor left out."""
    for number, kind in enumerate(("revision", "nav_menu_item", "wp_block", "custom_css"), start=5):
        wordpress.post(number, post_type=kind)
    wordpress.post(9, post_status="auto-draft")
    assert read(wordpress.url).changes == []


def test_protected_titles_only_when_asked_for(wordpress: WordPressFile) -> None:
    """With the owner's leave the title is shown, and nothing else."""
    wordpress.post(5, post_password="x", post_title="Known", post_content=SECRET, post_excerpt=SECRET)
    entry = read(wordpress.url, show_protected_titles=True).entries[5]
    assert (entry.title, entry.html, entry.excerpt) == ("Known", "", "")


@pytest.mark.slow("more than a tenth of a second a case")
def test_scheduled_posts_tell_when(wordpress: WordPressFile) -> None:
    """The moment at which something changes by itself, and that it does."""
    wordpress.post(5, post_date_gmt="2026-06-01 00:00:10")
    source = opened(wordpress.url)
    assert source.next_change_at() == NOW + timedelta(seconds=10)
    before = look(source)
    later = opened(wordpress.url, now=NOW + timedelta(seconds=11))
    assert later.fingerprint() != before.fingerprint
    assert 5 in look(later, before.fingerprint, before.revisions).entries
    assert later.next_change_at() is None


def test_status_future_stays_hidden_after_its_date(wordpress: WordPressFile) -> None:
    """WordPress shows a scheduled post once it has changed the status, not before."""
    wordpress.post(5, post_status="future", post_date_gmt="2026-05-01 00:00:00")
    assert read(wordpress.url).hidden == {5: "future"}


def test_attachments(wordpress: WordPressFile) -> None:
    """File, sizes and facts; featured where a post says so; the address depends on the parent's."""
    wordpress.post(5, meta={"_thumbnail_id": "9"})
    wordpress.attachment(9, parent=5, post_excerpt="Ein See")
    details = 'a:3:{s:5:"width";i:640;s:6:"height";s:3:"480";s:10:"image_meta";a:1:{s:6:"camera";s:4:"X100";}}'
    wordpress.insert("postmeta", post_id=9, meta_key="_wp_attachment_metadata", meta_value=details)
    seen = read(wordpress.url)
    image, media = seen.entries[5].featured_image, seen.entries[9].media
    assert image is not None
    assert media is not None
    assert (image.url, image.alt) == ("https://example.test/wp-content/uploads/2026/01/9.jpg", "Picture 9")
    assert (media.width, media.height, media.caption, media.exif) == (640, 480, "Ein See", {"camera": "X100"})
    assert seen.entries[9].path == "/2026/01/post-5/picture-9/"
    assert 'src="https://example.test/wp-content/uploads/2026/01/9.jpg"' in seen.entries[9].html


@pytest.mark.slow("more than a tenth of a second a case")
def test_broken_metadata_is_no_error(wordpress: WordPressFile) -> None:
    """A serialisation that is broken says nothing, as in WordPress."""
    wordpress.attachment(9)
    wordpress.insert("postmeta", post_id=9, meta_key="_wp_attachment_metadata", meta_value='a:9:{s:5:"wid')
    wordpress.options(sticky_posts="a:1:{i:0", active_plugins="x", rewrite_rules="a:1")
    media = read(wordpress.url).entries[9].media
    assert media is not None
    assert (media.width, media.url) == (0, "https://example.test/wp-content/uploads/2026/01/9.jpg")


def test_seo_facts(wordpress: WordPressFile) -> None:
    """The owner's own description and canonical; templates and the entry's own address say nothing."""
    wordpress.post(5, meta={"_yoast_wpseo_metadesc": "In short", "_yoast_wpseo_canonical": "https://other.test/x"})
    wordpress.post(
        6, meta={"rank_math_description": "%excerpt%", "rank_math_canonical_url": "https://example.test/2026/01/post-6"}
    )
    wordpress.post(7, meta={"_seopress_titles_desc": "Of SEOPress", "_yoast_wpseo_metadesc": "%%title%%"})
    entries = read(wordpress.url).entries
    assert [(entry.description, entry.canonical) for entry in entries.values()] == [
        ("In short", "https://other.test/x"),
        ("", ""),
        ("Of SEOPress", ""),
    ]


def test_former_paths(wordpress: WordPressFile) -> None:
    """Old slugs and old dates lead to where the entry was."""
    wordpress.post(5, meta={"_wp_old_slug": "before", "_wp_old_date": "2025-12-31"})
    assert read(wordpress.url).entries[5].former_paths == ("/2026/01/before/", "/2025/12/post-5/")


def test_zero_dates(wordpress: WordPressFile) -> None:
    """A post without a GMT date has its local one in the site's zone; without any, the beginning of time."""
    zero = "0000-00-00 00:00:00"
    wordpress.post(5, post_date_gmt=zero, post_modified_gmt=zero)
    wordpress.post(6, post_date_gmt=zero, post_date=zero, post_modified=zero, post_modified_gmt=zero)
    entries = read(wordpress.url).entries
    assert entries[5].published == entries[5].modified == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert entries[6].published == datetime(1970, 1, 1, tzinfo=UTC)


def test_double_encoded_text(wordpress: WordPressFile) -> None:
    """Text stored twice encoded reads as it was meant."""
    wordpress.post(5, post_title="GrÃ¼n", post_content="schÃ¶n")
    entry = read(wordpress.url).entries[5]
    assert (entry.title, entry.html) == ("Grün", "<p>schön</p>\n")


def test_other_prefixes_and_a_network(make_site: MakeSite, tmp_path: Path) -> None:
    """`?prefix=` and `?blog=2` name the tables; users are shared."""
    base = make_site(tmp_path / "net.sqlite", prefix="abc_")
    base.post(1)
    second = WordPressFile.__new__(WordPressFile)
    second.file, second.prefix, second.connection = base.file, "abc_2_", base.connection
    for name in ("posts", "postmeta", "options"):
        base.connection.execute(f'CREATE TABLE "abc_2_{name}" AS SELECT * FROM "abc_{name}" WHERE 0')
    second.options(
        home="https://example.test/two", siteurl="https://example.test/two", permalink_structure="/%postname%/"
    )
    second.post(4, post_title="Of the second")
    second.attachment(5)
    seen = read(f"sqlite:{base.file}?prefix=abc_&blog=2")
    assert seen.entries[4].path == "/two/post-4/"
    assert [author.name for author in seen.authors] == ["Ada"]
    media = seen.entries[5].media
    assert media is not None
    assert media.url == "https://example.test/two/wp-content/uploads/sites/2/2026/01/5.jpg"


def test_wrong_prefix_names_the_right_one(wordpress: WordPressFile) -> None:
    """The hint tells which prefixes are there."""
    with pytest.raises(SourceUnavailable, match="no table xy_posts") as caught:
        read(f"sqlite:{wordpress.file}?prefix=xy_")
    assert "wp_" in caught.value.hint


@pytest.mark.parametrize("query", ["prefix=a`b", "prefix=wp_&blog=two"])
def test_impossible_names(wordpress: WordPressFile, query: str) -> None:
    """What no table could be called is a matter of configuration."""
    with pytest.raises(ConfigError):
        read(f"sqlite:{wordpress.file}?{query}")


def test_missing_tables(make_site: MakeSite, tmp_path: Path) -> None:
    """Posts alone are enough; what other tables would tell is empty."""
    others = ("postmeta", "options", "terms", "term_taxonomy", "term_relationships", "users", "aioseo_posts")
    site = make_site(tmp_path / "bare.sqlite", without=others)
    site.post(5)
    seen = read(site.url)
    assert seen.entries[5].path == "/?p=5"
    assert (seen.terms, seen.authors, seen.facts.name) == ([], [], "")


def test_no_database_file(tmp_path: Path) -> None:
    """Another kind of file is reported as such."""
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    with pytest.raises(SourceUnavailable, match="is no SQLite database"):
        read(f"sqlite:{file}")


CHANGES: dict[str, Callable[[WordPressFile], None]] = {
    "edit": lambda site: site.update("posts", "ID=5", post_content="other"),
    "edit-within-one-second": lambda site: site.update("posts", "ID=5", post_title="other"),
    "new": lambda site: site.post(50),
    "unpublish": lambda site: site.update("posts", "ID=5", post_status="draft"),
    "password": lambda site: site.update("posts", "ID=5", post_password="x"),
    "trash": lambda site: site.update("posts", "ID=5", post_status="trash", post_name="post-5__trashed"),
    "slug": lambda site: site.update("posts", "ID=5", post_name="moved"),
    "delete": lambda site: site.connection.execute("DELETE FROM wp_posts WHERE ID=5"),
    "term-rename": lambda site: site.update("terms", "term_id=1", name="Old news"),
    "terms-of-a-post": lambda site: site.insert("term_relationships", object_id=6, term_taxonomy_id=1, term_order=0),
    "site-name": lambda site: site.options(blogname="Renamed"),
    "permalinks": lambda site: site.options(permalink_structure="/%postname%/"),
    "meta": lambda site: site.insert("postmeta", post_id=5, meta_key="_yoast_wpseo_metadesc", meta_value="new"),
    "author-name": lambda site: site.update("users", "ID=1", display_name="Ada Lovelace"),
    "noindex": lambda site: site.insert("aioseo_posts", post_id=5, robots_default=0, robots_noindex=1),
    "setting-of-the-plugin": lambda site: site.options(rootz_tagline="new"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_fingerprint_notices(wordpress: WordPressFile, name: str) -> None:
    """Whatever changes what we publish changes the fingerprint; nothing else does."""
    wordpress.post(5, terms=(1,))
    wordpress.post(6)
    source = opened(wordpress.url)
    before = source.fingerprint()
    wordpress.post(60, post_type="revision", post_parent=5)
    wordpress.options(_transient_x="1")
    assert source.fingerprint() == before
    CHANGES[name](wordpress)
    assert source.fingerprint() != before


def test_a_change_costs_itself(wordpress: WordPressFile) -> None:
    """Only what differs from what is known comes again."""
    for number in range(5, 15):
        wordpress.post(number)
    source = opened(wordpress.url)
    first = look(source)
    assert look(source, first.fingerprint, first.revisions).changes == []
    wordpress.update("posts", "ID=7", post_title="Changed")
    wordpress.update("posts", "ID=8", post_status="draft")
    wordpress.connection.execute("DELETE FROM wp_posts WHERE ID=9")
    second = look(source, first.fingerprint, first.revisions)
    assert (list(second.entries), second.hidden, second.gone) == ([7], {8: "draft"}, [9])


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("change", "again"),
    [
        pytest.param(
            lambda site: site.update("posts", "ID=10", post_name="up"), [10, 11, 12], id="slug-of-an-ancestor"
        ),
        pytest.param(
            lambda site: site.options(permalink_structure="/%postname%/"), [5, 10, 11, 12, 20], id="permalinks"
        ),
        pytest.param(lambda site: site.update("posts", "ID=20", post_title="See"), [5, 20], id="featured-image"),
        pytest.param(lambda site: site.update("posts", "ID=10", post_status="draft"), [], id="ancestor-hidden"),
    ],
)
def test_what_hangs_together_changes_together(
    wordpress: WordPressFile, change: Callable[[WordPressFile], None], again: list[int]
) -> None:
    """An entry comes again when its address or its picture changed, though its own row did not."""
    wordpress.post(5, meta={"_thumbnail_id": "20"})
    wordpress.page(10)
    wordpress.page(11, post_parent=10)
    wordpress.page(12, post_parent=11)
    wordpress.attachment(20)
    source = opened(wordpress.url)
    first = look(source)
    change(wordpress)
    assert sorted(look(source, first.fingerprint, first.revisions).entries) == again


def test_an_entry_that_lists_others_follows_them(wordpress: WordPressFile) -> None:
    """The latest posts within a post change with the posts; a plain post does not."""
    wordpress.post(5, post_content="<!-- wp:latest-posts /-->")
    wordpress.post(6)
    source = opened(wordpress.url)
    first = look(source)
    assert "Post 6" in first.entries[5].html
    wordpress.update("posts", "ID=6", post_status="draft")
    second = look(source, first.fingerprint, first.revisions)
    assert list(second.entries) == [5]
    assert "Post 6" not in second.entries[5].html


def test_hidden_entries_leave_no_trace_in_lists(wordpress: WordPressFile) -> None:
    """Protected titles do not stand in lists, and count where WordPress counts them."""
    wordpress.post(5, post_content='<!-- wp:latest-posts {"postsToShow":2} /-->', post_date="2026-01-01 00:00:00")
    wordpress.post(6, post_title=SECRET, post_password="x", post_date="2026-03-01 00:00:00")
    wordpress.post(7, post_title="Shown", post_date="2026-02-01 00:00:00")
    html = read(wordpress.url).entries[5].html
    assert SECRET not in html
    assert html.count("<li>") == 1


def test_galleries_and_patterns(wordpress: WordPressFile) -> None:
    """Attached pictures and published patterns are rendered in; drafts of patterns are not."""
    wordpress.post(5, post_content="[gallery]\n\nend")
    wordpress.attachment(20, parent=5)
    wordpress.post(6, post_content='<!-- wp:block {"ref":30} /--><!-- wp:block {"ref":31} /-->')
    wordpress.post(30, post_type="wp_block", post_content="<!-- wp:paragraph --><p>Shared</p><!-- /wp:paragraph -->")
    wordpress.post(31, post_type="wp_block", post_content=SECRET, post_status="draft")
    entries = read(wordpress.url).entries
    assert "20.jpg" in entries[5].html
    assert "Shared" in entries[6].html
    assert SECRET not in entries[6].html


BEYOND = "9999999999999999999"


@pytest.mark.parametrize(
    "content",
    [
        f'[gallery ids="{BEYOND},20"]',
        f'[gallery include="{BEYOND},20"]',
        f'[playlist ids="{BEYOND}"]',
    ],
)
def test_an_id_beyond_64_bits_in_a_text_names_nothing(wordpress: WordPressFile, content: str) -> None:
    """Nothing is shown for it, and the entry is read."""
    wordpress.post(5, post_content=content + "\n\n<p>end</p>")
    wordpress.attachment(20, parent=5)
    assert "end" in read(wordpress.url).entries[5].html


def test_an_id_beyond_64_bits_in_meta_names_nothing(wordpress: WordPressFile) -> None:
    """No featured image, and no line of a menu."""
    wordpress.post(5, meta={"_thumbnail_id": BEYOND})
    wordpress.post(
        6,
        post_type="nav_menu_item",
        meta={"_menu_item_type": "post_type", "_menu_item_object_id": BEYOND, "_menu_item_menu_item_parent": BEYOND},
    )
    assert read(wordpress.url).entries[5].featured_image is None
    assert as_number(BEYOND) == 0


def test_the_wallet_is_read_on_request_only(wordpress: WordPressFile) -> None:
    """`init` may ask for the encrypted key; facts never hold it."""
    assert plugin_wallet(opened(wordpress.url)) is None
    wordpress.options(rootz_signing_key="cipher", rootz_signing_address="0xA")
    wallet = plugin_wallet(opened(wordpress.url))
    assert wallet is not None
    assert (wallet.encrypted, wallet.address, dict(wallet.salts)) == ("cipher", "0xA", {})


def test_logins_and_mail_addresses_go_nowhere(wordpress: WordPressFile) -> None:
    """Of a user only the display name is read, and not if it is a mail address."""
    wordpress.post(5)
    wordpress.update("users", "ID=1", display_name="ada@example.test")
    seen = read(wordpress.url)
    assert [author.name for author in seen.authors] == [""]
    assert "a@x.test" not in repr(seen)


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_very_long_post(wordpress: WordPressFile) -> None:
    """Five megabytes of text are read whole, and the post beside them too."""
    paragraph = "<!-- wp:paragraph --><p>" + "word " * 200 + "</p><!-- /wp:paragraph -->\n"
    wordpress.post(5, post_content=paragraph * 5_000)
    wordpress.post(6)
    entries = read(wordpress.url).entries
    assert entries[5].html.count("word") == 1_000_000
    assert entries[6].title == "Post 6"


@pytest.mark.slow("one very large input")
def test_a_hundred_thousand_terms(wordpress: WordPressFile) -> None:
    """Many terms, in a chain and in a circle, cost no more than they are."""
    wordpress.connection.execute("BEGIN")
    numbers = range(10, 100_010)
    terms = [(number, f"Term {number}", f"term-{number}", 0) for number in numbers]
    wordpress.connection.executemany("INSERT INTO wp_terms VALUES (?, ?, ?, ?)", terms)
    sorts = [(number, number, "category", "", number - 1 if number > 10 else 100_009, 0) for number in numbers]
    wordpress.connection.executemany("INSERT INTO wp_term_taxonomy VALUES (?, ?, ?, ?, ?, ?)", sorts)
    wordpress.connection.execute("COMMIT")
    wordpress.post(5, terms=(10, 500))
    seen = read(wordpress.url)
    assert len(seen.terms) == 100_001
    assert seen.entries[5].term_ids == (10, 500)


def test_menus(wordpress: WordPressFile) -> None:
    """The menu in the theme's main place gives its visible lines, top level first."""
    wordpress.page(5)
    wordpress.page(6, post_status="draft")
    wordpress.options(theme_mods_theme='a:1:{s:18:"nav_menu_locations";a:2:{s:6:"footer";i:8;s:7:"primary";i:9;}}')
    wordpress.term(8, "nav_menu", "foot", "Foot")
    wordpress.term(9, "nav_menu", "head", "Head")
    lines: list[tuple[str, str, str, dict[str, str]]] = [
        ("Below", "custom", "0", {"_menu_item_url": "https://other.test/", "_menu_item_menu_item_parent": "31"}),
        ("", "post_type", "5", {}),
        ("Hidden", "post_type", "6", {}),
        ("Gone", "post_type", "99", {}),
        ("Topic", "taxonomy", "1", {"_menu_item_object": "category"}),
        ("Relative", "custom", "0", {"_menu_item_url": "/contact/"}),
        ("Opens only", "custom", "0", {"_menu_item_url": "#"}),
        ("All", "post_type_archive", "0", {"_menu_item_object": "event"}),
    ]
    for number, (title, kind, target, more) in enumerate(lines, start=30):
        meta = {"_menu_item_type": kind, "_menu_item_object_id": target} | more
        wordpress.post(number, post_type="nav_menu_item", post_title=title, menu_order=number, meta=meta, terms=(9,))
    menu = read(wordpress.url).facts.menu
    assert [(item.title, item.url, item.entry_id) for item in menu] == [
        ("Page 5", "https://example.test/page-5/", 5),
        ("Topic", "https://example.test/category/news/", 0),
        ("Relative", "https://example.test/contact/", 0),
        ("Below", "https://other.test/", 0),
    ]


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_menu_of_a_block_theme(wordpress: WordPressFile) -> None:
    """Without a classic menu the newest navigation gives the links."""
    wordpress.page(5)
    wordpress.page(6, post_status="draft")
    blocks = (
        '<!-- wp:navigation-link {"label":"Here","url":"https://example.test/page-5/","id":5,"kind":"post-type"} /-->'
        '<!-- wp:navigation-link {"label":"Not here","url":"https://example.test/?p=6","id":6,"kind":"post-type"} /-->'
        '<!-- wp:navigation-submenu {"label":"Other \\u0026 more","url":"https://other.test/"} -->'
        "<!-- wp:navigation-link {broken} /-->"
    )
    wordpress.post(40, post_type="wp_navigation", post_content=blocks)
    menu = read(wordpress.url).facts.menu
    assert [(item.title, item.entry_id) for item in menu] == [("Here", 5), ("Other & more", 0)]


@pytest.mark.parametrize(
    ("navigations", "shown"),
    [
        pytest.param({41: "publish"}, "Other", id="not-published"),
        pytest.param({41: "draft"}, "Page 5", id="none-published"),
    ],
)
def test_a_navigation_that_is_not_published(wordpress: WordPressFile, navigations: dict[int, str], shown: str) -> None:
    """WordPress shows the newest one instead, or the list of pages, and nothing of the one that is hidden."""
    wordpress.page(5)
    link = '<!-- wp:navigation-link {"label":"%s","url":"https://x.test/"} /-->'
    wordpress.post(40, post_type="wp_navigation", post_status="draft", post_content=link % "LEAKME")
    for number, status in navigations.items():
        wordpress.post(number, post_type="wp_navigation", post_status=status, post_content=link % "Other")
    wordpress.post(6, post_content='<!-- wp:navigation {"ref":40} /-->')
    wordpress.post(7, post_content='<!-- wp:navigation {"ref":99} /-->')
    entries = read(wordpress.url).entries
    assert shown in entries[6].html
    assert "LEAKME" not in entries[6].html
    assert entries[7].html.strip() == ""


@pytest.mark.parametrize(("version", "words"), [("53496", "[&hellip;]"), ("57155", "Read more")])
def test_the_version_of_wordpress(wordpress: WordPressFile, version: str, words: str) -> None:
    """Some blocks are shown as the site's own version of WordPress shows them; the option `db_version` tells it."""
    wordpress.options(db_version=version)
    wordpress.post(5, post_content="word " * 90)
    wordpress.post(6, post_content='<!-- wp:latest-posts {"displayPostContent":true} /-->')
    assert words in read(wordpress.url).entries[6].html


def test_lists_and_archives_in_a_text(wordpress: WordPressFile) -> None:
    """What dynamic blocks ask of the site is answered: archives, categories, menus, authors, neighbours, queries."""
    wordpress.post(5, terms=(1,), post_date="2025-12-24 10:00:00", post_title="Older")
    wordpress.post(6, post_date="2026-02-01 10:00:00", post_title="Newer")
    wordpress.post(7, post_date="2026-01-15 10:00:00", post_title="Middle")
    blocks = (
        '<!-- wp:archives {"showPostCounts":true} /--><!-- wp:categories /--><!-- wp:tag-cloud /-->'
        '<!-- wp:latest-posts {"categories":[{"id":1}],"order":"asc","orderBy":"title"} /-->'
        '<!-- wp:post-navigation-link {"type":"previous","showTitle":true} /-->'
        '<!-- wp:post-author {"showAvatar":false} /-->'
        "<!-- wp:calendar /--><!-- wp:page-list /-->"
    )
    wordpress.update("posts", "ID=7", post_content=blocks)
    html = read(wordpress.url).entries[7].html
    for words in ("https://example.test/2025/12/", "News", "Older", "Ada"):
        assert words in html


def test_levels_that_no_rule_tells(wordpress: WordPressFile) -> None:
    """With plain addresses a custom type is hierarchical when an entry of it lies below another."""
    wordpress.options(permalink_structure="")
    wordpress.post(5, post_type="doc", post_name="manual")
    wordpress.post(6, post_type="doc", post_name="chapter", post_parent=5)
    wordpress.post(7, post_type="event", post_name="fair", post_parent=5)
    entries = read(f"{wordpress.url}&types=doc,event").entries
    assert {number: entry.path for number, entry in entries.items()} == {
        5: "/?doc=manual",
        6: "/?doc=manual/chapter",
        7: "/?event=fair",
    }


def test_primary_category_of_an_seo_plugin(wordpress: WordPressFile) -> None:
    """Where Yoast is active, its main category stands in the address."""
    wordpress.term(3, "category", "main", "Main")
    wordpress.options(permalink_structure="/%category%/%postname%/")
    wordpress.post(5, terms=(1, 3), meta={"_yoast_wpseo_primary_category": "3"})
    wordpress.post(6)
    assert read(wordpress.url).entries[5].path == "/news/post-5/"
    wordpress.options(active_plugins='a:1:{i:0;s:24:"wordpress-seo/wp-seo.php";}')
    entries = read(wordpress.url).entries
    assert entries[5].path == "/main/post-5/"
    assert entries[6].path == "/news/post-6/"


def test_products_of_a_shop(wordpress: WordPressFile) -> None:
    """A structure that names a taxonomy takes the deepest term with its ancestors."""
    rules = (
        'a:2:{s:41:"shop/(.+?)/([^/]+)(?:/([0-9]+))?/?$";'
        's:64:"index.php?product_cat=$matches[1]&product=$matches[2]&page=$matches[3]";'
        's:24:"product-category/(.+?)/?$";s:33:"index.php?product_cat=$matches[1]";}'
    )
    lengths = rules.replace("s:41:", f"s:{len('shop/(.+?)/([^/]+)(?:/([0-9]+))?/?$')}:")
    query = "index.php?product_cat=$matches[1]&product=$matches[2]&page=$matches[3]"
    lengths = lengths.replace("s:64:", f"s:{len(query)}:").replace("s:24:", f"s:{len('product-category/(.+?)/?$')}:")
    wordpress.options(rewrite_rules=lengths, active_plugins='a:1:{i:0;s:27:"woocommerce/woocommerce.php";}')
    wordpress.term(3, "product_cat", "tools", "Tools")
    wordpress.term(4, "product_cat", "saws", "Saws", parent=3)
    wordpress.post(5, post_type="product", terms=(3, 4), post_name="bow-saw")
    seen = read(wordpress.url)
    assert seen.entries[5].path == "/shop/tools/saws/bow-saw/"
    assert [term.url for term in seen.terms if term.id == 4] == ["https://example.test/product-category/tools/saws/"]


def test_a_file_that_is_being_written(wordpress: WordPressFile) -> None:
    """A writer in the middle of a transaction makes us wait, not read half of it."""
    wordpress.post(5)
    source = opened(wordpress.url, timeout=0.2)
    wordpress.connection.execute("BEGIN EXCLUSIVE")
    with pytest.raises(SourceUnavailable, match="stayed locked"):
        look(source)
    wordpress.connection.execute("COMMIT")
    assert 5 in look(source).entries


@pytest.mark.parametrize("name", ["a b#c?d%20.sqlite", "größe.sqlite"])
def test_any_file_name(make_site: MakeSite, tmp_path: Path, name: str) -> None:
    """Marks in a file's name are part of the name (a question mark begins the parameters)."""
    site = make_site(tmp_path / name.replace("?", ""))
    site.post(5)
    assert 5 in read(site.url).entries


def test_a_write_ahead_log_in_a_folder_of_others(make_site: MakeSite, tmp_path: Path) -> None:
    """A database that keeps a log is read while it is open elsewhere and after it was closed."""
    site = make_site(tmp_path / "site.sqlite")
    site.connection.execute("PRAGMA journal_mode=WAL")
    site.post(5)
    assert 5 in read(site.url).entries
    site.connection.close()
    assert 5 in read(site.url).entries


@pytest.mark.parametrize(
    ("options", "file", "url"),
    [
        pytest.param({"upload_url_path": "https://cdn.test/"}, "a.jpg", "https://cdn.test/a.jpg", id="url-path"),
        pytest.param({"upload_path": "files"}, "a.jpg", "https://example.test/files/a.jpg", id="path"),
        pytest.param({}, "https://cdn.test/a.jpg", "https://cdn.test/a.jpg", id="address"),
        pytest.param(
            {},
            "/srv/wp-content/uploads/2026/a.jpg",
            "https://example.test/wp-content/uploads/2026/a.jpg",
            id="absolute",
        ),
        pytest.param({}, "", "https://example.test/?p=9", id="guid"),
    ],
)
def test_where_files_lie(wordpress: WordPressFile, options: dict[str, str], file: str, url: str) -> None:
    """As wp_get_attachment_url finds them."""
    wordpress.options(**options)
    wordpress.attachment(9, meta={"_wp_attached_file": file})
    media = read(wordpress.url).entries[9].media
    assert media is not None
    assert media.url == url


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param(
            lambda site: site.options(**{"rank-math-options-titles": 'a:1:{s:13:"pt_note_title";s:1:"x";}'}),
            id="rank-math",
        ),
        pytest.param(lambda site: site.options(wpseo_titles='a:1:{s:23:"display-metabox-pt-note";b:1;}'), id="yoast"),
        pytest.param(lambda site: site.insert("postmeta", meta_key="_menu_item_object", meta_value="note"), id="menu"),
        pytest.param(
            lambda site: site.post(
                90,
                post_type="acf-post-type",
                post_content='a:2:{s:9:"post_type";s:4:"note";s:6:"public";b:1;}',
            ),
            id="acf",
        ),
    ],
)
def test_what_makes_a_type_public(wordpress: WordPressFile, prepare: Callable[[WordPressFile], None]) -> None:
    """A rule gives the address; a list, a menu or a definition says that visitors may go there."""
    expression, query = "notes/([^/]+)(?:/([0-9]+))?/?$", "index.php?note=$matches[1]&page=$matches[2]"
    rules = f'a:1:{{s:{len(expression)}:"{expression}";s:{len(query)}:"{query}";}}'
    wordpress.options(rewrite_rules=rules)
    wordpress.post(5, post_type="note")
    assert read(wordpress.url).hidden == {5: "type-not-public"}
    prepare(wordpress)
    assert read(wordpress.url).entries[5].path == "/notes/post-5/"


def test_text_as_bytes() -> None:
    """Drivers may give bytes; NULL is empty, a number is text, nonsense is no number."""
    assert [as_text(value) for value in (b"Gr\xc3\xbcn", None, 5, "x")] == ["Grün", "", "5", "x"]
    assert [as_number(value) for value in ("7", None, "7.9", "x", b"")] == [7, 0, 7, 0, 0]
