"""A table as rows of cells, and the GFM table they become.

Invariants: a cell of n columns by m rows leaves blank cells behind it (GFM has no spans); a row is never wider than the
widest row that exists, or `_WIDE`, and all blank cells together are no more than `_blanks` of the cells that exist: a
table costs in proportion to the page.
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, NamedTuple

from rootzpub.site import Budget

_WIDE: Final = 50
"""Columns a span may make beyond the cells that exist."""

_FEW_BLANKS: Final = 100_000
_BLANKS_FOR_EACH: Final = 2 * _WIDE
"""So many blank cells a table may have anyway, and for each cell that is there."""

_ORDER: Final = {"thead": 0, "tfoot": 2}
"""GFM knows one header row and no foot: sections are put in the order in which a browser shows them."""

_DELIMITER_CELLS: Final = {"": "---", "left": ":---", "right": "---:", "center": ":---:"}


class Kind(Enum):
    """How a table is written."""

    GRID = auto()
    ROWS = auto()
    LAYOUT = auto()


class Reach(NamedTuple):
    """What a cell has beyond its content: how far it reaches and where its text stands."""

    columns: int
    rows: int
    align: str


@dataclass(slots=True)
class Row:
    """One row: the markdown of its cells, and only where a cell has one its reach (most have none)."""

    section: str
    cells: list[str] = field(default_factory=list)
    reaches: dict[int, Reach] | None = None
    all_head: bool = True


@dataclass(slots=True)
class Table:
    """A table being read."""

    number: int
    kind: Kind
    nested: bool = False
    cells: int = 0
    rows: list[Row] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """The text of each finished row."""
    row_texts: list[str] = field(default_factory=list)
    """The texts of the cells of the row being read."""
    section: str = "tbody"
    reach: Reach | None = None
    """The reach of the cell being read."""

    def end_row_text(self) -> None:
        """The row being read ends: its cells' texts are one line of the table's text."""
        if self.row_texts:
            self.texts.append(" ".join(self.row_texts))
            self.row_texts.clear()


def gfm(table: Table) -> tuple[str, bool]:
    """(GFM markdown, whether it is one cell); empty if no cell holds anything.

    Raises:
        TooCostly: cells that reach over rows or columns leave blank ones beyond all proportion.
    """
    rows = [row for row in table.rows if row.cells]
    if not any(any(row.cells) for row in rows):
        return "", False
    rows.sort(key=lambda row: _ORDER.get(row.section, 1))
    budget = Budget(_FEW_BLANKS + _BLANKS_FOR_EACH * sum(len(row.cells) for row in rows))
    grid, aligns = _grid(rows, budget, head=rows[0].section == "thead" or rows[0].all_head)
    return _gfm(grid, aligns), len(grid) == 1 and len(grid[0]) == 1  # one: all other cells are empty


def _grid(rows: list[Row], budget: Budget, *, head: bool) -> tuple[list[list[str]], list[str]]:
    """Lines, the header first (empty if the table has none), and each column's alignment.

    GFM needs a header row, so a table without one gets an empty one: a row of data must not become a heading.
    """
    widest = max(_WIDE, *(len(row.cells) for row in rows))
    grid: list[list[str]] = [] if head else [[]]
    aligns: list[str] = []
    down: dict[int, int] = {}
    for row in rows:
        line = row.cells
        if down or row.reaches:
            line = _line_of(row, down, aligns, widest)
            budget.spend(len(line) - len(row.cells))
            for column in [column for column, left in down.items() if left <= 1]:
                del down[column]
            for column in down:
                down[column] -= 1
        if not grid or any(line):
            grid.append(line)
    return _trimmed(grid), aligns


def _line_of(row: Row, down: dict[int, int], aligns: list[str], widest: int) -> list[str]:
    """A row's cells in their columns, blank where another cell reaches over; `down` is how far cells still reach."""
    line: list[str] = []
    for number, cell in enumerate(row.cells):
        while len(line) in down:
            line.append("")
        reach = row.reaches.get(number) if row.reaches else None
        if reach is None:
            line.append(cell)
            continue
        for extra in range(min(reach.columns, max(1, widest - len(line)))):
            if reach.rows > 1 and len(line) < widest:
                down[len(line)] = reach.rows
            _align(aligns, len(line), reach.align)
            line.append("" if extra else cell)
    while len(line) in down:
        line.append("")
    return line


def _align(aligns: list[str], column: int, align: str) -> None:
    if align:
        aligns += [""] * (column + 1 - len(aligns))
        aligns[column] = aligns[column] or align


def _trimmed(grid: list[list[str]]) -> list[list[str]]:
    """No column at the right that is empty in every line."""
    width = 1
    for line in grid:
        for column in range(len(line), width, -1):
            if line[column - 1]:
                width = column
                break
    return [line if len(line) <= width else line[:width] for line in grid]


def _gfm(grid: list[list[str]], aligns: list[str]) -> str:
    width = max(map(len, grid))
    ruler = [_DELIMITER_CELLS[align] for align in aligns[:width]]
    ruler += ["---"] * (width - len(ruler))
    lines = [_line(grid[0], width), _line(ruler, width)]
    # One row of ten thousand cells among ten thousand of one: GFM allows rows that end before the last column.
    held = sum(map(len, grid))
    width = width if width * len(grid) <= _FEW_BLANKS + _BLANKS_FOR_EACH * held else 0
    lines += [_line(cells, width) for cells in grid[1:]]
    return "\n".join(lines)


def _line(cells: list[str], width: int) -> str:
    missing = width - len(cells)
    return "| " + " | ".join(cells + [""] * missing if missing > 0 else cells) + " |"
