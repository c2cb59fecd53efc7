"""``batch_config``: what can't be written is found before anything is read."""

from __future__ import annotations

import importlib.util
import typing as t

import pytest

from tap_oracle_wms.settings import check_builtin

FINE = {"storage": {"root": "file:///data/batches"}}


def errors_of(batch_config: object) -> list[str]:
    properties = {"batch_config": {"type": ["object", "null"]}}
    return check_builtin(properties, {"batch_config": batch_config})[1]


@pytest.mark.parametrize(
    "batch_config",
    [
        FINE,
        {**FINE, "batch_size": 1},
        {"storage": {"root": "/data/batches", "prefix": "wms-", "params": {}}},
        {**FINE, "encoding": {"format": "jsonl"}},
        {**FINE, "encoding": {"format": "jsonl", "compression": "gzip"}},
        '{"storage": {"root": "file:///data/batches"}}',
    ],
    ids=repr,
)
def test_accepted(batch_config: object) -> None:
    assert errors_of(batch_config) == []


@pytest.mark.parametrize(
    ("batch_config", "problem"),
    [
        ({}, "must have storage.root"),
        ({"storage": None}, "must have storage.root"),
        ({"storage": {"root": ""}}, "must have storage.root"),
        ({"storage": {"root": 7}}, "must have storage.root"),
        ({**FINE, "batch_size": 0}, "must have a whole number of 1 or more"),
        ({**FINE, "batch_size": True}, "must have a whole number of 1 or more"),
        ({**FINE, "batch_size": "7"}, "must have a whole number of 1 or more"),
        ({**FINE, "encoding": {"format": "csv"}}, "must have one of jsonl, parquet"),
        (
            {**FINE, "encoding": {"format": ["jsonl"]}},
            "must have one of jsonl, parquet",
        ),
        ({**FINE, "encoding": {"compression": "gzip"}}, "must have one of jsonl"),
        ({**FINE, "encoding": "jsonl"}, "must have one of jsonl, parquet"),
        (
            {**FINE, "encoding": {"format": "jsonl", "compression": "none"}},
            "must have gzip for encoding.compression",
        ),
        ({**FINE, "size": 7}, "has the unknown key 'size'; there are encoding,"),
        (
            {"storage": {**FINE["storage"], "path": "x"}},
            "has the unknown key 'path' in storage; there are root, prefix, params",
        ),
        (
            {**FINE, "encoding": {"format": "jsonl", "level": 9}},
            "has the unknown key 'level' in encoding; there are format, compression",
        ),
        ({"storage": {"root": "https://h/x"}}, "can't have https:// for storage.root"),
        ({"storage": {"root": "memory://x"}}, "can't have memory:// for storage.root"),
        ("storage", "must be an object"),
    ],
    ids=repr,
)
def test_refused(batch_config: object, problem: str) -> None:
    (error,) = errors_of(batch_config)
    assert error.startswith(f"Setting 'batch_config' {problem}")


@pytest.mark.parametrize(
    ("changes", "package"),
    [
        ({"storage": {"root": "s3://bucket/x"}}, "s3fs"),
        ({"storage": {"root": "gs://bucket/x"}}, "gcsfs"),
        ({"storage": {"root": "az://container/x"}}, "adlfs"),
        ({"encoding": {"format": "parquet"}}, "pyarrow"),
    ],
)
def test_what_needs_a_package_names_it(
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, t.Any],
    package: str,
) -> None:
    found: list[str] = []
    monkeypatch.setattr(importlib.util, "find_spec", found.append)
    (error,) = errors_of({**FINE, **changes})
    assert f"pip install {package}" in error
    assert found == [package]
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    assert errors_of({**FINE, **changes}) == []
