"""The same stream by a plain tap of the SDK, everything at its default.

Correct, as its author would make it: keyset by id, times in UTC, exact decimals,
relations as two columns.
"""

from __future__ import annotations

import decimal
import typing as t

import requests  # noqa: TC002 - evaluated by the SDK
from singer_sdk import RESTStream, Tap
from singer_sdk import typing as th
from singer_sdk.authenticators import BasicAuthenticator
from singer_sdk.pagination import BaseAPIPaginator

from benchmarks.rivals.columns import Plan, plan_of
from benchmarks.rivals.floor import convert

Row: t.TypeAlias = dict[str, t.Any]


class _Keyset(BaseAPIPaginator[int]):
    def get_next(self, response: requests.Response) -> int | None:
        page = response.json()
        return page["results"][-1]["id"] if page["next_page"] else None


class PlainStream(RESTStream[int]):
    """One entity."""

    records_jsonpath = "$.results[*]"
    primary_keys = ("id",)
    plan: Plan

    @property
    def url_base(self) -> str:
        """Where the entities are."""
        return f"{self.config['base_url']}/wms/lgfapi/v10/entity"

    @property
    def authenticator(self) -> BasicAuthenticator:
        """Signing in."""
        return BasicAuthenticator(
            username=self.config["username"],
            password=self.config["password"],
        )

    def get_new_paginator(self) -> _Keyset:
        """By the id of the last row."""
        return _Keyset(0)

    def get_url_params(
        self,
        context: t.Any,  # noqa: ANN401, ARG002
        next_page_token: int | None,
    ) -> dict[str, t.Any]:
        """The next page."""
        return {
            "page_mode": "sequenced",
            "page_size": "1000",
            "id__gt": next_page_token or 0,
        }

    def parse_response(self, response: requests.Response) -> t.Iterable[Row]:
        """Rows with exact numbers."""
        yield from response.json(parse_float=decimal.Decimal)["results"]

    def post_process(self, row: Row, context: t.Any = None) -> Row:  # noqa: ANN401, ARG002
        """The record."""
        return convert(row, self.plan)


class PlainTap(Tap):
    """The tap."""

    name = "tap-plain"
    config_jsonschema = th.PropertiesList(
        th.Property("base_url", th.StringType, required=True),
        th.Property("username", th.StringType),
        th.Property("password", th.StringType, secret=True),
    ).to_dict()

    def discover_streams(self) -> list[PlainStream]:
        """Streams of the catalog."""
        streams = []
        for entry in (self.input_catalog or {}).values():
            stream = PlainStream(
                self,
                name=entry.tap_stream_id,
                schema=entry.schema.to_dict(),
                path=f"/{entry.tap_stream_id}/",
            )
            stream.plan = plan_of(entry.to_dict())
            streams.append(stream)
        return streams


if __name__ == "__main__":
    PlainTap.cli()
