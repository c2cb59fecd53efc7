"""Which marts a catalog can carry. Pure.

A mart is written if the staging columns that it needs exist, and all that it is built
upon is written too. Its files stand as they are under ``templates/marts``, at the paths
that they have in the project; ``mart_registry.py`` says what each needs.
"""

from __future__ import annotations

import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from tap_oracle_wms.dbt.staging import StagingModel


@dataclasses.dataclass(frozen=True, slots=True)
class Mart:
    """A mart, or a model between staging and marts.

    Attributes:
        name: Its name.
        files: Its files, under ``templates/marts``: models, properties, tests, macros.
        needs: Columns of staging models, by entity.
        after: Other marts that it is built upon.
    """

    name: str
    files: tuple[str, ...]
    needs: t.Mapping[str, tuple[str, ...]]
    after: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Exposure:
    """Something outside of dbt that is made of marts.

    Attributes:
        name: Its name.
        title: Its name for people.
        kind: Type of the exposure, such as ``dashboard``.
        description: What it shows.
        marts: Models that it reads; it is listed with those that are written.
    """

    name: str
    title: str
    kind: str
    description: str
    marts: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class LeftOut:
    """A mart that is not written, and what it lacks.

    Attributes:
        name: Its name.
        missing: What the catalog lacks, in words.
    """

    name: str
    missing: tuple[str, ...]


def choose_marts(
    marts: t.Sequence[Mart], staged: t.Mapping[str, StagingModel]
) -> tuple[tuple[Mart, ...], tuple[LeftOut, ...]]:
    """Choose the marts that a catalog can carry.

    Args:
        marts: All marts; each stands behind those that it is built upon.
        staged: The staging models by entity.

    Returns:
        The marts to write, and those left out.
    """
    chosen: dict[str, Mart] = {}
    left_out = []
    for mart in marts:
        missing = [*_missing(mart, staged)]
        missing += [f"mart {name}" for name in mart.after if name not in chosen]
        if missing:
            left_out.append(LeftOut(mart.name, tuple(missing)))
        else:
            chosen[mart.name] = mart
    return tuple(chosen.values()), tuple(left_out)


def _missing(mart: Mart, staged: t.Mapping[str, StagingModel]) -> t.Iterator[str]:
    for entity, columns in mart.needs.items():
        if entity not in staged:
            yield f"entity {entity}"
            continue
        names = staged[entity].column_names
        yield from (f"{entity}.{name}" for name in columns if name not in names)
