"""Traces of hidden entries in rendered HTML."""

import pytest

from rootzpub.sources.rest.traces import HiddenTraces


@pytest.fixture
def traces() -> HiddenTraces:
    """One protected entry, 7, called Secret."""
    found = HiddenTraces()
    found.add(7, "https://example.test/locked/", "Se<b>cret</b>")
    return found


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        pytest.param(
            '<ul class="wp-block-latest-posts"><li><a class="wp-block-x" href="/locked">x</a></li></ul>',
            '<ul class="wp-block-latest-posts"></ul>',
            id="latest-posts",
        ),
        pytest.param(
            '<ul><li class="wp-block-post post-7 x"><h2>Protected: Secret</h2></li><li class="post-71">b</li></ul>',
            '<ul><li class="post-71">b</li></ul>',
            id="query-loop",
        ),
        pytest.param(
            '<p>See <a href="https://example.test/locked/?x=1">Secret</a> and more</p>',
            '<p>See <a href="https://example.test/locked/?x=1">Secret</a> and more</p>',
            id="another-address",
        ),
        pytest.param(
            '<p>See <a href="https://example.test/locked">Protected: Secret</a> and more</p>',
            "<p>See  and more</p>",
            id="title-in-running-text",
        ),
        pytest.param(
            '<p>Ask for <a href="https://example.test/locked/">access</a>.</p>',
            '<p>Ask for <a href="https://example.test/locked/">access</a>.</p>',
            id="own-words-in-running-text",
        ),
        pytest.param("<p>Nothing of it</p>", "<p>Nothing of it</p>", id="nothing"),
    ],
)
def test_removed(traces: HiddenTraces, markup: str, left: str) -> None:
    """List items and titles go; an owner's own words stay."""
    assert traces.remove_from(markup)[0] == left


def test_comments_are_always_removed() -> None:
    """Blocks that show comments go with every word, and are reported as a loss."""
    markup = '<p>a</p><ol class="wp-block-latest-comments"><li>said Bob</li></ol><p>b</p>'
    html, losses = HiddenTraces().remove_from(markup)
    assert html == "<p>a</p><p>b</p>"
    assert [(loss.kind, loss.count, loss.example) for loss in losses] == [("comments", 1, "")]


def test_losses_name_nothing(traces: HiddenTraces) -> None:
    """How much was taken out, not what."""
    _, losses = traces.remove_from('<p><a href="/locked/">Secret</a></p>')
    assert [(loss.kind, loss.count, loss.example) for loss in losses] == [("hidden-entry", 1, "")]


def test_unparsable_markup_gives_nothing(traces: HiddenTraces) -> None:
    """What cannot be searched is not shown."""
    html, losses = traces.remove_from('<a href="/locked/">\x00Secret</a>')
    assert "Secret" not in html
    assert losses
