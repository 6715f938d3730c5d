"""The specification backwards: its HTML to markdown, and that to HTML again."""

import pytest

from rootzpub.markdown import convert
from tests.markdown.commonmark import SPECIFICATION, examples, normalised
from tests.markdown.rendering import render
from tests.missing import missing


@pytest.fixture(scope="session")
def specification():
    """The examples of CommonMark 0.31.2, from the npm package that its authors publish."""
    if not SPECIFICATION.is_file():
        missing("needs the specification's text of tests/node: run scripts/node-tools.sh")
    return examples(SPECIFICATION.read_text("utf-8"))


def test_the_specification_has_all_its_examples(specification):
    """Or the share below would mean nothing."""
    assert len(specification) == 652


@pytest.mark.slow("more than a tenth of a second a case")
def test_nearly_every_example_comes_back(specification):
    """At least 97 of 100, after what markdown cannot say without raw HTML is taken off both sides."""
    lost = [
        example.number
        for example in specification
        if normalised(render(convert(example.html).markdown)) != normalised(example.html)
    ]

    assert len(lost) <= 0.03 * len(specification), lost


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p>", "<p>b</p>"),
        ("<em>a</em>", "a"),
        ("<ul><li>a</li></ul>", "a"),
        ("<pre>a</pre>", "<p>a</p>"),
        ("<h1>a</h1>", "<h2>a</h2>"),
    ],
)
def test_the_comparison_can_tell(one, other):
    """What is normalised is only what markdown cannot say."""
    assert normalised(one) != normalised(other)
