"""Types that several modules share."""

from __future__ import annotations

import typing as t

Json: t.TypeAlias = t.Any
"""Anything that JSON can hold."""

Stored: t.TypeAlias = t.Any
"""A value as SQLite gives it: int, str or None."""
