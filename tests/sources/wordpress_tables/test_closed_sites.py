"""Closed sites, private files, types, orphans, odd statuses, and that a gate that closes is noticed."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from rootzpub.wordpress.gates import PUBLIC_TYPES
from rootzpub.wordpress.gates.sites import SETTINGS, SITE_GATES
from tests.sources.reading import look, opened, read
from tests.sources.wordpress_tables.tables import WordPressFile
from tests.sources.wordpress_tables.test_gates import active, as_dump, as_export, closed, meta, php, rules_for

SITES: Mapping[str, tuple[str, str, dict[str, str]]] = MappingProxyType(
    {
        "woocommerce": ("WooCommerce", "woocommerce", {"woocommerce_coming_soon": "yes"}),
        "password": ("Password Protected", "password-protected", {"password_protected_status": "1"}),
        "members": ("Members", "members", {"members_settings": php({"private_blog": 1})}),
        "force-login": ("Force Login", "wp-force-login", {}),
        "force-user-login": ("Force User Login", "force-user-login", {}),
        "registered": ("Registered Users Only", "registered-users-only", {}),
        "require-login": ("Require Login", "wp-require-login", {}),
        "network-privacy": ("Network Privacy", "network-privacy", {}),
        "private-site": ("My Private Site", "jonradio-private-site", {"jr_ps_settings": php({"private_site": True})}),
        "elementor": ("Elementor", "elementor", {"elementor_maintenance_mode_mode": "coming_soon"}),
        "seedprod": ("SeedProd", "coming-soon", {"seedprod_settings": '{"enable_maintenance_mode":true}'}),
        "seedprod-pro": (
            "SeedProd",
            "seedprod-coming-soon-pro-5",
            {"seedprod_settings": '{"enable_coming_soon_mode":"1"}'},
        ),
        "seedprod-old": ("SeedProd", "coming-soon", {"seed_csp4_settings_content": php({"status": "2"})}),
        "lightstart": (
            "LightStart (WP Maintenance Mode)",
            "wp-maintenance-mode",
            {"wpmm_settings": php({"general": {"status": 1}})},
        ),
        "maintenance": ("Maintenance", "maintenance", {"maintenance_options": php({"state": True})}),
        "construction": ("Under Construction", "under-construction-page", {"ucp_options": php({"status": "1"})}),
        "minimal": (
            "Minimal Coming Soon",
            "minimal-coming-soon-maintenance-mode",
            {"signals_csmm_options": php({"status": "1"})},
        ),
        "cmp": ("CMP Coming Soon & Maintenance", "cmp-coming-soon-maintenance", {"niteoCS_status": "1"}),
        "newfold": ("the host's plugin (Newfold)", "bluehost-wordpress-plugin", {"nfd_coming_soon": "true"}),
        "um": ("Ultimate Member", "ultimate-member", {"um_options": php({"accessible": 2})}),
        "restricted": ("Restricted Site Access", "restricted-site-access", {"blog_public": "2"}),
        "private-blog": ("WordPress", "", {"blog_public": "-1"}),
        "discouraged": ("WordPress", "", {"blog_public": "0"}),
    }
)
EACH = pytest.mark.parametrize(("cause", "folder", "options"), [pytest.param(*case, id=k) for k, case in SITES.items()])


@EACH
def test_a_closed_site_shows_nothing(
    wordpress: WordPressFile, tmp_path: Path, cause: str, folder: str, options: dict[str, str]
) -> None:
    """Every entry is left out, attachments too, with a sentence that names the cause and the setting."""
    wordpress.post(5)
    wordpress.page(6)
    wordpress.attachment(7)
    wordpress.options(**options, active_plugins=active(folder or "hello"))
    reason = "noindex" if options.get("blog_public") == "0" else "closed-site"

    for seen in (read(wordpress.url), as_dump(wordpress, tmp_path)):
        assert [closed(seen, number) for number in (5, 6, 7)] == [(reason, cause)] * 3
        (why,) = seen.facts.closed
        assert (why.cause, why.setting in SETTINGS.values(), why.shop_only) == (cause, True, False)


@EACH
def test_its_owner_can_overrule_it(wordpress: WordPressFile, cause: str, folder: str, options: dict[str, str]) -> None:
    """Each kind has a setting of its own; the facts go on saying that the site is closed."""
    wordpress.post(5)
    wordpress.options(**options, active_plugins=active(folder or "hello"))
    (why,) = read(wordpress.url).facts.closed

    seen = read(wordpress.url, overruled=frozenset({why.kind}))
    assert closed(seen) is None
    assert [(site.cause, site.overruled) for site in seen.facts.closed] == [(cause, True)]
    assert read(wordpress.url, overruled=frozenset(SETTINGS) - {why.kind}).entries == {}


@EACH
def test_without_its_plugin_a_switch_says_nothing(
    wordpress: WordPressFile, cause: str, folder: str, options: dict[str, str]
) -> None:
    """A plugin that was switched off closes nothing; WordPress's own switch stays."""
    assert folder or cause == "WordPress"
    wordpress.post(5)
    wordpress.options(**options, active_plugins=active("hello"))
    assert (closed(read(wordpress.url)) is None) is (cause != "WordPress")


