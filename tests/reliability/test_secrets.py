"""What must never be shown, looked for in everything that is, at DEBUG level."""

from __future__ import annotations

import base64
import json
import logging
import typing as t
from urllib.parse import quote

import pytest

from tests.reliability.service import Asked, Reply, Service, serving
from tests.reliability.world import NULLABLE, World, handmade_catalog
from tests.support import Run, run_cli, run_tap

if t.TYPE_CHECKING:
    import pathlib

    from wms_simulator import Simulator

WorldOf: t.TypeAlias = t.Callable[..., World]
Json: t.TypeAlias = dict[str, t.Any]

LOUD = {"TAP_ORACLE_WMS_LOGLEVEL": "DEBUG", "LOGLEVEL": "DEBUG"}
API_KEY = "gateway-key-5f1e88"
GARBLED = "wröng pass/word?&="
BEARER = "eyJhbGciOi.bearer-token.4711"
CUSTOMER = "Jane Doe & Sons"
ORDER = "SO-778812-X"


def basic(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def loud(*flags: str, **files: t.Any) -> Run:
    """Run the tap with everything logged that it and its libraries can log."""
    loggers = [
        logging.getLogger(name)
        for name in ("tap-oracle-wms", "tap_oracle_wms", "singer_sdk", "requests")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    try:
        return run_tap(*flags, **files)
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def loud_cli(environment: t.Mapping[str, str], **files: t.Any) -> Run:
    """The same as a command of its own."""
    run = run_cli(environment={**LOUD, **environment}, **files)
    assert "DEBUG" in run.stderr
    return run


def assert_silent(run: Run, *secrets: str, records: t.Iterable[str] = ()) -> None:
    """No secret anywhere; no value of a record but in the records."""
    for secret in secrets:
        for form in {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}:
            assert form not in run.stdout
            assert form not in run.stderr
    for value in records:
        assert value not in run.stderr
    for name in ("id__gt", "mod_ts__gte", "page_size=", "cursor="):
        assert name not in run.stderr.replace("mod_ts__gte. Reading", "")


@pytest.fixture(scope="session")
def orders(warehouse: Simulator) -> list[int]:
    """Some orders that are there as long as nobody deletes them."""
    warehouse.restore()
    return sorted(warehouse.truth_by_id("order_hdr"))[:40:5]


@pytest.fixture
def here(orders: list[int], world: WorldOf) -> World:
    """A world with a key for a gateway, and values that tell of people."""
    made = world("order_hdr")
    for order in orders:
        made.simulator.update(
            "order_hdr", order, {"cust_name": CUSTOMER, "order_nbr": f"{ORDER}{order}"}
        )
    headers = {"X-Api-Key": API_KEY}
    made.config.update(http_headers=headers, page_size=150, max_retries=1)
    return made


def secrets_of(here: World) -> tuple[str, ...]:
    sim = here.simulator
    return (
        sim.password,
        basic(sim.username, sim.password),
        API_KEY,
        sim.client_secret,
        basic(sim.client_id, sim.client_secret),
    )


FAULTS: dict[str, Json] = {
    "none": {},
    "retried": {"error": {"value": 503, "times": 1}},
    "for ever": {"error": {"value": 500, "after": 1}},
    "bad request": {"list_status": {"value": 400, "after": 1}},
    "reset": {"reset": {"value": "middle", "after": 1}},
    "cut off": {"truncate": {"value": "length", "after": 1}},
    "web page": {"login_page": {"value": True, "after": 1}},
    "unauthorized": {"unauthorized": {"value": True, "after": 1}},
    "wrong type": {"wrong_types": {"order_type_id": CUSTOMER}},
    "new field": {"extra_fields": {"new_field": CUSTOMER}},
    "by links": {"id_filter": "refused", "ordering": "refused"},
    "foreign link": {
        "id_filter": "refused",
        "ordering": "refused",
        "next_page_host": "foreign",
    },
}


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_told_whatever_goes_wrong(
    here: World,
    fault: str,
    tmp_path: pathlib.Path,
) -> None:
    here.simulator.configure(**FAULTS[fault])
    metrics = tmp_path / "tap.prom"
    config = {**here.config, "metrics_file": str(metrics)}
    run = loud(config=config, catalog=here.catalog)
    fine = fault in {"none", "retried", "new field", "by links"}
    assert run.exit_code == (0 if fine else 1), run.stderr
    assert_silent(run, *secrets_of(here), records=(CUSTOMER, ORDER))
    written = Run(0, "", metrics.read_text(encoding="utf-8"))
    assert "tap_oracle_wms_http_requests_total" in written.stderr
    assert_silent(written, *secrets_of(here), records=(CUSTOMER, ORDER))


def test_nothing_is_told_by_the_real_command(here: World) -> None:
    fault = {"after": 1, "times": 1}
    here.simulator.configure(
        error={"value": 502, **fault}, truncate={"value": "length", **fault}
    )
    run = loud_cli({}, config=here.options(max_retries=3), catalog=here.catalog)
    assert run.exit_code == 0, run.stderr
    assert_silent(run, *secrets_of(here), records=(CUSTOMER, ORDER))


def test_nothing_is_told_by_discovery(here: World) -> None:
    here.simulator.configure(describe_status={"value": 403, "entities": ["order_h*"]})
    run = loud("--discover", config={**here.config, "entities": ["order_*"]})
    assert run.exit_code == 0, run.stderr
    assert_silent(run, *secrets_of(here), records=(CUSTOMER, ORDER))
    assert CUSTOMER not in run.stdout


def test_nothing_is_told_by_a_test_of_the_connection(here: World) -> None:
    config = {**here.config, "entities": ["order_hdr"]}
    run = loud("--test", config=config)
    assert run.exit_code == 0, run.stderr
    assert_silent(run, *secrets_of(here), records=(CUSTOMER, ORDER))


def test_a_wrong_password_is_not_told(here: World) -> None:
    config = here.options(password=GARBLED)
    run = loud(config=config, catalog=here.catalog)
    assert run.exit_code == 1
    assert "401" in run.stderr
    user = here.simulator.username
    assert_silent(run, GARBLED, basic(user, GARBLED), API_KEY)
    # And it was tried once: more would lock the user out.
    assert len(here.simulator.requests()) == 1


def test_a_wrong_token_is_not_told(here: World) -> None:
    config = {
        "base_url": here.simulator.base_url,
        "auth_method": "bearer",
        "access_token": BEARER,
    }
    run = loud(config=config, catalog=here.catalog)
    assert run.exit_code == 1
    assert_silent(run, BEARER)


@pytest.mark.parametrize(
    ("switches", "changes", "code"),
    [
        ({}, {}, 0),
        ({"token_uses": 2}, {}, 0),
        ({"token_lifetime": 1}, {}, 0),
        ({"error": {"value": 500, "kinds": ["token"]}}, {}, 1),
        ({"login_page": {"value": True, "kinds": ["token"]}}, {}, 1),
        ({"token_grants": ["client_credentials"]}, {}, 1),
        ({}, {"client_secret": "not-the-secret"}, 1),
        ({}, {"password": "not-the-password"}, 1),
        ({}, {"refresh_token": "a-dead-refresh-token"}, 0),
    ],
    ids=str,
)
def test_tokens_and_what_buys_them_are_not_told(
    here: World,
    switches: Json,
    changes: Json,
    code: int,
) -> None:
    sim = here.simulator
    sim.configure(**switches)
    config = {
        **here.config,
        "auth_method": "oauth2_password",
        "client_id": sim.client_id,
        "client_secret": sim.client_secret,
        **changes,
    }
    run = loud(config=config, catalog=here.catalog)
    assert run.exit_code == code, run.stderr
    assert_silent(run, *secrets_of(here), *changes.values(), records=(CUSTOMER,))
    assert "Bearer" not in run.stderr
    assert "grant_type=" not in run.stderr


def test_tokens_that_a_service_gives_are_not_told_even_if_it_repeats_them() -> None:
    tokens = {"access_token": "given-access-token", "refresh_token": "given-refresh"}

    def respond(asked: Asked) -> Reply:
        if asked.method == "POST":
            return Reply({**tokens, "expires_in": 3600})
        message = f"{asked.headers['authorization']} with {tokens} is no good"
        return Reply({"code": "X", "message": message}, status=403)

    with Service(respond) as service:
        config = {
            **service.config,
            "auth_method": "oauth2_password",
            "client_id": "acme-client",
            "client_secret": "acme-client-secret",
        }
        run = loud(config=config, catalog=handmade_catalog("thing"))
    assert run.exit_code == 1
    assert "is no good" in run.stderr
    assert_silent(run, *tokens.values(), "acme-client-secret")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_a_service_that_repeats_what_it_was_sent_is_cleaned(status: int) -> None:
    password = "acme pass/word+1&"
    header = basic("acme_reader", password)

    def respond(asked: Asked) -> Reply:
        seen = f"{asked.headers} {password} {quote(password)} {header}"
        body = {"code": seen, "message": seen, "reference": seen, "detail": seen}
        return Reply(body, status=status)

    with Service(respond) as service:
        config = {
            **service.config,
            "password": password,
            "http_headers": {"X-Api-Key": API_KEY},
        }
        run = loud(config=config, catalog=handmade_catalog("thing"))
    assert run.exit_code == 1
    assert_silent(run, password, header, API_KEY)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_credential_follows_a_redirect_to_another_host(status: int) -> None:
    with Service(serving('{"id": 1}')) as elsewhere:

        def respond(_: Asked) -> Reply:
            return Reply(status=status, headers={"Location": f"{elsewhere.origin}/x"})

        with Service(respond) as service:
            config = {**service.config, "http_headers": {"X-Api-Key": API_KEY}}
            run = loud(config=config, catalog=handmade_catalog("thing"))
        assert elsewhere.asked == []
    assert run.exit_code == 1
    assert_silent(run, "acme-reader-password", API_KEY)


def test_no_credential_follows_a_link_to_another_host() -> None:
    with Service(serving('{"id": 1}')) as elsewhere:
        link = f"{elsewhere.origin}/acme_test/wms/lgfapi/v10/entity/thing/?page=2"
        with Service(serving('{"id": 2}', '{"id": 1}', link=link)) as service:
            run = loud(config=service.config, catalog=handmade_catalog("thing"))
        assert elsewhere.asked == []
    assert run.exit_code == 1
    assert_silent(run, "acme-reader-password")


@pytest.mark.parametrize("status", [302, 307, 308])
def test_no_grant_follows_a_redirect(status: int) -> None:
    with Service(lambda _: Reply({"access_token": "stolen"})) as elsewhere:

        def respond(_: Asked) -> Reply:
            return Reply(status=status, headers={"Location": f"{elsewhere.origin}/x"})

        with Service(respond) as service:
            config = {
                **service.config,
                "auth_method": "oauth2_password",
                "client_id": "acme-client",
                "client_secret": "acme-client-secret",
            }
            run = loud(config=config, catalog=handmade_catalog("thing"))
        assert elsewhere.asked == []
    assert run.exit_code == 1
    assert_silent(run, "acme-reader-password", "acme-client-secret")


def test_the_gateway_key_goes_to_no_other_token_issuer() -> None:
    def issue(_: Asked) -> Reply:
        return Reply({"access_token": "given-access-token", "expires_in": 3600})

    with Service(issue) as issuer, Service(serving('{"id": 1}')) as service:
        config = {
            **service.config,
            "auth_method": "oauth2_client_credentials",
            "client_id": "acme-client",
            "client_secret": "acme-client-secret",
            "token_url": f"{issuer.origin}/token/",
            "http_headers": {"X-Api-Key": API_KEY},
        }
        del config["username"], config["password"]
        run = loud(config=config, catalog=handmade_catalog("thing"))
        assert run.exit_code == 0, run.stderr
        assert all("x-api-key" not in asked.headers for asked in issuer.asked)
        assert all(asked.headers["x-api-key"] == API_KEY for asked in service.asked)
    assert_silent(run, "given-access-token", "acme-client-secret", API_KEY)


def test_a_proxy_of_the_environment_sees_nothing_of_loopback(here: World) -> None:
    with Service(lambda _: Reply(status=502)) as proxy:
        names = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")
        environment = dict.fromkeys(names, proxy.origin) | {"no_proxy": ""}
        run = loud_cli(environment, config=here.config, catalog=here.catalog)
        assert proxy.asked == []
    assert run.exit_code == 0, run.stderr


def test_a_service_that_is_not_there_is_told_without_secrets(here: World) -> None:
    for base_url in ("http://127.0.0.1:9/acme_test", "http://[::1]:9/acme_test"):
        config = here.options(base_url=base_url, max_retries=0)
        run = loud(config=config, catalog=here.catalog)
        assert run.exit_code == 1
        assert "Traceback" not in run.stderr
        assert_silent(run, *secrets_of(here))


def test_a_value_that_does_not_fit_is_not_told_at_any_level() -> None:
    row = f'{{"id": 1, "x": "{CUSTOMER}"}}'
    with Service(serving(row)) as service:
        catalog = handmade_catalog("thing", x=NULLABLE["integer"])
        run = loud(config=service.config, catalog=catalog)
    assert run.exit_code == 1
    assert_silent(run, "acme-reader-password", records=[CUSTOMER])
