"""Tables that TablePress keeps: rows as JSON in a post, what is hidden of them in its meta, ids in an option.

Invariants: a row or column that its author hid is not in the result; what is no such JSON is no table.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from rootzpub.sources.wordpress_tables.context import SiteContext
from rootzpub.sources.wordpress_tables.rows import Meta, first, meta_by_id, rows_by_id
from rootzpub.sources.wordpress_tables.values import as_number
from rootzpub.wordpress.rendering import DataTable

IDS = "tablepress_tables"
"""The option that says which post holds which table."""
OPTIONS_KEY = "_tablepress_table_options"
VISIBILITY_KEY = "_tablepress_table_visibility"
_TYPE = "tablepress_table"
_SPANS = frozenset({"#colspan#", "#rowspan#", "#span#"})
"""What stands in the cells that another one covers."""
_MOST_CELLS = 200_000


def data_table(site: SiteContext, table_id: str) -> DataTable | None:
    """A published table by TablePress's own id."""
    posts = _json(site.options.text(IDS)).get("table_post")
    post_id = as_number(posts.get(table_id)) if isinstance(posts, dict) else 0
    row = rows_by_id(site.reader, [post_id]).get(post_id) if post_id else None
    if row is None or row.type != _TYPE or row.status != "publish" or row.protected:
        return None
    return _table(row.content, meta_by_id(site.reader, [post_id]).get(post_id, {}))


def _table(content: str, meta: Meta) -> DataTable | None:
    try:
        rows = orjson.loads(content)
    except ValueError:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return None
    seen = _json(first(meta, VISIBILITY_KEY))
    shown = tuple(
        tuple(_cell(cell) for cell in _visible(row, seen.get("columns"))) for row in _visible(rows, seen.get("rows"))
    )
    if not shown or sum(map(len, shown)) > _MOST_CELLS:
        return None
    return DataTable(rows=shown, head=_json(first(meta, OPTIONS_KEY)).get("table_head") is not False)


def _visible(items: Sequence[Any], seen: object) -> list[Any]:
    """The items whose flag is not 0."""
    flags = seen if isinstance(seen, list) else []
    return [item for at, item in enumerate(items) if at >= len(flags) or as_number(flags[at]) != 0]


def _cell(value: object) -> str:
    """A cell as shown; of a formula only TablePress knows the result."""
    text = value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
    if text in _SPANS or (text.startswith("=") and len(text) > 1):
        return ""
    # An apostrophe keeps TablePress from reading a formula.
    return text.removeprefix("'") if text.startswith("'=") else text


def _json(text: str) -> Mapping[str, Any]:
    try:
        value = orjson.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
