"""What the command does to its own process, and only to that."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import atexit, ctypes, gc
atexit.register(lambda: print(gc.get_freeze_count() > 0))
{before}
from tap_oracle_wms._process import prepare
prepare()
print(gc.isenabled())
"""


@pytest.mark.parametrize(
    "before",
    ["", "ctypes.CDLL = lambda name: object()", "import sys; sys.platform = 'darwin'"],
    ids=["here", "another-libc", "another-system"],
)
def test_no_garbage_is_looked_for_at_the_start_and_the_end(before: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(before=before)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "True"]
    assert not done.stderr


def test_importing_the_tap_changes_nothing_in_a_process() -> None:
    code = "import gc, sys; had = sys.getswitchinterval(); import tap_oracle_wms.tap;"
    code += "print(gc.isenabled(), sys.getswitchinterval() == had)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "True"]
