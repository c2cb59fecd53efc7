"""Values made once and remembered by what they were made of."""

from __future__ import annotations

import typing as t

import msgspec

from tap_oracle_wms.rows.encode import encode_json
from tap_oracle_wms.values import CONVERTERS, Mismatch, timestamp_text

_MOST = 20_000
"""Values that are remembered for a column; beyond, all are forgotten."""


class Unexpected(Exception):
    """Something that only the plain way can judge."""


class _Memo(dict[t.Any, t.Any]):
    """A dictionary that makes what it lacks."""

    def tidy(self) -> None:
        """Forget everything once it has become too much; called after each page."""
        if len(self) > _MOST:
            self.clear()


class RawValues(_Memo):
    """JSON slices to the JSON that is written for them."""

    def __init__(
        self,
        convert: t.Callable[[t.Any], t.Any],
        decode_json: t.Callable[[bytes], t.Any],
        *,
        blank_is_null: bool,
        members: tuple[str, ...] | None,
    ) -> None:
        """Prepare for one column.

        Args:
            convert: The plain converter of a present value.
            decode_json: Decodes JSON with exact decimals.
            blank_is_null: Whether an empty text means that there is no value.
            members: Members to keep, for a relation as an object.
        """
        super().__init__()
        self._convert = convert
        self._decode_json = decode_json
        self._blank_is_null = blank_is_null
        self._members = members

    def __missing__(self, raw: bytes) -> msgspec.Raw:
        """Make a value by the plain converter."""
        value = self._decode_json(raw)
        made = None
        if value is not None and not (self._blank_is_null and value == ""):
            try:
                made = self._convert(value)
            except Mismatch:
                raise Unexpected from None
            if self._members is not None:
                made = {member: made.get(member) for member in self._members}
        result = self[raw] = msgspec.Raw(encode_json(made))
        return result


class RelationValues(_Memo):
    """Relations to their id, followed by the key as the next member."""

    def __init__(self, key_name: str, decode_json: t.Callable[[bytes], t.Any]) -> None:
        """Prepare for one column.

        Args:
            key_name: Name of the key's column, which stands right behind.
            decode_json: Decodes JSON with exact decimals.
        """
        super().__init__()
        self._infix = b"," + encode_json(key_name) + b":"
        self._decode_json = decode_json

    def __missing__(self, raw: bytes) -> msgspec.Raw:
        """Make both values by the plain converters."""
        value = self._decode_json(raw)
        number = key = None
        if value is not None and value != "":
            try:
                number = CONVERTERS["relation-id"](value)
                key = CONVERTERS["relation-key"](value)
            except Mismatch:
                raise Unexpected from None
        made = encode_json(number) + self._infix + encode_json(key)
        result = self[raw] = msgspec.Raw(made)
        return result


class BlankText(_Memo):
    """Texts that repeat (dates, times) to what is written for them."""

    def __init__(self, convert: t.Callable[[str], str]) -> None:
        """Prepare for one column.

        Args:
            convert: The plain converter of a present value.
        """
        super().__init__({None: None, "": None})
        self._convert = convert

    def __missing__(self, text: str) -> str:
        """Make a value by the plain converter."""
        try:
            result = self[text] = self._convert(text)
        except Mismatch:
            raise Unexpected from None
        return result

    def tidy(self) -> None:
        """Forget everything once it has become too much."""
        if len(self) > _MOST:
            self.clear()
            self.update({None: None, "": None})


_HOUR = 13
_DOT = 19
_WIDTH = 32
_SECONDS_OF_HOUR = frozenset(
    f":{minute:02}:{second:02}." for minute in range(60) for second in range(60)
)


class Timestamps(BlankText):
    """Timestamps to UTC, by the hour: only whole-hour offsets take the short way.

    ``2025-07-15T11`` and ``-03:00`` together decide the hour in UTC; minutes,
    seconds and fraction stay as they are.
    """

    def __init__(self) -> None:
        """Prepare for one column."""
        super().__init__(timestamp_text)
        self._hours: dict[tuple[str, str], str] = {}

    def __missing__(self, text: str) -> str:
        """Make a value: the hour from memory, the rest as it is."""
        rest = text[_HOUR:26]
        if (
            len(text) == _WIDTH
            and text.endswith(":00")
            and rest[:7] in _SECONDS_OF_HOUR
            and rest[7:].isdecimal()
            and rest.isascii()
        ):
            hour = self._hours.get((text[:_HOUR], text[26:]))
            if hour is None:
                hour = self._hour(text[:_HOUR], text[26:])
            return f"{hour}{rest}+00:00"
        return self._whole(text)

    def _hour(self, hour: str, offset: str) -> str:
        made = self._whole(f"{hour}:00:00.000000{offset}")[:_HOUR]
        if len(self._hours) > _MOST:
            self._hours.clear()
        self._hours[hour, offset] = made
        return made

    def _whole(self, text: str) -> str:
        try:
            return timestamp_text(text)
        except ValueError:
            raise Unexpected from None
