"""Signing in, four ways, and where credentials go."""

from __future__ import annotations

import base64
import typing as t

from tests.reliability.service import Asked, Reply, Service
from tests.scenarios.auth.steps import Check, Sync, issue_for_user, tokens
from tests.scenarios.steps import assert_fails
from tests.support import run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator


Json: t.TypeAlias = dict[str, t.Any]

CatalogOf: t.TypeAlias = t.Callable[..., Json]


# Basic


def test_basic_signs_in_each_request(
    simulator: Simulator,
    config: Json,
    sync: Sync,
    assert_complete: Check,
) -> None:
    assert_complete(sync(config))
    asked = simulator.requests()
    assert all(r["headers"]["has_authorization"] for r in asked)
    assert not tokens(simulator)


def test_basic_carries_any_characters(config: Json) -> None:
    with Service(lambda _: Reply({"code": "NO"}, status=403)) as service:
        config |= service.config | {"username": "maría:x", "password": "pä:ss wörd€"}
        run_tap("--discover", config=config)
        (asked,) = service.asked
    scheme, _, encoded = asked.headers["authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(encoded).decode() == "maría:x:pä:ss wörd€"


def test_basic_is_refused_once_and_for_all(
    simulator: Simulator,
    discover: t.Callable[..., Run],
) -> None:
    run = discover(username="acme_nobody")
    assert_fails(run, "401", "auth_method")
    assert simulator.password not in run.stderr
    assert len(simulator.requests()) == 1


# Bearer


def test_a_token_from_elsewhere_will_do(
    simulator: Simulator,
    sync: Sync,
    assert_complete: Check,
) -> None:
    token = issue_for_user(simulator)["access_token"]
    run = sync(
        {
            "base_url": simulator.base_url,
            "auth_method": "bearer",
            "access_token": token,
        },
    )
    assert_complete(run)
    assert token not in run.stdout + run.stderr


def test_a_token_from_elsewhere_that_ends_can_t_be_renewed(
    simulator: Simulator,
    sync: Sync,
) -> None:
    simulator.configure(token_uses=3)
    token = issue_for_user(simulator)["access_token"]
    simulator.clear_log()
    run = sync(
        {
            "base_url": simulator.base_url,
            "auth_method": "bearer",
            "access_token": token,
            "max_concurrent_requests": 1,
        },
    )
    assert_fails(run, "401", "auth_method")
    assert token not in run.stdout + run.stderr
    assert [r["status"] for r in simulator.requests()] == [200, 200, 200, 401]
    assert run.messages[-1]["type"] == "STATE"


# OAuth2 by client


def test_a_client_signs_in_by_itself(
    simulator: Simulator,
    by_client: Json,
    sync: Sync,
    assert_complete: Check,
) -> None:
    simulator.configure(token_grants=["client_credentials"], token_uses=6)
    assert_complete(sync(by_client, oauth_scope="read"))
    assert len(tokens(simulator)) > 1


def test_a_client_s_wrong_secret_is_a_clear_error(
    simulator: Simulator,
    by_client: Json,
    discover: t.Callable[..., Run],
) -> None:
    run = discover(**{**by_client, "client_secret": "not-the-client-secret"})
    assert_fails(run, "invalid_client")
    assert "not-the-client-secret" not in run.stderr
    assert len(simulator.requests()) == 1


# Where credentials go


def test_the_token_url_may_be_elsewhere_and_gets_nothing_but_the_grant(
    simulator: Simulator,
    by_client: Json,
    catalog_of: CatalogOf,
) -> None:
    token = issue_for_user(simulator)["access_token"]

    def respond(asked: Asked) -> Reply:
        del asked
        return Reply({"access_token": token, "token_type": "Bearer"})

    with Service(respond) as issuer:
        run = run_tap(
            config={
                **by_client,
                "token_url": f"{issuer.origin}/oauth2/v1/token?tenant=acme",
                "http_headers": {"X-Api-Key": "gateway-key-1234"},
            },
            catalog=catalog_of("uom"),
        )
        (asked,) = issuer.asked
    assert run.exit_code == 0, run.stderr
    assert run.records("uom")
    assert (asked.method, asked.path) == ("POST", "/oauth2/v1/token")
    assert asked.query == {"tenant": "acme"}
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "x-api-key" not in asked.headers
    login = f"{simulator.client_id}:{simulator.client_secret}".encode()
    assert asked.headers["authorization"].split() == [
        "Basic",
        base64.b64encode(login).decode(),
    ]
    for secret in (token, "gateway-key-1234", simulator.client_secret):
        assert secret not in run.stdout + run.stderr


def test_extra_headers_go_with_each_request_to_the_service(by_client: Json) -> None:
    def respond(asked: Asked) -> Reply:
        if asked.path.endswith("/api/oauth2/token/"):
            return Reply({"access_token": "token-of-acme", "expires_in": "3600"})
        if asked.path.endswith("/entity/"):
            return Reply({"gadget": "?"})
        if asked.path.endswith("/describe/"):
            return Reply({"fields": {"id": {"type": "pk"}}})
        return Reply({"results": [{"id": 1}], "next_page": None})

    with Service(respond) as service:
        run = run_tap(
            config={
                **by_client,
                "base_url": service.base_url,
                "http_headers": {"X-Api-Key": "gateway-key-1234"},
            },
        )
        asked = service.asked
    assert run.exit_code == 0, run.stderr
    assert run.records("gadget") == [{"id": 1}]
    assert {one.headers["x-api-key"] for one in asked} == {"gateway-key-1234"}
    first, *others = asked
    assert first.headers["authorization"].startswith("Basic ")
    assert {one.headers["authorization"] for one in others} == {"Bearer token-of-acme"}
    for one in others:
        assert one.headers["accept"] == "application/json"
        assert "gzip" in one.headers["accept-encoding"]
        assert one.headers["user-agent"].startswith("tap-oracle-wms/")
