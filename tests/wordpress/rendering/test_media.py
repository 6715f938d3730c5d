"""Pictures, sounds and films."""

import pytest

from rootzpub.wordpress.rendering import Attachment, ImageSize
from rootzpub.wordpress.rendering.media import (
    attachment_link,
    extension,
    image_tag,
    is_youtube_or_vimeo,
    player,
    scaled,
)

PICTURE = Attachment(
    id=1,
    url="https://a/x.jpg",
    page_url="https://a/x/",
    mime="image/jpeg",
    alt='a "b" <i>c</i>',
    width=600,
    height=400,
    sizes={"thumbnail": ImageSize(url="https://a/x-150x150.jpg", width=150, height=150)},
)


@pytest.mark.parametrize(
    ("size", "wanted"), [("thumbnail", ("https://a/x-150x150.jpg", 150, 150)), ("large", ("https://a/x.jpg", 600, 400))]
)
def test_scaled(size: str, wanted: tuple[str, int, int]) -> None:
    """A size that does not exist is the file itself."""
    assert scaled(PICTURE, size) == wanted


def test_image_tag_has_its_alternative_text() -> None:
    """Tags are taken out of it, marks escaped."""
    assert 'alt="a &quot;b&quot; c"' in image_tag(PICTURE, "full")


@pytest.mark.parametrize(
    ("to_file", "linked", "wanted"),
    [(True, True, "<a href='https://a/x.jpg'>"), (False, True, "<a href='https://a/x/'>"), (False, False, "<img ")],
)
def test_attachment_link(to_file: bool, linked: bool, wanted: str) -> None:
    """A picture leads to its page, to its file, or nowhere."""
    assert attachment_link(PICTURE, "full", to_file=to_file, linked=linked).startswith(wanted)


def test_what_is_no_picture_is_linked_by_title() -> None:
    """A document is shown by its name."""
    paper = Attachment(id=2, url="https://a/x.pdf", mime="application/pdf", title="A <b>paper</b>")
    assert attachment_link(paper, "full") == "<a href='https://a/x.pdf'>A paper</a>"


@pytest.mark.parametrize(("url", "wanted"), [("https://a/b.MP3?x", "mp3"), ("https://a/b", ""), ("http://[", "")])
def test_extension(url: str, wanted: str) -> None:
    """The extension is that of the path."""
    assert extension(url) == wanted


@pytest.mark.parametrize(
    ("url", "wanted"), [("https://www.youtube.com/watch?v=a", True), ("https://a.b", False), ("http://[", False)]
)
def test_is_youtube_or_vimeo(url: str, wanted: bool) -> None:
    """Only the two services WordPress's player knows."""
    assert is_youtube_or_vimeo(url) is wanted


def test_player_numbers_addresses() -> None:
    """The counter joins an address that has a query with an ampersand."""
    shown = player("audio", [("audio/mpeg", "https://a/b.mp3?c")], number=2, options={})
    assert 'src="https://a/b.mp3?c&#038;_=2"' in shown
