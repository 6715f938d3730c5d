"""What closes a whole site to visitors: one row a switch, each with the setting by which its owner overrules it.

Invariants: a switch counts only while its plugin is active; where the active plugins are not known an option counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rootzpub.wordpress.gates.gate import Stored, is_on, is_truthy

SETTINGS: Mapping[str, str] = {
    "coming-soon": "publish_coming_soon",
    "site-password": "publish_behind_site_password",
    "forced-login": "publish_behind_login",
    "maintenance": "publish_in_maintenance",
    "private-site": "publish_private_site",
    "discouraged": "publish_discouraged",
}
"""By kind of closing the key of `[content]` that overrules it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteGate:
    """One switch that closes a site."""

    plugin: str
    """Empty = WordPress itself."""
    folders: tuple[str, ...]
    kind: str
    """A key of `SETTINGS`."""
    switch: str
    """What is switched on there, as its owner finds it."""
    options: tuple[str, ...] = ()
    is_closed: Callable[[Stored], bool] = lambda _: True
    """Asked only where the plugin is active."""
    reason: str = "closed-site"
    shop_only: Callable[[Stored], bool] = lambda _: False
    """Whether only the shop is closed."""


def _text(name: str, *values: str) -> Callable[[Stored], bool]:
    return lambda stored: stored.text(name).strip().lower() in values


def _on(name: str) -> Callable[[Stored], bool]:
    return lambda stored: is_on(stored.text(name))


def _member(option: str, *path: str) -> Callable[[Stored], bool]:
    """Whether a member of a serialised or JSON option is on."""

    def is_closed(stored: Stored) -> bool:
        value: Any = stored.json(option)
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return is_truthy(value)

    return is_closed


def _either(*tests: Callable[[Stored], bool]) -> Callable[[Stored], bool]:
    return lambda stored: any(test(stored) for test in tests)


def _is_old_seedprod(stored: Stored) -> bool:
    return str(stored.json("seed_csp4_settings_content").get("status", "")) in {"1", "2"}


def _login(plugin: str, folder: str) -> SiteGate:
    return SiteGate(plugin=plugin, folders=(folder,), kind="forced-login", switch="the plugin is active")


_SEEDPROD = ("coming-soon", "seedprod-coming-soon-pro-5", "seedprod-pro")
_NEWFOLD = (
    *("bluehost-wordpress-plugin", "wp-plugin-hostgator", "wp-plugin-web", "wp-plugin-crazy-domains"),
    *("wp-plugin-vodien", "web", "mojo-marketplace-wp-plugin", "wp-plugin-bluehost"),
)

SITE_GATES: tuple[SiteGate, ...] = (
    SiteGate(
        plugin="WooCommerce",
        folders=("woocommerce",),
        kind="coming-soon",
        switch="woocommerce_coming_soon = yes",
        options=("woocommerce_coming_soon", "woocommerce_store_pages_only"),
        is_closed=_text("woocommerce_coming_soon", "yes"),
        shop_only=_text("woocommerce_store_pages_only", "yes"),
    ),
    SiteGate(
        plugin="Password Protected",
        folders=("password-protected", "password-protected-pro"),
        kind="site-password",
        switch="password_protected_status = 1",
        options=("password_protected_status",),
        is_closed=_on("password_protected_status"),
    ),
    SiteGate(
        plugin="Members",
        folders=("members",),
        kind="private-site",
        switch="members_settings: private_blog",
        options=("members_settings",),
        is_closed=_member("members_settings", "private_blog"),
    ),
    _login("Force Login", "wp-force-login"),
    _login("Force User Login", "force-user-login"),
    _login("Registered Users Only", "registered-users-only"),
    _login("Require Login", "wp-require-login"),
    _login("Network Privacy", "network-privacy"),
    SiteGate(
        plugin="My Private Site",
        folders=("jonradio-private-site",),
        kind="private-site",
        switch="jr_ps_settings: private_site",
        options=("jr_ps_settings",),
        is_closed=_member("jr_ps_settings", "private_site"),
    ),
    SiteGate(
        plugin="Elementor",
        folders=("elementor", "elementor-pro"),
        kind="maintenance",
        switch="elementor_maintenance_mode_mode",
        options=("elementor_maintenance_mode_mode",),
        is_closed=_text("elementor_maintenance_mode_mode", "maintenance", "coming_soon"),
    ),
    SiteGate(
        plugin="SeedProd",
        folders=_SEEDPROD,
        kind="coming-soon",
        switch="its coming-soon or maintenance mode",
        options=("seedprod_settings", "seed_csp4_settings_content"),
        is_closed=_either(
            _member("seedprod_settings", "enable_coming_soon_mode"),
            _member("seedprod_settings", "enable_maintenance_mode"),
            _is_old_seedprod,
        ),
    ),
    SiteGate(
        plugin="LightStart (WP Maintenance Mode)",
        folders=("wp-maintenance-mode",),
        kind="maintenance",
        switch="wpmm_settings: general, status",
        options=("wpmm_settings",),
        is_closed=_member("wpmm_settings", "general", "status"),
    ),
    SiteGate(
        plugin="Maintenance",
        folders=("maintenance",),
        kind="maintenance",
        switch="maintenance_options: state",
        options=("maintenance_options",),
        is_closed=_member("maintenance_options", "state"),
    ),
    SiteGate(
        plugin="Under Construction",
        folders=("under-construction-page",),
        kind="maintenance",
        switch="ucp_options: status",
        options=("ucp_options",),
        is_closed=_member("ucp_options", "status"),
    ),
    SiteGate(
        plugin="Minimal Coming Soon",
        folders=("minimal-coming-soon-maintenance-mode",),
        kind="coming-soon",
        switch="signals_csmm_options: status",
        options=("signals_csmm_options",),
        is_closed=_member("signals_csmm_options", "status"),
    ),
    SiteGate(
        plugin="CMP Coming Soon & Maintenance",
        folders=("cmp-coming-soon-maintenance",),
        kind="coming-soon",
        switch="niteoCS_status = 1",
        options=("niteoCS_status",),
        is_closed=_on("niteoCS_status"),
    ),
    SiteGate(
        plugin="the host's plugin (Newfold)",
        folders=_NEWFOLD,
        kind="coming-soon",
        switch="nfd_coming_soon",
        options=("nfd_coming_soon", "mm_coming_soon"),
        is_closed=_either(_on("nfd_coming_soon"), _on("mm_coming_soon")),
    ),
    SiteGate(
        plugin="Ultimate Member",
        folders=("ultimate-member",),
        kind="forced-login",
        switch="um_options: accessible = 2",
        options=("um_options",),
        is_closed=lambda stored: str(stored.array("um_options").get("accessible", "")) == "2",
    ),
    SiteGate(
        plugin="Restricted Site Access",
        folders=("restricted-site-access",),
        kind="forced-login",
        switch="blog_public = 2",
        options=("blog_public",),
        is_closed=_text("blog_public", "2"),
    ),
    SiteGate(
        plugin="",
        folders=(),
        kind="private-site",
        switch="blog_public below 0 (a private blog)",
        options=("blog_public",),
        is_closed=lambda stored: stored.text("blog_public").strip().startswith("-"),
    ),
    SiteGate(
        plugin="",
        folders=(),
        kind="discouraged",
        switch="Settings → Reading asks search engines not to index the site (blog_public = 0)",
        options=("blog_public",),
        is_closed=_text("blog_public", "0"),
        reason="noindex",
    ),
)
"""In the order in which they are asked."""
