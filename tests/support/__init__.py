"""What tests share: running the tap, reading its output, knowing the truth."""

from __future__ import annotations

from tests.support.destination import Destination
from tests.support.notes import Notes
from tests.support.running import COMMAND, Run, run_cli, run_tap, start_cli
from tests.support.truth import expected_records

__all__ = [
    "COMMAND",
    "Destination",
    "Notes",
    "Run",
    "expected_records",
    "run_cli",
    "run_tap",
    "start_cli",
]
