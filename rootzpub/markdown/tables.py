"""Rules of tables: a grid for GFM, a list of rows when a cell holds what GFM cells cannot, nothing for layout.

Which of the three a table is can be known only at its end; the walk then notes it and `convert` walks once more.
Invariants: a cell of n columns by m rows leaves blank cells behind it; a row is never wider than `_widest` of its
table.
"""

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, NamedTuple

from rootzpub.markdown.blocks import close_item, close_list, open_item, open_list, separate, separate_end
from rootzpub.markdown.tokens import CELL, LINK_END
from rootzpub.markdown.walker import NO_ATTRIBUTES, Attributes, Mode, Rule, Walker

_WIDE: Final = 50
"""Columns a span may make beyond the cells that exist."""

_ALIGNED: Final = re.compile(r"text-align\s*:\s*(left|right|center)", re.IGNORECASE)
_ORDER: Final = {"thead": 0, "tfoot": 2}
_RULERS: Final = {"": "---", "left": ":---", "right": "---:", "center": ":---:"}


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


def _table(walker: Walker) -> Table | None:
    """The table around this place."""
    table = walker.tables[-1] if walker.tables else None
    assert table is None or isinstance(table, Table)
    return table


def open_table(walker: Walker, attributes: Attributes) -> None:
    """`<table>` where blocks can be. The parser ends a link or a heading for it, which no browser does."""
    if walker.run and walker.run[-1] is LINK_END:
        walker.shield = True
    walker.flush()
    number = walker.table_count
    walker.table_count += 1
    kind = Kind.GRID
    if number in walker.findings.unwrapped or attributes.get("role") in ("presentation", "none"):
        kind = Kind.LAYOUT
        walker.ledger.add("table-unwrapped", f"table {number + 1}")
    elif number in walker.findings.as_list:
        kind = Kind.ROWS
        walker.ledger.add("table-as-list", f"table {number + 1}")
        open_list(walker, ordered=False)
    walker.tables.append(Table(number, kind))


def close_table(walker: Walker) -> None:
    """`</table>`."""
    walker.flush()
    table = walker.tables.pop()
    assert isinstance(table, Table)
    if table.kind is Kind.ROWS:
        close_list(walker)
    elif table.kind is Kind.GRID:
        if table.cells == 1:
            walker.unwrap.add(table.number)
        _write(walker, table)


def _section_rule(name: str) -> Rule:
    def begin(walker: Walker, attributes: Attributes) -> None:
        walker.flush(attributes)
        table = _table(walker)
        if table:
            table.section = name

    def finish(walker: Walker) -> None:
        walker.flush()
        table = _table(walker)
        if table:
            table.section = "tbody"

    return Rule(begin, finish)


