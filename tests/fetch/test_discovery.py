"""From the address of a site to its discovery document."""

from collections.abc import Collection, Mapping

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.fetch import HTML, Response, discover


def answer(url: str, body: bytes = b"{}", status: int = 200, **headers: str) -> Response:
    """A response as fetch gives it."""
    return Response(url=url, status=status, headers=headers, body=body, content_type="application/json")


class Web:
    """A web of a few pages; it remembers what was asked."""

    def __init__(self, pages: Mapping[str, Response]) -> None:
        self.pages = pages
        self.asked: list[tuple[str, Collection[str]]] = []

    def get(self, url: str, accept: Collection[str]) -> Response:
        """The page, a 404, or an error for hosts that do not exist."""
        self.asked.append((url, accept))
        if url not in self.pages:
            return answer(url, status=404)
        return self.pages[url]


def test_the_well_known_place_comes_first() -> None:
    """Where /.well-known/ai answers, nothing else is asked."""
    web = Web(
        {"https://example.com/.well-known/ai": answer("https://example.com/.well-known/ai", b'{"specVersion":""}')}
    )
    found = discover("https://EXAMPLE.com/some/page", web.get)
    assert (found.how, found.response.body) == ("well-known", b'{"specVersion":""}')
    assert len(web.asked) == 1


def test_another_format_at_the_place_is_passed_over_where_the_home_page_names_ours() -> None:
    """The algorithm of the standard; where nothing else is named, that answer is judged, and named as what it is."""
    other = answer("https://example.com/.well-known/ai", b'{"actions":[]}')
    home = answer("https://example.com/", b'<link rel="ai-discovery" href="/ai.json">')
    ours = answer("https://example.com/ai.json", b'{"specVersion":""}')
    alone = Web({other.url: other, home.url: answer("https://example.com/", b"<p>")})
    assert discover("https://example.com/", alone.get).response is other
    beside = Web({page.url: page for page in (other, home, ours)})
    assert discover("https://example.com/", beside.get).response is ours


@pytest.mark.parametrize(
    "header",
    [
        '</ai.json>; rel="ai-discovery"',
        "</ai.json>;rel=ai-discovery",
        '<https://example.com/feed>; rel="alternate"; title="a, b; c", </ai.json>; type="x"; REL="other AI-Discovery"',
    ],
)
def test_the_link_header_of_the_home_page_comes_second(header: str) -> None:
    """Relation types are compared as words, whatever stands around them."""
    home = answer("https://example.com/", b"<html>", link=header)
    web = Web({"https://example.com/": home, "https://example.com/ai.json": answer("https://example.com/ai.json")})
    found = discover("https://example.com/", web.get)
    assert (found.how, found.response.url) == ("link-header", "https://example.com/ai.json")
    assert web.asked[1] == ("https://example.com/", HTML)


@pytest.mark.parametrize(
    "html",
    [
        b'<link rel="ai-discovery" href="ai.json">',
        b"<LINK href='/ai.json' REL='alternate AI-discovery'/>",
        b'<!-- <link rel="ai-discovery" href="/no"> --><link rel=ai-discovery href=/ai.json><link rel=ai-discovery>',
    ],
)
def test_the_link_element_comes_third(html: bytes) -> None:
    """Comments do not count; the first element does."""
    home = answer("https://example.com/", html)
    web = Web({"https://example.com/": home, "https://example.com/ai.json": answer("https://example.com/ai.json")})
    assert discover("https://example.com/", web.get).how == "link-element"


def test_a_site_without_any_says_what_was_tried() -> None:
    """The message names the place and what it answered."""
    web = Web({"https://example.com/": answer("https://example.com/", b"<p>hello", link='<x>; rel="me"')})
    with pytest.raises(FetchFailed, match=r"publishes no discovery document: /\.well-known/ai answers 404"):
        discover("https://example.com", web.get)


def test_an_error_at_the_well_known_place_does_not_end_the_search() -> None:
    """A site that redirects the place away may still name its document."""
    home = answer("https://example.com/", b'<link rel="ai-discovery" href="/ai.json">')
    web = Web({"https://example.com/": home, "https://example.com/ai.json": answer("https://example.com/ai.json")})

    def get(url: str, accept: Collection[str]) -> Response:
        if url.endswith("/.well-known/ai"):
            raise FetchFailed("redirects to another origin")
        return web.get(url, accept)

    assert discover("https://example.com", get).how == "link-element"


def test_a_link_element_without_href_names_nothing() -> None:
    """An empty reference is none."""
    web = Web({"https://example.com/": answer("https://example.com/", b"<link rel=ai-discovery><link href=/x>")})
    with pytest.raises(FetchFailed, match="names none"):
        discover("https://example.com", web.get)
