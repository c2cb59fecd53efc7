"""The same stream by a source of airbyte-cdk, everything at its default.

``with_airbyte.py CONFIG CATALOG``, by a Python that has airbyte-cdk. The records are
those of the service: the framework converts nothing.
"""

from __future__ import annotations

import base64
import json
import pathlib
import sys
import tempfile
import typing as t

from airbyte_cdk.entrypoint import launch
from airbyte_cdk.models import ConnectorSpecification
from airbyte_cdk.sources import AbstractSource
from airbyte_cdk.sources.streams.http import HttpStream

if t.TYPE_CHECKING:
    import requests

Json: t.TypeAlias = dict[str, t.Any]


class Entity(HttpStream):
    """One entity."""

    primary_key = "id"

    def __init__(self, config: Json, entry: Json) -> None:
        """Take over what the catalog says."""
        self._config = config
        self._entry = entry
        super().__init__()  # asks for name and address

    @property
    def name(self) -> str:
        """Name of the stream."""
        return str(self._entry["tap_stream_id"])

    @property
    def url_base(self) -> str:
        """Where the entities are."""
        return f"{self._config['base_url']}/wms/lgfapi/v10/entity/"

    def get_json_schema(self) -> Json:
        """Schema of the records."""
        schema: Json = self._entry["schema"]
        return schema

    def path(self, **_: t.Any) -> str:
        """Address of the list."""
        return f"{self.name}/"

    def request_headers(self, **_: t.Any) -> Json:
        """Signing in."""
        login = f"{self._config['username']}:{self._config['password']}".encode()
        return {"Authorization": f"Basic {base64.b64encode(login).decode()}"}

    def next_page_token(self, response: requests.Response) -> Json | None:
        """The id of the last row."""
        page = response.json()
        return {"last": page["results"][-1]["id"]} if page["next_page"] else None

    def request_params(
        self,
        next_page_token: t.Mapping[str, t.Any] | None = None,
        **_: t.Any,
    ) -> Json:
        """The next page."""
        last = next_page_token["last"] if next_page_token else 0
        return {"page_mode": "sequenced", "page_size": "1000", "id__gt": last}

    def parse_response(
        self, response: requests.Response, **_: t.Any
    ) -> t.Iterable[Json]:
        """Rows as they came."""
        yield from response.json()["results"]


class Source(AbstractSource):
    """The source."""

    def __init__(self, entries: list[Json]) -> None:
        """Take over the catalog."""
        self._entries = entries

    def spec(self, *_: t.Any) -> ConnectorSpecification:
        """Any config will do."""
        return ConnectorSpecification(connectionSpecification={"type": "object"})

    def check_connection(self, *_: t.Any) -> tuple[bool, None]:
        """Nothing is checked."""
        return True, None

    def streams(self, config: Json) -> list[Entity]:
        """Streams of the catalog."""
        return [Entity(config, entry) for entry in self._entries]


def main() -> None:
    """Read all streams of a catalog."""
    entries = json.loads(pathlib.Path(sys.argv[2]).read_text())["streams"]
    configured = [
        {
            "stream": {
                "name": entry["tap_stream_id"],
                "json_schema": entry["schema"],
                "supported_sync_modes": ["full_refresh"],
            },
            "sync_mode": "full_refresh",
            "destination_sync_mode": "append",
        }
        for entry in entries
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"streams": configured}, file)
        file.flush()
        launch(
            Source(entries),
            ["read", "--config", sys.argv[1], "--catalog", file.name],
        )


if __name__ == "__main__":
    main()
