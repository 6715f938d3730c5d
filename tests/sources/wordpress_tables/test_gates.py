"""What plugins close, over a database, a dump and an export: one smallest input for each row of `wordpress.gates`."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from rootzpub.site import Hidden
from rootzpub.wordpress.gates import GATES
from rootzpub.wordpress.gates.partly_read import PARTLY_READ
from tests.sources.dump.test_source import dumped
from tests.sources.reading import Seen, read
from tests.sources.wordpress_tables.tables import WordPressFile
from tests.sources.wxr.test_source import export, item


def php(value: Any) -> str:
    """A value as PHP's serialize() writes it."""
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
    inner = "".join(php(key) + php(element) for key, element in pairs)
    return f"a:{len(value)}:{{{inner}}}"


def active(*folders: str) -> str:
    """Option `active_plugins` with a file in each of these folders."""
    return php([f"{folder}/plugin.php" for folder in folders])


Prepare = Callable[[WordPressFile], None]


def meta(key: str, value: str, **columns: Any) -> Prepare:
    """Entry 5 with one meta field."""
    return lambda site: site.post(5, meta={key: value}, **columns)


def ruled(kind: str, content: str, **columns: Any) -> Prepare:
    """Entry 5 (category 1, tag 9, below page 4), and a rule of MemberPress."""

    def prepare(site: WordPressFile) -> None:
        site.page(4)
        site.term(9, "post_tag", "inner", "Inner")
        site.post(5, **{"terms": (1, 9), **columns})
        rule = {"_mepr_rules_type": kind, "_mepr_rules_content": content}
        site.post(50, post_type="memberpressrule", meta=rule)

    return prepare


def options(values: Mapping[str, str], **columns: Any) -> Prepare:
    """Entry 5, and options."""

    def prepare(site: WordPressFile) -> None:
        site.post(5, **{"terms": (1,), **columns})
        site.options(**values)

    return prepare


def table(name: str, columns: str, values: str, **entry: Any) -> Prepare:
    """Entry 5, and a row in a table of a plugin."""

    def prepare(site: WordPressFile) -> None:
        site.post(5, **{"terms": (1,), **entry})
        site.connection.execute(f"CREATE TABLE wp_{name} ({columns})")
        site.connection.execute(f"INSERT INTO wp_{name} VALUES ({values})")

    return prepare


def wc_rule(**members: Any) -> Prepare:
    """Entry 5, and a rule of WooCommerce Memberships."""
    plain = {"rule_type": "content_restriction", "membership_plan_id": 3, "active": "yes", "access_type": ""}
    return options({"wc_memberships_rules": php([plain | members])})


def termed(key: str, value: str) -> Prepare:
    """Entry 5 in category 1, and meta of that category."""
    return table("termmeta", "meta_id, term_id, meta_key, meta_value", f"1, 1, '{key}', '{value}'")


def hidden_product(site: WordPressFile) -> None:
    """A product that neither the catalogue nor the search shows."""
    site.term(20, "product_visibility", "exclude-from-catalog", "exclude-from-catalog")
    site.term(21, "product_visibility", "exclude-from-search", "exclude-from-search")
    site.options(rewrite_rules=rules_for("product"))
    site.post(5, post_type="product", terms=(20, 21))
    site.post(6, post_type="product", terms=(20,))


def rules_for(*names: str) -> str:
    """Option `rewrite_rules` with an address for each of these types."""
    return php({f"{name}/([^/]+)(?:/([0-9]+))?/?$": f"index.php?{name}=$matches[1]&page=$matches[2]" for name in names})


def lesson(name: str) -> Prepare:
    """A lesson with an address."""

    def prepare(site: WordPressFile) -> None:
        site.options(rewrite_rules=rules_for(name))
        site.post(5, post_type=name)

    return prepare


UM = {"_um_custom_access_settings": True, "_um_accessible": 2}
SETTINGS_OF_A_TERM = php({"pms-content-restrict-user-status": "loggedin"})