def _open_row(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.flush()
    table = _table(walker)
    if table and table.kind is Kind.ROWS:
        open_item(walker, NO_ATTRIBUTES)
    elif table:
        table.rows.append(Row(table.section))


def _close_row(walker: Walker) -> None:
    walker.flush()
    table = _table(walker)
    if table and table.kind is Kind.ROWS:
        close_item(walker)
    elif table:
        _end_row_text(table)


def _end_row_text(table: Table) -> None:
    if table.row_texts:
        table.texts.append(" ".join(table.row_texts))
        table.row_texts.clear()


def cell_rule(leaf: Mode, *, head: bool) -> Rule:
    """`<td>`, `<th>`."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        table = _table(walker)
        if table is None or table.kind is not Kind.GRID:
            walker.flush()
            return
        table.cells += 1
        walker.enter_leaf(leaf, setting=CELL)
        table.reach = _reach(attributes) if attributes else None

    def finish(walker: Walker) -> None:
        table = _table(walker)
        if table is None or table.kind is not Kind.GRID:
            walker.flush()
            return
        markdown, text = walker.leave_leaf()
        if not table.rows:
            table.rows.append(Row(table.section))
        row = table.rows[-1]
        if table.reach:
            row.reaches = row.reaches or {}
            row.reaches[len(row.cells)] = table.reach
        row.all_head = row.all_head and head
        row.cells.append(markdown.replace("|", "\\|") if "|" in markdown else markdown)
        if text:
            table.row_texts.append(text)

    return Rule(begin, finish)


def _reach(attributes: Attributes) -> Reach | None:
    reach = Reach(_span(attributes, "colspan"), _span(attributes, "rowspan"), _alignment(attributes))
    return None if reach == (1, 1, "") else reach


def _span(attributes: Attributes, name: str) -> int:
    value = attributes.get(name, "1").strip()
    if not re.fullmatch(r"\d{1,5}", value):
        return 1
    if name == "rowspan" and int(value) == 0:
        return 65534
    return max(1, int(value))


def _alignment(attributes: Attributes) -> str:
    match = _ALIGNED.search(attributes.get("style", ""))
    if match:
        return match.group(1).lower()
    classes = attributes.get("class", "")
    for side in ("right", "center", "left"):
        if f"has-text-align-{side}" in classes or attributes.get("align", "").lower() == side:
            return side
    return ""


# -- writing a grid


def _write(walker: Walker, table: Table) -> None:
    rows = [row for row in table.rows if row.cells]
    if not any(any(row.cells) for row in rows):
        return
    rows.sort(key=lambda row: _ORDER.get(row.section, 1))
    grid, aligns = _grid(rows, head=rows[0].section == "thead" or rows[0].all_head)
    if len(grid) == 1 and len(grid[0]) == 1:  # all other cells are empty
        walker.unwrap.add(table.number)
    walker.blocks.append(_gfm(grid, aligns))
    _end_row_text(table)
    walker.texts.append("\n".join(table.texts))


def _grid(rows: list[Row], *, head: bool) -> tuple[list[list[str]], list[str]]:
    """Lines, the header first (empty if the table has none), and each column's alignment."""
    widest = max(_WIDE, *(len(row.cells) for row in rows))
    grid: list[list[str]] = [] if head else [[]]
    aligns: list[str] = []
    down: dict[int, int] = {}
    for row in rows:
        line = row.cells
        if down or row.reaches:
            line = _line_of(row, down, aligns, widest)
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
    ruler = [_RULERS[align] for align in aligns[:width]]
    ruler += ["---"] * (width - len(ruler))
    lines = [_line(grid[0], width), _line(ruler, width)]
    lines += [_line(cells, width) for cells in grid[1:]]
    return "\n".join(lines)


def _line(cells: list[str], width: int) -> str:
    missing = width - len(cells)
    return "| " + " | ".join(cells + [""] * missing if missing else cells) + " |"


# -- a table, a list or code inside a cell


def _open_inner_table(walker: Walker, attributes: Attributes) -> None:
    separate(walker, attributes)
    walker.tables.append(Table(walker.table_count, Kind.LAYOUT, nested=True))
    walker.table_count += 1


def _close_inner_table(walker: Walker) -> None:
    separate_end(walker)
    inner = walker.tables.pop()
    assert isinstance(inner, Table)
    if inner.cells == 1:
        walker.unwrap.add(inner.number)
    elif inner.cells:
        give_up_grid(walker)


def _open_inner_cell(walker: Walker, attributes: Attributes) -> None:
    separate(walker, attributes)
    table = _table(walker)
    if table and table.nested:
        table.cells += 1


def give_up_grid(walker: Walker) -> None:
    """The tables around this place cannot be grids."""
    walker.as_list |= {table.number for table in walker.tables if isinstance(table, Table) and table.kind is Kind.GRID}


def _open_flattened(walker: Walker, attributes: Attributes) -> None:
    separate(walker, attributes)
    if walker.tables and walker.setting is CELL:
        walker.ledger.add("table-flattened", "")


FLATTENED_RULE: Final[Rule] = Rule(_open_flattened, separate_end)
TABLE_RULE: Final[Rule] = Rule(open_table, close_table)
ROW_RULE: Final[Rule] = Rule(_open_row, _close_row)
HEAD_RULE: Final[Rule] = _section_rule("thead")
BODY_RULE: Final[Rule] = _section_rule("tbody")
FOOT_RULE: Final[Rule] = _section_rule("tfoot")
INNER_TABLE_RULE: Final[Rule] = Rule(_open_inner_table, _close_inner_table)
INNER_CELL_RULE: Final[Rule] = Rule(_open_inner_cell, separate_end)
