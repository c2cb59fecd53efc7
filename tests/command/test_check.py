"""``check``: what is well, what is not, and what to do."""

from __future__ import annotations

import json
import socket
import typing as t

import pytest

if t.TYPE_CHECKING:
    from tests.command.conftest import Command
    from wms_simulator import Simulator

Report: t.TypeAlias = dict[str, t.Any]


@pytest.fixture
def check(oracle_wms: Command) -> t.Callable[..., tuple[int, Report]]:
    """Runs ``check --json``; gives exit code and report, its findings by step."""

    def run(*arguments: str, **changes: t.Any) -> tuple[int, Report]:
        done = oracle_wms("check", "--json", *arguments, **changes)
        report: Report = json.loads(done.stdout)
        assert "Traceback" not in done.stderr
        report["by_step"] = {one["step"]: one for one in report["findings"]}
        return done.returncode, report

    return run


Check: t.TypeAlias = t.Callable[..., tuple[int, Report]]


def test_a_healthy_service_is_found_healthy(
    simulator: Simulator,
    oracle_wms: Command,
) -> None:
    simulator.clear_log()
    run = oracle_wms("check")
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    findings, _, advice = run.stdout.partition("\n\n")
    lines = findings.splitlines()
    assert {line.split()[0] for line in lines[:-1]} == {"ok", "warn"}
    assert any("times with an offset are understood" in line for line in lines)
    assert any("by id, in sequenced mode" in line for line in lines)
    asked = simulator.requests()
    assert lines[-1].startswith(f"{len(asked)} requests in ")
    assert {one["method"] for one in asked} == {"GET"}
    assert "inventory_history: can be read with filters only" in advice
    assert advice.endswith(
        "The tap can be run with this config, but ends with exit code 1 while "
        "inventory_history is selected.\n",
    )
    run = oracle_wms("check", exclude_entities=["inventory_history"])
    assert run.stdout.endswith("The tap can be run with this config.\n")


def test_the_report_for_machines(simulator: Simulator, check: Check) -> None:
    simulator.clear_log()
    code, report = check("--entities", "3")
    assert code == 0
    assert report["ok"]
    assert report["advice"] == [] or "For speed" in report["advice"][0]
    assert report["requests"] == len(simulator.requests())
    assert report["access"] == dict.fromkeys(
        ("order_hdr", "order_dtl", "inventory"), "rows"
    )
    sizes = [timing["page_size"] for timing in report["timings"]]
    assert sizes == [100, 400, 1000, 1250]
    assert report["recommended"]["page_size"] in sizes
    assert report["recommended"]["max_concurrent_requests"] in range(1, 5)
    for finding in report["findings"]:
        assert finding.keys() == {"step", "ok", "level", "problem", "text", "advice"}


def test_its_requests_are_bounded(simulator: Simulator, check: Check) -> None:
    simulator.configure(
        sequenced_order="random",
        ordering="ignored",
        error={"value": 503, "rate": 0.1},
    )
    simulator.clear_log()
    check(max_retries=8)
    # Each of some 60, repeated once.
    assert len(simulator.requests()) < 150


@pytest.mark.parametrize(
    ("switches", "words"),
    [
        ({"sequenced_order": "mod_ts"}, "in paged mode with ordering=id"),
        (
            {"sequenced_order": "random", "ordering": "ignored"},
            "along its links until two readings agree",
        ),
    ],
    ids=["ordered", "linked"],
)
def test_the_rung_of_the_ladder_is_told(
    simulator: Simulator,
    check: Check,
    switches: dict[str, t.Any],
    words: str,
) -> None:
    simulator.configure(**switches)
    _, report = check("--entities", "0")
    assert words in report["by_step"]["reading order_hdr"]["text"]


def test_offsets_that_are_ignored(simulator: Simulator, check: Check) -> None:
    simulator.configure(time_filter="offset_ignored")
    code, report = check()
    assert code == 1
    finding = report["by_step"]["time filters"]
    assert (finding["ok"], finding["problem"]) == (False, "times_misunderstood")
    assert "zone is UTC" in finding["advice"]
    assert finding["advice"] == report["advice"][0]


def test_filters_that_are_ignored(simulator: Simulator, check: Check) -> None:
    simulator.configure(ignore_mod_ts_filter=True)
    code, report = check("--entities", "0")
    assert code == 1
    assert report["by_step"]["filters of order_hdr"]["problem"] == "filters_ignored"


def test_an_entity_that_can_not_be_read(simulator: Simulator, check: Check) -> None:
    simulator.configure(list_status={"value": 403, "entities": ["order_hdr"]})
    code, report = check()
    assert code == 1
    assert "HTTP 403" in report["by_step"]["reading order_hdr"]["text"]
    assert report["access"]["order_hdr"] == "not permitted"
    assert report["access"]["item"] == "rows"
    assert "order_hdr" in report["by_step"]["not permitted"]["advice"]


