"""Rules of tables: a grid for GFM, a list of rows when a cell holds what GFM cells cannot, nothing for layout.

Which of the three a table is can be known only at its end; the walk then notes it and `conversion` walks once more
(decision 0003). Invariants: a table that is no grid is written by the rules of lists, or by none; tables in a cell are
never grids.
"""

import re
from typing import Final

from rootzpub.markdown.blocks import separate, separate_end
from rootzpub.markdown.grid import Kind, Reach, Row, Table, gfm
from rootzpub.markdown.lists import close_list, open_item, open_list
from rootzpub.markdown.tokens import CELL, LINK_END
from rootzpub.markdown.walker import NO_ATTRIBUTES, Attributes, Mode, Rule, Walker

_SPAN: Final = re.compile(r"\d{1,5}")
_ALIGNED: Final = re.compile(r"text-align\s*:\s*(left|right|center)", re.IGNORECASE)


def _table(walker: Walker) -> Table | None:
    """The table around this place."""
    tables = walker.tables.open
    return tables[-1] if tables else None


def open_table(walker: Walker, attributes: Attributes) -> None:
    """`<table>` where blocks can be."""
    # libxml2 ends a link or a heading for it, which no browser does: the walk is repeated (decision 0003).
    if walker.inline.tokens and walker.inline.tokens[-1] is LINK_END:
        walker.document.autoclosed = True
    walker.flush()
    number = walker.tables.count
    walker.tables.count += 1
    kind = Kind.GRID
    if number in walker.document.findings.unwrapped or attributes.get("role") in ("presentation", "none"):
        kind = Kind.LAYOUT
        walker.ledger.add("table-unwrapped", f"table {number + 1}")
    elif number in walker.document.findings.as_list:
        kind = Kind.ROWS
        walker.ledger.add("table-as-list", f"table {number + 1}")
        open_list(walker, ordered=False)
    walker.tables.open.append(Table(number, kind))


def close_table(walker: Walker) -> None:
    """`</table>`."""
    walker.flush()
    table = walker.tables.open.pop()
    if table.kind is Kind.ROWS:
        close_list(walker)
    elif table.kind is Kind.GRID:
        if table.cells == 1:
            walker.tables.one_cell.add(table.number)
        _write_grid(walker, table)


def _write_grid(walker: Walker, table: Table) -> None:
    markdown, one_cell = gfm(table)
    if not markdown:
        return
    if one_cell:
        walker.tables.one_cell.add(table.number)
    table.end_row_text()
    walker.add_block(markdown, "\n".join(table.texts))


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

    return Rule(f"table-{name[1:]}", begin, finish)


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
        walker.close_frame()  # the item's
    elif table:
        table.end_row_text()


def cell_rule(leaf: Mode, *, head: bool) -> Rule:
    """`<td>`, `<th>`."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        table = _table(walker)
        if table is None or table.kind is not Kind.GRID:
            walker.flush()
            return
        table.cells += 1
        walker.enter_leaf(leaf, break_style=CELL)
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

    return Rule("header-cell" if head else "cell", begin, finish)


def _reach(attributes: Attributes) -> Reach | None:
    reach = Reach(_span(attributes, "colspan"), _span(attributes, "rowspan"), _alignment(attributes))
    return None if reach == (1, 1, "") else reach


def _span(attributes: Attributes, name: str) -> int:
    value = attributes.get(name, "1").strip()
    if not _SPAN.fullmatch(value):
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


# -- a table, a list or code inside a cell


def _open_inner_table(walker: Walker, attributes: Attributes) -> None:
    separate(walker, attributes)
    walker.tables.open.append(Table(walker.tables.count, Kind.LAYOUT, nested=True))
    walker.tables.count += 1


def _close_inner_table(walker: Walker) -> None:
    separate_end(walker)
    inner = walker.tables.open.pop()
    if inner.cells == 1:
        walker.tables.one_cell.add(inner.number)
    elif inner.cells:
        give_up_grid(walker)


def _open_inner_cell(walker: Walker, attributes: Attributes) -> None:
    separate(walker, attributes)
    table = _table(walker)
    if table and table.nested:
        table.cells += 1


def give_up_grid(walker: Walker) -> None:
    """The tables around this place cannot be grids."""
    walker.tables.as_list |= {table.number for table in walker.tables.open if table.kind is Kind.GRID}


def _open_flattened(walker: Walker, attributes: Attributes) -> None:
    separate(walker, attributes)
    if walker.tables.open and walker.inline.break_style is CELL:
        walker.ledger.add("table-flattened", "")


FLATTENED_RULE: Final[Rule] = Rule("block-in-leaf", _open_flattened, separate_end)
TABLE_RULE: Final[Rule] = Rule("table", open_table, close_table)
ROW_RULE: Final[Rule] = Rule("table-row", _open_row, _close_row)
HEAD_RULE: Final[Rule] = _section_rule("thead")
BODY_RULE: Final[Rule] = _section_rule("tbody")
FOOT_RULE: Final[Rule] = _section_rule("tfoot")
INNER_TABLE_RULE: Final[Rule] = Rule("table-in-leaf", _open_inner_table, _close_inner_table)
INNER_CELL_RULE: Final[Rule] = Rule("cell-in-leaf", _open_inner_cell, separate_end)