@EACH
def test_where_nobody_knows_the_plugins_an_option_counts(
    wordpress: WordPressFile, cause: str, folder: str, options: dict[str, str]
) -> None:
    """As a mark does; a plugin that closes a site by being there is not seen."""
    wordpress.post(5)
    wordpress.options(**options)
    assert folder or cause == "WordPress"
    assert (closed(read(wordpress.url)) is not None) is (options != {})


@pytest.mark.parametrize(
    "content",
    [
        *("[woocommerce_cart]", "<!-- wp:shortcode -->[woocommerce_checkout]<!-- /wp:shortcode -->"),
        *("[woocommerce_my_account]", "<!-- wp:woocommerce/cart --><div></div><!-- /wp:woocommerce/cart -->"),
    ],
)
def test_the_pages_of_a_shop_show_in_an_export_by_what_they_print(
    wordpress: WordPressFile, tmp_path: Path, content: str
) -> None:
    """It has no options that name them; a post about the shortcode is a post."""
    wordpress.page(5, post_content=content)
    wordpress.post(6, post_content=content)
    seen = as_export(wordpress, tmp_path)
    assert closed(seen) == ("noindex", "WooCommerce")
    assert closed(seen, 6) is None


def test_every_switch_has_a_case() -> None:
    """A row that no input tries is no row."""
    assert {site.plugin or "WordPress" for site in SITE_GATES} == {cause for cause, _, _ in SITES.values()}


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"woocommerce_coming_soon": "no"}, id="woocommerce"),
        pytest.param({"elementor_maintenance_mode_mode": ""}, id="elementor"),
        pytest.param({"blog_public": "1"}, id="public"),
        pytest.param({"members_settings": php({"private_blog": 0})}, id="members"),
        pytest.param({"seedprod_settings": '{"enable_coming_soon_mode":false}'}, id="seedprod"),
    ],
)
def test_a_switch_that_is_off_closes_nothing(wordpress: WordPressFile, options: dict[str, str]) -> None:
    """Most sites have these plugins with their switches off."""
    wordpress.post(5)
    plugins = ("woocommerce", "elementor", "members", "coming-soon", "wp-maintenance-mode", "ultimate-member")
    wordpress.options(**options, active_plugins=active(*plugins))
    assert closed(read(wordpress.url)) is None


def test_only_the_shop_is_coming_soon(wordpress: WordPressFile) -> None:
    """WooCommerce closes products and the shop's pages then, and nothing else."""
    wordpress.post(5)
    wordpress.page(6)
    wordpress.page(7)
    wordpress.post(8, post_type="product")
    wordpress.options(
        rewrite_rules=rules_for("product"),
        woocommerce_coming_soon="yes",
        woocommerce_store_pages_only="yes",
        woocommerce_shop_page_id="7",
        active_plugins=active("woocommerce"),
    )
    seen = read(wordpress.url)
    assert set(seen.entries) == {5, 6}
    assert closed(seen, 7) == closed(seen, 8) == ("closed-site", "WooCommerce")
    assert seen.facts.closed[0].shop_only
    assert set(read(wordpress.url, overruled=frozenset({"coming-soon"})).entries) == {5, 6, 7, 8}


@pytest.mark.parametrize(
    ("file", "cause"),
    [
        pytest.param("woocommerce_uploads/2026/01/x.pdf", "WooCommerce", id="woocommerce"),
        pytest.param("edd/2026/01/x.pdf", "Easy Digital Downloads", id="edd"),
        pytest.param("gravity_forms/1-abc/x.pdf", "Gravity Forms", id="gravity"),
        pytest.param("wpcf7_uploads/x.pdf", "Contact Form 7", id="cf7"),
        pytest.param("dlm_uploads/2026/x.pdf", "Download Monitor", id="download-monitor"),
        pytest.param("ninja-forms/3/x.pdf", "Ninja Forms", id="ninja"),
        pytest.param("/srv/wp-content/uploads/edd/x.pdf", "Easy Digital Downloads", id="on-disk"),
        pytest.param("https://cdn.test/wp-content/uploads/woocommerce_uploads/x.pdf", "WooCommerce", id="address"),
        pytest.param("sites/2/woocommerce_uploads/x.pdf", "WooCommerce", id="network"),
    ],
)
def test_files_whose_address_is_the_secret(wordpress: WordPressFile, tmp_path: Path, file: str, cause: str) -> None:
    """They are no entries, no featured images and in no gallery."""
    wordpress.attachment(7, meta={"_wp_attached_file": file})
    wordpress.post(5, meta={"_thumbnail_id": "7"}, post_content='[gallery ids="7"]')
    for seen in (read(wordpress.url), as_dump(wordpress, tmp_path), as_export(wordpress, tmp_path)):
        assert closed(seen, 7) == ("private-file", cause)
        assert seen.entries[5].featured_image is None
        assert "x.pdf" not in seen.entries[5].html


