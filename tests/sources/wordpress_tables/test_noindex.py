"""Settings of SEO plugins for whole types, and how an entry is exempt from them."""

import json
from collections.abc import Mapping

import pytest

from rootzpub.sources.wordpress_tables.noindex import noindex_types
from rootzpub.sources.wordpress_tables.options import Options
from tests.sources.reading import read

from .tables import WordPressFile

Php = bool | int | str | Mapping[str, "Php"] | list["Php"]
LIST = 'a:1:{i:0;s:%d:"%s";}'


def php(value: Php) -> str:
    """A value as PHP serialises it."""
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    pairs = enumerate(value) if isinstance(value, list) else value.items()
    return f"a:{len(value)}:{{{''.join(php(part) for pair in pairs for part in pair)}}}"


def dynamic(default: bool, noindex: bool) -> str:
    """All in One SEO's option with one type's robots."""
    robots = {"default": default, "noindex": noindex}
    return json.dumps({"searchAppearance": {"postTypes": {"page": {"advanced": {"robotsMeta": robots}}}}})


YOAST, RANK_MATH = "wordpress-seo/wp-seo.php", "seo-by-rank-math/rank-math.php"
SEOPRESS, AIOSEO = "wp-seopress/seopress.php", "all-in-one-seo-pack/all_in_one_seo_pack.php"
SETTINGS = [
    pytest.param(YOAST, "wpseo_titles", php({"noindex-page": True}), {"page"}, id="yoast"),
    pytest.param(YOAST, "wpseo_titles", php({"noindex-page": "on", "noindex-post": ""}), {"page"}, id="old-yoast"),
    pytest.param(YOAST, "wpseo_titles", php({"noindex-page": False}), set(), id="yoast-index"),
    pytest.param("wordpress-seo-premium/x.php", "wpseo_titles", php({"noindex-post": True}), {"post"}, id="premium"),
    pytest.param("other/other.php", "wpseo_titles", php({"noindex-page": True}), set(), id="not-active"),
    pytest.param(YOAST, "wpseo_titles", php({"noindex-attachment": True}), set(), id="attachment"),
    pytest.param(YOAST, "wpseo_titles", "broken", set(), id="broken"),
    pytest.param(YOAST, "wpseo_titles", php({"noindex-page": ["on"]}), set(), id="no-switch"),
    pytest.param(
        RANK_MATH,
        "rank-math-options-titles",
        php({"pt_page_custom_robots": "on", "pt_page_robots": ["noindex", "nofollow"]}),
        {"page"},
        id="rank-math",
    ),
    pytest.param(
        RANK_MATH,
        "rank-math-options-titles",
        php({"pt_page_custom_robots": "off", "pt_page_robots": ["noindex"]}),
        set(),
        id="rank-math-switched-off",
    ),
    pytest.param(
        RANK_MATH,
        "rank-math-options-titles",
        php({"robots_global": ["noindex"], "pt_page_custom_robots": "on", "pt_page_robots": ["index"]}),
        {"post"},
        id="rank-math-global",
    ),
    pytest.param(
        SEOPRESS,
        "seopress_titles_option_name",
        php({"seopress_titles_single_titles": {"page": {"noindex": "1"}, "post": {"title": "x"}}}),
        {"page"},
        id="seopress",
    ),
    pytest.param(
        SEOPRESS,
        "seopress_titles_option_name",
        php({"seopress_titles_noindex": "1"}),
        {"page", "post"},
        id="seopress-all",
    ),
    pytest.param(AIOSEO, "aioseo_options_dynamic", dynamic(default=False, noindex=True), {"page"}, id="aioseo"),
    pytest.param(AIOSEO, "aioseo_options_dynamic", dynamic(default=True, noindex=True), set(), id="aioseo-default"),
    pytest.param(AIOSEO, "aioseo_options_dynamic", dynamic(default=False, noindex=False), set(), id="aioseo-index"),
    pytest.param(AIOSEO, "aioseo_options_dynamic", "{broken", set(), id="aioseo-broken"),
    pytest.param(AIOSEO, "aioseo_options_dynamic", "[1]", set(), id="aioseo-list"),
    pytest.param(
        "autodescription/autodescription.php",
        "autodescription-site-settings",
        php({"noindex_post_types": {"page": 1, "post": 0}}),
        {"page"},
        id="seo-framework",
    ),
    pytest.param(
        "autodescription/autodescription.php",
        "autodescription-site-settings",
        php({"site_noindex": 1}),
        {"page", "post"},
        id="seo-framework-site",
    ),
    pytest.param(
        "smartcrawl-seo/wpmu-dev-seo.php",
        "wds_onpage_options",
        php({"meta_robots-noindex-page": 1, "meta_robots-noindex-post": ""}),
        {"page"},
        id="smartcrawl",
    ),
    pytest.param("slim-seo/slim-seo.php", "slim_seo", php({"page": {"noindex": 1}, "post": []}), {"page"}, id="slim"),
]


