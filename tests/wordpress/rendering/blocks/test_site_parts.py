"""Blocks that show the site itself."""

from dataclasses import replace

import pytest

from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import HOME, SITE, html, kinds


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        (
            "site-title",
            f'<h1 class="wp-block-site-title"><a href="{HOME}" target="_self" rel="home">Site &amp; Co</a></h1>',
        ),
        ('site-title {"level":0,"isLink":false}', '<p class="wp-block-site-title">Site &amp; Co</p>'),
        ("site-tagline", '<p class="wp-block-site-tagline">We say &#039;hi&#039;</p>'),
        ('site-tagline {"level":2}', "<h2 "),
        (
            "site-logo",
            f'<a href="{HOME}/" class="custom-logo-link" rel="home"><img width="600" height="400" src="{HOME}/p9.jpg"',
        ),
        ('site-logo {"isLink":false}', 'alt="Site &amp; Co"'),
        ('home-link {"label":"Home"}', f'href="{HOME}">Home</a>'),
        ('social-link {"url":"a.example","service":"github"}', 'href="https://a.example"'),
        ('social-link {"url":"me@a.example","service":"mail"}', 'href="mailto:me@a.example"'),
        ('social-link {"url":"//a.example","service":"odd"}', ">Share Icon</span>"),
        ('social-link {"url":"#","service":"x","label":"Mine"}', ">Mine</span>"),
        ('navigation-link {"label":"A","url":"/a","description":"more"}', '__description">more</span></a>'),
        ('navigation-link {"label":"A"}', "<span>A</span>"),
    ],
)
def test_parts(block: str, wanted: str) -> None:
    """Each part as WordPress shows it."""
    assert wanted in html(f"<!-- wp:{block} /-->")


@pytest.mark.parametrize(
    "block", ["site-title", "site-tagline", "site-logo", "home-link", "social-link", "navigation-link"]
)
def test_parts_that_are_missing(block: str) -> None:
    """What a site does not have is not shown."""
    assert html(f"<!-- wp:{block} /-->", site=MemoryRenderSite()) == ""


@pytest.mark.parametrize(
    ("block", "kind"),
    [("search", "form"), ("loginout", "form"), ("query-title", "site-chrome"), ("term-description", "site-chrome")],
)
def test_losses(block: str, kind: str) -> None:
    """Forms and what belongs to other pages are named losses."""
    assert kinds(f"<!-- wp:{block} /-->") == {kind: 1}


def test_social_links_are_a_list() -> None:
    """Links without an address are left out."""
    link = '<!-- wp:social-link {"url":"https://a","service":"x"} /-->'
    raw = f'<!-- wp:social-links --><ul class="x">{link}</ul><!-- /wp:social-links -->'
    assert html(raw).startswith('<ul class="wp-block-social-links"><li class="wp-social-link wp-social-link-x')
    assert html("<!-- wp:social-links --><ul></ul><!-- /wp:social-links -->") == ""


def test_menus_hold_lists_and_other_blocks_beside_them() -> None:
    """Links and submenus stand in a list, a list of pages beside it."""
    raw = (
        '<!-- wp:navigation --><!-- wp:navigation-link {"label":"A","url":"/a"} /-->'
        '<!-- wp:navigation-submenu {"label":"B","url":"/b"} --><!-- wp:navigation-link {"label":"C","url":"/c"} /-->'
        "<!-- /wp:navigation-submenu --><!-- wp:page-list /--><!-- /wp:navigation -->"
    )
    found = html(raw)
    inner = '<ul class="wp-block-navigation__submenu-container"><li class="wp-block-navigation-item"><a '
    assert inner in found
    assert found.index('</ul><ul class="wp-block-page-list">') > found.index(">C<")


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        pytest.param('{"ref":60}', ">Kept</a>", id="navigation"),
        pytest.param("", ">Kept</a>", id="newest-navigation"),
        pytest.param('{"__unstableLocation":"primary"}', ">Top</a>", id="classic-menu"),
        pytest.param('{"__unstableLocation":"primary"}', "<span>Below</span>", id="classic-submenu"),
    ],
)
def test_menus_kept_elsewhere(options: str, wanted: str) -> None:
    """A menu by reference or by place."""
    assert wanted in html(f"<!-- wp:navigation {options} /-->")


def test_a_menu_without_any_is_the_list_of_pages() -> None:
    """WordPress's own fallback."""
    assert "wp-block-page-list" in html("<!-- wp:navigation /-->", site=replace(SITE, navigations={}))


def test_missing_menus_are_told() -> None:
    """A reference to nothing is a loss."""
    assert kinds('<!-- wp:navigation {"ref":99} /-->') == {"missing-reference": 1, "empty-list": 1}


@pytest.mark.parametrize(("target", "found"), [(2, True), (4, False), (999, False)])
def test_links_to_what_is_not_public_are_left_out(target: int, found: bool) -> None:
    """A line of a menu goes with the entry it leads to."""
    raw = f'<!-- wp:navigation-link {{"label":"Line","url":"/x","kind":"post-type","id":{target}}} /-->'
    assert ("Line" in html(raw)) is found
