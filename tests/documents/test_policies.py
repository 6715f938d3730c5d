"""`/.well-known/ai/policies`."""

import pytest

from rootzpub.errors import BadParameter
from tests.documents.making import ask, ordinary, page, settings, site

PATH = "/.well-known/ai/policies"


def test_licence_terms_and_every_discovered_page_are_there() -> None:
    """The members of [wire §3] [wire §3c]; each page with url, title, type, summary and source."""
    topics = {
        "privacy": "privacy",
        "terms": "terms-of-service",
        "dataPolicy": "data-policy",
        "cookiePolicy": "cookie-policy",
        "aiPolicy": "ai-policy",
        "accessibility": "accessibility",
        "dmca": "dmca",
    }
    of = site(*(page(n, slug, slug.title(), text="Rules. More.") for n, slug in enumerate(topics.values(), start=1)))
    body = ask(of, PATH).body
    assert body["contentLicense"].keys() >= {"type", "permissions", "restrictions", "commercialUse"}
    assert body["termsOfService"].keys() == {"summary", "rateLimit"}
    types = {topic: body[topic]["type"] for topic in topics}
    assert types == {
        "privacy": "privacy",
        "terms": "terms",
        "dataPolicy": "data-protection",
        "cookiePolicy": "cookies",
        "aiPolicy": "ai-usage",
        "accessibility": "accessibility",
        "dmca": "copyright",
    }
    assert body["privacy"].keys() >= {"url", "title", "type", "summary", "source"}
    assert (body["privacy"]["summary"], body["privacy"]["source"]) == ("Rules. More.", "auto-discovered")


def test_the_licence_has_its_address() -> None:
    """Where it can be read."""
    body = ask(ordinary(), PATH, given=settings(policies={"license": "cc-by-4.0"})).body
    assert body["contentLicense"]["url"] == "https://creativecommons.org/licenses/by/4.0/"


def test_reserved_rights_point_to_the_terms() -> None:
    """The terms page, else this document."""
    with_terms = site(page(1, "terms", "Terms"))
    assert ask(with_terms, PATH).body["contentLicense"]["url"] == "https://example.com/terms/"
    assert ask(site(), PATH).body["contentLicense"]["url"] == f"https://example.com{PATH}"


def test_full_text_comes_on_request() -> None:
    """`full_text=1` adds the markdown and stands in the resource; without it there is none."""
    document = ask(ordinary(), PATH, ("full_text", "1"))
    assert document.body["privacy"]["fullText"] == "Text of entry 2.\n"
    assert document.resource == f"{PATH}?full_text=1"
    assert "fullText" not in ask(ordinary(), PATH).body["privacy"]


def test_the_parameter_is_strict() -> None:
    """Anything but 1 and 0 is refused by name."""
    with pytest.raises(BadParameter, match="full_text must be 1 or 0"):
        ask(ordinary(), PATH, ("full_text", "yes"))


def test_a_site_without_policy_pages_has_none() -> None:
    """Nothing is invented."""
    assert "privacy" not in ask(site(), PATH).body
