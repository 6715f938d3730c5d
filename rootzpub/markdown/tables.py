"""Rules of tables: a grid for GFM, a list of rows when a cell holds what GFM cells cannot, nothing for layout.

Which of the three a table is can be known only at its end; the walk then notes it and `convert` walks once more.
Law: a cell of n columns by m rows leaves blank cells behind it; a row is never wider than `_widest` of its table.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from rootzpub.markdown.blocks import close_item, close_list, open_item, open_list, separate, separate_end
from rootzpub.markdown.inline import CELL, LINK_END
from rootzpub.markdown.walker import NO_ATTRIBUTES, Attributes, Mode, Rule, Walker

_WIDE = 50
"""Columns a span may make beyond the cells that exist."""

_ALIGNED = re.compile(r"text-align\s*:\s*(left|right|center)", re.IGNORECASE)
_RULERS = {"": "---", "left": ":---", "right": "---:", "center": ":---:"}


class Kind(Enum):
    """How a table is written."""

    GRID = auto()
    ROWS = auto()
    LAYOUT = auto()


@dataclass(slots=True)
class Cell:
    """One cell: its markdown on one line, its text, how far it reaches."""

    markdown: str
    text: str
    head: bool
    columns: int
    rows: int
    align: str


@dataclass(slots=True)
class Table:
    """A table being read."""

    number: int
    kind: Kind
    nested: bool = False
    cells: int = 0
    rows: list[list[Cell]] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    """The section (thead, tbody, tfoot) of each row."""
    section: str = "tbody"
    attributes: Attributes = field(default_factory=dict)
    captions: int = 0


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
        walker.ledger.add("table-unwrapped", "")
    elif number in walker.findings.as_list:
        kind = Kind.ROWS
        walker.ledger.add("table-as-list", "")
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
        separate(walker, attributes)
        if walker.tables:
            table = walker.tables[-1]
            assert isinstance(table, Table)
            table.section = name

    def finish(walker: Walker) -> None:
        separate_end(walker)
        if walker.tables:
            table = walker.tables[-1]
            assert isinstance(table, Table)
            table.section = "tbody"

    return Rule(begin, finish)


def _open_row(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.flush()
    table = walker.tables[-1] if walker.tables else None
    if isinstance(table, Table) and table.kind is Kind.ROWS:
        open_item(walker, NO_ATTRIBUTES)
    elif isinstance(table, Table):
        table.rows.append([])
        table.sections.append(table.section)


def _close_row(walker: Walker) -> None:
    walker.flush()
    table = walker.tables[-1] if walker.tables else None
    if isinstance(table, Table) and table.kind is Kind.ROWS:
        close_item(walker)


def cell_rule(leaf: Mode, *, head: bool) -> Rule:
    """`<td>`, `<th>`."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        table = walker.tables[-1] if walker.tables else None
        if not isinstance(table, Table) or table.kind is not Kind.GRID:
            walker.flush()
            return
        table.cells += 1
        walker.enter_leaf(leaf, setting=CELL)
        table.attributes = attributes

    def finish(walker: Walker) -> None:
        table = walker.tables[-1] if walker.tables else None
        if not isinstance(table, Table) or table.kind is not Kind.GRID:
            walker.flush()
            return
        markdown, text = walker.leave_leaf()
        attributes = table.attributes
        if not table.rows:
            table.rows.append([])
            table.sections.append(table.section)
        table.rows[-1].append(
            Cell(
                markdown.replace("|", "\\|") if "|" in markdown else markdown,
                text,
                head,
                _span(attributes, "colspan") if attributes else 1,
                _span(attributes, "rowspan") if attributes else 1,
                _alignment(attributes) if attributes else "",
            )
        )

    return Rule(begin, finish)


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
    rows = [(row, section) for row, section in zip(table.rows, table.sections, strict=True) if row]
    if not any(cell.markdown for row, _ in rows for cell in row):
        return
    rows.sort(key=lambda row: {"thead": 0, "tfoot": 2}.get(row[1], 1))
    cells = [row for row, _ in rows]
    has_head = rows[0][1] == "thead" or all(cell.head for cell in cells[0])
    grid, aligns = _grid(cells, head=has_head)
    walker.blocks.append(_gfm(grid, aligns))
    walker.texts += [text for text in (" ".join(cell.text for cell in row if cell.text) for row in cells) if text]


def _grid(rows: list[list[Cell]], *, head: bool) -> tuple[list[list[str]], list[str]]:
    """Lines of equal width, the header first (empty if the table has none), and each column's alignment."""
    widest = max(_WIDE, max(len(row) for row in rows))
    grid: list[list[str]] = [] if head else [[]]
    aligns: list[str] = []
    down: dict[int, int] = {}
    for row in rows:
        line: list[str] = []
        for cell in row:
            _skip_spanned(line, down)
            for extra in range(min(cell.columns, max(1, widest - len(line)))):
                if cell.rows > 1:
                    down[len(line)] = cell.rows
                line.append(cell.markdown if extra == 0 else "")
                _align(aligns, len(line) - 1, cell.align)
        _skip_spanned(line, down)
        down = {column: left - 1 for column, left in down.items() if left > 1}
        if any(line) or not grid:
            grid.append(line)
    return _trimmed(grid), aligns


def _skip_spanned(line: list[str], down: dict[int, int]) -> None:
    while down.get(len(line), 0) > 0 and len(line) in down:
        line.append("")


def _align(aligns: list[str], column: int, align: str) -> None:
    while len(aligns) <= column:
        aligns.append("")
    if align and not aligns[column]:
        aligns[column] = align


def _trimmed(grid: list[list[str]]) -> list[list[str]]:
    """No column at the right that is empty in every line; every line as wide as the widest."""
    width = 1
    for line in grid:
        for column in range(len(line), width, -1):
            if line[column - 1]:
                width = column
                break
    return [line[:width] + [""] * (width - len(line)) for line in grid]


def _gfm(grid: list[list[str]], aligns: list[str]) -> str:
    ruler = [_RULERS[align] for align in [*aligns, *[""] * len(grid[0])][: len(grid[0])]]
    lines = [_line(grid[0]), _line(ruler), *map(_line, grid[1:])]
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


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
    table = walker.tables[-1] if walker.tables else None
    if isinstance(table, Table) and table.nested:
        table.cells += 1


def give_up_grid(walker: Walker) -> None:
    """The tables around this place cannot be grids."""
    walker.as_list |= {table.number for table in walker.tables if isinstance(table, Table) and table.kind is Kind.GRID}


def _open_flattened(walker: Walker, attributes: Attributes) -> None:
    separate(walker, attributes)
    if walker.tables and walker.setting is CELL:
        walker.ledger.add("table-flattened", "")


FLATTENED_RULE = Rule(_open_flattened, separate_end)
TABLE_RULE = Rule(open_table, close_table)
ROW_RULE = Rule(_open_row, _close_row)
HEAD_RULE = _section_rule("thead")
BODY_RULE = _section_rule("tbody")
FOOT_RULE = _section_rule("tfoot")
INNER_TABLE_RULE = Rule(_open_inner_table, _close_inner_table)
INNER_CELL_RULE = Rule(_open_inner_cell, separate_end)
