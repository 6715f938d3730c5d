"""`/.well-known/ai`: where every agent begins."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.documents.making import ask, ordinary, settings, site
from tests.site_making import make_entry, make_facts

PATH = "/.well-known/ai"


def test_every_member_of_the_wire_is_there() -> None:
    """[wire §3], first row; the stamps are the seal's."""
    document = ask(ordinary(), PATH)
    assert document.kind == "ai-discovery"
    assert document.body.keys() >= {
        *("specVersion", "schemaVersion", "standard", "organization", "coreConcepts", "aiSummary", "contact"),
        *("capabilities", "policies", "pages", "publication", "generator"),
    }
    assert (document.stamped, document.freshness, document.provenance) == (("generated",), True, True)
    assert document.max_age == 86_400


def test_a_question_and_a_page_are_one_hop_away() -> None:
    """URI templates, absolute; without tools there are none."""
    given = settings()
    assert ask(ordinary(), PATH, given=given).body["entrypoints"] == {
        "search": f"{given.base_url}/wp-json/rootz/v1/search?q={{q}}",
        "getPage": f"{given.base_url}/wp-json/rootz/v1/page?path={{path}}",
    }
    assert "entrypoints" not in ask(ordinary(), PATH, given=replace(given, tools=())).body


def test_the_plugins_own_document_has_no_member_that_ours_lacks(shared: Path) -> None:
    """An agent written for the plugin finds its names, two levels deep."""
    theirs = json.loads((shared / "vectors/plugin/served/wk-ai.json").read_text("utf-8"))
    given = settings(
        identity={"mission": "m", "legal_name": "l", "founded": "1999", "headquarters": "h", "sector": ["s"]},
        contact={"email": "a@b.example", "operator": "o", "ai_email": "c@b.example", "privacy_email": "d@b.example"},
    )
    of = ordinary()
    of.entries_ = [*of.entries_, make_entry(5, "page", slug="terms-of-service", title="Terms")]
    ours = ask(of, PATH, given=given).body
    for member, value in theirs.items():
        if member in {"generated", "_signature"}:  # the seal adds these
            continue
        assert member in ours
        if isinstance(value, dict):
            assert value.keys() <= ours[member].keys()
    for tier, values in theirs["capabilities"].items():
        assert values.keys() <= ours["capabilities"][tier].keys()


@pytest.mark.parametrize("alias", ["/.well-known/ai.json", "/wp-json/rootz/v1/ai.json"])
def test_the_aliases_differ_in_their_resource_only(alias: str) -> None:
    """Same body at every address."""
    of = ordinary()
    document = ask(of, alias)
    assert (document.body, document.resource) == (ask(of, PATH).body, alias)


def test_pages_come_before_posts_and_stop_at_a_hundred() -> None:
    """`pagesUrl` leads to all of them; it is not there when nothing is left out."""
    many = site(*(make_entry(n) for n in range(1, 120)), make_entry(500, "page", slug="home"))
    body = ask(many, PATH).body
    assert (len(body["pages"]), body["pages"][0]["type"]) == (100, "page")
    assert body["pagesUrl"] == "/.well-known/ai/pages"
    assert "pagesUrl" not in ask(site(make_entry(1), make_entry(2, "page")), PATH).body


def test_pages_are_pages_and_posts_and_nothing_else() -> None:
    """Attachments and other types are behind `pagesUrl`."""
    of = site(make_entry(1, "attachment"), make_entry(2, "event"), make_entry(3), make_entry(4, "page"))
    body = ask(of, PATH).body
    assert [record["type"] for record in body["pages"]] == ["page", "post"]
    assert body["pagesUrl"] == "/.well-known/ai/pages"


def test_what_is_switched_off_is_not_available_and_names_no_address() -> None:
    """Nothing is advertised that answers 404."""
    given = settings(feed={"enabled": False}, knowledge={"enabled": False}, content={"enabled": False})
    capabilities = ask(ordinary(), PATH, given=given).body["capabilities"]
    assert [capabilities[tier] for tier in ("feed", "knowledge", "content")] == [{"available": False}] * 3


def test_content_names_its_segments_and_what_they_include() -> None:
    """Segments as addresses; a custom type is its own segment; a switched-off one is not there."""
    of = site(make_entry(1, "event"), facts={"types": ()})
    content = ask(of, PATH, given=settings(content={"media": False, "full_text": False})).body["capabilities"][
        "content"
    ]
    assert content["segments"] == [f"{PATH}/content/{name}" for name in ("pages", "posts", "event")]
    assert content["includes"] == {
        "pages": True,
        "posts": True,
        "customTypes": True,
        "media": False,
        "fullText": False,
    }


def test_the_publication_is_named_with_its_root() -> None:
    """Sequence, root, size and moment as they stand in the envelope."""
    of = ordinary()
    publication = ask(of, PATH).body["publication"]
    assert publication == {
        "sequence": 1,
        "root": "sha256:" + of.publication.root.hex(),
        "size": len(of.entries_),
        "publishedAt": "2026-03-04T20:21:47Z",
    }


def test_discovered_policies_are_named_in_short() -> None:
    """{url, type} each, and where the details are."""
    policies = ask(ordinary(), PATH).body["policies"]
    assert policies["privacy"] == {"url": "https://example.com/privacy-policy/", "type": "privacy"}
    assert policies["detailsUrl"] == "/.well-known/ai/policies"
    assert policies["contentLicense"]["type"] == "All Rights Reserved"


def test_an_empty_site_has_a_document_too() -> None:
    """No entries, no name: the domain speaks."""
    of = site(facts={"name": "", "tagline": ""})
    body = ask(of, PATH).body
    assert (body["pages"], body["coreConcepts"], body["organization"]["name"]) == ([], [], "example.com")
    assert "contact" not in body


def test_the_language_is_the_settings_or_the_sites() -> None:
    """BCP 47, left out when nobody says."""
    assert ask(ordinary(), PATH).body["language"] == "en"
    assert ask(ordinary(), PATH, given=settings(site={"language": "de-AT"})).body["language"] == "de-AT"
    assert "language" not in ask(site(facts={"language": ""}), PATH).body
    assert make_facts().language == "en"
