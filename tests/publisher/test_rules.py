"""What the owner keeps back."""

import pytest

from rootzpub.config import ContentTable
from rootzpub.publisher.rules import Rules, settings_digest
from rootzpub.site import Term
from tests.store.making import FACTS, an_entry

CATEGORIES = (
    Term(id=1, taxonomy="category", slug="internal", name="Internes"),
    Term(id=2, taxonomy="category", slug="staff", name="Staff", parent_id=1),
    Term(id=3, taxonomy="category", slug="party", name="Party", parent_id=2),
    Term(id=4, taxonomy="category", slug="news", name="News"),
    Term(id=9, taxonomy="post_tag", slug="clock", name="Clocks"),
)


def reason(exclude=(), entry=None, **switches):
    """Why this entry is kept back under these rules."""
    content = ContentTable(exclude=tuple(exclude), **switches)
    return Rules.of(content, FACTS, CATEGORIES).reason_against(entry or an_entry(1))


@pytest.mark.parametrize(
    ("rule", "path", "expected"),
    [
        pytest.param("/internal/", "/internal/", "excluded", id="itself"),
        pytest.param("/internal", "/internal/", "excluded", id="without slash"),
        pytest.param("/internal/", "/internal/page/", "excluded", id="below"),
        pytest.param("/internal/", "/internal-news/", "", id="only the beginning of a name"),
        pytest.param("/café/", "/caf%C3%A9/menu/", "excluded", id="encoded"),
        pytest.param("/caf%C3%A9/", "/café/", "excluded", id="rule encoded"),
        pytest.param("/*", "/about/", "excluded", id="everything"),
        pytest.param("/", "/", "excluded", id="the front page"),
        pytest.param("/", "/about/", "", id="the front page alone"),
        pytest.param("/Internal/", "/internal/", "excluded", id="any case"),
        pytest.param("/team/*", "/team/maja/", "excluded", id="a star below"),
        pytest.param("/team/*", "/team/", "excluded", id="a star, and itself"),
        pytest.param("/team/*", "/teams/", "", id="a star behind a slash ends a segment"),
        pytest.param("/draft*", "/drafts-2/", "excluded", id="a star within a segment"),
        pytest.param("https://clocks.example/team/", "/team/maja/", "excluded", id="an address"),
        pytest.param("HTTPS://www.clocks.example/caf%C3%A9/", "/café/", "excluded", id="an address, encoded"),
        pytest.param("https://clocks.example", "/", "excluded", id="the site's address is its front page"),
        pytest.param("https://clocks.example", "/about/", "", id="and nothing else"),
        pytest.param("https://clocks.example/?p=12", "/?p=12", "excluded", id="an address by number"),
        pytest.param("https://clocks.example/?p=12", "/", "", id="which is not the front page"),
    ],
)
def test_a_path_covers_what_is_below_it(rule, path, expected):
    """At whole segments, in any encoding."""
    assert reason([rule], an_entry(1, path=path)) == expected


@pytest.mark.parametrize(
    ("rule", "entry", "expected"),
    [
        pytest.param("event", an_entry(1, type="event"), "excluded", id="custom type"),
        pytest.param("posts", an_entry(1), "excluded", id="as in addresses"),
        pytest.param("media", an_entry(1, type="attachment"), "excluded", id="media"),
        pytest.param("internal", an_entry(1, term_ids=(1,)), "excluded", id="category slug"),
        pytest.param("INTERNES", an_entry(1, term_ids=(1,)), "excluded", id="category name, any case"),
        pytest.param("internal", an_entry(1, term_ids=(3,)), "excluded", id="sub-category of a sub-category"),
        pytest.param("staff", an_entry(1, term_ids=(1,)), "", id="the parent of an excluded category"),
        pytest.param("tag:clock", an_entry(1, term_ids=(9,)), "excluded", id="tag"),
        pytest.param("TAG: Clocks", an_entry(1, term_ids=(9,)), "excluded", id="tag by name"),
        pytest.param("clock", an_entry(1, term_ids=(9,)), "", id="a bare name is no tag"),
        pytest.param("category:internal", an_entry(1, term_ids=(3,)), "excluded", id="category"),
        pytest.param("category:clock", an_entry(1, term_ids=(9,)), "", id="no category of that name"),
        pytest.param("type:event", an_entry(1, type="event"), "excluded", id="type"),
        pytest.param("type:posts", an_entry(1), "excluded", id="type as in addresses"),
        pytest.param("type:internal", an_entry(1, term_ids=(1,)), "", id="no type of that name"),
        pytest.param("internal", an_entry(1, term_ids=(4,)), "", id="another category"),
    ],
)
def test_names_are_types_and_categories(rule, entry, expected):
    """Whatever the name fits."""
    assert reason([rule], entry) == expected


@pytest.mark.parametrize(
    ("switch", "kind"), [("pages", "page"), ("posts", "post"), ("media", "attachment"), ("custom_types", "event")]
)
def test_a_switched_off_type_is_kept_back(switch, kind):
    """And only that one."""
    entry = an_entry(1, type=kind)
    assert (reason(entry=entry, **{switch: False}), reason(entry=entry)) == ("type-off", "")
    assert reason(entry=an_entry(1, type="other" if kind != "event" else "post"), **{switch: False}) == ""


def test_pages_and_declared_types_depend_on_their_parents():
    """So do attachments; posts do not."""
    rules = Rules.of(ContentTable(), FACTS, ())
    kinds = ("page", "attachment", "post", "event")
    assert [rules.depends_on_parent(kind) for kind in kinds] == [True, True, False, False]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"exclude": ("/a/",)}, id="path"),
        pytest.param({"exclude": ("event",)}, id="type"),
        pytest.param({"media": False}, id="switch"),
        pytest.param({"converter": "markdownify"}, id="converter"),
    ],
)
def test_a_change_of_rules_changes_the_digest(other):
    """So that the next sync reads everything anew."""
    before, after = ContentTable(), ContentTable(**other)
    assert settings_digest(before) != settings_digest(after)
    assert Rules.of(before, FACTS, ()).digest() != Rules.of(after, FACTS, ()).digest()


def test_a_renamed_category_changes_the_digest():
    """A rule may fit it now."""
    content = ContentTable(exclude=("internal",))
    assert Rules.of(content, FACTS, CATEGORIES).digest() != Rules.of(content, FACTS, CATEGORIES[3:]).digest()
