"""ACTIVATE_VERSION at the end of whole tables, where it is asked for."""

from __future__ import annotations

import typing as t

from tests.scenarios.steps import ids
from tests.support import run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]


def versions(run: Run, stream: str) -> tuple[set[t.Any], list[t.Any]]:
    """Versions of a stream's records, and those that were activated, in order."""
    messages = [m for m in run.messages if m.get("stream") == stream]
    return (
        {m.get("version") for m in messages if m["type"] == "RECORD"},
        [m["version"] for m in messages if m["type"] == "ACTIVATE_VERSION"],
    )


def test_versions_are_activated_only_if_asked_for(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    run = run_tap(config=config, catalog=catalog_of("order_status", "uom"))
    assert versions(run, "order_status") == ({None}, [])


def test_a_whole_table_is_activated_when_it_is_complete(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    config |= {"emit_activate_version_messages": True, "page_size": 3}
    run = run_tap(config=config, catalog=catalog_of("order_status", "uom"))
    assert run.exit_code == 0, run.stderr
    ((version,), activated) = versions(run, "order_status")
    assert activated == [version]
    kinds = [m["type"] for m in run.messages if m.get("stream") == "order_status"]
    assert kinds[-1] == "ACTIVATE_VERSION"
    # A window of changes is no whole table: activating it would delete the rest.
    assert versions(run, "uom") == ({None}, [])


def test_a_table_that_failed_is_not_activated_and_goes_on_with_its_version(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("order_status")
    config |= {"emit_activate_version_messages": True, "page_size": 3}
    simulator.configure(list_status={"value": 403, "after": 2})
    broken = run_tap(config=config, catalog=catalog)
    ((version,), activated) = versions(broken, "order_status")
    assert activated == []
    simulator.configure(list_status=None)
    run = run_tap(config=config, catalog=catalog, state=broken.state)
    assert versions(run, "order_status") == ({version}, [version])
    assert ids(broken.records("order_status") + run.records("order_status")) == [
        *simulator.truth_by_id("order_status"),
    ]
    # The next one is another version, and a later one.
    again = run_tap(config=config, catalog=catalog, state=run.state)
    ((later,), _) = versions(again, "order_status")
    assert later >= version


def test_an_empty_table_is_activated_too(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    for number in simulator.truth_by_id("order_status"):
        simulator.delete("order_status", number)
    config |= {"emit_activate_version_messages": True}
    run = run_tap(config=config, catalog=catalog_of("order_status"))
    assert run.exit_code == 0, run.stderr
    assert len(versions(run, "order_status")[1]) == 1


def test_versions_go_by_the_alias(config: Json, catalog_of: CatalogOf) -> None:
    config |= {
        "emit_activate_version_messages": True,
        "stream_maps": {"order_status": {"__alias__": "statuses"}},
    }
    run = run_tap(config=config, catalog=catalog_of("order_status"))
    ((version,), activated) = versions(run, "statuses")
    assert activated == [version]
