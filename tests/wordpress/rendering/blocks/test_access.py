"""Blocks that a visitor does not get: nothing of them is shown anywhere."""

import json

import pytest

from rootzpub.wordpress.rendering import RawEntry
from rootzpub.wordpress.rendering.blocks.access import hidden_by, open_markup
from rootzpub.wordpress.rendering.grammar import Block
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import html, kinds, shown

HIDDEN = {"metadata": {"blockVisibility": False}}


def block(attributes: object, name: str = "paragraph", inside: str = "<p>SECRET</p>") -> str:
    """A block with these attributes."""
    return f"<!-- wp:{name} {json.dumps(attributes)} -->{inside}<!-- /wp:{name} -->"


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        pytest.param(block(HIDDEN), "hidden-block", id="paragraph"),
        pytest.param(block(HIDDEN, "html"), "hidden-block", id="html"),
        pytest.param(block(HIDDEN, "group", f"<div>{block({})}</div>"), "hidden-block", id="group"),
        pytest.param(block({}, "group", f"<div>{block(HIDDEN)}</div>"), "hidden-block", id="in-a-group"),
        pytest.param(block(HIDDEN, "acme/box"), "hidden-block", id="of-a-plugin"),
        pytest.param(
            '<!-- wp:block {"ref":70,"metadata":{"blockVisibility":false}} /-->', "hidden-block", id="reference"
        ),
        pytest.param('<!-- wp:block {"ref":71} /-->', "hidden-block", id="in-a-reference"),
        pytest.param('<!-- wp:pattern {"slug":"t/p"} /-->', "hidden-block", id="in-a-pattern"),
        pytest.param('<!-- wp:navigation {"ref":60} /-->', "hidden-block", id="in-a-navigation"),
        pytest.param('<!-- wp:latest-posts {"metadata":{"blockVisibility":false}} /-->', "hidden-block", id="dynamic"),
        pytest.param(
            block(
                {"metadata": {"blockVisibility": {"viewport": dict.fromkeys(("mobile", "tablet", "desktop"), False)}}}
            ),
            "hidden-block",
            id="on-no-screen",
        ),
        pytest.param(block({"blockVisibility": {"hideBlock": True}}), "hidden-block", id="block-visibility"),
        pytest.param(
            block(
                {"blockVisibility": {"controlSets": [{"controls": {"userRole": {"visibilityByRole": "logged-in"}}}]}}
            ),
            "hidden-block",
            id="control-set",
        ),
        pytest.param(
            block({"blockVisibility": {"controlSets": [{"controls": {"dateTime": {"schedules": [1]}}}]}}),
            "hidden-block",
            id="control-in-doubt",
        ),
        pytest.param(block({"blockVisibility": {"visibilityByRole": "logged-in"}}), "hidden-block", id="older-form"),
        pytest.param(
            block({"contentControls": {"enabled": True, "rules": {"user": {"userStatus": "logged_in"}}}}),
            "restricted",
            id="content-control",
        ),
        pytest.param(block({"contentControls": {"userStatus": "logged_in"}}), "restricted", id="content-control-flat"),
        pytest.param(block({"editorskit": {"loggedin": True, "loggedout": False}}), "hidden-block", id="editorskit"),
        pytest.param(block({"UAGLoggedOut": True}), "restricted", id="spectra"),
        pytest.param(block({"llms_visibility": "logged_in"}), "restricted", id="value-names-members"),
        pytest.param(block({"um_is_restrict": True}), "restricted", id="attribute-of-access"),
        pytest.param(block({"otterConditions": [[{"type": "loggedInUser"}]]}), "restricted", id="conditions"),
        pytest.param(block({"gbBlockCondition": "12"}), "restricted", id="condition-kept-elsewhere"),
        pytest.param(block({"conditions": [{"type": "user"}]}), "restricted", id="conditions-of-any-plugin"),
        pytest.param(block({"visibility": "private"}), "restricted", id="visibility"),
        pytest.param(block({"acmeVisibility": {"loggedOut": "hide"}}), "restricted", id="not-for-visitors"),
        pytest.param(block({"vsdesk": True, "vstablet": True, "vsmobile": True}), "hidden-block", id="kadence"),
        pytest.param(
            block({"UAGHideDesktop": True, "UAGHideTab": True, "UAGHideMob": True}),
            "hidden-block",
            id="spectra-screens",
        ),
        pytest.param(block({"isHidden": True}), "hidden-block", id="switch"),
        pytest.param(block({}, "learndash/ld-student"), "restricted", id="learndash"),
        pytest.param(block({}, "acme/users-only"), "restricted", id="users"),
        pytest.param(block({}, "um-block/restrict"), "restricted", id="name"),
        pytest.param(block({}, "pmpro/membership"), "restricted", id="name-of-a-plugin"),
        pytest.param(block({}, "rcp/restrict"), "restricted", id="prefix"),
        pytest.param(block({}, "jetpack/subscriber-view"), "restricted", id="jetpack"),
        pytest.param(block({}, "acme/private-notes"), "restricted", id="private"),
        pytest.param(block({"originalName": "acme/members-only"}, "missing"), "restricted", id="plugin-gone"),
        pytest.param("<!-- wp:jetpack/paywall /-->" + block({}), "restricted", id="behind-the-paywall"),
        pytest.param(
            block({}, "group", "<div><!-- wp:jetpack/paywall /--></div>") + block({}),
            "restricted",
            id="paywall-in-a-group",
        ),
        pytest.param(
            block({}, "premium-content/container", block({}, "premium-content/subscriber-view")),
            "restricted",
            id="premium",
        ),
    ],
)
def test_nothing_of_a_closed_block_is_shown(raw: str, kind: str) -> None:
    """Only a loss of its kind, without any of its words."""
    site = MemoryRenderSite(
        blocks={70: "<p>SECRET</p>", 71: block(HIDDEN)},
        patterns={"t/p": block(HIDDEN)},
        navigations={
            60: '<!-- wp:navigation-link {"label":"SECRET","url":"/s","metadata":{"blockVisibility":false}} /-->'
        },
    )
    page = shown(f"{block({}, inside='<p>Open</p>')}{raw}", site=site)
    assert "SECRET" not in f"{page.html} {page.losses}"
    assert "Open" in page.html
    assert kind in [loss.kind for loss in page.losses]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(block({"metadata": {"blockVisibility": True}}), id="true"),
        pytest.param(block({"metadata": {"blockVisibility": 0}}), id="not-exactly-false"),
        pytest.param(block({"metadata": {"blockVisibility": {"viewport": {"mobile": False}}}}), id="on-some-screens"),
        pytest.param(block({"metadata": {"name": "Members only"}}), id="name-of-the-block"),
        pytest.param(block({"blockVisibility": {"hideBlock": False}}), id="switch-off"),
        pytest.param(
            block({"blockVisibility": {"controlSets": [{"enable": False, "controls": {"dateTime": {"a": 1}}}]}}),
            id="set-off",
        ),
        pytest.param(
            block(
                {"blockVisibility": {"controlSets": [{"controls": {"userRole": {"visibilityByRole": "logged-out"}}}]}}
            ),
            id="for-visitors",
        ),
        pytest.param(
            block(
                {
                    "blockVisibility": {
                        "controlSets": [{"controls": {"screenSize": {"hideOnScreenSize": {"small": True}}}}]
                    }
                }
            ),
            id="on-small-screens",
        ),
        pytest.param(
            block({"contentControls": {"enabled": False, "userStatus": "logged_in"}}), id="content-control-off"
        ),
        pytest.param(block({"contentControls": {"userStatus": "logged_out"}}), id="content-control-visitors"),
        pytest.param(
            block({"editorskit": {"devices": False, "desktop": True, "loggedin": True, "loggedout": True}}),
            id="defaults",
        ),
        pytest.param(block({"um_is_restrict": False, "memberLevels": []}), id="access-to-all"),
        pytest.param(block({"className": "members-only", "content": "members"}), id="words-of-the-page"),
        pytest.param(block({"vsdesk": True, "vstablet": True}), id="hidden-on-two-screens"),
        pytest.param(block({"visibility": {"mobile": "hide"}, "gbBlockCondition": ""}), id="visible-elsewhere"),
        pytest.param(block({"visibility": "visible", "isHidden": False, "conditions": []}), id="nothing-set"),
        pytest.param(block({"acmeVisibility": {"loggedOut": "show"}}), id="shown-to-visitors"),
        pytest.param(block({}, "acme/team-member"), id="people"),
        pytest.param(block({"memberName": "Ada"}, "acme/team-member"), id="name-of-a-person"),
        pytest.param(block({"lock": {"move": True}, "templateLock": "all"}), id="locked-in-the-editor"),
        pytest.param(block({}, "premium/text"), id="premium-blocks"),
        pytest.param(block({}, "acme/repaid-box"), id="word-in-a-word"),
    ],
)
def test_what_only_sounds_closed_is_shown(raw: str) -> None:
    """Visitors get these."""
    assert "SECRET" in html(raw)


