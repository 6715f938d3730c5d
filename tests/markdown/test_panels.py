"""Tabs and accordions: what a visitor opens by a click is carried, all other hidden text is not."""

import pytest

from rootzpub.markdown import convert
from rootzpub.markdown.panels import opened
from tests.growth import assert_linear

OPENED = {
    "tab panel": '<div role="tabpanel" hidden>Answer</div>',
    "button": (
        '<button aria-controls="p">Q</button>'
        '<div id="p" role="region" aria-hidden="true" style="display:none">Answer</div>'
    ),
    "button behind": '<div id="p" hidden>Answer</div><button aria-controls="p">Q</button>',
    "link": '<a href="#p">Q</a><div id="p" style="display:none">Answer</div>',
    "Bootstrap 4": '<h3 data-target="#p">Q</h3><div id="p" hidden>Answer</div>',
    "Bootstrap 5": '<button data-bs-target="#q, #p">Q</button><div id="p" hidden>Answer</div>',
    "tab named by the panel": '<h3 id="t" role="tab">Q</h3><div aria-labelledby="t" hidden>Answer</div>',
    "button named by the panel": '<button id="t">Q</button><div id="p" aria-labelledby="t" hidden>Answer</div>',
    "picture as control": '<a href="#p"><img src="/q.png" alt="Q"></a><div id="p" hidden>Answer</div>',
    "label as control": '<button aria-controls="p" aria-label="Q"></button><div id="p" hidden>Answer</div>',
    "popover": '<button commandfor="p">Q</button><dialog id="p">Answer</dialog>',
    "until found": '<div hidden="until-found">Answer</div>',
    "inline styles against gaps": (
        '<ul style="font-size:0"><li style="font-size:16px"><a href="#p">Q</a></ul><div id="p" hidden>Answer</div>'
    ),
    "a panel's own panel": (
        '<div id="b" hidden>Answer</div><div id="a" hidden>x<button aria-controls="b">2</button></div>'
        '<button aria-controls="a">1</button>'
    ),
}


@pytest.mark.parametrize("html", OPENED.values(), ids=OPENED)
def test_what_a_control_opens_is_carried(html):
    """Its words stand in the text, and none is called hidden."""
    article = convert(html)

    assert "Answer" in article.text
    assert "hidden-text" not in {loss.kind for loss in article.losses}


CLOSED = {
    "nobody names it": '<div id="p" hidden>Secret</div><a href="#q">Q</a>',
    "a hidden control": '<button aria-controls="p" hidden>Q</button><div id="p" hidden>Secret</div>',
    "a control in hidden text": '<div hidden><a href="#p">Q</a></div><div id="p" hidden>Secret</div>',
    "a control that shows nothing": '<a href="#p"></a><div id="p" hidden>Secret</div>',
    "a control with hidden words": '<a href="#p"><i hidden>Q</i></a><div id="p" hidden>Secret</div>'.replace(
        "<i", "<b"
    ).replace("/i", "/b"),
    "a control without size": '<a href="#p" style="font-size:0">Q</a><div id="p" hidden>Secret</div>',
    "an empty name": '<a href="#">Q</a><div id="" hidden>Secret</div><div hidden>Secret</div>',
    "hidden inside a panel": '<div role="tabpanel" hidden><p hidden>Secret</p></div>',
    "a panel inside hidden text": '<div hidden><div role="tabpanel">Secret</div></div>',
    "two that open each other": (
        '<div id="a" hidden>Secret <a href="#b">b</a></div><div id="b" hidden>Secret <a href="#a">a</a></div>'
    ),
    "an element that is no tab": '<p id="t">Q</p><div aria-labelledby="t" hidden>Secret</div>',
}


@pytest.mark.parametrize("html", CLOSED.values(), ids=CLOSED)
def test_what_nobody_opens_stays_out_and_is_said(html):
    """Controls count only where a visitor sees them."""
    article = convert(html)

    assert "Secret" not in article.markdown + article.text
    assert "hidden-text" in {loss.kind for loss in article.losses}


def test_titles_of_tabs_stand_once():
    """Elementor prints each tab's name twice, and `hidden` on its panels (`hidden="false"` is hidden in HTML too)."""
    html = """<div class="elementor-tabs"><div class="elementor-tabs-wrapper" role="tablist">
    <div class="elementor-tab-title elementor-tab-desktop-title" role="tab" aria-controls="c1">One</div>
    <div class="elementor-tab-title elementor-tab-desktop-title" role="tab" aria-controls="c2">Two</div></div>
    <div role="tablist"><div class="elementor-tab-title elementor-tab-mobile-title" role="tab">One</div>
    <div id="c1" class="elementor-tab-content" role="tabpanel" hidden="false"><p>First</p></div>
    <div class="elementor-tab-title elementor-tab-mobile-title" role="tab">Two</div>
    <div id="c2" class="elementor-tab-content" role="tabpanel" hidden="hidden"><p>Second</p></div></div></div>"""

    assert convert(html).markdown == "One\n\nTwo\n\nFirst\n\nSecond\n"


def test_a_title_for_small_screens_alone_stays():
    """It goes only if its words stand in the text already."""
    assert convert('<div class="elementor-tab-mobile-title">One</div>').markdown == "One\n"


def _chain(n):
    """Panels of which each opens the one before it."""
    return (
        "".join(f'<div id="p{at}" hidden>x<a href="#p{at - 1}">y</a></div>' for at in range(n))
        + f'<a href="#p{n - 1}">z</a>'
    )


def test_a_chain_is_followed_to_its_end():
    """However long."""
    assert convert(_chain(50)).text.count("x") == 50


@pytest.mark.slow("measures growth: two sizes of each page")
@pytest.mark.parametrize(
    "page",
    [_chain, lambda n: "<a href='#p'>" * n + "<div id=p hidden>x", lambda n: "<div id=p hidden>" * n + "<a href=#p>x"],
    ids=["chain", "controls in controls", "panels in panels"],
)
def test_panels_cost_what_the_page_is_long(page):
    """A chain is one pass, not one for each link."""
    assert_linear(convert, page, 2_000)
    assert_linear(lambda source: opened(source, ["*"]), lambda n: page(n).encode(), 2_000)
