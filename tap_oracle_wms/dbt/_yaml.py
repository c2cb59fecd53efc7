"""YAML as people write it."""

from __future__ import annotations

import typing as t

import yaml

HEADER = (
    "# Written by `oracle-wms dbt` out of a catalog. A change made here is kept:\n"
    "# the file is left alone from then on, unless it is overwritten with --force.\n"
)


class _Dumper(yaml.SafeDumper):
    """Lists are indented below their key, and nothing is an alias."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the signature of PyYAML
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature of PyYAML
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Texts with single quotes in them, as dbt's expressions have, in double ones."""
    style = '"' if "'" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def to_yaml(content: dict[str, t.Any]) -> str:
    """A properties file.

    Args:
        content: What it says, in order.

    Returns:
        Its text.
    """
    text = yaml.dump(
        content,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        # Long lines stay whole: folded expressions are hard to read.
        width=4096,
    )
    return f"{HEADER}{text}"
