"""Signing in, four ways: tokens that end, rotate and are refused."""

from __future__ import annotations

import base64
import json
import typing as t
import urllib.parse
import urllib.request

import pytest

from tests.reliability.service import Asked, Reply, Service
from tests.scenarios.steps import assert_fails
from tests.support import expected_records, run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

STREAM = "location"


def tokens(simulator: Simulator) -> list[Json]:
    return simulator.requests(kind="token")


def statuses(simulator: Simulator) -> set[int]:
    """Of all lists; 404 is how one ends whose last page is full."""
    return {r["status"] for r in simulator.requests(kind="list")} - {404}


def issue(simulator: Simulator, **form: str) -> Json:
    """Tokens from the issuer, as another program would get them."""
    login = f"{simulator.client_id}:{simulator.client_secret}".encode()
    request = urllib.request.Request(  # noqa: S310 - a loopback address
        f"{simulator.base_url}/api/oauth2/token/",
        data=urllib.parse.urlencode(form).encode(),
        headers={"Authorization": f"Basic {base64.b64encode(login).decode()}"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request) as response:
        return t.cast("Json", json.load(response))


def issue_for_user(simulator: Simulator) -> Json:
    return issue(
        simulator,
        grant_type="password",
        username=simulator.username,
        password=simulator.password,
    )


@pytest.fixture
def by_password(simulator: Simulator, config: Json) -> Json:
    return {
        **config,
        "auth_method": "oauth2_password",
        "client_id": simulator.client_id,
        "client_secret": simulator.client_secret,
    }


@pytest.fixture
def by_client(simulator: Simulator) -> Json:
    return {
        "base_url": simulator.base_url,
        "auth_method": "oauth2_client_credentials",
        "client_id": simulator.client_id,
        "client_secret": simulator.client_secret,
        "max_retries": 4,
    }


@pytest.fixture
def sync(simulator: Simulator, catalog_of: CatalogOf) -> t.Callable[..., Run]:
    """Reads the locations in many pages."""
    catalog = catalog_of(STREAM)
    simulator.clear_log()

    def run(config: Json, **settings: t.Any) -> Run:
        return run_tap(config={"page_size": 25, **config, **settings}, catalog=catalog)

    return run


Sync: t.TypeAlias = t.Callable[..., "Run"]


@pytest.fixture
def assert_complete(
    simulator: Simulator,
    catalog_of: CatalogOf,
) -> t.Callable[[Run], None]:
    """Says whether a run brought everything, told no secret and needed no luck."""

    def check(run: Run) -> None:
        assert run.exit_code == 0, run.stderr
        records = sorted(run.records(STREAM), key=lambda row: row["id"])
        assert records == expected_records(simulator, STREAM, catalog_of(STREAM))
        for secret in (simulator.password, simulator.client_secret):
            assert secret not in run.stdout + run.stderr

    return check


Check: t.TypeAlias = t.Callable[["Run"], None]


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


# OAuth2 by password


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
