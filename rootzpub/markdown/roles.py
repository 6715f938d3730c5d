"""Finds the role of an element from its class: a row for each class that WordPress or plugins use with one meaning.

Invariants: exact class names only; a name that authors may use for their own content (`GENERIC`) counts only on
elements that no block of the editor made, because what the editor made is the entry's content. A role counts only on
the elements it was made for (`TAGS`): pictures, players and whatever else has a meaning of its own keep that.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from rootzpub.markdown.tags import PREFIX, RENAMED


def _rows(role: str, classes: str) -> dict[str, str]:
    return dict.fromkeys(classes.split(), role)


ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **_rows(
            "share-bar",
            """sharedaddy sd-sharing sd-sharing-enabled sd-block sd-like jp-likes jetpack-likes-widget-wrapper
            wp-block-jetpack-sharing-buttons wp-block-jetpack-like addtoany_share_save_container
            addtoany_content addtoany_list
            heateor_sss_sharing_container heateor_sss_horizontal_sharing heateor_sss_vertical_sharing heateorSssClear
            essb_links essb_displayed_bottom essb_displayed_top ssba ssba-wrap ssba-classic-2 ssbp-wrap sfsi_Sicons
            sfsi_responsive_icons sfsi_widget swp_social_panel mashsb-container mashsb-box dpsp-content-wrapper
            dpsp-networks-btns-wrapper shareaholic-canvas et_social_inline simplesocialbuttons juiz_sps_links
            nc_socialPanel novashare-buttons wpusb sharethis-inline-share-buttons scriptlesssocialsharing
            social-warfare blog-share-buttons wpsr-share-icons fusion-sharing-box supsystic-social-sharing
            td-post-sharing tve_social_items shared-counts-wrap""",
        ),
        **_rows(
            "related-posts",
            """jp-relatedposts wp-block-jetpack-related-posts yarpp yarpp-related yarpp-related-website crp_related
            rp4wp-related-posts wp_rp_wrap wp_rp_content zem_rp_wrap srp-widget-singlepost related_post_title
            wp_related_posts irp lwptoc_related relpost-thumb-wrapper relpost-block-container tptn_related
            outbrain OUTBRAIN taboola trc_related_container""",
        ),
        **_rows("skip-link", "skip-link skip-links skip-to-content skip-nav screen-reader-shortcut"),
        **_rows(
            "permalink", "anchor-link anchorjs-link header-anchor headerlink heading-anchor heading-link anchor__link"
        ),
        **_rows(
            "backlink", "footnote-backref footnote-back easy-footnote-to-top footnote-return footnotes_plugin_backlink"
        ),
        **_rows("notes-rule", "footnotes-sep"),
        **_rows("note-list", "wp-block-footnotes"),
        **_rows("note-text", "modern-footnotes-footnote__note"),
        **_rows("note-tooltip", "footnote_tooltip footnote_tooltip_text footnote-tooltip"),
        **_rows(
            "caption",
            """wp-caption-text wp-caption-dd gallery-caption wp-element-caption blocks-gallery-caption
            wp-block-image__caption tiled-gallery-caption fl-photo-caption""",
        ),
        **_rows("gallery-item", "gallery-item"),
        **_rows("block", "gallery-icon"),
        **_rows("file-button", "wp-block-file__button"),
        **_rows("verse", "wp-block-verse"),
        **_rows("math", "katex katex-display MathJax MathJax_Display mathjax mwe-math-element"),
        **_rows("bare-tex", "wp-katex-eq katex-eq"),
        **_rows("equation-number", "ql-left-eqno ql-right-eqno"),
        **_rows("tex", "math tex latex math-tex wp-block-math arithmatex MathJax_Preview"),
        **_rows(
            "gutter",
            """gutter line-numbers-rows hljs-ln-numbers crayon-nums urvanov-syntax-highlighter-nums rouge-gutter lineno
            linenos gutter-wrapper crayon-info urvanov-syntax-highlighter-info""",
        ),
        **_rows("code-box", "syntaxhighlighter crayon-syntax urvanov-syntax-highlighter-syntax"),
        **_rows("code-source", "crayon-plain urvanov-syntax-highlighter-plain"),
        **_rows(
            "copy-button",
            """copy-button copy-btn btn-clipboard clipboard-copy code-copy copy-code-button copy-to-clipboard-button
            crayon-toolbar urvanov-syntax-highlighter-toolbar""",
        ),
        **_rows("counter", "elementor-counter-number display-counter stats-number"),
        **_rows("number", "et_pb_number_counter et_pb_circle_counter et_pb_circle_counter_bar"),
        **_rows("number-place", "percent-value percent-sign"),
        **_rows("tab-title", "elementor-tab-desktop-title"),
        **_rows("repeated-tab-title", "elementor-tab-mobile-title"),
        **_rows(
            "parted",
            """elementor-progress-text elementor-progress-percentage elementor-headline-plain-text
            elementor-headline-dynamic-wrapper elementor-headline-text-wrapper elementor-headline-dynamic-text
            elementor-price-list-title elementor-price-list-price elementor-icon-list-text elementor-button-text
            elementor-counter-number-prefix elementor-counter-number-suffix woocommerce-Price-amount
            screen-reader-text""",
        ),
        **_rows(
            "icon",
            """et-pb-icon et_pb_icon et_pb_font_icon material-icons material-icons-outlined material-icons-round
            material-icons-sharp material-symbols-outlined material-symbols-rounded material-symbols-sharp""",
        ),
        **_rows("video-facade", "rll-youtube-player lazy-youtube youtube-player wp-youtube-lyte lyte-wrapper"),
    }
)

GENERIC: Final[Mapping[str, str]] = MappingProxyType(
    {
        **_rows(
            "share-bar",
            """share-buttons social-share social-sharing post-share share-bar
            sharing-buttons social-share-buttons share-links share-post""",
        ),
        **_rows("related-posts", "related-posts related-articles related-post relatedposts related_posts"),
        **_rows("skip-link", "skiplink"),
    }
)


EVERYWHERE_HIDDEN: Final = (
    frozenset({"elementor-hidden-desktop", "elementor-hidden-tablet", "elementor-hidden-mobile"}),
    frozenset({"elementor-hidden-desktop", "elementor-hidden-tablet", "elementor-hidden-phone"}),
    frozenset({"vc_hidden-lg", "vc_hidden-md", "vc_hidden-sm", "vc_hidden-xs"}),
    frozenset({"hidden-lg", "hidden-md", "hidden-sm", "hidden-xs"}),
    frozenset({"uag-hide-desktop", "uag-hide-tab", "uag-hide-mob"}),
    frozenset({"stk--hide-desktop", "stk--hide-tablet", "stk--hide-mobile"}),
    frozenset({"kvs-lg-false", "kvs-md-false", "kvs-sm-false"}),
    frozenset({"hide-on-desktop", "hide-on-tablet", "hide-on-mobile"}),
)
"""Classes that hide an element on one kind of screen each: with all of a row nobody sees it."""

_BOXES: Final = "div span p section article aside nav header footer main figure ul ol li dl dt dd center menu"
_LEFT_OUT: Final = _BOXES + " a button form fieldset table tbody thead tr td th h1 h2 h3 h4 h5 h6 blockquote details"
_TAG_ROWS: Final = {
    "share-bar": _LEFT_OUT,
    "related-posts": _LEFT_OUT,
    "skip-link": "a div p span nav ul li button",
    "permalink": "a",
    "backlink": "a",
    "notes-rule": "hr div",
    "note-list": "ol ul div",
    "note-text": "span div",
    "note-tooltip": "span div",
    "caption": "figcaption caption div p dd dt span small center",
    "gallery": "div section figure ul ol",
    "gallery-item": "dl div figure li span section article",
    "block": "dt div span",
    "file-button": "a",
    "verse": "pre div p",
    "math": "span div p mjx-container mjx-math",
    "bare-tex": "span div p",
    "equation-number": "span div p",
    "tex": "span div p code",
    "gutter": "td th tr table div span pre code ol ul li a",
    "code-box": "div span table",
    "code-source": "textarea div span pre",
    "code-wrapper": "div span figure section",
    "copy-button": "button div span a",
    "counter": "span div p",
    "number": "div span section",
    "number-place": "span div p",
    "tab-title": "div span",
    "repeated-tab-title": "div span",
    "parted": "span div bdi",
    "icon": "span i div em",
    "video-facade": "div span figure",
    "hidden": _LEFT_OUT + " strong b i em small img iframe video audio hr pre code",
}


def _tags(names: str) -> frozenset[str]:
    found = names.split()
    return frozenset([*found, *(PREFIX + name for name in found if name in RENAMED)])


TAGS: Final[Mapping[str, frozenset[str]]] = MappingProxyType({role: _tags(names) for role, names in _TAG_ROWS.items()})
"""The elements that a role counts on; on all others the class says nothing."""


LONGEST: Final = 512
"""Longer class attributes are to be cut before they are looked up: the cache stays bounded."""


@lru_cache(maxsize=8192)
def role_of(classes: str) -> str:
    """The role of an element with this class attribute, or an empty string."""
    names = classes.split()
    if any(map(frozenset(names).issuperset, EVERYWHERE_HIDDEN)):
        return "hidden"
    known = next((ROLES[name] for name in names if name in ROLES), "")
    if known:
        return known
    if "gallery" in names and any(name.startswith("galleryid-") for name in names):
        return "gallery"
    if "highlight-source-" in classes or "highlight-text-" in classes:
        return "code-wrapper"
    if "wp-block-" not in classes:
        for name in names:
            role = GENERIC.get(name)
            if role:
                return role
    return ""
