"""What a finished text still holds or lacks."""

import pytest

from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.remains import report_remains
from tests.growth import assert_linear


def losses(html: str, *, shows_itself: bool = False) -> dict[str, str]:
    """The examples by kind."""
    log = LossLog()
    report_remains(html, log, shows_itself=shows_itself)
    return {loss.kind: loss.example for loss in log.losses()}


@pytest.mark.parametrize("html", ["a <?php echo 'SECRET'; ?> b", "a <? x b", "a <!x y> b", "a </ x> b"])
def test_comments_that_swallow_words_are_reported(html: str) -> None:
    """By how they begin: the words may be anything."""
    found = losses(html)
    assert found.keys() == {"odd-markup"}
    assert "SECRET" not in found["odd-markup"]


@pytest.mark.parametrize(
    "html",
    ["a <!-- x --> b", "a<!DOCTYPE html>", "a <?xml:namespace prefix=o /> b", "a < b", "a <!> b", "a <![endif]--> b"],
)
def test_others_are_not(html: str) -> None:
    """Comments, what Word writes, and nothing at all."""
    assert losses(html) == {}


@pytest.mark.parametrize("html", ["", " \n&nbsp;", "<p></p>", "<p>&#160;</p><!-- x -->", "<script>x</script><br>"])
def test_an_entry_without_words_is_reported(html: str) -> None:
    """It would be published as an empty page."""
    assert losses(html) == {"empty-entry": ""}


@pytest.mark.parametrize("html", ["a", '<img src="a.png">', '<iframe src="/x"></iframe>', "<video></video>"])
def test_media_are_not_nothing(html: str) -> None:
    """A page of pictures is one."""
    assert losses(html) == {}


def test_a_file_shows_itself() -> None:
    """A media item needs no words."""
    assert losses("", shows_itself=True) == {}


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("piece", ["<?", "<!x", "</ x>", "&nbsp;"])
def test_time_grows_with_the_text(piece: str) -> None:
    """Whatever is repeated."""
    assert_linear(losses, lambda size: piece * size, 300)
