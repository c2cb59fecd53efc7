"""``oracle-wms diagram``, run as people do."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from tap_oracle_wms.command import main as command

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

COMMAND = Path(sys.executable).parent / "oracle-wms"

Json: t.TypeAlias = dict[str, t.Any]

STREAM = '{"streams": [{"tap_stream_id": "a", "schema": {"properties": {"x": %s}}}]}'


@dataclasses.dataclass(frozen=True)
class Run:
    """What the command did."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def diagram(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> t.Callable[..., Run]:
    """Runs the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Run:
        monkeypatch.setattr(sys, "argv", ["oracle-wms", "diagram", *arguments])
        with pytest.raises(SystemExit) as left:
            command.main()
        said = capsys.readouterr()
        return Run(int(left.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def catalog(tmp_path: Path, full_catalog: Json) -> str:
    """A file with the catalog of the whole warehouse."""
    path = tmp_path / "catalog.json"
    path.write_text(json.dumps(full_catalog))
    return path.name


def boxes(text: str) -> set[str]:
    """The entities that a Mermaid text draws."""
    return {line.split()[0] for line in text.splitlines() if line.endswith(" {")}


def test_a_catalog_is_drawn_without_a_request(
    simulator: Simulator,
    tmp_path: Path,
    catalog: str,
) -> None:
    run = subprocess.run(
        [str(COMMAND), "diagram", "--catalog", catalog, "order_dtl"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert run.stdout.startswith("erDiagram\n")
    assert "    order_hdr ||--o{ order_dtl : order_id\n" in run.stdout
    assert {"allocation", "item", "order_hdr"} < boxes(run.stdout)
    assert simulator.requests() == []


def test_the_service_and_its_catalog_are_drawn_alike(
    tmp_path: Path,
    config: Json,
    diagram: t.Callable[..., Run],
    catalog: str,
) -> None:
    wanted = ["order_hdr", "order_dtl", "wave"]
    file = tmp_path / "config.json"
    file.write_text(json.dumps({**config, "entities": wanted}))
    live = diagram("--config", file.name, "--all-fields")
    offline = diagram("--catalog", catalog, "--hops", "0", "--all-fields", *wanted)
    assert live.returncode == 0, live.stderr
    assert live.stdout == offline.stdout
    assert boxes(live.stdout) == {*wanted}


def test_hops_and_globs_and_lookups(
    diagram: t.Callable[..., Run], catalog: str
) -> None:
    run = diagram("--catalog", catalog, "wave_t*", "--hops", "0")
    assert boxes(run.stdout) == {"wave_template", "wave_template_status", "wave_type"}
    near = boxes(diagram("--catalog", catalog, "order_hdr").stdout)
    bare = boxes(diagram("--catalog", catalog, "order_hdr", "--no-lookups").stdout)
    assert near - bare == {"order_status", "payment_method"}
    far = boxes(diagram("--catalog", catalog, "order_hdr", "--hops", "2").stdout)
    assert near < far


def test_files_are_written_and_nothing_else_is_said(
    tmp_path: Path,
    diagram: t.Callable[..., Run],
    catalog: str,
) -> None:
    run = diagram(
        *("--catalog", catalog, "--html", "map.html", "--output", "map.mmd", "task"),
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert (tmp_path / "map.mmd").read_text().startswith("erDiagram\n")
    page = (tmp_path / "map.html").read_text()
    assert "<title>Oracle WMS: task</title>" in page
    assert '"named":["task"]' in page


def test_what_is_too_much_for_mermaid_is_said(
    diagram: t.Callable[..., Run],
    catalog: str,
) -> None:
    run = diagram("--catalog", catalog)
    assert run.returncode == 0
    assert len(boxes(run.stdout)) == 311
    assert "maxTextSize" in run.stderr
    assert "--html" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["order_hd"], ["'order_hd'", "did you mean order_hdr"]),
        (["x*", "order_hdr"], ["'x*' matches no entity"]),
        (["--hops", "10"], ["--hops"]),
        (["--output", "no/such/folder"], ["no/such/folder", "can't be written"]),
        (["--html", "."], ["--html"]),
        (["--config", "config.json"], ["either --config or --catalog"]),
    ],
)
def test_what_is_wrong_is_said(
    diagram: t.Callable[..., Run],
    catalog: str,
    arguments: list[str],
    words: list[str],
) -> None:
    run = diagram("--catalog", catalog, *arguments)
    assert run.returncode != 0
    assert run.stdout == ""
    assert "Traceback" not in run.stderr
    assert all(word in run.stderr for word in words), run.stderr


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"streams": []}',
        '{"streams": [{}]}',
        '{"streams": [{"tap_stream_id": "a", "schema": {}}]}',
        STREAM % "1",
        STREAM % '{"type": null}',
        STREAM % '{"type": "object", "properties": []}',
        "\udcff",
    ],
)
def test_a_file_that_is_no_catalog_is_refused(
    tmp_path: Path,
    diagram: t.Callable[..., Run],
    text: str,
) -> None:
    (tmp_path / "odd.json").write_bytes(text.encode(errors="surrogateescape"))
    run = diagram("--catalog", "odd.json")
    assert run.returncode == 1
    assert run.stderr.startswith("Error: ")
    assert "Traceback" not in run.stderr


def test_without_a_source_the_usual_config_is_missed(
    diagram: t.Callable[..., Run],
) -> None:
    run = diagram("order_hdr")
    assert run.returncode == 3
    assert "base_url" in run.stderr