def test_a_folder_of_another_name_is_public(wordpress: WordPressFile) -> None:
    """Only whole names count."""
    wordpress.attachment(7, meta={"_wp_attached_file": "2026/01/my-edd/x.pdf"})
    wordpress.attachment(8, guid="https://example.test/edd/wp-content/uploads/2026/01/y.jpg")
    assert set(read(wordpress.url).entries) == {7, 8}


def test_the_files_of_a_restricted_entry_are_private(wordpress: WordPressFile) -> None:
    """Their page is closed, and so they are nobody's featured image either; those of a draft have a hidden parent."""
    wordpress.post(5, meta={"_members_access_role": "editor"})
    wordpress.attachment(6, 5)
    wordpress.post(7, meta={"_thumbnail_id": "6"})
    wordpress.post(8, post_status="draft")
    wordpress.attachment(9, 8)
    seen = read(wordpress.url)
    assert closed(seen, 6) == ("private-file", "Members")
    assert closed(seen, 9) == ("parent-hidden", "")
    assert seen.entries[7].featured_image is None


LISTS = (
    '<!-- wp:latest-posts {"displayPostContent":true,"displayPostContentRadio":"full_post"} /-->'
    '<!-- wp:query {"query":{"perPage":9,"postType":"post","inherit":false}} --><div class="wp-block-query">'
    "<!-- wp:post-template --><!-- wp:post-title /--><!-- wp:post-content /--><!-- /wp:post-template --></div>"
    "<!-- /wp:query -->"
)


def test_nothing_of_a_closed_entry_comes_in_through_lists(wordpress: WordPressFile) -> None:
    """Lists, query loops and menus show what a visitor sees."""
    wordpress.post(5, post_title="LEAKTITLE", post_content="<p>LEAKBODY</p>", meta={"_is_paid": "1"})
    wordpress.page(6, post_content=LISTS)
    wordpress.post(7)
    html = read(wordpress.url).entries[6].html
    assert "LEAK" not in html
    assert "Body of 7" in html


@pytest.mark.parametrize(
    "switch",
    [
        pytest.param(lambda site: site.insert("postmeta", post_id=5, meta_key="_is_paid", meta_value="1"), id="mark"),
        pytest.param(lambda site: site.options(rcp_restricted_post_types=php({"post": {"a": "1"}})), id="option"),
        pytest.param(
            lambda site: site.connection.execute("INSERT INTO wp_pmpro_memberships_pages VALUES (1, 5, '')"), id="table"
        ),
        pytest.param(
            lambda site: site.insert("termmeta", term_id=1, meta_key="rcp_restricted_meta", meta_value=php({"a": "1"})),
            id="term-meta",
        ),
        pytest.param(
            lambda site: site.post(
                60, post_type="memberpressrule", meta={"_mepr_rules_type": "single_post", "_mepr_rules_content": "5"}
            ),
            id="rule-post",
        ),
        pytest.param(lambda site: site.options(active_plugins=active("wp-force-login")), id="site"),
        pytest.param(lambda site: site.options(blog_public="0"), id="discouraged"),
    ],
)
def test_a_gate_that_closes_is_noticed_and_withdraws(wordpress: WordPressFile, switch: object) -> None:
    """At the next look, whatever decides; and lists that showed the entry are rendered anew."""
    wordpress.post(5, terms=(1,), post_content="<p>SECRET</p>")
    wordpress.page(6, post_content=LISTS)
    wordpress.connection.execute("CREATE TABLE wp_pmpro_memberships_pages (membership_id, page_id, modified)")
    wordpress.connection.execute(
        "CREATE TABLE wp_termmeta (meta_id INTEGER PRIMARY KEY, term_id, meta_key, meta_value)"
    )
    wordpress.options(active_plugins=active("restrict-content-pro", "paid-memberships-pro", "memberpress"))
    source = opened(wordpress.url)
    before = look(source)
    assert {5, 6} <= set(before.entries)

    switch(wordpress)  # type: ignore[operator]
    assert source.fingerprint() != before.fingerprint
    after = look(source, before.fingerprint, before.revisions)
    assert closed(after) is not None
    lists = after.entries.get(6)
    assert lists is None or "SECRET" not in lists.html
    assert lists is not None or closed(after, 6) is not None


