"""Who publishes: settings over the site's own facts, and nothing made up."""

import pytest

from rootzpub.documents.discovered import discover
from rootzpub.documents.identity import (
    ai_summary,
    concept_terms,
    contact,
    core_concepts,
    name,
    organization,
    public_text,
    summary_of,
    tagline,
)
from rootzpub.site import Section
from tests.documents.making import NEWS, WIDGETS, ordinary, page, settings, site
from tests.site_making import make_entry

EVERYTHING = {
    "name": "Example Holding",
    "mission": "Measure",
    "tagline": "Measured",
    "legal_name": "Example Holding Ltd",
    "founded": "1999",
    "headquarters": "Lisbon",
    "sector": ["Widgets", "Testing"],
    "digital_name": "example.dn",
    "canonical_org": "https://holding.example",
    "relationship": "subsidiary",
    "logo": "https://example.com/logo.png",
    "partners": ["Acme: https://acme.example", "Beta: makes boxes", "https://c.example"],
}


def test_every_setting_stands_in_the_organization() -> None:
    """All members of [wire §3.organization] under their names."""
    assert organization(ordinary(), settings(identity=EVERYTHING)) == {
        "name": "Example Holding",
        "domain": "example.com",
        "url": "https://example.com",
        "mission": "Measure",
        "tagline": "Measured",
        "legalName": "Example Holding Ltd",
        "founded": "1999",
        "headquarters": "Lisbon",
        "sector": ["Widgets", "Testing"],
        "digitalName": "example.dn",
        "canonicalOrg": "https://holding.example",
        "relationship": "subsidiary",
        "logo": "https://example.com/logo.png",
        "partners": [
            {"name": "Acme", "url": "https://acme.example"},
            {"name": "Beta", "description": "makes boxes"},
            {"name": "https://c.example"},
        ],
    }


def test_what_nobody_said_is_left_out() -> None:
    """Only the facts of the site remain."""
    assert organization(site(facts={"icon_url": "https://example.com/i.png"}), settings()) == {
        "name": "Example Ltd",
        "domain": "example.com",
        "url": "https://example.com",
        "tagline": "Widgets, measured",
        "logo": "https://example.com/i.png",
    }


def test_a_site_without_a_name_is_called_by_its_domain() -> None:
    """Something must stand there."""
    assert name(site(facts={"name": " "}), settings()) == "example.com"


@pytest.mark.parametrize("theirs", ["Just another WordPress site", "Eine weitere WordPress-Website"])
def test_the_tagline_of_wordpress_itself_says_nothing(theirs: str) -> None:
    """It is not the owner's word."""
    assert tagline(site(facts={"tagline": theirs}), settings()) == ""


def test_contact_holds_only_what_the_owner_gave_and_the_contact_page() -> None:
    """Mail addresses come from settings alone; the page is discovered unless set."""
    of = ordinary()
    assert contact(of, settings(), discover(of)) == {"url": "https://example.com/contact/"}
    given = {
        "email": "a@example.com",
        "url": "https://example.com/hello",
        "operator": "Ann",
        "ai_email": "ai@example.com",
        "privacy_email": "p@example.com",
    }
    assert contact(of, settings(contact=given), discover(of)) == {
        "email": "a@example.com",
        "url": "https://example.com/hello",
        "operator": "Ann",
        "aiSupport": "ai@example.com",
        "privacy": "p@example.com",
    }


def test_the_summary_is_the_owners_or_composed_of_what_the_site_says() -> None:
    """Setting; else name, tagline and the start of the about page; else the name alone."""
    of = ordinary()
    assert ai_summary(of, settings(identity={"summary": "We are."}), discover(of)) == "We are."
    composed = ai_summary(of, settings(), discover(of))
    assert composed == "Example Ltd: Widgets, measured. We measure widgets since 1999. Nine people work here."
    bare = site(facts={"tagline": ""})
    assert ai_summary(bare, settings(), discover(bare)) == "Example Ltd."


def test_concepts_by_setting() -> None:
    """`Term: definition` lines; a definition may hold colons; a term may stand alone."""
    given = settings(identity={"concepts": "Widget: a thing: small\nNote"})
    assert core_concepts(ordinary(), given, {}) == [
        {"term": "Widget", "definition": "a thing: small"},
        {"term": "Note"},
    ]
    assert concept_terms(ordinary(), given) == ["Widget", "Note"]


def test_concepts_by_described_categories() -> None:
    """Categories without a description say nothing."""
    of = ordinary()
    assert core_concepts(of, settings(), discover(of)) == [{"term": "Widgets", "definition": "Small things we measure"}]
    assert concept_terms(of, settings()) == ["Widgets"]


def test_concepts_by_tagline_and_about_page() -> None:
    """What is left when nothing is defined or described; nothing at all stays nothing."""
    of = site(page(1, "about", "About", text="Nine people."), make_entry(2, terms=(NEWS,)))
    assert core_concepts(of, settings(), discover(of)) == [
        {"term": "Example Ltd", "definition": "Widgets, measured. Nine people.", "url": "https://example.com/about/"}
    ]
    assert core_concepts(site(facts={"tagline": ""}), settings(), {}) == []


def test_short_texts_hold_no_mail_address_that_the_owner_did_not_give() -> None:
    """[wire §7.2]; the owner's own addresses stay."""
    given = settings(contact={"email": "info@example.com"})
    assert public_text("ann@example.com, info@example.com", given) == "[mail address], info@example.com"
    assert summary_of(make_entry(1, text="Write to ann@example.com."), given, 60) == "Write to [mail address]."


def test_a_summary_is_longer_than_the_excerpt_where_there_is_room() -> None:
    """A short excerpt gives way to the text when more characters are wanted; an entry without text keeps it."""
    entry = make_entry(1, text="First sentence. " * 30, excerpt="First sentence.")
    assert len(summary_of(entry, settings(), 200)) > 100
    assert summary_of(make_entry(2, markdown="", text="", excerpt="Caption"), settings(), 200) == "Caption"


def test_a_summary_leaves_headings_out_and_keeps_the_owners_words() -> None:
    """Headings are no sentences; an excerpt that the owner wrote stands for the text."""
    who = Section(level=2, title="Who we are", anchor="", start=0, end=9)
    told = "Who we are\nWe make widgets."
    for excerpt in ("Who we are We make widgets.", "We make widgets."):
        assert (
            summary_of(make_entry(1, text=told, excerpt=excerpt, sections=(who,)), settings(), 200)
            == "We make widgets."
        )
    assert (
        summary_of(make_entry(1, text=told, excerpt="Our own words.", sections=(who,)), settings(), 200)
        == "Our own words."
    )


def test_described_categories_are_concepts_with_their_address() -> None:
    """Term, definition on one line, url."""
    from dataclasses import replace

    of = site(make_entry(1, terms=(replace(WIDGETS, description="a\nb", url="https://example.com/c/"),)))
    assert core_concepts(of, settings(), {}) == [
        {"term": "Widgets", "definition": "a b", "url": "https://example.com/c/"}
    ]
