"""Continuous mode: pass after pass over each stream, at its own pace."""

from tap_oracle_wms.polling.loop import Polling

__all__ = ["Polling"]
