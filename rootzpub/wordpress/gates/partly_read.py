"""Access plugins of which only the marks on single entries are read, not their other rules: one row a plugin.

Invariants: while such a plugin is active no entry is plain, for its other rules may be about any; where nobody knows
the active plugins (an export) its marks close all the same. A value that is not understood closes.
"""

from rootzpub.wordpress.gates.gate import Gate, Mark, Test, is_on, is_set, is_truthy
from rootzpub.wordpress.php_serialize import php_array

_OTHERS = "its rules about levels, types, terms and addresses"


def _unless(*values: str) -> Test:
    """Set, and none of the values that leave an entry to everybody."""
    return lambda value: is_set(value) and value.strip().lower() not in values


def _locked_by_fusion(value: str) -> bool:
    settings = php_array(value)
    return is_truthy(settings.get("lock_content")) if settings else is_set(value)


def _leaky(value: str) -> bool:
    settings = php_array(value)
    kind = str(settings.get("visibility_type", "default")) if settings else value
    return _unless("default", "always")(kind)


def _row(plugin: str, folders: tuple[str, ...], *marks: Mark, terms: tuple[Mark, ...] = ()) -> Gate:
    return Gate(
        plugin=plugin,
        folders=folders,
        marks=marks,
        term_marks=terms,
        incomplete=lambda _: _OTHERS,
        reads="marks of single entries; while it is active nothing is published unconfirmed",
    )


_PROFILE_BUILDER = (Mark(key="wppb-content-restrict-user-status"), Mark(key="wppb-content-restrict-user-role"))

PARTLY_READ = (
    _row("s2Member", ("s2member", "s2member-pro"), Mark(key="s2member_ccaps_req")),
    _row("Ultimate Membership Pro", ("indeed-membership-pro",), Mark(key="ihc_mb_who", test=_unless("-1", "all"))),
    _row("WP Fusion", ("wp-fusion", "wp-fusion-lite"), Mark(key="wpf-settings", test=_locked_by_fusion)),
    _row("Patreon", ("patreon-connect",), Mark(key="patreon-level")),
    _row(
        "Leaky Paywall",
        ("leaky-paywall", "leaky-paywall-multiple-levels"),
        Mark(key="_issuem_leaky_paywall_visibility", test=_leaky),
    ),
    _row(
        "Passster",
        ("content-protector", "passster-pro"),
        Mark(key="passster_activate_protection", test=is_on),
        terms=(Mark(key="passster_activate_protection", test=is_on),),
    ),
    # One row for each plan that is let in, and a 0: any row at all protects.
    _row("ARMember", ("armember", "armember-membership"), Mark(key="arm_access_plan", test=lambda value: value != "")),
    _row(
        "WP Private Content Plus",
        ("wp-private-content-plus", "wp-private-content-pro"),
        Mark(key="_wppcp_post_page_visibility", test=_unless("all", "guest")),
    ),
    _row(
        "YITH WooCommerce Membership",
        ("yith-woocommerce-membership", "yith-woocommerce-membership-premium"),
        Mark(key="_yith_wcmbs_restrict_access_plan"),
    ),
    _row(
        "Profile Builder",
        ("profile-builder", "profile-builder-pro", "profile-builder-hobbyist"),
        *_PROFILE_BUILDER,
        terms=_PROFILE_BUILDER,
    ),
    _row(
        "Pay For Post with WooCommerce",
        ("wc-pay-per-post", "pay-for-post-with-woocommerce", "woocommerce-pay-per-post"),
        Mark(key="wc_pay_per_post_product_ids"),
    ),
    _row(
        "User Registration & Membership",
        ("user-registration", "user-registration-pro"),
        Mark(key="urcr_meta_checkbox", test=is_on),
        Mark(key="urcr_meta_override_global_settings", test=is_on),
    ),
)
"""In the order in which they are asked."""
