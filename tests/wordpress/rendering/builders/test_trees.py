"""Elementor, Bricks and Divi 5: their elements, what is hidden, and what becomes of damaged trees."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.markdown import convert
from rootzpub.wordpress.rendering import Attachment, RawEntry, Rendered, RenderSettings, render
from tests.growth import assert_linear
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import shown

HOME = "https://site.example"
PICTURE = Attachment(id=7, url=f"{HOME}/seven.jpg", alt="seven")
STALE = "<p>STALE</p>"


def php(value: object) -> str:
    """PHP's `serialize` of plain values."""
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)  # type: ignore[arg-type]
    inner = "".join(php(key) + php(each) for key, each in pairs)
    return f"a:{len(value)}:{{{inner}}}"  # type: ignore[arg-type]


def elementor(tree: object, *, content: str = STALE, **site: Any) -> Rendered:
    """A page of Elementor; a tree given as text is stored as it is."""
    stored = tree if isinstance(tree, str) else json.dumps(tree)
    trees = {(1, "_elementor_data"): stored, **site.pop("trees", {})}
    entry = RawEntry(id=1, content=content, meta={"_elementor_edit_mode": "builder", "_elementor_data": ""})
    return render(content, entry=entry, site=MemoryRenderSite(trees=trees, attachments=[PICTURE], **site))


def bricks(tree: object, *, meta: Mapping[str, str] | None = None, **site: Any) -> Rendered:
    """A page of Bricks."""
    stored = tree if isinstance(tree, str) else php(tree)
    entry = RawEntry(id=1, content=STALE, meta={"_bricks_page_content_2": "", **(meta or {})})
    trees = {(1, "_bricks_page_content_2"): stored}
    return render(STALE, entry=entry, site=MemoryRenderSite(trees=trees, attachments=[PICTURE], **site))


def widget(name: str, **settings: Any) -> dict[str, Any]:
    """One widget of Elementor."""
    return {"id": "1", "elType": "widget", "widgetType": name, "settings": settings, "elements": []}


