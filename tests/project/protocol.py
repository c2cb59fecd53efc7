"""Checks that a stream of lines follows the Singer protocol."""

from __future__ import annotations

import collections
import datetime
import json
import re
import typing as t

import jsonschema

Json: t.TypeAlias = dict[str, t.Any]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")
_FIELDS = {
    "SCHEMA": {"type", "stream", "schema", "key_properties"},
    "RECORD": {"type", "stream", "record"},
    "STATE": {"type", "value"},
    "ACTIVATE_VERSION": {"type", "stream", "version"},
}
_OPTIONAL = {"bookmark_properties", "time_extracted", "version"}

# The library checks formats only where optional packages are installed.
formats = jsonschema.FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    if isinstance(value, str):
        datetime.datetime.fromisoformat(value)
        return _INSTANT.fullmatch(value) is not None
    return True


@formats.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(datetime.date.fromisoformat(value))


@formats.checks("time", raises=ValueError)
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or bool(datetime.time.fromisoformat(value))


class Listener:
    """Takes lines as a strict target does, and fails at the first wrong one.

    Attributes:
        records: Number of records by stream.
        state: The last state.
    """

    def __init__(self) -> None:
        """Expect the first line."""
        self.records: collections.Counter[str] = collections.Counter()
        self.state: Json | None = None
        self.streams: list[str] = []
        self._validators: dict[str, jsonschema.Draft7Validator] = {}
        self._keys: dict[str, list[str]] = {}

    def take(self, line: str) -> None:
        """Check one line."""
        message = json.loads(line)
        assert isinstance(message, dict), "a message is an object"
        kind = message.get("type")
        assert kind in _FIELDS, f"unknown type of message: {kind}"
        assert message.keys() >= _FIELDS[kind], f"a field of {kind} is missing"
        assert message.keys() <= _FIELDS[kind] | _OPTIONAL, f"{kind} has odd fields"
        getattr(self, f"_take_{kind.lower()}")(message)

    def _take_schema(self, message: Json) -> None:
        stream, schema = message["stream"], message["schema"]
        jsonschema.Draft7Validator.check_schema(schema)
        assert schema["type"] == "object"
        keys = message["key_properties"]
        assert set(keys) <= schema["properties"].keys(), "keys are no properties"
        marks = message.get("bookmark_properties") or []
        assert set(marks) <= schema["properties"].keys(), "bookmark is no property"
        # A column that the schema does not name would be lost without a word.
        strict = {**schema, "additionalProperties": False}
        self._validators[stream] = jsonschema.Draft7Validator(
            strict, format_checker=formats
        )
        self._keys[stream] = keys
        self.streams.append(stream)

    def _take_record(self, message: Json) -> None:
        stream, record = message["stream"], message["record"]
        assert stream in self._validators, f"record of {stream} before its schema"
        self._validators[stream].validate(record)
        for key in self._keys[stream]:
            assert record.get(key) is not None, f"{stream} without its key"
        extracted = message.get("time_extracted")
        if extracted is not None:
            moment = datetime.datetime.fromisoformat(extracted.replace("Z", "+00:00"))
            assert moment.tzinfo is not None, "time_extracted without an offset"
        self.records[stream] += 1

    def _take_state(self, message: Json) -> None:
        value = message["value"]
        assert isinstance(value, dict), "a state is an object"
        assert value.keys() == {"bookmarks"}, "a state holds bookmarks"
        for stream, bookmark in value["bookmarks"].items():
            assert isinstance(bookmark, dict), f"bookmark of {stream} is no object"
            for one in bookmark.get("partitions", [bookmark]):
                moved = one.get("replication_key_value")
                assert moved is None or _INSTANT.fullmatch(str(moved)), stream
        self.state = value

    def _take_activate_version(self, message: Json) -> None:
        assert message["stream"] in self._validators, "version before the schema"
        assert isinstance(message["version"], int), "a version is a number"


def listen(lines: t.Iterable[str]) -> Listener:
    """Check all lines of a run.

    Args:
        lines: The lines.

    Returns:
        The listener, with what it has counted.
    """
    listener = Listener()
    for line in lines:
        listener.take(line)
    return listener
