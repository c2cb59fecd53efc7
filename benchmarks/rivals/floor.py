"""Bare loops: fetch, decode, wrap, encode, write, and nothing else.

``python -m benchmarks.rivals.floor CONFIG CATALOG [convert]``: the second one makes
the same records as the tap, by straight loops over columns that were sorted out
before.
"""

from __future__ import annotations

import datetime
import decimal
import json
import pathlib
import sys
import typing as t

import msgspec
import requests

from benchmarks.rivals.columns import Plan, plan_of

_UTC = datetime.timezone.utc


def _utc(text: str) -> str:
    instant = datetime.datetime.fromisoformat(text).astimezone(_UTC)
    return instant.isoformat(timespec="microseconds")


def convert(row: dict[str, t.Any], plan: Plan) -> dict[str, t.Any]:
    """A record as the tap makes it."""
    record = {name: row.get(name) for name in plan.plain}
    for name in plan.times:
        value = row.get(name)
        record[name] = _utc(value) if value else None
    for name in plan.blank_is_null:
        record[name] = row.get(name) or None
    for name in plan.numbers:
        value = row.get(name)
        if isinstance(value, str):
            value = decimal.Decimal(value) if value else None
        record[name] = value
    for source, name, key in plan.relations:
        value = row.get(source)
        if isinstance(value, dict):
            record[name] = value["id"]
            if key:
                record[key] = value["key"]
        else:
            record[name] = value
            if key:
                record[key] = None
    return record


def main() -> None:
    """Fetch one stream after the other."""
    config = json.loads(pathlib.Path(sys.argv[1]).read_text())
    catalog = json.loads(pathlib.Path(sys.argv[2]).read_text())
    converts = "convert" in sys.argv[3:]
    session = requests.Session()
    session.auth = (config["username"], config["password"])
    encoder = msgspec.json.Encoder(decimal_format="number")
    out = sys.stdout.buffer
    for stream in catalog["streams"]:
        plan = plan_of(stream)
        name = stream["tap_stream_id"]
        url = f"{config['base_url']}/wms/lgfapi/v10/entity/{name}/"
        last = "0"
        now = datetime.datetime.now(_UTC).isoformat()
        while True:
            params = {"page_mode": "sequenced", "page_size": "1000", "id__gt": last}

            answer = session.get(url, params=params, timeout=60)
            if answer.status_code == 404:  # noqa: PLR2004
                break
            page = msgspec.json.decode(answer.content)
            rows = page["results"]
            last = str(rows[-1]["id"])
            records = [convert(row, plan) for row in rows] if converts else rows
            out.write(
                encoder.encode_lines(
                    [
                        {
                            "type": "RECORD",
                            "stream": name,
                            "record": record,
                            "time_extracted": now,
                        }
                        for record in records
                    ]
                )
            )
            if page["next_page"] is None:
                break
    out.flush()


if __name__ == "__main__":
    main()
