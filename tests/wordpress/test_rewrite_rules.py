"""Public types and taxonomies without PHP."""

from dataclasses import replace

import pytest

from rootzpub.wordpress.permalinks import Route
from rootzpub.wordpress.php_serialize import Value
from rootzpub.wordpress.rewrite_rules import Definitions, public_taxonomies, public_types

RULES: dict[int | str, Value] = {
    "events/?$": "index.php?post_type=event",
    "events/feed/(feed|rdf|rss|rss2|atom)/?$": "index.php?post_type=event&feed=$matches[1]",
    "events/[^/]+/attachment/([^/]+)/?$": "index.php?attachment=$matches[1]",
    "events/([^/]+)/embed/?$": "index.php?event=$matches[1]&embed=true",
    "events/([^/]+)(?:/([0-9]+))?/?$": "index.php?event=$matches[1]&page=$matches[2]",
    "docs/(.+?)(?:/([0-9]+))?/?$": "index.php?doc=$matches[1]&page=$matches[2]",
    "shop/(.+?)/([^/]+)(?:/([0-9]+))?/?$": "index.php?product_cat=$matches[1]&product=$matches[2]&page=$matches[3]",
    "courses/?$": "index.php?post_type=lp_course",
    "courses/([^/]+)(?:/([0-9]+))?/?$": "index.php?course=$matches[1]&page=$matches[2]",
    "notes/([^/]+)(?:/([0-9]+))?/?$": "index.php?post_type=note&name=$matches[1]&page=$matches[2]",
    "inbox/([^/]+)(?:/([0-9]+))?/?$": "index.php?inbox=$matches[1]&page=$matches[2]",
    "at/([^/]+)/?$": "index.php?place=$matches[1]",
    "topic/(.+?)/?$": "index.php?topic=$matches[1]",
    "(.?.+?)(?:/([0-9]+))?/?$": "index.php?pagename=$matches[1]&page=$matches[2]",
    "[^/]+/([^/]+)/?$": "index.php?attachment=$matches[1]",
    "([0-9]{4})/([^/]+)(?:/([0-9]+))?/?$": "index.php?year=$matches[1]&name=$matches[2]&page=$matches[3]",
    3: "index.php?x=$matches[1]",
    "broken(": None,
}


@pytest.mark.parametrize(
    ("name", "structure", "hierarchical"),
    [
        pytest.param("event", "events/%event%", False, id="flat"),
        pytest.param("doc", "docs/%doc%", True, id="hierarchical"),
        pytest.param("product", "shop/%product_cat%/%product%", False, id="with-a-taxonomy"),
        pytest.param("lp_course", "courses/%lp_course%", False, id="other-query-variable"),
        pytest.param("note", "notes/%note%", False, id="no-query-variable"),
    ],
)
def test_types_by_rule(name: str, structure: str, *, hierarchical: bool) -> None:
    """A rule for single entries shows where a public type lies."""
    linked = frozenset({"note", "event", "doc", "product", "lp_course"})
    route = public_types([name, "post"], Definitions(rules=RULES, linked_types=linked))[name]
    assert (route.structure, route.hierarchical) == (structure, hierarchical)


def test_archives() -> None:
    """A rule for the archive gives its path."""
    named = frozenset({"event"})
    assert public_types(["event"], Definitions(rules=RULES, named_types=named))["event"].archive == "events"


def test_types_that_nobody_names_are_not_public() -> None:
    """Only what is known to be public is; built-in types always are, internal types never."""
    found = public_types(["secret", "event", "wp_block", "post"], Definitions(rules={}))
    assert set(found) == {"post", "page", "attachment"}


@pytest.mark.parametrize(
    ("definitions", "public"),
    [
        pytest.param(Definitions(rules=RULES), False, id="rule-only"),
        pytest.param(Definitions(rules={**RULES, "inbox/?$": "index.php?post_type=inbox"}), False, id="archive"),
        pytest.param(Definitions(rules=RULES, linked_types=frozenset({"inbox"})), True, id="menu-or-seo"),
        pytest.param(Definitions(rules=RULES, named_types=frozenset({"inbox"})), True, id="owner"),
        pytest.param(Definitions(rules=RULES, plugin_types=frozenset({"inbox"})), True, id="plugin"),
        pytest.param(Definitions(addressed_types=frozenset({"inbox"})), False, id="export"),
        pytest.param(Definitions(addressed_types=frozenset({"inbox", "event"})), False, id="export-of-both"),
    ],
)
def test_an_address_alone_is_not_public(definitions: Definitions, *, public: bool) -> None:
    """WordPress writes rules for private types too; something else must say that visitors may see them."""
    assert ("inbox" in public_types(["inbox"], definitions)) is public


