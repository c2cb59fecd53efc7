"""The constraints of the lowest versions, from what pyproject.toml says."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement

from release.lowest import floor, lowest


@pytest.mark.parametrize(
    ("requirement", "constraint"),
    [
        ("click>=8.2,<9", "click==8.2"),
        ("singer-sdk~=0.54.9", "singer-sdk==0.54.9"),
        (
            'tomli>=2 ; python_version < "3.11"',
            'tomli==2 ; python_version < "3.11"',
        ),
    ],
)
def test_the_lower_bound_is_taken(requirement: str, constraint: str) -> None:
    assert floor(Requirement(requirement)) == constraint


@pytest.mark.parametrize("requirement", ["click", "click<9", "click!=8.2.2"])
def test_what_has_no_lower_bound_is_refused(requirement: str) -> None:
    with pytest.raises(ValueError, match="lower bound"):
        floor(Requirement(requirement))


def test_every_dependency_of_the_project_has_one() -> None:
    plain, with_simulator = lowest([]), lowest(["simulator"])
    assert "singer-sdk==0.54.9" in plain
    assert set(plain) < set(with_simulator)
    with pytest.raises(KeyError):
        lowest(["nothing"])
