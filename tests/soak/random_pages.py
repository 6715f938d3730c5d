"""Random pages out of the same parts as those of `tests/markdown/test_properties.py`, a thousand in a second.

Hypothesis looks for the smallest example and pays for it; here the number of pages counts. Page `n` is the same in
every run.
"""

import html as escaping
from collections.abc import Sequence
from random import Random

from tests.markdown.test_properties import (
    BLOCK,
    HOLDERS,
    INLINE,
    SIGNS,
    TARGETS,
    TOUCHING_INLINE,
    TOUCHING_SIGNS,
)

_DEPTH = 4
_LEAVES = ("<br>", '<img src="/i.png" alt="i">')


class RandomPage:
    """Draws the parts of one page."""

    def __init__(self, number: int) -> None:
        self.chance = Random(f"page {number}")

    def page(self, depth: int = _DEPTH) -> str:
        """Paragraphs, boxes, lists and tables within each other."""
        if depth == 0:
            return f"<p>{self._phrase()}</p>"
        draw = self.chance.choices(
            (self._paragraph, self._box, self._list, self._table, self._row_of_pages), weights=(6, 4, 3, 2, 3)
        )[0]
        return draw(depth - 1)

    def touching(self) -> str:
        """Marks that touch marks, signs and words, somewhere where a phrase can stand."""
        before, after = self.chance.choice(HOLDERS)
        return f"{before}{self._marks()}{after}"

    def _paragraph(self, _: int) -> str:
        phrase = self._phrase()
        return phrase if self.chance.random() < 0.2 else f"<p>{phrase}</p>"

    def _box(self, depth: int) -> str:
        return self._element(BLOCK, self.page(depth))

    def _list(self, depth: int) -> str:
        items = "".join(f"<li>{self.page(depth)}</li>" for _ in range(self.chance.randint(1, 3)))
        return self._element(("ul", "ol"), items)

    def _table(self, _: int) -> str:
        columns = self.chance.randint(2, 3)
        row = lambda: "<tr>" + "".join(f"<td>{self._phrase()}</td>" for _ in range(columns)) + "</tr>"  # noqa: E731
        return "<table>" + "".join(row() for _ in range(self.chance.randint(1, 3))) + "</table>"

    def _row_of_pages(self, depth: int) -> str:
        return "".join(self.page(depth) for _ in range(self.chance.randint(0, 3)))

    def _phrase(self, depth: int = _DEPTH) -> str:
        draw = self.chance.random()
        if depth == 0 or draw < 0.4:
            return self._text()
        if draw < 0.5:
            return f'<a href="{self.chance.choice(TARGETS)}">{self._text()}</a>'
        if draw < 0.6:
            return self.chance.choice(_LEAVES)
        if draw < 0.8:
            return self._element(INLINE, self._phrase(depth - 1))
        return "".join(self._phrase(depth - 1) for _ in range(self.chance.randint(0, 3)))

    def _marks(self, depth: int = _DEPTH) -> str:
        draw = self.chance.random()
        if depth == 0 or draw < 0.3:
            return self.chance.choice(TOUCHING_SIGNS)
        if draw < 0.35:
            return self.chance.choice(_LEAVES)
        inside = "".join(self._marks(depth - 1) for _ in range(self.chance.randint(1, 3)))
        if draw < 0.42:
            return f'<a href="/x">{inside}</a>'
        return self._element(TOUCHING_INLINE, inside) if draw < 0.75 else inside

    def _text(self) -> str:
        return escaping.escape("".join(self.chance.choices(SIGNS, k=self.chance.randint(1, 4))), quote=False)

    def _element(self, names: Sequence[str], inside: str) -> str:
        name = self.chance.choice(names)
        return f"<{name}>{inside}</{name}>"
