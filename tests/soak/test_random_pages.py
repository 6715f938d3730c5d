"""The properties of `tests/markdown/test_properties.py`, a hundred thousand times."""

import itertools
from collections.abc import Callable, Iterator

from rootzpub.markdown import convert
from tests.markdown.rendering import raw_html, render
from tests.markdown.test_properties import NEVER, letters
from tests.soak.random_pages import RandomPage

PAGES = 100_000
MOST = 5
"""Examples that a failure shows."""


def _first(wrong: Callable[[RandomPage], str]) -> list[tuple[int, str]]:
    """Number and HTML of the first pages that are wrong."""

    def found() -> Iterator[tuple[int, str]]:
        for number in range(PAGES):
            html = wrong(RandomPage(number))
            if html:
                yield number, html

    return list(itertools.islice(found(), MOST))


def test_converted_rendered_converted_is_converted() -> None:
    """Markdown is a fixed point, whatever the page."""

    def wrong(page: RandomPage) -> str:
        html = page.page()
        markdown = convert(html).markdown
        return "" if convert(render(markdown)).markdown == markdown else html

    assert _first(wrong) == []


def test_emphasis_that_touches_comes_back_as_it_went_out() -> None:
    """The same markdown again and the same letters, without raw HTML or control characters."""

    def wrong(page: RandomPage) -> str:
        html = page.touching()
        markdown = convert(html).markdown
        rendered = render(markdown)
        same = convert(rendered).markdown == markdown and letters(rendered) == letters(html)
        return "" if same and not raw_html(markdown) and not NEVER.search(markdown) else html

    assert _first(wrong) == []
