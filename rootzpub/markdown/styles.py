"""Reads inline styles: declarations, lengths, colours (CSS Syntax 3, CSS Values 4), as far as `hidden` asks for them.

Invariants: linear, never raises; of two declarations of a property the later one counts, `!important` before all; a
value that browsers refuse changes nothing.
"""

import re
import sys
from typing import Final

Declarations = dict[str, str]
"""Property to value, both in lower case, without `!important`."""

_ESCAPED: Final = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_LENGTH: Final = re.compile(r"([+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:e[+-]?\d++)?)([a-z]*+|%)")
_PER_UNIT: Final = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54}
_RELATIVE: Final = {"em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "vw": 12.8, "vh": 8.0, "vmin": 8.0, "vmax": 12.8}
"""Pixels that a unit is about, where only the size of a distance matters."""
_DISPLAYS: Final = frozenset(
    """none block inline inline-block flex inline-flex grid inline-grid table inline-table table-row table-cell
    table-caption table-row-group table-header-group table-footer-group table-column table-column-group list-item
    contents flow-root run-in flow ruby math inherit initial unset revert revert-layer -webkit-box
    -webkit-inline-box""".split()  # noqa: SIM905 - a list of words reads best as words
)
_KNOWN: Final = {
    "display": _DISPLAYS,
    "visibility": frozenset({"visible", "hidden", "collapse", "inherit", "initial", "unset", "revert"}),
}
"""Properties whose values are words, with all there are."""
_LENGTHS: Final = frozenset({"font-size", "opacity", "text-indent", "width", "height", "max-width", "max-height"})
_SIZES: Final = frozenset("xx-small x-small small medium large x-large xx-large xxx-large smaller larger".split())  # noqa: SIM905 - words
_WORDS: Final = frozenset(
    """inherit initial unset revert revert-layer auto none normal fit-content min-content max-content""".split()  # noqa: SIM905 - words
)
_NAMES: Final = {"white": "#fff", "black": "#000", "red": "#f00", "blue": "#00f", "yellow": "#ff0"}
_LONG_HEX: Final = re.compile(r"#[0-9a-f]{6}")


def declarations(style: str) -> Declarations:
    """The declarations of a `style` attribute that count."""
    given: Declarations = {}
    important: set[str] = set()
    for part in _parts(_without_comments(style)):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        value = " ".join(value.lower().split())
        if not colon or not name or not value:
            continue
        value, mark, word = value.partition("!")
        value = value.strip()
        urgent = mark != "" and word.strip() == "important"
        if (mark and not urgent) or (name in important and not urgent) or not _is_valid(name, value):
            continue
        given.pop(name, None)  # so that the order is that of the declarations which count
        given[name] = value
        if urgent:
            important.add(name)
    return given


def _without_comments(style: str) -> str:
    if "\\" in style:
        style = _ESCAPED.sub(_unescaped, style)
    if "/*" not in style:
        return style
    first, *others = style.split("/*")
    return " ".join([first, *(other.partition("*/")[2] for other in others)])


def _unescaped(match: re.Match[str]) -> str:
    code = match.group(1)
    if not code:
        return match.group(2)
    return chr(int(code, 16)) if 0 < int(code, 16) <= sys.maxunicode else "\ufffd"


def _parts(style: str) -> list[str]:
    """The style cut at its semicolons, but not inside quotes or parentheses, where addresses hold them."""
    if "(" not in style and '"' not in style and "'" not in style:
        return style.split(";")
    parts: list[str] = []
    begin = depth = 0
    quote = ""
    for at, character in enumerate(style):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character == ";" and not depth:
            parts.append(style[begin:at])
            begin = at + 1
    parts.append(style[begin:])
    return parts


def _is_valid(name: str, value: str) -> bool:
    """Whether browsers take the value; one with a variable or a calculation is taken, whatever it is."""
    if "(" in value:
        return True
    known = _KNOWN.get(name)
    if known is not None:
        return value in known or " " in value
    if name not in _LENGTHS:
        return True
    first = value.partition(" ")[0]
    measured = _measured(first)
    if measured is None:
        return first in _WORDS or first in _SIZES
    return measured[1] != "" or measured[0] == 0 or name == "opacity"  # a length has a unit, unless it is zero


def _measured(value: str) -> tuple[float, str] | None:
    """(number, unit) of a length, a percentage or a number."""
    match = _LENGTH.fullmatch(value)
    if match is None:
        return None
    size = float(match.group(1))
    unit = match.group(2)
    return (size, unit) if not unit or unit == "%" or unit in _PER_UNIT or unit in _RELATIVE or len(unit) > 1 else None


def number(value: str) -> float | None:
    """A number, or a percentage as a share of one; None for anything else."""
    measured = _measured(value)
    if measured is None or measured[1] not in ("", "%"):
        return None
    return measured[0] / 100 if measured[1] else measured[0]


def pixels(value: str, *, relative: bool = True) -> float | None:
    """A length in pixels: zero in any unit is zero; a relative one is estimated, or None if it must not be."""
    measured = _measured(value)
    if measured is None:
        return None
    size, unit = measured
    if size == 0:
        return 0.0
    factor = _PER_UNIT.get(unit)
    if factor is None and relative:
        factor = _RELATIVE.get(unit)
    return None if factor is None else size * factor


def font_size(given: Declarations) -> str | None:
    """The size of letters, from whichever of `font-size` and `font` comes last."""
    for name in reversed(given):
        if name == "font-size":
            return given[name]
        if name == "font":
            return next((size for size in map(_size_of, given[name].split()) if size), None)
    return None


def _size_of(word: str) -> str:
    """The size in one word of `font` (`0/1.5`), or an empty string; a bare number is a weight unless it is 0."""
    size = word.partition("/")[0]
    measured = _measured(size)
    if measured is not None and (measured[1] or measured[0] == 0):
        return size
    return size if size in _SIZES else ""


def sides(given: Declarations, name: str) -> tuple[str, str, str, str]:
    """The four sides (top, right, bottom, left) of a property like `padding`, the shorthand and the single ones."""
    top, right, bottom, left = four(given.get(name, "0").split())
    return (
        given.get(f"{name}-top", top),
        given.get(f"{name}-right", right),
        given.get(f"{name}-bottom", bottom),
        given.get(f"{name}-left", left),
    )


def four(words: list[str]) -> tuple[str, str, str, str]:
    """(top, right, bottom, left) of one to four words, as CSS's shorthands have them."""
    top = words[0]
    right = words[1] if len(words) > 1 else top
    bottom = words[2] if len(words) > 2 else top  # noqa: PLR2004 - the third
    return top, right, bottom, words[3] if len(words) > 3 else right  # noqa: PLR2004 - the fourth


def alpha_is_zero(value: str) -> bool:
    """Whether a colour cannot be seen at all."""
    if value == "transparent":
        return True
    if value[:1] == "#":
        return (len(value) == 5 and value[4] == "0") or (len(value) == 9 and value[7:] == "00")  # noqa: PLR2004 - with alpha
    if not value.startswith(("rgb", "hsl")):
        return False
    inside = value.partition("(")[2].partition(")")[0]
    alpha = inside.rpartition("/")[2] if "/" in inside else inside.rpartition(",")[2] if inside.count(",") == 3 else "1"  # noqa: PLR2004 - the fourth
    return number(alpha.strip()) == 0


def colour(value: str) -> str:
    """A colour in one form, as far as forms are certainly the same."""
    value = _NAMES.get(value, value)
    if _LONG_HEX.fullmatch(value) and value[1::2] == value[2::2]:
        return "#" + value[1::2]
    if value.startswith("rgb(") and value.endswith(")"):
        parts = value[4:-1].replace(",", " ").split()
        if len(parts) == 3 and all(part.isdecimal() and len(part) < 4 for part in parts):  # noqa: PLR2004 - red, green, blue
            return colour("#" + "".join(f"{min(255, int(part)):02x}" for part in parts))
    return value
