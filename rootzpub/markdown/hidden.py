"""Decides from an element's attributes alone whether a visitor of the page can see it, and what of its text.

Hidden text is where instructions for machines are hidden from people, so it is left out and reported
(docs/markdown.md). Two kinds of signs (CSS 2.2 §6.2, CSS Display 3, CSS Fonts 4): some close the element with all it
holds (`display`, `opacity`, clipping, a size of nothing); others are inherited and may be set anew inside
(`visibility`, `font-size`, `text-indent`, `color`), so they are judged where the text stands.
Invariants: only certain signs count (an attribute, an inline style, a size of nothing); a style sheet is never guessed
at; a relative length hides nothing unless it is zero. Text for screen readers (`screen-reader-text`, `sr-only`) is
content and is not hidden. Linear in the style's length.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from rootzpub.markdown.styles import (
    Declarations,
    alpha_is_zero,
    colour,
    declarations,
    font_size,
    four,
    number,
    pixels,
    sides,
)
from rootzpub.markdown.tags import MEDIA

SIGNS: Final = frozenset({"hidden", "style", "aria-hidden"})
"""Attributes that may hide an element: without one of these it is visible."""

VISIBILITY: Final = 1
FONT_SIZE: Final = 2
INDENT: Final = 4
COLOUR: Final = 8
HIDES_MEDIA: Final = VISIBILITY | INDENT
"""The inherited signs that take pictures and players out of sight as well; size and colour of letters do not."""

_MEDIA: Final = frozenset({"img", "iframe", "video", "audio", "picture"})
_LAZY: Final = frozenset({"data-src", "data-lazy-src", "data-original", "data-srcset", "data-lazy-srcset"})
_LONGEST_CACHED: Final = 256
"""Styles longer than this are not cached: memory stays bounded whatever pages hold."""
_ONE_PIXEL: Final = frozenset({"0", "1", "0px", "1px"})
_TINY: Final = 2.0
"""Pixels below which letters cannot be read."""
_FAR: Final = -1000.0
_OUTSIDE: Final = -300.0
"""Pixels beyond which something is off the screen: moved from its place, and placed (`position`) by its edge."""
_INDENTED_AWAY: Final = -500.0
"""Pixels: hanging indents of word processors are smaller."""
_EDGES: Final = ("left", "top", "right", "bottom")
_MARGINS: Final = ("margin-left", "margin-top", "margin-right")
_CLIPPED: Final = frozenset({"hidden", "clip"})
_PAINTS_LETTERS: Final = ("background-clip", "-webkit-background-clip", "-webkit-text-stroke", "text-shadow",
                          "-webkit-text-stroke-width", "-webkit-text-stroke-color")  # fmt: skip
"""What makes letters visible whose own colour is not: a gradient behind them, an outline, a shadow."""


class Sight(NamedTuple):
    """What a style does to what can be seen: `closed` hides all inside; the others are sums of the inherited signs."""

    closed: bool
    sets: int = 0
    """Inherited signs that begin to hide here."""
    clears: int = 0
    """Inherited signs of the elements around that end here."""


_SEEN: Final = Sight(closed=False)


def is_hidden(attributes: dict[str, str], tag: str) -> bool:
    """Whether the element `tag` with these attributes shows nothing to a visitor, nor anything inside it.

    A style does not hide media that a lazy-loading script will show.
    """
    style = attributes.get("style")
    hidden = attributes.get("hidden")
    if hidden is not None and hidden.lower() != "until-found" and not (style and _displays(style)):
        return True
    if attributes.get("aria-hidden", "").lower() == "true":
        return True
    if style is None:
        return False
    seen = sight(style)
    if seen.closed or (seen.sets & VISIBILITY and tag in MEDIA):
        return tag not in _MEDIA or _LAZY.isdisjoint(attributes)
    # WordPress clips the frames of embeds until a script has measured them: only those may be clipped and shown.
    return tag != "iframe" and "rect(" in style and _is_clipped_away(declarations(style))


def is_one_pixel(attributes: dict[str, str]) -> bool:
    """Whether an image or a frame is one pixel or less: a counter, not a picture."""
    return attributes.get("width") in _ONE_PIXEL and attributes.get("height") in _ONE_PIXEL


def sight(style: str) -> Sight:
    """What an inline style hides."""
    return _cached(style) if len(style) < _LONGEST_CACHED else _sight(style)


@lru_cache(maxsize=2048)
def _cached(style: str) -> Sight:
    return _sight(style)


def _sight(style: str) -> Sight:
    given = declarations(style)
    closed = _is_closed(given) or _is_empty(given) or _is_off_screen(given)
    sets = clears = 0
    for sign, judged in (
        (VISIBILITY, _visibility(given)),
        (FONT_SIZE, _letters(given)),
        (INDENT, _indent(given)),
        (COLOUR, _colours(given)),
    ):
        if judged is not None:
            sets, clears = (sets | sign, clears) if judged else (sets, clears | sign)
    return Sight(closed, sets, clears) if closed or sets or clears else _SEEN


def _displays(style: str) -> bool:
    """Whether the style shows what the attribute `hidden` would not: an author's style counts more (HTML 15.3.1)."""
    return declarations(style).get("display", "none") != "none"