@dataclass(frozen=True)
class Case:
    """One row's smallest input: entry 5 is closed by it."""

    plugin: str
    folder: str
    prepare: Prepare
    reason: str = "restricted"
    exported: bool = False
    """Whether an export holds the mark."""


CASES = MappingProxyType(
    {
        "members": Case("Members", "members", meta("_members_access_role", "editor"), exported=True),
        "members-term": Case("Members", "members", termed("_members_access_role", "editor")),
        "pmpro-page": Case(
            "Paid Memberships Pro",
            "paid-memberships-pro",
            table("pmpro_memberships_pages", "membership_id, page_id, modified", "1, 5, ''"),
        ),
        "pmpro-category": Case(
            "Paid Memberships Pro",
            "paid-memberships-pro",
            table("pmpro_memberships_categories", "membership_id, category_id, modified", "1, 1, ''"),
        ),
        "rcp-paid": Case("Restrict Content Pro", "restrict-content-pro", meta("_is_paid", "1"), exported=True),
        "rcp-level": Case(
            "Restrict Content Pro",
            "restrict-content",
            meta("rcp_subscription_level", php(["2"])),
            exported=True,
        ),
        "rcp-any": Case(
            "Restrict Content Pro", "restrict-content-pro", meta("rcp_subscription_level", "any"), exported=True
        ),
        "rcp-access": Case(
            "Restrict Content Pro", "restrict-content-pro", meta("rcp_access_level", "3"), exported=True
        ),
        "rcp-role": Case(
            "Restrict Content Pro", "restrict-content-pro", meta("rcp_user_level", "Editor"), exported=True
        ),
        "rcp-type": Case(
            "Restrict Content Pro",
            "restrict-content-pro",
            options({"rcp_restricted_post_types": php({"post": {"access_level": "1"}})}),
        ),
        "rcp-term": Case(
            "Restrict Content Pro", "restrict-content-pro", termed("rcp_restricted_meta", php({"paid_only": "1"}))
        ),
        "um": Case("Ultimate Member", "ultimate-member", meta("um_content_restriction", php(UM)), exported=True),
        "um-term": Case("Ultimate Member", "ultimate-member", termed("um_content_restriction", php(UM))),
        "um-damaged": Case(
            "Ultimate Member", "ultimate-member", meta("um_content_restriction", "a:1:{broken"), exported=True
        ),
        "pms-status": Case(
            "Paid Member Subscriptions",
            "paid-member-subscriptions",
            meta("pms-content-restrict-user-status", "loggedin"),
            exported=True,
        ),
        "pms-plan": Case(
            "Paid Member Subscriptions",
            "paid-member-subscriptions",
            meta("pms-content-restrict-subscription-plan", "12"),
            exported=True,
        ),
        "pms-term": Case(
            "Paid Member Subscriptions",
            "paid-member-subscriptions",
            termed("pms-content-restrict", SETTINGS_OF_A_TERM),
        ),
        "mepr-single": Case("MemberPress", "memberpress", ruled("single_post", "5"), exported=True),
        "mepr-all-posts": Case("MemberPress", "memberpress", ruled("all_posts", ""), exported=True),
        "mepr-all": Case("MemberPress", "memberpress", ruled("all", "4"), exported=True),
        "mepr-category": Case("MemberPress", "memberpress", ruled("category", "1")),
        "mepr-category-by-slug": Case("MemberPress", "memberpress", ruled("category", "news"), exported=True),
        "mepr-tag": Case("MemberPress", "memberpress", ruled("tag", "9")),
        "mepr-term": Case("MemberPress", "memberpress", ruled("all_tax_post_tag", "inner"), exported=True),
        "mepr-term-of-type": Case(
            "MemberPress", "memberpress", ruled("tax_post_tag||cpt_post", "inner"), exported=True
        ),
        "mepr-below": Case(
            "MemberPress", "memberpress", ruled("parent_page", "4", post_type="page", post_parent=4), exported=True
        ),
        "wcm-entry": Case(
            "WooCommerce Memberships",
            "woocommerce-memberships",
            wc_rule(content_type="post_type", content_type_name="post", object_ids=[5]),
        ),
        "wcm-type": Case(
            "WooCommerce Memberships",
            "woocommerce-memberships",
            wc_rule(content_type="post_type", content_type_name="post", object_ids=[]),
        ),
        "wcm-term": Case(
            "WooCommerce Memberships",
            "woocommerce-memberships",
            wc_rule(content_type="taxonomy", content_type_name="category", object_ids=[1]),
        ),
        "wcm-taxonomy": Case(
            "WooCommerce Memberships",
            "woocommerce-memberships",
            wc_rule(content_type="taxonomy", content_type_name="category", object_ids=[]),
        ),
        "wcm-viewing": Case(
            "WooCommerce Memberships",
            "woocommerce-memberships",
            wc_rule(
                rule_type="product_restriction",
                access_type="view",
                content_type="post_type",
                content_type_name="post",
                object_ids=["5"],
            ),
        ),
        "wp-members": Case("WP-Members", "wp-members", meta("_wpmem_block", "1"), exported=True),
        "wp-members-hidden": Case("WP-Members", "wp-members", meta("_wpmem_block", "2"), exported=True),
        "wp-members-type": Case(
            "WP-Members", "wp-members", options({"wpmembers_settings": php({"block": {"post": "1", "page": "0"}})})
        ),
        "memberful": Case(
            "Memberful", "memberful-wp", meta("memberful_acl", php({"subscription": ["7"]})), exported=True
        ),
        "memberful-option": Case(
            "Memberful", "memberful-wp", options({"memberful_acl": php({"product": {"7": {"5": 5}}})})
        ),
        "groups": Case("Groups", "groups", meta("groups-read", "2"), exported=True),
        "jetpack": Case("Jetpack", "jetpack", meta("_jetpack_newsletter_access", "paid_subscribers"), exported=True),
        "jetpack-free": Case("Jetpack", "jetpack", meta("_jetpack_newsletter_access", "subscribers"), exported=True),
        "llms": Case("LifterLMS", "lifterlms", meta("_llms_is_restricted", "yes"), exported=True),
        "links-to": Case(
            "Page Links To", "page-links-to", meta("_links_to", "https://x.test/"), "redirect", exported=True
        ),
        "quick-redirect": Case(
            "Quick Page/Post Redirect",
            "quick-pagepost-redirect-plugin",
            meta("_pprredirect_active", "1"),
            "redirect",
            exported=True,
        ),
        **{
            folder: Case(plugin, folder, meta(key, value), exported=True)
            for plugin, folder, key, value in (
                ("s2Member", "s2member", "s2member_ccaps_req", php(["gold"])),
                ("Ultimate Membership Pro", "indeed-membership-pro", "ihc_mb_who", "reg,2"),
                ("WP Fusion", "wp-fusion-lite", "wpf-settings", php({"lock_content": "1", "allow_tags": []})),
                ("Patreon", "patreon-connect", "patreon-level", "5"),
                (
                    "Leaky Paywall",
                    "leaky-paywall",
                    "_issuem_leaky_paywall_visibility",
                    php({"visibility_type": "only"}),
                ),
                ("Passster", "content-protector", "passster_activate_protection", "1"),
                ("ARMember", "armember-membership", "arm_access_plan", "0"),
                ("WP Private Content Plus", "wp-private-content-plus", "_wppcp_post_page_visibility", "member"),
                (
                    *("YITH WooCommerce Membership", "yith-woocommerce-membership"),
                    *("_yith_wcmbs_restrict_access_plan", php(["12"])),
                ),
                ("Profile Builder", "profile-builder", "wppb-content-restrict-user-status", "loggedin"),
                ("Pay For Post with WooCommerce", "wc-pay-per-post", "wc_pay_per_post_product_ids", php(["7"])),
                ("User Registration & Membership", "user-registration", "urcr_meta_checkbox", "on"),
            )
        },
        "product": Case("WooCommerce", "woocommerce", hidden_product, "hidden-product"),
        "cart": Case("WooCommerce", "woocommerce", options({"woocommerce_cart_page_id": "5"}), "noindex"),
        "checkout": Case("WooCommerce", "woocommerce", options({"woocommerce_checkout_page_id": "5"}), "noindex"),
        "account": Case("WooCommerce", "woocommerce", options({"woocommerce_myaccount_page_id": "5"}), "noindex"),
        "lifter-lesson": Case("LifterLMS", "lifterlms", lesson("lesson"), "type-not-public"),
        "learndash-lesson": Case("LearnDash", "sfwd-lms", lesson("sfwd-lessons"), "type-not-public"),
        "learndash-topic": Case("LearnDash", "sfwd-lms", lesson("sfwd-topic"), "type-not-public"),
        "sensei-lesson": Case("Sensei LMS", "sensei-lms", lesson("lesson"), "type-not-public"),
        "tutor-lesson": Case("Tutor LMS", "tutor", lesson("lesson"), "type-not-public"),
        "learnpress-lesson": Case("LearnPress", "learnpress", lesson("lp_lesson"), "type-not-public"),
        "masterstudy-lesson": Case(
            "MasterStudy LMS", "masterstudy-lms-learning-management-system", lesson("stm-lessons"), "type-not-public"
        ),
        "academy-lesson": Case("Academy LMS", "academy", lesson("academy_lessons"), "type-not-public"),
        "masteriyo-lesson": Case("Masteriyo", "learning-management-system", lesson("mto-lesson"), "type-not-public"),
        "courseware-unit": Case("WP Courseware", "wp-courseware", lesson("course_unit"), "type-not-public"),
        "namaste-lesson": Case("Namaste! LMS", "namaste-lms", lesson("namaste_lesson"), "type-not-public"),
        "memberpress-lesson": Case(
            "MemberPress Courses", "memberpress-courses", lesson("mpcs-lesson"), "type-not-public"
        ),
    }
)
ALWAYS = MappingProxyType(
    {
        "genesis": ("The SEO Framework or Genesis", meta("_genesis_noindex", "1")),
        "jetpack-seo": ("Jetpack SEO", meta("jetpack_seo_noindex", "1")),
        "slim-seo": ("Slim SEO", meta("slim_seo", 'a:1:{s:7:"noindex";i:1;}')),
        "smartcrawl": ("SmartCrawl", meta("_wds_meta-robots-noindex", "1")),
        "seo-ultimate": ("SEO Ultimate", meta("_su_meta_robots_noindex", "1")),
        "siteseo": ("SiteSEO", meta("_siteseo_robots_index", "yes")),
        "surerank": ("SureRank", meta("surerank_settings_post_no_index", "yes")),
        "metaseo": ("WP Meta SEO", meta("_metaseo_metaindex", "noindex")),
        "seokey": ("SEOKEY", meta("seokey-content_visibility", "1")),
        "headspace": ("HeadSpace", meta("_headspace_noindex", "1")),
    }
)
"""Marks that stay when their plugin is gone."""
OPEN = MappingProxyType(
    {
        "rcp-nobody-asked": ("restrict-content-pro", meta("rcp_access_level", "None")),
        "surerank-no": ("surerank", meta("surerank_settings_post_no_index", "no")),
        "metaseo-index": ("wp-meta-seo", meta("_metaseo_metaindex", "index")),
        "rcp-all-roles": ("restrict-content-pro", meta("rcp_user_level", "All")),
        "um-off": ("ultimate-member", meta("um_content_restriction", php({"_um_custom_access_settings": False}))),
        "um-everybody": ("ultimate-member", meta("um_content_restriction", php(UM | {"_um_accessible": 0}))),
        "um-logged-out": ("ultimate-member", meta("um_content_restriction", php(UM | {"_um_accessible": "1"}))),
        "pms-everybody": ("paid-member-subscriptions", meta("pms-content-restrict-user-status", "everyone")),
        "mepr-all-but": ("memberpress", ruled("all_posts", "3, 5")),
        "mepr-another": ("memberpress", ruled("single_post", "6")),
        "wcm-discount": (
            "woocommerce-memberships",
            wc_rule(rule_type="purchasing_discount", content_type="post_type", content_type_name="post", object_ids=[]),
        ),
        "wcm-buying": (
            "woocommerce-memberships",
            wc_rule(
                rule_type="product_restriction",
                access_type="purchase",
                content_type="post_type",
                content_type_name="post",
                object_ids=[5],
            ),
        ),
        "wcm-public": (
            "woocommerce-memberships",
            lambda site: (
                site.post(5, meta={"_wc_memberships_force_public": "yes"}),
                site.options(
                    wc_memberships_rules=php(
                        [{"rule_type": "content_restriction", "content_type": "post_type", "content_type_name": "post"}]
                    )
                ),
            ),
        ),
        "wp-members-opened": (
            "wp-members",
            lambda site: (
                site.post(5, meta={"_wpmem_block": "0"}),
                site.options(wpmembers_settings=php({"block": {"post": 1}})),
            ),
        ),
        "jetpack-everybody": ("jetpack", meta("_jetpack_newsletter_access", "everybody")),
        "jetpack-paywall": (
            "jetpack",
            meta(
                "_jetpack_newsletter_access", "subscribers", post_content="<p>a</p><!-- wp:jetpack/paywall /--><p>b</p>"
            ),
        ),
        "members-empty": ("members", meta("_members_access_role", "")),
        "genesis-index": ("genesis", meta("_genesis_noindex", "-1")),
        "slim-index": ("slim-seo", meta("slim_seo", php({"noindex": 0, "title": "x"}))),
    }
)


