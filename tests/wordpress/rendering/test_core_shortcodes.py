"""The shortcodes WordPress brings."""

from dataclasses import replace

import pytest

from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import HOME, SITE, html, kinds, post

PLAIN = replace(SITE.settings, html5_markup=False)
OLD_THEME = MemoryRenderSite(settings=PLAIN, attachments=SITE.attachments)


def test_caption_takes_the_text_behind_the_picture() -> None:
    """The picture with its link stays in the figure, the rest is the caption."""
    shown = html(
        '[caption id="attachment_5" align="alignright" width="300"]<a href="x"><img src="a"></a> It\'s[/caption]'
    )
    assert shown.strip() == (
        '<figure id="attachment_5" style="width: 300px" class="wp-caption alignright"><a href="x"><img src="a"></a>'
        '<figcaption id="caption-attachment-5" class="wp-caption-text">It&#8217;s</figcaption></figure>'
    )


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        pytest.param('[caption width="9" caption="old"]<img src="a">[/caption]', ">old</figcaption>", id="attribute"),
        pytest.param(
            '[caption width="9" caption="<b>old</b>"]<img src="a">[/caption]', "<b>old</b>", id="html-attribute"
        ),
        pytest.param('[caption width="0"]<img src="a"> text[/caption]', '<img src="a">', id="no-width"),
        pytest.param('[caption width="9"]<img src="a">[/caption]', '<img src="a">', id="no-text"),
        pytest.param('[wp_caption width="9"]<img src="a"> x[/wp_caption]', "wp-caption", id="old-name"),
        pytest.param('[caption width="9"]no picture[/caption]', "no picture", id="no-picture"),
    ],
)
def test_captions(raw: str, wanted: str) -> None:
    """Every form of caption shows its picture and its words."""
    assert wanted in html(raw)


def test_caption_without_words_is_the_picture_alone() -> None:
    """No figure without a caption."""
    assert "figure" not in html('[caption width="9"]<img src="a">[/caption]')


def test_themes_without_html5_get_divs() -> None:
    """The markup follows the theme's support."""
    assert '<div style="width: 19px"' in html('[caption width="9"]<img src="a"> x[/caption]', site=OLD_THEME)


@pytest.mark.parametrize(
    ("raw", "order"),
    [
        pytest.param("[gallery]", ["p8", "p7"], id="attached-by-menu-order"),
        pytest.param('[gallery ids="7,8"]', ["p7", "p8"], id="named"),
        pytest.param('[gallery include="7,8"]', ["p8", "p7"], id="included-by-menu-order"),
        pytest.param('[gallery exclude="8"]', ["p7"], id="excluded"),
        pytest.param('[gallery order="DESC"]', ["p7", "p8"], id="descending"),
        pytest.param('[gallery orderby="title"]', ["p7", "p8"], id="by-title"),
        pytest.param('[gallery orderby="ID" order="DESC"]', ["p8", "p7"], id="by-id"),
        pytest.param('[gallery id="2"]', [], id="another-post"),
    ],
)
def test_galleries_show_their_pictures_in_order(raw: str, order: list[str]) -> None:
    """Which pictures, and in what order."""
    shown = html(raw)
    found = sorted((shown.index(f"{name}-150x150"), name) for name in ("p7", "p8") if f"{name}-150x150" in shown)
    assert [name for _, name in found] == order


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("[gallery ids=7]", f"<a href='{HOME}/p7/'>"),
        ('[gallery ids=7 link="file"]', f"<a href='{HOME}/p7.jpg'>"),
        ('[gallery ids=7 link="none" size="full"]', f'src="{HOME}/p7.jpg"'),
        ('[gallery ids=7 itemtag="dl" icontag="dt" captiontag="dd"]', "<dd class='wp-caption-text"),
        ('[gallery ids=7 itemtag="<b>"]', "<figure class='gallery-item'>"),
    ],
)
def test_gallery_options(raw: str, wanted: str) -> None:
    """Links, sizes and tags as asked for."""
    assert wanted in html(raw)


def test_missing_and_random_pictures_are_told() -> None:
    """A picture that is not public and an order by chance are losses."""
    assert kinds('[gallery ids="7,99" orderby="rand"]') == {"missing-reference": 1, "random-order": 1}


def test_playlist_is_the_list_of_its_tracks() -> None:
    """What the player shows once it has started."""
    assert f'<ol><li><a href="{HOME}/a.mp3">Song &quot;one&quot;</a></li></ol>' in html('[playlist ids="10,7"]')


@pytest.mark.parametrize("raw", ["[playlist]", '[playlist type="video" ids="10"]', '[playlist type="other" ids="11"]'])
def test_empty_playlists(raw: str) -> None:
    """Nothing to play, nothing shown."""
    assert html(raw).strip() == ""


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ('[audio src="https://a/b.mp3" loop="on" autoplay="1"]', 'loop="1" autoplay="1" preload="none"'),
        ("[audio https://a/b.mp3]", '<source type="audio/mpeg" src="https://a/b.mp3?_=1" />'),
        ('[audio mp3="https://a/b.mp3" ogg="https://a/b.ogg"]', '<source type="audio/ogg"'),
        ('[audio src="https://a/b.xyz"]', '<a class="wp-embedded-audio" href="https://a/b.xyz">'),
        ('[audio src="https://a/b.mp3" loop="false"]', 'id="audio-1-1" preload'),
        ('[video src="https://a/b.mp4" width="400" poster="/p.jpg"]', 'width="400" height="360" poster="/p.jpg"'),
        ('[video src="https://youtu.be/x"]', 'type="video/youtube"'),
        ('[video src="https://vimeo.com/1"]', 'type="video/vimeo"'),
        ('[video src="https://a/b.mp4"]<track src="c">[/video]', '<track src="c"><a href='),
    ],
)
def test_players(raw: str, wanted: str) -> None:
    """Files are played, other addresses are links."""
    assert wanted in html(raw)


@pytest.mark.parametrize(("number", "raw", "wanted"), [(2, "[audio]", "/a.mp3?_=1"), (3, "[video]", "/v.mp4?_=1")])
def test_players_of_what_is_attached(number: int, raw: str, wanted: str) -> None:
    """Without an address the first file attached to the entry is played."""
    assert wanted in html(raw, entry=post(number))


@pytest.mark.parametrize("raw", ["[audio]", "[video]", "[embed][/embed]"])
def test_nothing_to_play(raw: str) -> None:
    """Without a file there is nothing."""
    assert html(raw).strip() == ""
