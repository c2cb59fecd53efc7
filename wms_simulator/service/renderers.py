"""Bodies as JSON or XML."""

from __future__ import annotations

import typing as t
from xml.sax.saxutils import escape

from rest_framework.renderers import BaseRenderer

from wms_simulator.service.rendering import to_json

if t.TYPE_CHECKING:
    from wms_simulator._types import Json


class WarehouseJSONRenderer(BaseRenderer):
    """JSON in UTF-8."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Json,
        accepted_media_type: str | None = None,
        renderer_context: t.Mapping[str, t.Any] | None = None,
    ) -> bytes:
        """Write a body."""
        del accepted_media_type, renderer_context
        return b"" if data is None else to_json(data)


class WarehouseXMLRenderer(BaseRenderer):
    """XML whose root is the entity, or `error`."""

    media_type = "application/xml"
    format = "xml"
    charset = "utf-8"

    def render(
        self,
        data: Json,
        accepted_media_type: str | None = None,
        renderer_context: t.Mapping[str, t.Any] | None = None,
    ) -> bytes:
        """Write a body."""
        del accepted_media_type
        context = renderer_context or {}
        failed = context["response"].status_code >= 400  # noqa: PLR2004
        root = "error" if failed else context.get("kwargs", {}).get("name", "root")
        return (
            f'<?xml version="1.0" encoding="utf-8"?>\n{_element(root, data)}'.encode()
        )


def _element(name: str, value: Json) -> str:
    if value is None or value == "":
        return f"<{name}/>"
    if isinstance(value, dict):
        inner = "".join(_element(key, part) for key, part in value.items())
    elif isinstance(value, list):
        inner = "".join(_element("list-item", part) for part in value)
    elif isinstance(value, bool):
        inner = str(value)
    else:
        inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"
