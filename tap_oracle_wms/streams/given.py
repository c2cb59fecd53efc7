"""A given catalog, checked and made ready for the SDK."""

from __future__ import annotations

import logging
import typing as t

from singer_sdk.exceptions import SingerSDKError

if t.TYPE_CHECKING:
    from singer_sdk.singerlib import Catalog

    from tap_oracle_wms.settings import Settings

from singer_sdk.singerlib.schema import Schema

from tap_oracle_wms.schema import override_types

logger = logging.getLogger(__name__)


class CatalogError(SingerSDKError):
    """A catalog can't be used."""


def prepare_catalog(raw: object) -> dict[str, t.Any]:
    """Check a catalog and bring its metadata into the SDK's spelling.

    Args:
        raw: The catalog as decoded from its file.

    Returns:
        A copy in which ``replication-method``, the spelling of the Singer
        specification, stands as ``forced-replication-method`` too, and in which key
        and replication key of a stream can't be deselected.

    Raises:
        CatalogError: If it is no catalog.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("streams"), list):
        msg = 'The catalog must be an object like {"streams": [...]}; see --discover'
        raise CatalogError(msg)
    entries = []
    seen = set()
    for number, given in enumerate(raw["streams"], start=1):
        entry = dict(given) if isinstance(given, dict) else given
        name = entry.get("tap_stream_id") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            msg = f"The catalog's stream number {number} has no tap_stream_id"
            raise CatalogError(msg)
        if name in seen:
            msg = f"The catalog has stream '{name}' twice"
            raise CatalogError(msg)
        seen.add(name)
        if entry.get("stream", name) != name:
            logger.warning(
                "The catalog names stream '%s' otherwise; it is written under its "
                "tap_stream_id. For another name, use stream_maps with __alias__",
                name,
            )
        entry["stream"] = name
        _check_schema(name, entry)
        _check_keys(name, entry)
        _prepare_metadata(name, entry)
        entries.append(entry)
    return {**raw, "streams": entries}


def _check_schema(name: str, entry: dict[str, t.Any]) -> None:
    schema = entry.get("schema")
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if (
        not isinstance(properties, dict)
        or not properties
        or not all(map(_is_property, properties.values()))
    ):
        msg = (
            f"The catalog's stream '{name}' has no schema with properties; make the "
            "catalog anew by --discover"
        )
        raise CatalogError(msg)


def _is_property(prop: object) -> bool:
    if not isinstance(prop, dict):
        return False
    kinds = prop.get("type", "string")
    inner = prop.get("properties", {})
    return (
        (isinstance(kinds, str) or _is_texts(kinds))
        and isinstance(inner, dict)
        and all(map(_is_property, inner.values()))
    )


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _check_keys(name: str, entry: dict[str, t.Any]) -> None:
    """Check what names fields, or a way of replication."""
    properties = entry["schema"]["properties"]
    keys = entry.get("key_properties")
    if keys is not None and (
        not _is_texts(keys) or not all(key in properties for key in keys)
    ):
        msg = (
            f"The key_properties of the catalog's stream '{name}' must be a list of "
            "fields that its schema has"
        )
        raise CatalogError(msg)
    for word in ("replication_key", "replication_method"):
        if not isinstance(entry.get(word), (str, type(None))):
            msg = f"The {word} of the catalog's stream '{name}' must be text"
            raise CatalogError(msg)


def _prepare_metadata(name: str, entry: dict[str, t.Any]) -> None:
    metadata = entry.get("metadata", [])
    if not isinstance(metadata, list) or not all(
        isinstance(item, dict)
        and _is_texts(item.get("breadcrumb"))
        and isinstance(item.get("metadata"), dict)
        for item in metadata
    ):
        msg = (
            f"The metadata of the catalog's stream '{name}' must be a list of objects "
            "with breadcrumb and metadata"
        )
        raise CatalogError(msg)
    # Only what is changed is copied: a catalog of all entities is large.
    metadata = [{**item, "metadata": dict(item["metadata"])} for item in metadata]
    entry["metadata"] = metadata
    by_breadcrumb = {tuple(item["breadcrumb"]): item["metadata"] for item in metadata}
    root = by_breadcrumb.get((), {})
    if root.get("replication-method"):
        root["forced-replication-method"] = root["replication-method"]
    for word in ("replication-method", "forced-replication-method", "replication-key"):
        if not isinstance(root.get(word), (str, type(None))):
            msg = f"The {word} in the metadata of stream '{name}' must be text"
            raise CatalogError(msg)
    keys = [
        *(entry.get("key_properties") or root.get("table-key-properties") or ()),
        root.get("replication-key") or entry.get("replication_key"),
    ]
    for key in keys:
        breadcrumb = ("properties", key)
        if key not in entry["schema"]["properties"]:
            continue
        if breadcrumb in by_breadcrumb:
            by_breadcrumb[breadcrumb]["inclusion"] = "automatic"
        else:
            metadata.append(
                {"breadcrumb": [*breadcrumb], "metadata": {"inclusion": "automatic"}},
            )


def override_field_types(catalog: Catalog, settings: Settings) -> None:
    """Apply the types that the user set for fields to a given catalog, in place."""
    for entry in catalog.streams:
        field_types = settings.options_for(entry.tap_stream_id).field_types
        if field_types:
            schema = override_types(entry.schema.to_dict(), field_types)
            entry.schema = Schema.from_dict(schema)
