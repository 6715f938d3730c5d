"""What the owner excludes does not come into other entries: the publisher's rules reach what renders them."""

from pathlib import Path

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.config import ContentTable
from rootzpub.publisher import sync
from rootzpub.store import MemoryStore
from tests.publisher.making import a_config
from tests.sources.reading import NOW, opened

from .tables import WordPressFile

LOOP = (
    '<!-- wp:query {"query":{"perPage":9,"postType":"%s","inherit":false}} --><div><!-- wp:post-template -->'
    "<!-- wp:post-title /--><!-- wp:post-content /--><!-- /wp:post-template --></div><!-- /wp:query -->"
)
LISTS = {
    "loop": LOOP % "post",
    "loop-of-pages": LOOP % "page",
    "latest": '<!-- wp:latest-posts {"displayPostContent":true,"displayPostContentRadio":"full_post"} /-->',
    "pages": "<!-- wp:page-list /-->",
    "neighbours": '<!-- wp:post-navigation-link {"type":"previous","showTitle":true} /-->',
    "gallery": '[gallery ids="20,21"]',
    "attached": "[gallery id=5]",
    "menu": '<!-- wp:navigation {"__unstableLocation":"primary"} /-->',
    "navigation": '<!-- wp:navigation {"ref":40} /-->',
    "categories": "<!-- wp:categories /-->",
}


@pytest.fixture
def site(wordpress: WordPressFile) -> WordPressFile:
    """Post 5 in a category below another, page 10 with 11 below it, pictures of 5, and pages that list all of it."""
    wordpress.term(2, "category", "inside", "Inside")
    wordpress.term(3, "category", "inner-circle", "Inner-circle", parent=2)
    words = {"post_content": "<p>KEPTBODY</p>", "post_title": "KEPTTITLE"}
    wordpress.post(5, terms=(3,), post_name="kept-back", **words)
    wordpress.page(10, post_name="kept-page", post_date="2025-12-01 10:00:00", **words)
    wordpress.page(11, post_name="below", post_parent=10, **words)
    wordpress.attachment(20, parent=5, post_title="KEPTTITLE")
    wordpress.attachment(21, post_title="KEPTTITLE")
    wordpress.update("postmeta", "meta_key='_wp_attachment_image_alt'", meta_value="KEPTALT")
    wordpress.post(6, terms=(1,), post_title="Open", post_content="<p>Open body</p>")
    wordpress.term(9, "nav_menu", "head", "Head")
    for number, target in ((30, 5), (31, 10)):
        meta = {"_menu_item_type": "post_type", "_menu_item_object_id": str(target)}
        wordpress.post(number, post_type="nav_menu_item", post_title="", terms=(9,), meta=meta)
    wordpress.options(theme_mods_theme='a:1:{s:18:"nav_menu_locations";a:1:{s:7:"primary";i:9;}}')
    links = "".join(
        f'<!-- wp:navigation-link {{"label":"KEPTTITLE","kind":"post-type","id":{target},"url":"/x"}} /-->'
        for target in (5, 10)
    )
    wordpress.post(40, post_type="wp_navigation", post_content=links)
    for number, (name, content) in enumerate(LISTS.items(), start=100):
        wordpress.page(number, post_name=name, post_title=name, post_content=f"<p>List</p>{content}")
    return wordpress


def published(site: WordPressFile, store: MemoryStore, folder: Path, **content: object) -> dict[str, str]:
    """The markdown of every published entry by its slug, after one sync."""
    config = a_config(folder, content=ContentTable(**content))  # type: ignore[arg-type]
    sync(opened(site.url), store, config=config, clock=fixed_clock(NOW))
    with store.site() as view:
        return {
            entry.slug: entry.markdown
            for kind in ("post", "page", "attachment")
            for entry in view.entries(kind, limit=1_000)
        }


EVERYTHING = {"exclude": ("/2026/01/kept-back", "/kept-page", "attachment", "/picture-21", "inside")}


def test_without_rules_lists_show_everything(site: WordPressFile, tmp_path: Path) -> None:
    """So that the others prove something."""
    found = published(site, MemoryStore(), tmp_path)
    assert [name for name in LISTS if "KEPT" not in found[name] and "Inside" not in found[name]] == []


def test_nothing_excluded_comes_into_any_list(site: WordPressFile, tmp_path: Path) -> None:
    """Paths, a category with those below it, and a type; what is below an excluded page goes with it."""
    found = published(site, MemoryStore(), tmp_path, **EVERYTHING)
    assert found.keys() == {*LISTS, "post-6"}
    assert [name for name, text in found.items() if "KEPT" in text or "Inside" in text or "Inner" in text] == []
    assert "Open body" in found["loop"]


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("content", "lists"),
    [
        ({"posts": False}, ("loop", "latest")),
        ({"exclude": ("/kept-page",)}, ("pages", "neighbours")),
        ({"media": False}, ("gallery", "attached")),
        ({"exclude": ("inside",)}, ("loop", "latest", "attached", "categories")),
        ({"exclude": ("inner-circle",)}, ("loop", "latest", "attached")),
        ({"exclude": ("/2026/01/kept-back",)}, ("loop", "latest", "attached")),
    ],
    ids=["posts-off", "page", "media-off", "category", "category-below", "path"],
)
def test_each_rule_by_itself(
    site: WordPressFile, tmp_path: Path, content: dict[str, object], lists: tuple[str, ...]
) -> None:
    """What it keeps back is in none of the lists that would show it."""
    found = published(site, MemoryStore(), tmp_path, **content)
    assert [name for name in lists if "KEPT" in found[name] or "Inner" in found[name]] == []


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_new_rule_renders_lists_anew(site: WordPressFile, tmp_path: Path) -> None:
    """Though no row of the site changed; and it comes back with the rule gone."""
    store = MemoryStore()
    before = published(site, store, tmp_path)["loop"]
    during = published(site, store, tmp_path, exclude=("/2026/01/kept-back",))["loop"]
    after = published(site, store, tmp_path)["loop"]
    assert ("KEPTBODY" in before, "KEPTBODY" in during, after == before) == (True, False, True)


@pytest.mark.slow("more than a tenth of a second a case")
def test_an_entry_that_gets_an_excluded_category_leaves_the_lists(site: WordPressFile, tmp_path: Path) -> None:
    """With the next sync, though the page that lists it did not change."""
    store = MemoryStore()
    rules = {"exclude": ("inside",)}
    before = published(site, store, tmp_path, **rules)["loop"]
    site.insert("term_relationships", object_id=6, term_taxonomy_id=2, term_order=0)
    assert ("Open body" in before, "Open body" in published(site, store, tmp_path, **rules)["loop"]) == (True, False)
