"""The pairing of delimiters is what a CommonMark reader does."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootzpub.markdown.pairing import DelimiterRun, paired
from tests.markdown.rendering import render

TAGS = {"*1": "em", "*2": "strong", "_1": "em", "_2": "strong", "~2": "s"}
PIECES = st.sampled_from(["*", "**", "***", "_", "__", "~~", "a", "b", " ", ".", "「", "é"])


def read(markdown):
    """The HTML of one line of text and delimiters, by `paired`."""
    groups = ["".join(group) for _, group in itertools.groupby(markdown)]
    places = [at for at, group in enumerate(groups) if group[0] in "*_~"]
    runs = [DelimiterRun(groups[at][0], len(groups[at]), 0) for at in places]
    for at, run in zip(places, runs, strict=True):
        before = groups[at - 1][-1] if at else " "
        after = groups[at + 1][0] if at + 1 < len(groups) else " "
        run.classify(before, after, symbols=False)
    closed, opened = [""] * len(runs), [""] * len(runs)
    for opener, closer, length in paired(runs):
        tag = TAGS[f"{runs[opener].character}{length}"]
        opened[opener] = f"<{tag}>" + opened[opener]
        closed[closer] += f"</{tag}>"
    for number, at in enumerate(places):
        groups[at] = closed[number] + runs[number].character * runs[number].left + opened[number]
    return "".join(groups)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        pytest.param("*a*", "<em>a</em>", id="emphasis"),
        pytest.param("***a***", "<em><strong>a</strong></em>", id="both"),
        pytest.param("***a** b*", "<em><strong>a</strong> b</em>", id="strong ends first"),
        pytest.param("*a**b*", "<em>a**b</em>", id="rule of three"),
        pytest.param("*a**b**c*", "<em>a<strong>b</strong>c</em>", id="both in a word"),
        pytest.param("a_b_", "a_b_", id="underscore in a word"),
        pytest.param("*a _b* c_", "<em>a _b</em> c_", id="crossing"),
        pytest.param("~~a~~~~b~~", "<s>a~~~~b</s>", id="four tildes mean nothing"),
        pytest.param("**「a」**b", "**「a」**b", id="sign inside, letter outside"),
    ],
)
def test_pairs_by_the_rules(markdown, html):
    """The examples of the specification's rules, in small."""
    assert read(markdown) == html


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=12).map("".join))
def test_a_reader_pairs_the_same(line):
    """Whatever stands in a line, the renderer of the tests sees the emphasis that `paired` sees."""
    line = f"x {line} x"
    if "~~~" in line:  # the renderer goes its own way with more than two
        return

    assert f"<p>{read(line)}</p>\n" == render(line)


def test_links_are_read_apart():
    """A delimiter in a link does not pair with one outside."""
    inside, outside = DelimiterRun("*", 1, 1), DelimiterRun("*", 1, 0)
    inside.classify("[", "a", symbols=False)
    outside.classify("a", " ", symbols=False)

    assert paired([inside, outside]) == []


@pytest.mark.parametrize("symbols", [False, True])
def test_symbols_are_punctuation_in_one_version_only(symbols):
    """Since 0.31 `€` is a sign, before it was like a letter."""
    run = DelimiterRun("*", 1, 0)
    run.classify("a", "€", symbols=symbols)

    assert run.opens is not symbols


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_thousand_times_the_runs_take_a_thousand_times_the_work():
    """Openers that were asked in vain are not asked again."""
    runs = [DelimiterRun("*_"[number % 2], 1 + number % 3, 0) for number in range(30_000)]
    for run in runs:
        run.classify("a", "b", symbols=False)

    assert len(paired(runs)) <= 2 * len(runs)
