"""By which marks a page of a builder is known, and where the builder keeps its words."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """One builder, as it shows in a post's meta and text."""

    name: str
    key: str = ""
    """The meta that marks its pages."""
    value: str = ""
    """The value that it has then; empty = any but those of `NO`."""
    tree: str = ""
    """The meta that holds the page, where it is not `post_content`."""
    text: str = ""
    """What only its pages have in `post_content`."""
    plugins: tuple[str, ...] = ()
    """Folders of the plugins that print its pages, any of them; empty = not asked."""
    themes: tuple[str, ...] = ()
    """Themes that do."""
    readable: bool = True
    """Whether we can read its pages."""


BUILDERS = (
    Builder(
        name="Elementor", key="_elementor_edit_mode", value="builder", tree="_elementor_data", plugins=("elementor",)
    ),
    Builder(name="Divi", key="_et_pb_use_builder", value="on", text="[et_pb_"),
    Builder(name="Divi", text="<!-- wp:divi/"),
    Builder(name="WPBakery", key="_wpb_vc_js_status", value="true", text="[vc_"),
    Builder(name="Avada", key="fusion_builder_status", value="active", text="[fusion_"),
    Builder(name="Bricks", key="_bricks_page_content_2", tree="_bricks_page_content_2", themes=("bricks",)),
    Builder(name="Breakdance", key="_breakdance_data", plugins=("breakdance",), readable=False),
    Builder(name="Oxygen", key="_ct_builder_json", plugins=("oxygen",), readable=False),
    Builder(name="Oxygen", key="ct_builder_json", plugins=("oxygen",), readable=False),
    Builder(name="Oxygen", key="ct_builder_shortcodes", plugins=("oxygen",), readable=False),
    Builder(name="Oxygen", key="_ct_builder_shortcodes", plugins=("oxygen",), readable=False),
    Builder(name="Oxygen", key="_oxygen_data", plugins=("oxygen",), readable=False),
    Builder(
        name="Zion",
        key="_zionbuilder_page_status",
        value="enabled",
        tree="_zionbuilder_page_elements",
        plugins=("zionbuilder", "zionbuilder-pro"),
        readable=False,
    ),
    Builder(
        name="Thrive Architect",
        key="tcb_editor_enabled",
        value="1",
        tree="tve_updated_post",
        plugins=("thrive-visual-editor",),
        readable=False,
    ),
)
"""The builders by their marks. Those that store plain HTML in `post_content` (Beaver Builder, SiteOrigin,
Kadence, GenerateBlocks, Stackable) need none."""

NO = frozenset({"", "0", "[]", "a:0:{}", "off", "no", "false", "inactive"})
BRICKS_MODE = "_bricks_editor_mode"
"""Set to `wordpress` where Bricks leaves the page to WordPress."""

TREE_KEYS = frozenset(builder.tree or builder.key for builder in BUILDERS if builder.tree or not builder.readable)
"""Meta that holds words, megabytes at times: read one entry at a time, and never kept of a hidden one."""
MARK_KEYS = frozenset({*(builder.key for builder in BUILDERS if builder.key), BRICKS_MODE}) - TREE_KEYS
LIBRARY_TYPES = frozenset(
    {"elementor_library", "et_pb_layout", "fusion_element", "fusion_template", "bricks_template", "templatera"}
)
"""Types of entries that have no page and are shown inside others."""


def builder_of(meta: Mapping[str, str], text: str, inactive: frozenset[str] = frozenset()) -> Builder | None:
    """The builder that prints an entry, or None; of a tree in `meta` its presence is enough."""
    for builder in BUILDERS:
        if builder.name in inactive:
            continue
        marked = builder.key in meta and (meta[builder.key] == builder.value if builder.value else True)
        if builder.name == "Bricks" and meta.get(BRICKS_MODE) == "wordpress":
            continue
        if marked or (builder.text and builder.text in text):
            return builder
    return None
