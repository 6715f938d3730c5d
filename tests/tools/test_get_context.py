"""getContext: for the owner's assistant."""

import pytest

from rootzpub.errors import NotFound
from rootzpub.site import Loss, Omission
from tests.documents.making import ordinary, page, settings, site
from tests.tools.asking import call_text

OWNED = settings(serve={"owner_token": "env:OWNER"})


def test_the_owner_gets_a_briefing_with_live_status() -> None:
    """Markdown with score, what helps most first, what is published and what is not."""
    of = site(
        page(1, "x", "X", losses=(Loss(kind="form", count=2, example="f"),)),
        omitted=(Omission(reason="draft", count=3),),
    )
    answer = call_text(of, "/context", given=OWNED, owner=True)
    assert (answer.kind, answer.media_type, answer.max_age) == ("getContext", "text/markdown; charset=utf-8", 0)
    assert answer.text.startswith("# Helping the owner of Example Ltd\n")
    gains = [int(line.partition("(+")[2].partition(")")[0]) for line in answer.text.split("\n") if "(+" in line]
    assert gains == sorted(gains, reverse=True)
    assert "- Left out, draft: 3" in answer.text
    assert "- Not carried by the conversion, form: 2" in answer.text
    assert "- page: 1" in answer.text


def test_nobody_else_learns_that_it_is_there() -> None:
    """404 in the same words, whether there is an owner's token or not."""
    for given in (OWNED, settings()):
        with pytest.raises(NotFound, match="there is no such tool"):
            call_text(ordinary(), "/context", given=given, owner=False)


def test_an_owner_on_their_own_machine_needs_no_token() -> None:
    """`rootzpub show --owner` answers although nothing is offered over the web."""
    assert call_text(ordinary(), "/context", given=settings(), owner=True).kind == "getContext"


def test_a_site_without_omissions_says_nothing_of_them() -> None:
    """The section is left out."""
    assert "What is not published" not in call_text(ordinary(), "/context", given=OWNED, owner=True).text
