"""Nothing is dropped silently: each word, picture and address of a page stands in the markdown, or a loss is named."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootzpub.markdown import convert
from rootzpub.markdown.roles import GENERIC, ROLES
from tests.markdown.test_hidden import HIDDEN, SEEN

BOXES = [
    "div",
    "p",
    "section",
    "article",
    "aside",
    "span",
    "b",
    "i",
    "em",
    "strong",
    "u",
    "mark",
    "small",
    "q",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "h1",
    "h2",
    "h4",
    "blockquote",
    "figure",
    "figcaption",
    "details",
    "summary",
    "pre",
    "code",
    "sup",
    "sub",
    "del",
    "ins",
    "button",
    "label",
    "fieldset",
    "nav",
    "center",
    "cite",
    "kbd",
    "address",
    "custom-one",
    "a",
]
STYLES = [style for style in SEEN if '"' not in style]
NAMES = sorted({**ROLES, **GENERIC} - {"latex": ""}.keys())
LEAF = st.sampled_from(
    [
        "NAME",
        "NAME ",
        '<a href="/NAME">NAME</a>',
        '<a href="/NAME"></a>',
        '<img src="/NAME.png" alt="">',
        '<img src="/NAME.png" alt="NAME">',
        '<iframe src="https://x.example/NAME"></iframe>',
        '<video src="/NAME.mp4"></video>',
        "<br>",
        "<hr>",
    ]
)
ATTRIBUTES = st.one_of(
    st.just(""),
    st.sampled_from(NAMES).map(lambda name: f' class="{name}"'),
    st.sampled_from(STYLES).map(lambda style: f' style="{style}"'),
    st.sampled_from([' id="x"', ' role="tabpanel" hidden', " hidden", ' role="presentation"', ' aria-hidden="true"']),
)
PAGE = st.recursive(
    LEAF,
    lambda inside: st.tuples(st.sampled_from(BOXES), ATTRIBUTES, st.lists(inside, max_size=3).map("".join)).map(
        lambda parts: f"<{parts[0]}{parts[1]}>{parts[2]}</{parts[0]}>"
    ),
    max_leaves=8,
)


def numbered(page, prefix="nm"):
    """Each NAME in the page by another name, which no other one begins with; and the names."""
    names = []

    def name(_):
        names.append(f"{prefix}{len(names)}x")
        return names[-1]

    return re.sub("NAME", name, page), names


@pytest.mark.slow("a thousand generated pages")
@settings(max_examples=1500, deadline=None)
@given(st.lists(PAGE, min_size=1, max_size=3).map("".join))
def test_what_is_seen_stands_or_is_said(page):
    """Whatever elements, classes and styles there are around it."""
    html, names = numbered(page)
    article = convert(html)

    assert article.losses or all(name in article.markdown for name in names)


@pytest.mark.slow("hundreds of generated pages")
@settings(max_examples=400, deadline=None)
@given(
    PAGE, st.sampled_from([*(f'style="{style}"' for style in HIDDEN if '"' not in style), "hidden", "aria-hidden=true"])
)
def test_what_is_hidden_never_stands(page, sign):
    """Nor is it dropped without a word. Styles that are inherited are not set anew inside, so the page has none."""
    page = re.sub(' style="[^"]*"', "", page)
    if "font" in sign or "color" in sign:  # pictures and players do not become smaller with the letters
        page = re.sub("<(?:img|iframe|video)[^>]*>", "", page)
    html, names = numbered(page)
    article = convert(f"<p>before</p><div {sign}>{html}</div><p>after</p>")

    assert [name for name in names if name in article.markdown] == []
    assert not names or article.losses
