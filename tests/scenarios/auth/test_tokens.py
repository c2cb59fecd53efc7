"""Signing in by OAuth2 with a password: tokens that end, rotate and are refused."""

from __future__ import annotations

import typing as t

import pytest

from tests.reliability.service import Reply, Service
from tests.scenarios.auth.steps import (
    Check,
    Sync,
    issue,
    issue_for_user,
    statuses,
    tokens,
)
from tests.scenarios.steps import assert_fails
from tests.support import run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]


def test_one_token_serves_a_whole_run(
    simulator: Simulator,
    by_password: Json,
    sync: Sync,
    assert_complete: Check,
) -> None:
    assert_complete(sync(by_password))
    assert len(tokens(simulator)) == 1
    assert statuses(simulator) == {200}


def test_requests_at_once_share_one_token(
    simulator: Simulator,
    by_password: Json,
) -> None:
    simulator.configure(latency={"value": 0.02, "kinds": ["token", "describe"]})
    run = run_tap(
        "--discover",
        config={**by_password, "entities": ["a*"], "max_concurrent_requests": 16},
    )
    assert run.exit_code == 0, run.stderr
    assert len(tokens(simulator)) == 1


def test_the_owner_s_eligibility_holds(
    simulator: Simulator,
    by_password: Json,
    catalog_of: CatalogOf,
) -> None:
    account = simulator.accounts["acme_wh01"]
    run = run_tap(
        config={
            **by_password,
            "username": account.username,
            "password": account.password,
        },
        catalog=catalog_of("facility"),
    )
    assert {row["code"] for row in run.records("facility")} == {"WH01", "ST001"}


def test_a_token_is_renewed_before_it_ends(
    simulator: Simulator,
    by_password: Json,
    sync: Sync,
    assert_complete: Check,
) -> None:
    # It lives on for longer than was said: nobody needs a 401 to renew it.
    simulator.configure(
        token_lifetime=0.5,
        token_dies_after=30,
        latency={"value": 0.06, "kinds": ["list"]},
    )
    assert_complete(sync(by_password, max_concurrent_requests=1))
    assert len(tokens(simulator)) >= 2
    assert statuses(simulator) == {200}


def test_a_token_that_dies_early_is_renewed_and_the_request_repeated(
    simulator: Simulator,
    by_password: Json,
    sync: Sync,
    assert_complete: Check,
) -> None:
    simulator.configure(token_uses=3)
    assert_complete(sync(by_password, max_concurrent_requests=1))
    assert statuses(simulator) == {200, 401}
    refused = [r for r in simulator.requests(kind="list") if r["status"] == 401]
    # One renewal for each, and no 401 after it.
    assert len(tokens(simulator)) == len(refused) + 1