def test_of_paid_content_the_view_for_visitors_is_shown() -> None:
    """With its buttons."""
    button = block({}, "premium-content/login-button", "<a>Log in</a>")
    inside = f"<div>{block({}, 'premium-content/logged-out-view', f'<p>Subscribe</p>{button}')}</div>"
    assert html(block({}, "premium-content/container", inside)) == "<p>Subscribe</p><a>Log in</a>"


def test_older_versions_that_would_print_them_change_nothing() -> None:
    """What the author hid stays hidden, whatever `db_version` says [visibility §9.1]."""
    assert kinds(block(HIDDEN)) == {"hidden-block": 1}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(block({}, inside="<p>Open</p>") + block(HIDDEN), id="hidden"),
        pytest.param(block({}, inside="<p>Open</p>") + block({}, "group", f"<div>{block(HIDDEN)}</div>"), id="inside"),
        pytest.param(block({}, inside="<p>Open</p>") + "<!-- wp:jetpack/paywall /-->" + block({}), id="paywall"),
        pytest.param("Open [members_only]SECRET[/members_only]", id="shortcode"),
        pytest.param(block({}, inside="<p>Open [members_only]SECRET[/members_only]</p>"), id="shortcode-in-a-block"),
    ],
)
@pytest.mark.parametrize(
    "listing",
    [
        '<!-- wp:latest-posts {"displayPostContent":true} /-->',
        '<!-- wp:latest-posts {"displayPostContent":true,"displayPostContentRadio":"full_post"} /-->',
        (
            '<!-- wp:query {"query":{"perPage":3}} --><!-- wp:post-template --><!-- wp:post-excerpt /-->'
            "<!-- /wp:post-template --><!-- /wp:query -->"
        ),
        (
            '<!-- wp:query {"query":{"perPage":3}} --><!-- wp:post-template --><!-- wp:post-content /-->'
            "<!-- /wp:post-template --><!-- /wp:query -->"
        ),
    ],
    ids=["excerpt", "full-post", "loop-excerpt", "loop-content"],
)
def test_lists_show_nothing_closed_of_other_entries(content: str, listing: str) -> None:
    """Excerpts, whole posts and loops of an entry that holds a closed part."""
    site = MemoryRenderSite(entries=[RawEntry(id=9, title="Other", content=content)])
    page = html(listing, site=site)
    assert "Open" in page
    assert "SECRET" not in page


