"""Who is listed as visible: the database's own quick rule against the rule of `wordpress.visibility`."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.sources.wordpress_tables.database import reading
from rootzpub.sources.wordpress_tables.engines import engine_over, prepared
from rootzpub.sources.wordpress_tables.gating import SiteGates
from rootzpub.sources.wordpress_tables.listing import Listing, Rules, read_listing
from rootzpub.sources.wordpress_tables.schema import COLUMNS, schema_for
from rootzpub.wordpress.dates import moment
from rootzpub.wordpress.gates import Closed, Gates, Rule
from rootzpub.wordpress.gates.gates import Active
from rootzpub.wordpress.visibility import Lineage, Standing, closes_below, hidden_by_relatives, hidden_reason

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
TYPES = ("post", "page", "attachment", "book")
RULES = Rules(public_types=TYPES, now=NOW, zone=ZONE)

_STEPS = [timedelta(seconds=step) for step in (-(10**9), -7200, -1, 0, 1, 7200, 10**9)]
_DATES = st.sampled_from(
    [None, "", "0000-00-00 00:00:00", *((NOW + step).strftime("%Y-%m-%d %H:%M:%S") for step in _STEPS)]
)
_MOSTLY_PUBLISHED = st.just("publish") | st.sampled_from(
    [None, "", "draft", "pending", "private", "future", "trash", "inherit", "wc-completed", "Publish"]
)
_ROWS = st.fixed_dictionaries(
    {
        "post_type": st.sampled_from([*TYPES, *TYPES, None, "", "secret", "nav_menu_item", "wp_block"]),
        "post_status": _MOSTLY_PUBLISHED,
        "post_password": st.just("") | st.sampled_from([None, "x", "0", " "]),
        "post_date_gmt": _DATES,
        "post_date": _DATES,
        "post_parent": st.just(0) | st.integers(0, 7),
    }
)
Row = dict[str, str | int | None]


def listed(rows: list[Row], rules: Rules = RULES) -> Listing:
    """What is listed of a database with these rows, with the ids 1, 2, 3 and so on."""
    schema = schema_for("wp_")
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        for table in ("posts", "postmeta", "options"):
            connection.execute(f"CREATE TABLE wp_{table} ({', '.join(COLUMNS[table])})")
        for entry_id, row in enumerate(rows, 1):
            values = {"ID": entry_id, "post_content": "", "post_title": "", **row}
            names, marks = ", ".join(values), ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO wp_posts ({names}) VALUES ({marks})", [*values.values()])
        with reading(engine_over(prepared(connection)), schema) as reader:
            return read_listing(reader, rules)
    finally:
        connection.close()


def reason_by_itself(row: Row) -> str:
    """What the rule of `wordpress.visibility` says of a row."""
    standing = Standing(
        status=str(row["post_status"] or ""),
        type=str(row["post_type"] or ""),
        protected=bool(row["post_password"]),
        published=moment(str(row["post_date_gmt"] or ""), str(row["post_date"] or ""), ZONE),
    )
    return hidden_reason(standing, now=NOW, public_types=TYPES)


def visible_by_the_rule(rows: list[Row]) -> set[int]:
    """Ids of what may be seen, judged row by row without any SQL. A row without type or status is no entry at all."""
    lineage, parents = Lineage(orphans_visible=True), dict[int, int]()
    entries = {number: row for number, row in enumerate(rows, 1) if None not in (row["post_type"], row["post_status"])}
    for entry_id, row in entries.items():
        parents[entry_id] = int(row["post_parent"] or 0) if row["post_parent"] != entry_id else 0
        reason = reason_by_itself(row)
        lineage.add(entry_id, parents[entry_id], visible=not reason, closes=closes_below(reason) if reason else False)
    return {
        entry_id
        for entry_id, row in entries.items()
        if not reason_by_itself(row)
        and not hidden_by_relatives(entry_type=str(row["post_type"]), parent_id=parents[entry_id], lineage=lineage)
    }


@pytest.mark.slow("hundreds of generated examples, each through a database")
@given(st.lists(_ROWS, min_size=1, max_size=6))
def test_sql_and_rule_see_the_same_entries(rows: list[Row]) -> None:
    """Over a real database, with every kind of row, parents included."""
    listing = listed(rows)

    assert {number for number in range(1, len(rows) + 1) if listing.is_visible(number)} == visible_by_the_rule(rows)


@pytest.mark.slow("hundreds of generated examples, each through a database")
@given(
    rows=st.lists(_ROWS, min_size=1, max_size=6),
    rule=st.builds(
        Rule,
        types=st.frozensets(st.sampled_from([*TYPES, "secret"]), max_size=2),
        ids=st.frozensets(st.integers(1, 6), max_size=3),
        but=st.frozensets(st.integers(1, 6), max_size=3),
        everything=st.booleans(),
    ),
    site=st.none() | st.just(Closed(reason="closed-site", cause="X")),
)
def test_sql_and_rule_see_the_same_entries_behind_gates(rows: list[Row], rule: Rule, site: Closed | None) -> None:
    """What a rule or a closed site hides, the quick rule of the database does not let through, and nothing else."""
    gates = SiteGates(gates=Gates(rules=(Active(by=rule, plugin="X"),), site=site))
    plain, gated = listed(rows), listed(rows, replace(RULES, gates=gates))

    def is_closed(number: int) -> bool:
        kind = rows[number - 1]["post_type"]
        named = rule.everything or kind in rule.types or number in rule.ids
        return site is not None or (named and number not in rule.but)

    # A row without type or status is no entry at all.
    numbers = [number for number in range(1, len(rows) + 1) if plain.posts.of(number)]
    hidden_by_gates = {number for number in numbers if is_closed(number) and number not in plain.hidden}
    assert set(gated.hidden) == set(plain.hidden) | hidden_by_gates
    assert all(gated.hidden[number].cause == "X" for number in hidden_by_gates)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"post_status": ""}, id="empty-status"),
        pytest.param({"post_status": None}, id="no-status"),
        pytest.param({"post_type": ""}, id="empty-type"),
        pytest.param({"post_type": None}, id="no-type"),
        pytest.param({"post_password": " "}, id="a-blank-as-password"),
        *(
            pytest.param({"post_date_gmt": nothing, "post_date": "2031-01-01 00:00:00"}, id=f"future-beside-{nothing}")
            for nothing in (None, "", "0000-00-00 00:00:00")
        ),
    ],
)
def test_what_a_database_seldom_holds_is_hidden(changes: Row) -> None:
    """Whatever is not plainly public is hidden, also where a column is NULL or empty."""
    plain: Row = {
        "post_type": "post",
        "post_status": "publish",
        "post_password": "",
        "post_date_gmt": "2026-01-01 00:00:00",
        "post_date": "2026-01-01 01:00:00",
        "post_parent": 0,
    }
    assert listed([plain]).is_visible(1)
    assert not listed([plain | changes]).is_visible(1)
