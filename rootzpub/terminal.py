"""Text that is safe to show at a terminal: the one place that makes it so.

Invariants: what a site, a document or a server says can neither move a cursor, set a title or a colour, nor show in
another order than it stands (escape sequences, C0 and C1 controls, bidirectional overrides); nothing is left out, each
such character is shown as an escape.
"""

import unicodedata


def printable(text: str) -> str:
    """One line: control and format characters as visible escapes, line feeds too."""
    if text.isprintable():
        return text
    return "".join(char if _is_plain(char) else _escaped(char) for char in text)


def printable_lines(text: str) -> str:
    """Several lines: the same, but that line feeds and tabs stay what they are."""
    if text.isprintable():
        return text
    return "".join(char if char in "\n\t" or _is_plain(char) else _escaped(char) for char in text)


def printable_json(text: str) -> str:
    """JSON text: what it may hold raw and a terminal may not, in the escapes of JSON: the value stays the same."""
    if text.isprintable():
        return text
    return "".join(char if char == "\n" or _is_plain(char) else _json_escaped(char) for char in text)


def _is_plain(char: str) -> bool:
    # Blanks of other widths are no controls, and common in titles; Python calls them unprintable.
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _json_escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
