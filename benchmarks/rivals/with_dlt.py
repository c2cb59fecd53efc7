"""The same stream by dlt's REST client: extracted and written as JSON, no more.

``with_dlt.py CONFIG CATALOG``, by a Python that has dlt. Nothing is normalised or
loaded, which a pipeline of dlt would do as well.
"""

from __future__ import annotations

import json
import pathlib
import sys
import typing as t

import dlt
from dlt.common.json import json as dlt_json
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.auth import HttpBasicAuth
from dlt.sources.helpers.rest_client.paginators import BasePaginator

if t.TYPE_CHECKING:
    import requests


class Keyset(BasePaginator):
    """By the id of the last row."""

    def __init__(self) -> None:
        """Begin before the first id."""
        super().__init__()
        self._last = 0

    def init_request(self, request: requests.Request) -> None:
        """The first page."""
        self.update_request(request)

    def update_state(
        self,
        response: requests.Response,
        data: list[t.Any] | None = None,
    ) -> None:
        """What comes next."""
        self._last = data[-1]["id"] if data else self._last
        self._has_next_page = response.json()["next_page"] is not None

    def update_request(self, request: requests.Request) -> None:
        """The next page."""
        request.params = {**(request.params or {}), "id__gt": str(self._last)}


def main() -> None:
    """Extract one stream after the other."""
    config = json.loads(pathlib.Path(sys.argv[1]).read_text())
    catalog = json.loads(pathlib.Path(sys.argv[2]).read_text())
    client = RESTClient(
        f"{config['base_url']}/wms/lgfapi/v10/entity",
        auth=HttpBasicAuth(config["username"], config["password"]),
        data_selector="results",
    )
    out = sys.stdout.buffer
    for stream in catalog["streams"]:
        name = stream["tap_stream_id"]
        pages = client.paginate(
            f"{name}/",
            params={"page_mode": "sequenced", "page_size": "1000"},
            paginator=Keyset(),
        )
        for row in dlt.resource(pages, name=name):
            out.write(dlt_json.dumpb(row))
            out.write(b"\n")
    out.flush()


if __name__ == "__main__":
    main()
