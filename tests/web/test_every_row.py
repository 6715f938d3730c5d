"""Every row of the endpoint table with its worst legal input: no question costs more than it is long."""

import itertools
from datetime import UTC, datetime

import pytest

from rootzpub.publisher import ENDPOINT_TABLE, PLAIN_GET, RateClass
from rootzpub.publisher.refusal import shown_path
from rootzpub.wire import Parameter
from tests.growth import assert_linear

UNITS = {
    "letters": "x",
    "words": "a ",
    "quotes": '"',
    "marks": "* ",
    "brackets": "(",
    "accents": "é ",
    "operators": "OR ",
}
ROWS = [(row, parameter) for row in ENDPOINT_TABLE.rows for parameter in row.parameters]
TEXTS = [(row, parameter) for row, parameter in ROWS if parameter.type not in {"integer", "boolean"}]
NUMBERS = [(row, parameter) for row, parameter in ROWS if parameter.type == "integer" and (parameter.maximum or 0) > 1]
LONGEST_WITHOUT_BOUND = 2000
"""Characters tried where a row has no bound of its own; the query's is 8,192."""


def name(case) -> str:
    """A row and one of its parameters."""
    row, parameter = case
    return f"{row.place.name}-{parameter.name}"


def others(row, parameter: Parameter) -> list[tuple[str, str]]:
    """The other parameters that a question needs."""
    return [(one.name, str(one.example)) for one in row.parameters if one.required and one.name != parameter.name]


def path_of(row) -> str:
    """An address of the row."""
    return row.place.paths[0].replace("{segment}", "pages").replace("{path}", "about")


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("case", TEXTS, ids=name)
@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_a_longer_text_costs_no_more_than_it_is_longer(publisher, case, unit):
    """Each text another one, so that none is answered from a cache."""
    row, parameter = case
    most = min(parameter.max_length or LONGEST_WITHOUT_BOUND, LONGEST_WITHOUT_BOUND)
    number = itertools.count()

    def ask(length: int) -> None:
        text = (f"{next(number)} " + unit * length)[:length]
        publisher.answer(path_of(row), [(parameter.name, text), *others(row, parameter)], PLAIN_GET)

    assert_linear(ask, lambda size: size, most // 2)


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("case", NUMBERS, ids=name)
def test_a_larger_number_costs_no_more_than_it_is_larger(publisher, case):
    """Limits, pages, offsets: half the largest and the largest."""
    row, parameter = case
    endpoint_path, rest = path_of(row), others(row, parameter)

    def ask(value: int) -> None:
        # Past the cache: what is built is what costs.
        question = publisher._question(endpoint_path, ((parameter.name, str(value)), *rest), PLAIN_GET)
        publisher._build(question, datetime.now(UTC))

    assert_linear(ask, lambda size: size, (parameter.maximum or 2) // 2)


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("row", ENDPOINT_TABLE.rows, ids=lambda row: row.place.name)
def test_a_longer_path_costs_no_more_than_it_is_longer(publisher, row):
    """Below each address, as long as a path may be."""
    assert_linear(
        lambda size: publisher.answer(path_of(row) + "/x" * (size // 2), (), PLAIN_GET), lambda size: size, 900
    )


@pytest.mark.parametrize("row", ENDPOINT_TABLE.rows, ids=lambda row: row.place.name)
def test_every_row_counts_against_a_limit(row):
    """No address of the table is unlimited."""
    assert row.rate in {RateClass.DOCUMENTS, RateClass.TOOLS}


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_path_is_shown_at_its_own_cost():
    """In an error document, percent-encoded."""
    assert_linear(shown_path, lambda size: "/ä" * size, 500)
