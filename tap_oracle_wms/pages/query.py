"""What is asked for a page, as query parameters. Pure."""

from __future__ import annotations

import dataclasses
import enum
import typing as t

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.passes import Window
    from tap_oracle_wms.settings.model import Filters, FilterValue

Params: t.TypeAlias = list[tuple[str, str]]


class Rung(enum.IntEnum):
    """Ways of reading, the best first."""

    SEQUENCED = 1
    """By ``id__gt`` in sequenced mode, which counts nothing and goes by id."""

    ORDERED = 2
    """By ``id__gt`` in paged mode with ``ordering=id``."""

    LINKED = 3
    """Along the service's own links, until two readings agree."""

    @property
    def word(self) -> str:
        """Its name, as logs and metrics have it."""
        return self.name.lower()


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """What a phase asks for; it never changes while the phase is read.

    Attributes:
        entity: Name of the entity.
        window: Bounds in time.
        filters: Further filters, of the user.
        fields: Fields to ask for, None for all.
        version_field: Field that tells whether a row has changed, if any.
        has_id: Whether the entity has ids.
        pass_id: Id of the pass, for whoever listens; no part of what is asked.
    """

    entity: str
    window: Window
    filters: tuple[tuple[str, str], ...]
    fields: tuple[str, ...] | None
    version_field: str | None
    has_id: bool = True
    pass_id: str | None = None

    @property
    def visible_window(self) -> Window:
        """The bounds whose fields the rows show."""
        fields = self.fields
        if fields is None:
            return self.window
        return tuple(bound for bound in self.window if bound.field in fields)


@dataclasses.dataclass(slots=True)
class Shape:
    """How a service wants to be asked, as far as has been found out.

    Attributes:
        rung: Way of reading.
        page_size: Rows to ask for.
        send_page_size: Whether the service takes a page size.
        send_fields: Whether the entity takes a list of fields.
        sequenced: Whether the links are those of sequenced mode.
        proven: Whether a request of this shape was accepted.
    """

    rung: Rung
    page_size: int
    send_page_size: bool = True
    send_fields: bool = True
    sequenced: bool = True
    proven: bool = False


def page_params(
    query: Query,
    shape: Shape,
    after: int | None = None,
    through: int | None = None,
) -> Params:
    """Query parameters of one page.

    Args:
        query: What the phase asks for.
        shape: How the service wants to be asked.
        after: Ids above this one only.
        through: Ids up to this one only.

    Returns:
        The parameters, in a fixed order.
    """
    params: Params = []
    if shape.rung is Rung.SEQUENCED or (shape.rung is Rung.LINKED and shape.sequenced):
        params.append(("page_mode", "sequenced"))
    if shape.rung is Rung.ORDERED:
        params.append(("ordering", "id"))
    if shape.send_page_size:
        params.append(("page_size", str(shape.page_size)))
    if query.fields is not None and shape.send_fields:
        params.append(("fields", ",".join(query.fields)))
    params += query.filters
    params += [
        (f"{bound.field}__{bound.lookup}", instant_param(bound.instant))
        for bound in query.window
    ]
    if after is not None:
        params.append(("id__gt", str(after)))
    if through is not None:
        params.append(("id__lte", str(through)))
    return params


def instant_param(instant: datetime.datetime) -> str:
    """An instant as a filter takes it: whole seconds, offset written out.

    Naive times would be read in the zone of the user's default facility, and some
    services refuse or cut fractions (observed shapes, section 9).
    """
    return instant.isoformat(timespec="seconds")


def filter_params(filters: Filters) -> tuple[tuple[str, str], ...]:
    """User filters as query parameters, lists joined by commas."""
    return tuple((name, _filter_value(value)) for name, value in filters.items())


def _filter_value(value: FilterValue) -> str:
    if isinstance(value, list):
        return ",".join(_filter_value(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
