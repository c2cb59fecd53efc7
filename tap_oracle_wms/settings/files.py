"""JSON files that the user names, and configs among them."""

from __future__ import annotations

import json
import os
import typing as t

from tap_oracle_wms.errors import WmsError


class FileError(WmsError):
    """A file that was named can't be used."""


def read_json(path: str | os.PathLike[str], what: str) -> t.Any:  # noqa: ANN401 - JSON is of any shape
    """Read a JSON file that the user named.

    Args:
        path: Path of the file.
        what: What it is, for messages.

    Returns:
        The decoded content.

    Raises:
        FileError: If it can't be read or is not JSON.
    """
    shown = os.fspath(path)
    try:
        with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123 - any path text
            return json.load(file)
    except OSError as error:
        msg = f"The {what} file {shown} can't be read: {error.strerror}"
        raise FileError(msg) from None
    except json.JSONDecodeError as error:
        msg = (
            f"The {what} file {shown} is not JSON: {error.msg} in line {error.lineno}, "
            f"column {error.colno}"
        )
        raise FileError(msg) from None
    except (ValueError, RecursionError):
        msg = f"The {what} file {shown} is not JSON in UTF-8"
        raise FileError(msg) from None


def read_config(paths: t.Iterable[str | os.PathLike[str]]) -> dict[str, t.Any]:
    """Read config files, later ones over earlier ones.

    Args:
        paths: Paths of the files.

    Returns:
        The merged config, not checked yet.

    Raises:
        FileError: If one can't be used.
    """
    config: dict[str, t.Any] = {}
    for path in paths:
        content = read_json(path, "config")
        if not isinstance(content, dict):
            msg = f"The config file {os.fspath(path)} must hold an object of settings"
            raise FileError(msg)
        config |= content
    return config
