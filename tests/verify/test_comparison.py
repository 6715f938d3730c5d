"""An altered file beside what its site says today."""

from datetime import timedelta

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.verify import Report
from rootzpub.verify.comparison import compare_with_today, is_altered
from rootzpub.verify.quotation import Difference
from tests.verify.conftest import NOW, PAGE_URL, WORDS, TestPublisher, edited, judged

PAGE = TestPublisher().page()
ALTERED = edited(
    PAGE, lambda value: value.update(content=WORDS["/about/"].replace("widgets", "gadgets"), title="Prices")
)


def reading(url: str, body: bytes = b"") -> tuple[bytes, Report]:
    """The site serves the page, signed anew."""
    made = TestPublisher(moment=NOW + timedelta(minutes=5))
    body = body or (made.page() if "/page" in url else made.discovery())
    return body, judged(body, url)


def test_the_altered_words_stand_beside_todays() -> None:
    """Member by member, word by word; the site still publishes the text that was signed."""
    found = compare_with_today(ALTERED, reading)

    assert is_altered(judged(ALTERED, PAGE_URL))
    assert found is not None
    assert found.same_text
    assert {each.member: each.words for each in found.members} == {
        "content": (Difference(quoted="gadgets", page="widgets"),),
        "title": (Difference(quoted="Prices", page="/about/"),),
    }
    assert "the file has 'gadgets', the site 'widgets'" in found.as_text()


def test_a_site_may_have_changed_its_words() -> None:
    """Then the difference proves nothing about who made it."""
    body = edited(ALTERED, lambda value: value.update(contentHash="sha256:" + "0" * 64))
    found = compare_with_today(body, reading)

    assert found is not None
    assert not found.same_text
    assert "may have changed its words since" in found.sentence


def test_members_that_are_no_text_are_shown_shortly() -> None:
    """And what was put in or taken away."""
    altered = edited(TestPublisher().discovery(), lambda value: value.update(organization={"name": "x" * 500}, extra=1))
    found = compare_with_today(altered, reading)

    assert found is not None
    shown = {each.member: each.words[0] for each in found.members}
    assert shown["extra"] == Difference(quoted="1", page="")
    assert len(shown["organization"].quoted) < 250


NAMELESS = edited(PAGE, lambda value: value["_signature"].pop("envelope"))
ODD = edited(PAGE, lambda value: value["_signature"]["envelope"]["message"].update(origin="file:///etc"))


@pytest.mark.parametrize("data", [b"text", b"{}", b"[]", b"{", NAMELESS, ODD])
def test_what_names_no_place_is_not_looked_for(data: bytes) -> None:
    """Nothing is fetched."""

    def never(url: str) -> tuple[bytes, Report]:
        raise AssertionError(url)

    assert compare_with_today(data, never) is None


def test_only_what_verifies_is_shown_beside() -> None:
    """A site that does not answer, or answers something else."""

    def gone(url: str) -> tuple[bytes, Report]:
        raise FetchFailed(f"{url} answers 404")

    assert compare_with_today(ALTERED, gone) is None
    assert compare_with_today(ALTERED, lambda url: reading(url, ALTERED)) is None
    assert compare_with_today(ALTERED, lambda url: reading(url, TestPublisher().discovery())) is None
