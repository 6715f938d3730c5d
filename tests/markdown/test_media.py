"""Pictures, players, frames, files."""

import pytest

from rootzpub.markdown import convert

CASES = {
    "picture": ('<img src="/a b.jpg" alt="x]y">', "![x\\]y](/a%20b.jpg)"),
    "picture with a title": ('<img src="/a.jpg" alt="a" title="t">', '![a](/a.jpg "t")'),
    "lazy picture": ('<img src="data:image/gif;base64,R0=" data-src="/real.jpg" alt="">', "![](/real.jpg)"),
    "lazy picture with a blank file": ('<img src="/img/blank.gif" data-lazy-src="/real.jpg" alt="">', "![](/real.jpg)"),
    "only a srcset": ('<img srcset="/a.jpg 1x, /b.jpg 2x">', "![](/b.jpg)"),
    "noscript beside its placeholder": (
        '<img src="data:image/gif;base64,R0=" alt="P"><noscript><img src="/real.jpg" alt="P"></noscript>',
        "![P](/real.jpg)",
    ),
    "noscript that repeats": ('<img data-src="/a.jpg"><noscript><img src="/a.jpg"></noscript>', "![](/a.jpg)"),
    "noscript alone": ('<noscript><img src="/n.gif"></noscript>', "![](/n.gif)"),
    "data picture": ('<img src="data:image/png;base64,AAAA" alt="Chart">', "Chart"),
    "tracking pixel": ('<img src="https://www.facebook.com/tr?id=1" alt=""><p>x</p>', "x"),
    "one pixel": ('<img src="/x.gif" width="1" height="1"><p>x</p>', "x"),
    "responsive picture": ('<picture><source srcset="/a.webp"><img src="/a.jpg" alt="a"></picture>', "![a](/a.jpg)"),
    "cache buster": ('<img src="/a.jpg?ver=1.2&amp;w=300" alt="a">', "![a](/a.jpg?w=300)"),
    "audio": ('<audio controls src="/a.mp3"></audio>', "[Audio: a.mp3](/a.mp3)"),
    "video of two files": (
        '<video><source src="/v.mp4"><source src="/v.webm">old browser</video>',
        "[Video: v.mp4](/v.mp4) [Video: v.webm](/v.webm)",
    ),
    "video with a title": ('<video title="Talk" src="/v.mp4"></video>', "[Video: Talk](/v.mp4)"),
    "YouTube": (
        '<iframe title="My talk" src="https://www.youtube.com/embed/abc?feature=oembed"></iframe>',
        "[My talk](https://www.youtube.com/watch?v=abc) ([embed](https://www.youtube.com/embed/abc?feature=oembed))",
    ),
    "lazy YouTube": (
        '<iframe src="about:blank" data-src="https://www.youtube-nocookie.com/embed/abc"></iframe>',
        "[YouTube](https://www.youtube.com/watch?v=abc) ([embed](https://www.youtube-nocookie.com/embed/abc))",
    ),
    "facade": (
        '<lite-youtube videoid="abcdefg" playlabel="Talk"></lite-youtube>',
        "[Talk](https://www.youtube.com/watch?v=abcdefg) ([embed](https://www.youtube.com/embed/abcdefg))",
    ),
    "facade by class": (
        '<div class="rll-youtube-player" data-id="abcdefg"></div>',
        "[YouTube](https://www.youtube.com/watch?v=abcdefg) ([embed](https://www.youtube.com/embed/abcdefg))",
    ),
    "unknown frame": ('<iframe src="https://www.e.org/map"></iframe>', "[e.org/map](https://www.e.org/map)"),
    "frame in a responsive box": (
        '<div style="padding-bottom:56%;height:0;overflow:hidden"><iframe title="M" src="https://e.org/m"></iframe></div>',
        "[M](https://e.org/m)",
    ),
    "tag manager": (
        '<noscript><iframe src="https://www.googletagmanager.com/ns.html?id=G"></iframe></noscript><p>x</p>',
        "x",
    ),
    "document": ('<object data="/f.pdf" aria-label="Report"></object>', "[Report](/f.pdf)"),
    "file block": (
        (
            '<div class="wp-block-file"><a href="/f.pdf">Report</a>'
            '<a href="/f.pdf" class="wp-block-file__button">Download</a></div>'
        ),
        "[Report](/f.pdf) [Download](/f.pdf)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("html", "markdown"), CASES.values(), ids=CASES)
def test_media(html, markdown):
    """Each medium becomes an image or a link to what a visitor could open."""
    assert convert(html).markdown == markdown + "\n"


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<img src="data:image/png;base64,AA" alt="Chart">', "data-image"),
        ('<img src="/x.gif" width="1" height="1">', "tracking-pixel"),
        ('<video src="/v.mp4"><track src="c.vtt" label="English"></video>', "track"),
        ("<object>text</object>", "interactive"),
        ('<iframe src="javascript:x"></iframe>', "unsafe-link"),
        ('<img src="file:///etc/passwd">', "unsafe-link"),
    ],
    ids=["data", "pixel", "track", "object", "frame", "file"],
)
def test_what_media_lose_is_said(html, kind):
    """The ledger names it."""
    assert [loss.kind for loss in convert(html).losses] == [kind]


@pytest.mark.parametrize(("first", "second"), [("1", "7"), ("2", "31")])
def test_instance_counters_do_not_matter(first, second):
    """WordPress counts players over everything it renders; the markdown counts those of the entry."""
    html = '<audio><source src="/a.mp3?_={}"></audio>'

    assert convert(html.format(first)).markdown == convert(html.format(second)).markdown


def test_generated_ids_do_not_matter():
    """Ids and classes that change with each rendering are nowhere in the markdown."""
    html = '<figure id="attachment-{0}" class="wp-elements-{0}"><img class="u{0}" src="/a.jpg" alt="a"></figure>'

    assert convert(html.format("abc")).markdown == convert(html.format("xyz")).markdown


def test_post_embed_secret_does_not_matter():
    """The secret of a WordPress embed is random."""
    html = '<iframe title="P" src="https://e.org/p/embed/#?secret={}"></iframe>'

    assert convert(html.format("AbC1")).markdown == convert(html.format("zZ9")).markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        pytest.param('<a href="/x"><audio src="/a.mp3"></audio></a> b', "[Audio: a.mp3](/a.mp3) b", id="nothing else"),
        pytest.param(
            '<a href="/x">Watch <video src="/v.mp4"></video> now</a>',
            "[Watch](/x) [Video: v.mp4](/v.mp4) now",
            id="text",
        ),
        pytest.param(
            '<a href="/x"><div><iframe src="/p" title="t"></iframe></div></a>', "[t](/p)", id="in a block of its own"
        ),
        pytest.param(
            '<a href="/x"><p>w</p><iframe src="/p" title="t"></iframe></a> b',
            "[w](/x)\n\n[t](/p) b",
            id="behind a block",
        ),
    ],
)
def test_a_player_in_a_link_ends_the_link(html, markdown):
    """Links do not nest: the player's own is kept, the one around it stands on the part before, and it is said."""
    article = convert(html)

    assert article.markdown == markdown + "\n"
    assert [loss.kind for loss in article.losses] == ["link-unfolded"]