def test_a_rule_about_another_entry_reads_nothing_again(wordpress: WordPressFile) -> None:
    """What follows is in proportion to what changed: every entry is judged anew, none is rendered."""
    wordpress.post(5)
    wordpress.post(7)
    wordpress.options(active_plugins=active("memberpress"))
    source = opened(wordpress.url)
    before = look(source)
    rule = {"_mepr_rules_type": "single_post", "_mepr_rules_content": "7"}
    wordpress.post(60, post_type="memberpressrule", meta=rule)
    after = look(source, before.fingerprint, before.revisions)
    assert after.entries == {}
    assert closed_ids(after) == {7}


def closed_ids(seen: object) -> set[int]:
    """Ids that are hidden."""
    return set(seen.hidden)  # type: ignore[attr-defined]


@pytest.mark.parametrize("folder", ["s2member", "content-control", "acme-membership", "simple-membership-2.1"])
def test_an_access_plugin_that_is_not_read_marks_every_entry(wordpress: WordPressFile, folder: str) -> None:
    """Nobody knows what it closes; the facts name it, and that it is not followed."""
    wordpress.post(5)
    wordpress.options(active_plugins=active(folder, "akismet", "email-subscribers", "team-members"))
    seen = read(wordpress.url)
    assert seen.entries[5].marks == frozenset({"access"})
    (plugin,) = seen.facts.plugins
    assert not plugin.followed
    assert folder.startswith(plugin.folder)


@pytest.mark.parametrize("folder", ["members", "memberpress-courses", "paid-memberships-pro-register", "akismet"])
def test_what_is_read_marks_nothing(wordpress: WordPressFile, folder: str) -> None:
    """Neither a plugin whose rules are applied nor its add-on, nor one that decides nothing."""
    wordpress.post(5)
    wordpress.options(active_plugins=active(folder))
    assert read(wordpress.url).entries[5].marks == frozenset()


def test_a_rule_by_address_is_not_read(wordpress: WordPressFile) -> None:
    """MemberPress compares it with what a browser asks for: the entries are marked, and the facts say why."""
    wordpress.post(5)
    rule = {"_mepr_rules_type": "custom", "_mepr_rules_content": "/inner/"}
    wordpress.post(60, post_type="memberpressrule", meta=rule)
    wordpress.options(active_plugins=active("memberpress"))
    seen = read(wordpress.url)
    assert seen.entries[5].marks == frozenset({"access"})
    assert seen.facts.plugins[0].missing == "rules of the kind custom"


@pytest.mark.parametrize("value", ["", "a:1:{broken", "x"])
def test_damaged_lists_of_plugins_are_no_lists(wordpress: WordPressFile, value: str) -> None:
    """Where nobody knows which plugins are active, a mark counts."""
    wordpress.post(5, meta={"_is_paid": "1"})
    wordpress.options(active_plugins=value)
    assert closed(read(wordpress.url)) == ("restricted", "Restrict Content Pro")


TYPE_CASES = [(folder, name) for folder, names in PUBLIC_TYPES.items() for name in names]


@pytest.mark.parametrize("folder", PUBLIC_TYPES)
def test_types_of_plugins_are_public_while_they_are_active(wordpress: WordPressFile, folder: str) -> None:
    """Lessons aside, which are closed; all types of a plugin on one site."""
    types = dict(enumerate(PUBLIC_TYPES[folder], start=5))
    for number, name in types.items():
        wordpress.post(number, post_type=name)
    wordpress.options(rewrite_rules=rules_for(*types.values()), active_plugins=active(folder))
    seen = read(wordpress.url)
    for number in types:
        hidden = closed(seen, number)
        assert hidden is None or (hidden[0] == "type-not-public" and hidden[1])


def test_types_of_plugins_are_left_out_and_named_without_them(wordpress: WordPressFile) -> None:
    """Every one of them, on one site."""
    types = dict(enumerate(sorted({name for _, name in TYPE_CASES}), start=100))
    for number, name in types.items():
        wordpress.post(number, post_type=name)
    wordpress.options(rewrite_rules=rules_for(*types.values()), active_plugins=active("hello"))
    seen = read(wordpress.url)
    assert {number: closed(seen, number) for number in types} == dict.fromkeys(types, ("type-not-public", ""))
    assert sorted(seen.facts.unknown_types) == sorted(types.values())