@pytest.mark.parametrize(
    "name",
    [
        *("tribe_events", "lp_course", "portfolio", "my-projects", "success_stories", "news", "lesson", "sfwd-lessons"),
        *("cpm_project", "dlm_download", "resume", "bp_doc", "product", "event", "book"),
    ],
)
def test_no_name_makes_a_type_public(name: str) -> None:
    """Neither a telling name, nor a rule, nor an archive: WordPress writes rules for private types too."""
    rules: dict[int | str, Value] = {
        f"{name}/?$": f"index.php?post_type={name}",
        f"{name}/([^/]+)(?:/([0-9]+))?/?$": f"index.php?{name}=$matches[1]&page=$matches[2]",
    }
    definitions = Definitions(rules=rules, addressed_types=frozenset({name}))
    assert name not in public_types([name], definitions)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"public": "false"}, id="not-public"),
        pytest.param({"public": "true", "publicly_queryable": "false"}, id="not-to-be-asked-for"),
        pytest.param({"public": "true", "active": False}, id="switched-off"),
    ],
)
def test_what_its_definition_keeps_private_stays_private(settings: dict[int | str, Value]) -> None:
    """A menu, an SEO plugin's list or a rule does not open it; the owner does."""
    defined: dict[int | str, Value] = {"event": {"name": "event", **settings}}
    kept = Definitions(rules=RULES, cptui_types=defined, linked_types=frozenset({"event"}))
    assert "event" not in public_types(["event"], kept)
    assert "event" in public_types(["event"], replace(kept, named_types=frozenset({"event"})))


def test_types_the_owner_names() -> None:
    """`?types=event` makes a type public where no rule tells."""
    found = public_types(["event"], Definitions(named_types=frozenset({"event"})))
    assert found["event"] == Route(query_var="event", label="Event")


CPTUI: dict[int | str, Value] = {
    "event": {"name": "event", "label": "Events", "public": "true", "rewrite": "true", "rewrite_slug": "happenings"},
    "hushed": {"name": "hushed", "public": "false"},
    "plain": {"name": "plain", "public": "true", "rewrite": "false", "query_var": "true", "hierarchical": "true"},
}


def test_custom_post_type_ui() -> None:
    """The plugin's own definitions, where no rule tells more."""
    found = public_types(["event", "hushed", "plain"], Definitions(cptui_types=CPTUI, front="/blog/"))
    assert found["event"] == Route(structure="blog/happenings/%event%", query_var="event", label="Events")
    assert found["plain"] == Route(query_var="plain", hierarchical=True, label="Plain")
    assert "hushed" not in found


def test_a_rule_counts_more_than_a_definition() -> None:
    """WordPress's compiled rules are what it really does; the label still comes from the definition."""
    found = public_types(["event"], Definitions(rules=RULES, cptui_types=CPTUI))
    assert found["event"] == Route(structure="events/%event%", query_var="event", label="Events", archive="events")


ACF: dict[int | str, Value] = {
    "post_type": "event",
    "title": "Events",
    "public": True,
    "rewrite": {"permalink_rewrite": "custom_permalink", "slug": "what-is-on", "with_front": "0"},
    "query_var_name": "ev",
}


def test_advanced_custom_fields() -> None:
    """The plugin keeps its definitions as posts."""
    found = public_types(["event"], Definitions(acf_types=(ACF,), front="/blog/"))
    assert found["event"] == Route(structure="what-is-on/%event%", query_var="ev", label="Events")
    silent: dict[int | str, Value] = {**ACF, "rewrite": {"permalink_rewrite": "no_permalink"}}
    assert public_types(["event"], Definitions(acf_types=(silent,)))["event"].structure == ""


def test_taxonomies() -> None:
    """The same for taxonomies; internal types and unknown ones are not public."""
    present = ["category", "place", "topic", "nav_menu", "secret", "mood"]
    definitions = Definitions(rules=RULES, named_taxonomies=frozenset({"mood"}))
    found = public_taxonomies(present, definitions)
    assert found == {
        "place": Route(structure="at/%place%", query_var="place", label="Place"),
        "topic": Route(structure="topic/%topic%", query_var="topic", hierarchical=True, label="Topic"),
        "mood": Route(query_var="mood", label="Mood"),
    }


@pytest.mark.parametrize("own", [True, False], ids=["own-rule", "no-other"])
def test_a_term_on_the_way_to_an_entry(*, own: bool) -> None:
    """Where addresses of entries begin with a term, the rule of the way there is not the taxonomy's own."""
    rules: dict[int | str, Value] = {"shop/(.+?)/?$": "index.php?product_cat=$matches[1]", **RULES}
    rules |= {"kinds/(.+?)/?$": "index.php?product_cat=$matches[1]"} if own else {}
    route = public_taxonomies(["product_cat"], Definitions(rules=rules))["product_cat"]
    assert route.structure == ("kinds/%product_cat%" if own else "shop/%product_cat%")


def test_taxonomies_of_custom_post_type_ui() -> None:
    """Defined in the plugin, with or without a rule."""
    cptui: dict[int | str, Value] = {"place": {"name": "place", "label": "Places", "query_var_slug": "pl"}}
    bare = public_taxonomies(["place"], Definitions(cptui_taxonomies=cptui))["place"]
    assert bare == Route(structure="place/%place%", query_var="pl", label="Places")
    ruled = public_taxonomies(["place"], Definitions(cptui_taxonomies=cptui, rules=RULES))["place"]
    assert ruled == replace(bare, structure="at/%place%", query_var="place")
