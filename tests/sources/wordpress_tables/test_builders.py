"""Page builders, products and events through a source: which words an entry gets, and when it is read again."""

import json
from pathlib import Path

import pytest

from rootzpub.markdown import convert
from rootzpub.sources.wordpress_tables.private import new_private_database
from rootzpub.sources.wordpress_tables.schema import Schema
from tests.sources.dump.test_source import dumped
from tests.sources.reading import Seen, look, opened, read
from tests.sources.wordpress_tables.tables import WordPressFile
from tests.sources.wordpress_tables.test_gates import active
from tests.sources.wxr.test_source import export, item

TREE = json.dumps([{"elType": "widget", "widgetType": "heading", "settings": {"title": "From the tree"}}])
ELEMENTOR = {"_elementor_edit_mode": "builder", "_elementor_data": TREE}
PLUGINS = 'a:1:{i:0;s:23:"elementor/elementor.php";}'
SHOP = {
    "woocommerce_currency": "EUR",
    "woocommerce_weight_unit": "kg",
    "woocommerce_dimension_unit": "cm",
}
TYPES = "&types=product,tribe_events"


def words(seen: Seen, number: int) -> str:
    """What an agent reads of an entry."""
    return convert(seen.entries[number].html).markdown


def builder_losses(seen: Seen, number: int) -> list[str]:
    """The kinds of its losses, but for that of an entry without any text."""
    return [loss.kind for loss in seen.entries[number].losses if loss.kind != "empty-entry"]


def test_a_tree_stands_for_the_text_beside_it(wordpress: WordPressFile) -> None:
    """And the entry says that a builder printed it."""
    wordpress.page(5, post_content="STALE", meta=ELEMENTOR)
    wordpress.page(6, post_content="Plain")
    seen = read(wordpress.url)
    assert words(seen, 5) == "## From the tree\n"
    assert (seen.entries[5].marks, seen.entries[6].marks) == ({"builder"}, frozenset())


@pytest.mark.parametrize(
    ("plugin", "meta"),
    [
        ("oxygen", {"_ct_builder_shortcodes": "[ct_section]"}),
        ("oxygen", {"ct_builder_json": '{"name":"root"}'}),
        ("oxygen", {"_oxygen_data": '{"tree_json_string":"{}"}'}),
        ("breakdance", {"_breakdance_data": '{"tree_json_string":"{}"}'}),
        ("zionbuilder", {"_zionbuilder_page_status": "enabled", "_zionbuilder_page_elements": "[{}]"}),
        ("thrive-visual-editor", {"tcb_editor_enabled": "1", "tve_updated_post": "<p>New</p>"}),
    ],
)
def test_what_cannot_be_read_is_never_replaced_by_the_old_copy(
    wordpress: WordPressFile, plugin: str, meta: dict[str, str]
) -> None:
    """It is marked, so that a look takes WordPress's words; with the builder off the copy is what visitors see."""
    wordpress.page(5, post_content="Words of before.", meta=meta)
    wordpress.options(active_plugins=active(plugin))
    entry = read(wordpress.url).entries[5]
    assert (entry.html, "builder" in entry.marks) == ("", True)
    assert "page-builder" in {loss.kind for loss in entry.losses}
    wordpress.options(active_plugins=active("other"))
    assert "Words of before" in read(wordpress.url).entries[5].html


def test_a_switched_off_builder_leaves_the_text(wordpress: WordPressFile) -> None:
    """WordPress then prints it; switching it on again reads the entry again."""
    wordpress.options(active_plugins="a:0:{}")
    wordpress.page(5, post_content="Text", meta=ELEMENTOR)
    source = opened(wordpress.url)
    seen = look(source)
    assert (words(seen, 5), seen.entries[5].marks) == ("Text\n", frozenset())
    wordpress.options(active_plugins=PLUGINS)
    assert words(look(source, seen.fingerprint, seen.revisions), 5) == "## From the tree\n"


def test_a_changed_tree_is_noticed(wordpress: WordPressFile) -> None:
    """Elementor writes the meta and nothing else."""
    wordpress.page(5, post_content="STALE", meta=ELEMENTOR)
    source = opened(wordpress.url)
    seen = look(source)
    wordpress.update("postmeta", "meta_key='_elementor_data'", meta_value=TREE.replace("From", "Out of"))
    again = look(source, seen.fingerprint, seen.revisions)
    assert words(again, 5) == "## Out of the tree\n"


