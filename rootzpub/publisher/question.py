"""What is asked, read strictly: the same for web and command line, so that both get the same answer."""

from urllib.parse import parse_qsl

from rootzpub.errors import BadParameter

LONGEST_QUERY = 8192
"""Bytes; no tool has a question that long."""
_MOST_PARAMETERS = 50


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
        return parse_qsl(query_string, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise BadParameter("expected a query in UTF-8, got other bytes", hint="Percent-encode UTF-8.") from None
    except ValueError:
        raise BadParameter(
            f"expected at most {_MOST_PARAMETERS} parameters, got more", hint="Leave out what the tool does not know."
        ) from None
