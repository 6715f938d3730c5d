"""Decides from an element's attributes alone whether a visitor of the page can see it.

Hidden text is where instructions for machines are hidden from people, so it is left out and reported
(docs/markdown.md).
Invariants: only certain signs count (an attribute, an inline style, a size of nothing); a style sheet is never guessed
at. Text for screen readers (`screen-reader-text`, `sr-only`) is content and is not hidden.
"""

import re
from functools import lru_cache
from typing import Final

SIGNS: Final = frozenset({"hidden", "style", "aria-hidden"})
"""Attributes that may hide an element: without one of these it is visible."""

_HIDING: Final = re.compile(
    r"""(?:^|;)\s*(?:
        display\s*:\s*none
      | visibility\s*:\s*(?:hidden|collapse)
      | content-visibility\s*:\s*hidden
      | opacity\s*:\s*(?:0*\.?0+%?|0+\.0*)(?![\d.])
      | font-size\s*:\s*(?:0|0?\.\d+|1(?:\.\d+)?(?=px))(?:\.0+)?(?:px|pt|em|rem|%|vw|vh)?\s*(?=;|!|$)
      | font\s*:\s*(?:[a-z ]+\s)?0(?:px|pt|em|rem)?[\s/]
      | text-indent\s*:\s*-\d{3,}
      | (?:left|top|right|bottom|margin-left|margin-top|margin-right)\s*:\s*-\d{4,}(?:\.\d+)?(?:px|em|rem|%)?
      | transform\s*:[^;]*(?:scale[xy]?\(\s*0(?:\.0+)?\s*[,)]|translate[xy]?\([^)]*-\d{4,}px)
      | clip-path\s*:\s*(?:inset\(\s*(?:100%|50%)|circle\(\s*0)
      | color\s*:\s*(?:transparent|rgba\([^)]*,\s*0?\.?0+\s*\))
      | -webkit-text-fill-color\s*:\s*transparent
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_OFF_SCREEN: Final = re.compile(
    r"(?:left|top|right|bottom)\s*:\s*-\d{3,}(?:\.\d+)?(?:px|em|rem|%|vw|vh)", re.IGNORECASE
)
_CLIPPED: Final = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_CLIPPED_AWAY: Final = re.compile(r"(?:^|;)\s*clip\s*:\s*rect\((?:\s*[01](?:px)?\s*,?){4}\)", re.IGNORECASE)
_NOTHING: Final = re.compile(
    r"(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*0*(?:\.0+)?[01]?(?:px|em|rem|%)?\s*(?:;|!|$)", re.IGNORECASE
)
_COLOURS: Final = re.compile(r"(?:^|;)\s*(color|background(?:-color)?)\s*:\s*([^;!]+)", re.IGNORECASE)
_PADDED: Final = re.compile(r"padding(?:-bottom|-top)?\s*:\s*[^;]*[1-9]|(?:min-height|aspect-ratio)\s*:", re.IGNORECASE)
_MEDIA: Final = frozenset({"img", "iframe", "video", "audio", "picture"})
_LAZY: Final = frozenset({"data-src", "data-lazy-src", "data-original", "data-srcset", "data-lazy-srcset"})
_LONGEST_CACHED: Final = 256
"""Styles longer than this are not cached: memory stays bounded whatever pages hold."""
_ONE_PIXEL: Final = frozenset({"0", "1", "0px", "1px"})


def is_hidden(attributes: dict[str, str], tag: str) -> bool:
    """Whether the element `tag` with these attributes shows nothing to a visitor.

    A style does not hide media that a lazy-loading script will show.
    """
    hidden = attributes.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    if attributes.get("aria-hidden", "").lower() == "true":
        return True
    style = attributes.get("style")
    if style is None:
        return False
    if not style_hides(style):
        # WordPress clips the frames of embeds until a script has measured them: only those may be clipped and shown.
        return tag != "iframe" and "rect(" in style and _CLIPPED_AWAY.search(style) is not None
    return tag not in _MEDIA or _LAZY.isdisjoint(attributes)


def is_one_pixel(attributes: dict[str, str]) -> bool:
    """Whether an image or a frame is one pixel or less: a counter, not a picture."""
    return attributes.get("width") in _ONE_PIXEL and attributes.get("height") in _ONE_PIXEL


def style_hides(style: str) -> bool:
    """Whether an inline style takes the element out of sight."""
    return _hides_cached(style) if len(style) < _LONGEST_CACHED else _hides(style)


@lru_cache(maxsize=2048)
def _hides_cached(style: str) -> bool:
    return _hides(style)


def _hides(style: str) -> bool:
    style = re.sub(r"/\*.*?\*/", " ", style, flags=re.DOTALL) if "/*" in style else style
    if _HIDING.search(style):
        return True
    if _CLIPPED.search(style) and _NOTHING.search(style) and not _PADDED.search(style):
        return True
    if "position" in style and _OFF_SCREEN.search(style):
        return True
    return _has_background_colour(style)


def _has_background_colour(style: str) -> bool:
    """Whether text has the very colour of its own background."""
    colours = {name.lower()[:5]: _colour(value) for name, value in _COLOURS.findall(style)}
    return "color" in colours and colours["color"] == colours.get("backg")


def _colour(value: str) -> str:
    value = value.strip().lower()
    names = {"white": "#fff", "black": "#000"}
    value = names.get(value, value)
    if re.fullmatch(r"#[0-9a-f]{6}", value) and value[1::2] == value[2::2]:
        value = "#" + value[1::2]
    return value
