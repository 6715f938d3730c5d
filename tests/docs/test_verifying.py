"""docs/verifying.md says what the code does: every code, dialect, option and check; its examples run."""

import re
from pathlib import Path

import click
import pytest

from rootzpub.cli.verify import command
from rootzpub.verify import STEPS
from rootzpub.wire.dialects import DIALECTS
from tests.verify.conftest import TestPublisher

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/verifying.md").read_text(encoding="utf-8")
PREFIXES = "|".join(("demand", "site", *(name for name, _ in STEPS if name != "demands")))


def documented(prefixes: str) -> set[str]:
    """Codes in the first column of the tables."""
    return set(re.findall(rf"^\| `((?:{prefixes})\.[a-z0-9-]+)` \|", PAGE, re.MULTILINE))


def test_every_code_is_documented_and_no_other() -> None:
    """Codes are stable: a new one needs a row, and one that is gone must leave."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "rootzpub/verify").glob("*.py"))
    delegation = (ROOT / "rootzpub/proof/delegation.py").read_text(encoding="utf-8")
    used = set(re.findall(rf'"((?:{PREFIXES})\.[a-z0-9-]+)"', source))
    used |= {f"authority.{code}" for code in re.findall(r'"(delegation-[a-z]+)"', delegation)}
    assert documented(PREFIXES) == used


def test_every_dialect_is_documented_in_its_order() -> None:
    """The table is the table."""
    section = PAGE.partition("## Dialects")[2].partition("## What is checked")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE) == [dialect.name for dialect in DIALECTS]


def test_every_check_is_documented_with_its_number() -> None:
    """In order."""
    rows = re.findall(r"^\| (\d+) \| `([a-z]+)` \|", PAGE, re.MULTILINE)
    assert rows == [(str(number), name) for number, (name, _) in enumerate(STEPS, start=1)]


def test_every_option_is_documented() -> None:
    """All of `rootzpub verify --help`, but for help itself."""
    options = {name for option in command.params if isinstance(option, click.Option) for name in option.opts}
    section = PAGE.partition("## Options")[2].partition("## From a program")[0]
    assert set(re.findall(r"`(--[a-z-]+)", section)) == options


EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    """One after the other, with `body` a document of https://example.com."""
    assert len(EXAMPLES) == 2
    names = {"body": TestPublisher().discovery()}
    for example in EXAMPLES:
        exec(compile(example, "docs/verifying.md", "exec"), names)
    assert capsys.readouterr().out.startswith("verified\n0x")
