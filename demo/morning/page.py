"""The page: one file that needs nothing beside it. Pure."""

from __future__ import annotations

import datetime as dt
import html
import typing as t
from dataclasses import replace

from demo.morning._style import STYLE
from demo.morning._words import (
    at,
    days,
    divide,
    hours,
    kind_of_work,
    ratio,
    section,
    short,
    whole,
)
from demo.morning.charts import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    PALE,
    RED,
    Frame,
    Series,
    legend,
    number,
    percent,
    shares,
)

if t.TYPE_CHECKING:
    from demo.morning.facts import Facts

_STAGES = (
    ("placed", "waiting for allocation", PALE),
    ("allocated", "to pick", AMBER),
    ("picked", "to pack", GREEN),
    ("packed", "to ship", BLUE),
)
_WEEK = 7
_WORK = (BLUE, GREEN, AMBER, RED, GREY)


def page(facts: Facts, as_of: dt.datetime, source: str) -> str:
    """Write the page.

    Args:
        facts: What the marts said.
        as_of: The moment of the morning.
        source: One line on where it all comes from.

    Returns:
        HTML.
    """
    today = as_of.date()
    sections = [
        _facilities(facts),
        _orders(facts, today),
        _stages(facts),
        _on_time(facts, today),
        _receiving(facts, today),
        _stock(facts),
        _space(facts),
        _labour(facts),
        _lpns_and_counts(facts),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Warehouse, {today.isoformat()}</title><style>{STYLE}</style></head>"
        f"<body><main><header><h1>Good morning</h1><p>{as_of:%A, %-d %B %Y, %H:%M} UTC"
        f"</p></header>{_tiles(facts, today)}"
        f'<div class="grid">{"".join(sections)}</div>'
        f"<footer>{html.escape(source)}</footer></main></body></html>\n"
    )


def _tiles(facts: Facts, today: dt.date) -> str:
    orders = {row["day"]: row for row in facts["orders"]}
    now = orders[today.isoformat()]
    before = orders[(today - dt.timedelta(days=7)).isoformat()]
    week = [row for row in facts["orders"][-8:] if row["day"] != today.isoformat()]
    on_time = ratio(week, "on_time", "promised")
    filled = ratio(week, "packed", "ordered")
    dock = next(
        (row for row in facts["receiving"] if row["day"] == today.isoformat()), {}
    )
    waiting = sum(row["lpns"] for row in facts["waiting"])
    locations = sum(row["locations"] for row in facts["space"])
    empty = sum(row["empty"] for row in facts["space"])
    over = sum(row["over_full"] for row in facts["space"])
    expected = (
        f"{number(dock.get('expected') or 0)} units; "
        f"{number(dock.get('awaited') or 0)} still on the road"
    )
    change = now["backlog"] - before["backlog"]
    tiles = (
        (number(now["backlog"]), "open orders", f"{change:+.0f} on a week ago", False),
        (
            number(now["overdue"]),
            "of them overdue",
            f"{percent(now['overdue'] / max(now['backlog'], 1))} of open orders",
            now["overdue"] > 0,
        ),
        (percent(on_time), "on time", "shipped in the last 7 days", False),
        (percent(filled), "filled", "units packed of ordered, 7 days", False),
        (number(dock.get("due") or 0), "shipments due today", expected, False),
        (
            number(waiting),
            "LPNs to put away",
            "received, still at the dock",
            False,
        ),
        (
            percent((locations - empty) / max(locations, 1)),
            "locations in use",
            f"{number(over)} over full, {number(empty)} empty",
            False,
        ),
    )
    return (
        '<div class="tiles">'
        + "".join(
            f'<div class="tile{" bad" if bad else ""}"><b>{value}</b>'
            f"{html.escape(name)}<br><span>{html.escape(note)}</span></div>"
            for value, name, note, bad in tiles
        )
        + "</div>"
    )


def _facilities(facts: Facts) -> str:
    waiting = {row["code"]: row["lpns"] for row in facts["waiting"]}
    rows = []
    for row in facts["facilities"]:
        space = [one for one in facts["space"] if one["code"] == row["code"]]
        locations = sum(one["locations"] for one in space)
        used = locations - sum(one["empty"] for one in space)
        bad = ' class="bad"' if row["overdue"] else ""
        rows.append(
            f"<tr><td><b>{html.escape(row['code'])}</b> {html.escape(row['name'])}</td>"
            f"<td>{row['open_orders']}</td><td{bad}>{row['overdue']}</td>"
            f"<td>{percent(divide(row['on_time'], row['promised']))}</td>"
            f"<td>{hours(row['hours'])}</td>"
            f"<td>{number(waiting.get(row['code'], 0))}</td>"
            f"<td>{percent(divide(used, locations))}</td>"
            f"<td>{sum(one['over_full'] for one in space)}</td></tr>"
        )
    head = "".join(
        f"<th>{one}</th>"
        for one in (
            "Facility",
            "Open orders",
            "Overdue",
            "On time, 7 days",
            "Placed to shipped, median",
            "LPNs to put away",
            "Locations in use",
            "Over full",
        )
    )
    table = f"<table><tr>{head}</tr>{''.join(rows)}</table>"
    return f'<section class="wide">{table}</section>'


