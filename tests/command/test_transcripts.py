"""The transcripts of the documents are what the command really shows."""

from __future__ import annotations

import re
import shlex
import typing as t

import pytest

from scripts.settings_files import ROOT

if t.TYPE_CHECKING:
    from tests.command.conftest import Command

_TEXT = (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
TRANSCRIPTS = {
    command: shown.rstrip("\n")
    for block in re.findall(r"^```text\n(.*?)^```", _TEXT, re.DOTALL | re.MULTILINE)
    for command, shown in re.findall(
        r"^\$ oracle-wms ((?:entities|describe|preview)\b.*)\n((?:(?!\$ ).*\n)+)",
        block,
        re.MULTILINE,
    )
}


def test_there_are_some() -> None:
    assert len(TRANSCRIPTS) >= 4


@pytest.mark.parametrize("command", TRANSCRIPTS)
def test_a_transcript_is_what_is_shown(oracle_wms: Command, command: str) -> None:
    run = oracle_wms(*shlex.split(command))
    told = TRANSCRIPTS[command]
    shown = (run.stdout + run.stderr).rstrip("\n")
    if told.endswith("\n..."):
        told = told.removesuffix("...")
        shown = shown[: len(told)]
    assert shown == told
