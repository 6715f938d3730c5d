"""Players and their public pages."""

import pytest

from rootzpub.markdown.embeds import is_tracker, public_page

PAGES = [
    ("https://www.youtube.com/embed/abc?start=3", "YouTube", "https://www.youtube.com/watch?v=abc"),
    ("https://www.youtube.com/embed/videoseries?list=PL1", "YouTube", "https://www.youtube.com/playlist?list=PL1"),
    ("//www.youtube-nocookie.com/embed/abc", "YouTube", "https://www.youtube.com/watch?v=abc"),
    ("https://player.vimeo.com/video/123?dnt=1", "Vimeo", "https://vimeo.com/123"),
    ("https://player.vimeo.com/video/123?h=ab", "Vimeo", "https://vimeo.com/123/ab"),
    (
        "https://w.soundcloud.com/player/?visual=true&url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb",
        "SoundCloud",
        "https://soundcloud.com/a/b",
    ),
    ("https://open.spotify.com/embed/track/1a", "Spotify", "https://open.spotify.com/track/1a"),
    ("https://platform.twitter.com/embed/Tweet.html?id=20", "X", "https://x.com/i/status/20"),
    ("https://maps.google.com/maps?q=Berlin&output=embed", "Google Maps", "https://www.google.com/maps?q=Berlin"),
    (
        "https://www.google.com/maps/embed/v1/place?key=K&q=Berlin",
        "Google Maps",
        "https://www.google.com/maps?q=Berlin",
    ),
    (
        "https://www.openstreetmap.org/export/embed.html?bbox=1&marker=52.5%2C13.4",
        "OpenStreetMap",
        "https://www.openstreetmap.org/?mlat=52.5&mlon=13.4",
    ),
    ("https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Ff.com%2Fp", "Facebook", "https://f.com/p"),
    ("https://www.instagram.com/p/Ab_1/embed/", "Instagram", "https://www.instagram.com/p/Ab_1/"),
    ("https://www.tiktok.com/embed/v2/123", "TikTok", "https://www.tiktok.com/@_/video/123"),
    ("https://www.dailymotion.com/embed/video/x1", "Dailymotion", "https://www.dailymotion.com/video/x1"),
    ("https://embed.ted.com/talks/lang/de/some_talk", "TED", "https://www.ted.com/talks/some_talk"),
    ("https://codepen.io/joe/embed/abc", "CodePen", "https://codepen.io/joe/pen/abc"),
    ("https://archive.org/embed/item", "Internet Archive", "https://archive.org/details/item"),
    ("https://e.org/2024/post/embed/", "", "https://e.org/2024/post/"),
    ("https://e.org/else", "", "https://e.org/else"),
]


@pytest.mark.parametrize(
    ("address", "name", "page"), PAGES, ids=[f"{name or 'none'} {n}" for n, (_, name, _) in enumerate(PAGES)]
)
def test_public_page(address, name, page):
    """A player's address leads to what people visit."""
    assert public_page(address) == (name, page)


@pytest.mark.parametrize(
    ("address", "tracks"),
    [
        ("https://www.facebook.com/tr?id=1", True),
        ("https://www.facebook.com/travel.jpg", False),
        ("https://stats.g.doubleclick.net/x", True),
        ("https://pixel.wp.com/g.gif?x", True),
        ("https://www.googletagmanager.com/ns.html?id=G", True),
        ("https://e.org/matomo.php?idsite=1", True),
        ("https://e.org/a.gif", False),
        ("/a.gif", False),
        ("https://" + "a" * 300 + ".doubleclick.net/x", False),
    ],
)
def test_tracker(address, tracks):
    """Only hosts and paths that serve nothing but counters."""
    assert is_tracker(address) is tracks
