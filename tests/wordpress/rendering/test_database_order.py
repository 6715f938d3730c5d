"""The order of equals."""

import pytest

from rootzpub.site import Term
from rootzpub.wordpress.rendering.database_order import in_database_order, most_used


@pytest.mark.parametrize(
    ("count", "wanted"),
    [
        (9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (10, [1, 9, 8, 7, 6, 5, 4, 3, 2, 10]),
        (13, [1, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 13]),
    ],
)
def test_equals_stand_where_mariadb_leaves_them(count: int, wanted: list[int]) -> None:
    """Observed outcomes of sorting rows that all compare as equal."""
    assert in_database_order(list(range(1, count + 1)), key=lambda _: 0) == wanted


@pytest.mark.parametrize("count", [1, 8, 39, 40, 41, 42, 200, 999, 1000, 1500])
def test_database_order_is_an_order(count: int) -> None:
    """Whatever happens to equals, the keys are in order and nothing is lost."""
    rows = [(each * 7919) % 31 for each in range(count)]
    assert in_database_order(rows, key=lambda row: row) == sorted(rows)


def _term(number: int, count: int, parent: int = 0) -> Term:
    return Term(id=number, taxonomy="t", slug=str(number), name=str(number), parent_id=parent, count=count)


@pytest.mark.parametrize(
    ("parent", "wanted"), [pytest.param(0, [2, 4, 3], id="flat"), pytest.param(2, [2, 4, 3], id="tree")]
)
def test_most_used_terms(parent: int, wanted: list[int]) -> None:
    """The most used first, the empty ones never."""
    terms = [_term(1, 0), _term(2, 9), _term(3, 1, parent), _term(4, 2), _term(5, 1)]
    assert [term.id for term in most_used(terms, 3)] == wanted