def hidden_of(seen: Seen, entry_id: int = 5) -> Hidden | None:
    """What was said of an entry that is hidden."""
    return next((change for change in seen.changes if isinstance(change, Hidden) and change.id == entry_id), None)


def closed(seen: Seen, entry_id: int = 5) -> tuple[str, str] | None:
    """Why an entry is hidden and by whom; None where it is published."""
    hidden = hidden_of(seen, entry_id)
    assert (hidden is None) is (entry_id in seen.entries)
    return (hidden.reason, hidden.cause) if hidden else None


def as_dump(site: WordPressFile, folder: Path) -> Seen:
    """The same site from a dump."""
    file = folder / "dump.sql"
    file.write_text(dumped(site))
    return read(f"sql:{file}")


def as_export(site: WordPressFile, folder: Path) -> Seen:
    """The same entries from an export, which says nothing of plugins and options."""
    rows = site.connection.execute(
        "SELECT ID, post_type, post_parent, post_content, post_status FROM wp_posts ORDER BY ID"
    ).fetchall()
    items = []
    for entry_id, kind, parent, content, status in rows:
        metas = site.connection.execute("SELECT meta_key, meta_value FROM wp_postmeta WHERE post_id=?", [entry_id])
        terms = site.connection.execute(
            "SELECT x.taxonomy, t.slug FROM wp_term_relationships r JOIN wp_term_taxonomy x USING (term_taxonomy_id) "
            "JOIN wp_terms t USING (term_id) WHERE r.object_id=?",
            [entry_id],
        )
        extra = "".join(
            f'<category domain="{name}" nicename="{slug}"><![CDATA[{slug}]]></category>' for name, slug in terms
        )
        extra += "".join(
            f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{html.escape(value)}</wp:meta_value></wp:postmeta>"
            for key, value in metas
        )
        texts = {"wp__post_type": kind, "wp__post_parent": str(parent), "wp__status": status, "extra": extra}
        items.append(item(entry_id, content__encoded=f"<![CDATA[{content}]]>", **texts))
    file = folder / "export.xml"
    file.write_text(export(*items))
    return read(f"wxr:{file}")


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_each_row_closes(wordpress: WordPressFile, tmp_path: Path, case: Case) -> None:
    """While its plugin is active, over a database and a dump alike; and nothing of the entry goes further."""
    case.prepare(wordpress)
    wordpress.post(99)
    wordpress.options(active_plugins=active(case.folder))

    for seen in (read(wordpress.url), as_dump(wordpress, tmp_path)):
        assert closed(seen) == (case.reason, case.plugin)
        # Of some only such marks are read: then every entry that is open here waits for a look.
        followed = case.plugin not in {gate.plugin for gate in PARTLY_READ}
        assert any(plugin.name == case.plugin and plugin.followed == followed for plugin in seen.facts.plugins)
        assert all(("access" in entry.marks) == (not followed) for entry in seen.entries.values())


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_no_row_closes_while_its_plugin_is_not_active(wordpress: WordPressFile, tmp_path: Path, case: Case) -> None:
    """What a plugin left behind says nothing any more."""
    case.prepare(wordpress)
    wordpress.options(active_plugins=active("hello-dolly"))

    for seen in (read(f"{wordpress.url}&types={TYPES_OF_CASES}"), as_dump(wordpress, tmp_path)):
        assert closed(seen) in {None, ("type-not-public", "")}


