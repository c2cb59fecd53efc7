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

    def convert_all(self, values: t.Iterable[t.Any]) -> list[t.Any]:
        """What is written for each value of a column on a page.

        Raises:
            Unexpected: If the plain way is to judge one.
        """
        made = list(map(self.__getitem__, values))
        self.tidy()
        return made

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
        result = self[raw] = self.make(self._decode_json(raw))
        return result

    def make(self, value: object) -> msgspec.Raw:
        """What is written for a decoded value.

        Raises:
            Unexpected: If the plain way is to judge it.
        """
        made = None
        if value is not None and not (self._blank_is_null and value == ""):
            try:
                made = self._convert(value)
            except Mismatch:
                raise Unexpected from None
            if self._members is not None:
                made = {member: made.get(member) for member in self._members}
        return msgspec.Raw(encode_json(made))


class TextValues(_Memo):
    """Texts to the JSON that is written for them."""

    def __init__(self, values: RawValues) -> None:
        """Prepare for one column.

        Args:
            values: The same for slices of JSON.
        """
        super().__init__()
        self._values = values

    def __missing__(self, text: str | None) -> msgspec.Raw:
        """Make a value by the plain converter."""
        result = self[text] = self._values.make(text)
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
        self.key_name = key_name
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
_OFFSET = 26
_WIDTH = 32
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_SHAPES = (b"0000-00-00T00:00:00.000000-00:00", b"0000-00-00T00:00:00.000000+00:00")
_TENS = b"012345"


class Timestamps(BlankText):
    """Timestamps to UTC, by the hour: only whole-hour offsets take the short way.

    ``2025-07-15T11`` and ``-03:00`` together decide the hour in UTC; minutes,
    seconds and fraction stay as they are.
    """

    def __init__(self) -> None:
        """Prepare for one column."""
        super().__init__(timestamp_text)
        self._hours: dict[str, _Hours] = {}

    def convert_all(self, values: t.Iterable[str | None]) -> list[str | None]:
        """What is written for each timestamp of a column on a page.

        Raises:
            Unexpected: If the plain way is to judge one.
        """
        column = [*values]
        texts = [*filter(None, column)]
        joined = "".join(texts).encode()
        if not _are_usual(joined, len(texts)):
            return super().convert_all(column)
        offset = _one_offset(joined, len(texts))
        if offset is not None:
            hours = self._of(offset)
            made = [f"{hours[x[:_HOUR]]}{x[_HOUR:_OFFSET]}+00:00" for x in texts]
        else:
            of = {found: self._of(found) for found in {x[_OFFSET:] for x in texts}}
            made = [
                f"{of[x[_OFFSET:]][x[:_HOUR]]}{x[_HOUR:_OFFSET]}+00:00" for x in texts
            ]
        if len(made) == len(column):
            return t.cast("list[str | None]", made)
        following = iter(made)
        return [next(following) if text else None for text in column]

    def _of(self, offset: str) -> _Hours:
        """The hours of an offset; those of many years are too many."""
        hours = self._hours.setdefault(offset, _Hours(offset))
        if len(hours) > _MOST:
            hours.clear()
        return hours

    def __missing__(self, text: str) -> str:
        """Make an unusual value."""
        made = self[text] = _whole(text)
        return made


def _are_usual(joined: bytes, number: int) -> bool:
    """Whether all are timestamps of usual width, with minutes and whole-hour offsets.

    Looked at all together, position by position; years, days and hours are judged
    where an hour is converted, and so are texts that are usual only together.
    """
    sign = joined[_OFFSET : _OFFSET + 1] == b"+"
    return (
        joined.translate(_DIGITS) == _SHAPES[sign] * number
        and not joined[14::_WIDTH].strip(_TENS)
        and not joined[17::_WIDTH].strip(_TENS)
        and not joined[30::_WIDTH].strip(b"0")
        and not joined[31::_WIDTH].strip(b"0")
    )


def _one_offset(joined: bytes, number: int) -> str | None:
    """The offset that all have, None where they differ."""
    offset = joined[_OFFSET:_WIDTH]
    alike = (
        joined[27::_WIDTH] == offset[1:2] * number
        and joined[28::_WIDTH] == offset[2:3] * number
    )
    return offset.decode() if alike else None


class _Hours(dict[str, str]):
    """Hours of one offset to hours in UTC."""

    def __init__(self, offset: str) -> None:
        super().__init__()
        self._offset = offset

    def __missing__(self, hour: str) -> str:
        made = self[hour] = _whole(f"{hour}:00:00.000000{self._offset}")[:_HOUR]
        return made


def _whole(text: str) -> str:
    try:
        return timestamp_text(text)
    except ValueError:
        raise Unexpected from None
