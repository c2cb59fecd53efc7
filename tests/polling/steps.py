"""Steps that scenarios of continuous mode share."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import signal
import typing as t

from tests.support import Destination, Run, start_cli

if t.TYPE_CHECKING:
    import subprocess

    from tests.reliability.world import World
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Polled:
    """A world whose config polls."""

    world: World

    @property
    def simulator(self) -> Simulator:
        """The service."""
        return self.world.simulator

    def once(self, state: Json | None = None) -> Run:
        """An ordinary run of one pass, which must succeed."""
        run = self.world.sync(
            state,
            poll_interval=None,
            poll_limit=None,
            poll_backoff=None,
        )
        assert run.exit_code == 0, run.stderr
        return run

    def begin(self) -> Destination:
        """An ordinary first run, and an empty log after it."""
        arrived = Destination().take(self.once())
        self.simulator.clear_log()
        return arrived

    def cycles(self, limit: int, state: Json | None = None, **options: t.Any) -> Run:
        """Poll for some cycles, whatever comes of it."""
        return self.world.sync(state, poll_limit=limit, **options)

    def asked(self, stream: str) -> list[Json]:
        """Queries of the main readings of a stream, in order."""
        return [q for q in self.world.requests(stream) if not is_catch_up(q)]

    def caught_up(self, stream: str) -> list[Json]:
        """Queries of the catch-ups of a stream, in order."""
        return [q for q in self.world.requests(stream) if is_catch_up(q)]

    def kinds(self) -> set[str]:
        """Kinds of all requests."""
        return {one["kind"] for one in self.simulator.requests()}

    @contextlib.contextmanager
    def running(
        self, state: Json | None = None, **options: t.Any
    ) -> t.Iterator[Running]:
        """The real command, polling without an end; killed if it does not end."""
        with start_cli(
            config=self.world.options(**options),
            catalog=self.world.catalog,
            state=state,
        ) as process:
            yield Running(process)


@dataclasses.dataclass
class Running:
    """A command that polls, and what it wrote so far."""

    process: subprocess.Popen[bytes]
    lines: list[bytes] = dataclasses.field(default_factory=list)

    def until(self, wanted: t.Callable[[Json], bool]) -> Json:
        """Read messages until the wanted one."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            message: Json = json.loads(line, parse_float=str)
            if wanted(message):
                return message
        log = self.process.stderr.read().decode() if self.process.stderr else ""
        msg = f"the output ended: {log}"
        raise AssertionError(msg)

    def record(self, stream: str, **values: t.Any) -> Json:
        """Read until a record with these values."""
        return self.until(
            lambda message: (
                message["type"] == "RECORD"
                and message["stream"] == stream
                and values.items() <= message["record"].items()
            ),
        )

    def state(self) -> Json:
        """Read until the next STATE."""
        return t.cast("Json", self.until(lambda m: m["type"] == "STATE")["value"])

    def end(self, number: signal.Signals = signal.SIGTERM) -> Run:
        """Tell it to end, and read the rest."""
        self.process.send_signal(number)
        out, log = self.process.communicate(timeout=20)
        text = b"".join([*self.lines, out]).decode()
        return Run(self.process.returncode, text, log.decode())


def is_catch_up(query: Json) -> bool:
    """Whether a query asks for back-dated rows."""
    return "create_ts__gte" in query


def up_to(run: Run, state: int) -> Run:
    """What a target has of a run, up to one of its STATE messages."""
    lines = run.stdout.splitlines(keepends=True)
    places = [at for at, line in enumerate(lines) if line.startswith('{"type":"STATE"')]
    return Run(0, "".join(lines[: places[state] + 1]), "")


def assert_nothing_twice(run: Run) -> None:
    """No record says what the last one of the same row said."""
    last: dict[tuple[str, int], Json] = {}
    for message in run.messages:
        if message["type"] == "RECORD":
            key = (message["stream"], message["record"]["id"])
            assert last.get(key) != message["record"], key
            last[key] = message["record"]