def inside(*elements: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """A container of Elementor."""
    return {"id": "2", "elType": "container", "settings": settings or [], "elements": list(elements)}


def lost(found: Rendered) -> list[str]:
    """The kinds of its losses, but for that of an entry without any text."""
    return [loss.kind for loss in found.losses if loss.kind != "empty-entry"]


def marked(found: Rendered) -> frozenset[str]:
    """Its marks, but for that of an entry without any text."""
    return found.marks - {"empty"}


def read(found: Rendered) -> str:
    """What an agent reads."""
    return convert(found.html, base_url=f"{HOME}/").markdown


LINK = {"url": "/go", "is_external": "", "nofollow": ""}
WIDGETS: dict[str, tuple[dict[str, Any], str]] = {
    "heading": (widget("heading", title="Hi", header_size="h3"), "### Hi\n"),
    "heading of no level": (widget("heading", title="Hi", header_size="div"), "Hi\n"),
    "heading linked": (widget("heading", title="Hi", link=LINK), "## [Hi](https://site.example/go)\n"),
    "text": (widget("text-editor", editor='<p>A "b".</p><ul><li>c</li></ul>'), "A “b”.\n\n- c\n"),
    "image": (widget("image", image={"id": 7, "url": "/old.jpg"}), "![seven](https://site.example/seven.jpg)\n"),
    "image elsewhere": (widget("image", image={"id": "", "url": "/a.jpg"}), "![](https://site.example/a.jpg)\n"),
    "image with caption": (
        widget("image", image={"id": 7}, caption_source="custom", caption="C", link_to="custom", link=LINK),
        "[![seven](https://site.example/seven.jpg)](https://site.example/go)\n\n*C*\n",
    ),
    "caption that is not shown": (
        widget("image", image={"id": 7}, caption="C", link=LINK),
        "![seven](https://site.example/seven.jpg)\n",
    ),
    "image box": (widget("image-box", title_text="T", description_text="D"), "### T\n\nD\n"),
    "icon box": (widget("icon-box", title_text="T", description_text="D", title_size="h4"), "#### T\n\nD\n"),
    "icon list": (
        widget("icon-list", icon_list=[{"text": "a"}, {"text": "b", "link": LINK}]),
        "- a\n- [b](https://site.example/go)\n",
    ),
    "button": (widget("button", text="Go", link=LINK), "[Go](https://site.example/go)\n"),
    "video": (
        widget("video", youtube_url="https://youtu.be/a", vimeo_url="https://vimeo.com/9"),
        "[https://youtu.be/a](https://youtu.be/a)\n",
    ),
    "accordion": (
        widget(
            "accordion", tabs=[{"tab_title": "Q", "tab_content": "<p>A</p>"}, {"tab_title": "R", "tab_content": "B"}]
        ),
        "**Q**\n\nA\n\n**R**\n\nB\n",
    ),
    "testimonial": (
        widget("testimonial", testimonial_content="Good.", testimonial_name="Ada", testimonial_job="Chief"),
        "Good.\n\nAda\n\nChief\n",
    ),
    "counter": (widget("counter", ending_number=420, prefix="", suffix="+", title="Saws"), "420+\n\nSaws\n"),
    "progress": (widget("progress", title="Skill", percent={"unit": "%", "size": 85}), "Skill\n\n85%\n"),
    "price table": (
        widget(
            "price-table",
            heading="Pro",
            currency_symbol="euro",
            price="49",
            period="a month",
            features_list=[{"item_text": "One"}],
            button_text="Buy",
            link=LINK,
        ),
        "### Pro\n\n€49\n\na month\n\n- One\n\n[Buy](https://site.example/go)\n",
    ),
    "price list": (
        widget("price-list", price_list=[{"title": "Soup", "price": "€5", "item_description": "Hot"}]),
        "Soup €5\n\nHot\n",
    ),
    "html": (widget("html", html="<p>a</p>"), "a\n"),
    "gallery": (
        widget("image-gallery", wp_gallery=[{"id": 7, "url": ""}]),
        "![seven](https://site.example/seven.jpg)\n",
    ),
    "nested tabs": (
        {
            **widget("nested-tabs", tabs=[{"tab_title": "A"}, {"tab_title": "B"}]),
            "elements": [inside(widget("heading", title="One")), inside(widget("heading", title="Two"))],
        },
        "**A**\n\n## One\n\n**B**\n\n## Two\n",
    ),
    "nested accordion": (
        {**widget("nested-accordion", items=[{"item_title": "A"}]), "elements": [inside(widget("html", html="x"))]},
        "**A**\n\nx\n",
    ),
    "alert": (widget("alert", alert_title="Mind", alert_description="this"), "Mind\n\nthis\n"),
    "headline": (
        widget("animated-headline", before_text="We", highlighted_text="mend", after_text="saws"),
        "We mend saws\n",
    ),
    "typed heading": (
        {
            **widget("e-heading"),
            "settings": {"title": {"$$type": "string", "value": "Hi"}, "tag": {"$$type": "string", "value": "h1"}},
        },
        "# Hi\n",
    ),
    "shortcode": (widget("shortcode", shortcode="[vc_row]a[/vc_row]"), "a\n"),
    "old sections": (
        {"elType": "section", "elements": [{"elType": "column", "elements": [widget("heading", title="Hi")]}]},
        "## Hi\n",
    ),
    "not text": (widget("heading", title=["x"], link=5), ""),
    "divider": (widget("divider"), ""),
}


@pytest.mark.parametrize(("element", "expected"), WIDGETS.values(), ids=list(WIDGETS))
def test_a_widget_of_elementor_becomes_what_it_prints(element: dict[str, Any], expected: str) -> None:
    """Never with the text that stands beside the tree."""
    found = elementor([inside(element)])
    assert read(found) == expected
    assert lost(found) == []
    assert marked(found) == {"builder"}


HIDDEN_EVERYWHERE = {"hide_desktop": "hidden-desktop", "hide_tablet": "hidden-tablet", "hide_mobile": "hidden-mobile"}


@pytest.mark.parametrize("level", ["container", "widget", "nested"])
def test_what_elementor_hides_on_all_devices_is_not_shown(level: str) -> None:
    """At every level, without a loss: its author wanted that."""
    mark = widget("heading", title="MARK")
    tree = {
        "container": inside(mark, **HIDDEN_EVERYWHERE),
        "widget": inside(widget("heading", title="MARK", **HIDDEN_EVERYWHERE)),
        "nested": {**widget("nested-tabs", **HIDDEN_EVERYWHERE), "elements": [inside(mark)]},
    }[level]
    found = elementor([tree, widget("heading", title="Seen")])
    assert read(found) == "## Seen\n"
    assert lost(found) == []


def test_what_elementor_shows_on_one_device_is_shown() -> None:
    """Somebody sees it."""
    assert read(elementor([widget("heading", title="a", hide_desktop="hidden-desktop", hide_tablet="")])) == "## a\n"


@pytest.mark.parametrize(
    "settings",
    [
        {"e_display_conditions": ['[[{"condition":"login_status"}]]']},
        {"enabled_visibility": "yes"},
        {"jedv_enabled": "true"},
        {"eael_cl_enable": "yes"},
        {"pp_display_conditions_enable": "yes"},
        {"eael_ext_content_protection": "yes"},
        {"pa_display_conditions_switcher": "yes"},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_what_stands_under_a_condition_is_a_loss(settings: dict[str, Any]) -> None:
    """Elementor Pro's conditions, and those of the usual add-ons; in containers as in widgets."""
    for tree in (inside(widget("heading", title="MARK"), **settings), widget("heading", title="MARK", **settings)):
        found = elementor([tree])
        assert read(found) == ""
        assert lost(found) == ["page-builder"]


@pytest.mark.parametrize("value", ["", "no", [], ["[]"], None, False, 0], ids=repr)
def test_a_condition_that_is_off_hides_nothing(value: object) -> None:
    """Its setting is there in every element that was ever edited."""
    assert read(elementor([widget("heading", title="a", eael_cl_enable=value, e_display_conditions=[])])) == "## a\n"


@pytest.mark.parametrize("name", ["posts", "woocommerce-products", "global", "fancy-members-area", "my-login-box"])
def test_widgets_whose_words_we_cannot_know_are_losses(name: str) -> None:
    """By name."""
    found = elementor([widget(name, posts="MARK", content="MARK" if "m" in name[:8] else "")])
    assert read(found) == ""
    assert lost(found) == ["page-builder"]
    assert name in found.losses[0].example


def test_an_unknown_widget_shows_what_its_names_tell() -> None:
    """And is a loss all the same."""
    found = elementor([widget("fancy", title="T", api_key="MARK", description="D")])
    assert read(found) == "### T\n\nD\n"
    assert lost(found) == ["page-builder"]


def test_values_that_are_filled_in_are_left_out() -> None:
    """What stands there is a placeholder."""
    found = elementor([widget("heading", title="OLD", __dynamic__={"title": "[elementor-tag name=acf]"})])
    assert read(found) == ""
    assert lost(found) == ["bound-value"]


@pytest.mark.parametrize(
    "tree",
    ["[{", '{"a":1}', "x", "[" * 100_000, '[{"elType":"widget"'],
    ids=["cut", "object", "no JSON", "deep", "cut later"],
)
def test_a_damaged_tree_gives_nothing(tree: str) -> None:
    """Never the text beside it, which no visitor sees."""
    found = elementor(tree)
    assert read(found) == ""
    assert lost(found) == ["page-builder"]
    assert marked(found) == {"builder"}


@pytest.mark.parametrize("tree", ["", "[]"])
def test_without_a_tree_the_text_is_shown(tree: str) -> None:
    """As Elementor does."""
    assert read(elementor(tree)) == "STALE\n"


def test_with_elementor_switched_off_the_text_is_shown() -> None:
    """WordPress then prints it."""
    settings = RenderSettings(inactive_builders=frozenset({"Elementor"}))
    found = elementor([widget("heading", title="Tree")], settings=settings)
    assert (read(found), marked(found)) == ("STALE\n", frozenset())


def test_a_template_comes_from_the_library() -> None:
    """Unless it holds itself."""
    template = [widget("heading", title="Shared"), widget("template", template_id="9")]
    library = {9: RawEntry(id=9, type="elementor_library")}
    trees = {(9, "_elementor_data"): json.dumps(template)}
    found = elementor(
        [widget("template", template_id="9"), {**widget("global"), "templateID": 9}], trees=trees, library=library
    )
    assert read(found) == "## Shared\n\n## Shared\n"
    assert [(loss.kind, loss.count) for loss in found.losses if loss.kind != "empty-entry"] == [("page-builder", 2)]
    assert "block:9" in found.uses


def test_another_text_is_not_replaced_by_the_tree() -> None:
    """An excerpt, which WordPress makes of `post_content`."""
    entry = RawEntry(id=1, content=STALE, meta={"_elementor_edit_mode": "builder"})
    site = MemoryRenderSite(trees={(1, "_elementor_data"): json.dumps([widget("heading", title="Tree")])})
    assert read(render("other", entry=entry, site=site)) == "other\n"


ELEMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "heading": ({"name": "heading", "settings": {"text": "Hi", "tag": "h2"}}, "## Hi\n"),
    "text": ({"name": "text", "settings": {"text": "<p>a</p>"}}, "a\n"),
    "basic text": ({"name": "text-basic", "settings": {"text": "a"}}, "a\n"),
    "button": (
        {"name": "button", "settings": {"text": "Go", "link": {"type": "external", "url": "/go"}}},
        "[Go](https://site.example/go)\n",
    ),
    "image": (
        {"name": "image", "settings": {"image": {"id": 7, "size": "full"}}},
        "![seven](https://site.example/seven.jpg)\n",
    ),
    "accordion": (
        {"name": "accordion", "settings": {"accordions": [{"title": "Q", "content": "<p>A</p>"}]}},
        "**Q**\n\nA\n",
    ),
    "list": ({"name": "list", "settings": {"items": [{"title": "Soup", "meta": "5"}]}}, "Soup 5\n"),
    "counter": ({"name": "counter", "settings": {"countTo": "42", "suffix": "+"}}, "42+\n"),
    "code shown": ({"name": "code", "settings": {"code": "<b>"}}, "```\n<b>\n```\n"),
    "video": (
        {"name": "video", "settings": {"youTubeId": "a"}},
        "[https://www.youtube.com/watch?v=a](https://www.youtube.com/watch?v=a)\n",
    ),
}


@pytest.mark.parametrize(("element", "expected"), ELEMENTS.values(), ids=list(ELEMENTS))
def test_an_element_of_bricks_becomes_what_it_prints(element: dict[str, Any], expected: str) -> None:
    """Within its section."""
    tree = [
        {"id": "a", "name": "section", "parent": 0, "children": ["b"], "settings": {}},
        {"id": "b", "parent": "a", "children": [], **element},
    ]
    found = bricks(tree)
    assert read(found) == expected
    assert (lost(found), marked(found)) == ([], {"builder"})


def test_bricks_goes_by_its_own_order() -> None:
    """That of the children, whatever the order of the list; an element named twice is shown once."""
    tree = [
        {"id": "c", "name": "text-basic", "parent": "a", "children": [], "settings": {"text": "two"}},
        {"id": "b", "name": "text-basic", "parent": "a", "children": ["a"], "settings": {"text": "one"}},
        {"id": "a", "name": "section", "parent": 0, "children": ["b", "c", "b", "zz"], "settings": {}},
    ]
    assert read(bricks(tree)) == "one\n\ntwo\n"


@pytest.mark.parametrize(
    ("settings", "losses"),
    [
        ({"_hideElementFrontend": True}, []),
        ({"_display": "none"}, []),
        ({"_conditions": [[{"key": "user_logged_in"}]]}, ["page-builder"]),
        ({"hasLoop": True, "query": {"objectType": "post"}}, ["page-builder"]),
    ],
    ids=["hidden", "display", "condition", "loop"],
)
def test_what_bricks_does_not_print_is_not_shown(settings: dict[str, Any], losses: list[str]) -> None:
    """With all that is inside."""
    tree = [
        {"id": "a", "name": "block", "parent": 0, "children": ["b"], "settings": settings},
        {"id": "b", "name": "heading", "parent": "a", "children": [], "settings": {"text": "MARK"}},
    ]
    found = bricks(tree)
    assert (read(found), lost(found)) == ("", losses)


def test_dynamic_texts_of_bricks_are_left_out() -> None:
    """Only the site can fill them in."""
    found = bricks([{"id": "a", "name": "heading", "parent": 0, "settings": {"text": "By {author_name}"}}])
    assert (read(found), lost(found)) == ("", ["bound-value"])


def test_bricks_leaves_pages_to_wordpress() -> None:
    """Where its mode says so, or its theme is off."""
    tree = [{"id": "a", "name": "heading", "parent": 0, "settings": {"text": "Tree"}}]
    assert read(bricks(tree, meta={"_bricks_editor_mode": "wordpress"})) == "STALE\n"
    assert read(bricks(tree, settings=RenderSettings(inactive_builders=frozenset({"Bricks"})))) == "STALE\n"
    assert read(bricks("a:0:{}")) == "STALE\n"


def test_a_damaged_tree_of_bricks_gives_nothing() -> None:
    """A loss instead."""
    found = bricks('a:1:{i:0;a:1:{s:2:"id"')
    assert (read(found), lost(found)) == ("", ["page-builder"])


def test_builders_that_are_not_read_are_named() -> None:
    """Their pages are empty, and said to be."""
    for key in ("_breakdance_data", "ct_builder_shortcodes"):
        entry = RawEntry(id=1, content=STALE, meta={key: ""})
        found = render(STALE, entry=entry, site=MemoryRenderSite(trees={(1, key): "{}"}))
        assert (read(found), lost(found)) == ("", ["page-builder"])


def module(name: str, around: str = "", **attributes: Any) -> str:
    """A block of Divi 5."""
    given = json.dumps(attributes)
    return (
        f"<!-- wp:divi/{name} {given} -->{around}<!-- /wp:divi/{name} -->"
        if around
        else f"<!-- wp:divi/{name} {given} /-->"
    )


def words(value: object) -> dict[str, Any]:
    """A value as Divi 5 keeps it."""
    return {"innerContent": {"desktop": {"value": value}}}


MODULES = {
    "text": (module("text", content=words("<p>Hi.</p>")), "Hi.\n"),
    "heading": (
        module(
            "heading",
            title={**words("Hi"), "decoration": {"font": {"font": {"desktop": {"value": {"headingLevel": "h3"}}}}}},
        ),
        "### Hi\n",
    ),
    "button": (module("button", button=words({"text": "Go", "linkUrl": "/go"})), "[Go](https://site.example/go)\n"),
    "image": (module("image", image=words({"src": "/a.jpg", "alt": "A"})), "![A](https://site.example/a.jpg)\n"),
    "blurb": (module("blurb", title=words({"text": "T"}), content=words("<p>x</p>")), "#### T\n\nx\n"),
    "accordion": (
        module("accordion", module("accordion-item", title=words("Q"), content=words("<p>A</p>"))),
        "**Q**\n\nA\n",
    ),
    "tabs": (module("tabs", module("tab", title=words("Q"), content=words("A"))), "**Q**\n\nA\n"),
    "counter": (module("number-counter", title=words("Done"), number=words("500")), "500%\n\n### Done\n"),
    "counter without percent": (
        module(
            "number-counter", number={**words("500"), "advanced": {"enablePercentSign": {"desktop": {"value": "off"}}}}
        ),
        "500\n",
    ),
    "older attributes": (module("text", attrs={"content": words("<p>Hi.</p>")}), "Hi.\n"),
    "around": (module("section", module("row", module("column", module("text", content=words("a"))))), "a\n"),
    "divi 4 in an attribute": (module("layout", layoutContent="[et_pb_text]a[/et_pb_text]"), "a\n"),
}


@pytest.mark.parametrize(("raw", "expected"), MODULES.values(), ids=list(MODULES))
def test_a_module_of_divi_5_becomes_what_it_prints(raw: str, expected: str) -> None:
    """Out of its attributes."""
    found = shown(f"<!-- wp:divi/placeholder -->{raw}<!-- /wp:divi/placeholder -->")
    assert read(found) == expected
    assert (lost(found), marked(found)) == ([], {"builder"})


def decoration(**given: Any) -> dict[str, Any]:
    """The settings of a module of Divi 5."""
    return {"decoration": given}


OFF = {device: {"value": "on"} for device in ("desktop", "tablet", "phone")}


@pytest.mark.parametrize(
    ("given", "losses"),
    [
        (decoration(disabledOn=OFF), []),
        (
            decoration(
                disabledOn={"phone": {"value": "on"}, "tabletOnly": {"value": "on"}, "desktopAbove": {"value": "on"}}
            ),
            [],
        ),
        (decoration(disabledOn={"desktop": {"value": "on"}}), []),
        (decoration(conditions={"desktop": {"value": [{"id": "1"}]}}), ["page-builder"]),
    ],
    ids=["all devices", "converted", "widest alone", "condition"],
)
def test_what_divi_5_does_not_print_is_not_shown(given: dict[str, Any], losses: list[str]) -> None:
    """Sections as well as modules."""
    for raw in (
        module("section", module("text", content=words("MARK")), module=given),
        module("text", content=words("MARK"), module=given),
    ):
        found = shown(raw)
        assert ("MARK" in found.html, lost(found)) == (False, losses)


def test_what_divi_5_prints_on_some_screens_is_shown() -> None:
    """Somebody sees it."""
    given = decoration(disabledOn={"desktop": {"value": "off"}, "phone": {"value": "on"}})
    assert read(shown(module("text", content=words("a"), module=given))) == "a\n"


def test_modules_that_only_divi_can_print_are_losses() -> None:
    """By name; variables as well."""
    assert shown(module("blog", module={})).losses[0].example == "divi/blog"
    assert lost(shown(module("text", content=words("$variable({})$")))) == ["bound-value"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["elType", "widgetType", "settings", "elements", "tabs", "title", "id", "parent"]), inner
        )
    ),
    max_leaves=20,
)