def _orders(facts: Facts, today: dt.date) -> str:
    rows = facts["orders"]
    placed = Series("placed", PALE, [row["placed"] for row in rows])
    shipped = Series("shipped", BLUE, [row["shipped"] for row in rows])
    backlog = Series("open at the end of the day", AMBER, [r["backlog"] for r in rows])
    overdue = Series("overdue", RED, [row["overdue"] for row in rows])
    top = max(v or 0 for s in (placed, shipped, backlog) for v in s.values)
    frame = Frame(days(rows), top=top, size=(560, 330), mark=at(rows, today))
    frame.bars(placed, shipped).line(backlog).line(overdue)
    return section(
        "Orders and backlog",
        "Orders by day; today is not over yet",
        legend(*((one.name, one.color) for one in (placed, shipped, backlog, overdue))),
        frame.svg("Orders placed, shipped and open by day"),
    )


def _stages(facts: Facts) -> str:
    known = {row["stage"]: row for row in facts["stages"]}
    cuts = [
        (words, color, known.get(stage, {}).get("orders", 0))
        for stage, words, color in _STAGES
    ]
    late = [
        (words, color, known.get(stage, {}).get("overdue", 0))
        for stage, words, color in _STAGES
    ]
    return section(
        "Where open orders are",
        "What the next step of each open order is, and of those that are overdue",
        legend(*((words, color) for _, words, color in _STAGES)),
        shares([("all open", cuts), ("overdue", late)]),
        _late(facts),
    )


def _on_time(facts: Facts, today: dt.date) -> str:
    rows = [row for row in facts["orders"] if row["day"] < today.isoformat()]
    weekly = Series(
        "on time, 7 days",
        BLUE,
        [
            ratio(rows[max(i - _WEEK + 1, 0) : i + 1], "on_time", "promised")
            for i in range(len(rows))
        ],
    )
    filled = Series(
        "filled, 7 days",
        GREEN,
        [
            ratio(rows[max(i - _WEEK + 1, 0) : i + 1], "packed", "ordered")
            for i in range(len(rows))
        ],
    )
    # The first days have no week behind them.
    rows, weekly, filled = (
        rows[_WEEK - 1 :],
        replace(weekly, values=weekly.values[_WEEK - 1 :]),
        replace(filled, values=filled.values[_WEEK - 1 :]),
    )
    low = min(v for s in (weekly, filled) for v in s.values if v is not None)
    frame = Frame(days(rows), top=1.0, bottom=max(low - 0.1, 0), unit=whole)
    frame.line(weekly).line(filled)
    return section(
        "On time and in full",
        "Orders that left by their day, and units packed of units ordered",
        legend((weekly.name, BLUE), (filled.name, GREEN)),
        frame.svg("On time and fill rate"),
    )


def _receiving(facts: Facts, today: dt.date) -> str:
    rows = facts["receiving"]
    expected = Series("expected", PALE, [row["expected"] for row in rows])
    received = Series("received", GREEN, [row["received"] for row in rows])
    top = max(v or 0 for s in (expected, received) for v in s.values)
    frame = Frame(days(rows), top=top, mark=at(rows, today))
    frame.bars(expected, received)
    dock = ratio(rows, "hours", "put_away")
    return section(
        "At the dock",
        f"Units expected and received by day, today marked; from dock to stock in "
        f"{hours(dock)} on average over two weeks",
        legend((expected.name, PALE), (received.name, GREEN)),
        frame.svg("Units expected and received by day"),
    )


