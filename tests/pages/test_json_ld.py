"""JSON-LD: each script alone, flattened and joined by `@id`, bounded; claims about others are not ours."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.pages.json_ld import (
    MOST_NODES,
    amount_of,
    closed_selectors,
    is_json_ld,
    read_graph,
    text_of,
    types_of,
)
from tests.growth import assert_linear


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"Event"}',
        '<!-- {"@type":"Event"} -->',
        '//<![CDATA[\n{"@type":"Event"}\n//]]>',
        '/*<![CDATA[*/{"@type":"Event"}/*]]>*/',
        '<![CDATA[{"@type":"Event"}]]>',
        '\ufeff{"@type":"http://schema.org/Event"};',
        '[[{"@type":["Thing","Event"]}]]',
        '{"@context":"x","@graph":[{"@type":"schema:Event"}]}',
        '{"@type":"Event","name":"two\nlines\tand a tab"}',
    ],
)
def test_the_forms_that_scripts_have(script: str) -> None:
    assert ["Event" in types_of(node) for node in read_graph([script]).nodes] == [True]


def test_a_broken_script_costs_only_itself() -> None:
    graph = read_graph(['{"@type":', '{"@type":"Event"}', "[" * 100_000])
    assert len(graph.nodes) == 1
    assert graph.unread == 2


def test_nodes_of_one_id_are_joined_over_all_scripts() -> None:
    graph = read_graph(
        [
            '{"@graph":[{"@id":"#o","@type":"Organization"},{"@type":"WebSite","publisher":{"@id":"#o"}}]}',
            '{"@id":"#o","name":"Acme"}',
        ]
    )
    site = next(graph.of_type("WebSite"))
    assert graph.values(site, "publisher") == ({"@id": "#o", "@type": "Organization", "name": "Acme"},)
    assert len(graph.nodes) == 2


def test_a_node_within_itself_makes_no_circle() -> None:
    graph = read_graph(['{"@id":"a","x":{"@id":"a","y":{"@id":"a","z":1}}}'])
    assert repr(graph.nodes).count("...") == 0


def test_only_what_is_about_this_page_is_kept() -> None:
    script = (
        '[{"@type":"A","url":"https://a.example/p/"},{"@type":"B","@id":"https://a.example/p/#b"},'
        '{"@type":"C","mainEntityOfPage":{"@id":"https://a.example/p"}},{"@type":"D","url":"https://evil.example/"},'
        '{"@type":"E"}]'
    )
    found = read_graph([script]).concerning(["https://a.example/p/"])
    assert [sorted(types_of(node)) for node in found] == [["A"], ["B"], ["C"]]


def test_the_organisation_that_publishes_the_site() -> None:
    text = (
        '{"@graph":[{"@type":"WebSite","publisher":{"@id":"#o"}},{"@id":"#o","name":"Acme","url":"https://a.example"}]}'
    )
    graph = read_graph([text])
    found = graph.publisher_of_site("https://a.example/")
    assert found is not None
    assert found["name"] == "Acme"
    assert graph.publisher_of_site("https://b.example/") is None


def test_values_are_text_and_never_markup() -> None:
    assert text_of("Fish &amp; <b>chips</b> &lt;i&gt;x") == "Fish & chips x"
    assert text_of({"a": 1}) == text_of(True) == text_of(None) == ""
    assert amount_of("19.90") == Decimal("19.90")
    assert amount_of("19,90 €") is None


def test_the_bounds() -> None:
    assert len(read_graph(['{"@type":"A"},'.join(["["] + [""] * 5000) + "{}]"]).nodes) <= MOST_NODES
    deep = '{"@type":"A","x":' * 60 + "1" + "}" * 60
    assert repr(read_graph([deep]).nodes).count("@type") < 40


def test_media_types() -> None:
    assert is_json_ld("Application/LD+JSON; charset=utf-8")
    assert not is_json_ld("application/json")


def test_selectors_of_what_is_not_free() -> None:
    graph = read_graph(
        [
            '{"isAccessibleForFree":true,"hasPart":[{"isAccessibleForFree":"False","cssSelector":[".p"]},{"cssSelector":".q"}]}'
        ]
    )
    assert closed_selectors(graph) == (".p",)


@pytest.mark.slow("more than a tenth of a second a case")
@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_scripts_give_a_graph(scripts: list[str]) -> None:
    assert read_graph(scripts).unread <= len(scripts)


@pytest.mark.slow("more than a tenth of a second a case")
def test_reading_grows_with_the_scripts() -> None:
    assert_linear(
        read_graph,
        lambda size: ["[" + ",".join(f'{{"@id":"{n}","@type":"A"}}' for n in range(size)) + "]", ";" * size * 50],
        900,
    )