@pytest.mark.parametrize(
    ("folder", "name", "free"),
    [
        pytest.param("lifterlms", "lesson", ("_llms_free_lesson", "yes"), id="lifter"),
        pytest.param("sensei-lms", "lesson", ("_lesson_preview", "preview"), id="sensei"),
        pytest.param("sfwd-lms", "sfwd-lessons", ("_sfwd-lessons", php({"sfwd-lessons_sample_lesson": "on"})), id="ld"),
        pytest.param("tutor", "lesson", ("_is_preview", "1"), id="tutor"),
        pytest.param("learnpress", "lp_lesson", ("_lp_preview", "yes"), id="learnpress"),
        pytest.param("masterstudy-lms-learning-management-system", "stm-lessons", ("preview", "on"), id="masterstudy"),
    ],
)
def test_lessons_that_everybody_may_read(
    wordpress: WordPressFile, folder: str, name: str, free: tuple[str, str]
) -> None:
    """One that is marked free, and all of a type that the owner names."""
    meta(*free, post_type=name)(wordpress)
    wordpress.post(6, post_type=name)
    wordpress.options(rewrite_rules=rules_for(name), active_plugins=active(folder))
    assert set(read(wordpress.url).entries) == {5}
    assert set(read(f"{wordpress.url}&types={name}").entries) == {5, 6}


@pytest.mark.parametrize(
    "name", ["popup", "elementor_library", "kadence_element", "et_pb_layout", "cpm_project", "resume"]
)
def test_internal_types_are_never_public(wordpress: WordPressFile, name: str) -> None:
    """Not even where a menu leads to them or somebody names them."""
    wordpress.post(5, post_type=name)
    wordpress.options(rewrite_rules=rules_for(name))
    seen = read(f"{wordpress.url}&types={name}")
    assert (seen.entries, seen.hidden, seen.facts.unknown_types) == ({}, {}, ())


def test_documents_of_buddypress(wordpress: WordPressFile) -> None:
    """Only those whose term says that anyone may read them."""
    wordpress.term(30, "bp_docs_access", "bp_docs_access_anyone", "anyone")
    wordpress.term(31, "bp_docs_access", "bp_docs_access_loggedin", "logged in")
    for number, terms in ((5, (30,)), (6, (31,)), (7, ())):
        wordpress.post(number, post_type="bp_doc", terms=terms)
    wordpress.options(rewrite_rules=rules_for("bp_doc"), active_plugins=active("buddypress-docs"))
    assert closed(read(wordpress.url)) == ("type-not-public", "")
    assert set(read(f"{wordpress.url}&types=bp_doc").entries) == {5}


@pytest.mark.parametrize("status", ["", "PUBLISH", "publish ", " publish", "Publish", None])
def test_a_status_that_is_written_otherwise_is_hidden(
    wordpress: WordPressFile, tmp_path: Path, status: str | None
) -> None:
    """In every source: PHP compares byte by byte, and an unknown status is not public."""
    wordpress.post(5)
    wordpress.post(6, post_status=status)
    for seen in (read(wordpress.url), as_dump(wordpress, tmp_path)):
        assert set(seen.entries) == {5}
    if status is not None:
        assert set(as_export(wordpress, tmp_path).entries) == {5}


@pytest.mark.parametrize("kind", ["", "Post", "post ", None])
def test_a_type_that_is_written_otherwise_is_hidden(wordpress: WordPressFile, tmp_path: Path, kind: str | None) -> None:
    """An empty type is none of WordPress's."""
    wordpress.post(5)
    wordpress.post(6, post_type=kind)
    for seen in (read(wordpress.url), as_dump(wordpress, tmp_path)):
        assert set(seen.entries) == {5}
    if kind is not None:
        assert set(as_export(wordpress, tmp_path).entries) == {5}


def test_a_page_whose_parent_is_missing_has_none(wordpress: WordPressFile, tmp_path: Path) -> None:
    """WordPress shows it; what was never saved is there all the same, and hides its files."""
    wordpress.page(5, post_parent=777)
    wordpress.attachment(6, 778)
    wordpress.post(8, post_status="auto-draft")
    wordpress.attachment(9, 8)
    database, dump = read(wordpress.url), as_dump(wordpress, tmp_path)
    assert [database.entries[number].parent_id for number in (5, 6, 9)] == [0, 0, 8]
    assert [dump.entries[number].parent_id for number in (5, 6)] == [0, 0]
    assert 9 not in dump.entries
