"""State entries: read strictly, written in one form."""

from __future__ import annotations

import dataclasses
import typing as t

from tap_oracle_wms.errors import WmsError
from tap_oracle_wms.passes.plan import Pass, Segment
from tap_oracle_wms.values import format_instant, parse_timestamp

if t.TYPE_CHECKING:
    import datetime

Entry: t.TypeAlias = dict[str, t.Any]

_ADVICE = (
    "to start over, remove the stream's entry from the state; to go on, give the "
    "state exactly as the tap wrote it"
)
_PASS_KEYS = frozenset({"since", "until", "segments", "catch_up", "version"})
_BOOKMARK_KEYS = frozenset({"replication_key", "replication_key_value", "pass"})


class StateError(WmsError):
    """A state can't be used. Going on would silently read everything again."""


@dataclasses.dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a stream, or one partition of it, stands.

    Attributes:
        key: Replication key that the value belongs to, None if not said.
        value: End of the last complete pass, None before the first.
        under_way: The pass that was not finished.
    """

    key: str | None = None
    value: datetime.datetime | None = None
    under_way: Pass | None = None

    @classmethod
    def read(cls, entry: t.Mapping[str, t.Any], where: str) -> Bookmark:
        """Read an entry.

        Args:
            entry: The entry of a stream or partition, `check_state` passed.
            where: Name of the stream, for messages.

        Returns:
            The bookmark.

        Raises:
            StateError: If it can't be used.
        """
        key = entry.get("replication_key")
        if key is not None and not isinstance(key, str):
            raise _error(where, "replication_key must be text")
        value = None
        if "replication_key_value" in entry:
            value = _instant(entry["replication_key_value"], where)
        elif key is not None and "pass" not in entry:
            raise _error(where, "there is a replication_key without a value")
        under_way = _read_pass(entry["pass"], where) if "pass" in entry else None
        return cls(key, value, under_way)


def check_state(state: object) -> None:
    """Check the shape of a whole state.

    Args:
        state: The state as decoded from its file.

    Raises:
        StateError: If any part of it is not what the tap, or a plain bookmark,
            looks like.
    """
    if not isinstance(state, dict):
        msg = 'The state must be an object like {"bookmarks": {...}}'
        raise StateError(msg)
    if "singer_state" in state:
        msg = (
            "The state is wrapped in 'singer_state' (as an orchestrator exports it); "
            "give only what is inside"
        )
        raise StateError(msg)
    foreign = sorted(str(key) for key in state if key != "bookmarks")
    if foreign:
        msg = (
            f"The state has unknown keys ({', '.join(foreign)}): it is not a state of "
            f"this tap, which looks like {{'bookmarks': {{...}}}}"
        )
        raise StateError(msg)
    bookmarks = state.get("bookmarks", {})
    if not isinstance(bookmarks, dict):
        msg = "The state's bookmarks must be an object of stream to entry"
        raise StateError(msg)
    for name, entry in bookmarks.items():
        _check_entry(entry, str(name))


def _check_entry(entry: object, name: str) -> None:
    if not isinstance(entry, dict):
        raise _error(name, "the entry must be an object")
    _check_keys(entry, _BOOKMARK_KEYS | {"partitions"}, name)
    Bookmark.read(entry, name)
    partitions = entry.get("partitions", [])
    if not isinstance(partitions, list):
        raise _error(name, "partitions must be a list")
    contexts = []
    for partition in partitions:
        if not isinstance(partition, dict) or not isinstance(
            partition.get("context"),
            dict,
        ):
            raise _error(name, "each partition must be an object with its context")
        _check_keys(partition, _BOOKMARK_KEYS | {"context"}, name)
        Bookmark.read(partition, name)
        if partition["context"] in contexts:
            raise _error(name, "a partition stands there twice")
        contexts.append(partition["context"])


def _check_keys(entry: Entry, known: frozenset[str], where: str) -> None:
    unknown = sorted(str(key) for key in entry if key not in known)
    if unknown:
        raise _error(where, f"unknown keys: {', '.join(unknown)}")


def _error(where: str, problem: str) -> StateError:
    return StateError(
        f"The state of stream '{where}' can't be used: {problem}; {_ADVICE}"
    )


def _instant(value: object, where: str) -> datetime.datetime:
    problem = "a timestamp in it is not a date-time with an offset"
    if not isinstance(value, str):
        raise _error(where, problem)
    try:
        return parse_timestamp(value)
    except ValueError:
        raise _error(where, problem) from None


def _read_pass(raw: object, where: str) -> Pass:
    if not isinstance(raw, dict):
        raise _error(where, "the pass must be an object")
    _check_keys(raw, _PASS_KEYS, where)
    since, until = (
        None if raw.get(key) is None else _instant(raw[key], where)
        for key in ("since", "until")
    )
    version = raw.get("version")
    if "segments" not in raw or not _is_optional_id(version):
        raise _error(where, "the pass is incomplete")
    catch_up = raw.get("catch_up")
    return Pass(
        since=since,
        until=until,
        segments=_read_segments(raw["segments"], where),
        catch_up=None if catch_up is None else _read_segments(catch_up, where),
        version=version,
    )


def _read_segments(raw: object, where: str) -> tuple[Segment, ...]:
    if not isinstance(raw, list):
        raise _error(where, "the pass's segments must be a list")
    segments = []
    for item in raw:
        if (
            not isinstance(item, dict)
            or item.keys() - {"after", "through"}
            or not all(_is_optional_id(value) for value in item.values())
        ):
            raise _error(where, "a segment of the pass must have after and through")
        after, through = item.get("after"), item.get("through")
        if after is not None and through is not None and after > through:
            raise _error(where, "a segment of the pass ends before it begins")
        segments.append(Segment(after, through))
    return tuple(segments)


def _is_optional_id(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def pass_entry(under_way: Pass) -> Entry:
    """A pass as it stands in the state."""

    def text(instant: datetime.datetime | None) -> str | None:
        return None if instant is None else format_instant(instant)

    def segments(parts: tuple[Segment, ...]) -> list[Entry]:
        return [{"after": part.after, "through": part.through} for part in parts]

    entry: Entry = {
        "since": text(under_way.since),
        "until": text(under_way.until),
        "segments": segments(under_way.segments),
    }
    if under_way.catch_up is not None:
        entry["catch_up"] = segments(under_way.catch_up)
    if under_way.version is not None:
        entry["version"] = under_way.version
    return entry
