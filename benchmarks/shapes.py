"""Rows and catalogs to measure with, taken from the simulated warehouse."""

from __future__ import annotations

import dataclasses
import json
import typing as t

from tap_oracle_wms import TapOracleWms
from tap_oracle_wms.http import Client
from tap_oracle_wms.settings import load_settings
from wms_simulator import Simulator

if t.TYPE_CHECKING:
    import pathlib

Json: t.TypeAlias = dict[str, t.Any]

NARROW = ("id", "create_ts", "mod_ts", "order_nbr", "total_orig_ord_qty", "status_id")
FIVE = ("id", "mod_ts", "order_nbr", "status_id", "total_orig_ord_qty")
_ROWS = 500


@dataclasses.dataclass(frozen=True)
class Warehouse:
    """What all benchmarks measure with.

    Attributes:
        rows: Rows of ``order_hdr``, as they come.
        entry: Its entry in a catalog.
        catalog: The catalog of all entities.
        describe: What the service says of the entity's fields.
    """

    rows: list[Json]
    entry: Json
    catalog: Json
    describe: Json

    @classmethod
    def from_simulator(cls) -> Warehouse:
        """Take rows and catalog from a simulated warehouse."""
        with Simulator(size="small", seed=7) as simulator:
            config = {
                "base_url": simulator.base_url,
                "username": simulator.username,
                "password": simulator.password,
            }
            catalog = TapOracleWms(config=config, setup_mapper=False).catalog_dict
            client = Client(load_settings(config, {})[0])
            url = client.url("order_hdr", "describe")
            describe = client.get(url, subject="order_hdr", decode=json.loads).data
            rows = [*simulator.truth_by_id("order_hdr").values()][:_ROWS]
        entry = next(
            stream
            for stream in catalog["streams"]
            if stream["tap_stream_id"] == "order_hdr"
        )
        return cls(rows, entry, t.cast("Json", catalog), describe)

    def narrow_rows(self) -> list[Json]:
        """Rows of a few fields only."""
        return [{k: v for k, v in row.items() if k in NARROW} for row in self.rows]

    def stream(self, name: str, fields: t.Iterable[str] | None = None) -> Json:
        """An entry of a catalog: the same columns under another name.

        Args:
            name: Name of the stream.
            fields: Columns that exist at all, None for all.
        """
        entry: Json = json.loads(json.dumps(self.entry))
        entry["tap_stream_id"] = entry["stream"] = name
        if fields is not None:
            kept = entry["schema"]["properties"]
            entry["schema"]["properties"] = {f: kept[f] for f in fields if f in kept}
            entry["metadata"] = [
                each
                for each in entry["metadata"]
                if not each["breadcrumb"] or each["breadcrumb"][1] in fields
            ]
        return entry


def select_only(entry: Json, fields: t.Collection[str]) -> Json:
    """The entry with all but some columns deselected."""
    for each in entry["metadata"]:
        if each["breadcrumb"]:
            each["metadata"]["selected"] = each["breadcrumb"][1] in fields
    return entry


def write_json(path: pathlib.Path, content: object) -> pathlib.Path:
    """Write a file and give its path."""
    path.write_text(json.dumps(content))
    return path
