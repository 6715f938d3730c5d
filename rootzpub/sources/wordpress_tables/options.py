"""The options of a site that we read, by name; everything else in that table stays where it is.

Invariants: options are named one by one, and none that could hold a secret is among them (`plugin_wallet` aside, for
`init`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from rootzpub.errors import MalformedInput
from rootzpub.sources.plugin import PLUGIN_OPTIONS, SIGNING_ADDRESS, SIGNING_KEY
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.values import as_text
from rootzpub.wordpress.gates import OPTION_NAMES as GATE_OPTIONS
from rootzpub.wordpress.gates.activity import is_active
from rootzpub.wordpress.php_serialize import Value, php_array, php_value
from rootzpub.wordpress.products import OPTION_NAMES as SHOP_OPTIONS
from rootzpub.wordpress.rendering.builders import BUILDERS

_NAMES = (
    *("siteurl", "home", "blogname", "blogdescription", "permalink_structure", "rewrite_rules", "WPLANG"),
    *("category_base", "tag_base", "timezone_string", "gmt_offset", "date_format", "time_format", "start_of_week"),
    *("posts_per_page", "use_smilies", "show_on_front", "page_on_front", "page_for_posts", "sticky_posts"),
    *("wp_page_for_privacy_policy", "site_icon", "site_logo", "stylesheet", "template", "default_category"),
    *("upload_path", "upload_url_path", "active_plugins", "cptui_post_types", "cptui_taxonomies"),
    *("woocommerce_permalinks", "wpseo_titles", "rank-math-options-titles"),
    *("seopress_titles_option_name", "aioseo_options_dynamic"),
    *("autodescription-site-settings", "wds_onpage_options", "slim_seo"),
    *("tablepress_tables",),
    *("db_version",),  # tells WordPress's own version, which decides how some blocks are shown
    *SHOP_OPTIONS,
    # What plugins of languages and addresses keep.
    *("polylang", "icl_sitepress_settings", "qtranslate_default_language"),
    *("custom_permalink_table", "permalink-manager-uris", "permalink-manager", "permalink-manager-redirects"),
    *("permalink-manager-external-redirects",),
    *("rootzpub_types", "rootzpub_taxonomies"),  # what loading an export found out
)
_NOTES_IN_PARENTHESES = ("footnotes-made-easy", "footnotes", "wp-footnotes", "yafootnotes")
NETWORK_PLUGINS = "active_sitewide_plugins"
"""What is active in all sites of a network: the names of plugins' files are keys here."""
OPTION_NAMES = frozenset(_NAMES) | PLUGIN_OPTIONS | GATE_OPTIONS
"""Every option that is read; beside these only `theme_mods_` of the active theme."""


@dataclass(frozen=True, slots=True)
class Options:
    """Option values as text."""

    values: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A value, empty when missing."""
        return self.values.get(name, "")

    def number(self, name: str) -> int:
        """A value as a non-negative integer, 0 when missing or something else."""
        value = self.text(name).strip()
        return int(value[:18]) if value.isascii() and value.isdigit() else 0

    def array(self, name: str) -> Mapping[int | str, Value]:
        """A serialised array, empty when missing or broken."""
        return php_array(self.text(name))

    def theme_mods(self) -> Mapping[int | str, Value]:
        """Settings of the active theme."""
        return self.array(f"theme_mods_{self.text('stylesheet')}")

    def has_plugin(self, folder: str) -> bool:
        """Whether a plugin is known to be active, by its folder."""
        return is_active(self.active_plugins or frozenset(), (folder,))

    @property
    def active_plugins(self) -> frozenset[str] | None:
        """Files of the active plugins (`folder/file.php`), the network's included; None where nobody can tell."""
        try:
            own = php_value(self.text("active_plugins"))
        except MalformedInput:  # no such option, or a damaged one
            return None
        if not isinstance(own, dict):
            return None
        return frozenset(file for file in (*own.values(), *self.array(NETWORK_PLUGINS)) if isinstance(file, str))

    def may_have_plugin(self, folder: str) -> bool:
        """Whether a plugin is active, or nothing says which are."""
        return is_active(self.active_plugins, (folder,))

    @property
    def inactive_builders(self) -> frozenset[str]:
        """The page builders of which the options say that they are off; where they say nothing, none."""
        themes = {self.text(name) for name in ("template", "stylesheet")} - {""}
        return frozenset(
            builder.name
            for builder in BUILDERS
            if (builder.plugins and not any(map(self.may_have_plugin, builder.plugins)))
            or (builder.themes and themes and not themes & set(builder.themes))
        )

    @property
    def locale(self) -> str:
        """WordPress's locale, e.g. `de_DE`; `en_US` when none is set."""
        return self.text("WPLANG") or "en_US"

    @property
    def notes_in_parentheses(self) -> bool:
        """Whether an active plugin makes footnotes of `((…))`."""
        return any(map(self.has_plugin, _NOTES_IN_PARENTHESES))

    @property
    def plugin_settings(self) -> dict[str, str]:
        """The Rootz plugin's settings."""
        return {name: value for name, value in self.values.items() if name in PLUGIN_OPTIONS}


def is_wanted_option(name: str) -> bool:
    """Whether an option is one that we may read at some time."""
    # Every theme's: a dump's rows come in any order, so which theme is active may not be known yet.
    return name in OPTION_NAMES or name.startswith("theme_mods_") or name in {SIGNING_KEY, SIGNING_ADDRESS}


def read_options(reader: Reader) -> Options:
    """The options we know by name, and those of the active theme."""
    if not reader.has("options"):
        return Options()
    options = reader.schema.table("options").c
    named = select(options.option_name, options.option_value).where(options.option_name.in_(sorted(OPTION_NAMES)))
    values = {str(row[0]): as_text(row[1]) for row in reader.rows(named)}
    theme = f"theme_mods_{values.get('stylesheet', '')}"
    found = reader.one(select(options.option_value).where(options.option_name == theme))
    values |= {theme: as_text(found[0])} if found else {}
    if reader.has("sitemeta"):
        network = reader.schema.table("sitemeta").c
        found = reader.one(select(network.meta_value).where(network.meta_key == NETWORK_PLUGINS))
        values |= {NETWORK_PLUGINS: as_text(found[0])} if found else {}
    return Options(values)