@pytest.mark.parametrize(("plugin", "option", "value", "expected"), SETTINGS)
def test_types_that_a_plugin_keeps_out(plugin: str, option: str, value: str, expected: set[str]) -> None:
    """Each plugin's own setting counts while it is active; pictures are never meant."""
    options = Options({"active_plugins": php([plugin]), option: value})
    found = noindex_types(options, ["post", "page", "attachment"])
    assert frozenset().union(*found.values()) == expected


def site(wordpress: WordPressFile, plugin: str, option: str, value: str) -> None:
    """A post, two pages, and a picture below one of them, under a plugin's setting."""
    wordpress.post(5)
    wordpress.page(6)
    wordpress.page(7)
    wordpress.options(**{"active_plugins": php([plugin]), option: value})


EXEMPT = [
    pytest.param(
        YOAST, "wpseo_titles", php({"noindex-page": True}), ("_yoast_wpseo_meta-robots-noindex", "2"), id="yoast"
    ),
    pytest.param(
        RANK_MATH,
        "rank-math-options-titles",
        php({"pt_page_custom_robots": "on", "pt_page_robots": ["noindex"]}),
        ("rank_math_robots", php(["index"])),
        id="rank-math",
    ),
    pytest.param(
        "autodescription/autodescription.php",
        "autodescription-site-settings",
        php({"noindex_post_types": {"page": 1}}),
        ("_genesis_noindex", "-1"),
        id="seo-framework",
    ),
    pytest.param(
        "smartcrawl-seo/wpmu-dev-seo.php",
        "wds_onpage_options",
        php({"meta_robots-noindex-page": True}),
        ("_wds_meta-robots-index", "1"),
        id="smartcrawl",
    ),
]


@pytest.mark.parametrize(("plugin", "option", "value", "mark"), EXEMPT)
def test_an_entry_that_is_exempt(
    wordpress: WordPressFile, plugin: str, option: str, value: str, mark: tuple[str, str]
) -> None:
    """An entry's own word goes before that of its type; a default (0, an empty list) is no word."""
    site(wordpress, plugin, option, value)
    wordpress.insert("postmeta", post_id=7, meta_key=mark[0], meta_value=mark[1])
    wordpress.insert("postmeta", post_id=6, meta_key=mark[0], meta_value="0" if mark[1] == "2" else "a:0:{}")
    seen = read(wordpress.url)
    assert (set(seen.entries), seen.hidden) == ({5, 7}, {6: "noindex"})


def test_exempt_in_the_table_of_aioseo(wordpress: WordPressFile) -> None:
    """A row that does not follow the default decides for itself; the front page is never taken out."""
    site(wordpress, AIOSEO, "aioseo_options_dynamic", dynamic(default=False, noindex=True))
    wordpress.page(8)
    wordpress.options(show_on_front="page", page_on_front="8")
    wordpress.insert("aioseo_posts", post_id=7, robots_default=0, robots_noindex=0)
    wordpress.insert("aioseo_posts", post_id=6, robots_default=1, robots_noindex=0)
    seen = read(wordpress.url)
    assert (set(seen.entries), seen.hidden) == ({5, 7, 8}, {6: "noindex"})


def test_seopress_has_no_exemption(wordpress: WordPressFile) -> None:
    """With this plugin an entry cannot undo what its type says."""
    setting = php({"seopress_titles_single_titles": {"page": {"noindex": "1"}}})
    site(wordpress, SEOPRESS, "seopress_titles_option_name", setting)
    wordpress.insert("postmeta", post_id=7, meta_key="_seopress_robots_index", meta_value="")
    assert read(wordpress.url).hidden == {6: "noindex", 7: "noindex"}


def test_a_setting_that_changes_is_noticed(wordpress: WordPressFile) -> None:
    """Switched on and off again, the type goes and comes back."""
    site(wordpress, YOAST, "wpseo_titles", php({"noindex-page": False}))
    first = read(wordpress.url)
    wordpress.options(wpseo_titles=php({"noindex-page": True}))
    second = read(wordpress.url)
    assert first.fingerprint != second.fingerprint
    assert (set(first.entries), set(second.entries)) == ({5, 6, 7}, {5})


def test_a_plugin_of_a_whole_network(wordpress: WordPressFile) -> None:
    """In a network a plugin may be active for all sites, which stands in a table of the network."""
    site(wordpress, "other/other.php", "wpseo_titles", php({"noindex-page": True}))
    assert set(read(wordpress.url).entries) == {5, 6, 7}
    wordpress.connection.execute("CREATE TABLE wp_sitemeta (meta_id, site_id, meta_key, meta_value)")
    wordpress.insert("sitemeta", site_id=1, meta_key="active_sitewide_plugins", meta_value=php({YOAST: 1700000000}))
    assert set(read(wordpress.url).entries) == {5}
