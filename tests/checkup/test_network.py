"""The way to a service: certificates that are trusted, and others."""

from __future__ import annotations

import contextlib
import pathlib
import socket
import ssl
import threading
import typing as t

import pytest

from tap_oracle_wms.checkup.network import way_to
from tap_oracle_wms.checkup.report import Level, Problem

HERE = pathlib.Path(__file__).parent
CERTIFICATE = HERE / "localhost.pem"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)


@pytest.fixture
def tls_port() -> t.Iterator[int]:
    """A port that speaks TLS with a certificate of its own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, HERE / "localhost-key.pem")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with contextlib.suppress(OSError), connection:
                        context.wrap_socket(connection, server_side=True).close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_a_certificate_that_nobody_knows(tls_port: int) -> None:
    *_, last = way_to(f"https://localhost:{tls_port}/acme", verify=True)
    assert last.problem is Problem.CERTIFICATE
    assert "verify_ssl to its path" in last.advice


def test_the_same_one_if_it_is_given(tls_port: int) -> None:
    findings = [*way_to(f"https://localhost:{tls_port}/acme", verify=str(CERTIFICATE))]
    assert [finding.step for finding in findings] == [
        "name",
        "connection",
        "certificate",
    ]
    assert {finding.level for finding in findings} == {Level.OK}
    assert "TLSv1" in findings[-1].text


def test_the_same_one_if_the_environment_gives_it(
    tls_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    *_, last = way_to(f"https://localhost:{tls_port}/acme", verify=True)
    assert last.level is Level.OK


def test_no_check_is_a_warning(tls_port: int) -> None:
    *_, last = way_to(f"https://localhost:{tls_port}/acme", verify=False)
    assert last.level is Level.WARNING


def test_a_port_that_speaks_no_tls() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            connection, _ = server.accept()
            connection.recv(1)
            connection.close()

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        port = server.getsockname()[1]
        *_, last = way_to(f"https://127.0.0.1:{port}/acme", verify=True)
        thread.join(5)
    assert last.problem is Problem.TLS


def test_a_proxy_hides_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    (finding,) = way_to("https://wms.example.com/acme", verify=True)
    assert "proxy" in finding.text
