"""Telemetry: events in, and out of them logs, metrics and traces.

It knows nothing of streams or of HTTP. The rooms that do things are handed a recorder
and tell it what happens.
"""

from __future__ import annotations

from tap_oracle_wms.telemetry.recorder import SILENCE, Hub, Recorder, new_id

__all__ = ["SILENCE", "Hub", "Recorder", "new_id"]