TYPES_OF_CASES = "product,lesson"


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items() if case.exported])
def test_where_nobody_knows_the_plugins_a_mark_counts(wordpress: WordPressFile, tmp_path: Path, case: Case) -> None:
    """An export names no plugins, and a database may lack the option."""
    case.prepare(wordpress)

    assert closed(as_export(wordpress, tmp_path)) == (case.reason, case.plugin)
    assert closed(read(wordpress.url)) == (case.reason, case.plugin)


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(("plugin", "prepare"), [pytest.param(*case, id=name) for name, case in ALWAYS.items()])
@pytest.mark.parametrize("plugins", [active("hello-dolly"), ""], ids=["gone", "not-known"])
def test_noindex_stays_when_its_plugin_is_gone(
    wordpress: WordPressFile, tmp_path: Path, plugin: str, prepare: Prepare, plugins: str
) -> None:
    """The owner said so once, over every kind of source."""
    prepare(wordpress)
    wordpress.options(active_plugins=plugins)

    for seen in (read(wordpress.url), as_dump(wordpress, tmp_path), as_export(wordpress, tmp_path)):
        assert closed(seen) == ("noindex", plugin)


@pytest.mark.parametrize(("folder", "prepare"), [pytest.param(*case, id=name) for name, case in OPEN.items()])
def test_what_a_plugin_leaves_open_is_published(wordpress: WordPressFile, folder: str, prepare: Prepare) -> None:
    """Neither an empty mark nor a rule about something else closes an entry."""
    prepare(wordpress)
    wordpress.options(active_plugins=active(folder))

    assert closed(read(wordpress.url)) is None


