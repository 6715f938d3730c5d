"""Finds the role of an element from its class: a row for each class that WordPress or plugins use with one meaning.

Invariants: exact class names only; a name that authors may use for their own content (`GENERIC`) counts only on
elements that no block of the editor made, because what the editor made is the entry's content.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final


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
        **_rows("counter", "elementor-counter-number"),
        **_rows("icon", "et-pb-icon material-icons material-icons-outlined material-symbols-outlined"),
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


LONGEST: Final = 512
"""Longer class attributes are to be cut before they are looked up: the cache stays bounded."""


@lru_cache(maxsize=8192)
def role_of(classes: str) -> str:
    """The role of an element with this class attribute, or an empty string."""
    names = classes.split()
    for name in names:
        role = ROLES.get(name)
        if role:
            return role
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
