"""Who may be seen [visibility §1], as far as one entry and its relatives can tell. Pure: no clock, no database.

Invariants: whatever is not plainly public is hidden; the first reason that holds is the one reported.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

INTERNAL_TYPES = frozenset(
    {
        # WordPress's own bookkeeping
        *("revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request"),
        *("wp_block", "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation"),
        *("wp_font_family", "wp_font_face"),
        # definitions and layouts that plugins keep as posts and never show as pages of their own
        *("acf-field", "acf-field-group", "acf-post-type", "acf-taxonomy", "acf-ui-options-page"),
        *("elementor_library", "elementor_snippet", "elementor_font", "elementor_icons", "e-floating-buttons"),
        *("et_pb_layout", "et_template", "et_theme_builder", "et_header_layout", "et_body_layout", "et_footer_layout"),
        *("fl-builder-template", "ct_template", "oxy_user_library", "brizy_template", "bricks_template"),
        *("wpcf7_contact_form", "wpforms", "mc4wp-form", "ml-slider", "spectra-popup", "astra-advanced-hook"),
        *("product_variation", "shop_order", "shop_order_refund", "shop_order_placehold", "shop_coupon"),
        *("scheduled-action", "amp_validated_url", "jp_pay_order", "wpcode", "custom-css-js", "tablepress_table"),
    }
)
"""Types that are no pages of a site, whatever a database or an API says of them."""

INTERNAL_TAXONOMIES = frozenset(
    {"nav_menu", "link_category", "post_format", "wp_theme", "wp_template_part_area", "wp_pattern_category"}
)
"""Taxonomies of WordPress's internal types."""

_STATUS_REASONS = {
    "draft": "draft",
    "auto-draft": "draft",
    "pending": "pending",
    "private": "private",
    "future": "future",
    "trash": "trash",
    "rootzpub-double-id": "double-id",  # what an export's reader calls an item whose id another one has
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one entry says about its own visibility."""

    status: str
    type: str
    protected: bool = False
    """It has a password."""
    published: datetime | None = None
    noindex: bool = False
    """The owner asked search engines to leave it out (any SEO plugin)."""
    excluded: bool = False
    """Post meta `_rootz_exclude`."""


@dataclass(slots=True)
class Lineage:
    """Who stands above whom: says whether an entry is visible together with everything above it."""

    orphans_visible: bool
    """What an unknown parent means: a database that lost it shows the child, an API that does not list it hides it."""
    _parents: dict[int, int] = field(default_factory=dict)
    _hidden: set[int] = field(default_factory=set)

    def add(self, entry_id: int, parent_id: int, *, visible: bool) -> None:
        """Tell of one entry: its parent (0 = none), and whether it is visible by itself."""
        self._parents[entry_id] = parent_id
        if not visible:
            self._hidden.add(entry_id)

    def is_visible(self, entry_id: int) -> bool:
        """Whether this entry and all its ancestors are visible. A circle of parents ends where it closes."""
        # A circle hides nothing here; while a sync decides, it hides everything in it [visibility §2.1].
        passed: set[int] = set()
        while entry_id and entry_id not in passed:
            if entry_id in self._hidden:
                return False
            if entry_id not in self._parents:
                return self.orphans_visible
            passed.add(entry_id)
            entry_id = self._parents[entry_id]
        return True


def hidden_reason(standing: Standing, *, now: datetime, public_types: Iterable[str] | None = None) -> str:
    """Why this entry by itself must not be published; empty when nothing speaks against it.

    An attachment's status `inherit` counts as published here; its parent is asked by `hidden_by_relatives`. A post
    whose status is still `future` stays hidden after its date: WordPress shows it only once it has changed the status.

    It has a twin in SQL for the plain majority of rows, `sources.wordpress_tables.listing._plainly_visible`: what is
    changed here is changed there, and a property test holds the two together.
    """
    # The order is that of the table in [visibility §1]: the first reason that holds is the one the owner is shown.
    if standing.type in INTERNAL_TYPES or (public_types is not None and standing.type not in public_types):
        return "type-not-public"
    if not _is_public_status(standing):
        # Plugins register statuses of their own, which say nothing about visitors: unknown hides [visibility §1].
        return _STATUS_REASONS.get(standing.status, "draft")
    if standing.protected:
        return "password"
    # WordPress itself would have stored `future`; an import or direct SQL writes `publish` with a later date.
    if standing.published is not None and standing.published > now:
        return "future"
    if standing.noindex:
        return "noindex"
    return "excluded" if standing.excluded else ""


def hidden_by_relatives(*, entry_type: str, parent_id: int, is_visible: Callable[[int], bool]) -> str:
    """`ancestor-hidden` or `parent-hidden` when what stands above an entry is hidden; else empty.

    `is_visible(id)` answers whether that entry, its own ancestors included, is published.
    """
    if parent_id == 0 or is_visible(parent_id):
        return ""
    return "parent-hidden" if entry_type == "attachment" else "ancestor-hidden"


def _is_public_status(standing: Standing) -> bool:
    if standing.type == "attachment":
        return standing.status in {"inherit", "publish"}
    return standing.status == "publish"