def test_every_row_has_a_case() -> None:
    """A row that no input tries is no row."""
    tried = {case.plugin for case in CASES.values()} | {name for name, _ in ALWAYS.values()} | {"BuddyPress Docs"}
    assert {gate.plugin for gate in GATES} == tried


@pytest.mark.parametrize(
    ("plugin", "key", "value", "below"),
    [
        # Members asks the parent of an entry that has no roles of its own, however deep; others ask the entry alone.
        ("members", "_members_access_role", "editor", "restricted"),
        ("paid-member-subscriptions", "pms-content-restrict-user-status", "loggedin", ""),
        ("page-links-to", "_links_to", "https://example.org/", ""),
        ("autodescription", "_genesis_noindex", "1", ""),
        ("", "post_status", "draft", "ancestor-hidden"),
        ("", "post_password", "x", "ancestor-hidden"),
    ],
)
def test_what_stands_below_what_is_closed(
    wordpress: WordPressFile, plugin: str, key: str, value: str, below: str
) -> None:
    columns = {key: value} if key.startswith("post_") else {"meta": {key: value}}
    wordpress.options(active_plugins=active(plugin))
    wordpress.page(4, **columns)
    wordpress.page(5, post_parent=4)
    wordpress.page(6, post_parent=5)
    seen = read(wordpress.url)
    reasons = {change.id: change.reason for change in seen.changes if isinstance(change, Hidden)}
    assert [reasons.get(number, "") for number in (5, 6)] == [below, below]
