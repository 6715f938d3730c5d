"""docs/sources.md says what the code does."""

import re
from pathlib import Path

import pytest

from rootzpub.sources import SOURCES
from rootzpub.sources.schemes import PARAMETERS
from scripts.write_plugins_doc import written
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")


def test_every_scheme_is_explained() -> None:
    """Each way in stands in the table, and the table names no other."""
    named = set(re.findall(r"`([a-z]+):", PAGE.partition("## What each needs")[0]))
    assert named | {"http"} == set(SOURCES)


@pytest.mark.parametrize("parameter", sorted(frozenset().union(*PARAMETERS.values())))
def test_every_parameter_is_explained(parameter: str) -> None:
    """What may stand behind the question mark."""
    rows = PAGE.partition("## Parameters in the URL")[2].partition("## ")[0]
    assert f"`{parameter}=" in rows


def test_the_table_of_plugins_is_that_of_the_code() -> None:
    """`scripts/write_plugins_doc.py` writes it from the rows."""
    assert written(PAGE) == PAGE


def test_every_message_is_one_of_ours() -> None:
    """The table of messages quotes the code."""
    code = "".join(file.read_text(encoding="utf-8") for file in Path(ROOT, "rootzpub", "sources").rglob("*.py"))
    rows = PAGE.partition("| message | do this |")[2].splitlines()[2:]
    messages = [part.strip() for row in rows if row for part in re.split("·|…", row.split("|")[1])]
    fixed = [re.sub(r"wp_posts|\(401\)|posts", "", message) for message in messages if message]
    pieces = [piece.strip() for message in fixed for piece in re.split(r"  +", message) if piece.strip()]
    missing = [piece for piece in pieces if piece.removeprefix("the database ") not in code]
    assert missing == []