def test_a_service_without_a_clock(simulator: Simulator, check: Check) -> None:
    simulator.clock(date_header="missing")
    code, report = check("--entities", "0")
    assert code == 1
    assert report["by_step"]["clock"]["problem"] == "clock_unusable"


def test_a_clock_that_differs_is_a_warning(simulator: Simulator, check: Check) -> None:
    simulator.clock(offset=-3600)
    code, report = check("--entities", "0")
    assert code == 0
    assert report["by_step"]["clock"]["level"] == "warning"
    assert "by -36" in report["by_step"]["clock"]["text"]


def test_a_user_who_sees_nothing(simulator: Simulator, check: Check) -> None:
    simulator.configure(list_status=404)
    code, report = check()
    assert code == 1
    assert report["by_step"]["access"]["problem"] == "no_rows_for_the_user"
    assert "eligible" in report["by_step"]["access"]["advice"]


def test_a_rate_limit_is_seen(simulator: Simulator, check: Check) -> None:
    _, report = check("--entities", "1")
    assert report["by_step"]["rate limits"]["text"] == "none seen"
    simulator.configure(
        error={"value": {"status": 429, "retry_after": 0}, "after": 5, "times": 1},
    )
    code, report = check("--entities", "1", max_retries=1)
    assert code == 0
    limits = report["by_step"]["rate limits"]
    assert (limits["level"], limits["problem"]) == ("warning", "rate_limited")
    assert limits["text"].startswith("1 times 429")
    assert any("max_requests_per_second" in text for text in report["advice"])


@pytest.mark.timeout(30)
def test_a_long_wait_that_the_service_asks_for_is_an_answer(
    simulator: Simulator,
    check: Check,
) -> None:
    """A probe that waited ten minutes would be killed, and tell nothing."""
    simulator.configure(error={"value": {"status": 429, "retry_after": 600}})
    code, report = check()
    assert code == 4
    assert "600 s (Retry-After)" in report["by_step"]["sign-in"]["text"]


def test_a_service_that_breaks_down_meanwhile(
    simulator: Simulator,
    check: Check,
) -> None:
    simulator.configure(error={"value": 500, "after": 30})
    code, report = check()
    assert code in {1, 4}
    assert not report["ok"]


@pytest.mark.parametrize(
    ("changes", "code", "problem", "advice"),
    [
        (
            {"base_url": "https://wms.acme.invalid/acme"},
            4,
            "name_not_resolved",
            "typing error",
        ),
        ({"password": "wrong-password"}, 5, "sign_in_refused", "lock a user"),
        (
            {"username": "acme_noaccess", "password": "acme-noaccess-password"},
            6,
            "permission_missing",
            "lgfapi_read_access",
        ),
        (
            {"auth_method": "bearer", "access_token": "expired-token"},
            5,
            "sign_in_refused",
            "get a new one",
        ),
        (
            {
                "auth_method": "oauth2_client_credentials",
                "client_id": "acme-client",
                "client_secret": "wrong-secret",
            },
            5,
            "sign_in_refused",
            "client_secret",
        ),
        (
            {"entities": ["order_hdrs"]},
            3,
            "selection_matches_nothing",
            "exclude_entities",
        ),
    ],
    ids=["name", "password", "permission", "token", "client", "selection"],
)
def test_each_obstacle_is_told_apart(
    check: Check,
    changes: dict[str, t.Any],
    code: int,
    problem: str,
    advice: str,
) -> None:
    exit_code, report = check(**changes)
    assert exit_code == code
    last = report["findings"][-1]
    assert last["problem"] == problem
    assert advice in last["advice"]
    assert "wrong-" not in json.dumps(report)


def test_a_port_where_nobody_listens(check: Check) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        exit_code, report = check(base_url=f"http://127.0.0.1:{port}/acme")
    assert exit_code == 4
    assert report["findings"][-1]["problem"] == "connection_refused"
    assert report["requests"] == 0


def test_a_wrong_path(simulator: Simulator, check: Check) -> None:
    exit_code, report = check(base_url=f"{simulator.base_url}_not")
    assert exit_code == 7
    assert report["findings"][-1]["problem"] == "no_api_at_this_address"


def test_a_sign_in_page_in_place_of_the_api(simulator: Simulator, check: Check) -> None:
    simulator.configure(login_page=True)
    exit_code, report = check()
    assert exit_code == 7
    assert report["findings"][-1]["problem"] == "unexpected_answer"


def test_an_outage(simulator: Simulator, check: Check) -> None:
    simulator.configure(error=503)
    exit_code, report = check(max_retries=8)
    assert exit_code == 4
    assert report["requests"] == 2  # repeated once, whatever the setting
    assert report["by_step"]["sign-in"]["problem"] == "service_unavailable"
    assert report["by_step"]["rate limits"]["problem"] == "rate_limited"