def test_several_requests_that_lose_their_token_renew_it_once(
    simulator: Simulator,
    by_password: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("company", "facility", "uom", "wave", "load", "vendor")
    simulator.clear_log()
    simulator.configure(token_uses=4, latency={"value": 0.05, "kinds": ["list"]})
    run = run_tap(config=by_password, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    refused = [r for r in simulator.requests(kind="list") if r["status"] == 401]
    assert len(tokens(simulator)) <= 1 + len(refused)


def test_refresh_tokens_rotate(
    simulator: Simulator,
    by_password: Json,
    sync: Sync,
    assert_complete: Check,
) -> None:
    # Each refresh token works once; the password is taken the first time only.
    simulator.configure(
        token_uses=3,
        token_grants=[
            {"value": ["password"], "times": 1},
            {"value": ["refresh_token"]},
        ],
    )
    assert_complete(sync(by_password, max_concurrent_requests=1))
    assert len(tokens(simulator)) > 3
    assert {r["status"] for r in tokens(simulator)} == {200}


def test_a_refresh_token_alone_will_do(
    simulator: Simulator,
    by_password: Json,
    sync: Sync,
    assert_complete: Check,
) -> None:
    given = issue_for_user(simulator)["refresh_token"]
    simulator.configure(token_grants=["refresh_token"], token_uses=5)
    del by_password["username"], by_password["password"]
    run = sync(by_password, refresh_token=given)
    assert_complete(run)
    assert given not in run.stdout + run.stderr


def test_a_refresh_token_that_was_used_is_a_clear_error(
    simulator: Simulator,
    by_password: Json,
    sync: Sync,
) -> None:
    given = issue_for_user(simulator)["refresh_token"]
    issue(simulator, grant_type="refresh_token", refresh_token=given)
    del by_password["username"], by_password["password"]
    run = sync(by_password, refresh_token=given, max_concurrent_requests=1)
    assert_fails(run, "invalid_grant", "POST /acme_test/api/oauth2/token/")
    assert given not in run.stdout + run.stderr
    assert not simulator.requests(kind="list")


def test_a_refresh_token_that_was_used_falls_back_to_the_password(
    simulator: Simulator,
    by_password: Json,
    sync: Sync,
    assert_complete: Check,
) -> None:
    given = issue_for_user(simulator)["refresh_token"]
    issue(simulator, grant_type="refresh_token", refresh_token=given)
    simulator.clear_log()
    assert_complete(sync(by_password, refresh_token=given))
    assert [r["status"] for r in tokens(simulator)] == [400, 200]


def test_a_401_that_stays_is_repeated_once(
    simulator: Simulator,
    by_password: Json,
    discover: t.Callable[..., Run],
) -> None:
    simulator.configure(unauthorized=True)
    run = discover("uom", **by_password)
    assert_fails(run, "401")
    assert [r["kind"] for r in simulator.requests()] == [
        "token",
        "listing",
        "token",
        "listing",
    ]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"client_secret": "not-the-client-secret"}, "invalid_client"),
        ({"client_id": "another-client"}, "invalid_client"),
        ({"password": "not-the-password"}, "invalid_grant"),
        ({"username": "acme_nobody"}, "invalid_grant"),
    ],
)
def test_what_the_issuer_refuses_ends_the_run_at_once(
    simulator: Simulator,
    by_password: Json,
    discover: t.Callable[..., Run],
    wrong: Json,
    word: str,
) -> None:
    run = discover(**{**by_password, **wrong})
    assert_fails(run, word, "token request was refused", "auth_method")
    for secret in ("not-the-client-secret", "not-the-password", simulator.password):
        assert secret not in run.stdout + run.stderr
    assert len(simulator.requests()) == 1


def test_a_grant_that_the_issuer_does_not_take_is_named(
    simulator: Simulator,
    by_password: Json,
    discover: t.Callable[..., Run],
) -> None:
    simulator.configure(token_grants=["client_credentials"])
    run = discover(**by_password)
    assert_fails(run, "unsupported_grant_type")
    assert len(simulator.requests()) == 1


def test_an_issuer_in_trouble_is_asked_again(
    simulator: Simulator,
    by_password: Json,
    sync: Sync,
    assert_complete: Check,
) -> None:
    simulator.configure(error={"value": 503, "kinds": ["token"], "times": 2})
    assert_complete(sync(by_password))
    assert [r["status"] for r in tokens(simulator)] == [503, 503, 200]


def test_an_issuer_that_stays_in_trouble_ends_the_run(
    simulator: Simulator,
    by_password: Json,
    discover: t.Callable[..., Run],
) -> None:
    simulator.configure(error={"value": 503, "kinds": ["token"]})
    run = discover(**{**by_password, "max_retries": 2})
    assert_fails(run, "503", "/api/oauth2/token/")
    assert len(simulator.requests()) == 3


@pytest.mark.parametrize(
    "answer",
    [
        Reply(b"<html>Sign in</html>", headers={"Content-Type": "text/html"}),
        Reply({}),
        Reply([]),
        Reply({"access_token": ""}),
        Reply({"access_token": 5}),
        Reply({"access_token": "a\r\nX-Evil: 1"}),
        Reply({"error": {"deep": "x" * 5000}}, status=400),
        Reply({"error": "y" * 5000 + "\n"}, status=401),
        Reply(b"\xff\xfe", status=403),
    ],
)
def test_an_issuer_that_answers_nonsense_is_a_clear_error(
    by_client: Json,
    discover: t.Callable[..., Run],
    answer: Reply,
) -> None:
    with Service(lambda _: answer) as service:
        run = discover(**{**by_client, "base_url": service.base_url}, username=None)
        assert {asked.method for asked in service.asked} == {"POST"}
        assert len(service.asked) == 1
    assert_fails(run, "token request was refused")
    assert len(run.stderr) < 1500
