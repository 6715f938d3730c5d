"""Every document and every tool answer, over any site, obeys the four rules of [wire §1]."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rootzpub.errors import RequestError
from rootzpub.site import Image, Loss, Media, PublishedEntry, Term
from rootzpub.tools import TOOLS
from rootzpub.wire import Document, TextDocument, canonical
from rootzpub.wire.rules import broken_rules
from tests.documents.making import built_paths, document_at, settings, site
from tests.site_making import make_entry

_WORDS = st.text(max_size=30) | st.sampled_from(
    [
        "\u2028",
        "a\u2029b",
        "12",
        "Ann <ann@example.com>",
        "# h\n\n[x](y) 12.",
        "[gallery ids=1]",
        "日本語。",
        "😀\u200d",
    ]
)
_MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2037, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware in the map
_TERMS = st.builds(
    Term,
    id=st.integers(1, 9),
    taxonomy=st.sampled_from(["category", "post_tag", "genre"]),
    slug=_WORDS,
    name=_WORDS,
    description=_WORDS,
)
_MEDIA = st.builds(
    Media, url=_WORDS, caption=_WORDS, width=st.integers(0, 9000), exif=st.dictionaries(_WORDS, _WORDS, max_size=3)
)


@st.composite
def entries(draw: st.DrawFn, entry_id: int) -> PublishedEntry:
    """An entry that may hold anything that a store lets in."""
    type_ = draw(st.sampled_from(["page", "post", "attachment", "event"]))
    slug = draw(st.sampled_from(["about", "privacy-policy", "products", "team", "x", "%ce%b1"])) + f"-{entry_id}"
    return make_entry(
        entry_id,
        type_,
        slug=slug,
        title=draw(_WORDS),
        markdown=draw(_WORDS).replace("\u2028", "").replace("\u2029", ""),
        text=draw(_WORDS),
        excerpt=draw(_WORDS),
        author=draw(_WORDS),
        published=draw(_MOMENTS),
        modified=draw(_MOMENTS),
        terms=tuple(draw(st.lists(_TERMS, max_size=2))),
        featured_image=draw(st.none() | st.builds(Image, url=_WORDS)),
        media=draw(_MEDIA) if type_ == "attachment" else None,
        losses=tuple(draw(st.lists(st.builds(Loss, kind=_WORDS, count=st.integers(1, 9), example=_WORDS), max_size=1))),
    )


SITES = st.integers(0, 5).flatmap(lambda size: st.tuples(*(entries(n) for n in range(1, size + 1))))


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@given(SITES, _WORDS)
@hypothesis_settings(max_examples=40, deadline=None)
def test_every_answer_gives_the_same_bytes_under_all_four_rules(of: tuple[PublishedEntry, ...], word: str) -> None:
    """All documents at all their addresses, and all tools with words of the site."""
    published = site(*of, facts={"name": word, "tagline": word})
    given_ = settings(identity={"people": [word.strip() or "Ann"], "concepts": ["T: d"]}, llms={"full": True})
    answers = [document_at(published, given_, path) for path in built_paths(published, given_)]
    paths = [entry.path for entry in of] or ["/"]
    for tool in TOOLS:
        pairs = {"q": word or "x", "path": paths[0], "page": paths[-1], "hash": "ab" * 32}
        known = [
            (spec.name, pairs[spec.name])
            for spec in tool.spec.parameters
            if spec.name in pairs and spec.type == "string"
        ]
        try:
            answers.append(document_at(published, given_, tool.place.path, known))
        except RequestError:
            continue
    for answer in answers:
        if isinstance(answer, Document):
            assert broken_rules(canonical(answer.body)) == []
        else:
            assert isinstance(answer, TextDocument)
            assert answer.text.endswith("\n")
