"""Nearly right documents, by the thousand."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.verify import Policy, Report, Verdict
from rootzpub.verify.html import render_html
from rootzpub.wire.strict import parse
from tests.verify.conftest import judged, key, pin_of

from .mutations import Seed, case, seeds

ROOT = Path(__file__).resolve().parents[2]
SHORT = 3_000
LONG = 250_000


def same_document(data: bytes, seed: Seed) -> bool:
    """Whether `data` says what the seed says: the same bytes, or JSON that reads the same."""
    try:
        return data == seed.data or (seed.data[:1] == b"{" and parse(data) == parse(seed.data))
    except MalformedInput:
        return False


def check_case(random: Random, known: list[Seed]) -> None:
    """One case: a Report that can be shown, and no green verdict for what was not signed."""
    data, seed = case(random, known)
    url = random.choice((seed.url, seed.url, None, "nonsense", "https://evil.example/"))
    policy = random.choice((Policy.standard(), Policy.strict(), Policy.offline()))
    pins = random.choice((None, {}, pin_of(key(1)), pin_of(key(2))))
    report = judged(data, url, policy=policy, pins=pins)
    assert isinstance(report, Report)
    assert len(report.checks) == 12
    if report.verdict is Verdict.VERIFIED:
        assert same_document(data, seed), data
    if random.random() < 0.05:
        json.dumps(report.as_dict())
        assert report.as_text().isprintable() or "\x1b" not in report.as_text()
        assert render_html(report).endswith("</html>\n")


def check_cases(seed: int, cases: int) -> None:
    """`cases` cases that follow from `seed`; a failing one says how to run it again."""
    known = seeds()
    for number in range(cases):
        try:
            check_case(Random(f"{seed}/{number}"), known)
        except Exception as error:
            error.add_note(again(f"{seed}/{number}"))
            raise


def again(name: str) -> str:
    """The command that runs the case of this name alone."""
    code = "from random import Random; from tests.fuzz.test_fuzz import check_case, seeds; "
    return f"to run this case again: python -c '{code}check_case(Random(\"{name}\"), seeds())'"


@pytest.mark.slow("starts pytest in a process of its own")
def test_a_failing_case_says_how_to_run_it_again() -> None:
    """The command is one that works, from the project's folder."""
    command = shlex.split(again("1/7").removeprefix("to run this case again: "))

    assert subprocess.run([sys.executable, *command[1:]], check=False, cwd=ROOT).returncode == 0


def test_seeds_are_what_they_should_be() -> None:
    """Unchanged, each seed is recognised: the fuzzer starts at documents, not at noise."""
    verdicts = [judged(seed.data, seed.url).verdict for seed in seeds()]
    assert verdicts[:5] == [Verdict.VERIFIED] * 5
    assert verdicts[5:] == [Verdict.WARNINGS] * 4


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_answered_with_a_report(data: bytes) -> None:
    """Twelve checks, a verdict that is not green, and three forms that can be shown."""
    report = judged(data)
    assert report.verdict is Verdict.FAILED
    assert json.loads(json.dumps(report.as_dict()))["exitCode"] == 1
    assert report.as_text().endswith("\n")
    assert render_html(report).endswith("</html>\n")


@pytest.mark.slow("a thousand mutated documents through the verifier")
def test_a_short_run() -> None:
    """A few thousand cases with every test run."""
    check_cases(seed=1, cases=SHORT)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(4))
def test_a_long_run(seed: int) -> None:
    """A quarter of a million cases, from four seeds."""
    check_cases(seed=100 + seed, cases=LONG // 4)
