"""Permalinks as WordPress builds them."""

from dataclasses import replace

import pytest

from rootzpub.wordpress.permalinks import Permalinks, PostLink, Route

HOME = "https://example.test"
POST = PostLink(
    id=12, type="post", slug="hello", date="2026-01-31 07:08:09", author_slug="ada", category_path="news/local"
)


@pytest.mark.parametrize(
    ("structure", "path"),
    [
        ("", "/?p=12"),
        ("/%year%/%monthnum%/%day%/%postname%/", "/2026/01/31/hello/"),
        ("/%year%/%monthnum%/%day%/%postname%", "/2026/01/31/hello"),
        ("/archives/%post_id%", "/archives/12"),
        ("/%postname%/", "/hello/"),
        ("/%category%/%postname%/", "/news/local/hello/"),
        ("/%author%/%postname%.html", "/ada/hello.html"),
        ("/blog/%hour%-%minute%-%second%/%pagename%/", "/blog/07-08-09/hello/"),
        ("/index.php/%year%/%postname%/", "/index.php/2026/hello/"),
        ("/%unknown%/%postname%/", "/%unknown%/hello/"),
    ],
)
def test_posts(structure: str, path: str) -> None:
    """Every structure tag; unknown tags stay as WordPress leaves them."""
    assert Permalinks(home=HOME, structure=structure).of(POST) == HOME + path


def test_slugs_stay_as_stored() -> None:
    """Percent-encoded slugs are neither decoded nor encoded again; the home's folder stands before."""
    links = Permalinks(home="https://example.test/blog", structure="/%postname%/")
    assert links.of(replace(POST, slug="%ce%b5%cf%80")) == "https://example.test/blog/%ce%b5%cf%80/"


def test_a_post_without_a_date() -> None:
    """WordPress fills in the zeros it has."""
    links = Permalinks(home=HOME, structure="/%year%/%postname%/")
    assert links.of(replace(POST, date="0000-00-00 00:00:00")) == f"{HOME}/0000/hello/"


PAGE = PostLink(id=7, type="page", slug="team", uri="about/team")


@pytest.mark.parametrize(
    ("structure", "front", "path"),
    [
        pytest.param("/%postname%/", 0, "/about/team/", id="hierarchical"),
        pytest.param("/%postname%", 0, "/about/team", id="no-slash"),
        pytest.param("/blog/%postname%/", 0, "/about/team/", id="without-front"),
        pytest.param("/index.php/%postname%/", 0, "/index.php/about/team/", id="index"),
        pytest.param("", 0, "/?page_id=7", id="plain"),
        pytest.param("/%postname%/", 7, "/", id="front-page"),
        pytest.param("", 7, "/", id="plain-front-page"),
    ],
)
def test_pages(structure: str, front: int, path: str) -> None:
    """Pages lie under their ancestors; the front page is home."""
    assert Permalinks(home=HOME, structure=structure, front_page_id=front).of(PAGE) == HOME + path


@pytest.mark.parametrize(
    ("structure", "slug", "parent", "path"),
    [
        pytest.param("/%postname%/", "lake", f"{HOME}/hello/", "/hello/lake/", id="attached"),
        pytest.param("/%postname%/", "lake", "", "/lake/", id="unattached"),
        pytest.param("/%postname%/", "2026", f"{HOME}/hello/", "/hello/attachment/2026/", id="number"),
        pytest.param("/%category%/%postname%/", "lake", f"{HOME}/a/hello/", "/a/hello/attachment/lake/", id="category"),
        pytest.param("/%postname%/", "lake", f"{HOME}/?event=x", "/?attachment_id=9", id="plain-parent"),
        pytest.param("", "lake", f"{HOME}/?p=1", "/?attachment_id=9", id="plain"),
    ],
)
def test_attachments(structure: str, slug: str, parent: str, path: str) -> None:
    """Attachments depend on their parent's address; names that could be something else get a word between."""
    links = Permalinks(home=HOME, structure=structure)
    assert links.of(PostLink(id=9, type="attachment", slug=slug, parent_link=parent)) == HOME + path


def test_attachments_of_the_front_page() -> None:
    """They depend on the page's own address, not on home."""
    links = Permalinks(home=HOME, structure="/%postname%/", front_page_id=7)
    assert links.page_ignoring_front(PAGE) == f"{HOME}/about/team/"


EVENT = PostLink(id=3, type="event", slug="fair", uri="2026/fair", term_paths={"place": "ch/bern"})


@pytest.mark.parametrize(
    ("structure", "route", "path"),
    [
        pytest.param("/%postname%/", Route(structure="events/%event%"), "/events/fair/", id="flat"),
        pytest.param(
            "/%postname%/", Route(structure="e/%event%", hierarchical=True), "/e/2026/fair/", id="hierarchical"
        ),
        pytest.param("/%postname%/", Route(structure="e/%place%/%event%"), "/e/ch/bern/fair/", id="taxonomy"),
        pytest.param("", Route(structure="events/%event%", query_var="event"), "/?event=fair", id="plain"),
        pytest.param("/%postname%/", Route(query_var="event"), "/?event=fair", id="no-rewrite"),
        pytest.param("/%postname%/", Route(), "/?post_type=event&p=3", id="no-query-var"),
    ],
)
def test_custom_types(structure: str, route: Route, path: str) -> None:
    """A custom type by its own rule, or its plain address."""
    assert Permalinks(home=HOME, structure=structure, types={"event": route}).of(EVENT) == HOME + path


@pytest.mark.parametrize(
    ("settings", "taxonomy", "path"),
    [
        pytest.param({"structure": "/%postname%/"}, "category", "/category/news/local/", id="category"),
        pytest.param({"structure": "/blog/%postname%/"}, "category", "/blog/category/news/local/", id="front"),
        pytest.param(
            {"structure": "/blog/%postname%/", "category_base": "/t"}, "category", "/t/news/local/", id="base"
        ),
        pytest.param({"structure": "/index.php/%postname%/"}, "post_tag", "/index.php/tag/local/", id="index-tag"),
        pytest.param({"structure": "/%postname%", "tag_base": "tags"}, "post_tag", "/tags/local", id="tag-base"),
        pytest.param({}, "category", "/?cat=4", id="plain-category"),
        pytest.param({}, "post_tag", "/?tag=local", id="plain-tag"),
        pytest.param({}, "place", "/?taxonomy=place&term=local", id="plain-custom"),
        pytest.param(
            {"structure": "/%postname%/", "taxonomies": {"place": Route(structure="at/%place%", query_var="place")}},
            "place",
            "/at/local/",
            id="custom",
        ),
        pytest.param({"taxonomies": {"place": Route(query_var="pl")}}, "place", "/?pl=local", id="custom-query-var"),
    ],
)
def test_terms(settings: dict[str, object], taxonomy: str, path: str) -> None:
    """Categories lie in each other, tags do not; bases stand before them."""
    links = Permalinks(home=HOME, **settings)  # type: ignore[arg-type]
    assert links.term(taxonomy, 4, "news/local") == HOME + path


def test_feed_and_archive() -> None:
    """The site's feed, and a type's archive where it has one."""
    links = Permalinks(home=HOME, structure="/%postname%/")
    assert (links.feed(), links.archive(Route(archive="events"))) == (f"{HOME}/feed/", f"{HOME}/events/")
    assert (Permalinks(home=HOME).feed(), links.archive(Route())) == (f"{HOME}/?feed=rss2", "")
    assert Permalinks(home=HOME, structure="/index.php/%postname%").feed() == f"{HOME}/index.php/feed"
