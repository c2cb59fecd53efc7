"""Checks of ``batch_config``, which the SDK takes as it comes and fails on late."""

from __future__ import annotations

import importlib.util
import typing as t

from tap_oracle_wms.settings.coerce import ValueProblem

_FORMATS = {"jsonl": (), "parquet": ("pyarrow",)}
_KEYS = {
    "": ("encoding", "storage", "batch_size"),
    "encoding": ("format", "compression"),
    "storage": ("root", "prefix", "params"),
}
_UNFIT = ("http", "https", "memory", "data")
"""Kinds of places that nothing can be written to, or whose files end with the run."""

_PACKAGES = {
    "s3": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "abfs": "adlfs",
    "az": "adlfs",
}


def check_batch_config(raw: dict[str, t.Any]) -> None:
    """Check that batches can be written as they are configured.

    Args:
        raw: The setting, an object.

    Raises:
        ValueProblem: If they can't; otherwise rows could be lost, or the run fail
            in its middle.
    """
    for part, known in _KEYS.items():
        _check_keys(part, raw.get(part) if part else raw, known)
    size = raw.get("batch_size", 1)
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        msg = "must have a whole number of 1 or more for batch_size"
        raise ValueProblem(msg)
    _check_encoding(raw.get("encoding") or {"format": "jsonl"})
    storage = raw.get("storage")
    root = storage.get("root") if isinstance(storage, dict) else None
    if not isinstance(root, str) or not root:
        msg = "must have storage.root, such as file:///data/batches"
        raise ValueProblem(msg)
    scheme, mark, _ = root.partition("://")
    if mark and scheme in _UNFIT:
        msg = f"can't have {scheme}:// for storage.root: no file can be left there"
        raise ValueProblem(msg)
    package = _PACKAGES.get(scheme)
    if package is not None:
        _need(package, f"storage.root {scheme}://")


def _check_keys(part: str, raw: object, known: tuple[str, ...]) -> None:
    foreign = [key for key in raw if key not in known] if isinstance(raw, dict) else []
    if foreign:
        where = f" in {part}" if part else ""
        msg = f"has the unknown key {foreign[0]!r}{where}; there are {', '.join(known)}"
        raise ValueProblem(msg)


def _check_encoding(encoding: object) -> None:
    name = encoding.get("format") if isinstance(encoding, dict) else None
    if (
        not isinstance(encoding, dict)
        or not isinstance(name, str)
        or (name not in _FORMATS)
    ):
        msg = f"must have one of {', '.join(_FORMATS)} for encoding.format"
        raise ValueProblem(msg)
    for package in _FORMATS[str(name)]:
        _need(package, f"encoding.format {name}")
    if name == "jsonl" and encoding.get("compression", "gzip") != "gzip":
        msg = (
            "must have gzip for encoding.compression: jsonl is written in no other way"
        )
        raise ValueProblem(msg)


def _need(package: str, what: str) -> None:
    if importlib.util.find_spec(package) is None:
        msg = f"needs the package {package} for {what}: pip install {package}"
        raise ValueProblem(msg)
