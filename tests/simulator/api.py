"""A bare client for the tests: it repeats nothing and forgives nothing."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

if t.TYPE_CHECKING:
    import requests

    from wms_simulator import Simulator

Row = dict[str, t.Any]


@dataclass
class Api:
    """Requests to one simulator."""

    sim: Simulator
    session: requests.Session

    @property
    def root(self) -> str:
        return f"{self.sim.base_url}/wms/lgfapi/v10/entity"

    def get(self, path: str = "", **query: t.Any) -> requests.Response:
        return self.session.get(f"{self.root}/{path}", params=query, timeout=20)

    def page(self, entity: str, **query: t.Any) -> dict[str, t.Any]:
        response = self.get(entity, **query)
        assert response.status_code == 200, response.text
        return t.cast("dict[str, t.Any]", response.json())

    def rows(self, entity: str, **query: t.Any) -> list[Row]:
        """Read all pages along the links."""
        page = self.page(entity, **query)
        rows: list[Row] = page["results"]
        while page["next_page"]:
            page = self.session.get(page["next_page"], timeout=20).json()
            rows += page["results"]
        return rows

    def ids(self, entity: str, **query: t.Any) -> list[int]:
        response = self.get(entity, **{"page_size": 1250, **query})
        if response.status_code == 404:
            return []
        assert response.status_code == 200, response.text
        return [row["id"] for row in response.json()["results"]]

    def error(self, status: int, path: str, **query: t.Any) -> dict[str, t.Any]:
        response = self.get(path, **query)
        assert response.status_code == status, response.text
        body = t.cast("dict[str, t.Any]", response.json())
        assert (
            {"reference", "code", "message"}
            <= body.keys()
            <= {
                "reference",
                "code",
                "message",
                "details",
            }
        )
        return body