def test_a_template_of_the_library_is_shown_and_followed(wordpress: WordPressFile) -> None:
    """A draft of it is not."""
    use = json.dumps([{"elType": "widget", "widgetType": "template", "settings": {"template_id": 9}}])
    wordpress.page(5, meta={"_elementor_edit_mode": "builder", "_elementor_data": use})
    wordpress.post(9, post_type="elementor_library", meta=ELEMENTOR)
    source = opened(wordpress.url)
    seen = look(source)
    assert words(seen, 5) == "## From the tree\n"
    wordpress.update("posts", "ID=9", post_status="draft")
    again = look(source, seen.fingerprint, seen.revisions)
    assert (words(again, 5), builder_losses(again, 5)) == ("", ["page-builder"])


def test_a_page_of_any_other_type_is_no_library(wordpress: WordPressFile) -> None:
    """A private page named as a template stays what it is."""
    use = json.dumps([{"elType": "widget", "widgetType": "template", "settings": {"template_id": 9}}])
    wordpress.page(5, meta={"_elementor_edit_mode": "builder", "_elementor_data": use})
    wordpress.page(9, post_status="private", meta=ELEMENTOR)
    assert words(read(wordpress.url), 5) == ""


def test_a_dump_gives_the_same(wordpress: WordPressFile, tmp_path: Path) -> None:
    """Meta stands before the posts there."""
    wordpress.page(5, post_content="STALE", meta=ELEMENTOR)
    file = tmp_path / "dump.sql"
    file.write_text(dumped(wordpress), encoding="utf-8")
    assert read(f"sql:{file}").changes == read(wordpress.url).changes


def test_an_export_gives_the_same(tmp_path: Path) -> None:
    """It does not say which plugins are active: the builder's marks count."""
    meta = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in ELEMENTOR.items()
    )
    file = tmp_path / "export.xml"
    file.write_text(export(item(5, extra=meta, content__encoded="<![CDATA[STALE]]>")), encoding="utf-8")
    seen = read(f"wxr:{file}")
    assert words(seen, 5) == "## From the tree\n"


def test_trees_of_hidden_entries_are_not_kept() -> None:
    """Nor what a shop says of a product that is a draft: they are erased before anything is read."""
    private = new_private_database(Schema("wp_", ("posts", "postmeta")))
    for number, status, password in ((1, "publish", ""), (2, "draft", ""), (3, "publish", "secret")):
        for key in ("_elementor_data", "_price", "_thumbnail_id"):
            private.add("postmeta", {"post_id": number, "meta_key": key, "meta_value": f"MARK{number}"})
        private.add("posts", {"ID": number, "post_status": status, "post_password": password, "post_type": "page"})
    private.finish()
    rows = private.connection.execute("SELECT post_id, meta_key FROM wp_postmeta ORDER BY meta_id, post_id, meta_key")
    assert sorted(rows) == [
        (1, "_elementor_data"),
        (1, "_price"),
        *((number, "_thumbnail_id") for number in (1, 2, 3)),
    ]
    private.close()


def attributes(*given: tuple[str, str, bool, bool]) -> str:
    """`_product_attributes`: (name, value, visible, of a taxonomy) each."""
    parts = []
    for position, (name, value, visible, taxonomy) in enumerate(given):
        texts = "".join(f's:{len(text)}:"{text}";' for text in ("name", name, "value", value))
        numbers = (
            f's:8:"position";i:{position};s:10:"is_visible";i:{int(visible)};s:11:"is_taxonomy";i:{int(taxonomy)};'
        )
        parts.append(f's:{len(name)}:"{name}";a:5:{{{texts}{numbers}}}')
    return f"a:{len(parts)}:{{{''.join(parts)}}}"


PRODUCT = {
    "_price": "49.9",
    "_regular_price": "59.90",
    "_sale_price": "49.9",
    "_sku": "SAW-1",
    "_stock_status": "instock",
    "_weight": "1.2",
    "_length": "30",
    "_width": "10",
    "_height": "2",
    "_product_attributes": attributes(
        ("Teeth", "fine | coarse", True, False), ("Secret", "MARK", False, False), ("pa_handle-wood", "", True, True)
    ),
}


@pytest.fixture
def shop(wordpress: WordPressFile) -> WordPressFile:
    """A shop with a saw."""
    wordpress.options(**SHOP)
    wordpress.term(20, "product_cat", "saws", "Saws")
    wordpress.term(21, "product_tag", "pull", "Pull")
    wordpress.term(22, "pa_handle-wood", "oak", "Oak")
    wordpress.post(
        5,
        post_type="product",
        post_content="A saw that cuts on the pull.",
        post_excerpt="Short & sharp.",
        terms=(20, 21, 22),
        meta=PRODUCT,
    )
    return wordpress


