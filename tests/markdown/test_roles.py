"""A class says what an element is only where that element can be it; whatever a role takes away is said."""

import pytest

from rootzpub.markdown import convert
from rootzpub.markdown.elements import MODES
from rootzpub.markdown.roles import GENERIC, ROLES, TAGS
from rootzpub.markdown.tags import MEDIA

NAMES = sorted({**ROLES, **GENERIC})
VOID = {"img", "br", "hr", "input", "embed", "source", "track", "link", "meta", "base", "frame", "amp-img", "amp-video"}
PLAYERS = {"iframe", "video", "audio", "object", "amp-iframe"}
NEVER_SHOWN = {"rp", "title", "source"}
"""Elements that browsers show nothing of, whatever their class."""
ELEMENTS = sorted(
    ({name for mode in MODES.values() for name in mode.elements if not name.startswith("rz-")} | {"span", "custom-one"})
    - NEVER_SHOWN
)


def _page(tag, name):
    """(HTML, what must be in the markdown unless a loss says that it is gone)."""
    if tag in VOID:
        return f'<{tag} class="{name}" src="/own.png" alt="own">', ["/own.png"] if tag in MEDIA else []
    if tag in PLAYERS:
        return f'<{tag} class="{name}" src="/own.mp4" data="/own.mp4"></{tag}>', ["/own.mp4"]
    if tag == "a":
        return f'<a class="{name}" href="/own">seen words</a>', ["/own", "seen words"]
    inside = 'seen words <a href="/addr">link</a> <img src="/pic.png" alt="pic">'
    return f'<{tag} class="{name}">{inside}</{tag}>', ["seen words", "/addr", "/pic.png"]


@pytest.mark.parametrize("tag", ELEMENTS)
def test_words_and_addresses_stay_or_are_said(tag):
    """For every class of the table on this element."""
    lost = []
    for name in NAMES:
        if name == "latex" and tag in MEDIA:  # its alternative text is the formula, which the picture only draws
            continue
        html, wanted = _page(tag, name)
        article = convert(f"<p>before</p>{html}<p>after</p>")
        if not article.losses and any(word not in article.markdown for word in wanted):
            lost.append(name)

    assert lost == []


@pytest.mark.parametrize("tag", sorted((MEDIA | {"br", "input"}) & set(ELEMENTS)))
def test_void_and_media_elements_keep_their_own_rule(tag):
    """Whatever class they have, the same as without."""
    for name in NAMES:
        if name == "latex":
            continue
        html, _ = _page(tag, name)
        bare, _ = _page(tag, "")
        assert convert(html) == convert(bare), name


def test_every_role_has_its_elements():
    """None is forgotten in the table."""
    assert set(TAGS) == {*ROLES.values(), *GENERIC.values(), "gallery", "code-wrapper", "hidden"}


