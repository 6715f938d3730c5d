"""`RequestContext`: who asks, and how; all of a request that is not its address. And the question, read strictly.

Invariants: every question is read here, wherever it comes from (an agents' path, a form, an address that somebody has
verified, the command line), so that each gets the same answer and has the same bounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from rootzpub.errors import BadParameter
from rootzpub.wire import ANONYMOUS, Caller

Parameters = Sequence[tuple[str, str]]
"""Query parameters in the order they were asked, decoded."""

LONGEST_QUERY: Final = 8192
"""Bytes; no tool has a question that long."""
LONGEST_PATH: Final = 2000
"""Characters; error documents show as much of a path."""
MOST_PARAMETERS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """Who asks, and how."""

    caller: Caller = ANONYMOUS
    method: str = "GET"
    """HEAD is asked as GET."""
    body: bytes = b""
    """The request's body, unread."""
    accept: str = ""
    """The Accept header; empty = whatever there is."""


PLAIN_GET: Final = RequestContext()
"""Anybody's GET, without a wish: what can be answered from the cache without looking at the row."""


def question(path: str, query_string: str) -> list[tuple[str, str]]:
    """The parameters of a question to `path` (as in a URL), in order.

    Raises:
        BadParameter: path or query is too long, the parameters are too many, or not UTF-8.
    """
    if len(path) > LONGEST_PATH:
        raise BadParameter(f"expected a path of at most {LONGEST_PATH} characters, got {len(path)}")
    return parameters(query_string)


def parameters(query_string: str) -> list[tuple[str, str]]:
    """The query's parameters in order.

    Raises:
        BadParameter: too long, too many, or not UTF-8.
    """
    if len(query_string) > LONGEST_QUERY:
        raise BadParameter(
            f"expected a query of at most {LONGEST_QUERY} bytes, got {len(query_string)}", hint="Ask for less at once."
        )
    try:
        # Strictly: with replacement characters the question that is signed would not be the one that was asked. Blank
        # values stay, so that an empty parameter is refused and not ignored [wire §3.4].
        return parse_qsl(query_string, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    # Before ValueError, of which it is a kind.
    except UnicodeDecodeError:
        raise BadParameter("expected a query in UTF-8, got other bytes", hint="Percent-encode UTF-8.") from None
    except ValueError:
        raise BadParameter(
            f"expected at most {MOST_PARAMETERS} parameters, got more", hint="Leave out what the tool does not know."
        ) from None
