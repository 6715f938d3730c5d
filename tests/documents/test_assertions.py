"""What kind of statement an entry is."""

import pytest

from rootzpub.documents.assertions import assertion_type
from rootzpub.site import Loss, PublishedEntry
from tests.documents.making import page, settings
from tests.site_making import make_entry, make_facts

FORM = Loss(kind="form", count=1, example="Send")
RULES = {
    "/docs/": "technical-documentation",
    "/docs/legal": "legal",
    "event": "event",
    "page": "marketing",
    "/": "community",
}


@pytest.mark.parametrize(
    ("entry", "plain", "ruled"),
    [
        pytest.param(page(1, "team", "Team"), "factual", "marketing", id="page"),
        pytest.param(make_entry(2), "editorial", "editorial", id="post"),
        pytest.param(make_entry(3, "event"), "creative-work", "event", id="custom-type"),
        pytest.param(make_entry(12, "product"), "product", "product", id="product"),
        pytest.param(make_entry(13, "tribe_events"), "event", "event", id="event"),
        pytest.param(make_entry(4, "attachment"), "creative-work", "creative-work", id="media"),
        pytest.param(page(5, "privacy-policy", "Privacy"), "official-policy", "official-policy", id="policy-by-slug"),
        pytest.param(page(9, "x", "X"), "official-policy", "official-policy", id="policy-by-setting"),
        pytest.param(page(6, "a", "A", path="/docs/a/"), "factual", "technical-documentation", id="below-a-path"),
        pytest.param(page(7, "b", "B", path="/docs/legal/b/"), "factual", "legal", id="longest-path"),
        pytest.param(page(8, "docs-old", "D", path="/docs-old/"), "factual", "marketing", id="same-beginning"),
        pytest.param(page(10, "home", "H", path="/"), "factual", "community", id="root-is-itself-only"),
        pytest.param(make_entry(11, slug="privacy-policy"), "editorial", "editorial", id="post-is-no-policy"),
    ],
)
def test_the_owner_comes_first_then_what_it_is(entry: PublishedEntry, plain: str, ruled: str) -> None:
    """Path or longest folder, policy page, type, default [wire §8.assertions]."""
    facts = make_facts(privacy_page_id=9)
    assert assertion_type(entry, settings(), facts) == plain
    assert assertion_type(entry, settings(content={"assertions": RULES}), facts) == ruled


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        pytest.param(page(7, "x", "X"), "marketing", id="front-page"),
        pytest.param(page(1, "faq", "Ask us"), "technical-documentation", id="slug"),
        pytest.param(page(1, "x", "Häufige Fragen"), "technical-documentation", id="title"),
        pytest.param(page(1, "kundenstimmen", "K"), "testimonial", id="testimonials"),
        pytest.param(page(1, "termine", "T"), "event", id="calendar"),
        pytest.param(page(1, "impressum", "Impressum"), "legal", id="imprint"),
        pytest.param(page(1, "products", "Products"), "product", id="products"),
        pytest.param(page(1, "contact", "Contact", losses=(FORM,)), "community", id="contact-form"),
        pytest.param(page(1, "contact", "Contact"), "factual", id="contact-without-form"),
        pytest.param(page(1, "order", "Order", losses=(FORM,)), "factual", id="another-form"),
        pytest.param(page(1, "saw", "Saw", facts={"products": [{"name": "Saw"}]}), "product", id="states-a-product"),
        pytest.param(make_entry(1, facts={"events": [{"name": "Ball"}]}), "event", id="states-an-event"),
        pytest.param(make_entry(1, facts={"organization": {"name": "A"}}), "editorial", id="states-its-publisher"),
        pytest.param(make_entry(1, slug="faq", title="FAQ"), "editorial", id="post-is-no-faq"),
        pytest.param(page(1, "faq-of-the-year", "A"), "factual", id="only-whole-names"),
    ],
)
def test_defaults_follow_what_a_page_is(entry: PublishedEntry, kind: str) -> None:
    """Front page, form, name, facts [wire §8.assertions]; the owner's word goes before all of them."""
    facts = make_facts(front_page_id=7)
    assert assertion_type(entry, settings(), facts) == kind
    declared = settings(content={"assertions": {entry.type: "legal"}})
    assert assertion_type(entry, declared, facts) == "legal"
