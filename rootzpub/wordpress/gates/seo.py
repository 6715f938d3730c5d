"""Plugins that mark single entries noindex beyond those of `sources.wordpress_tables.noindex`: one row a plugin.

Invariants: such a mark stays when its plugin is gone, for the owner has said so.
"""

from rootzpub.wordpress.gates.gate import Gate, Mark, is_on, is_truthy
from rootzpub.wordpress.php_serialize import php_array


def _slim(value: str) -> bool:
    return is_truthy(php_array(value).get("noindex"))


def _positive(value: str) -> bool:
    # -1 asks for the opposite of what the type says.
    return value.strip().lstrip("0").isdigit() or is_on(value)


def _gate(plugin: str, folders: tuple[str, ...], mark: Mark) -> Gate:
    return Gate(plugin=plugin, folders=folders, marks=(mark,), always=True, reads="noindex on an entry")


SEO = (
    _gate(
        "The SEO Framework or Genesis",
        ("autodescription", "genesis"),
        Mark(key="_genesis_noindex", test=_positive, reason="noindex"),
    ),
    _gate("Jetpack SEO", ("jetpack",), Mark(key="jetpack_seo_noindex", test=is_on, reason="noindex")),
    _gate("Slim SEO", ("slim-seo",), Mark(key="slim_seo", test=_slim, reason="noindex")),
    _gate(
        "SmartCrawl",
        ("smartcrawl-seo", "wpmu-dev-seo"),
        Mark(key="_wds_meta-robots-noindex", test=is_on, reason="noindex"),
    ),
    _gate(
        "SEO Ultimate",
        ("seo-ultimate",),
        Mark(key="_su_meta_robots_noindex", test=is_on, reason="noindex"),
    ),
    _gate("SiteSEO", ("siteseo", "siteseo-pro"), Mark(key="_siteseo_robots_index", reason="noindex")),
    _gate("SureRank", ("surerank",), Mark(key="surerank_settings_post_no_index", test=is_on, reason="noindex")),
    _gate(
        "WP Meta SEO",
        ("wp-meta-seo",),
        Mark(key="_metaseo_metaindex", test=lambda value: value.strip().lower() == "noindex", reason="noindex"),
    ),
    _gate("SEOKEY", ("seo-key", "seo-key-pro"), Mark(key="seokey-content_visibility", test=is_on, reason="noindex")),
    _gate("HeadSpace", ("headspace2",), Mark(key="_headspace_noindex", test=is_on, reason="noindex")),
)