def test_an_excerpt_by_hand_is_closed_as_well() -> None:
    """It may hold a shortcode of its own."""
    site = MemoryRenderSite(entries=[RawEntry(id=9, title="T", excerpt="Open [private]SECRET[/private]")])
    page = html('<!-- wp:latest-posts {"displayPostContent":true} /-->', site=site)
    assert ("Open" in page, "SECRET" in page) == (True, False)


def test_stored_markup_without_blocks_is_as_it_is() -> None:
    """There is nothing to close in it."""
    assert open_markup("<p>a</p>") == "<p>a</p>"


@pytest.mark.parametrize("around", [0, 1, 3, 30])
def test_damaged_blocks_show_nothing_closed(around: int) -> None:
    """WordPress repeats what is behind a block that is never closed, its inner blocks as text."""
    opened = "<!-- wp:group --><div>" * around
    page = shown(f"<p>Open</p>{opened}{block(HIDDEN).removesuffix('<!-- /wp:paragraph -->')}")
    assert "SECRET" not in f"{page.html} {page.losses}"
    assert "Open" in page.html


def test_settings_of_any_depth_are_read() -> None:
    """However deep a plugin nests them."""
    nested: object = "logged_in"
    for _ in range(2_000):
        nested = {"memberRules": nested}
    assert hidden_by(Block(name="core/paragraph", attributes={"memberRules": nested})) == "restricted"
