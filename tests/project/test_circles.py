"""No module leads back to itself, be it by imports for annotations."""

from __future__ import annotations

import ast
import graphlib
import typing as t

import pytest

from scripts.settings_files import ROOT

if t.TYPE_CHECKING:
    from pathlib import Path


def modules(package: str) -> dict[str, Path]:
    """Modules of a package by name; a package counts as the module that it runs."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imported(path: Path, known: t.Container[str]) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                names.add(inner if inner in known else node.module or "")
    return {name for name in names if name in known}


@pytest.mark.parametrize("package", ["tap_oracle_wms", "wms_simulator"])
def test_no_imports_in_a_circle(package: str) -> None:
    known = modules(package)
    assert len(known) > 30
    graph = {name: imported(path, known) for name, path in known.items()}
    assert sum(map(len, graph.values())) > len(graph)
    graphlib.TopologicalSorter(graph).prepare()
