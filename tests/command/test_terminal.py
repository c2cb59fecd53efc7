"""What is different at a terminal."""

from __future__ import annotations

import json
import sys
import typing as t

from tests.command.terminal import run_in_terminal

if t.TYPE_CHECKING:
    import pathlib

    from tests.command.conftest import Command

AtTerminal: t.TypeAlias = "t.Callable[..., tuple[int, str]]"


def test_progress_is_shown_at_a_terminal(at_terminal: AtTerminal) -> None:
    code, seen = at_terminal("entities", "order_*")
    assert code == 0
    assert "] 3 of 11" in seen
    code, seen = at_terminal("diagram", "order_lock", "--hops", "0")
    assert code == 0
    assert "] 311 of 311" in seen
    code, seen = at_terminal("check", "--entities", "1")
    assert code == 0
    assert "... times in filters" in seen
    assert "... requests at once" in seen


def test_progress_is_shown_nowhere_else(oracle_wms: Command) -> None:
    for arguments in (("entities", "order_*"), ("check",), ("preview", "uom")):
        run = oracle_wms(*arguments)
        assert "\r" not in run.stderr + run.stdout
        assert "\033" not in run.stderr + run.stdout
        assert " of 11" not in run.stderr


def test_json_at_a_terminal_is_json(at_terminal: AtTerminal) -> None:
    _, seen = at_terminal("describe", "uom", "--json")
    assert json.loads(seen[seen.index("{") :])["name"] == "uom"


def test_marks_have_colours_unless_they_are_not_wanted(at_terminal: AtTerminal) -> None:
    _, seen = at_terminal("check", "--entities", "0")
    assert "\033[32mok" in seen
    _, seen = at_terminal("check", "--entities", "0", NO_COLOR="1")
    assert "\033[32mok" not in seen
    assert "ok   sign-in" in seen


def test_a_table_fits_the_window(at_terminal: AtTerminal) -> None:
    code, seen = at_terminal("preview", "order_hdr", "--rows", "4")
    assert code == 0
    plain = [line for line in seen.splitlines() if "\033[K" not in line]
    rows = [line for line in plain if "SO-00000000" in line]
    assert len(rows) == 3  # not folded
    assert "──────" in seen  # drawn by rich


def test_a_table_is_plain_text_where_rich_is_missing(
    write_config: t.Callable[..., None],
    environment: dict[str, str],
    tmp_path: pathlib.Path,
) -> None:
    write_config()
    script = (
        "import sys; sys.modules['rich'] = None; "
        "from tap_oracle_wms.command.main import main; "
        "sys.argv = ['oracle-wms', 'entities', 'order_h*']; main()"
    )
    code, seen = run_in_terminal(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment | {"TERM": "xterm"},
    )
    assert code == 0, seen
    assert "order_hdr" in seen
    assert "ENTITY     FIELDS  METHOD       KEY" in seen
    assert "─" not in seen
