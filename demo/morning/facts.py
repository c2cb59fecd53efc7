"""What the page shows, asked of the marts."""

from __future__ import annotations

import json
import subprocess
import typing as t

if t.TYPE_CHECKING:
    from pathlib import Path

Row: t.TypeAlias = dict[str, t.Any]
Facts: t.TypeAlias = dict[str, list[Row]]

DAYS = 45
"""How many days back the charts show."""

_QUERIES = {
    "orders": """
        select day, sum(orders_placed) as placed, sum(orders_shipped) as shipped,
            sum(backlog) as backlog, sum(overdue) as overdue,
            sum(orders_on_time) as on_time, sum(orders_with_due_date) as promised,
            sum(packed_qty) as packed, sum(ordered_qty) as ordered
        from mart_fulfilment_daily
        where day > cast(? as date) - {days}
        group by 1 order by 1
    """,
    "stages": """
        select stage, count(*) as orders,
            sum(case when is_overdue then 1 else 0 end) as overdue
        from fct_order_fulfilment where is_open and placed_at <= ?
        group by 1
    """,
    "facilities": """
        with orders as (
            select *, shipped_day > cast(? as date) - 7 as is_recent
            from fct_order_fulfilment
        )
        select f.facility_key as code, f.facility_name as name,
            count(*) filter (where o.is_open) as open_orders,
            count(*) filter (where o.is_overdue) as overdue,
            count(*) filter (where o.is_on_time and o.is_recent) as on_time,
            count(o.is_on_time) filter (where o.is_recent) as promised,
            median(o.hours_in_all) filter (where o.is_recent) as hours
        from dim_facility f join orders o using (facility_key)
        group by 1, 2 order by 1
    """,
    "late": """
        select order_nbr, facility_key, company_key, stage, due_date, hours_open,
            line_count
        from fct_order_fulfilment where is_overdue and placed_at <= ?
        order by due_date, placed_at limit 8
    """,
    "receiving": """
        select day, sum(shipments_due) as due, sum(shipments_awaited) as awaited,
            sum(expected_qty) as expected, sum(received_qty) as received,
            sum(lpns_received - lpns_waiting) as put_away,
            sum(hours_dock_to_stock * (lpns_received - lpns_waiting)) as hours
        from mart_receiving_daily
        where day > cast(?1 as date) - 14 and day <= cast(?1 as date) + 3
        group by 1 order by 1
    """,
    "waiting": """
        select facility_key as code, sum(waiting_for_putaway) as lpns
        from mart_lpn_ageing where ? is not null group by 1
    """,
    "ages": """
        select age, sum(lpn_count) as lpns
        from mart_lpn_ageing where direction = 'inbound' and ? is not null
        group by 1 order by 1
    """,
    "stock": """
        select day, sum(closing_qty) as closing, sum(received_qty) as received,
            sum(shipped_qty) as shipped, sum(adjusted_qty) as adjusted
        from mart_inventory_daily where day > cast(? as date) - {days}
        group by 1 order by 1
    """,
    "space": """
        select u.facility_key as code, lower(t.description) as type,
            count(*) as locations,
            count(*) filter (where is_empty) as empty,
            count(*) filter (where is_over_full) as over_full,
            count(*) filter (
                where not is_empty and not is_over_full and unit_utilisation >= 0.8
            ) as nearly_full
        from mart_location_utilisation u
        join dim_location l using (location_id)
        join stg_wms__location_type t on l.location_type_id = t.location_type_id
        where ? is not null
        group by 1, 2 order by 1, 2
    """,
    "labour": """
        select work, sum(hours) as hours, sum(units) as units,
            count(distinct user_name) as people,
            sum(units) / nullif(sum(hours), 0) as rate
        from mart_labour_daily where day > cast(? as date) - 7
        group by 1 order by work
    """,
    "hours": """
        select day, work, sum(hours) as hours
        from mart_labour_daily where day > cast(? as date) - 21
        group by 1, 2 order by 1, 2
    """,
    "counts": """
        select date_trunc('week', day)::date as week, sum(lines_counted) as lines,
            sum(lines_exact) as exact_lines, sum(absolute_difference_qty) as off,
            sum(expected_qty) as expected
        from mart_cycle_count_daily where day > cast(? as date) - 56
        group by 1 order by 1
    """,
}
# Run by the Python of dbt's environment, which has DuckDB.
_SCRIPT = """
import datetime, decimal, json, sys
import duckdb

def plain(value):
    if isinstance(value, decimal.Decimal):
        return float(value)
    return str(value)

work = json.load(sys.stdin)
found = {}
with duckdb.connect(work["file"], read_only=True) as connection:
    connection.execute("set schema = 'analytics'")
    for name, query in work["queries"].items():
        done = connection.execute(query, [work["as_of"]])
        names = [column[0] for column in done.description]
        found[name] = [dict(zip(names, row)) for row in done.fetchall()]
json.dump(found, sys.stdout, default=plain)
"""


def ask(python: Path, database: Path, as_of: str) -> Facts:
    """Ask the marts.

    Args:
        python: A Python that has DuckDB.
        database: The database that dbt has built.
        as_of: The moment of the morning, in UTC.

    Returns:
        The rows of each question.

    Raises:
        subprocess.CalledProcessError: If a mart is missing, or is not as it should be.
    """
    queries = {name: text.format(days=DAYS) for name, text in _QUERIES.items()}
    work = {"file": str(database), "queries": queries, "as_of": as_of}
    done = subprocess.run(  # noqa: S603 - the Python of our own environment
        [python, "-c", _SCRIPT],
        input=json.dumps(work),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    facts: Facts = json.loads(done.stdout)
    return facts
