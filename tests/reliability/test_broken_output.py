"""An output that takes no more: one line, a code, and no traceback."""

from __future__ import annotations

import pathlib
import typing as t

import pytest

from tests.reliability.world import World
from tests.support import start_cli

if t.TYPE_CHECKING:
    import subprocess

WorldOf: t.TypeAlias = t.Callable[..., World]
Process: t.TypeAlias = "subprocess.Popen[bytes]"

FULL = pathlib.Path("/dev/full")

needs_a_full_disk = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")


def last_words(process: Process) -> list[str]:
    """What the command said in the end; it must have failed, and kindly."""
    assert process.stderr is not None
    log = process.stderr.read().decode()
    process.wait(timeout=20)
    assert process.returncode == 1, log
    assert "Traceback" not in log
    assert "Exception ignored" not in log
    errors = [line for line in log.splitlines() if "ERROR" in line]
    assert len(errors) == 1, log
    return errors


@pytest.mark.parametrize("lines", [0, 30])
def test_a_reader_that_leaves_early(world: WorldOf, lines: int) -> None:
    here = world("facility", "item", "load")
    config = here.options(page_size=50)
    with start_cli(config=config, catalog=here.catalog) as process:
        assert process.stdout is not None
        for _ in range(lines):
            process.stdout.readline()
        process.stdout.close()
        (error,) = last_words(process)
    assert "Output failed" in error
    # It was noticed at once: no more was asked of the service than was needed.
    assert len(here.simulator.requests()) <= 3 + lines // 50 + 70


@needs_a_full_disk
@pytest.mark.parametrize("flags", [(), ("--discover",)], ids=str)
def test_a_full_disk(world: WorldOf, flags: tuple[str, ...]) -> None:
    here = world("facility", "load")
    config = here.options(entities=["facility", "load"])
    catalog = None if flags else here.catalog
    with (
        FULL.open("wb") as full,
        start_cli(*flags, config=config, catalog=catalog, stdout=full) as process,
    ):
        (error,) = last_words(process)
    assert "No space left" in error


def test_a_reader_that_leaves_discovery(world: WorldOf) -> None:
    here = world("facility")
    config = here.options(entities=["f*", "l*", "o*"])
    with start_cli("--discover", config=config) as process:
        assert process.stdout is not None
        process.stdout.close()
        (error,) = last_words(process)
    assert "Output failed" in error


def test_a_reader_that_leaves_while_the_service_fails(world: WorldOf) -> None:
    """Two troubles at once: still a code, still no traceback."""
    here = world("facility", "load")
    here.simulator.configure(error={"value": 403, "after": 2})
    config = here.options(page_size=2)
    with start_cli(config=config, catalog=here.catalog) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        log = process.stderr.read().decode()
        process.wait(timeout=20)
    assert process.returncode == 1
    assert "Traceback" not in log
