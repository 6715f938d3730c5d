"""Who may be seen [visibility §1], as far as one entry and its relatives can tell. Pure: no clock, no database.

Invariants: whatever is not plainly public is hidden; the first reason that holds is the one reported.
"""

from collections.abc import Iterable
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
        *("popup", "popup_theme", "jet-popup", "hustle_module", "convertplug", "ocean_modal_window", "cp_popups"),
        *("kadence_element", "kadence_form", "kadence_navigation", "kadence_header", "kadence_query", "kt_gallery"),
        *("elementor-hf", "ehf_footer", "elementskit_template", "elementskit_content", "ae_global_templates"),
        *("gp_elements", "gblocks_condition", "oceanwp_library", "ct_content_block", "jet-theme-core", "jet-engine"),
        *("jet-menu", "cms_block", "woodmart_layout", "fusion_template", "fusion_element", "fusion_tb_section"),
        *("fusion_tb_layout", "fusion_form", "vc4_templates", "vc_grid_item", "templatera", "fl-theme-layout"),
        *("breakdance_template", "breakdance_block", "breakdance_header", "breakdance_footer", "breakdance_popup"),
        *("thrive_template", "tcb_lightbox", "tcb_symbol", "tve_lead_group", "astra_adv_header", "cartflows_flow"),
        # what plugins keep for people who are logged in, or for themselves
        *("cpm_project", "cpm_task", "cpm_task_list", "cpm_message", "cpm_milestone", "dlm_download", "resume"),
        *("dlm_download_version", "edd_payment", "edd_discount", "edd_log", "give_payment", "nf_sub", "nf_form"),
        *("flamingo_inbound", "flamingo_contact", "feedback", "frm_form_actions", "forminator_forms", "wpforms_log"),
        *("memberpressrule", "mp-reminder", "memberpresscoupon", "wc_membership_plan"),
        *("wc_user_membership", "shop_subscription", "shop_webhook", "wc_booking", "wc_product_tab", "um_form"),
        *("um_directory", "um_role", "pms-subscription", "pms-discount-codes", "urcr_access_rule"),
        *("cc_restriction", "condition_group", "llms_order", "llms_transaction", "llms_coupon"),
        *("llms_voucher", "llms_access_plan", "llms_my_certificate", "llms_my_achievement", "llms_engagement"),
        *("sensei_message", "sensei_email", "sensei_certificate", "tutor_enrolled", "lp_order", "stm-orders"),
        *("mailpoet_page", "es_template", "polylang_mo", "wpcf7s"),
    }
)
"""Types that are no pages of a site, whatever a database or an API says of them."""

INTERNAL_TAXONOMIES = frozenset(
    {"nav_menu", "link_category", "post_format", "wp_theme", "wp_template_part_area", "wp_pattern_category"}
    # which term or entry is which one's translation (Polylang, WPML)
    | {"post_translations", "term_translations", "term_language", "translation_priority"}
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


_OF_THE_ENTRY_ALONE = frozenset(
    {
        # by a plugin, by its address
        *("restricted", "redirect", "other-host", "hidden-product", "private-file", "closed-site", "noindex"),
        # by what its page showed, or could not show yet
        *("unconfirmed", "not-visible", "gone", "canonical-elsewhere", "robots-disallow"),
        # by what we could not do
        *("conversion-failed", "too-costly", "double-path", "quotes-withdrawn"),
    }
)
"""Reasons for which an entry is out and what stands below it is not: WordPress asks only the entry that it prints."""


def closes_below(reason: str) -> bool:
    """Whether what stands below an entry is out too when the entry is for this reason [visibility §2.1]."""
    return bool(reason) and reason not in _OF_THE_ENTRY_ALONE


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
    closed: str = ""
    """Why a plugin or a switch of the site closes it (`wordpress.gates`); empty = it is open."""


@dataclass(slots=True)
class Lineage:
    """Who stands above whom: says whether an entry is visible as far as what stands above it decides."""

    orphans_visible: bool
    """What an unknown parent means: a database that lost it shows the child, an API that does not list it hides it."""
    _parents: dict[int, int] = field(default_factory=dict)
    _hidden: set[int] = field(default_factory=set)
    _closing: set[int] = field(default_factory=set)
    """Those that close what stands below them too."""

    def add(self, entry_id: int, parent_id: int, *, visible: bool, closes: bool | None = None) -> None:
        """Tell of one entry: its parent (0 = none), whether it is visible by itself, and closes what is below it.

        Without `closes` what is hidden does.
        """
        self._parents[entry_id] = parent_id
        if not visible:
            self._hidden.add(entry_id)
        if closes if closes is not None else not visible:
            self._closing.add(entry_id)

    def is_visible(self, entry_id: int) -> bool:
        """Whether this entry is visible, by itself and by what stands above it."""
        return entry_id not in self._hidden and self.is_open_below(entry_id)

    def is_open_below(self, entry_id: int) -> bool:
        """Whether neither this entry nor its ancestors close what is below. A circle of parents ends."""
        # A circle hides nothing here; while a sync decides, it hides everything in it [visibility §2.1].
        passed: set[int] = set()
        while entry_id and entry_id not in passed:
            if entry_id in self._closing:
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
    marked = "noindex" if standing.noindex else "excluded" if standing.excluded else ""
    return standing.closed or marked


def hidden_by_relatives(*, entry_type: str, parent_id: int, lineage: Lineage) -> str:
    """`parent-hidden`: the file of a hidden entry; `ancestor-hidden`: below an entry that closes; else empty."""
    if parent_id == 0:
        return ""
    if entry_type == "attachment":
        return "" if lineage.is_visible(parent_id) else "parent-hidden"
    return "" if lineage.is_open_below(parent_id) else "ancestor-hidden"


def _is_public_status(standing: Standing) -> bool:
    if standing.type == "attachment":
        return standing.status in {"inherit", "publish"}
    return standing.status == "publish"
