"""What benchmarks measure with: rows, a server, configs and programs."""

from __future__ import annotations

import dataclasses
import sys
import typing as t

from benchmarks.measure import PageServer, serving
from benchmarks.shapes import Warehouse, write_json

if t.TYPE_CHECKING:
    import pathlib

Json: t.TypeAlias = dict[str, t.Any]

TAP = (sys.executable, "-m", "tap_oracle_wms")
PLAIN = (sys.executable, "-m", "benchmarks.rivals.plain_sdk")
FLOOR = (sys.executable, "-m", "benchmarks.rivals.floor")


@dataclasses.dataclass(frozen=True)
class Bench:
    """How much is measured, and with what.

    Attributes:
        warehouse: Rows and catalogs.
        folder: For configs and catalogs.
        rounds: Runs of which the median counts.
        scale: Share of the full number of rows.
        others: Programs of other frameworks, by name; called as the floor is.
    """

    warehouse: Warehouse
    folder: pathlib.Path
    rounds: int
    scale: float
    others: t.Mapping[str, t.Sequence[str]]

    def rows(self, full: int) -> int:
        """Number of rows to measure with, whole pages."""
        return max(1000, int(full * self.scale) // 1000 * 1000)

    def serve(
        self,
        entities: dict[str, tuple[str, int]],
        latency: float = 0.0,
    ) -> t.ContextManager[PageServer]:
        """A server of entities: shape and rows of each."""
        house = self.warehouse
        plan = {
            "shapes": {"wide": house.rows, "narrow": house.narrow_rows()},
            "entities": {
                name: {"shape": shape, "rows": rows}
                for name, (shape, rows) in entities.items()
            },
            "describe": house.describe,
            "latency": latency,
        }
        return serving(self.folder, plan)

    def catalog(self, name: str, streams: list[Json]) -> str:
        """Path of a catalog."""
        path = self.folder / f"{name}.json"
        return str(write_json(path, {"streams": streams}))
