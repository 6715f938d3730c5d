"""Shortcodes of code: a block of code, byte for byte, and the words around it untouched."""

import pytest

from rootzpub.wordpress.rendering.code_shortcodes import code_shortcodes
from rootzpub.wordpress.rendering.page import Page
from tests.growth import assert_linear
from tests.wordpress.rendering.small_site import SITE, html, kinds


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ('[code language="php"]\n<?php echo "a" -- 1;\n[/code]', ' class="language-php">&lt;?php echo "a" -- 1;'),
        ('[sourcecode lang="html"]<div>hi</div>[/sourcecode]', ' class="language-html">&lt;div&gt;hi&lt;/div&gt;'),
        ("[php]$a = 'x'; // &lt;b&gt;[/php]", " class=\"language-php\">$a = 'x'; // &lt;b&gt;"),
        ("[js]a && b;\n\n\nc...[/js]", ' class="language-js">a && b;\n\n\nc...'),
        ("[code]<b>&nbsp;</b>[/code]", ">&lt;b&gt;&amp;nbsp;&lt;/b&gt;"),
        ('[code lang="no language at all"]x[/code]', ">x"),
        ("[code][members_only]x[/members_only] [gallery][/code]", ">[members_only]x[/members_only] [gallery]"),
    ],
)
def test_code_is_untouched(raw: str, code: str) -> None:
    """No quotation mark, no paragraph, no shortcode and no tag is made of it."""
    assert html(f"First.\n\n{raw}\n\nMiddle.") == (f"<p>First.</p>\n<pre><code{code}</code></pre>\n<p>Middle.</p>\n")


def test_words_between_two_pieces_of_code_stay() -> None:
    """An opening `<?php` swallows nothing."""
    raw = '[code language="php"]<?php echo 1;[/code]\n\nMiddle.\n\n[html]<div>hi</div>[/html]'
    assert "<p>Middle.</p>" in html(raw)
    assert kinds(raw) == {}


@pytest.mark.parametrize("raw", ["[[code]x[/code]]", "use [code] here", "[c] and [r]"])
def test_what_is_no_code(raw: str) -> None:
    """Escaped, or never closed."""
    assert "<pre" not in html(raw)


def test_code_inside_what_is_closed_is_closed() -> None:
    """Code runs first, and waits where it stood."""
    assert "SECRET" not in html("[members_only][code]SECRET[/code][/members_only]")


@pytest.mark.slow("more than a tenth of a second a case")
def test_time_grows_with_the_text() -> None:
    """However many pieces there are."""
    page = Page(SITE.entries[0], SITE, lambda _page, text: text)
    assert_linear(lambda text: code_shortcodes(text, page), lambda size: "[code]x[/code][php] " * size, 300)
