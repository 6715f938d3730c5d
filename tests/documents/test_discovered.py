"""Policy, about, product, contact and team pages are found, and nothing else is taken for one."""

import pytest

from rootzpub.documents.discovered import children, discover, page_records, topic_of
from tests.documents.making import page, site
from tests.site_making import make_entry, make_facts


@pytest.mark.parametrize(
    ("path", "title", "topic"),
    [
        pytest.param("/privacy-policy/", "Whatever", "privacy", id="slug-en"),
        pytest.param("/datenschutzerklaerung/", "Whatever", "privacy", id="slug-de-ae"),
        pytest.param("/datenschutzerklarung/", "Whatever", "privacy", id="slug-de-a"),
        pytest.param("/seite/", "Datenschutzerklärung", "privacy", id="title-de"),
        pytest.param("/politique-de-confidentialite/", "Whatever", "privacy", id="slug-fr"),
        pytest.param("/politica-de-privacidad/", "Whatever", "privacy", id="slug-es"),
        pytest.param("/legal/privacy/", "Whatever", "privacy", id="neutral-parent"),
        pytest.param("/de/rechtliches/agb/", "Whatever", "terms", id="language-parent"),
        pytest.param("/privacy-policy-2/", "Whatever", "privacy", id="numbered-slug"),
        pytest.param("/p/", "Privacy Policy – Example Ltd", "privacy", id="title-with-site-name"),
        pytest.param("/p/", "About Example Ltd", "about", id="about-the-site"),
        pytest.param("/p/", "Our Terms of Service", "terms", id="possessive"),
        pytest.param("/p/", "Terms of Service for customers", "terms", id="phrase-at-start"),
        pytest.param("/p/", "Qui sommes-nous ?", "about", id="about-fr"),
        pytest.param("/quienes-somos/", "Whatever", "about", id="about-es"),
        pytest.param("/ki-richtlinie/", "Whatever", "aiPolicy", id="ai-de"),
        pytest.param("/barrierefreiheit/", "Whatever", "accessibility", id="accessibility-de"),
        pytest.param("/cookie-richtlinie-eu/", "Whatever", "cookiePolicy", id="cookies-eu"),
        pytest.param("/dmca/", "Whatever", "dmca", id="dmca"),
        pytest.param("/gdpr/", "Whatever", "dataPolicy", id="data"),
        pytest.param("/nuestros-servicios/", "Whatever", "services", id="services-es"),
        pytest.param("/products/widget/about/", "The making of", "", id="slug-below-a-product"),
        pytest.param("/about-time/", "About time", "", id="about-time"),
        pytest.param("/p/", "About: time travel", "", id="about-with-colon"),
        pytest.param("/p/", "Data processing for hospitals", "", id="a-service"),
        pytest.param("/the-contact-lens/", "The contact lens", "", id="contact-lens"),
        pytest.param("/", "Home", "", id="front-page"),
    ],
)
def test_a_page_claims_a_topic_by_slug_or_title(path: str, title: str, topic: str) -> None:
    """Four languages, both spellings of umlauts, neutral folders; no false friends."""
    assert topic_of(title, path, make_facts()) == topic


@pytest.mark.parametrize("path", ["/blog/privacy/", "/blog/index.php/legal/privacy/"])
def test_a_site_in_a_folder_has_its_pages_below_it(path: str) -> None:
    """The home's own path says nothing about a page."""
    assert topic_of("Whatever", path, make_facts(url="https://example.com/blog")) == "privacy"
    assert topic_of("Whatever", path, make_facts()) == ""


def test_a_post_is_never_taken_for_a_page() -> None:
    """Only pages are looked at."""
    assert discover(site(make_entry(1, "post", slug="about", path="/about/", title="About us"))) == {}


def test_the_setting_of_wordpress_comes_first() -> None:
    """The privacy page of the settings wins over a page with the better slug, and says where it comes from."""
    found = discover(site(page(1, "privacy-policy", "Privacy"), page(2, "x", "X"), facts={"privacy_page_id": 2}))
    assert (found["privacy"].entry.id, found["privacy"].source) == (2, "wordpress-setting")


def test_a_setting_that_names_no_published_page_is_ignored() -> None:
    """A draft behind the setting: the discovered page is taken."""
    found = discover(site(page(1, "privacy-policy", "Privacy"), facts={"privacy_page_id": 99}))
    assert (found["privacy"].entry.id, found["privacy"].source) == (1, "auto-discovered")


def test_a_slug_is_stronger_than_a_title_and_short_paths_than_long_ones() -> None:
    """Slug, title, numbered slug, phrase; then depth, then path: always the same page."""
    entries = [
        page(1, "legal-stuff", "Privacy Policy"),
        page(2, "privacy", "Data", path="/legal/privacy/"),
        page(3, "privacy-policy-2", "Old"),
        page(4, "privacy", "Data", path="/privacy/"),
    ]
    assert discover(site(*entries))["privacy"].entry.id == 4
    assert discover(site(*reversed(entries[:3])))["privacy"].entry.id == 2
    assert discover(site(entries[0], entries[2]))["privacy"].entry.id == 1


def test_plain_permalinks_are_found_by_slug_too() -> None:
    """With `/?page_id=7` the slug is not in the path."""
    found = discover(site(page(7, "about", "Nine people", path="/?page_id=7")))
    assert found["about"].entry.id == 7


def test_children_are_the_pages_directly_below() -> None:
    """Neither the page itself, nor grandchildren, nor neighbours with the same beginning."""
    records = page_records(
        site(
            page(1, "team", "Team"),
            page(2, "ann", "Ann", path="/team/ann/"),
            page(3, "dog", "Dog", path="/team/ann/dog/"),
            page(4, "teamwork", "Teamwork"),
        )
    )
    assert [record.path for record in children(records, "/team/")] == ["/team/ann/"]
    assert children(records, "/") == []
    assert children(records, "/?page_id=1") == []


def test_a_site_without_pages_has_none() -> None:
    """No pages, no question to the site."""
    assert page_records(site(make_entry(1))) == []
