"""The lowest versions that pyproject.toml admits, as constraints.

``python -m release.lowest`` prints one line for each direct dependency of the tap and
of the extras that are named, so that an environment with just these can be tested.
"""

from __future__ import annotations

import pathlib
import sys

from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
_FLOORS = frozenset({">=", "~=", "=="})


def floor(requirement: Requirement) -> str:
    """The lowest version that a requirement admits.

    Args:
        requirement: A requirement with a lower bound.

    Returns:
        A constraint, with the requirement's marker.

    Raises:
        ValueError: If it has no lower bound: then nobody knows what is supported.
    """
    floors = [s.version for s in requirement.specifier if s.operator in _FLOORS]
    if len(floors) != 1:
        msg = f"{requirement.name} needs exactly one lower bound"
        raise ValueError(msg)
    marker = f" ; {requirement.marker}" if requirement.marker else ""
    return f"{requirement.name}=={floors[0]}{marker}"


def lowest(extras: list[str]) -> list[str]:
    """Constraints for all direct dependencies, sorted.

    Args:
        extras: Names of the extras to include.

    Returns:
        One constraint a line.

    Raises:
        KeyError: If there is no such extra.
        ValueError: If a dependency has no lower bound.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    return sorted({floor(Requirement(text)) for text in wanted})


if __name__ == "__main__":
    sys.stdout.write("\n".join(lowest(sys.argv[1:])) + "\n")
