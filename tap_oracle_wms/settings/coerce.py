"""Conversion of config values, as environments hand them over, to their types."""

from __future__ import annotations

import json
import typing as t

from tap_oracle_wms.settings.dates import parse_instant

if t.TYPE_CHECKING:
    from tap_oracle_wms.settings.setting import Setting

_TRUE = frozenset({"true", "1", "yes", "on"})
_TOO_LARGE = 1e15
_FALSE = frozenset({"false", "0", "no", "off"})


class ValueProblem(Exception):
    """A value can't be used; the text continues "Setting 'x' ..."."""


def coerce(setting: Setting, value: object) -> t.Any:  # noqa: ANN401 - by kind
    """Convert one value, a string from an environment included.

    Args:
        setting: The setting that the value is for.
        value: The value, neither None nor an empty string.

    Returns:
        The value in the setting's own type; date-times stay text.

    Raises:
        ValueProblem: If the value does not fit.
    """
    converted = _CONVERTERS[setting.kind](value)
    if setting.choices and converted not in setting.choices:
        msg = f"must be one of {', '.join(setting.choices)}"
        raise ValueProblem(msg)
    if isinstance(converted, (int, float)) and not isinstance(converted, bool):
        _check_range(setting, converted)
    return converted


def _check_range(setting: Setting, value: float) -> None:
    low, high = setting.minimum, setting.maximum
    if low is not None and high is not None and not low <= value <= high:
        msg = f"must be from {low} to {high}"
        raise ValueProblem(msg)


def _string(value: object) -> str:
    if not isinstance(value, str):
        msg = "must be text"
        raise ValueProblem(msg)
    return value


def _integer(value: object) -> int:
    problem = "must be a whole number"
    if isinstance(value, bool):
        raise ValueProblem(problem)
    if isinstance(value, str):
        try:
            return int(value.strip())
        except ValueError:
            raise ValueProblem(problem) from None
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return int(value)
    raise ValueProblem(problem)


def _number(value: object) -> float:
    problem = "must be a number"
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueProblem(problem)
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueProblem(problem) from None
    if not abs(number) < _TOO_LARGE:
        raise ValueProblem(problem)
    return number


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _TRUE | _FALSE:
        return value.strip().lower() in _TRUE
    msg = "must be true or false"
    raise ValueProblem(msg)


def _boolean_or_path(value: object) -> bool | str:
    if isinstance(value, str) and value.strip().lower() not in _TRUE | _FALSE:
        return value
    try:
        return _boolean(value)
    except ValueProblem:
        msg = "must be true, false or the path of a file"
        raise ValueProblem(msg) from None


def _array(value: object) -> list[str]:
    if isinstance(value, str):
        if value.lstrip().startswith("["):
            value = _from_json(value, "must be a list of names")
        else:
            value = [part.strip() for part in str(value).split(",") if part.strip()]
    if not isinstance(value, list) or not all(
        isinstance(item, str) and item for item in value
    ):
        msg = "must be a list of names"
        raise ValueProblem(msg)
    return value


def _object(value: object) -> dict[str, t.Any]:
    if isinstance(value, str):
        value = _from_json(value, "must be an object (JSON)")
    if not isinstance(value, dict):
        msg = "must be an object"
        raise ValueProblem(msg)
    return value


def _date_time(value: object) -> str:
    problem = "must be a date, a date-time or a form such as '6 months ago'"
    if not isinstance(value, str):
        raise ValueProblem(problem)
    try:
        parse_instant(value)
    except (ValueError, OverflowError):
        raise ValueProblem(problem) from None
    return value


def _from_json(text: str, problem: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueProblem(problem) from None


_CONVERTERS: dict[str, t.Callable[[object], t.Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "array": _array,
    "object": _object,
    "date-time": _date_time,
    "boolean-or-path": _boolean_or_path,
}
