"""What was built and tested, for the end of the session."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from tests.dbt_runs.engine import Json, Outcome

_lines: list[str] = []


def add(engine: str, manifest: Json, outcome: Outcome) -> None:
    """Note a whole build."""
    kinds: t.Counter[str] = t.Counter(
        node["resource_type"] for node in manifest["nodes"].values()
    )
    tests = [n for n, kind in outcome.kinds.items() if kind in {"test", "unit_test"}]
    passed = sum(outcome.statuses[name] == "pass" for name in tests)
    warned = sum(outcome.statuses[name] == "warn" for name in tests)
    _lines.append(
        f"{engine}: {len(manifest['sources'])} sources, {kinds['model']} models, "
        f"{len(tests)} tests run ({len(manifest['unit_tests'])} of them unit tests), "
        f"{passed} passed, {warned} warned, {len(tests) - passed - warned} failed"
    )


def lines() -> list[str]:
    """What was noted."""
    return _lines
