"""What kind of statement an entry is."""

import pytest

from rootzpub.documents.assertions import assertion_type
from rootzpub.site import PublishedEntry
from tests.documents.making import page, settings
from tests.site_making import make_entry, make_facts

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