@pytest.mark.slow("a hundred generated trees, each through the whole")
@given(
    st.lists(
        JSON
        | st.fixed_dictionaries(
            {
                "elType": st.just("widget"),
                "widgetType": st.sampled_from(["tabs", "nested-tabs", "image", "price-table", "template", "x"]),
                "settings": JSON,
                "elements": JSON,
            }
        ),
        max_size=5,
    )
)
def test_any_tree_is_read(tree: list[Any]) -> None:
    """Whatever stands where; nothing raises."""
    assert "STALE" not in elementor(tree).html or not tree


@pytest.mark.slow("a hundred generated blocks, each through the whole")
@given(st.lists(JSON, max_size=5))
def test_any_divi_5_block_is_read(values: list[Any]) -> None:
    """Whatever stands in its attributes."""
    assert shown("".join(module("blurb", title=value, module=value) for value in values)).marks <= {"builder", "empty"}


@pytest.mark.slow("measures growth")
def test_cost_grows_with_the_tree() -> None:
    """In breadth and in depth."""

    def deep(size: int) -> str:
        return '[{"elType":"container","elements":' * size + "[]" + "}]" * size

    assert_linear(elementor, deep, 120)
    assert_linear(elementor, lambda size: json.dumps([widget("heading", title="a")] * size), 200)
    flat = [{"id": "a", "name": "text-basic", "parent": 0, "children": [], "settings": {"text": "x"}}]
    assert_linear(bricks, lambda size: php([{**flat[0], "id": f"i{number}"} for number in range(size)]), 200)


def test_a_whole_page_of_elementor() -> None:
    """As one reads it, whatever is in `post_content`."""
    page = [
        inside(
            widget("heading", title="Werkstatt", header_size="h1"), widget("text-editor", editor="<p>We sharpen.</p>")
        ),
        inside(
            inside(widget("image", image={"id": 7}), widget("counter", ending_number=420, title="Saws")),
            inside(widget("toggle", tabs=[{"tab_title": "When?", "tab_content": "<p>Always.</p>"}])),
            inside(widget("text-editor", editor="Hidden."), **HIDDEN_EVERYWHERE),
        ),
        widget("button", text="Write", link={"url": "/contact/"}),
    ]
    assert read(elementor(page)) == (
        "# Werkstatt\n\nWe sharpen.\n\n![seven](https://site.example/seven.jpg)\n\n420\n\nSaws\n\n"
        "**When?**\n\nAlways.\n\n[Write](https://site.example/contact/)\n"
    )


def test_values_that_are_filled_in_within_a_list_are_left_out() -> None:
    """The items of a list have sources of their own."""
    items = [{"text": "OLD", "__dynamic__": {"text": "x"}}, {"text": "new"}]
    assert read(elementor([widget("icon-list", icon_list=items)])) == "- new\n"