def _stock(facts: Facts) -> str:
    rows = facts["stock"]
    closing = Series("units on hand", BLUE, [row["closing"] for row in rows])
    level = Frame(
        days(rows),
        top=max(row["closing"] for row in rows),
        bottom=min(row["closing"] for row in rows) * 0.98,
        size=(560, 130),
    ).line(closing, area=True)
    came = Series("received", GREEN, [row["received"] for row in rows])
    left = Series("shipped", AMBER, [-row["shipped"] for row in rows])
    moved = Frame(
        days(rows),
        top=max(v or 0 for v in came.values),
        bottom=min(v or 0 for v in left.values),
        size=(560, 130),
        unit=lambda value: number(abs(value)),
    )
    moved.bars(came).bars(left)
    return section(
        "Stock and its movement",
        "Units of all items, reckoned back from what is there now",
        legend(*((one.name, one.color) for one in (closing, came, left))),
        level.svg("Units on hand by day"),
        moved.svg("Units received and shipped by day"),
    )


def _space(facts: Facts) -> str:
    rows = []
    for row in facts["space"]:
        part = row["locations"] - row["empty"] - row["over_full"] - row["nearly_full"]
        rows.append(
            (
                f"{row['code']} {row['type']}",
                (
                    ("over full", RED, row["over_full"]),
                    ("80 % and more", BLUE, row["nearly_full"]),
                    ("part full", "#8fb3cc", part),
                    ("empty", PALE, row["empty"]),
                ),
            )
        )
    return section(
        "Locations",
        "Locations by how full they are, by units and LPNs that they take",
        legend(
            ("over full", RED),
            ("80 % and more", BLUE),
            ("part full", "#8fb3cc"),
            ("empty", PALE),
        ),
        shares(rows),
    )


def _labour(facts: Facts) -> str:
    days = sorted({row["day"] for row in facts["hours"]})
    works = sorted({row["work"] for row in facts["hours"]})
    hours = {(row["day"], row["work"]): row["hours"] for row in facts["hours"]}
    series = [
        Series(kind_of_work(work), color, [hours.get((day, work), 0) for day in days])
        for work, color in zip(works, _WORK, strict=False)
    ]
    top = max(sum(one.values[i] or 0 for one in series) for i in range(len(days)))
    frame = Frame([short(day) for day in days], top=top).bars(*series, stacked=True)
    return section(
        "Work done",
        "Recorded hours by kind of work and day",
        legend(*((one.name, one.color) for one in series)),
        frame.svg("Hours by kind of work and day"),
        _table_of_labour(facts),
    )


def _table_of_labour(facts: Facts) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(kind_of_work(row['work']))}</td><td>{row['people']}</td>"
        f"<td>{row['hours']:.1f}</td><td>{number(row['units'])}</td>"
        f"<td>{number(row['rate'])}</td></tr>"
        for row in facts["labour"]
    )
    head = "".join(
        f"<th>{one}</th>"
        for one in ("Work, last 7 days", "People", "Hours", "Units", "Units an hour")
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _lpns_and_counts(facts: Facts) -> str:
    colors = (PALE, "#b9d0de", "#8fb3cc", BLUE, AMBER)
    ages = [
        (row["age"].split(": ")[1], color, row["lpns"])
        for row, color in zip(facts["ages"], colors, strict=False)
    ]
    rows = facts["counts"]
    accuracy = Series(
        "lines without a difference",
        GREEN,
        [divide(row["exact_lines"], row["lines"]) for row in rows],
    )
    low = min(value for value in accuracy.values if value is not None)
    frame = Frame(
        [short(row["week"]) for row in rows],
        top=1.0,
        bottom=max(low - 0.1, 0),
        size=(560, 150),
        unit=whole,
    ).line(accuracy, dots=True)
    lines = sum(row["lines"] for row in rows)
    return section(
        "Age of inbound LPNs, and cycle counts",
        f"Open LPNs by time since they came; {number(lines)} lines counted in 8 weeks",
        legend(*((name, color) for name, color, _ in ages)),
        shares([("LPNs", ages)]),
        legend((f"{accuracy.name}, by week", GREEN)),
        frame.svg("Accuracy of counts by week"),
    )


def _late(facts: Facts) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(row['order_nbr'])}</td>"
        f'<td class="l">{html.escape(row["facility_key"])}</td>'
        f'<td class="l">{html.escape(row["company_key"])}</td>'
        f'<td class="l">{html.escape(row["stage"])}</td>'
        f"<td>{short(row['due_date'])}</td><td>{row['hours_open'] / 24:.1f}</td>"
        f"<td>{row['line_count']}</td></tr>"
        for row in facts["late"]
    )
    head = (
        '<th>Order</th><th class="l">Facility</th><th class="l">Company</th>'
        '<th class="l">Stage</th><th>Due</th><th>Days open</th><th>Lines</th>'
    )
    if not rows:
        return ""
    return f"<h2>Longest overdue</h2><table><tr>{head}</tr>{rows}</table>"
