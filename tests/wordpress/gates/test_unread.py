"""Access plugins whose rules are not read."""

import pytest

from rootzpub.wordpress.gates.gate import Stored
from rootzpub.wordpress.gates.gates import GATES, gates_of
from rootzpub.wordpress.gates.sites import SITE_GATES
from rootzpub.wordpress.gates.unread import RULES_AS_POSTS, UNREAD_PLUGINS, unread_plugin

READ = {folder for row in GATES for folder in row.folders} | {folder for row in SITE_GATES for folder in row.folders}


@pytest.mark.parametrize("folder", sorted(UNREAD_PLUGINS))
def test_no_plugin_is_both_read_and_not(folder: str) -> None:
    """A plugin that gets a row leaves the list."""
    assert folder not in READ
    assert unread_plugin(folder, READ) == UNREAD_PLUGINS[folder]


@pytest.mark.parametrize(
    "folder",
    [
        *("acme-membership", "my_restrict_pages", "paywall-for-all", "school-intranet", "acme-members-area"),
        *("acme-private-site", "role-based-access", "acme-content-protect", "force-login-acme", "acme-coming-soon"),
        *("acme_maintenance_mode", "subscribers-only"),
    ],
)
def test_a_name_that_speaks_of_access_closes(folder: str) -> None:
    """Until somebody looked."""
    assert unread_plugin(folder, READ) == folder


def test_rules_kept_as_posts_show_a_plugin_where_nobody_knows_the_active_ones() -> None:
    """In an export; where the active plugins are known they decide."""
    for kind, (_, name) in RULES_AS_POSTS.items():
        assert gates_of(Stored(types=frozenset({"post", kind}))).unread == (name,)
        assert gates_of(Stored(types=frozenset({kind}), active=frozenset())).unread == ()


@pytest.mark.parametrize(
    "folder",
    [
        *("akismet", "email-subscribers", "team-members", "login-customizer", "limit-login-attempts-reloaded"),
        *("wp-content-copy-protect", "login-logo", "private-google-calendars", "image-protect-post", "site-kit"),
        *("user-role-editor", "page-builder", "content-views", "maintenance-report", "post-types-order"),
        *("paid-memberships-pro", "woocommerce-memberships-for-teams", "restrict-content-pro-addon", "memberpress"),
    ],
)
def test_other_plugins_decide_nothing(folder: str) -> None:
    """Nor does an add-on of one that is read."""
    assert unread_plugin(folder, READ) == ""
