"""The ledger, and that its kinds are documented."""

import re
from pathlib import Path

from rootzpub.markdown.losses import LOSS_KINDS, Ledger, fallback_loss

ROOT = Path(__file__).resolve().parents[2]


def test_a_loss_keeps_its_first_example_on_one_short_line():
    """Everything after the first is only counted."""
    ledger = Ledger()
    ledger.add("form", "a\n\x01b " + "x" * 300)
    ledger.add("form", "second")
    (loss,) = ledger.entries()

    assert loss.count == 2
    assert loss.example == "a b " + "x" * 115 + "…"


def test_losses_are_sorted_by_kind():
    """The same losses, the same bytes."""
    ledger = Ledger()
    for kind in ("svg", "anchor", "form"):
        ledger.add(kind)

    assert [loss.kind for loss in ledger.entries()] == ["anchor", "form", "svg"]


def test_a_loss_can_turn_out_to_be_none():
    """A placeholder whose picture is found was no loss."""
    ledger = Ledger()
    ledger.add("data-image", "a")
    ledger.add("data-image", "b")
    ledger.forget("data-image")
    assert [loss.count for loss in ledger.entries()] == [1]
    ledger.forget("data-image")
    assert ledger.entries() == ()


def test_a_fallback_names_type_and_rule_and_no_word_of_the_page():
    """The loss is published; the message of an exception and the rest of its note may quote what is hidden."""
    error = ValueError("invalid literal for int(): 'MARKTEXT'")
    error.add_note("markdown rule list-item at <marktag> in paragraph")
    error.add_note("MARKNOTE")

    assert fallback_loss(error).example == "ValueError; markdown rule list-item"


def test_every_kind_in_the_code_has_a_row():
    """No rule invents a kind."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "rootzpub" / "markdown").glob("*.py"))
    used = set(re.findall(r'(?:ledger\.add|left_out|separated|kind=)\(?"([a-z-]+)"', code)) | {"engine-fallback"}

    assert used <= set(LOSS_KINDS)
    assert len(used) > 20


def test_every_kind_is_documented():
    """docs/markdown.md has the table, in the code's words."""
    page = (ROOT / "docs" / "markdown.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+?) \|$", page, re.MULTILINE))

    assert {kind: rows.get(kind) for kind in LOSS_KINDS} == dict(LOSS_KINDS)
