"""Who may be seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rootzpub.wordpress.visibility import Lineage, Standing, closes_below, hidden_by_relatives, hidden_reason

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SHOWN = Standing(status="publish", type="post", published=NOW)


def test_a_plain_published_post_is_visible() -> None:
    """Nothing speaks against it."""
    assert hidden_reason(SHOWN, now=NOW, public_types={"post"}) == ""


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        pytest.param(replace(SHOWN, status="draft"), "draft", id="draft"),
        pytest.param(replace(SHOWN, status="auto-draft"), "draft", id="auto-draft"),
        pytest.param(replace(SHOWN, status="pending"), "pending", id="pending"),
        pytest.param(replace(SHOWN, status="private"), "private", id="private"),
        pytest.param(replace(SHOWN, status="trash"), "trash", id="trash"),
        pytest.param(replace(SHOWN, status="future", published=NOW - timedelta(1)), "future", id="missed-schedule"),
        pytest.param(replace(SHOWN, status="wc-completed"), "draft", id="unknown-status"),
        pytest.param(replace(SHOWN, status=""), "draft", id="no-status"),
        pytest.param(replace(SHOWN, status="inherit"), "draft", id="inherit-is-for-attachments"),
        pytest.param(replace(SHOWN, protected=True), "password", id="password"),
        pytest.param(replace(SHOWN, published=NOW + timedelta(seconds=1)), "future", id="future-date"),
        pytest.param(replace(SHOWN, noindex=True), "noindex", id="noindex"),
        pytest.param(replace(SHOWN, excluded=True), "excluded", id="excluded"),
        pytest.param(replace(SHOWN, type="nav_menu_item"), "type-not-public", id="furniture"),
        pytest.param(replace(SHOWN, type="secret_docs"), "type-not-public", id="private-type"),
    ],
)
def test_reasons(standing: Standing, reason: str) -> None:
    """Each rule of [visibility §1] hides by itself."""
    assert hidden_reason(standing, now=NOW, public_types={"post", "page"}) == reason


def test_attachments_inherit() -> None:
    """An attachment's own status says nothing against it."""
    assert hidden_reason(Standing(status="inherit", type="attachment"), now=NOW) == ""


def test_lineage() -> None:
    """One hidden ancestor hides all below it; circles end; orphans follow the rule of their source."""
    lineage = Lineage(orphans_visible=True)
    lineage.add(1, 0, visible=False)
    lineage.add(2, 1, visible=True)
    lineage.add(3, 2, visible=True)
    lineage.add(4, 5, visible=True)
    lineage.add(5, 4, visible=True)
    assert [lineage.is_visible(number) for number in (1, 2, 3, 4, 99)] == [False, False, False, True, True]
    assert not Lineage(orphans_visible=False).is_visible(99)


def test_reasons_of_relatives() -> None:
    """An attachment depends on its parent, anything else has ancestors; without a parent nothing is asked."""
    lineage = Lineage(orphans_visible=True)
    lineage.add(1, 0, visible=False)
    lineage.add(2, 0, visible=True)
    lineage.add(3, 0, visible=False, closes=closes_below("restricted"))

    def of(entry_type: str, parent_id: int) -> str:
        return hidden_by_relatives(entry_type=entry_type, parent_id=parent_id, lineage=lineage)

    assert (of("attachment", 1), of("page", 1)) == ("parent-hidden", "ancestor-hidden")
    assert of("page", 2) == of("page", 0) == ""
    # A gate closes the entry and its files, not the page below it.
    assert (of("attachment", 3), of("page", 3)) == ("parent-hidden", "")
