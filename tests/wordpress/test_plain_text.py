"""From markup to plain words."""

import pytest

from rootzpub.wordpress.plain_text import own_excerpt, plain_text, public_name, without_attachment


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        pytest.param("Title <em>With</em> <b>Mark<sup>up</sup></b>", "Title With Markup", id="inline-tags"),
        pytest.param("<p>One</p><p>Two</p>", "One Two", id="blocks-stay-apart"),
        pytest.param("Q&#038;A &amp; caf&eacute;", "Q&A & café", id="entities-once"),
        pytest.param("&amp;lt;b&amp;gt;", "&lt;b&gt;", id="not-twice"),
        pytest.param("1 < 2 and 3 > 2", "1 < 2 and 3 > 2", id="no-tags"),
        pytest.param("a<script>alert('x')</script>b<!-- c -->d", "abd", id="unspoken"),
        pytest.param("  a\n\t b  ", "a b", id="spaces"),
        pytest.param("in\u202evoice&#8203;s \u2066now\u00ad", "invoices now", id="unseen"),
        pytest.param("\u0646\u0645\u06cc\u200c\u062e", "\u0646\u0645\u06cc\u200c\u062e", id="joiner-stays"),
        pytest.param("a<script>never closed", "a", id="unclosed-script"),
    ],
)
def test_plain_text(markup: str, words: str) -> None:
    """Tags go, entities are decoded once, blocks stay apart."""
    assert plain_text(markup) == words


def test_a_mail_address_is_no_name() -> None:
    """A display name that is a mail address is not shown."""
    assert public_name("ada@example.test") == ""
    assert public_name("Ada <b>Lovelace</b>") == "Ada Lovelace"


@pytest.mark.parametrize(
    ("excerpt", "content", "own"),
    [
        pytest.param("<p>First words of it [&hellip;]</p>", "<p>First words of it and more</p>", "", id="ellipsis"),
        pytest.param("<p>All of it.</p>", "<p>All of it.</p>", "", id="whole"),
        pytest.param("<p>One three</p>", "<p>One</p><table><td>two</td></table><p>three</p>", "", id="left-out-table"),
        pytest.param(
            '<p>First words… <a class="more-link" href="/x">Continue reading X</a></p>',
            "<p>First words and more</p>",
            "",
            id="more-link",
        ),
        pytest.param("<p>Written by hand.</p>", "<p>Something else</p>", "Written by hand.", id="own"),
        pytest.param("<p>日本語の要約</p>", "<p>本文です</p>", "日本語の要約", id="own-cjk"),
        pytest.param("", "<p>x</p>", "", id="none"),
    ],
)
def test_own_excerpt(excerpt: str, content: str, own: str) -> None:
    """Only an excerpt that says something else than the content's beginning is the owner's."""
    assert own_excerpt(excerpt, content) == own


@pytest.mark.parametrize(
    "before",
    [
        "<p class='attachment'><img src='x'></p>",
        '<p class="attachment"><a href="x"><img src="x"></a></p>',
        '<audio controls><source src="x"><a href="x">x</a></audio>',
        '<a class="wp-embedded-video" href="x.mov">x.mov</a>',
    ],
)
def test_description_without_the_file(before: str) -> None:
    """What WordPress puts before a description is not part of it."""
    assert without_attachment(before + "<p>A lake</p>") == "<p>A lake</p>"
