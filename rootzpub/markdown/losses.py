"""Records losses: what an entry's markdown does not carry as its HTML did, by kind, in a ledger.

Invariants: every kind has a row in `LOSS_KINDS` (and in docs/markdown.md); recording never fails and never costs more
than its example.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rootzpub.site import Loss

LOSS_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "anchor": "a link inside the page whose target heading does not exist: text kept, link dropped",
        "break-in-heading": "a line break in a heading of level 3 to 6: became a blank",
        "code-formatting": "bold, colour or images inside code: the characters are kept, the formatting is not",
        "data-image": "an image written into the page as data: only its alternative text is kept",
        "deep-nesting": "lists or quotations nested deeper than renderers follow: unfolded into the level above",
        "emphasis": "bold, italic or struck text CommonMark cannot mark there: text kept, mark dropped or moved",
        "engine-fallback": "the walker failed on this entry and markdownify converted it",
        "empty-link": "a link without words or picture: its address is the example",
        "form": "a form or control: its labels are in the example",
        "gallery-order": "a classic gallery, whose order may be random: put in the order of its addresses",
        "hidden-text": "text or media a visitor cannot see (hidden, aria-hidden, display:none, zero size, off screen)",
        "highlight": "marked, inserted or underlined text: text kept, mark dropped",
        "interactive": "canvas, applet, a page inside the page or other content that only runs in a browser",
        "interface-text": "words that only help to use the page: icons' names, copy buttons, ways back from notes",
        "link-in-code": "a link inside a code block: text kept, address in the example",
        "link-unfolded": "a link around several blocks: it stands on the first of them",
        "list-numbering": "numbers CommonMark cannot write (reversed, letters, negative, out of order)",
        "math": "a formula without TeX: its characters are kept in a line",
        "note": "a noscript text: for browsers without scripts only",
        "related-posts": "a box of related posts added by a plugin",
        "script": "a script",
        "share-bar": "a bar of share or follow buttons added by a plugin",
        "skip-link": "a link to skip navigation",
        "style": "a style sheet",
        "svg": "a drawing: only its title is kept",
        "table-as-list": "a table whose cells hold what GFM cells cannot: written as a list of rows",
        "table-flattened": "a list, heading or quotation inside a table cell: written as lines of the cell",
        "table-unwrapped": "a layout table (one cell, or a role that says so): only its content is kept",
        "track": "a caption or chapter track of a video or audio",
        "tracking-pixel": "an invisible image that counts visits",
        "unsafe-link": "a link to script, data or a local file: text kept, link dropped",
    }
)

_EXAMPLE: Final = 120
_RULE_NOTE: Final = re.compile("markdown rule [a-z0-9-]+")
"""The part of the walker's note that is ours: what follows names a tag of the page."""


def fallback_loss(error: Exception) -> Loss:
    """The loss that says why another engine converted: the error's type, and the rule if the walker failed in one.

    Its message may quote the page, also what of it is hidden, and losses are published.
    """
    rules = filter(None, map(_RULE_NOTE.match, getattr(error, "__notes__", ())))
    example = "; ".join([type(error).__name__, *(rule[0] for rule in rules)])
    return Loss(kind="engine-fallback", count=1, example=_shorten(example))


class Ledger:
    """Counts losses by kind and keeps the first example of each."""

    __slots__ = ("_count", "_first")

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._count: dict[str, int] = {}

    def add(self, kind: str, example: str = "") -> None:
        """One more loss of `kind` (a key of `LOSS_KINDS`)."""
        count = self._count.get(kind)
        if count is None:
            self._first[kind] = _shorten(example)
            self._count[kind] = 1
        else:
            self._count[kind] = count + 1

    def has_example(self, kind: str) -> bool:
        """Whether an example is there already: one that costs something need not be made."""
        return kind in self._count

    def forget(self, kind: str) -> None:
        """One loss of `kind` was none after all."""
        left = self._count.get(kind, 0) - 1
        if left > 0:
            self._count[kind] = left
        else:
            self._count.pop(kind, None)

    def entries(self) -> tuple[Loss, ...]:
        """All losses, sorted by kind."""
        return tuple(
            Loss(kind=kind, count=count, example=self._first[kind]) for kind, count in sorted(self._count.items())
        )


def _shorten(example: str) -> str:
    """One line of at most 120 characters without control characters; a longer one ends in an ellipsis."""
    line = example[: 8 * _EXAMPLE]
    if not line.isprintable():
        line = "".join(c if c.isprintable() else " " for c in line)
    line = " ".join(line.split())
    return line if len(line) <= _EXAMPLE else line[: _EXAMPLE - 1] + "…"