def _is_closed(given: Declarations) -> bool:
    if given.get("display") == "none" or given.get("content-visibility") == "hidden":
        return True
    opacity = number(given["opacity"]) if "opacity" in given else None
    if opacity is not None and opacity <= 0:
        return True
    if "filter" in given and number(_argument(given["filter"], "opacity(")) == 0:
        return True
    if "clip-path" in given and _is_cut_away(given["clip-path"]):
        return True
    return "transform" in given and _is_transformed_away(given["transform"])


def _is_cut_away(path: str) -> bool:
    """Whether a shape (CSS Masking 1) leaves nothing."""
    if path.startswith("inset("):
        top, right, bottom, left = four(_argument(path, "inset(").partition("round")[0].split() or ["0"])
        return any(_shares(first) + _shares(second) >= 1 for first, second in ((top, bottom), (left, right)))
    if path.startswith(("circle(", "ellipse(")):
        return pixels(path.partition("(")[2].split(" ")[0].rstrip(")")) == 0
    return path.startswith("polygon(") and not _argument(path, "polygon(").replace("px", "").strip("0, ")


def _argument(value: str, function: str) -> str:
    """What stands in the parentheses of this function, or an empty string."""
    return value.partition(function)[2].partition(")")[0].strip()


def _is_transformed_away(value: str) -> bool:
    for call in value.split(")"):
        name, _, arguments = call.strip(" ,").partition("(")
        parts = arguments.split(",")
        if name in ("scale", "scalex", "scaley") and any(number(part.strip()) == 0 for part in parts):
            return True
        if name.startswith("translate") and any((pixels(part.strip()) or 0) <= _FAR for part in parts):
            return True
    return False


def _is_clipped_away(given: Declarations) -> bool:
    value = given.get("clip", "")
    sizes = _argument(value, "rect(").replace(",", " ").split() if value.startswith("rect(") else []
    return len(sizes) == 4 and all(-1 <= (pixels(size) or 0) <= 1 and size != "auto" for size in sizes)  # noqa: PLR2004 - four edges


# -- a size of nothing


def _is_empty(given: Declarations) -> bool:
    """Whether the element has no size and shows nothing beyond it."""
    if not any(given.get(name, "").split(" ")[0] in _CLIPPED for name in ("overflow", "overflow-x", "overflow-y")):
        return False
    indent = given.get("text-indent", "")
    if indent.endswith("%") and abs(number(indent) or 0) >= 1:
        return True
    if "aspect-ratio" in given:
        return False
    return _has_no_size(given, "height", 0) or _has_no_size(given, "width", 1)


def _has_no_size(given: Declarations, name: str, side: int) -> bool:
    """`side` 0 is the vertical one: padding there, or a least size, gives the element a size all the same."""
    sizes = [given[key] for key in (name, f"max-{name}") if key in given]
    if not any(0 <= _size(size) <= 1 for size in sizes):
        return False
    least = given.get(f"min-{name}", "0")
    padding = sides(given, "padding")
    return _size(least) == 0 and all(_size(padding[at]) == 0 for at in (side, side + 2))


def _size(value: str) -> float:
    """In pixels; a relative or unknown one counts as large, unless it is zero."""
    absolute = pixels(value, relative=False)
    return 9999.0 if absolute is None else absolute


# -- out of the screen


def _is_off_screen(given: Declarations) -> bool:
    if any((pixels(given[name]) or 0) <= _FAR for name in _MARGINS if name in given):
        return True
    offsets = [given[name] for name in _EDGES if name in given]
    if not offsets:
        return False
    placed = given.get("position") in ("absolute", "fixed")
    far = _OUTSIDE if placed else _FAR
    return any((pixels(value) or 0) <= far or (placed and _shares(value) <= -1) for value in offsets)


def _shares(value: str) -> float:
    """How many times the size of what is around it a percentage is."""
    return (number(value) or 0.0) if value.endswith("%") else 0.0


# -- inherited signs: True hides, False shows what was hidden around, None says nothing


def _visibility(given: Declarations) -> bool | None:
    value = given.get("visibility")
    if value in ("hidden", "collapse"):
        return True
    return False if value in ("visible", "initial") else None


def _letters(given: Declarations) -> bool | None:
    value = font_size(given)
    if value is None:
        return None
    absolute = pixels(value, relative=False)
    if absolute is not None:
        return absolute < _TINY
    # `2em` of nothing is nothing: relative to the element around, it neither hides nor shows.
    relative = value.endswith(("em", "%", "ex", "ch")) and not value.endswith("rem")
    return None if relative or value in ("inherit", "unset", "smaller", "larger") else False


def _indent(given: Declarations) -> bool | None:
    value = given.get("text-indent")
    if value is None or value in ("inherit", "unset"):
        return None
    if value.endswith("%"):
        return (number(value) or 0) <= -5  # noqa: PLR2004 - five times the line's width: no first line comes back
    distance = pixels(value.partition(" ")[0])
    return distance is not None and distance <= _INDENTED_AWAY


def _colours(given: Declarations) -> bool | None:
    """Whether letters have no colour, or the very colour of their own background."""
    fill = given.get("-webkit-text-fill-color") or given.get("color")
    background = given.get("background-color") or given.get("background")
    if fill is None or fill in ("inherit", "unset"):
        return False if background is not None else None
    if any(name in given for name in _PAINTS_LETTERS):
        return False
    return alpha_is_zero(fill) or (background is not None and colour(fill) == colour(background))
