"""`python -m wms_simulator`: the command for people, and `serve` for machines."""

from __future__ import annotations

from wms_simulator.command import cli

if __name__ == "__main__":
    cli(prog_name="python -m wms_simulator")
