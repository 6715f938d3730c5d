"""HTML that WordPress rendered while its plugins left their shortcodes as text."""

import pytest

from rootzpub.wordpress.rendering import close_rendered


@pytest.mark.parametrize(
    ("html", "closed", "kinds"),
    [
        ("<p>[osm_map_v3 map_center=&#8221;51,9&#8243; key=”SECRET”] a</p>", "<p> a</p>", ["unknown-shortcode"]),
        (
            "<p>[acme_row][acme_cell width=&#8221;1/2&#8243;]SECRET[/acme_cell][/acme_row] a</p>",
            "<p> a</p>",
            ["unknown-shortcode"],
        ),
        ("[vc_row][vc_column width=&#8221;1/2&#8243;]<p>Words</p>[/vc_column][/vc_row]", "\n\n<p>Words</p>\n\n\n", []),
        ("<p>[members_only]</p><p>SECRET</p><p>[/members_only]a</p>", "<p>a</p>", ["restricted"]),
        ("<p>[dropcap]O[/dropcap]nce</p>", "<p>Once</p>", ["layout-shortcode"]),
        (
            "<p>[youtube=https://youtu.be/dQw4w9WgXcQ]</p>",
            '<p><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">https://www.youtube.com/watch?v=dQw4w9WgXcQ</a></p>',
            ["embed-as-link"],
        ),
        ("<p>[sic] list[i]</p><pre>[gmap key=1]</pre>", "<p>[sic] list[i]</p><pre>[gmap key=1]</pre>", []),
        ("<p></p>", "<p></p>", ["empty-entry"]),
    ],
)
def test_closed_as_stored_text_is(html: str, closed: str, kinds: list[str]) -> None:
    """The same rules; quotation marks are typographic already."""
    found = close_rendered(html)
    assert (found.html, [loss.kind for loss in found.losses]) == (closed, kinds)
    assert "SECRET" not in f"{found.losses}"


def test_marks() -> None:
    """What a look at the page has to tell."""
    assert close_rendered("[my_map]").marks == {"unknown-shortcode", "empty"}


def test_plain_html_is_the_same_object() -> None:
    """Nearly every body: nothing is copied or written anew."""
    html = "<p>Plain</p>"
    assert close_rendered(html).html is html
