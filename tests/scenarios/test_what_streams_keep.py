"""What a stream learns of its rows: its ranges share it, and the end forgets it."""

from __future__ import annotations

import gc
import json
import typing as t
import weakref

import pytest

from tap_oracle_wms import TapOracleWms
from tap_oracle_wms.passes import split
from tap_oracle_wms.reading import runner
from tap_oracle_wms.rows import PageCodec
from tests.support import run_tap

if t.TYPE_CHECKING:
    import pathlib

    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

STREAMS = ("facility", "order_dtl", "order_hdr")


@pytest.fixture
def codecs(monkeypatch: pytest.MonkeyPatch) -> list[weakref.ref[PageCodec]]:
    """All codecs that are made."""
    made: list[weakref.ref[PageCodec]] = []
    init = PageCodec.__init__

    def noted(self: PageCodec, *args: t.Any, **named: t.Any) -> None:
        made.append(weakref.ref(self))
        init(self, *args, **named)

    monkeypatch.setattr(PageCodec, "__init__", noted)
    return made


@pytest.mark.parametrize(
    "settings",
    [{}, {"batch_config": {"storage": {"root": "file://{folder}"}}}],
    ids=["records", "batches"],
)
def test_nothing_of_it_stays_when_a_stream_has_been_written(
    config: Json,
    catalog_of: CatalogOf,
    codecs: list[weakref.ref[PageCodec]],
    tmp_path: pathlib.Path,
    settings: Json,
) -> None:
    settings = json.loads(json.dumps(settings).replace("{folder}", str(tmp_path)))
    tap = TapOracleWms(config=config | settings, catalog=catalog_of(*STREAMS))
    tap.run()
    gc.collect()
    assert len(codecs) == len(STREAMS)
    assert [codec for codec in codecs if codec() is not None] == []
    assert len(tap.streams) == len(STREAMS)


def test_ranges_of_a_stream_share_it(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    codecs: list[weakref.ref[PageCodec]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(split, "FEWEST_ROWS", 100)
    monkeypatch.setattr(runner, "READ_FIRST", 20)
    limits = {"page_size": 20, "max_concurrent_requests": 4}
    simulator.clear_log()
    run = run_tap(config=config | limits, catalog=catalog_of("order_dtl"))
    assert run.exit_code == 0
    asked = simulator.requests(kind="list")
    assert len({request["query"].get("id__lte") for request in asked}) > 2
    assert len(codecs) == 1