def test_a_product_is_what_a_shop_prints(shop: WordPressFile) -> None:
    """Short text, long text, facts; nothing that is switched off."""
    assert words(read(shop.url + TYPES), 5) == (
        "Short & sharp.\n\nA saw that cuts on the pull.\n\n"
        "- Price: 49.90 EUR (before: 59.90 EUR)\n- SKU: SAW-1\n- Availability: in stock\n- Weight: 1.2 kg\n"
        "- Dimensions: 30 × 10 × 2 cm\n- Teeth: fine, coarse\n- Handle wood: Oak\n"
    )


def test_product_taxonomies_are_public(shop: WordPressFile) -> None:
    """Documents call them categories and tags; attributes have no pages."""
    seen = read(shop.url + TYPES)
    assert sorted(seen.entries[5].term_ids) == [20, 21]
    assert {(term.taxonomy, term.name) for term in seen.terms} >= {("product_cat", "Saws"), ("product_tag", "Pull")}


def test_variations_have_a_range_of_prices(shop: WordPressFile) -> None:
    """WooCommerce keeps the price of each with the product."""
    shop.insert("postmeta", post_id=5, meta_key="_price", meta_value="120")
    assert "Price: 49.90 EUR – 120.00 EUR" in words(read(shop.url + TYPES), 5)


@pytest.mark.parametrize("price", ["", "abc", "-1", "NaN", "1e99"])
def test_a_price_that_is_none_is_not_printed(shop: WordPressFile, price: str) -> None:
    """Everything else is."""
    shop.update("postmeta", "meta_key='_price'", meta_value=price)
    found = words(read(shop.url + TYPES), 5)
    assert "Price" not in found
    assert "SKU: SAW-1" in found


def test_a_price_shown_with_another_tax_is_left_out(shop: WordPressFile) -> None:
    """We do not know what visitors pay."""
    shop.options(woocommerce_calc_taxes="yes", woocommerce_prices_include_tax="no", woocommerce_tax_display_shop="incl")
    seen = read(shop.url + TYPES)
    assert "49.90" not in words(seen, 5)
    assert builder_losses(seen, 5) == ["shop-price"]


def test_without_the_plugin_there_are_no_facts(shop: WordPressFile) -> None:
    """Nobody prints them."""
    shop.options(active_plugins="a:0:{}")
    assert words(read(shop.url + TYPES), 5) == "A saw that cuts on the pull.\n"


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_changed_price_is_noticed(shop: WordPressFile) -> None:
    """Shops write meta alone; the currency concerns every product."""
    source = opened(shop.url + TYPES)
    seen = look(source)
    shop.update("postmeta", "meta_key='_price'", meta_value="45")
    again = look(source, seen.fingerprint, seen.revisions)
    assert "45.00 EUR" in words(again, 5)
    shop.options(woocommerce_currency="CHF")
    assert "45.00 CHF" in words(look(source, again.fingerprint, seen.revisions | again.revisions), 5)


def test_an_event_says_when_and_where(wordpress: WordPressFile) -> None:
    """Above its text; a venue that is not published has no name here."""
    meta = {
        "_EventStartDate": "2026-05-01 19:00:00",
        "_EventEndDate": "2026-05-01 21:30:00",
        "_EventTimezone": "Europe/Zurich",
        "_EventVenueID": "7",
        "_EventCost": "15",
        "_EventCurrencySymbol": "CHF",
    }
    wordpress.post(5, post_type="tribe_events", post_content="We sing.", meta=meta)
    wordpress.post(7, post_type="tribe_venue", post_title="Town Hall", meta={"_VenueCity": "Basel"})
    found = words(read(wordpress.url + TYPES), 5)
    assert found == (
        "- Start: 2026-05-01 19:00 Europe/Zurich\n- End: 2026-05-01 21:30 Europe/Zurich\n"
        "- Venue: Town Hall, Basel\n- Cost: CHF 15\n\nWe sing.\n"
    )
    wordpress.update("posts", "ID=7", post_status="draft")
    assert "Town Hall" not in words(read(wordpress.url + TYPES), 5)


def test_an_event_of_whole_days(wordpress: WordPressFile) -> None:
    """Without hours; free of charge."""
    meta = {
        "_EventStartDate": "2026-05-01 00:00:00",
        "_EventEndDate": "2026-05-02 23:59:59",
        "_EventAllDay": "yes",
        "_EventCost": "0",
    }
    wordpress.post(5, post_type="tribe_events", post_content="", meta=meta)
    assert words(read(wordpress.url + TYPES), 5) == "- Start: 2026-05-01\n- End: 2026-05-02\n- Cost: free\n"
