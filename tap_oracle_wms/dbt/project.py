"""A whole project out of a catalog: its files, not yet written. Pure."""

from __future__ import annotations

import dataclasses
import fnmatch
import re
import typing as t

from tap_oracle_wms.dbt._yaml import to_yaml
from tap_oracle_wms.dbt.mart_registry import EXPOSURES, MARTS
from tap_oracle_wms.dbt.marts import choose_marts
from tap_oracle_wms.dbt.properties import properties_file
from tap_oracle_wms.dbt.staging import model_files, stage
from tap_oracle_wms.dbt.templates import template_files
from tap_oracle_wms.errors import UsageError

if t.TYPE_CHECKING:
    from tap_oracle_wms.dbt.catalog import LoadedEntity
    from tap_oracle_wms.dbt.marts import Exposure, LeftOut, Mart
    from tap_oracle_wms.dbt.staging import StagingModel

LARGE = (
    "allocation",
    "cc_*",
    "container",
    "ib_shipment",
    "ib_shipment_dtl",
    "ib_shipment_serial_nbr",
    "iblpn",
    "inventory",
    "inventory_history",
    "ob_stop*",
    "oblpn",
    "order_dtl*",
    "order_hdr",
    "order_lock",
    "purchase_order_*",
    "serial_nbr*",
    "task",
    "wave",
    "wms_activity*",
    "work_order_*",
)
"""Entities that grow with the work done: their rows are built up run by run."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SCHEMA = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class UnusableOptionError(UsageError):
    """An option that no project can be made with; the message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a project.

    Attributes:
        name: Name of the project and of its profile.
        schema: Schema that the target has put the tables into.
        large: Globs of entities whose staging is incremental.
    """

    name: str = "wms_warehouse"
    schema: str = "wms"
    large: tuple[str, ...] = LARGE

    def __post_init__(self) -> None:
        """Refuse names that dbt or a database would stumble over.

        Raises:
            UnusableOptionError: If a name can't be used.
        """
        if not _NAME.fullmatch(self.name):
            msg = (
                f"{self.name!r} can't be the name of a dbt project: use small letters, "
                "digits and underscores, such as 'acme_warehouse'"
            )
            raise UnusableOptionError(msg)
        if not _SCHEMA.fullmatch(self.schema):
            msg = (
                f"{self.schema!r} can't be the schema of the tables: use letters, "
                "digits and underscores, such as 'wms'"
            )
            raise UnusableOptionError(msg)

    @classmethod
    def of(cls, values: t.Mapping[str, t.Any]) -> Options:
        """Options out of a mapping, as they were written down or given."""
        known = {field.name for field in dataclasses.fields(cls)}
        options = cls(**{name: values[name] for name in known & values.keys()})
        return dataclasses.replace(options, large=tuple(options.large))


@dataclasses.dataclass(frozen=True, slots=True)
class Project:
    """A project that was made of a catalog.

    Attributes:
        files: Contents by path.
        options: What was asked.
        columns: Forms of the columns that are loaded, by name, by entity.
        built_up: Entities whose staging is incremental.
        marts: Marts that are in it.
        left_out: Marts that are not.
    """

    files: dict[str, str]
    options: dict[str, t.Any]
    columns: dict[str, dict[str, str]]
    built_up: tuple[str, ...]
    marts: tuple[Mart, ...]
    left_out: tuple[LeftOut, ...]


def make_project(
    entities: t.Sequence[LoadedEntity],
    options: Options,
    *,
    marts: t.Sequence[Mart] = MARTS,
    exposures: t.Sequence[Exposure] = EXPOSURES,
) -> Project:
    """Make all files of a project.

    Args:
        entities: The selected entities.
        options: What is asked.
        marts: All marts there are.
        exposures: What is made of them.

    Returns:
        The project; the same entities and options give the same bytes.
    """
    values = {"project": options.name, "schema": options.schema}
    known = {entity.name: entity for entity in entities}
    files = template_files("project", values)
    staged: dict[str, StagingModel] = {}
    for entity in entities:
        lookups = {
            column: known[target]
            for column, target in entity.relations.items()
            if column.endswith("status_id") and target in known
        }
        model = stage(entity, lookups, builds_up=_is_large(entity, options.large))
        staged[entity.name] = model
        for name, sql in model_files(model).items():
            folder = "staging/base" if name.startswith("base_") else "staging"
            files[f"models/{folder}/{name}.sql"] = sql
        text = properties_file(model, known)
        files[f"models/staging/{model.name}.yml"] = text
    chosen, left_out = choose_marts(marts, staged)
    templates = template_files("marts", values | {"entities": " ".join(staged)})
    for mart in chosen:
        files.update({path: templates[path] for path in mart.files})
    files.update(_exposures_file(exposures, frozenset(mart.name for mart in chosen)))
    return Project(
        dict(sorted(files.items())),
        dataclasses.asdict(options),
        {
            one.name: {column.name: str(column.form) for column in one.columns}
            for one in entities
        },
        tuple(name for name, model in staged.items() if model.builds_up),
        chosen,
        left_out,
    )


def _is_large(entity: LoadedEntity, globs: t.Sequence[str]) -> bool:
    if not (entity.incremental and entity.has_id and entity.has_mod_ts):
        return False
    return any(fnmatch.fnmatchcase(entity.name, glob) for glob in globs)


def _exposures_file(
    exposures: t.Sequence[Exposure], marts: frozenset[str]
) -> dict[str, str]:
    listed = [
        {
            "name": one.name,
            "label": one.title,
            "type": one.kind,
            "description": one.description,
            "depends_on": [f"ref('{name}')" for name in one.marts if name in marts],
            "owner": {"name": "Warehouse"},
        }
        for one in exposures
        if not marts.isdisjoint(one.marts)
    ]
    if not listed:
        return {}
    return {"models/marts/exposures.yml": to_yaml({"version": 2, "exposures": listed})}
