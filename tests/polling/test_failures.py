"""Streams that fail, services that are down, sign-ins that end."""

from __future__ import annotations

import typing as t

import pytest
from singer_sdk.exceptions import FatalSyncError

from tap_oracle_wms.reading import reading
from tap_oracle_wms.streams import batch_files, outputs
from tests.polling.steps import Polled
from tests.support import Destination

if t.TYPE_CHECKING:
    import pathlib

PolledOf: t.TypeAlias = t.Callable[..., Polled]

FIVE = ("carrier", "facility", "load", "vendor", "wave")
"""As many as must fail in a row for a service to count as down."""


def test_a_failure_is_made_good_by_the_next_cycle(polled: PolledOf) -> None:
    here = polled("facility", "load")
    here.simulator.configure(
        error={"value": 403, "entities": ["load"], "times": 1, "kinds": ["list"]},
    )
    run = here.cycles(4)
    assert run.exit_code == 0, run.stderr
    assert "Stream 'load' failed" in run.stderr
    here.world.assert_converged(Destination().take(run))


def test_a_failure_that_lasts_is_reported_in_the_end(polled: PolledOf) -> None:
    here = polled("facility", "load")
    arrived = here.begin()
    here.simulator.configure(error={"value": 403, "entities": ["load"]})
    here.simulator.change("facility", "touch_first")
    run = here.cycles(8, arrived.state)
    assert run.exit_code == 1
    assert "1 of the streams failed" in run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.records("facility")) == 1
    # In the next cycle, after two more, after four more.
    assert len(here.asked("load")) == 4
    assert len(here.asked("facility")) == 8
    arrived.take(run)
    here.simulator.configure(error=None)
    here.world.assert_converged(arrived.take(here.once(arrived.state)))


def test_a_slow_failure_holds_up_no_other(polled: PolledOf) -> None:
    """A request that is repeated for minutes is waited for by its own stream alone."""
    here = polled("facility", "load")
    arrived = here.begin()
    assert arrived.state is not None
    here.simulator.configure(
        error={"value": {"status": 503, "retry_after": 600}, "entities": ["load"]},
    )
    with here.running(arrived.state) as running:
        for name in ("One", "Two"):
            here.simulator.update("facility", 201, {"name": name})
            running.record("facility", name=name)
        run = running.end()
    assert run.exit_code == 143


def test_a_service_that_is_down_is_waited_out(polled: PolledOf) -> None:
    here = polled(*FIVE, max_retries=0)
    arrived = here.begin()
    here.simulator.change("load", "touch_first")
    here.simulator.configure(error={"value": 503, "times": 9})
    run = here.cycles(12, arrived.state)
    assert run.exit_code == 0, run.stderr
    assert "it is asked again in" in run.stderr
    assert "answers again" in run.stderr
    assert len(run.records("load")) == 1
    here.world.assert_converged(arrived.take(run))


def test_waits_grow_while_it_is_down(polled: PolledOf) -> None:
    here = polled(*FIVE, max_retries=0)
    arrived = here.begin()
    here.simulator.configure(error=503)
    run = here.cycles(12, arrived.state)
    assert run.exit_code == 1
    assert "of the streams failed" in run.stderr
    waits = [line for line in run.stderr.splitlines() if "is asked again" in line]
    assert len(waits) >= 3
    # Five streams, the breaker's question and its repetition, then two each.
    assert len(here.simulator.requests()) <= 7 + 2 * len(waits)
    assert Destination().take(run).state == run.state


def test_a_sign_in_that_is_refused_ends_it(polled: PolledOf) -> None:
    here = polled("facility", "load")
    arrived = here.begin()
    here.simulator.configure(unauthorized={"value": True, "after": 6})
    run = here.cycles(1000, arrived.state)
    assert run.exit_code == 1
    assert "auth_method" in run.stderr
    assert run.state["bookmarks"].keys() == {"facility", "load"}


def test_tokens_are_renewed(polled: PolledOf) -> None:
    here = polled(
        "load",
        auth_method="oauth2_client_credentials",
        client_id="acme-client",
        client_secret="acme-client-secret",
    )
    here.simulator.configure(token_uses=3)
    run = here.cycles(10)
    assert run.exit_code == 0, run.stderr
    assert len(here.simulator.requests(kind="token")) >= 3
    assert len(run.records("load")) == here.simulator.count("load")


def test_a_service_without_a_clock_is_caught_up_with_each_cycle(
    polled: PolledOf,
) -> None:
    here = polled("load")
    arrived = here.begin()
    here.simulator.configure(date_header="missing")
    run = here.cycles(4, arrived.state)
    assert run.exit_code == 0, run.stderr
    assert len(here.caught_up("load")) == 4
    assert run.state == arrived.state


def test_what_a_failed_file_held_is_written_again(
    polled: PolledOf,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain, failed = batch_files.write_json_files, list[int]()

    def write_json_files(*place: t.Any) -> t.Any:  # noqa: ANN401 - whatever it takes
        if place[-1] and not failed:
            failed.append(len(place[-1]))
            msg = "no room"
            raise FatalSyncError(msg)
        return plain(*place)

    monkeypatch.setattr(outputs, "write_json_files", write_json_files)
    batches = {
        "encoding": {"format": "jsonl", "compression": "gzip"},
        "storage": {"root": tmp_path.as_uri()},
    }
    here = polled("load")
    arrived = here.begin()
    here.simulator.insert("load", {"load_nbr": "LD-NEW"})
    run = here.cycles(5, arrived.state, batch_config=batches)
    assert run.exit_code == 0, run.stderr
    assert failed == [1]
    assert len([m for m in run.messages if m["type"] == "BATCH"]) == 1


@pytest.mark.parametrize(("seconds", "refused"), [(3600, 1), (0, 4)])
def test_what_a_service_refuses_is_not_asked_again_for_an_hour(
    polled: PolledOf,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
    refused: int,
) -> None:
    monkeypatch.setattr(reading, "RELEARN_SECONDS", seconds)
    here = polled("load", page_size=1250)
    here.simulator.configure(page_size_refused=True)
    run = here.cycles(4)
    assert run.exit_code == 0, run.stderr
    statuses = [one["status"] for one in here.simulator.requests(entity="load")]
    assert statuses.count(400) == refused
