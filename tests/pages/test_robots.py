"""robots.txt: one group counts, the longest rule decides, our own lines are not read back."""

import pytest

from rootzpub.pages.robots import ALLOW_ALL, FORBID_ALL, normal_path, read_robots
from tests.growth import assert_linear


def test_the_group_of_everybody_counts_where_we_are_not_named() -> None:
    rules = read_robots("User-agent: *\nDisallow: /private/\n")
    assert not rules.allows("/private/x")
    assert rules.allows("/public/")
    assert not rules.named


def test_our_own_group_replaces_that_of_everybody() -> None:
    rules = read_robots("User-agent: *\nDisallow: /\n\nUser-agent: Rootzpub/9.1\nDisallow: /only/\n")
    assert rules.named
    assert rules.allows("/")
    assert not rules.allows("/only/this")


def test_groups_for_other_agents_are_no_rules_for_us() -> None:
    rules = read_robots("User-agent: GPTBot\nDisallow: /\n\nUser-agent: rootzpub-other\nDisallow: /x\n")
    assert rules.allows("/x")


def test_several_names_share_one_group_and_several_groups_of_a_name_are_one() -> None:
    text = (
        "User-agent: a\nUser-agent: rootzpub\nDisallow: /a\n\n"
        "User-agent: b\nDisallow: /b\nUser-agent: ROOTZPUB\nDisallow: /c"
    )
    rules = read_robots(text)
    assert [rules.allows(path) for path in ("/a", "/b", "/c")] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("Disallow: /\nAllow: /wp-admin/admin-ajax.php", "/wp-admin/admin-ajax.php", True),
        ("Disallow: /wp-admin/", "/wp-admin", True),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /*.pdf$", "/x/file.pdf", False),
        ("Disallow: /*.pdf$", "/x/file.pdf?x", True),
        ("Disallow: /*?", "/x?y=1", False),
        ("Disallow: /a*b*c", "/a1b2", True),
        ("Disallow: /a*b*c", "/a1b2c3", False),
        ("Disallow: /ü", "/%C3%BC", False),
        ("Disallow: /%c3%bc", "/ü", False),
        ("Disallow: /%7Euser", "/~user", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow:", "/a", True),
        ("Disallow: /x # why", "/x", False),
        ("disallow : /x", "/x", False),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow: *", "/x", False),
        ("Disallow: x", "/x", False),
        ("Disallow: /x$", "/x", False),
        ("Disallow: /x$", "/xy", True),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert read_robots(f"User-agent: *\n{text}\n").allows(path) is allowed


def test_rules_before_any_user_agent_are_nobodys() -> None:
    assert read_robots("Disallow: /\n").allows("/x")


def test_what_rootzpub_wrote_is_not_read_back() -> None:
    text = "# BEGIN rootzpub (policies)\nUser-agent: *\nDisallow: /\n# END rootzpub\nUser-agent: *\nDisallow: /kept"
    rules = read_robots(text)
    assert rules.allows("/x")
    assert not rules.allows("/kept")


def test_a_torn_marker_swallows_no_rule_of_the_site() -> None:
    rules = read_robots("# BEGIN rootzpub\nUser-agent: *\nDisallow: /kept")
    assert not rules.allows("/kept")


def test_byte_order_mark_line_ends_and_sitemaps() -> None:
    rules = read_robots(b"\xef\xbb\xbfUser-agent: *\rDisallow: /x\r\nSitemap: https://a.example/s.xml")
    assert not rules.allows("/x")
    assert rules.sitemaps == ("https://a.example/s.xml",)


def test_missing_and_unreadable_files() -> None:
    assert ALLOW_ALL.allows("/x")
    assert not FORBID_ALL.allows("/x")


@pytest.mark.parametrize("text", ["%", "/%", "/%zz", "", "/\ud800", "#x"])
def test_any_path_has_a_normal_form(text: str) -> None:
    assert normal_path(text).startswith("/")


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_rule_of_wildcards_costs_no_more_than_the_path_is_long() -> None:
    rules = read_robots("User-agent: *\nDisallow: /" + "a*" * 400 + "b$")
    assert_linear(rules.allows, lambda size: "/" + "a" * size, 20_000)
