"""What hostile scenarios share: a warehouse, a config, a catalog, a verdict."""

from __future__ import annotations

import dataclasses
import json
import typing as t

from tests.support import Destination, Run, expected_records, run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]

STUBBORN = 12
"""Retries that no chance of these tests uses up: threads decide who meets a fault."""


@dataclasses.dataclass(frozen=True)
class World:
    """All that a run needs, and the truth that it is held against."""

    simulator: Simulator
    config: Json
    catalog: Json

    @property
    def streams(self) -> list[str]:
        """Names of the streams."""
        return [entry["tap_stream_id"] for entry in self.catalog["streams"]]

    def options(self, **options: t.Any) -> Json:
        """The config with some settings changed."""
        return {**self.config, **options}

    def sync(self, state: Json | None = None, **options: t.Any) -> Run:
        """Run the tap, whatever comes of it."""
        return run_tap(
            config=self.options(**options), catalog=self.catalog, state=state
        )

    def load(self, arrived: Destination, **options: t.Any) -> Run:
        """Run the tap from where a destination stands; it must succeed."""
        run = self.sync(arrived.state, **options)
        assert run.exit_code == 0, run.stderr
        arrived.take(run)
        return run

    def expected(self, stream: str) -> list[Json]:
        """Records of a stream as they must be now."""
        return expected_records(self.simulator, stream, self.catalog)

    def ids(self, stream: str) -> set[int]:
        """Ids of the rows that a stream has now."""
        return set(self.simulator.truth_by_id(stream))

    def requests(self, stream: str) -> list[Json]:
        """Queries of all list requests for a stream, in order."""
        return [
            one["query"] for one in self.simulator.requests(entity=stream, kind="list")
        ]

    def assert_converged(self, arrived: Destination, *streams: str) -> None:
        """Every row that exists has arrived in its newest form.

        Rows that were deleted stay with the destination: the service does not tell.
        """
        for stream in streams or self.streams:
            rows = arrived.rows.get(stream, {})
            expected = self.expected(stream)
            lost = [row["id"] for row in expected if row["id"] not in rows]
            stale = [
                row["id"]
                for row in expected
                if row["id"] in rows and row != rows[row["id"]]
            ]
            assert (stream, lost, stale) == (stream, [], [])


def cut(run: Run, size: int) -> Run:
    """What a target sees of a run whose output ends after so many bytes."""
    whole, _, _ = run.stdout[:size].rpartition("\n")
    return Run(run.exit_code, f"{whole}\n" if whole else "", run.stderr)


def bookmark(run: Run, stream: str) -> t.Any:  # noqa: ANN401 - text or nothing
    """A stream's bookmark after a run."""
    return run.state["bookmarks"].get(stream, {}).get("replication_key_value")


def handmade_catalog(stream: str, incremental: bool = False, **types: t.Any) -> Json:  # noqa: FBT001, FBT002
    """A catalog of one stream, by hand: each field with its JSON schema."""
    properties = {"id": {"type": ["integer"]}, **types}
    if incremental:
        properties["mod_ts"] = {"type": ["string", "null"], "format": "date-time"}
    return {
        "streams": [
            {
                "tap_stream_id": stream,
                "stream": stream,
                "schema": {"type": "object", "properties": properties},
                "key_properties": ["id"],
                "replication_method": "INCREMENTAL" if incremental else "FULL_TABLE",
                "replication_key": "mod_ts" if incremental else None,
                "metadata": [{"breadcrumb": [], "metadata": {"selected": True}}],
            },
        ],
    }


def whole_lines(data: bytes) -> tuple[list[Json], bytes]:
    """Messages of an output that may have been cut, and what was cut off."""
    whole, _, rest = data.rpartition(b"\n")
    return [json.loads(line, parse_float=str) for line in whole.splitlines()], rest


NULLABLE = {
    kind: {"type": [kind, "null"]} for kind in ("string", "integer", "number")
} | {
    "boolean": {"type": ["boolean", "null"]},
    "date-time": {"type": ["string", "null"], "format": "date-time"},
    "date": {"type": ["string", "null"], "format": "date"},
    "time": {"type": ["string", "null"], "format": "time"},
}
"""Schemas of fields by kind."""
