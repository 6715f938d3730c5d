"""The error tree, and the two tables that translate it."""

import pytest

from rootzpub import errors
from rootzpub.cli.exit_codes import EXIT_CODES, exit_code
from rootzpub.publisher import STATUSES, status


def tree(kind: type[errors.RootzpubError]) -> list[type[errors.RootzpubError]]:
    return [kind, *(deeper for child in kind.__subclasses__() for deeper in tree(child))]


OURS = [kind for kind in tree(errors.RootzpubError) if kind.__module__ == "rootzpub.errors"]


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_row_in_both_tables(kind):
    """A new error must say what a shell and what an HTTP client is given."""
    assert kind in EXIT_CODES
    assert kind in STATUSES


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_every_error_stands_in_the_drawn_tree(kind):
    """The docstring of the module draws the whole tree."""
    assert kind.__name__ in (errors.__doc__ or "")


def test_a_subclass_without_a_row_counts_as_its_base():
    """Errors defined elsewhere fall back to the nearest base."""

    class Special(errors.FetchFailed):
        """A special one."""

    assert exit_code(Special("x")) == 4
    assert status(Special("x")) == 502


def test_an_error_carries_one_line_and_a_hint():
    """Message and hint are apart."""
    error = errors.TooManyRequests("too fast", hint="wait", retry_after=7)

    assert (error.message, error.hint, error.retry_after, str(error)) == ("too fast", "wait", 7, "too fast")
