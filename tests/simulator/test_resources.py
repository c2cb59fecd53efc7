"""One row, HEAD, formats, methods, sign-in and what users may see."""

from __future__ import annotations

import typing as t

import pytest
import requests

if t.TYPE_CHECKING:
    from tests.simulator.api import Api
    from wms_simulator import Simulator


def _as(sim: Simulator, name: str) -> tuple[str, str]:
    account = sim.accounts[name]
    return account.username, account.password


def test_one_row_is_the_row_of_the_list(api: Api) -> None:
    row = api.page("order_hdr", page_size=1)["results"][0]
    answer = api.get(f"order_hdr/{row['id']}/")
    assert answer.json() == row
    assert answer.headers["Last-Modified"] == row["mod_ts"]
    assert api.get(f"order_hdr/{row['id']}", fields="id").json() == {"id": row["id"]}


def test_an_unknown_id_is_404(api: Api) -> None:
    api.error(404, "order_hdr/1")
    api.error(404, "order_hdr/99999999999999999999")


def test_head(api: Api) -> None:
    row = api.page("order_hdr", page_size=1)["results"][0]
    url = f"{api.root}/order_hdr/{row['id']}"
    assert api.session.head(f"{api.root}/order_hdr", timeout=5).status_code == 200
    assert api.session.head(f"{api.root}/serial_nbr", timeout=5).status_code == 404
    for since, status in (
        (row["mod_ts"], 304),
        ("2020-01-01T00:00:00+00:00", 200),
        ("x", 400),
    ):
        headers = {"If-Modified-Since": since}
        answer = api.session.head(url, headers=headers, timeout=5)
        assert answer.status_code == status
        assert not answer.content


@pytest.mark.parametrize("path", ["uom?format=json", "uom.json", "uom/.json", "uom//"])
def test_json_in_every_spelling(api: Api, path: str) -> None:
    assert api.get(path).json()["results"]


def test_xml(api: Api) -> None:
    text = api.get("uom", format="xml").text
    assert "<uom><result_count>3</result_count>" in text
    assert "<results><list-item>" in text
    assert "<error>" in api.get("serial_nbr.xml").text


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "PUT"])
def test_wrong_methods_are_405(api: Api, method: str) -> None:
    answer = api.session.request(method, f"{api.root}/order_hdr", timeout=5)
    assert answer.status_code == 405
    assert answer.json()["code"] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize("auth", [None, ("acme_reader", "wrong"), ("nobody", "x")])
def test_a_wrong_login_is_401(api: Api, auth: tuple[str, str] | None) -> None:
    api.session.auth = auth
    assert api.error(401, "order_hdr")["code"] == "AUTHENTICATION_FAILED"


def test_without_permission_it_is_403(api: Api, sim: Simulator) -> None:
    api.session.auth = _as(sim, "acme_noaccess")
    assert api.error(403, "order_hdr")["code"] == "PERMISSION_DENIED"


def test_times_are_in_the_zone_of_the_user(api: Api, sim: Simulator) -> None:
    summer = sim.insert("order_hdr", {"mod_ts": "2025-07-01T12:00:00Z"})
    winter = sim.insert("order_hdr", {"mod_ts": "2025-01-01T12:00:00Z"})
    shown = {}
    for name in ("acme_berlin", "acme_utc", "acme_newyork"):
        api.session.auth = _as(sim, name)
        shown[name] = [
            api.get(f"order_hdr/{number}").json()["mod_ts"][11:13]
            + api.get(f"order_hdr/{number}").json()["mod_ts"][-6:]
            for number in (summer, winter)
        ]
    assert shown == {
        "acme_berlin": ["14+02:00", "13+01:00"],
        "acme_utc": ["12+00:00", "12+00:00"],
        "acme_newyork": ["08-04:00", "07-05:00"],
    }


def test_a_limited_user_sees_a_part(api: Api, sim: Simulator) -> None:
    everything = set(api.ids("order_dtl", page_size=1250))
    api.session.auth = _as(sim, "acme_wh01")
    orders = api.rows("order_hdr", page_size=1250)
    assert {row["facility_id"]["key"] for row in orders} == {"WH01"}
    assert {row["company_id"]["key"] for row in orders} == {"ACME"}
    assert {row["code"] for row in api.rows("facility")} == {"WH01", "ST001"}
    assert (
        0
        < len(set(api.ids("order_dtl", page_size=1250)) & everything)
        < len(everything)
    )
    hidden = next(
        row for row in sim.truth("order_hdr") if row["facility_id"]["key"] == "WH02"
    )
    api.error(404, f"order_hdr/{hidden['id']}")


def _token(sim: Simulator, **form: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            f"{sim.base_url}/api/oauth2/token/",
            data=form,
            auth=(sim.client_id, sim.client_secret),
            timeout=5,
        )


def _status(api: Api, token: str) -> int:
    api.session.auth = None
    api.session.headers["Authorization"] = f"Bearer {token}"
    return api.get("uom").status_code


def test_password_and_rotating_refresh(api: Api, sim: Simulator) -> None:
    first = _token(
        sim, grant_type="password", username=sim.username, password=sim.password
    ).json()
    assert first["token_type"] == "Bearer"
    assert first["expires_in"] == 3600
    assert _status(api, first["access_token"]) == 200
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = _token(sim, **again).json()
    assert _status(api, second["access_token"]) == 200
    assert _token(sim, **again).status_code == 400
    assert _status(api, "made-up") == 401


def test_client_credentials_can_be_refused(api: Api, sim: Simulator) -> None:
    made = _token(sim, grant_type="client_credentials").json()
    assert "refresh_token" not in made
    assert _status(api, made["access_token"]) == 200
    sim.configure(token_grants=["password"])
    assert _token(sim, grant_type="client_credentials").status_code == 400


def test_tokens_die(api: Api, sim: Simulator) -> None:
    sim.configure(token_uses=2)
    made = _token(sim, grant_type="client_credentials").json()["access_token"]
    assert [_status(api, made) for _ in range(3)] == [200, 200, 401]
    sim.configure(token_uses=None, token_dies_after=0, token_lifetime=60)
    made = _token(sim, grant_type="client_credentials").json()
    assert made["expires_in"] == 60
    assert _status(api, made["access_token"]) == 401


def test_a_wrong_client_is_401(sim: Simulator) -> None:
    sim.configure(error={"value": 503, "kinds": ["token"], "times": 1})
    form = {"grant_type": "client_credentials"}
    assert _token(sim, **form).status_code == 503
    with requests.Session() as session:
        session.trust_env = False
        url = f"{sim.base_url}/api/oauth2/token/"
        answer = session.post(url, data=form, auth=("x", "y"), timeout=5)
    assert answer.status_code == 401
