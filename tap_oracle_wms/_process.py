"""What suits a process that reads, writes and ends; nothing that a library may do."""

from __future__ import annotations

import atexit
import ctypes
import gc
import sys

_ARENA_MAX = -8
"""The option's number in glibc's malloc.h."""

_SWITCH_SECONDS = 0.0002


def prepare() -> None:
    """Fit memory and threads to a run of the tap.

    Until streams are read, nothing but lasting objects is made, by imports and from
    the catalog: looking for garbage among them costs a fifth of the start. Nor is any
    looked for at the very end, when the system takes all memory back at once.

    Many threads hold a page for a moment each. With pools of memory of their own, as
    glibc gives them, each would keep the room of its largest pages for itself.

    A thread that has an answer to read is to come soon between others that decode.
    """
    gc.disable()
    atexit.register(gc.freeze)  # the first that is registered is the last that is run
    sys.setswitchinterval(_SWITCH_SECONDS)
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_ARENA_MAX, 1)
