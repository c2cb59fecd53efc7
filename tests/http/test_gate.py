"""Never more requests in flight than allowed, nor sooner than allowed."""

from __future__ import annotations

import dataclasses
import threading
import typing as t

import pytest

from tap_oracle_wms.http import Client, auth, gate
from tap_oracle_wms.http.gate import Gate
from tap_oracle_wms.settings import SettingsError
from tests.http.server import Asked, Reply, Server
from tests.support.clock import Clock

Make: t.TypeAlias = t.Callable[..., Client]


@dataclasses.dataclass
class InFlight:
    """Counts requests in flight at the server; each stays for a moment."""

    stay: float = 0.01
    now: int = 0
    most: int = 0
    answer: t.Callable[[Asked], Reply] = lambda _: Reply()

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.never = threading.Event()

    def __call__(self, asked: Asked) -> Reply:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.never.wait(self.stay)
        with self.lock:
            self.now -= 1
        return self.answer(asked)


def run_all(*work: t.Callable[[], object]) -> None:
    threads = [threading.Thread(target=each, daemon=True) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


@pytest.mark.parametrize("limit", [1, 3])
def test_never_more_than_allowed(
    server: Server,
    make_client: Make,
    limit: int,
) -> None:
    counting = server.script = InFlight()
    client = make_client(max_concurrent_requests=limit)
    run_all(*[lambda: client.get(client.url("item"), subject="item")] * 16)
    assert counting.most == limit
    assert len(server.log) == 16


def test_a_place_is_free_again_after_a_failure(
    server: Server,
    make_client: Make,
) -> None:
    server.replies(Reply(status=503))
    client = make_client(max_concurrent_requests=1, max_retries=0)
    for _ in range(3):
        with pytest.raises(Exception, match="HTTP 503"):
            client.get(client.url("item"), subject="item")


def test_no_place_is_held_while_waiting_to_repeat(
    server: Server,
    make_client: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = make_client(max_concurrent_requests=1)
    asked_meanwhile = []

    class Meanwhile:
        @staticmethod
        def sleep(seconds: float) -> None:
            del seconds
            asked_meanwhile.append(client.get(client.url("other"), subject="other"))

    monkeypatch.setattr("tap_oracle_wms.http.patience.time", Meanwhile)

    def script(asked: Asked) -> Reply:
        first = asked.path.endswith("/item/") and len(server.log) == 1
        return Reply(status=503 if first else 200)

    server.script = script
    client.get(client.url("item"), subject="item")
    assert len(asked_meanwhile) == 1


def test_a_request_for_a_token_is_in_flight_too(
    server: Server,
    make_client: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One thread renews its token while another takes the place that it gave up."""
    tokens = iter(range(1, 100))

    def answer(asked: Asked) -> Reply:
        if asked.method == "POST":
            return Reply({"access_token": f"tok-{next(tokens)}"})
        void = asked.path.endswith("/renewing/") and "tok-1" in str(asked.headers)
        return Reply(status=401 if void else 200)

    counting = server.script = InFlight(stay=0.1, answer=answer)
    client = make_client(
        auth_method="oauth2_client_credentials",
        client_id="tap",
        client_secret="cs-1",
        max_concurrent_requests=1,
    )
    client.get(client.url("item"), subject="item")
    renewing_began, other_began = threading.Event(), threading.Event()
    renew = auth.OAuthAuthenticator.renew

    def renew_late(self: auth.OAuthAuthenticator, refused: str) -> bool:
        other_began.wait(1)
        return renew(self, refused)

    monkeypatch.setattr(auth.OAuthAuthenticator, "renew", renew_late)

    def other() -> None:
        renewing_began.wait(5)
        client.get(client.url("other"), subject="other")

    def answer_and_note(asked: Asked) -> Reply:
        began = other_began if asked.path.endswith("/other/") else renewing_began
        began.set()
        return counting(asked)

    server.script = answer_and_note
    run_all(lambda: client.get(client.url("renewing"), subject="renewing"), other)
    assert counting.most == 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    passing = Clock()
    monkeypatch.setattr(gate, "time", passing)
    return passing


def test_starts_keep_their_distance(clock: Clock) -> None:
    limited = Gate(4, 4.0)
    starts = []
    for _ in range(9):
        with limited.request():
            starts.append(clock.now)
    assert [start - 1000 for start in starts] == pytest.approx(
        [n * 0.25 for n in range(9)],
    )


def test_time_that_passed_by_itself_is_not_waited_again(clock: Clock) -> None:
    limited = Gate(4, 0.5)
    with limited.request():
        clock.now += 10
    with limited.request():
        assert sum(clock.slept) == 0


def test_a_pause_is_no_reason_for_a_burst(clock: Clock) -> None:
    limited = Gate(4, 2.0)
    with limited.request():
        pass
    clock.now += 100
    starts = []
    for _ in range(3):
        with limited.request():
            starts.append(clock.now)
    assert [start - starts[0] for start in starts] == pytest.approx([0, 0.5, 1.0])


def test_without_a_limit_nothing_waits(clock: Clock) -> None:
    unlimited = Gate(4)
    for _ in range(100):
        with unlimited.request():
            pass
    assert clock.slept == []


def test_the_limit_holds_for_every_request_of_a_client(
    server: Server,
    make_client: Make,
    clock: Clock,
) -> None:
    server.replies(Reply(status=503), Reply())
    client = make_client(max_requests_per_second=2)
    client.get(client.url("item"), subject="item")
    client.get(client.url("item"), subject="item")
    assert clock.now >= 1001


@pytest.mark.usefixtures("clock")
def test_every_rate_that_is_accepted_can_be_kept(
    server: Server,
    make_client: Make,
) -> None:
    """Then the time between two requests is one that can be waited for."""
    for rate in (1e-320, 1e-30, 1000.0):
        try:
            client = make_client(max_requests_per_second=rate)
        except SettingsError:
            continue
        for _ in range(2):
            client.get(client.url("item"), subject="item")
    assert len(server.log) == 2
