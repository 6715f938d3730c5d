"""The calendar block."""

from dataclasses import replace

import pytest

from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import HOME, SITE, html, kinds


def test_the_month_of_the_newest_post() -> None:
    """Days with posts are links, weeks begin on Monday."""
    site = replace(SITE, hidden_ids=frozenset())
    found = html("<!-- wp:calendar /-->", site=site)
    assert "<caption>October 2026</caption>" in found
    assert f'<td><a href="{HOME}/daily/2026-10-08/">8</a></td>' in found
    assert found.index('title="Monday"') < found.index('title="Sunday"')


def test_other_months_are_linked() -> None:
    """The nearest months with posts stand before and after, and weeks may begin on Sunday."""
    site = replace(SITE, settings=replace(SITE.settings, start_of_week=0))
    found = html('<!-- wp:calendar {"year":2026,"month":9} /-->', site=site)
    assert "<caption>September 2026</caption>" in found
    assert "&laquo; Aug</a>" in found
    assert "Oct &raquo;</a>" in found
    assert found.index('title="Sunday"') < found.index('title="Monday"')
    assert '<td colspan="2" class="pad">&nbsp;</td><td>1</td>' in found


@pytest.mark.parametrize(
    ("options", "wanted"), [('{"year":2020,"month":2}', "February 2020"), ('{"year":2020,"month":13}', "October 2026")]
)
def test_the_month_asked_for(options: str, wanted: str) -> None:
    """A block may name its month."""
    assert wanted in html(f"<!-- wp:calendar {options} /-->", site=replace(SITE, hidden_ids=frozenset()))


def test_no_posts_no_calendar() -> None:
    """An empty site has no month to show."""
    assert kinds("<!-- wp:calendar /-->", site=MemoryRenderSite()) == {"empty-list": 1}