CASES = {
    "YouTube's frame": (
        '<iframe class="youtube-player" src="https://www.youtube.com/embed/abc"></iframe>',
        "[YouTube](https://www.youtube.com/watch?v=abc) ([embed](https://www.youtube.com/embed/abc))",
    ),
    "picture in a gallery's class": ('<img class="gallery-item" src="/t.jpg" alt="A cat">', "![A cat](/t.jpg)"),
    "picture in a caption's class": ('<img class="wp-caption-text" src="/t.jpg" alt="A">', "![A](/t.jpg)"),
    "picture in a share bar's class": ('<img class="share-buttons" src="/t.jpg" alt="A">', "![A](/t.jpg)"),
    "link as gallery item": ('<a class="gallery-item" href="/p/">Read the story</a>', "[Read the story](/p/)"),
    "link as caption": ('<a class="wp-caption-text" href="/d.pdf">Doc</a>', "[Doc](/d.pdf)"),
    "video": ('<video class="gallery-item" src="/a.mp4"></video>', "[Video: a.mp4](/a.mp4)"),
    "heading that is its own link": (
        '<h2 id="t"><a class="header-anchor" href="#t">Title words</a></h2>',
        "## Title words",
    ),
    "link around a heading": (
        '<a class="heading-link" href="/about/"><h2>About our work</h2></a>',
        "## [About our work](/about/)",
    ),
    "paragraph of that class": ('<p class="heading-link">Hello</p>', "Hello"),
    "mark behind the title": ('<h2 id="t">T <a class="anchor-link" href="#t">#</a></h2>', "## T"),
    "words behind the title": ('<h2 id="t">T <a class="anchor-link" href="#t">Link</a></h2>', "## T"),
    "words before the title": ('<h2 id="t"><a class="anchor-link" href="#t">Link</a> T</h2>', "## T"),
    "label before the title": (
        '<h2 id="x"><a href="#x" aria-label="how deep permalink"></a>How deep</h2>',
        "## How deep",
    ),
    "label and drawing": (
        '<h2 id="x">How deep <a href="#x" aria-label="Permalink to How deep"><svg/></a></h2>',
        "## How deep",
    ),
    "label on an id of its own": (
        '<h2 id="x">Deep<a id="l" href="#x" aria-label="Permalink"></a></h2>',
        "## Deep",
    ),
    "label beside the heading": (
        '<div><h2 id="x">Deep</h2><a class="anchor" href="#x" aria-label="Permalink: Deep"><svg/></a></div>',
        "## Deep",
    ),
    "a real link in a heading": ('<h2 id="x">Deep <a href="/y">y</a></h2>', "## Deep [y](/y)"),
    "progress": (
        '<span class="elementor-progress-text">skill</span><span class="elementor-progress-percentage">85%</span>',
        "skill 85%",
    ),
    "animated headline": (
        (
            '<h3><span class="elementor-headline-plain-text">We</span><span class="elementor-headline-dynamic-wrapper">'
            '<span class="elementor-headline-dynamic-text">mend</span>'
            '<span class="elementor-headline-dynamic-text">build</span></span></h3>'
        ),
        "### We mend build",
    ),
    "buttons": ("<button>One</button><button>Two</button>", "One Two"),
    "prices": (
        (
            '<p><del><span class="woocommerce-Price-amount">€59.90</span></del>'
            '<span class="screen-reader-text">Original price was: €59.90.</span>'
            '<ins><span class="woocommerce-Price-amount">€49.90</span></ins>'
            '<span class="screen-reader-text">Current price is: €49.90.</span></p>'
        ),
        "~~€59.90~~ Original price was: €59.90. €49.90 Current price is: €49.90.",
    ),
    "no blank into a word": ('<p>(<span class="screen-reader-text">opens a tab</span>)</p>', "(opens a tab)"),
    "Divi's counter": (
        (
            '<div class="et_pb_number_counter" data-number-value="420"><div class="percent"><p>'
            '<span class="percent-value"></span><span class="percent-sign">%</span></p></div><h3>Done</h3></div>'
        ),
        "420 %\n\n### Done",
    ),
    "Divi's counter without a place": ('<div class="et_pb_number_counter" data-number-value="42"><h3>Done</h3></div>',
                                       "### Done\n\n42"),
    "Divi's icon": ('<p><span class="et_pb_icon">=</span>Fast</p>', "Fast"),
    "gist": (
        '<script src="https://gist.github.com/u/abc.js"></script><noscript><a href="https://gist.github.com/u/abc">View</a></noscript>',
        "[Gist](https://gist.github.com/u/abc)",
    ),
    "asciinema": ('<script src="https://asciinema.org/a/14.js" async></script>', "[asciinema](https://asciinema.org/a/14)"),
    "form of a script": (
        (
            '<script src="https://forms.example/e.js"></script>\n'
            '<noscript><a href="https://forms.example/e">Fill it out</a></noscript>'
        ),
        "[Fill it out](https://forms.example/e)",
    ),
    "code with breaks": ("<p><code><br>First<br>Second<br></code></p>", "`First`\\\n`Second`"),
    "code with breaks and line feeds": (
        "<p><code><br />\nFirst<br />\nSecond<br />\n</code></p>",
        "`First`\\\n`Second`",
    ),
    "base": ('<base href="https://b.example/x/"><p><a href="y">w</a> <img src="z.png"></p>',
             "[w](https://b.example/x/y) ![](https://b.example/x/z.png)"),
    "formula in a line": ("<p>So \\(a_1*b_1\\) holds</p>", "So $a_1*b_1$ holds"),
    "formula of its own": ("<p>$$\\int_0^1 2\\,x*x_1$$</p>", "$$\\int_0^1 2\\,x*x_1$$"),
    "formula in brackets": ("<p>\\[a_1 &lt;b\\]</p>", "$$a_1 < b$$"),
    "no formula": ("<p>the \\( and the \\) sign, 5$$ and *$$</p>", "the \\\\( and the \\\\) sign, 5$$ and \\*$$"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "markdown"), CASES.values(), ids=CASES)
def test_role(html, markdown):
    """Each as a visitor reads it."""
    assert convert(html).markdown == markdown + "\n"


def test_only_the_first_base_counts():
    """As in HTML; and it is itself relative to the page."""
    html = '<base href="/x/"><base href="/y/"><a href="z">w</a>'

    assert convert(html, base_url="https://e.example/p/").markdown == "[w](https://e.example/x/z)\n"


def test_literal_notes_are_text():
    """What only looks like one of our footnotes is escaped, so that both keep their words."""
    html = """<p>[^1]: Not a note.</p><p>Typed [^1]. Real<sup><a href="#fn1">1</a></sup></p>
    <ol><li id="fn1">The note.</li></ol>"""

    assert convert(html).markdown == "\\[^1\\]: Not a note.\n\nTyped \\[^1]. Real[^1]\n\n[^1]: The note.\n"


def test_titles_of_headings_turn_nothing_around():
    """No bidirectional control and no character without width is in a heading or in the outline."""
    article = convert("<h2>a\u202eb\u200bc</h2><p>d</p>")

    assert article.markdown == "## abc\n\nd\n"
    assert [section.title for section in article.sections] == ["abc"]
