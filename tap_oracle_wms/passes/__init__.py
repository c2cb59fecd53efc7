"""The plan of a pass: what is to be read, how far it is, and its state. Pure."""

from __future__ import annotations

from tap_oracle_wms.passes.bookmarks import Bookmark, StateError, check_state
from tap_oracle_wms.passes.plan import Bound, Pass, Phase, Segment, Window, begin_pass

__all__ = [
    "Bookmark",
    "Bound",
    "Pass",
    "Phase",
    "Segment",
    "StateError",
    "Window",
    "begin_pass",
    "check_state",
]
