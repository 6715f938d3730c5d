"""Which values of their marks close, by plugins of which no more than these marks is read."""

import pytest

from rootzpub.wordpress.gates import Stored, gates_of
from rootzpub.wordpress.gates.partly_read import PARTLY_READ


@pytest.mark.parametrize(
    ("key", "closing", "leaving"),
    [
        ("s2member_ccaps_req", 'a:1:{i:0;s:4:"gold";}', "a:0:{}"),
        ("ihc_mb_who", "reg", "all"),
        ("wpf-settings", 'a:1:{s:12:"lock_content";b:1;}', 'a:1:{s:10:"allow_tags";a:0:{}}'),
        ("patreon-level", "5", "0"),
        (
            "_issuem_leaky_paywall_visibility",
            'a:1:{s:15:"visibility_type";s:10:"onlyalways";}',
            'a:1:{s:15:"visibility_type";s:7:"default";}',
        ),
        ("passster_activate_protection", "1", "0"),
        ("arm_access_plan", "0", ""),
        ("_wppcp_post_page_visibility", "role", "none"),
        ("_yith_wcmbs_restrict_access_plan", 'a:1:{i:0;s:2:"12";}', "a:0:{}"),
        ("wppb-content-restrict-user-role", "editor", ""),
        ("wc_pay_per_post_product_ids", 'a:1:{i:0;s:1:"7";}', "a:0:{}"),
        ("urcr_meta_override_global_settings", "on", ""),
    ],
)
def test_values_that_close_and_values_that_leave_open(key: str, closing: str, leaving: str) -> None:
    """Where nobody knows the active plugins, as in an export."""
    gates = gates_of(Stored())
    assert gates.closed_by_meta({key: (closing,)}) is not None
    assert gates.closed_by_meta({key: (leaving,)}) is None


def test_while_one_is_active_not_all_is_followed() -> None:
    for gate in PARTLY_READ:
        assert gates_of(Stored(active=frozenset({f"{gate.folders[0]}/x.php"}))).unread == (gate.plugin,)
