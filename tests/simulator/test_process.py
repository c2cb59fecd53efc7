"""Starting, stopping, building, and the command for people."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import typing as t
from pathlib import Path

import pytest
from click.testing import CliRunner

from wms_simulator import Simulator, SimulatorError
from wms_simulator.command import simulator
from wms_simulator.service.running import check_loopback
from wms_simulator.switches import NAMES, parse_setting
from wms_simulator.warehouse import builder


def test_the_client_needs_no_django() -> None:
    code = "import sys, wms_simulator; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_same_seed_builds_the_same_rows(tmp_path: Path) -> None:
    dumps = []
    for index, seed in enumerate((1, 1, 2)):
        file = tmp_path / f"{index}.sqlite3"
        builder.build(file, "tiny", seed)
        with sqlite3.connect(file) as connection:
            dumps.append(connection.execute("SELECT * FROM order_dtl").fetchall())
        connection.close()
    assert dumps[0] == dumps[1] != dumps[2]


def test_no_row_is_of_the_future(tmp_path: Path) -> None:
    file = tmp_path / "one.sqlite3"
    builder.build(file, "tiny", 3)
    limit = builder.ANCHOR.strftime("%Y-%m-%d %H:%M:%S")
    connection = sqlite3.connect(file)
    for entity in ("order_hdr", "order_dtl", "item", "inventory", "allocation"):
        (latest,) = connection.execute(f"SELECT max(mod_ts) FROM {entity}").fetchone()  # noqa: S608
        assert latest <= f"{limit}.000000"
    connection.close()


def test_a_built_warehouse_is_kept(tmp_path: Path) -> None:
    first = builder.template("tiny", 5, cache=tmp_path)
    built = first.stat().st_mtime_ns
    assert builder.template("tiny", 5, cache=tmp_path).stat().st_mtime_ns == built


def test_what_older_code_built_is_cleared_away(tmp_path: Path) -> None:
    old = tmp_path / f"tiny-5-{builder.ANCHOR:%Y%m%d%H%M%S}-0123456789abcdef.sqlite3"
    old.touch()
    assert builder.template("tiny", 5, cache=tmp_path).exists()
    assert not old.exists()


def test_a_restore_needs_no_file_that_may_be_cleared_away(tmp_path: Path) -> None:
    with Simulator(size="tiny", cache_dir=tmp_path) as sim:
        before = sim.count("order_hdr")
        for file in tmp_path.glob("*.sqlite3"):
            file.unlink()
        sim.insert("order_hdr", {"order_nbr": "X"})
        sim.restore()
        assert sim.count("order_hdr") == before


def test_rows_can_be_kept_in_a_file(tmp_path: Path, cache: Path) -> None:
    settings: dict[str, t.Any] = {
        "size": "tiny",
        "cache_dir": cache,
        "database": tmp_path / "kept.sqlite3",
    }
    with Simulator(**settings) as first:
        number = first.insert("uom", {"uom_code": "KEPT"})
    with Simulator(**settings) as second:
        assert second.truth_by_id("uom")[number]["uom_code"] == "KEPT"


def test_it_ends_with_its_parent(cache: Path) -> None:
    code = (
        "import os, sys; from wms_simulator import Simulator;"
        f"s = Simulator(size='tiny', cache_dir={str(cache)!r}).start();"
        "print(s.pid, flush=True); os._exit(0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    pid = int(done.stdout)
    for _ in range(60):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("the simulator outlived its parent")


def test_a_start_that_fails_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SimulatorError, match="did not start"):
        Simulator(switches={"nothing": 1}, cache_dir=tmp_path).start()
    assert "no switch 'nothing'" in capfd.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])  # noqa: S104 - refused
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        check_loopback(host)


def test_the_command_tells_people_what_to_do(cache: Path) -> None:
    command = [
        *(sys.executable, "-m", "wms_simulator", "simulator"),
        *("--port", "0", "--size", "tiny", "--set", "empty_list=200"),
        *("--cache-dir", str(cache), "--rate", "50"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        text = ""
        for line in running.stdout:
            text += line
            if "Ctrl-C" in line:
                break
        started = time.monotonic()
        running.send_signal(signal.SIGINT)
        assert running.wait(5) == 0
        assert time.monotonic() - started < 2
    config = json.loads(text[text.index("{") : text.index("}") + 1])
    assert config["base_url"].startswith("http://127.0.0.1:")
    assert config["username"] == "acme_reader"


def test_mistakes_on_the_command_line() -> None:
    for arguments in (
        ["--set", "latency"],
        ["--set", "nope=1"],
        ["--host", "192.0.2.1"],
    ):
        done = CliRunner().invoke(simulator, arguments)
        assert done.exit_code == 1
        assert done.output.startswith("Error: ")


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("latency=0.5", ("latency", 0.5)),
        ("empty_list=200", ("empty_list", 200)),
        ("redirect=same", ("redirect", "same")),
        ('error={"status": 503}', ("error", {"status": 503})),
    ],
)
def test_settings_of_the_command_line(text: str, parsed: tuple[str, t.Any]) -> None:
    assert parse_setting(text) == parsed


def test_every_switch_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text("utf-8")
    assert [name for name in NAMES if f"| `{name}` |" not in text] == []


def test_a_port_that_is_taken_is_told_in_plain_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = CliRunner().invoke(simulator, ["--size", "tiny", "--port", str(port)])
    assert run.exit_code == 1
    assert f"port {port} is taken: choose another by --port, or 0" in run.output
